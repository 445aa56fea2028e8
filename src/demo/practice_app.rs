//! A practice app: says who is signed in, shows what it was told, renews its tokens, signs out.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use axum_extra::extract::cookie::CookieJar;
use moka::sync::Cache;
use serde::Deserialize;

use super::Addresses;
use super::claims::person;
use super::ended_sessions::{self, Notice};
use super::pages::{AppPage, NoticePage, WorkShown};
use super::relying_party::{Errand, Http, RelyingError, RelyingParty, SignedIn};
use super::web::{asset, cookie, frame, is_own_form, shown, to, to_with};
use crate::app::App;
use crate::foundation::random::Random;
use crate::foundation::secret::OpaqueToken;
use crate::web::href::Href;
use crate::web::page::{Frame, Pages};

/// How long a person may take to sign in.
const ERRAND: Duration = Duration::from_mins(10);

/// How long the app remembers somebody who does nothing.
const IDLE: Duration = Duration::from_hours(1);

/// An example app, running.
pub(super) struct PracticeApp {
    party: RelyingParty,
    frame: Frame,
    tagline: &'static str,
    work: WorkShown,
    start: Href,
    pages: Arc<Pages>,
    random: Arc<dyn Random>,
    errands: Cache<String, Errand>,
    signed_in: Cache<String, Arc<SignedIn>>,
}

/// The practice's own app.
pub(super) fn calendar(app: &Arc<App>, addresses: &Addresses) -> Result<PracticeApp> {
    let work = WorkShown {
        title: "Today",
        columns: ["Time", "Patient", "For"],
        rows: &[
            ["09:00", "P. Marsh", "Knee, second visit"],
            ["09:40", "J. Okafor", "First visit"],
            ["10:30", "L. Petrov", "Shoulder, review"],
        ],
    };
    let scopes = &["openid", "profile", "email", "phone", "address", "groups", "offline_access"];
    let party = party(app, addresses, "riverside-calendar", &addresses.calendar, scopes)?;
    PracticeApp::new(app, addresses, party, "Riverside Calendar", Some("#1f5fa8"), "Who comes when, at Riverside Health.", work)
}

/// Somebody else's app.
pub(super) fn billing(app: &Arc<App>, addresses: &Addresses) -> Result<PracticeApp> {
    let work = WorkShown {
        title: "Invoices to send",
        columns: ["Number", "To", "Amount"],
        rows: &[["2026-0412", "P. Marsh", "$ 96.00"], ["2026-0413", "J. Okafor", "$ 142.50"], ["2026-0414", "L. Petrov", "$ 96.00"]],
    };
    let party = party(app, addresses, "billing-bee", &addresses.billing, &["openid", "profile", "email", "groups", "offline_access"])?;
    PracticeApp::new(app, addresses, party, "Billing Bee", Some("#8a5a00"), "Invoices for practices, sent before lunch.", work)
}

fn party(app: &App, addresses: &Addresses, id: &'static str, home: &str, scopes: &'static [&'static str]) -> Result<RelyingParty> {
    let http = reqwest::Client::builder()
        // An app must not be led elsewhere with its secret, nor through a proxy to this very machine.
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .timeout(Duration::from_secs(10))
        .build()
        .context("no client for the example apps")?;
    Ok(RelyingParty {
        issuer: addresses.frontdesk.clone(),
        id,
        secret: super::secret_of(app, id),
        home: home.to_owned(),
        scopes,
        http: Http(http),
    })
}

impl PracticeApp {
    fn new(
        app: &App,
        addresses: &Addresses,
        party: RelyingParty,
        name: &'static str,
        accent: Option<&str>,
        tagline: &'static str,
        work: WorkShown,
    ) -> Result<Self> {
        Ok(Self {
            party,
            frame: frame(name, accent),
            tagline,
            work,
            start: Href::web(&addresses.desk).context("the start page has no address")?,
            pages: Arc::clone(&app.reception.pages),
            random: Arc::clone(&app.random),
            errands: Cache::builder().max_capacity(10_000).time_to_live(ERRAND).build(),
            signed_in: Cache::builder().max_capacity(10_000).time_to_idle(IDLE).build(),
        })
    }

    fn cookie_name(&self, what: &str) -> String {
        format!("{}_{what}", self.party.id.replace('-', "_"))
    }

    fn session(&self, jar: &CookieJar) -> Option<(String, Arc<SignedIn>)> {
        let key = jar.get(&self.cookie_name("session"))?.value().to_owned();
        let signed_in = self.signed_in.get(&key)?;
        Some((key, signed_in))
    }

    fn notice(&self, title: &'static str, happened: &str, detail: Option<String>) -> Response {
        let page = NoticePage { title, happened: happened.to_owned(), detail, home: Href::local("/"), start: self.start.clone() };
        shown(&self.pages, &self.frame, &page, "")
    }

    fn failure(&self, error: &RelyingError) -> Response {
        let mut response = self.notice("Not signed in", "The answer from Riverside Health could not be used.", Some(error.to_string()));
        *response.status_mut() = StatusCode::BAD_GATEWAY;
        response
    }
}

type Practice = State<Arc<PracticeApp>>;

pub(super) fn router(app: PracticeApp) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/sign-in", get(sign_in))
        .route("/callback", get(callback))
        .route("/renew", post(renew))
        .route("/sign-out", post(sign_out))
        .route("/session-ended", post(session_ended))
        .route("/signed-out", get(signed_out))
        .route("/policy", get(policy))
        .route("/terms", get(policy))
        .route("/assets/{name}", get(assets))
        .with_state(Arc::new(app))
}

#[derive(Deserialize)]
struct Renewed {
    renewed: Option<String>,
}

async fn home(State(app): Practice, jar: CookieJar, Query(query): Query<Renewed>) -> Response {
    let person = app.session(&jar).map(|(_, signed_in)| person(&signed_in, query.renewed.is_some()));
    let page = AppPage {
        tagline: app.tagline,
        sign_in: Href::local("/sign-in"),
        sign_out: Href::local("/sign-out"),
        renew: Href::local("/renew"),
        start: app.start.clone(),
        person,
        work: app.work,
    };
    // Signing out posts here and is led to Frontdesk, which browsers count as a form that leads there.
    shown(&app.pages, &app.frame, &page, &app.party.issuer)
}

async fn sign_in(State(app): Practice) -> Response {
    match app.party.errand().await {
        Ok((url, state, errand)) => {
            app.errands.insert(state.clone(), errand);
            to_with(url.as_str(), &cookie(app.cookie_name("errand"), state))
        }
        Err(error) => app.failure(&error),
    }
}

/// RFC 6749 section 4.1.2, with `iss` (RFC 9207).
#[derive(Deserialize)]
struct Answer {
    state: Option<String>,
    code: Option<String>,
    iss: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

async fn callback(State(app): Practice, jar: CookieJar, Query(answer): Query<Answer>) -> Response {
    // The state must be the one that this browser was given: a code from somebody else's sign-in is not ours.
    let begun = jar.get(&app.cookie_name("errand")).map(|cookie| cookie.value().to_owned());
    let errand = begun.filter(|begun| answer.state.as_ref() == Some(begun)).and_then(|state| app.errands.remove(&state));
    let Some(errand) = errand else {
        return app.notice("Not signed in", "This sign-in was begun in another browser, or is over already. Please begin again.", None);
    };
    if let Some(error) = answer.error {
        let detail = answer.error_description.map_or_else(|| error.clone(), |description| format!("{error}: {description}"));
        return app.notice("Not signed in", "Riverside Health did not sign you in here.", Some(detail));
    }
    let code = answer.code.unwrap_or_default();
    match app.party.finish(errand, code, answer.iss.as_deref().unwrap_or_default()).await {
        Ok(signed_in) => {
            let key = OpaqueToken::fresh("demo", &*app.random).expose().to_owned();
            app.signed_in.insert(key.clone(), Arc::new(signed_in));
            to_with("/", &cookie(app.cookie_name("session"), key))
        }
        Err(error) => app.failure(&error),
    }
}

async fn renew(State(app): Practice, jar: CookieJar, headers: HeaderMap) -> Response {
    let Some((key, before)) = app.session(&jar).filter(|_| is_own_form(&headers, &app.party.home)) else { return to("/") };
    match app.party.refresh(&before).await {
        Ok(after) => {
            app.signed_in.insert(key, Arc::new(after));
            to("/?renewed=yes")
        }
        Err(error) => {
            app.signed_in.remove(&key);
            app.notice("You are signed out", "Riverside Health gave no new tokens, so this app has forgotten you.", Some(error.to_string()))
        }
    }
}

async fn sign_out(State(app): Practice, jar: CookieJar, headers: HeaderMap) -> Response {
    let Some((key, signed_in)) = app.session(&jar).filter(|_| is_own_form(&headers, &app.party.home)) else { return to("/") };
    app.signed_in.remove(&key);
    let state = OpaqueToken::fresh("out", &*app.random);
    match app.party.sign_out_url(&signed_in.id_token, state.expose().to_owned()).await {
        Ok(url) => to(url.as_str()),
        Err(error) => app.failure(&error),
    }
}

/// Frontdesk tells that a session has ended: whoever signed in here by it is signed out too.
async fn session_ended(State(app): Practice, Form(notice): Form<Notice>) -> StatusCode {
    match ended_sessions::verified(&app.party, &notice.logout_token).await {
        Ok(ended) => {
            let over: Vec<Arc<String>> =
                app.signed_in.iter().filter(|(_, signed_in)| ended.covers(signed_in)).map(|(key, _)| key).collect();
            for key in &over {
                app.signed_in.invalidate(key.as_str());
            }
            StatusCode::OK
        }
        Err(error) => {
            tracing::warn!(%error, "an example app does not believe that a session has ended");
            StatusCode::BAD_REQUEST
        }
    }
}

async fn signed_out(State(app): Practice) -> Response {
    app.notice("You are signed out", "Of this app, and of Riverside Health.", None)
}

async fn policy(State(app): Practice) -> Response {
    app.notice("This is an example", "A real app would say here what it does with what it learns.", None)
}

async fn assets(State(app): Practice, name: Path<String>) -> Response {
    asset(&app.pages, &name).into_response()
}
