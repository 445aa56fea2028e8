//! What the templates of signing in receive.

mod invitation;
mod offer_passkey;
mod second_step;

use serde::Serialize;

pub use invitation::{InvitationPage, InvitationWay, JoinedPage};
pub use offer_passkey::OfferPasskeyPage;
pub use second_step::{ChooseMethodPage, MethodWay, RecoveryCodePage, SecondStepPage};

use crate::text::Text;
use crate::web::href::Href;
use crate::web::page::{LONG_HOSTILE, Page};

/// Email and password, one button. What was typed comes back, the password excepted.
#[derive(Clone, Debug, Serialize)]
pub struct LoginPage {
    pub action: Href,
    pub email: String,
    /// The app that asked for this sign-in.
    pub app: Option<String>,
    /// Somebody is signed in already and proves it once more (`prompt=login`, `max_age`).
    pub again: bool,
    /// What is wrong as a whole: the same words for an unknown email and a wrong password.
    pub error: Option<Text>,
    pub email_error: Option<Text>,
    pub password_error: Option<Text>,
    /// Login with Passkey: the address below which `passkey.js` asks; none where this installation cannot ask for passkeys. The
    /// form's hidden field `passkey_ready` comes back as `1` from a device that could make one.
    pub passkey: Option<Href>,
    pub forgotten_password: Href,
    /// Where a POST gives up and lets the app know; none when no app asked.
    pub cancel: Option<Href>,
}

impl LoginPage {
    /// The one answer to an email and password that do not belong together.
    pub fn wrong_credentials() -> Text {
        Text::new("login-error-credentials")
    }

    /// Both fields must be filled before anything is looked at.
    pub fn email_missing() -> Text {
        Text::new("login-error-email-missing")
    }

    pub fn email_malformed() -> Text {
        Text::new("login-error-email-malformed")
    }

    pub fn password_missing() -> Text {
        Text::new("login-error-password-missing")
    }
}

impl Page for LoginPage {
    const TEMPLATE: &'static str = "login/login.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let empty = Self {
            action: Href::local("/login/018f"),
            email: String::new(),
            app: Some("Riverside Notes".to_owned()),
            again: false,
            error: None,
            email_error: None,
            password_error: None,
            passkey: Some(Href::local("/login/018f/passkey")),
            forgotten_password: Href::local("/forgot-password?interaction=018f"),
            cancel: Some(Href::local("/authorize/018f/cancel")),
        };
        let alice = || "alice.nguyen@riverside.example".to_owned();
        vec![
            ("empty", empty.clone()),
            ("alone", Self { app: None, cancel: None, passkey: None, ..empty.clone() }),
            ("filled", Self { email: alice(), ..empty.clone() }),
            ("again", Self { email: alice(), again: true, ..empty.clone() }),
            ("refused", Self { email: alice(), error: Some(Self::wrong_credentials()), ..empty.clone() }),
            (
                "incomplete",
                Self { email_error: Some(Self::email_missing()), password_error: Some(Self::password_missing()), ..empty.clone() },
            ),
            ("malformed", Self { email: "alice@".to_owned(), email_error: Some(Self::email_malformed()), ..empty.clone() }),
            (
                "longest",
                Self {
                    email: LONG_HOSTILE.to_owned(),
                    app: Some(LONG_HOSTILE.to_owned()),
                    error: Some(Self::wrong_credentials()),
                    ..empty
                },
            ),
        ]
    }
}

/// Asks for the email to which a link goes.
#[derive(Clone, Debug, Serialize)]
pub struct ForgotPasswordPage {
    pub action: Href,
    pub email: String,
    pub email_error: Option<Text>,
    /// Back to signing in.
    pub back: Href,
}

impl Page for ForgotPasswordPage {
    const TEMPLATE: &'static str = "login/forgot_password.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let empty = Self { action: Href::local("/forgot-password"), email: String::new(), email_error: None, back: Href::local("/login") };
        vec![
            ("empty", empty.clone()),
            ("filled", Self { email: "alice.nguyen@riverside.example".to_owned(), ..empty.clone() }),
            ("refused", Self { email: "alice@".to_owned(), email_error: Some(LoginPage::email_malformed()), ..empty.clone() }),
            ("longest", Self { email: LONG_HOSTILE.to_owned(), email_error: Some(LoginPage::email_missing()), ..empty }),
        ]
    }
}

/// The neutral answer: the same for an email that is known here and one that is not.
#[derive(Clone, Debug, Serialize)]
pub struct ForgotPasswordSentPage {
    pub email: String,
    /// How long the link will work.
    pub minutes: i64,
    /// Back to the form, to correct the email or ask once more.
    pub again: Href,
    pub back: Href,
}

impl Page for ForgotPasswordSentPage {
    const TEMPLATE: &'static str = "login/forgot_password_sent.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let filled = Self {
            email: "alice.nguyen@riverside.example".to_owned(),
            minutes: 30,
            again: Href::local("/forgot-password"),
            back: Href::local("/login"),
        };
        vec![("filled", filled.clone()), ("longest", Self { email: LONG_HOSTILE.to_owned(), minutes: 1, ..filled })]
    }
}

/// A new password, with the rules beside it.
#[derive(Clone, Debug, Serialize)]
pub struct ResetPasswordPage {
    pub action: Href,
    /// The token of the link, kept in the form.
    pub token: String,
    /// Whose password: shown, and given to password managers.
    pub email: String,
    pub password_error: Option<Text>,
}

impl ResetPasswordPage {
    pub fn too_short() -> Text {
        Text::new("reset-error-short")
    }

    pub fn too_long() -> Text {
        Text::new("reset-error-long")
    }

    /// It is on the list of passwords that are tried first.
    pub fn common() -> Text {
        Text::new("reset-error-common")
    }

    pub fn easily_guessed() -> Text {
        Text::new("reset-error-guessable")
    }

    /// It contains the person's name or email.
    pub fn personal() -> Text {
        Text::new("reset-error-personal")
    }
}

impl Page for ResetPasswordPage {
    const TEMPLATE: &'static str = "login/reset_password.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let empty = Self {
            action: Href::local("/reset-password"),
            token: "rp_0123456789".to_owned(),
            email: "alice.nguyen@riverside.example".to_owned(),
            password_error: None,
        };
        let refused = |error| Self { password_error: Some(error), ..empty.clone() };
        vec![
            ("empty", empty.clone()),
            ("missing", refused(LoginPage::password_missing())),
            ("short", refused(Self::too_short())),
            ("long", refused(Self::too_long())),
            ("common", refused(Self::common())),
            ("guessable", refused(Self::easily_guessed())),
            ("personal", refused(Self::personal())),
            ("longest", Self { email: LONG_HOSTILE.to_owned(), ..refused(Self::easily_guessed()) }),
        ]
    }
}

/// The new password holds; every other session has ended.
#[derive(Clone, Debug, Serialize)]
pub struct ResetPasswordDonePage {
    /// To signing in: at the app that asked, if its errand is still open.
    pub sign_in: Href,
}

impl Page for ResetPasswordDonePage {
    const TEMPLATE: &'static str = "login/reset_password_done.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("filled", Self { sign_in: Href::local("/login") })]
    }
}

/// Confirms an email by a button, because mail scanners open links without being asked.
#[derive(Clone, Debug, Serialize)]
pub struct VerifyEmailPage {
    pub action: Href,
    pub token: String,
    pub email: String,
}

impl Page for VerifyEmailPage {
    const TEMPLATE: &'static str = "login/verify_email.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let filled = Self {
            action: Href::local("/verify-email"),
            token: "ev_0123456789".to_owned(),
            email: "alice.nguyen@riverside.example".to_owned(),
        };
        vec![("filled", filled.clone()), ("longest", Self { email: LONG_HOSTILE.to_owned(), ..filled })]
    }
}

/// The email is confirmed.
#[derive(Clone, Debug, Serialize)]
pub struct VerifyEmailDonePage {
    pub email: String,
    pub go_on: Href,
}

impl Page for VerifyEmailDonePage {
    const TEMPLATE: &'static str = "login/verify_email_done.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let filled = Self { email: "alice.nguyen@riverside.example".to_owned(), go_on: Href::local("/") };
        vec![("filled", filled.clone()), ("longest", Self { email: LONG_HOSTILE.to_owned(), ..filled })]
    }
}

/// The first page of the installation: who is signed in, or the way in.
#[derive(Clone, Debug, Serialize)]
pub struct HomePage {
    pub person: Option<SignedInPerson>,
    pub sign_in: Href,
    /// Where a POST ends the session.
    pub sign_out: Href,
}

#[derive(Clone, Debug, Serialize)]
pub struct SignedInPerson {
    pub name: String,
    pub email: String,
}

impl Page for HomePage {
    const TEMPLATE: &'static str = "login/home.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let empty = Self { person: None, sign_in: Href::local("/login"), sign_out: Href::local("/logout") };
        let person = |name: &str, email: &str| Some(SignedInPerson { name: name.to_owned(), email: email.to_owned() });
        vec![
            ("empty", empty.clone()),
            ("filled", Self { person: person("Alice Nguyen", "alice.nguyen@riverside.example"), ..empty.clone() }),
            ("longest", Self { person: person(LONG_HOSTILE, LONG_HOSTILE), ..empty }),
        ]
    }
}
