//! Calls that the script of a page of ours makes: JSON in, JSON out. Where a page can do without script it uses a form.
//!
//! A call proves that one of our pages made it: by the page's CSRF token in a header, by its `Origin`, which a script's
//! call always carries, and by `Sec-Fetch-Site`. Answers and failures come in the language of the page, because the script
//! asks for it. A refusal has a word for the script (`error`) and a sentence for the person (`message`).

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::Failure;
use super::pages::Problem;
use super::reception::Reception;
use super::visitor::Visitor;
use crate::text::Text;

/// Carries the token that the page's forms carry in their hidden field.
pub const CSRF_HEADER: &str = "x-csrf-token";

/// What a page's script sent.
pub struct Call<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Call<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let extensions = request.extensions();
        let (Some(visitor), Some(reception)) = (extensions.get::<Visitor>().cloned(), extensions.get::<Arc<Reception>>().cloned()) else {
            return Err(Failure::internal("a script's call outside the reception layer"));
        };
        if !comes_from_us(request.headers(), &reception, &visitor) {
            return Err(Failure::page(Problem::OtherBrowser));
        }
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json") {
            return Err(Failure::page(Problem::BadRequest));
        }
        let body = Bytes::from_request(request, state).await.map_err(|_| Failure::page(Problem::TooLarge))?;
        serde_json::from_slice(&body).map(Self).map_err(|_| Failure::page(Problem::BadRequest))
    }
}

/// Stricter than for a form: a script's call always tells its origin (Fetch standard, "append a request Origin header").
fn comes_from_us(headers: &HeaderMap, reception: &Reception, visitor: &Visitor) -> bool {
    let same_site = headers.get("sec-fetch-site").is_none_or(|value| value == "same-origin");
    let same_origin = headers.get(header::ORIGIN).is_some_and(|value| value == reception.issuer.origin());
    let token = headers.get(CSRF_HEADER).and_then(|value| value.to_str().ok());
    same_site && same_origin && token.is_some_and(|token| reception.csrf_matches(visitor, token))
}

/// A refusal as the script gets it.
#[derive(Serialize)]
struct Refusal<'a, M: Serialize> {
    error: &'a str,
    message: String,
    #[serde(flatten)]
    more: M,
}

/// Says no: with a word for the script, a sentence for the person, and what the script needs besides.
pub fn refuse(
    reception: &Reception,
    visitor: &Visitor,
    status: StatusCode,
    error: &'static str,
    message: &Text,
    more: impl Serialize,
) -> Response {
    let message = say(reception, visitor, message);
    (status, Json(Refusal { error, message, more })).into_response()
}

/// A text in the language of the page that asks.
pub fn say(reception: &Reception, visitor: &Visitor, text: &Text) -> String {
    reception.pages.texts().say(&visitor.language, text)
}

/// The layer around scripts' calls: failures become JSON that says what to do.
pub async fn as_answer(State(reception): State<Arc<Reception>>, visitor: Visitor, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let Some(failure) = response.extensions_mut().remove::<Failure>() else { return response };
    let (problem, retry_after) = failure.told(&visitor);
    let (_, happened, remedy) = problem.texts();
    let message = format!("{} {}", say(&reception, &visitor, &happened), say(&reception, &visitor, &remedy));
    let more = serde_json::json!({ "request_id": visitor.request_id });
    let refusal = Refusal { error: problem.word(), message, more };
    let mut answer = (problem.status(), Json(refusal)).into_response();
    if let Some(wait) = retry_after {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
    }
    answer
}
