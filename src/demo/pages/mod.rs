//! What the templates of the example receive.

mod start;

use serde::Serialize;

pub use start::{AppShown, PersonLine, StartPage};

use crate::web::href::Href;
use crate::web::page::{LONG_HOSTILE, Page};

/// Every email and SMS that was sent, newest first.
#[derive(Clone, Debug, Serialize)]
pub struct MailboxPage {
    pub letters: Vec<LetterLine>,
    pub again: Href,
}

#[derive(Clone, Debug, Serialize)]
pub struct LetterLine {
    pub href: Href,
    pub is_sms: bool,
    pub subject: String,
    pub to: String,
    pub date: String,
}

/// One message: its text with links that can be followed, and an email's HTML part in a frame that can do nothing.
#[derive(Clone, Debug, Serialize)]
pub struct LetterPage {
    pub subject: String,
    pub from: String,
    pub to: String,
    pub date: String,
    pub text: Vec<Piece>,
    pub html: Option<Href>,
    pub back: Href,
}

/// A stretch of text, or a link in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    pub words: String,
    pub href: Option<Href>,
}

/// A practice app, before and after somebody signed in.
#[derive(Clone, Debug, Serialize)]
pub struct AppPage {
    pub tagline: &'static str,
    pub sign_in: Href,
    pub sign_out: Href,
    pub renew: Href,
    pub start: Href,
    pub person: Option<PersonShown>,
    pub work: WorkShown,
}

/// What the app shows of its own: something to do, so that signing in has a purpose.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct WorkShown {
    pub title: &'static str,
    pub columns: [&'static str; 3],
    pub rows: &'static [[&'static str; 3]],
}

/// Who is signed in, and everything that Frontdesk said about it.
#[derive(Clone, Debug, Serialize)]
pub struct PersonShown {
    pub name: String,
    pub email: Option<String>,
    pub email_verified: bool,
    pub groups: Vec<String>,
    pub id_token: Vec<ClaimLine>,
    pub userinfo: Vec<ClaimLine>,
    pub scope: String,
    pub expires_in_minutes: u64,
    pub renewals: u32,
    pub can_renew: bool,
    pub just_renewed: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct ClaimLine {
    pub name: String,
    pub value: String,
    pub meaning: &'static str,
}

/// A word from the app: signed out, refused, or gone wrong.
#[derive(Clone, Debug, Serialize)]
pub struct NoticePage {
    pub title: &'static str,
    pub happened: String,
    pub detail: Option<String>,
    pub home: Href,
    pub start: Href,
}

fn web(address: &str) -> Href {
    Href::web(address).unwrap_or_else(|| Href::local("/"))
}

impl Page for MailboxPage {
    const TEMPLATE: &'static str = "demo/mailbox.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let line = |subject: &str, to: &str| LetterLine {
            href: Href::local("/mail/018f-verify-email.eml"),
            is_sms: subject == LONG_HOSTILE,
            subject: subject.to_owned(),
            to: to.to_owned(),
            date: "Sun, 22 Nov 2026 10:03:00 +0000".to_owned(),
        };
        let again = || Href::local("/mail");
        vec![
            ("empty", Self { letters: Vec::new(), again: again() }),
            ("filled", Self { letters: vec![line("Confirm your email", "farid@riverside.example")], again: again() }),
            ("longest", Self { letters: vec![line(LONG_HOSTILE, LONG_HOSTILE)], again: again() }),
        ]
    }
}

impl Page for LetterPage {
    const TEMPLATE: &'static str = "demo/letter.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let letter = |words: &str| Self {
            subject: words.to_owned(),
            from: "Riverside Health <desk@riverside.example>".to_owned(),
            to: "farid@riverside.example".to_owned(),
            date: "Sun, 22 Nov 2026 10:03:00 +0000".to_owned(),
            text: vec![
                Piece { words: format!("{words}\n\n"), href: None },
                Piece {
                    words: "http://localhost:8080/verify-email?token=ve_0".to_owned(),
                    href: Href::web("http://localhost:8080/verify-email?token=ve_0"),
                },
            ],
            html: Some(Href::local("/mail/018f-verify-email.eml/html")),
            back: Href::local("/mail"),
        };
        let sms = Self { html: None, ..letter("SMS") };
        vec![("filled", letter("Confirm your email")), ("sms", sms), ("longest", letter(LONG_HOSTILE))]
    }
}

impl Page for AppPage {
    const TEMPLATE: &'static str = "demo/app.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let line = |name: &str, value: &str, meaning| ClaimLine { name: name.to_owned(), value: value.to_owned(), meaning };
        let empty = Self {
            tagline: "Who comes when, at Riverside Health.",
            sign_in: Href::local("/sign-in"),
            sign_out: Href::local("/sign-out"),
            renew: Href::local("/renew"),
            start: web("http://localhost:8081/"),
            person: None,
            work: WorkShown { title: "Today", columns: ["Time", "Patient", "For"], rows: &[["09:00", "P. Marsh", "Knee, second visit"]] },
        };
        let alice = PersonShown {
            name: "Dr Alice Nguyen".to_owned(),
            email: Some("alice@riverside.example".to_owned()),
            email_verified: true,
            groups: vec!["Riverside Health".to_owned()],
            id_token: vec![line("sub", "019a-…", "Who it is: an id that never changes")],
            userinfo: vec![line("name", "Dr Alice Nguyen", "")],
            scope: "openid profile email".to_owned(),
            expires_in_minutes: 10,
            renewals: 0,
            can_renew: true,
            just_renewed: false,
        };
        let hostile = PersonShown {
            name: LONG_HOSTILE.to_owned(),
            email: Some(LONG_HOSTILE.to_owned()),
            email_verified: false,
            groups: vec![LONG_HOSTILE.to_owned()],
            userinfo: vec![line(LONG_HOSTILE, LONG_HOSTILE, "")],
            renewals: 2,
            just_renewed: true,
            ..alice.clone()
        };
        vec![
            ("empty", empty.clone()),
            ("filled", Self { person: Some(alice), ..empty.clone() }),
            ("longest", Self { person: Some(hostile), ..empty }),
        ]
    }
}

impl Page for NoticePage {
    const TEMPLATE: &'static str = "demo/notice.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let signed_out = Self {
            title: "You are signed out",
            happened: "Here, and at Riverside Health.".to_owned(),
            detail: None,
            home: Href::local("/"),
            start: web("http://localhost:8081/"),
        };
        let refused = Self {
            title: "Not signed in",
            happened: "Riverside Health did not sign you in.".to_owned(),
            detail: Some(format!("access_denied: {LONG_HOSTILE}")),
            ..signed_out.clone()
        };
        vec![("filled", signed_out), ("refused", refused)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::page::{PageSettings, Pages};

    fn renders<P: Page>(pages: &Pages) {
        for (sample, page) in P::samples() {
            let html =
                pages.render(&page, &crate::demo::web::frame("Billing Bee", Some("#8a5a00"))).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(html.matches("<h1").count(), 1, "{} {sample}", P::TEMPLATE);
            assert!(!html.contains("<script") && html.contains("brand-8a5a00.css"), "{} {sample}", P::TEMPLATE);
        }
    }

    #[test]
    fn every_page_of_the_example_renders_and_keeps_hostile_text_inert() {
        let pages = Pages::load(&PageSettings::default()).unwrap();
        renders::<StartPage>(&pages);
        renders::<MailboxPage>(&pages);
        renders::<LetterPage>(&pages);
        renders::<AppPage>(&pages);
        renders::<NoticePage>(&pages);
    }
}
