//! The start page, and the pages of the mailbox.

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use super::Addresses;
use super::mailbox::{Mailbox, Sent};
use super::pages::{LetterLine, LetterPage, MailboxPage, Piece, StartPage};
use super::people::PEOPLE;
use super::practices;
use super::second_steps;
use super::web::{asset, frame, headers, shown};
use crate::app::App;
use crate::foundation::clock::Clock;
use crate::storage::Storage;
use crate::web::href::Href;
use crate::web::page::{Frame, Pages};

/// What the start page and the mailbox need.
pub(super) struct StartDesk {
    addresses: Addresses,
    mailbox: Mailbox,
    folder: PathBuf,
    storage: Storage,
    clock: Arc<dyn Clock>,
    pages: Arc<Pages>,
    frame: Frame,
}

impl StartDesk {
    pub fn new(app: &App, addresses: &Addresses, folder: &std::path::Path) -> Self {
        Self {
            addresses: addresses.clone(),
            mailbox: Mailbox::of(app),
            folder: folder.to_owned(),
            storage: app.storage.clone(),
            clock: Arc::clone(&app.clock),
            pages: Arc::clone(&app.reception.pages),
            frame: frame("Frontdesk demo", None),
        }
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
        two_factor: web(&desk.addresses.frontdesk, "/account/two-factor"),
        passkeys: web(&desk.addresses.frontdesk, "/account/passkeys"),
        letters: desk.mailbox.names().len(),
        password: super::PASSWORD,
        users: web(&desk.addresses.frontdesk, "/settings/users"),
        // A page without the day is better than none.
        deadline: practices::deadline_shown(&desk.storage).await.unwrap_or_default(),
        authenticators: second_steps::apps_shown(&desk.folder, desk.clock.now()),
        people: PEOPLE.to_vec(),
    };
    shown(&desk.pages, &desk.frame, &page, "")
}

async fn mailbox(State(desk): Desk) -> Response {
    let line = |name: String| {
        let href = Href::local(format!("/mail/{name}"));
        Some(match desk.mailbox.message(&name)? {
            Sent::Email(letter) => LetterLine { href, is_sms: false, subject: letter.subject, to: letter.to, date: letter.date },
            Sent::Sms(sms) => {
                let first = sms.text.lines().next().unwrap_or_default().to_owned();
                LetterLine { href, is_sms: true, subject: first, to: sms.to, date: sms.at }
            }
        })
    };
    let page = MailboxPage { letters: desk.mailbox.names().into_iter().take(200).filter_map(line).collect(), again: Href::local("/mail") };
    shown(&desk.pages, &desk.frame, &page, "")
}

async fn letter(State(desk): Desk, Path(name): Path<String>) -> Response {
    let back = Href::local("/mail");
    let page = match desk.mailbox.message(&name) {
        Some(Sent::Email(letter)) => LetterPage {
            text: pieces(&letter.text),
            subject: letter.subject,
            from: letter.from,
            to: letter.to,
            date: letter.date,
            html: Some(Href::local(format!("/mail/{name}/html"))),
            back,
        },
        Some(Sent::Sms(sms)) => LetterPage {
            text: vec![Piece { words: sms.text, href: None }],
            subject: "SMS".to_owned(),
            from: "Riverside Health".to_owned(),
            to: sms.to,
            date: sms.at,
            html: None,
            back,
        },
        None => return StatusCode::NOT_FOUND.into_response(),
    };
    shown(&desk.pages, &desk.frame, &page, "")
}

/// The HTML part alone, for the frame: it may bring its own style and open links in new windows, and nothing else.
async fn letter_html(State(desk): Desk, Path(name): Path<String>) -> Response {
    let Some(Sent::Email(letter)) = desk.mailbox.message(&name) else { return StatusCode::NOT_FOUND.into_response() };
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
