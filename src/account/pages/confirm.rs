//! Fresh proof, before something about the account changes.

use serde::Serialize;

use crate::factors::Method;
use crate::factors::pages::{CodeProblem, SendAgain};
use crate::text::Text;
use crate::web::href::Href;
use crate::web::page::{LONG_HOSTILE, Page};

/// What is asked for.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ConfirmBy {
    /// The form sends `password`.
    Password,
    /// The form sends `code`.
    Code { method: Method, destination: Option<String> },
    /// The form sends `code`.
    RecoveryCode,
    /// Nothing to type: the button of the page's passkey.
    Passkey,
}

/// It really is you? One way is asked for, the others are links.
#[derive(Clone, Debug, Serialize)]
pub struct ConfirmItsYouPage {
    pub action: Href,
    pub email: String,
    pub by: ConfirmBy,
    /// Another code was sent just now.
    pub is_sent_again: bool,
    /// What is wrong with the password or the code.
    pub error: Option<Text>,
    pub send_again: Option<SendAgain>,
    /// The address below which `passkey.js` asks.
    pub passkey: Option<Href>,
    pub others: Vec<ConfirmWay>,
    /// Back, with nothing changed.
    pub cancel: Href,
}

/// Another way to show who one is: a link to this page, asking for that.
#[derive(Clone, Debug, Serialize)]
pub struct ConfirmWay {
    label: Text,
    href: Href,
}

impl ConfirmWay {
    pub fn password(href: Href) -> Self {
        Self { label: Text::new("confirm-way-password"), href }
    }

    pub fn code(method: Method, href: Href) -> Self {
        let label = match method {
            Method::Totp => Text::new("confirm-way-totp"),
            Method::Sms => Text::new("confirm-way-sms"),
            Method::Email => Text::new("confirm-way-email"),
        };
        Self { label, href }
    }

    pub fn recovery_code(href: Href) -> Self {
        Self { label: Text::new("confirm-way-recovery"), href }
    }
}

impl ConfirmItsYouPage {
    pub fn password_missing() -> Text {
        Text::new("login-error-password-missing")
    }

    pub fn password_wrong() -> Text {
        Text::new("password-error-current-wrong")
    }
}

impl Page for ConfirmItsYouPage {
    const TEMPLATE: &'static str = "account/confirm.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let way = || Href::local("/account/confirm?by=other");
        let code = |method, destination: Option<&str>| ConfirmBy::Code { method, destination: destination.map(str::to_owned) };
        let password = Self {
            action: Href::local("/account/confirm"),
            email: "alice.nguyen@riverside.example".to_owned(),
            by: ConfirmBy::Password,
            is_sent_again: false,
            error: None,
            send_again: None,
            passkey: None,
            others: Vec::new(),
            cancel: Href::local("/account/two-factor"),
        };
        let sms = Self {
            by: code(Method::Sms, Some("+61 412 345 678")),
            send_again: Some(SendAgain::new(Href::local("/account/confirm/send"), std::time::Duration::from_secs(27))),
            others: vec![ConfirmWay::code(Method::Totp, way()), ConfirmWay::recovery_code(way())],
            passkey: Some(Href::local("/login/018f/passkey")),
            ..password.clone()
        };
        let app = Self {
            by: code(Method::Totp, None),
            send_again: None,
            others: vec![ConfirmWay::code(Method::Sms, way()), ConfirmWay::code(Method::Email, way()), ConfirmWay::recovery_code(way())],
            ..sms.clone()
        };
        let wrong = |method| Some(CodeProblem::Wrong { method, tries_left: None }.into());
        vec![
            ("password", password.clone()),
            (
                "passkey",
                Self {
                    by: ConfirmBy::Passkey,
                    passkey: Some(Href::local("/login/018f/passkey")),
                    others: vec![ConfirmWay::password(way())],
                    ..password.clone()
                },
            ),
            ("app", app.clone()),
            ("sms", sms.clone()),
            ("sent-again", Self { is_sent_again: true, ..sms.clone() }),
            ("email", Self { by: code(Method::Email, Some("alice.nguyen@riverside.example")), passkey: None, ..sms.clone() }),
            ("recovery-code", Self { by: ConfirmBy::RecoveryCode, send_again: None, ..app.clone() }),
            ("refused", Self { error: Some(Self::password_wrong()), ..password.clone() }),
            ("missing", Self { error: Some(Self::password_missing()), ..password.clone() }),
            ("refused-code", Self { error: wrong(Method::Totp), ..app }),
            (
                "longest",
                Self { email: LONG_HOSTILE.to_owned(), by: code(Method::Email, Some(LONG_HOSTILE)), error: wrong(Method::Email), ..sms },
            ),
        ]
    }
}
