//! What the example's pages share: headers, assets, cookies, and an answer when a page cannot be made.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::{Cookie, SameSite};

use crate::web::accent::Accent;
use crate::web::page::{Brand, Frame, Page, Pages};

/// The frame around the example's pages. They speak English only: they stand for somebody else's software.
pub(super) fn frame(name: &str, accent: Option<&str>) -> Frame {
    let accent = accent.and_then(|accent| accent.parse::<Accent>().ok());
    Frame { brand: Brand { name: name.to_owned(), accent, ..Brand::default() }, ..Frame::default() }
}

/// A page, with headers that let nothing in from elsewhere. `posts_to` is where its forms may lead besides to itself.
pub(super) fn shown<P: Page>(pages: &Pages, frame: &Frame, page: &P, posts_to: &str) -> Response {
    match pages.render(page, frame) {
        Ok(html) => {
            let policy = format!(
                "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self' {posts_to}; frame-ancestors 'none'; base-uri 'none'"
            );
            (headers(&policy), Html(html)).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a page of the demo cannot be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Headers of a page with this content security policy.
pub(super) fn headers(policy: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut put = |name, value: &str| HeaderValue::try_from(value).map(|value| headers.insert(name, value)).is_ok();
    put(header::CONTENT_SECURITY_POLICY, policy);
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(header::REFERRER_POLICY, "no-referrer");
    put(header::CACHE_CONTROL, "no-store");
    headers
}

/// 303, so that a POST is followed by a GET.
pub(super) fn to(address: &str) -> Response {
    Redirect::to(address).into_response()
}

/// The same, with a cookie.
pub(super) fn to_with(address: &str, cookie: &Cookie<'_>) -> Response {
    let mut response = to(address);
    if let Ok(value) = HeaderValue::try_from(cookie.to_string()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// A cookie of one app. Ports do not keep cookies apart, so its name begins with the app's id.
pub(super) fn cookie(name: String, value: String) -> Cookie<'static> {
    Cookie::build((name, value)).path("/").http_only(true).same_site(SameSite::Lax).build()
}

/// Whether a form was sent by a page of the same origin.
pub(super) fn is_own_form(headers: &HeaderMap, home: &str) -> bool {
    headers.get(header::ORIGIN).is_some_and(|origin| origin.as_bytes() == home.as_bytes())
}

/// Styles and pictures, from the same place as Frontdesk's own.
pub(super) fn asset(pages: &Arc<Pages>, Path(name): &Path<String>) -> Response {
    match pages.asset(name) {
        Some(asset) => {
            let kind = [(header::CONTENT_TYPE, asset.content_type), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
            (kind, asset.bytes).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
