//! An invitation to a practice.

use serde::Serialize;

use crate::text::Text;
use crate::web::href::Href;
use crate::web::page::{LONG_HOSTILE, Page};

/// Says who asks whom into what, and takes the answer.
#[derive(Clone, Debug, Serialize)]
pub struct InvitationPage {
    pub practice: String,
    pub email: String,
    pub way: InvitationWay,
}

/// How it can be answered.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum InvitationWay {
    /// Somebody new chooses a password.
    Join { action: Href, token: String, name: String, password_error: Option<Text> },
    /// An account is there: sign in with it first. `other` is who is signed in instead.
    SignIn { sign_in: Href, other: Option<String>, sign_out: Href },
    /// Signed in: accept, decline, or, after a sign-in, later. `field` names the invitation in the form.
    Answer { action: Href, field: &'static str, value: String, may_wait: bool },
}

impl Page for InvitationPage {
    const TEMPLATE: &'static str = "login/invitation.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let page = |way| Self { practice: "Riverside Health".to_owned(), email: "bob.okafor@riverside.example".to_owned(), way };
        let join = |name: &str, password_error| InvitationWay::Join {
            action: Href::local("/invitation"),
            token: "iv_0123".to_owned(),
            name: name.to_owned(),
            password_error,
        };
        let sign_in = |other: Option<&str>| InvitationWay::SignIn {
            sign_in: Href::local("/login/in_0123"),
            other: other.map(str::to_owned),
            sign_out: Href::local("/logout/confirm"),
        };
        let answer =
            |may_wait| InvitationWay::Answer { action: Href::local("/invitations"), field: "id", value: "0199".to_owned(), may_wait };
        vec![
            ("new", page(join("", None))),
            ("refused", page(join("Bob Okafor", Some(super::LoginPage::password_missing())))),
            ("sign-in", page(sign_in(None))),
            ("other-person", page(sign_in(Some("alice.nguyen@riverside.example")))),
            ("link", page(answer(false))),
            ("signed-in", page(answer(true))),
            ("longest", Self { practice: LONG_HOSTILE.to_owned(), email: LONG_HOSTILE.to_owned(), way: join(LONG_HOSTILE, None) }),
        ]
    }
}

/// Somebody new has an account.
#[derive(Clone, Debug, Serialize)]
pub struct JoinedPage {
    pub practice: String,
    pub sign_in: Href,
}

impl Page for JoinedPage {
    const TEMPLATE: &'static str = "login/joined.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let page = |practice: &str| Self { practice: practice.to_owned(), sign_in: Href::local("/login/in_0123") };
        vec![("filled", page("Riverside Health")), ("longest", page(LONG_HOSTILE))]
    }
}
