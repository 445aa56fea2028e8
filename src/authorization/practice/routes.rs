//! `/authorize/{id}/practice`: asks which practice, remembers it for the app, and goes back to the decision.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use http::StatusCode;

use super::pages::{PickPracticePage, PracticeLine};
use super::{Pick, Practices, meant, open_for, store};
use crate::app::App;
use crate::authorization::pending::PendingAuthorization;
use crate::authorization::request::AuthorizationRequest;
use crate::clients::{self, Client};
use crate::foundation::id::GroupId;
use crate::groups::{self, Group, Membership};
use crate::protocol::scope::PRACTICE;
use crate::sessions::LoginSession;
use crate::storage::StorageError;
use crate::users;
use crate::web::form::PageForm;
use crate::web::href::Href;
use crate::web::pages::Problem;
use crate::web::return_to::Interaction;
use crate::web::{Failure, Visitor};

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/authorize/{id}/practice", get(ask).post(pick))
}

/// What the decision needs to know; nothing is read where nobody asks for a practice.
pub(in crate::authorization) async fn practices(
    app: &App,
    client: &Client,
    request: &AuthorizationRequest,
    session: &LoginSession,
    errand: &Interaction,
) -> Result<Practices, StorageError> {
    if !request.scope.contains(PRACTICE) {
        return Ok(Practices::default());
    }
    let c = app.storage.read();
    let open = open_for(groups::store::memberships_of(c, session.user).await?, client);
    let pick = Pick::of(&app.ephemeral, errand).await?.filter(|pick| pick.session == session.id);
    Ok(Practices {
        picked: pick.map(|pick| pick.group),
        hinted: request.practice.as_deref().and_then(|hint| meant(&open, hint)),
        remembered: store::picked_last(c, session.user, &client.id).await?.filter(|last| !last.asks_again).map(|last| last.group),
        open: open.into_iter().map(|(group, _)| group.id).collect(),
    })
}

/// Who is asked, on whose behalf, and what there is to pick from.
struct Asked {
    errand: Interaction,
    client: Client,
    session: LoginSession,
    open: Vec<(Group, Membership)>,
    request: AuthorizationRequest,
}

async fn asked(app: &App, visitor: &Visitor, id: &str) -> Result<Asked, Failure> {
    let expired = || Failure::page(Problem::Expired);
    let errand = Interaction::find(&app.ephemeral, id, visitor, app.clock.now()).await?;
    let PendingAuthorization { request, .. } = PendingAuthorization::of(&app.ephemeral, &errand).await?;
    let session = app.session_of(visitor).await?.ok_or_else(expired)?;
    let client = clients::store::find(app.storage.read(), &request.client).await?.filter(|client| client.active).ok_or_else(expired)?;
    let open = open_for(groups::store::memberships_of(app.storage.read(), session.user).await?, &client);
    if !request.scope.contains(PRACTICE) || open.is_empty() {
        return Err(expired());
    }
    Ok(Asked { errand, client, session, open, request })
}

async fn ask(State(app): State<Arc<App>>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Failure> {
    let Asked { errand, client, session, open, request } = asked(&app, &visitor, &id).await?;
    let person = users::store::find(app.storage.read(), session.user).await?.ok_or_else(|| Failure::page(Problem::Expired))?;
    let last = store::picked_last(app.storage.read(), session.user, &client.id).await?;
    let usual = request.practice.as_deref().and_then(|hint| meant(&open, hint)).or(last.map(|last| last.group));
    let local = |path: String| Href::local(app.reception.issuer.local(&path));
    let page = PickPracticePage {
        action: local(format!("/authorize/{}/practice", errand.id)),
        app: Some(client.name),
        name: person.name,
        email: person.email.to_string(),
        switch_account: local(format!("/login/{}", errand.id)),
        practices: open.iter().map(|(group, membership)| PracticeLine::of(group, membership, Some(group.id) == usual)).collect(),
    };
    app.reception.page_for(&visitor, &errand, StatusCode::OK, &page)
}

async fn pick(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    PageForm(form): PageForm,
) -> Result<Response, Failure> {
    let Asked { errand, client, session, open, .. } = asked(&app, &visitor, &id).await?;
    let named = form.get("group").and_then(|text| text.parse::<GroupId>().ok());
    let group = named.filter(|named| open.iter().any(|(group, _)| group.id == *named)).ok_or_else(|| Failure::page(Problem::BadRequest))?;
    let tx = app.storage.write().await?;
    store::remember(&tx, session.user, &client.id, group, app.clock.now()).await?;
    tx.commit().await.map_err(StorageError::from)?;
    Pick { session: session.id, group }.keep(&app.ephemeral, &errand).await?;
    Ok(Redirect::to(&app.reception.issuer.local(&errand.return_to)).into_response())
}
