//! `/authorize` and its way back.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use super::code;
use super::next_step::{Facts, Step, next_step};
use super::pending::{LastProof, PendingAuthorization};
use super::practice::Practices;
use super::practice::routes::practices;
use super::request::{AuthorizationRequest, Hint, ReturnAddress};
use super::{practice, reply};
use crate::app::App;
use crate::audit::{self, Actor, EventKind, SecurityEvent};
use crate::clients::{self, Client, ClientId};
use crate::consent::{self, Question};
use crate::foundation::clock::Timestamp;
use crate::groups;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::params::Params;
use crate::protocol::redirect_uri::RedirectUri;
use crate::sessions::{self, LoginSession};
use crate::storage::StorageError;
use crate::web::form::{PageForm, PostedQuery, Query};
use crate::web::pages::Problem;
use crate::web::rate_limit::Limited;
use crate::web::return_to::{AskingApp, Interaction};
use crate::web::{Failure, Visitor};

pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/authorize", get(authorize).post(authorize_by_post))
        .route("/authorize/{id}", get(decide_again))
        .route("/authorize/{id}/cancel", post(cancel))
        .merge(practice::routes::routes())
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
        Ok(request) => {
            let session = app.session_of(&visitor).await?;
            let proof_before = session.as_ref().map(LastProof::of);
            decide(&app, &visitor, &client, session, Arrival::Now(errand), PendingAuthorization { request, proof_before }).await
        }
        Err(error) => reply::error(&app.reception, &visitor, &return_address, &errand, &error),
    }
}

/// A cross-site POST carries no cookies, so the browser is sent on to ask the same by GET, where it does.
async fn authorize_by_post(State(app): State<Arc<App>>, PostedQuery(query): PostedQuery) -> Redirect {
    Redirect::to(&app.reception.issuer.local(&format!("/authorize?{query}")))
}

/// A step is done: decide again.
async fn decide_again(State(app): State<Arc<App>>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Failure> {
    let (errand, pending, client) = resume(&app, &visitor, &id).await?;
    let session = app.session_of(&visitor).await?;
    decide(&app, &visitor, &client, session, Arrival::Before(errand), pending).await
}

/// The person gives up (RFC 6749 section 4.1.2.1, `access_denied`).
async fn cancel(State(app): State<Arc<App>>, visitor: Visitor, Path(id): Path<String>, PageForm(_): PageForm) -> Result<Response, Failure> {
    let (errand, pending, _) = resume(&app, &visitor, &id).await?;
    let errand = Arrival::Before(errand).finish(&app).await?;
    let error = OAuthError::new(ErrorCode::AccessDenied, "the person cancelled");
    reply::error(&app.reception, &visitor, &pending.request.return_address, &errand, &error)
}

async fn resume(app: &App, visitor: &Visitor, id: &str) -> Result<(Interaction, PendingAuthorization, Client), Failure> {
    let errand = Interaction::find(&app.ephemeral, id, visitor, app.clock.now()).await?;
    let pending = PendingAuthorization::of(&app.ephemeral, &errand).await?;
    let client = clients::store::find(app.storage.read(), &pending.request.client).await?.filter(|client| client.active);
    Ok((errand, pending, client.ok_or_else(|| Failure::page(Problem::UnknownApp))?))
}

/// Whether the request has just arrived, or was kept while its person did a step.
enum Arrival {
    Now(Interaction),
    Before(Interaction),
}

impl Arrival {
    fn errand(&self) -> &Interaction {
        match self {
            Self::Now(errand) | Self::Before(errand) => errand,
        }
    }

    /// Keeps the request while its person does a step.
    async fn keep(&self, app: &App, pending: &PendingAuthorization) -> Result<(), Failure> {
        match self {
            Self::Now(errand) => Ok(pending.keep(&app.ephemeral, errand).await?),
            Self::Before(_) => Ok(()),
        }
    }

    /// An errand ends once: of two tabs that finish it, the second is told that it is over.
    async fn finish(self, app: &App) -> Result<Interaction, Failure> {
        match self {
            Self::Now(errand) => Ok(errand),
            Self::Before(errand) if errand.finish(&app.ephemeral).await? => Ok(errand),
            Self::Before(_) => Err(Failure::page(Problem::Expired)),
        }
    }
}

async fn decide(
    app: &App,
    visitor: &Visitor,
    client: &Client,
    session: Option<LoginSession>,
    arrival: Arrival,
    pending: PendingAuthorization,
) -> Result<Response, Failure> {
    let now = app.clock.now();
    let (consent, answer, served) = match &session {
        Some(session) => {
            let question = Question::of(&app.ephemeral, arrival.errand()).await?.filter(|question| question.session == session.id);
            let consent = consent::store::find(app.storage.read(), session.user, &client.id).await?;
            (consent, question.and_then(|question| question.answer), is_served(app, client, session).await?)
        }
        None => (None, None, false),
    };
    let reach = match &session {
        Some(session) if pending.request.asks_for_acr() => sessions::reach(&app.storage, session, app.passkeys.is_some()).await?,
        _ => None,
    };
    let practices = match &session {
        Some(session) => practices(app, client, &pending.request, session, arrival.errand()).await?,
        None => Practices::default(),
    };
    let facts = Facts {
        session: session.as_ref(),
        reach,
        fresh_proof: session.as_ref().map(LastProof::of) != pending.proof_before,
        first_party: client.is_first_party(),
        served,
        consent: consent.as_ref(),
        answer,
        practices,
        now,
    };
    let request = &pending.request;
    let step = |name: &str| {
        let path = format!("/{name}/{}", arrival.errand().id);
        Redirect::to(&app.reception.issuer.local(&path)).into_response()
    };
    match next_step(request, &facts) {
        Step::Issue(cleared) => {
            let errand = arrival.finish(app).await?;
            let tx = app.storage.write().await?;
            let code = code::issue(&tx, cleared, request, now, &*app.random).await?;
            tx.commit().await.map_err(StorageError::from)?;
            reply::code(&app.reception, visitor, &request.return_address, &errand, &code)
        }
        Step::Refuse(error) => {
            let errand = arrival.finish(app).await?;
            reply::error(&app.reception, visitor, &request.return_address, &errand, &error)
        }
        Step::LogIn => {
            arrival.keep(app, &pending).await?;
            Ok(step("login"))
        }
        Step::StepUp(wanted) => {
            arrival.keep(app, &pending).await?;
            let path = format!("/login/step-up/{}?acr={}", arrival.errand().id, wanted.as_str());
            Ok(Redirect::to(&app.reception.issuer.local(&path)).into_response())
        }
        Step::PickPractice => {
            arrival.keep(app, &pending).await?;
            Ok(Redirect::to(&app.reception.issuer.local(&format!("/authorize/{}/practice", arrival.errand().id))).into_response())
        }
        Step::AskConsent(person) => {
            let question = Question {
                client: client.id.clone(),
                user: person.user,
                session: person.id,
                scope: request.scope.clone(),
                returns_to: request.return_address.redirect_uri().origin(),
                answer: None,
            };
            question.keep(&app.ephemeral, arrival.errand()).await?;
            arrival.keep(app, &pending).await?;
            Ok(step("consent"))
        }
    }
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
    app.limits.admit(Limited::MisdirectedRequest, visitor, app.clock.now()).await?;
    let event = SecurityEvent::new(EventKind::AuthorizationRefused, Actor::Anonymous)
        .from(visitor.address, &visitor.request_id)
        .with("client_id", params.get("client_id").unwrap_or_default())
        .with("redirect_uri", params.get("redirect_uri").unwrap_or_default())
        .with("reason", detail.clone().unwrap_or_default());
    let tx = app.storage.write().await?;
    audit::append(&tx, app.clock.now(), &event).await?;
    tx.commit().await.map_err(StorageError::from)?;
    Ok(())
}
