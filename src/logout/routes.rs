//! `/logout`.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use super::pages::{LogoutPage, SignedOutPage};
use super::request::{HintedSignIn, KNOWN, WayBack};
use crate::app::App;
use crate::audit::{self, Actor, EventKind, SecurityEvent};
use crate::authorization::practice;
use crate::clients::{self, Client};
use crate::protocol::params::Params;
use crate::sessions::{self, LoginSession};
use crate::storage::StorageError;
use crate::web::form::{CSRF_FIELD, PageForm, PostedQuery, Query};
use crate::web::href::Href;
use crate::web::pages::Problem;
use crate::web::{Failure, Visitor};

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/logout", get(logout).post(logout_by_post)).route("/logout/confirm", post(confirmed))
}

/// What a sign-out request turned out to ask for.
struct Asked {
    client: Option<Client>,
    hinted: Option<HintedSignIn>,
    way_back: Option<WayBack>,
}

async fn logout(State(app): State<Arc<App>>, visitor: Visitor, Query(params): Query) -> Result<Response, Failure> {
    let asked = read(&app, &params).await?;
    let session = app.session_of(&visitor).await?;
    match session {
        None => leave(&app, &visitor, asked, None).await,
        Some(session) if is_meant(&session, asked.hinted.as_ref()) => leave(&app, &visitor, asked, Some(session)).await,
        Some(session) => ask(&app, &visitor, &params, &asked, &session).await,
    }
}

/// A cross-site POST carries no cookies, so the browser is sent on to ask the same by GET, where it does.
async fn logout_by_post(State(app): State<Arc<App>>, PostedQuery(query): PostedQuery) -> Redirect {
    Redirect::to(&app.reception.issuer.local(&format!("/logout?{query}")))
}

/// The person said yes.
async fn confirmed(State(app): State<Arc<App>>, visitor: Visitor, PageForm(params): PageForm) -> Result<Response, Failure> {
    let asked = read(&app, &params).await?;
    let session = app.session_of(&visitor).await?;
    leave(&app, &visitor, asked, session).await
}

/// Whether the hint proves that an app of this very sign-in asks.
fn is_meant(session: &LoginSession, hinted: Option<&HintedSignIn>) -> bool {
    hinted.is_some_and(|hinted| hinted.user == session.user && hinted.session.is_none_or(|id| id == session.id))
}

async fn read(app: &App, params: &Params) -> Result<Asked, Failure> {
    let bad = |detail: &'static str| Failure::page(Problem::BadRequest).with_detail(detail);
    if params.repeated(KNOWN).is_some() {
        return Err(bad("a parameter of the sign-out request is given more than once"));
    }
    let hinted = params.get("id_token_hint").and_then(|token| app.sign_in_of_hint(token));
    let named = params.get("client_id").and_then(|id| clients::ClientId::parse(id).ok());
    if let (Some(hinted), Some(named)) = (&hinted, &named)
        && hinted.client != *named
    {
        return Err(bad("client_id is not the app that id_token_hint was issued to"));
    }
    let client = match hinted.as_ref().map(|hinted| &hinted.client).or(named.as_ref()) {
        Some(id) => clients::store::find(app.storage.read(), id).await?.filter(|client| client.active),
        None => None,
    };
    let way_back = client.as_ref().filter(|_| hinted.is_some()).and_then(|client| WayBack::identify(params, client));
    Ok(Asked { client, hinted, way_back })
}

async fn ask(app: &App, visitor: &Visitor, params: &Params, asked: &Asked, session: &LoginSession) -> Result<Response, Failure> {
    let person = crate::users::store::find(app.storage.read(), session.user).await?;
    let carried = KNOWN.iter().filter(|name| **name != CSRF_FIELD);
    let local = |path| Href::local(app.reception.issuer.local(path));
    let page = LogoutPage {
        action: local("/logout/confirm"),
        app: asked.client.as_ref().map(|client| client.name.clone()),
        email: person.map(|person| person.email.to_string()),
        fields: carried.filter_map(|name| Some(((*name).to_owned(), params.get(name)?.to_owned()))).collect(),
        stay: local("/"),
    };
    app.reception.page(visitor, &page)
}

/// Ends the session, if there is one, and sends the person where they may go.
async fn leave(app: &App, visitor: &Visitor, asked: Asked, session: Option<LoginSession>) -> Result<Response, Failure> {
    if let Some(session) = session {
        let now = app.clock.now();
        let event = SecurityEvent::new(EventKind::SignedOut, Actor::User(session.user))
            .about(session.user)
            .from(visitor.address, &visitor.request_id);
        let event = asked.client.iter().fold(event, |event, client| event.for_app(client.id.as_str()));
        let tx = app.storage.write().await?;
        practice::store::ask_again(&tx, session.user).await?;
        if sessions::store::end(&tx, session.id, now).await? {
            audit::append(&tx, now, &event).await?;
        }
        tx.commit().await.map_err(StorageError::from)?;
    }
    let mut response = match &asked.way_back {
        Some(way_back) => Redirect::to(&way_back.url()).into_response(),
        None => app.reception.page(visitor, &signed_out(app, asked.client.as_ref()))?,
    };
    sessions::cookie::take_back(response.headers_mut(), &app.reception.cookies);
    Ok(response)
}

fn signed_out(app: &App, client: Option<&Client>) -> SignedOutPage {
    SignedOutPage {
        sign_in: Href::local(app.reception.issuer.local("/login")),
        return_to: client.and_then(|client| client.settings.home_uri.as_ref()).and_then(|uri| Href::web(uri.as_str())),
        app: client.map(|client| client.name.clone()),
    }
}
