//! Every URL, one line each, grouped by audience.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Path, State};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::json;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use crate::app::App;
use crate::web::document::Document;
use crate::web::pages::Problem;
use crate::web::{BODY_LIMIT, Failure, Visitor, error, reception, security_headers};
use crate::{account, authorization, consent, discovery, login, logout, practice, token, userinfo};

/// The whole of Frontdesk as a service.
pub fn router(app: &Arc<App>) -> Router {
    let base = app.reception.issuer.base_path().to_owned();
    let house = Router::new().merge(pages(app)).merge(endpoints(app)).merge(operations());
    let house = if base.is_empty() { house } else { Router::new().nest(&base, house) };
    house
        .merge(discovery::host_routes(app).method_not_allowed_fallback(wrong_method).layer(from_fn(error::as_json)))
        .merge(related_origins(app))
        .fallback_service(Router::new().fallback(nothing_here).layer(from_fn_with_state(Arc::clone(&app.reception), error::as_page)))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn(security_headers::record))
        .layer(from_fn_with_state(Arc::clone(&app.reception), security_headers::protect))
        .layer(from_fn_with_state(Arc::clone(&app.reception), reception::receive))
        .with_state(Arc::clone(app))
}

/// For people: `/authorize`, `/login…`, `/account…`, `/settings/…`, `/consent…`, `/logout…`, `/`.
fn pages(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new()
        .merge(authorization::routes::routes())
        .merge(login::routes::routes(app))
        .merge(account::routes::routes(app))
        .merge(practice::routes::routes())
        .merge(consent::routes::routes())
        .merge(logout::routes::routes())
        .route("/assets/{name}", get(asset))
        .method_not_allowed_fallback(wrong_method)
        .layer(CatchPanicLayer::custom(|_| Failure::internal("a handler panicked").into_response()))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, app.config.web.request_timeout))
        .layer(from_fn_with_state(Arc::clone(&app.reception), error::as_page))
        .layer(from_fn_with_state(Arc::clone(&app.reception), reception::greet))
}

/// For apps: `/token`, `/introspect`, `/revoke`, `/userinfo`; and for everybody `/jwks.json`, `/.well-known/…`.
fn endpoints(app: &Arc<App>) -> Router<Arc<App>> {
    let for_apps = Router::new()
        .merge(token::routes::routes())
        .merge(userinfo::routes())
        .method_not_allowed_fallback(wrong_method)
        .layer(CatchPanicLayer::custom(|_| Failure::internal("a handler panicked").into_response()))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, app.config.web.request_timeout))
        .layer(from_fn(error::as_json))
        .layer(from_fn_with_state(Arc::clone(app), token::routes::cross_origin));
    let documents = discovery::routes(app)
        .method_not_allowed_fallback(wrong_method)
        .layer(CatchPanicLayer::custom(|_| Failure::internal("a handler panicked").into_response()))
        .layer(from_fn(error::as_json));
    for_apps.merge(documents)
}

/// For those who run the installation: `/healthz`, `/readyz`, `/metrics`.
fn operations() -> Router<Arc<App>> {
    Router::new().route("/healthz", get(alive)).route("/readyz", get(ready)).route("/metrics", get(figures)).layer(CatchPanicLayer::new())
}

/// Figures in the format of Prometheus, for the networks that may see them; for all others there is nothing here.
async fn figures(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Response, StatusCode> {
    let may_see = app.config.web.metrics_from.iter().any(|network| network.contains(&visitor.address)) && !visitor.is_forwarded_unseen;
    let figures = app.figures.get().filter(|_| may_see).ok_or(StatusCode::NOT_FOUND)?;
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], figures.render()).into_response())
}

/// `/.well-known/webauthn` on the host itself: which other origins may ask for the passkeys of this one (Web Authentication
/// Level 3 section 5.11.1).
fn related_origins(app: &App) -> Router<Arc<App>> {
    let Some(passkeys) = &app.passkeys else { return Router::new() };
    let document = Document::json(json!({ "origins": passkeys.origins() }).to_string().into(), Duration::from_hours(1));
    Router::new()
        .route("/.well-known/webauthn", get(async move |headers: HeaderMap| document.answer(&headers)))
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn(error::as_json))
}

async fn alive() -> &'static str {
    "alive\n"
}

async fn ready(State(app): State<Arc<App>>) -> Response {
    match app.not_ready().await {
        None => "ready\n".into_response(),
        Some(why) => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "not_ready": why }))).into_response(),
    }
}

async fn asset(State(app): State<Arc<App>>, Path(name): Path<String>, headers: HeaderMap) -> Result<Response, Failure> {
    let asset = app.reception.pages.asset(&name).ok_or_else(|| Failure::page(Problem::NotFound))?;
    let fixed = [
        (header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type)),
        // The name changes with the content.
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
        (header::ETAG, HeaderValue::try_from(&asset.etag).map_err(|error| Failure::internal(error.to_string()))?),
    ];
    let unchanged = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == asset.etag.as_bytes());
    if unchanged { Ok((StatusCode::NOT_MODIFIED, fixed).into_response()) } else { Ok((fixed, asset.bytes).into_response()) }
}

async fn nothing_here() -> Failure {
    Failure::page(Problem::NotFound)
}

async fn wrong_method() -> Failure {
    Failure::page(Problem::MethodNotAllowed)
}
