//! The start page, and the mailbox: every `.eml` file of the mail folder, newest first.

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use super::Addresses;
use super::pages::{LetterLine, LetterPage, MailboxPage, PersonLine, Piece, StartPage};
use super::web::{asset, frame, headers, shown};
use crate::app::App;
use crate::messages::eml::Eml;
use crate::web::href::Href;
use crate::web::page::{Frame, Pages};

/// The six people of `seed.toml`.
pub(super) const PEOPLE: &[PersonLine] = &[
    PersonLine {
        name: "Dr Alice Nguyen",
        email: "alice@riverside.example",
        role: "practitioner",
        access: "full access",
        remark: "Leads the practice, and runs this installation.",
    },
    PersonLine {
        name: "Ben Carter",
        email: "ben@riverside.example",
        role: "practitioner",
        access: "standard",
        remark: "Works at Harbour Clinic too; the calendar is told of Riverside Health only.",
    },
    PersonLine {
        name: "Chiara Rossi",
        email: "chiara@riverside.example",
        role: "practitioner",
        access: "read only",
        remark: "A locum, here on Fridays.",
    },
    PersonLine {
        name: "David O'Brien",
        email: "david@riverside.example",
        role: "administrator",
        access: "full access",
        remark: "The practice manager.",
    },
    PersonLine {
        name: "Emma Schröder",
        email: "emma@riverside.example",
        role: "administrator",
        access: "standard",
        remark: "Gets her emails in German.",
    },
    PersonLine {
        name: "Farid Haddad",
        email: "farid@riverside.example",
        role: "administrator",
        access: "read only",
        remark: "New; has not confirmed his email yet. The message waits in the mailbox.",
    },
];

/// What the start page and the mailbox need.
pub(super) struct StartDesk {
    addresses: Addresses,
    folder: PathBuf,
    pages: Arc<Pages>,
    frame: Frame,
}

impl StartDesk {
    pub fn new(app: &App, addresses: &Addresses) -> Self {
        Self {
            addresses: addresses.clone(),
            folder: app.config.mail.folder.clone(),
            pages: Arc::clone(&app.reception.pages),
            frame: frame("Frontdesk demo", None),
        }
    }

    /// The names of all letters, newest first: they begin with an id that sorts by time.
    fn letters(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter_map(|name| name.strip_suffix(".eml").filter(|name| !name.starts_with('.')).map(str::to_owned))
            .collect();
        names.sort_unstable_by(|one, other| other.cmp(one));
        names
    }

    fn letter(&self, name: &str) -> Option<Eml> {
        // Only names that a look into the folder gave lead to a file.
        let known = self.letters().into_iter().find(|known| known == name)?;
        let source = std::fs::read_to_string(self.folder.join(format!("{known}.eml"))).ok()?;
        Eml::parse(&source)
    }
}

type Desk = State<Arc<StartDesk>>;

pub(super) fn router(desk: StartDesk) -> Router {
    Router::new()
        .route("/", get(start))
        .route("/mail", get(mailbox))
        .route("/mail/{name}", get(letter))
        .route("/mail/{name}/html", get(letter_html))
        .route("/assets/{name}", get(assets))
        .with_state(Arc::new(desk))
}

async fn start(State(desk): Desk) -> Response {
    let web = |address: &str, path: &str| Href::web(&format!("{address}{path}")).unwrap_or_else(|| Href::local("/"));
    let page = StartPage {
        calendar: web(&desk.addresses.calendar, "/"),
        billing: web(&desk.addresses.billing, "/"),
        frontdesk: web(&desk.addresses.frontdesk, "/"),
        discovery: web(&desk.addresses.frontdesk, "/.well-known/openid-configuration"),
        forgot_password: web(&desk.addresses.frontdesk, "/forgot-password"),
        letters: desk.letters().len(),
        password: super::PASSWORD,
        people: PEOPLE.to_vec(),
    };
    shown(&desk.pages, &desk.frame, &page, "")
}

async fn mailbox(State(desk): Desk) -> Response {
    let line = |name: String| {
        let letter = desk.letter(&name)?;
        Some(LetterLine { href: Href::local(format!("/mail/{name}")), subject: letter.subject, to: letter.to, date: letter.date })
    };
    let page = MailboxPage { letters: desk.letters().into_iter().take(200).filter_map(line).collect(), again: Href::local("/mail") };
    shown(&desk.pages, &desk.frame, &page, "")
}

async fn letter(State(desk): Desk, Path(name): Path<String>) -> Response {
    let Some(letter) = desk.letter(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let page = LetterPage {
        text: pieces(&letter.text),
        subject: letter.subject,
        from: letter.from,
        to: letter.to,
        date: letter.date,
        html: Href::local(format!("/mail/{name}/html")),
        back: Href::local("/mail"),
    };
    shown(&desk.pages, &desk.frame, &page, "")
}

/// The HTML part alone, for the frame: it may bring its own style and open links in new windows, and nothing else.
async fn letter_html(State(desk): Desk, Path(name): Path<String>) -> Response {
    let Some(letter) = desk.letter(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'self'; form-action 'none'; \
                  sandbox allow-popups allow-popups-to-escape-sandbox";
    (headers(policy), Html(letter.html.replacen("<head>", "<head><base target=\"_blank\">", 1))).into_response()
}

async fn assets(State(desk): Desk, name: Path<String>) -> Response {
    asset(&desk.pages, &name).into_response()
}

/// Text with its web addresses as links.
fn pieces(text: &str) -> Vec<Piece> {
    text.split_inclusive(char::is_whitespace).map(|word| Piece { words: word.to_owned(), href: Href::web(word.trim_end()) }).fold(
        Vec::new(),
        |mut pieces: Vec<Piece>, next| {
            match pieces.last_mut().filter(|last| last.href.is_none() && next.href.is_none()) {
                Some(last) => last.words.push_str(&next.words),
                None => pieces.push(next),
            }
            pieces
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_addresses_in_a_text_become_links_and_nothing_else_does() {
        let pieces = pieces("Open this:\nhttp://localhost:8080/x?token=1\n\njavascript:alert(1) done");
        let links: Vec<_> = pieces.iter().filter_map(|piece| piece.href.as_ref()).map(Href::as_str).collect();
        assert_eq!(links, ["http://localhost:8080/x?token=1"]);
        assert_eq!(pieces.len(), 3);
    }
}
