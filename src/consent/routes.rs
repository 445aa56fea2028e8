//! `/consent/{id}`: asks, remembers the answer, and goes back to the decision.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use http::StatusCode;

use super::pages::{ConsentPage, ScopeLine};
use super::{Answer, Question, store};
use crate::app::App;
use crate::audit::{self, Actor, EventKind, SecurityEvent};
use crate::clients::{self, Client};
use crate::storage::StorageError;
use crate::users::{self, User};
use crate::web::form::PageForm;
use crate::web::href::Href;
use crate::web::pages::Problem;
use crate::web::return_to::Interaction;
use crate::web::{Failure, Visitor};

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/consent/{id}", get(ask).post(answer))
}

async fn ask(State(app): State<Arc<App>>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Failure> {
    let Asked { errand, question, client, person } = asked(&app, &visitor, &id).await?;
    let local = |path: &str| Href::local(app.reception.issuer.local(path));
    let page = ConsentPage {
        action: local(&format!("/consent/{}", errand.id)),
        app: client.name,
        returns_to: question.returns_to.as_deref().and_then(|origin| origin.split("://").nth(1)).map(str::to_owned),
        name: person.name,
        email: person.email.to_string(),
        asked: question.scope.iter().map(ScopeLine::of).collect(),
        policy: client.settings.policy_uri.as_ref().and_then(|uri| Href::web(uri.as_str())),
        terms: client.settings.tos_uri.as_ref().and_then(|uri| Href::web(uri.as_str())),
        switch_account: Some(local(&format!("/login/{}", errand.id))),
    };
    app.reception.page_for(&visitor, &errand, StatusCode::OK, &page)
}

async fn answer(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    PageForm(form): PageForm,
) -> Result<Response, Failure> {
    let Asked { errand, question, client, person } = asked(&app, &visitor, &id).await?;
    let answer = match form.get("decision") {
        Some("allow") => Answer::Allowed,
        Some("deny") => Answer::Refused,
        _ => return Err(Failure::page(Problem::BadRequest)),
    };
    let now = app.clock.now();
    let kind = match answer {
        Answer::Allowed => EventKind::ConsentGiven,
        Answer::Refused => EventKind::ConsentRefused,
    };
    let event = SecurityEvent::new(kind, Actor::User(person.id))
        .about(person.id)
        .for_app(client.id.as_str())
        .from(visitor.address, &visitor.request_id)
        .with("scope", &question.scope);
    let tx = app.storage.write().await?;
    if answer == Answer::Allowed {
        store::give(&tx, person.id, &client.id, &question.scope, now).await?;
    }
    audit::append(&tx, now, &event).await?;
    tx.commit().await.map_err(StorageError::from)?;
    Question { answer: Some(answer), ..question }.keep(&app.ephemeral, &errand).await?;
    Ok(Redirect::to(&app.reception.issuer.local(&errand.return_to)).into_response())
}

struct Asked {
    errand: Interaction,
    question: Question,
    client: Client,
    person: User,
}

/// The question of this errand, if the person whom it was put to is still signed in.
async fn asked(app: &App, visitor: &Visitor, id: &str) -> Result<Asked, Failure> {
    let expired = || Failure::page(Problem::Expired);
    let errand = Interaction::find(&app.ephemeral, id, visitor, app.clock.now()).await?;
    let question = Question::of(&app.ephemeral, &errand).await?.ok_or_else(expired)?;
    let session = app.session_of(visitor).await?.ok_or_else(expired)?;
    if session.id != question.session {
        return Err(expired());
    }
    let client = clients::store::find(app.storage.read(), &question.client).await?.filter(|client| client.active).ok_or_else(expired)?;
    let person = users::store::find(app.storage.read(), question.user).await?.ok_or_else(expired)?;
    Ok(Asked { errand, question, client, person })
}
