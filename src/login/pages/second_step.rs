//! The second step: a code, another way, a recovery code.

use serde::Serialize;

use crate::factors::Method;
use crate::factors::pages::{CodeProblem, SendAgain};
use crate::text::Text;
use crate::web::href::Href;
use crate::web::page::{LONG_HOSTILE, Page};

/// Six digits and Submit. The form sends `code`, and `remember` when the device is to be remembered.
#[derive(Clone, Debug, Serialize)]
pub struct SecondStepPage {
    pub action: Href,
    /// Who has shown a password.
    pub email: String,
    /// Where a POST begins again as somebody else.
    pub not_you: Href,
    pub app: Option<String>,
    pub method: Method,
    /// Where the code went, masked.
    pub destination: Option<String>,
    /// Another code was sent just now.
    pub is_sent_again: bool,
    pub code_error: Option<Text>,
    pub send_again: Option<SendAgain>,
    /// To [`ChooseMethodPage`], where there is another way.
    pub other_ways: Option<Href>,
    /// To [`RecoveryCodePage`], while a code is left.
    pub recovery_code: Option<Href>,
    /// For how many hours this device may be remembered; none where the policy does not allow it.
    pub remember_hours: Option<i64>,
    /// Where a POST gives up and lets the app know.
    pub cancel: Option<Href>,
}

impl Page for SecondStepPage {
    const TEMPLATE: &'static str = "login/second_step.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let again = |seconds| Some(SendAgain::new(Href::local("/login/018f/code/send"), std::time::Duration::from_secs(seconds)));
        let sms = Self {
            action: Href::local("/login/018f/code"),
            email: "alice.nguyen@riverside.example".to_owned(),
            not_you: Href::local("/login/018f/again"),
            app: Some("Riverside Notes".to_owned()),
            method: Method::Sms,
            destination: Some("•••678".to_owned()),
            is_sent_again: false,
            code_error: None,
            send_again: again(27),
            other_ways: Some(Href::local("/login/018f/ways")),
            recovery_code: Some(Href::local("/login/018f/recovery-code")),
            remember_hours: None,
            cancel: Some(Href::local("/authorize/018f/cancel")),
        };
        let app = Self { method: Method::Totp, destination: None, send_again: None, remember_hours: Some(12), ..sms.clone() };
        let email = Self {
            method: Method::Email,
            destination: Some("a•••@riverside.example".to_owned()),
            send_again: again(0),
            other_ways: None,
            remember_hours: Some(720),
            ..sms.clone()
        };
        let refused = |page: &Self, problem: CodeProblem| Self { code_error: Some(problem.into()), ..page.clone() };
        let wrong = |method, tries_left| CodeProblem::Wrong { method, tries_left };
        let wait = |seconds| CodeProblem::Wait { retry_after: std::time::Duration::from_secs(seconds) };
        vec![
            ("sms", sms.clone()),
            ("email", email.clone()),
            ("app", app.clone()),
            ("alone", Self { app: None, cancel: None, other_ways: None, recovery_code: None, ..app.clone() }),
            ("sent-again", Self { is_sent_again: true, send_again: again(60), ..sms.clone() }),
            ("missing", refused(&app, CodeProblem::Missing)),
            ("malformed", refused(&app, CodeProblem::Malformed)),
            ("refused", refused(&sms, wrong(Method::Sms, Some(1)))),
            ("refused-app", refused(&app, wrong(Method::Totp, None))),
            ("refused-email", refused(&email, wrong(Method::Email, None))),
            ("gone", refused(&email, CodeProblem::Gone)),
            ("wait", refused(&sms, wait(20))),
            ("wait-longer", refused(&sms, wait(900))),
            ("blocked", refused(&app, CodeProblem::Blocked)),
            ("not-sent", refused(&Self { send_again: again(0), ..sms.clone() }, CodeProblem::NotSent)),
            (
                "longest",
                Self {
                    email: LONG_HOSTILE.to_owned(),
                    app: Some(LONG_HOSTILE.to_owned()),
                    destination: Some(LONG_HOSTILE.to_owned()),
                    ..refused(&sms, wrong(Method::Sms, Some(3)))
                },
            ),
        ]
    }
}

/// Another way of taking the second step. The form sends `method`; a method of sent codes sends one then.
#[derive(Clone, Debug, Serialize)]
pub struct ChooseMethodPage {
    pub action: Href,
    pub email: String,
    pub not_you: Href,
    pub app: Option<String>,
    pub ways: Vec<MethodWay>,
    pub passkey: Option<Href>,
    pub recovery_code: Option<Href>,
    /// Back to the code that was asked for first.
    pub back: Href,
}

/// One of the person's methods.
#[derive(Clone, Debug, Serialize)]
pub struct MethodWay {
    pub method: Method,
    /// Where a code would go, masked.
    pub destination: Option<String>,
}

impl Page for ChooseMethodPage {
    const TEMPLATE: &'static str = "login/choose_method.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let way = |method, destination: Option<&str>| MethodWay { method, destination: destination.map(str::to_owned) };
        let filled = Self {
            action: Href::local("/login/018f/ways"),
            email: "alice.nguyen@riverside.example".to_owned(),
            not_you: Href::local("/login/018f/again"),
            app: Some("Riverside Notes".to_owned()),
            ways: vec![way(Method::Totp, None), way(Method::Sms, Some("•••678")), way(Method::Email, Some("a•••@riverside.example"))],
            passkey: Some(Href::local("/login/018f/passkey")),
            recovery_code: Some(Href::local("/login/018f/recovery-code")),
            back: Href::local("/login/018f/code"),
        };
        let longest = Self {
            email: LONG_HOSTILE.to_owned(),
            app: Some(LONG_HOSTILE.to_owned()),
            ways: vec![way(Method::Email, Some(LONG_HOSTILE))],
            ..filled.clone()
        };
        let least = Self { ways: vec![way(Method::Totp, None)], passkey: None, recovery_code: None, app: None, ..filled.clone() };
        vec![("filled", filled), ("least", least), ("longest", longest)]
    }
}

/// One of the recovery codes, for the day when telephone and app are lost. The form sends `code`.
#[derive(Clone, Debug, Serialize)]
pub struct RecoveryCodePage {
    pub action: Href,
    pub email: String,
    pub not_you: Href,
    pub app: Option<String>,
    pub code_error: Option<Text>,
    /// Back to the other ways.
    pub back: Href,
}

impl Page for RecoveryCodePage {
    const TEMPLATE: &'static str = "login/recovery_code.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let empty = Self {
            action: Href::local("/login/018f/recovery-code"),
            email: "alice.nguyen@riverside.example".to_owned(),
            not_you: Href::local("/login/018f/again"),
            app: Some("Riverside Notes".to_owned()),
            code_error: None,
            back: Href::local("/login/018f/code"),
        };
        let refused = |problem: CodeProblem| Self { code_error: Some(problem.into()), ..empty.clone() };
        vec![
            ("empty", empty.clone()),
            ("missing", refused(CodeProblem::RecoveryMissing)),
            ("malformed", refused(CodeProblem::RecoveryMalformed)),
            ("refused", refused(CodeProblem::RecoveryWrong)),
            ("longest", Self { email: LONG_HOSTILE.to_owned(), app: Some(LONG_HOSTILE.to_owned()), ..refused(CodeProblem::RecoveryWrong) }),
        ]
    }
}
