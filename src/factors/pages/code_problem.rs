//! Why a code was not accepted, and what to do.

use std::time::Duration;

use crate::factors::answer::CodeRefused;
use crate::factors::{Factor, Method};
use crate::text::Text;

/// What is wrong with a typed code. Becomes the `code_error` of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeProblem {
    Missing,
    /// Not six digits.
    Malformed,
    /// Not the code, or used before. `tries_left` of a code that was sent.
    Wrong {
        method: Method,
        tries_left: Option<u32>,
    },
    /// No code waits here: too old, replaced by a newer one, tried too often, or asked for in another browser.
    Gone,
    /// Too many wrong ones; this one was not looked at.
    Wait {
        retry_after: Duration,
    },
    /// So many wrong ones that this method is closed until it is set up anew.
    Blocked,
    /// No code can be sent this way for the moment.
    NotSent,
    RecoveryMissing,
    /// Not of the form of a recovery code.
    RecoveryMalformed,
    /// Not one of the person's, or used before.
    RecoveryWrong,
}

impl CodeProblem {
    /// What to tell of a refused code of this factor.
    pub fn of(factor: Factor, refused: CodeRefused) -> Self {
        match (refused, factor.method()) {
            (CodeRefused::Malformed, Some(_)) => Self::Malformed,
            (CodeRefused::Malformed, None) => Self::RecoveryMalformed,
            (CodeRefused::Wrong { tries_left }, Some(method)) => Self::Wrong { method, tries_left },
            (CodeRefused::Wrong { .. }, None) => Self::RecoveryWrong,
            (CodeRefused::Gone, _) => Self::Gone,
            (CodeRefused::Wait { retry_after }, _) => Self::Wait { retry_after },
            (CodeRefused::Blocked, _) => Self::Blocked,
            (CodeRefused::NotSetUp, _) => Self::NotSent,
        }
    }
}

impl From<CodeProblem> for Text {
    fn from(problem: CodeProblem) -> Self {
        match problem {
            CodeProblem::Missing => Self::new("code-error-missing"),
            CodeProblem::Malformed => Self::new("code-error-malformed"),
            CodeProblem::Wrong { method: Method::Totp, .. } => Self::new("code-error-wrong-app"),
            CodeProblem::Wrong { tries_left: Some(0), .. } | CodeProblem::Gone => Self::new("code-error-gone"),
            CodeProblem::Wrong { tries_left: Some(left), .. } => Self::new("code-error-wrong-left").with("left", i64::from(left)),
            CodeProblem::Wrong { .. } => Self::new("code-error-wrong"),
            CodeProblem::Wait { retry_after } => {
                let seconds = i64::try_from(retry_after.as_millis().div_ceil(1000)).unwrap_or(i64::MAX).max(1);
                if seconds > 90 {
                    Self::new("code-error-wait-minutes").with("minutes", (seconds + 59) / 60)
                } else {
                    Self::new("code-error-wait-seconds").with("seconds", seconds)
                }
            }
            CodeProblem::Blocked => Self::new("code-error-blocked"),
            CodeProblem::NotSent => Self::new("code-error-not-sent"),
            CodeProblem::RecoveryMissing => Self::new("code-error-recovery-missing"),
            CodeProblem::RecoveryMalformed => Self::new("code-error-recovery-malformed"),
            CodeProblem::RecoveryWrong => Self::new("code-error-recovery-wrong"),
        }
    }
}
