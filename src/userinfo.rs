//! The userinfo endpoint (OpenID Connect Core 1.0 section 5.3): what an app may know about the person who signed in.
//!
//! A bearer token (RFC 6750) in the header, or in the form of a POST; in a query it would end up in logs, so there it does
//! not count. The token must be for us, with scope `openid`, and still count: everything that [`TokenDesk::living`] asks.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, RequestExt, Router};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde_json::{Map, Value};

use crate::app::App;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::scope::OPENID;
use crate::token::person::{self, Wanted};
use crate::token::routes::desk;
use crate::token::{LivingToken, TokenDesk};
use crate::web::form::EndpointForm;
use crate::web::{Failure, Visitor};

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/userinfo", get(userinfo).post(userinfo))
}

async fn userinfo(State(app): State<Arc<App>>, visitor: Visitor, request: Request) -> Result<Response, Failure> {
    let token = presented(request).await?;
    let desk = desk(&app, &visitor);
    let claims = claims_for(&desk, &token).await?;
    Ok(([(header::CACHE_CONTROL, "no-store"), (header::PRAGMA, "no-cache")], Json(claims)).into_response())
}

async fn claims_for(desk: &TokenDesk<'_>, token: &str) -> Result<Map<String, Value>, Failure> {
    let LivingToken { claims: token, client, sign_in } = desk.living(token).await?.ok_or_else(invalid_token)?;
    if !token.aud.contains(desk.issuer) {
        return Err(invalid_token());
    }
    if !token.scope.contains(OPENID) {
        return Err(Failure::OAuth {
            status: StatusCode::FORBIDDEN,
            error: OAuthError::new(ErrorCode::InsufficientScope, "userinfo needs the scope openid"),
            challenge: Some(HeaderValue::from_static("Bearer realm=\"frontdesk\", error=\"insufficient_scope\", scope=\"openid\"")),
        });
    }
    let (family, standing) = sign_in.ok_or_else(invalid_token)?;
    let wanted = Wanted::default().by_scope(&token.scope).by_name(family.grant.claims.userinfo.keys(), &client, &token.scope);
    let belonging = standing.belonging(desk.storage, &client, &wanted, family.grant.practice).await?;
    let mut claims = person::claims(&standing.user, &belonging, &wanted);
    claims.insert("sub".to_owned(), Value::String(token.sub));
    Ok(claims)
}

/// The token of a request, from exactly one of the two places (RFC 6750 section 2).
async fn presented(request: Request) -> Result<String, Failure> {
    let by_header = bearer(request.headers())?;
    let by_form = if request.method() == Method::POST && is_form(request.headers()) {
        let EndpointForm(form) = request.extract().await?;
        if form.repeated(&["access_token"]).is_some() {
            return Err(invalid_request("access_token was sent more than once"));
        }
        form.get("access_token").map(str::to_owned)
    } else {
        None
    };
    match (by_header, by_form) {
        (Some(token), None) | (None, Some(token)) => Ok(token),
        (Some(_), Some(_)) => Err(invalid_request("the access token was sent in two ways")),
        // Who shows nothing is told how, and not that it is wrong (RFC 6750 section 3.1).
        (None, None) => Err(Failure::unauthorized(
            OAuthError::new(ErrorCode::InvalidToken, "no access token was sent"),
            HeaderValue::from_static("Bearer realm=\"frontdesk\""),
        )),
    }
}

fn bearer(headers: &HeaderMap) -> Result<Option<String>, Failure> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(invalid_request("the Authorization header was sent more than once"));
    }
    let value = value.to_str().map_err(|_| invalid_token())?;
    match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(Some(token.trim().to_owned())),
        _ => Err(invalid_token()),
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    content_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

fn invalid_token() -> Failure {
    Failure::unauthorized(
        OAuthError::new(ErrorCode::InvalidToken, "the access token is not valid, has expired or was revoked"),
        HeaderValue::from_static(
            "Bearer realm=\"frontdesk\", error=\"invalid_token\", error_description=\"the access token is not valid, has expired or was revoked\"",
        ),
    )
}

fn invalid_request(description: &'static str) -> Failure {
    Failure::OAuth {
        status: StatusCode::BAD_REQUEST,
        error: OAuthError::new(ErrorCode::InvalidRequest, description),
        challenge: Some(HeaderValue::from_static("Bearer realm=\"frontdesk\", error=\"invalid_request\"")),
    }
}
