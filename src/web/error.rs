//! The three readers of a failure, and the one place where failures become answers.
//!
//! | value | reader | becomes |
//! |---|---|---|
//! | [`Failure::Page`] | the person | a page in their language that says what to do next |
//! | [`Failure::OAuth`] | the app's developer | OAuth JSON (RFC 6749 section 5.2) |
//! | [`Failure::Internal`] | the operator | a log line; the person or app sees the request id |
//! | [`Failure::Later`] | whoever asked | 429 or 503 with `Retry-After` |
//!
//! A handler's failure travels in the response's extensions to the layer of its group ([`as_page`], [`as_json`]), which
//! knows the reader's manner and language.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

use super::Visitor;
use super::pages::{Action, Problem, ProblemPage};
use super::reception::Reception;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::storage::StorageError;

/// Why a request was not answered as it asked.
#[derive(Clone, Debug)]
pub enum Failure {
    Page { problem: Problem, detail: Option<String>, action: Option<Action> },
    OAuth { status: StatusCode, error: OAuthError, challenge: Option<HeaderValue> },
    Internal { what: String },
    Later { status: StatusCode, retry_after: Duration },
}

impl Failure {
    pub fn page(problem: Problem) -> Self {
        Self::Page { problem, detail: None, action: None }
    }

    /// An error for the app's developer, with status 400.
    pub fn oauth(error: OAuthError) -> Self {
        Self::OAuth { status: StatusCode::BAD_REQUEST, error, challenge: None }
    }

    /// An error with status 401 and a `WWW-Authenticate` challenge.
    pub fn unauthorized(error: OAuthError, challenge: HeaderValue) -> Self {
        Self::OAuth { status: StatusCode::UNAUTHORIZED, error, challenge: Some(challenge) }
    }

    pub fn internal(what: impl Into<String>) -> Self {
        Self::Internal { what: what.into() }
    }

    /// Too many of these: come back after `retry_after`.
    pub fn too_many(retry_after: Duration) -> Self {
        Self::Later { status: StatusCode::TOO_MANY_REQUESTS, retry_after }
    }

    /// All places are taken for a moment.
    pub fn busy(retry_after: Duration) -> Self {
        Self::Later { status: StatusCode::SERVICE_UNAVAILABLE, retry_after }
    }

    /// Adds what the app's developer should read on a page. Names of parameters and static text, never a value that was sent.
    #[must_use]
    pub fn with_detail(self, text: impl Into<String>) -> Self {
        match self {
            Self::Page { problem, action, .. } => Self::Page { problem, detail: Some(text.into()), action },
            other => other,
        }
    }

    /// What a person is told of it, and after how many seconds to come back. What the operator must know goes to the log.
    pub(super) fn told(&self, visitor: &Visitor) -> (Problem, Option<u64>) {
        let problem = match self {
            Self::Page { problem, .. } => *problem,
            // An endpoint's error that reached a page's reader: still an error of the app's.
            Self::OAuth { .. } => Problem::BadRequest,
            Self::Internal { what } => {
                tracing::error!(request_id = %visitor.request_id, error = %what, "a request failed");
                Problem::Internal
            }
            Self::Later { status, retry_after } => waiting(*status, *retry_after),
        };
        match problem {
            Problem::TooManyAttempts { wait_seconds } | Problem::Busy { wait_seconds } => (problem, Some(wait_seconds.unsigned_abs())),
            _ => (problem, None),
        }
    }

    #[must_use]
    pub fn with_action(self, way_on: Action) -> Self {
        match self {
            Self::Page { problem, detail, .. } => Self::Page { problem, detail, action: Some(way_on) },
            other => other,
        }
    }
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        if error.is_passing() {
            tracing::warn!(%error, "storage does not answer");
            Self::busy(Duration::from_secs(2))
        } else {
            Self::internal(error.to_string())
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// What a handler or an inner layer failed with; the time limit leaves nothing but its status.
fn failure_in(response: &mut Response) -> Option<Failure> {
    let timed_out = response.status() == StatusCode::SERVICE_UNAVAILABLE && !response.headers().contains_key(header::CONTENT_TYPE);
    response.extensions_mut().remove::<Failure>().or_else(|| timed_out.then(|| Failure::busy(Duration::from_secs(2))))
}

/// The layer around hosted pages: failures become the problem page.
pub async fn as_page(State(reception): State<Arc<Reception>>, visitor: Visitor, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let Some(failure) = failure_in(&mut response) else { return response };
    let (problem, retry_after) = failure.told(&visitor);
    let (detail, action) = match failure {
        Failure::Page { detail, action, .. } => (detail, action),
        Failure::OAuth { error, .. } => (Some(error.description.to_owned()), None),
        Failure::Internal { .. } | Failure::Later { .. } => (None, None),
    };
    let mut page = ProblemPage::new(problem);
    if let Some(detail) = detail {
        page = page.with_detail(detail);
    }
    if let Some(action) = action {
        page = page.with_action(action);
    }
    let mut answer = match reception.page_with_status(&visitor, problem.status(), &page) {
        Ok(answer) => answer,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    };
    if let Some(wait) = retry_after {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
    }
    answer
}

fn waiting(status: StatusCode, retry_after: Duration) -> Problem {
    let wait_seconds = i64::try_from(retry_after.as_secs().max(1)).unwrap_or(i64::MAX);
    if status == StatusCode::TOO_MANY_REQUESTS { Problem::TooManyAttempts { wait_seconds } } else { Problem::Busy { wait_seconds } }
}

/// The layer around endpoints: failures become OAuth JSON that nobody stores.
pub async fn as_json(visitor: Visitor, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let Some(failure) = failure_in(&mut response) else { return response };
    let (status, error, challenge, retry_after) = match failure {
        Failure::OAuth { status, error, challenge } => (status, error, challenge, None),
        Failure::Page { problem, .. } => {
            (problem.status(), OAuthError::new(ErrorCode::InvalidRequest, "the request cannot be understood"), None, None)
        }
        Failure::Internal { what } => {
            tracing::error!(request_id = %visitor.request_id, error = %what, "a request failed");
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                OAuthError::new(ErrorCode::ServerError, "a mistake of ours; the operator finds it in the log"),
                None,
                None,
            )
        }
        Failure::Later { status, retry_after } => (
            status,
            OAuthError::new(ErrorCode::TemporarilyUnavailable, "too much to do at the moment; come back after Retry-After"),
            None,
            Some(retry_after),
        ),
    };
    let mut answer = (status, Json(error)).into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    if let Some(challenge) = challenge {
        headers.insert(header::WWW_AUTHENTICATE, challenge);
    }
    if let Some(wait) = retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
    }
    answer
}
