//! The one page for everything that went wrong in front of a person.

use serde::Serialize;

use super::href::Href;
use super::page::Page;
use crate::text::Text;

/// What happened, as a person meets it. Each kind has a title, a sentence on what happened and one on what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The sign-in took too long, or was finished in another tab.
    Expired,
    /// A step of a sign-in took too long; what it was for still waits.
    StepExpired,
    /// The request names no app that is registered here.
    UnknownApp,
    /// The address to return to is not registered for the app (RFC 6749 4.1.2.1: no redirection then).
    UnregisteredRedirect,
    /// A request that cannot be understood; the page carries a detail for the app's developer.
    BadRequest,
    /// Too many tries; they are welcome again after this many seconds.
    TooManyAttempts {
        wait_seconds: i64,
    },
    /// All places at the desk are taken for a moment.
    Busy {
        wait_seconds: i64,
    },
    NotFound,
    MethodNotAllowed,
    /// The form is larger than any of ours.
    TooLarge,
    /// A form from another browser or an old window: its token or origin is not right.
    OtherBrowser,
    /// A link from an email that is none of ours, or so old that it is forgotten.
    LinkUnusable,
    LinkExpired,
    LinkUsed,
    /// A newer link was sent since.
    LinkReplaced,
    /// An invitation to a practice that was answered, withdrawn, sent again, or is too old.
    InvitationOver,
    /// The account is disabled, or may not use this app.
    AccountUnusable,
    /// Sign-in is closed for the moment: the database or another part does not answer.
    Unavailable,
    /// A mistake of ours.
    Internal,
}

/// Says what happened, then what to do, then the request id and whom to call.
#[derive(Clone, Debug, Serialize)]
pub struct ProblemPage {
    title: Text,
    happened: Text,
    remedy: Text,
    /// For the developer of the app: static English text about the request, without secrets.
    detail: Option<String>,
    /// The next step, as a button.
    action: Option<Action>,
    /// Whether it is our mistake or the app's, so that the page asks for the request id.
    report: bool,
}

/// One way on from a page.
#[derive(Clone, Debug, Serialize)]
pub struct Action {
    pub label: Text,
    pub href: Href,
}

impl Action {
    /// Begin again, at the app or at the sign-in page.
    pub fn sign_in_again(href: Href) -> Self {
        Self { label: Text::new("problem-action-sign-in"), href }
    }

    /// Ask for a fresh link by email.
    pub fn new_link(href: Href) -> Self {
        Self { label: Text::new("problem-action-new-link"), href }
    }

    /// Try the same thing once more.
    pub fn try_again(href: Href) -> Self {
        Self { label: Text::new("problem-action-try-again"), href }
    }

    /// To the installation's own first page.
    pub fn home(href: Href) -> Self {
        Self { label: Text::new("problem-action-home"), href }
    }
}

impl ProblemPage {
    pub fn new(problem: Problem) -> Self {
        let (title, happened, remedy) = problem.texts();
        Self { title, happened, remedy, detail: None, action: None, report: problem.is_for_reporting() }
    }

    /// Adds what the app's developer needs to know. Static text or names of parameters; never a value that was sent.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    #[must_use]
    pub fn with_action(mut self, action: Action) -> Self {
        self.action = Some(action);
        self
    }
}

impl Problem {
    /// The HTTP status that goes with the page.
    pub fn status(self) -> http::StatusCode {
        use http::StatusCode;
        match self {
            Self::Expired
            | Self::StepExpired
            | Self::UnknownApp
            | Self::UnregisteredRedirect
            | Self::BadRequest
            | Self::LinkUnusable
            | Self::LinkExpired
            | Self::LinkUsed
            | Self::LinkReplaced
            | Self::InvitationOver => StatusCode::BAD_REQUEST,
            Self::OtherBrowser | Self::AccountUnusable => StatusCode::FORBIDDEN,
            Self::TooManyAttempts { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy { .. } | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The word for a script.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Expired | Self::StepExpired => "expired",
            Self::TooManyAttempts { .. } => "too_many",
            Self::Busy { .. } | Self::Unavailable => "busy",
            Self::OtherBrowser => "not_from_us",
            Self::AccountUnusable => "account_unusable",
            Self::NotFound => "not_found",
            Self::Internal => "internal",
            _ => "bad_request",
        }
    }

    /// What it is called, what happened, what to do.
    pub(super) fn texts(self) -> (Text, Text, Text) {
        let three = |title, happened, remedy| (Text::new(title), Text::new(happened), Text::new(remedy));
        match self {
            Self::Expired => three("problem-expired", "problem-expired-happened", "problem-expired-remedy"),
            Self::StepExpired => three("problem-expired", "problem-step-expired-happened", "problem-step-expired-remedy"),
            Self::UnknownApp => three("problem-unknown-app", "problem-unknown-app-happened", "problem-unknown-app-remedy"),
            Self::UnregisteredRedirect => three("problem-redirect", "problem-redirect-happened", "problem-redirect-remedy"),
            Self::BadRequest => three("problem-bad-request", "problem-bad-request-happened", "problem-bad-request-remedy"),
            Self::TooManyAttempts { wait_seconds } => {
                let (title, happened, _) = three("problem-too-many", "problem-too-many-happened", "problem-too-many");
                (title, happened, waiting(wait_seconds, "problem-too-many-remedy-minutes", "problem-too-many-remedy-seconds"))
            }
            Self::Busy { wait_seconds } => {
                let (title, happened, _) = three("problem-busy", "problem-busy-happened", "problem-busy");
                (title, happened, waiting(wait_seconds, "problem-busy-remedy-minutes", "problem-busy-remedy-seconds"))
            }
            Self::NotFound => three("problem-not-found", "problem-not-found-happened", "problem-not-found-remedy"),
            Self::MethodNotAllowed => three("problem-method", "problem-method-happened", "problem-method-remedy"),
            Self::TooLarge => three("problem-too-large", "problem-too-large-happened", "problem-too-large-remedy"),
            Self::OtherBrowser => three("problem-other-browser", "problem-other-browser-happened", "problem-other-browser-remedy"),
            Self::LinkUnusable => three("problem-link", "problem-link-happened", "problem-link-remedy"),
            Self::LinkExpired => three("problem-link", "problem-link-expired-happened", "problem-link-expired-remedy"),
            Self::LinkUsed => three("problem-link", "problem-link-used-happened", "problem-link-used-remedy"),
            Self::LinkReplaced => three("problem-link", "problem-link-replaced-happened", "problem-link-replaced-remedy"),
            Self::InvitationOver => three("problem-invitation", "problem-invitation-happened", "problem-invitation-remedy"),
            Self::AccountUnusable => three("problem-account", "problem-account-happened", "problem-account-remedy"),
            Self::Unavailable => three("problem-unavailable", "problem-unavailable-happened", "problem-unavailable-remedy"),
            Self::Internal => three("problem-internal", "problem-internal-happened", "problem-internal-remedy"),
        }
    }

    fn is_for_reporting(self) -> bool {
        let link = matches!(self, Self::LinkUnusable | Self::LinkExpired | Self::LinkUsed | Self::LinkReplaced | Self::InvitationOver);
        !link && !matches!(self, Self::TooManyAttempts { .. } | Self::Busy { .. } | Self::NotFound | Self::Expired | Self::StepExpired)
    }
}

/// A wait in the unit that a person would use.
fn waiting(seconds: i64, minutes_key: &'static str, seconds_key: &'static str) -> Text {
    let seconds = seconds.max(1);
    if seconds > 90 { Text::new(minutes_key).with("minutes", (seconds + 59) / 60) } else { Text::new(seconds_key).with("seconds", seconds) }
}

impl Page for ProblemPage {
    const TEMPLATE: &'static str = "web/problem.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let again = || Action::sign_in_again(Href::local("/login"));
        vec![
            ("expired", Self::new(Problem::Expired).with_action(again())),
            ("step-expired", Self::new(Problem::StepExpired).with_action(again())),
            ("unknown-app", Self::new(Problem::UnknownApp)),
            (
                "unregistered-redirect",
                Self::new(Problem::UnregisteredRedirect)
                    .with_detail("redirect_uri is not one of the 3 registered for this app; compare it letter by letter."),
            ),
            ("bad-request", Self::new(Problem::BadRequest).with_detail("client_id is given twice.")),
            ("too-many-attempts", Self::new(Problem::TooManyAttempts { wait_seconds: 900 })),
            ("too-many-attempts-soon", Self::new(Problem::TooManyAttempts { wait_seconds: 1 })),
            ("busy", Self::new(Problem::Busy { wait_seconds: 5 }).with_action(Action::try_again(Href::local("/login")))),
            ("busy-longer", Self::new(Problem::Busy { wait_seconds: 120 })),
            ("not-found", Self::new(Problem::NotFound).with_action(Action::home(Href::local("/")))),
            ("method-not-allowed", Self::new(Problem::MethodNotAllowed)),
            ("too-large", Self::new(Problem::TooLarge)),
            ("other-browser", Self::new(Problem::OtherBrowser).with_action(again())),
            ("link-unusable", Self::new(Problem::LinkUnusable).with_action(Action::new_link(Href::local("/forgot-password")))),
            ("link-expired", Self::new(Problem::LinkExpired).with_action(Action::new_link(Href::local("/forgot-password")))),
            ("link-used", Self::new(Problem::LinkUsed).with_action(again())),
            ("link-replaced", Self::new(Problem::LinkReplaced).with_action(Action::new_link(Href::local("/forgot-password")))),
            ("invitation-over", Self::new(Problem::InvitationOver).with_action(again())),
            ("account-unusable", Self::new(Problem::AccountUnusable)),
            ("unavailable", Self::new(Problem::Unavailable)),
            ("internal", Self::new(Problem::Internal)),
            ("longest", Self::new(Problem::BadRequest).with_detail(crate::web::page::LONG_HOSTILE).with_action(again())),
        ]
    }
}
