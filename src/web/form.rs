//! Reading parameters: from a query, from a form of ours (with its CSRF token), from a form of an app's.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use http::request::Parts;
use http::{HeaderMap, header};

use super::pages::Problem;
use super::reception::Reception;
use super::{Failure, Visitor};
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::params::Params;

/// The hidden field of every form of ours.
pub const CSRF_FIELD: &str = "csrf";

/// The parameters of the query.
pub struct Query(pub Params);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        Ok(Self(Params::parse(parts.uri.query().unwrap_or_default().as_bytes())))
    }
}

/// The body of a form that another site posted here, in the encoded form in which it can stand as a query.
///
/// A cross-site POST carries no `SameSite=Lax` cookies; sent on to the same address by GET, the browser shows them.
pub struct PostedQuery(pub String);

impl<S: Send + Sync> FromRequest<S> for PostedQuery {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let not_a_form = || Failure::page(Problem::BadRequest).with_detail("a POST must carry application/x-www-form-urlencoded");
        let (_, body) = body(request, state, not_a_form()).await?;
        let query = String::from_utf8(body.to_vec()).map_err(|_| not_a_form())?;
        // What no form encoder leaves as it is would be read differently, or end the header it is sent in.
        if query.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#') { Ok(Self(query)) } else { Err(not_a_form()) }
    }
}

/// The form that an app's server posts to an endpoint, which answers in JSON.
pub struct EndpointForm(pub Params);

impl<S: Send + Sync> FromRequest<S> for EndpointForm {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let not_a_form = Failure::oauth(OAuthError::new(ErrorCode::InvalidRequest, "the body must be application/x-www-form-urlencoded"));
        let (_, body) = body(request, state, not_a_form).await?;
        Ok(Self(Params::parse(&body)))
    }
}

/// A form of ours, sent by the browser that we gave it to.
pub struct PageForm(pub Params);

impl<S: Send + Sync> FromRequest<S> for PageForm {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let extensions = request.extensions();
        let (Some(visitor), Some(reception)) = (extensions.get::<Visitor>().cloned(), extensions.get::<Arc<Reception>>().cloned()) else {
            return Err(Failure::internal("a form outside the reception layer"));
        };
        let (headers, body) = body(request, state, Failure::page(Problem::BadRequest)).await?;
        let params = Params::parse(&body);
        let ours =
            comes_from_us(&headers, &reception) && params.get(CSRF_FIELD).is_some_and(|token| reception.csrf_matches(&visitor, token));
        if ours { Ok(Self(params)) } else { Err(Failure::page(Problem::OtherBrowser)) }
    }
}

/// Whether the browser says that one of our pages sent this. Pages with `Referrer-Policy: no-referrer` send `Origin: null`
/// (Fetch standard, "append a request Origin header"), so that value alone tells nothing and the other signs decide.
fn comes_from_us(headers: &HeaderMap, reception: &Reception) -> bool {
    let same_site = match headers.get("sec-fetch-site") {
        None => true,
        Some(value) => value == "same-origin" || value == "none",
    };
    let same_origin = match headers.get(header::ORIGIN) {
        None => true,
        Some(value) => value == "null" || value == reception.issuer.origin(),
    };
    same_site && same_origin
}

async fn body<S: Send + Sync>(request: Request, state: &S, not_a_form: Failure) -> Result<(HeaderMap, Bytes), Failure> {
    let headers = request.headers().clone();
    let is_form = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"));
    if !is_form {
        return Err(not_a_form);
    }
    let body = Bytes::from_request(request, state).await.map_err(|_| Failure::page(Problem::TooLarge))?;
    Ok((headers, body))
}
