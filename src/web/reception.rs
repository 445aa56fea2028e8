//! What every answer of ours needs, and the layer that every request passes first.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderValue, StatusCode, header};
use ipnet::IpNet;
use std::time::Duration;
use subtle::ConstantTimeEq;

use super::cookie::{self, CookieName, Cookies};
use super::page::{Brand, Frame, Help, Page, Pages};
use super::return_to::Interaction;
use super::{Failure, Issuer, Visitor};
use crate::foundation::clock::Clock;
use crate::foundation::random::Random;
use crate::foundation::sealed::Sealer;
use crate::text::{LanguageTag, Wishes};

/// How long a browser keeps its own token: as long as browsers keep any cookie.
const BROWSER_COOKIE_AGE: Duration = Duration::from_hours(400 * 24);

/// The desk's public face: its address, its pages, its cookies.
pub struct Reception {
    pub issuer: Issuer,
    pub cookies: Cookies,
    pub pages: Arc<Pages>,
    pub brand: Brand,
    pub help: Option<Help>,
    pub sealer: Arc<Sealer>,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub trusted_proxies: Vec<IpNet>,
}

impl Reception {
    /// An HTML answer outside any errand.
    pub fn page<P: Page>(&self, visitor: &Visitor, page: &P) -> Result<Response, Failure> {
        self.render(page, &self.frame(visitor, None), StatusCode::OK, None)
    }

    /// An HTML answer within the errand that brought the person here: in the app's colours and language.
    pub fn page_for<P: Page>(
        &self,
        visitor: &Visitor,
        interaction: &Interaction,
        status: StatusCode,
        page: &P,
    ) -> Result<Response, Failure> {
        self.render(page, &self.frame(visitor, Some(interaction)), status, Some(interaction))
    }

    /// An HTML answer with a status of its own, outside any errand.
    pub fn page_with_status<P: Page>(&self, visitor: &Visitor, status: StatusCode, page: &P) -> Result<Response, Failure> {
        self.render(page, &self.frame(visitor, None), status, None)
    }

    fn render<P: Page>(&self, page: &P, frame: &Frame, status: StatusCode, interaction: Option<&Interaction>) -> Result<Response, Failure> {
        let html = self.pages.render(page, frame).map_err(|error| Failure::internal(error.to_string()))?;
        let mut response = (status, Html(html)).into_response();
        let headers = response.headers_mut();
        let logo = frame
            .brand
            .logo_url
            .as_ref()
            .and_then(|href| url::Url::parse(href.as_str()).ok())
            .map(|url| url.origin().ascii_serialization());
        let policy = content_security_policy(interaction.map(|asked| asked.form_target.as_str()), logo.as_deref());
        headers
            .insert(header::CONTENT_SECURITY_POLICY, HeaderValue::try_from(policy).map_err(|error| Failure::internal(error.to_string()))?);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Ok(response)
    }

    fn frame(&self, visitor: &Visitor, interaction: Option<&Interaction>) -> Frame {
        let app = interaction.and_then(|asked| asked.app.as_ref());
        Frame {
            language: interaction.map_or_else(|| visitor.language.clone(), |asked| self.language(visitor, asked)),
            brand: app.map_or_else(|| self.brand.clone(), super::return_to::AskingApp::brand),
            csrf: self.csrf_token(visitor),
            request_id: visitor.request_id.clone(),
            help: self.help.clone(),
            base_path: self.issuer.base_path().to_owned(),
        }
    }

    /// The language of an errand's pages: what the app asked for, else what the browser prefers.
    pub fn language(&self, visitor: &Visitor, interaction: &Interaction) -> LanguageTag {
        let browser = visitor.language.to_string();
        self.pages.texts().negotiate(Wishes { ui_locales: interaction.ui_locales.as_deref(), own: None, accept_language: Some(&browser) })
    }

    /// The token that forms of this browser carry.
    pub fn csrf_token(&self, visitor: &Visitor) -> String {
        URL_SAFE_NO_PAD.encode(self.sealer.mac("csrf", visitor.browser().expose().as_bytes()))
    }

    pub(super) fn csrf_matches(&self, visitor: &Visitor, presented: &str) -> bool {
        !visitor.browser_is_new() && self.csrf_token(visitor).as_bytes().ct_eq(presented.as_bytes()).into()
    }
}

/// No inline code, no other site, no frame around us. `form-action` also governs where a form's answer may redirect, so an
/// errand's pages admit the kind of address that its answer goes to.
fn content_security_policy(form_target: Option<&str>, logo: Option<&str>) -> String {
    let form_target = form_target.unwrap_or_default();
    let logo = logo.unwrap_or_default();
    format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' {logo}; connect-src 'self'; form-action 'self' {form_target}; frame-ancestors 'none'; base-uri 'none'"
    )
}

/// The layer around everything: notes who is asking, and gives a new browser its token on pages.
pub async fn receive(State(reception): State<Arc<Reception>>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let visitor = Visitor::of(&reception, &parts);
    parts.extensions.insert(visitor.clone());
    parts.extensions.insert(Arc::clone(&reception));
    next.run(Request::from_parts(parts, body)).await
}

/// The layer around pages: gives a new browser its token, so that the next form is known to be this browser's.
pub async fn greet(State(reception): State<Arc<Reception>>, visitor: Visitor, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if visitor.browser_is_new() {
        let cookie = reception.cookies.set(CookieName::Browser, visitor.browser().expose(), Some(BROWSER_COOKIE_AGE));
        cookie::append(response.headers_mut(), cookie);
    }
    response
}
