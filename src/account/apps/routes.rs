//! `/account/apps`.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;

use super::super::pages::{AppLine, AppsPage, AreYouSurePage, Ending, Notice, Section};
use super::super::routes::{Me, failed};
use super::{from_address, in_address};
use crate::app::App;
use crate::clients::{self, ClientId};
use crate::consent;
use crate::consent::pages::ScopeLine;
use crate::text::Moment;
use crate::web::Failure;
use crate::web::form::{PageForm, Query};
use crate::web::href::Href;
use crate::web::pages::Problem;

const PAGE: &str = "/apps";

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/account/apps", get(show)).route("/account/apps/{id}/withdraw", get(ask).post(withdraw))
}

async fn show(State(app): State<Arc<App>>, me: Me, Query(query): Query) -> Result<Response, Failure> {
    let mut apps = Vec::new();
    for (id, consent) in consent::store::list_of(app.storage.read(), me.user.id).await? {
        let client = clients::store::find(app.storage.read(), &id).await?;
        let policy = client.as_ref().and_then(|client| client.settings.policy_uri.as_ref()).and_then(|uri| Href::web(uri.as_str()));
        apps.push(AppLine {
            id: in_address(&id),
            name: client.map_or_else(|| id.to_string(), |client| client.name),
            asked: consent.scope.iter().map(ScopeLine::of).collect(),
            since: Moment::of(consent.granted_at, app.clock.now()),
            policy,
        });
    }
    app.reception.page(&me.visitor, &AppsPage { place: me.place(&app, Section::Apps, &query), apps })
}

fn not_found() -> Failure {
    Failure::page(Problem::NotFound)
}

async fn ask(State(app): State<Arc<App>>, me: Me, Path(address): Path<String>) -> Result<Response, Failure> {
    let id: ClientId = from_address(&address).ok_or_else(not_found)?;
    consent::store::find(app.storage.read(), me.user.id, &id).await?.ok_or_else(not_found)?;
    let name = clients::store::find(app.storage.read(), &id).await?.map_or_else(|| id.to_string(), |client| client.name);
    let action = me.href(&app, &format!("/apps/{}/withdraw", in_address(&id)));
    app.reception.page(&me.visitor, &AreYouSurePage::new(action, me.href(&app, PAGE), Ending::Access { app: name }))
}

async fn withdraw(State(app): State<Arc<App>>, me: Me, Path(address): Path<String>, _: PageForm) -> Result<Response, Failure> {
    let id = from_address(&address).ok_or_else(not_found)?;
    if me.owner(&app).withdraw(&id).await.map_err(failed)? { Ok(me.done(&app, PAGE, Notice::AccessWithdrawn)) } else { Err(not_found()) }
}
