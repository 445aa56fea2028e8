//! What the templates receive that set something up: shared by signing in (`login`), where a policy may ask for it, and by
//! a person's own pages (`account`). Both fill the same pages; only the addresses differ.
//!
//! | page | asks |
//! |---|---|
//! | [`SetUpPage`] | which method, and for SMS the number; button Validate |
//! | [`ValidatePage`] | for the code that was sent, or that the app shows; button Submit |
//! | [`RecoveryCodesPage`] | that the codes are kept somewhere: they are shown once |

mod code_problem;
mod demand_line;
mod recovery_codes;
mod set_up;

use std::time::Duration;

use serde::Serialize;

pub use code_problem::CodeProblem;
pub use demand_line::DemandLine;
pub use recovery_codes::RecoveryCodesPage;
pub use set_up::{AuthenticatorKey, CountryLine, MethodChoice, MethodOffer, PhoneEntry, SetUpPage, SetUpReason, ValidatePage};

use super::{Factor, Method};
use crate::text::Text;
use crate::web::href::Href;

/// What a method is called on pages.
pub fn method_name(method: Method) -> Text {
    match method {
        Method::Totp => Text::new("method-totp"),
        Method::Sms => Text::new("method-sms"),
        Method::Email => Text::new("method-email"),
    }
}

/// What a factor is called on pages.
pub fn factor_name(factor: Factor) -> Text {
    match factor {
        Factor::Password => Text::new("factor-password"),
        Factor::Passkey => Text::new("factor-passkey"),
        Factor::RecoveryCode => Text::new("factor-recovery-code"),
        Factor::Totp => method_name(Method::Totp),
        Factor::Sms => method_name(Method::Sms),
        Factor::Email => method_name(Method::Email),
    }
}

/// The way to another code, with the time until it may be sent. Without a script the page stands still, so the button works
/// at any time and the answer to a press too early is the same page with the time that is left.
#[derive(Clone, Debug, Serialize)]
pub struct SendAgain {
    /// Where a POST sends another code.
    pub action: Href,
    wait_seconds: u64,
    /// Minutes and seconds, `0:27`.
    clock: String,
}

impl SendAgain {
    pub fn new(action: Href, wait: Duration) -> Self {
        let wait_seconds = wait.as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX);
        Self { action, wait_seconds, clock: format!("{}:{:02}", wait_seconds / 60, wait_seconds % 60) }
    }
}
