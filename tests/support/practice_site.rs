//! A practice app with pages, for stories in a real browser: a link to sign in, what it learned of the person, a link to
//! sign out; `/renew` uses the refresh token, where it asked for one. Everything it knows of Frontdesk, it knows from discovery.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{Html, Redirect};
use axum::routing::get;
use tokio::net::TcpListener;

use super::desk::Desk;
use super::people::NewApp;
use super::relying_party::{Answer, Errand, RelyingParty};

pub struct PracticeSite {
    /// Where a person opens it.
    pub address: String,
}

struct Site {
    app: RelyingParty,
    address: String,
    /// Sign-ins under way by their state: each tab has its own.
    errands: Mutex<HashMap<String, Errand>>,
    /// What it may ask for new tokens with, after a sign-in with `?scope=openid offline_access`.
    refresh_token: Mutex<Option<String>>,
}

impl PracticeSite {
    /// Opens the site as an app of the practice's own: people are not asked for consent.
    pub async fn open(desk: &Desk, id: &str) -> Self {
        Self::open_as(desk.app(id).first_party()).await
    }

    /// Opens the site as somebody else's app.
    pub async fn open_third_party(desk: &Desk, id: &str) -> Self {
        Self::open_as(desk.app(id)).await
    }

    /// Opens the site as an app with settings of the story's own.
    pub async fn open_as(app: NewApp<'_>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://localhost:{}", listener.local_addr().expect("an address").port());
        let app = app.at(&format!("{address}/callback")).signing_out_to(&format!("{address}/bye"));
        let app = app.register().await.asking_for("openid profile email groups");
        let site = Arc::new(Site { app, address: address.clone(), errands: Mutex::default(), refresh_token: Mutex::default() });
        let router = Router::new()
            .route("/", get(async || page("Riverside Notes", "<a href='/sign-in'>Sign in</a>")))
            .route("/sign-in", get(sign_in))
            .route("/callback", get(callback))
            .route("/renew", get(renew))
            .route("/bye", get(async || page("Goodbye", "You are signed out of Riverside Notes")))
            .with_state(site);
        tokio::spawn(async move { axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await });
        Self { address }
    }
}

async fn sign_in(State(site): State<Arc<Site>>, Query(extra): Query<Vec<(String, String)>>) -> Redirect {
    let errand = extra.into_iter().fold(site.app.begin(), |errand, (name, value)| errand.with(&name, &value));
    let url = errand.url();
    site.errands.lock().expect("errands").insert(errand.state.clone(), errand);
    Redirect::to(url.as_str())
}

async fn callback(State(site): State<Arc<Site>>, Query(parameters): Query<Vec<(String, String)>>) -> Html<String> {
    let answer = Answer::new(parameters);
    if let Some(error) = answer.error() {
        return page("Not signed in", &format!("Error: {error}"));
    }
    let state = answer.get("state").unwrap_or_default().to_owned();
    let Some(errand) = site.errands.lock().expect("errands").remove(&state) else {
        return page("Not signed in", "This app did not ask for that");
    };
    let tokens = site.app.redeem(&errand, &answer).await.granted();
    let claims = site.app.verify(tokens.id_token(), Some(&errand.nonce)).await;
    let person = site.app.userinfo(tokens.access_token()).await.granted().body;
    assert_eq!(person["sub"], claims["sub"], "userinfo is about the same person (OIDC Core section 5.3.2)");
    *site.refresh_token.lock().expect("a token") = tokens.body["refresh_token"].as_str().map(str::to_owned);
    let mut sign_out = site.app.endpoint("end_session_endpoint");
    sign_out
        .query_pairs_mut()
        .append_pair("id_token_hint", tokens.id_token())
        .append_pair("post_logout_redirect_uri", &format!("{}/bye", site.address))
        .append_pair("state", "done");
    let body = format!(
        "<p>Name: {}</p><p>Email: {}</p><p>Groups: {}</p><p>State: {state}</p><a href='{}'>Sign out</a>",
        person["name"].as_str().unwrap_or("unknown"),
        person["email"].as_str().unwrap_or("unknown"),
        person["groups"],
        sign_out.as_str().replace('&', "&amp;"),
    );
    page("Signed in", &body)
}

async fn renew(State(site): State<Arc<Site>>) -> Html<String> {
    let held = site.refresh_token.lock().expect("a token").clone();
    let Some(held) = held else { return page("Not renewed", "This app holds no refresh token") };
    let answer = site.app.refresh(&held).await;
    if let Some(error) = answer.error() {
        return page("Not renewed", &format!("Error: {error}"));
    }
    let tokens = answer.granted();
    *site.refresh_token.lock().expect("a token") = Some(tokens.refresh_token().to_owned());
    page("Renewed", "The app goes on")
}

fn page(heading: &str, body: &str) -> Html<String> {
    Html(format!("<!doctype html><html lang=en><meta charset=utf-8><title>{heading}</title><h1>{heading}</h1>{body}"))
}
