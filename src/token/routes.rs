//! `POST /token`, `POST /introspect`, `POST /revoke`.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::introspect::token_of;
use super::request::TokenRequest;
use super::{Refused, Sender, TokenDesk};
use crate::app::App;
use crate::audit;
use crate::clients::{AuthenticatedClient, ClientRefused};
use crate::keys::KeyError;
use crate::protocol::error::ErrorCode;
use crate::protocol::params::Params;
use crate::storage::StorageError;
use crate::web::form::EndpointForm;
use crate::web::rate_limit::Limited;
use crate::web::{Failure, Visitor, cors};

pub const TOKEN: &str = "/token";
pub const INTROSPECTION: &str = "/introspect";
pub const REVOCATION: &str = "/revoke";

pub fn routes() -> Router<Arc<App>> {
    Router::new().route(TOKEN, post(token)).route(INTROSPECTION, post(introspect)).route(REVOCATION, post(revoke))
}

async fn token(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    EndpointForm(form): EndpointForm,
) -> Result<Response, Failure> {
    let client = authenticate(&app, &visitor, &headers, &form).await?;
    let request = TokenRequest::parse(&form).map_err(Failure::oauth)?;
    let answer = desk(&app, &visitor).answer(&client, request).await?;
    Ok(not_stored(Json(answer)))
}

async fn introspect(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    EndpointForm(form): EndpointForm,
) -> Result<Response, Failure> {
    let client = authenticate(&app, &visitor, &headers, &form).await?;
    let token = token_of(&form).map_err(Failure::oauth)?;
    Ok(not_stored(Json(desk(&app, &visitor).introspect(&client, token).await?)))
}

async fn revoke(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    EndpointForm(form): EndpointForm,
) -> Result<Response, Failure> {
    let client = authenticate(&app, &visitor, &headers, &form).await?;
    let token = token_of(&form).map_err(Failure::oauth)?;
    desk(&app, &visitor).revoke(&client, token).await?;
    Ok(not_stored(StatusCode::OK))
}

/// What token requests are answered with, for this one.
pub fn desk<'a>(app: &'a App, visitor: &'a Visitor) -> TokenDesk<'a> {
    TokenDesk {
        storage: &app.storage,
        keys: &app.key_ring,
        sealer: &app.sealer,
        random: &*app.random,
        settings: &app.config.tokens,
        issuer: app.reception.issuer.as_str(),
        sender: Sender { address: visitor.address, request_id: &visitor.request_id },
        now: app.clock.now(),
    }
}

/// RFC 6749 section 5.1.
fn not_stored(answer: impl IntoResponse) -> Response {
    ([(header::CACHE_CONTROL, "no-store"), (header::PRAGMA, "no-cache")], answer).into_response()
}

/// Which app sends this. A failure is counted against the network it comes from, and written down.
async fn authenticate(app: &App, visitor: &Visitor, headers: &HeaderMap, form: &Params) -> Result<AuthenticatedClient, Failure> {
    let now = app.clock.now();
    // What cannot be read as text is no credential of any app.
    let authorization = headers.get(header::AUTHORIZATION).map(|value| value.to_str().unwrap_or_default());
    let refused = match app.client_authentication.authenticate(authorization, form, now).await {
        Ok(client) => return Ok(client),
        Err(refused) => refused,
    };
    if refused.event().is_some() {
        app.limits.admit(Limited::FailedAppAuthentication, visitor, now).await?;
    }
    if let Some(event) = refused.event() {
        let tx = app.storage.write().await?;
        audit::append(&tx, now, &event.from(visitor.address, &visitor.request_id)).await?;
        tx.commit().await.map_err(StorageError::from)?;
    }
    Err(match refused {
        ClientRefused::Storage(error) => error.into(),
        ClientRefused::Refused { error, .. } if error.code != ErrorCode::InvalidClient => Failure::oauth(error),
        // Only an app that used the header is told of it: a browser would ask the person for a password (RFC 6749 section 5.2).
        ClientRefused::Refused { error, challenge, .. } => Failure::OAuth {
            status: StatusCode::UNAUTHORIZED,
            error,
            challenge: challenge.then_some(HeaderValue::from_static("Basic realm=\"frontdesk\"")),
        },
    })
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::OAuth(error) if error.code == ErrorCode::InvalidClient => {
                Self::OAuth { status: StatusCode::UNAUTHORIZED, error, challenge: None }
            }
            Refused::OAuth(error) => Self::oauth(error),
            Refused::Storage(error) | Refused::Keys(KeyError::Storage(error)) => error.into(),
            Refused::Keys(error) => Self::internal(error.to_string()),
            Refused::Json(error) => Self::internal(error.to_string()),
        }
    }
}

/// The layer around endpoints that scripts may call: they may, from an origin that an app registered, and read errors too.
pub async fn cross_origin(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let Some(origin) = request.headers().get(header::ORIGIN).cloned() else { return next.run(request).await };
    let allowed = match origin.to_str() {
        Ok(origin) => app.origins.contains(&app.storage, origin).await.unwrap_or(false),
        Err(_) => false,
    };
    let mut response = if cors::is_preflight(&request) { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    cors::answer(response.headers_mut(), allowed.then_some(origin));
    response
}
