//! `/authorize` and its way back.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use super::code;
use super::next_step::{Facts, Step, next_step};
use super::pending::PendingAuthorization;
use super::reply;
use super::request::{AuthorizationRequest, Hint, ReturnAddress};
use crate::app::App;
use crate::audit::{self, Actor, EventKind, SecurityEvent};
use crate::clients::{self, Client, ClientId};
use crate::consent::{self, Question};
use crate::foundation::clock::Timestamp;
use crate::groups;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::params::Params;
use crate::protocol::redirect_uri::RedirectUri;
use crate::sessions::LoginSession;
use crate::web::form::{PageForm, PostedQuery, Query};
use crate::web::pages::Problem;
use crate::web::return_to::{AskingApp, Interaction};
use crate::web::{Failure, Visitor};

pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/authorize", get(authorize).post(authorize_by_post))
        .route("/authorize/{id}", get(decide_again))
        .route("/authorize/{id}/cancel", post(cancel))
}

/// The request itself (OpenID Connect Core 1.0 section 3.1.2.1).
async fn authorize(State(app): State<Arc<App>>, visitor: Visitor, Query(params): Query) -> Result<Response, Failure> {
    let now = app.clock.now();
    let (client, return_address) = match identify(&app, &params).await {
        Ok(identified) => identified,
        Err(failure) => {
            note_refusal(&app, &visitor, &params, &failure).await?;
            return Err(failure);
        }
    };
    let errand = errand(&app, &visitor, &params, &client, &return_address, now);
    let hint = match params.get("id_token_hint") {
        None => Hint::Absent,
        Some(token) => app.sign_in_of_hint(token).map_or(Hint::Foreign, |sign_in| Hint::Of(sign_in.user)),
    };
    match AuthorizationRequest::validate(&params, &client, return_address.clone(), hint, now) {
        Ok(request) => decide(&app, &visitor, &client, request, errand, false).await,
        Err(error) => reply::error(&app.reception, &visitor, &return_address, &errand, &error),
    }
}

/// A cross-site POST carries no cookies, so the browser is sent on to ask the same by GET, where it does.
async fn authorize_by_post(State(app): State<Arc<App>>, PostedQuery(query): PostedQuery) -> Redirect {
    Redirect::to(&app.reception.issuer.local(&format!("/authorize?{query}")))
}

/// A step is done: decide again.
async fn decide_again(State(app): State<Arc<App>>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Failure> {
    let (errand, request, client) = resume(&app, &visitor, &id).await?;
    decide(&app, &visitor, &client, request, errand, true).await
}

/// The person gives up (RFC 6749 section 4.1.2.1, `access_denied`).
async fn cancel(State(app): State<Arc<App>>, visitor: Visitor, Path(id): Path<String>, PageForm(_): PageForm) -> Result<Response, Failure> {
    let (errand, request, _) = resume(&app, &visitor, &id).await?;
    finish(&app, &errand).await?;
    let error = OAuthError::new(ErrorCode::AccessDenied, "the person cancelled");
    reply::error(&app.reception, &visitor, &request.return_address, &errand, &error)
}

async fn resume(app: &App, visitor: &Visitor, id: &str) -> Result<(Interaction, AuthorizationRequest, Client), Failure> {
    let errand = Interaction::find(&app.ephemeral, id, visitor, app.clock.now()).await?;
    let request = PendingAuthorization::of(&app.ephemeral, &errand).await?.request;
    let client = clients::store::find(app.storage.read(), &request.client).await?.filter(|client| client.active);
    Ok((errand, request, client.ok_or_else(|| Failure::page(Problem::UnknownApp))?))
}

async fn decide(
    app: &App,
    visitor: &Visitor,
    client: &Client,
    request: AuthorizationRequest,
    errand: Interaction,
    is_kept: bool,
) -> Result<Response, Failure> {
    let now = app.clock.now();
    let session = app.session_of(visitor).await?;
    let consent = match &session {
        Some(session) if !client.is_first_party() => consent::store::find(app.storage.read(), session.user, &client.id).await?,
        _ => None,
    };
    let served = match &session {
        Some(session) => is_served(app, client, session).await?,
        None => false,
    };
    let refused = is_kept && Question::of(&app.ephemeral, &errand).await?.is_some_and(|question| question.refused);
    let facts = Facts { session: session.as_ref(), first_party: client.is_first_party(), served, consent: consent.as_ref(), refused, now };
    let local = |path: String| Redirect::to(&app.reception.issuer.local(&path)).into_response();
    match next_step(&request, &facts) {
        Step::Issue(cleared) => {
            if is_kept {
                finish(app, &errand).await?;
            }
            let tx = app.storage.write().await?;
            let code = code::issue(&tx, cleared, &request, now, &*app.random).await?;
            tx.commit().await.map_err(crate::storage::StorageError::from)?;
            reply::code(&app.reception, visitor, &request.return_address, &errand, &code)
        }
        Step::Refuse(error) => {
            if is_kept {
                finish(app, &errand).await?;
            }
            reply::error(&app.reception, visitor, &request.return_address, &errand, &error)
        }
        Step::LogIn => {
            keep(app, &errand, request, is_kept).await?;
            Ok(local(format!("/login/{}", errand.id)))
        }
        Step::AskConsent => {
            if let Some(session) = &session {
                let returns_to = request.return_address.redirect_uri().origin();
                let question = Question {
                    client: client.id.clone(),
                    user: session.user,
                    session: session.id,
                    scope: request.scope.clone(),
                    returns_to,
                    refused: false,
                };
                question.keep(&app.ephemeral, &errand).await?;
            }
            keep(app, &errand, request, is_kept).await?;
            Ok(local(format!("/consent/{}", errand.id)))
        }
    }
}

async fn keep(app: &App, errand: &Interaction, request: AuthorizationRequest, is_kept: bool) -> Result<(), Failure> {
    if !is_kept {
        PendingAuthorization { request }.keep(&app.ephemeral, errand).await?;
    }
    Ok(())
}

/// An errand ends once: of two tabs that finish it, the second is told that it is over.
async fn finish(app: &App, errand: &Interaction) -> Result<(), Failure> {
    if errand.finish(&app.ephemeral).await? { Ok(()) } else { Err(Failure::page(Problem::Expired)) }
}

async fn is_served(app: &App, client: &Client, session: &LoginSession) -> Result<bool, Failure> {
    let clients::GroupsServed::Only(served) = &client.groups else { return Ok(true) };
    let memberships = groups::store::memberships_of(app.storage.read(), session.user).await?;
    Ok(memberships.iter().any(|(group, membership)| membership.state == groups::MembershipState::Active && served.contains(&group.id)))
}

async fn identify(app: &App, params: &Params) -> Result<(Client, ReturnAddress), Failure> {
    let unknown = |detail: &'static str| Failure::page(Problem::UnknownApp).with_detail(detail);
    if params.repeated(&["client_id"]).is_some() {
        return Err(Failure::page(Problem::BadRequest).with_detail("client_id is given more than once"));
    }
    let id = params.get("client_id").ok_or_else(|| unknown("client_id is missing"))?;
    let id = ClientId::parse(id).map_err(|_| unknown("client_id is not one of an app that is registered here"))?;
    let client = clients::store::find(app.storage.read(), &id).await?.filter(|client| client.active);
    let client = client.ok_or_else(|| unknown("client_id is not one of an app that is registered here"))?;
    let return_address = ReturnAddress::identify(params, &client)?;
    Ok((client, return_address))
}

fn errand(app: &App, visitor: &Visitor, params: &Params, client: &Client, return_address: &ReturnAddress, now: Timestamp) -> Interaction {
    let mut errand = Interaction::new(visitor, now, &*app.random);
    let settings = &client.settings;
    errand.app = Some(AskingApp {
        name: client.name.clone(),
        practice: settings.brand.practice.clone(),
        logo_uri: settings.brand.logo_uri.as_ref().map(ToString::to_string),
        accent: settings.brand.accent.clone(),
        home_uri: settings.home_uri.as_ref().map(ToString::to_string),
    });
    errand.login_hint = params.get("login_hint").map(str::to_owned);
    errand.ui_locales = params.get("ui_locales").map(str::to_owned);
    errand.return_to = format!("/authorize/{}", errand.id);
    errand.cancel_to = Some(format!("/authorize/{}/cancel", errand.id));
    errand.form_target = form_target(return_address.redirect_uri());
    errand
}

/// Where a form of ours may lead in the end, for the Content-Security-Policy. Apps redirect on to other hosts of their own,
/// which browsers count as the same form's doing, so https is named as a whole.
fn form_target(uri: &RedirectUri) -> String {
    match uri.as_str().split_once(':') {
        Some(("https", _)) => "https:".to_owned(),
        Some(("http", _)) => uri.origin().unwrap_or_default(),
        Some((scheme, _)) => format!("{scheme}:"),
        None => String::new(),
    }
}

/// A request that may not even be answered to its app is worth an event: it is what an attack looks like.
async fn note_refusal(app: &App, visitor: &Visitor, params: &Params, failure: &Failure) -> Result<(), Failure> {
    let Failure::Page { problem: Problem::UnknownApp | Problem::UnregisteredRedirect, detail, .. } = failure else { return Ok(()) };
    let event = SecurityEvent::new(EventKind::AuthorizationRefused, Actor::Anonymous)
        .from(visitor.address, &visitor.request_id)
        .with("client_id", params.get("client_id").unwrap_or_default())
        .with("redirect_uri", params.get("redirect_uri").unwrap_or_default())
        .with("reason", detail.clone().unwrap_or_default());
    let tx = app.storage.write().await?;
    audit::append(&tx, app.clock.now(), &event).await?;
    tx.commit().await.map_err(crate::storage::StorageError::from)?;
    Ok(())
}
