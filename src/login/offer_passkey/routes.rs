//! `/login/offer-passkey/{id}`.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;

use super::super::invitation::or_back;
use super::super::pages::OfferPasskeyPage;
use super::super::routes::{desk_of, local, show, to};
use super::super::stage::{Standing, Step};
use crate::app::App;
use crate::factors::passkey::offer::{self, OfferAnswer};
use crate::storage::StorageError;
use crate::web::form::PageForm;
use crate::web::{Failure, Visitor};

/// Below it lie the addresses that add a passkey.
const PASSKEYS: &str = "/account/passkeys";

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/login/offer-passkey/{id}", get(ask).post(answer))
}

/// Asks; or goes on where the person has answered, or made one.
async fn ask(State(app): State<Arc<App>>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Failure> {
    let session = app.session_of(&visitor).await?;
    let standing = Standing::find(&desk_of(&app, &visitor), session, &id, Step::Offer).await?;
    let is_open = offer::store::is_open(app.storage.read(), standing.person.id, visitor.browser_digest()).await?;
    if !is_open || app.passkeys.is_none() {
        let path = or_back(&desk_of(&app, &visitor), standing.person.id, standing.errand.as_ref()).await?;
        return Ok(to(&app, &path));
    }
    let page = OfferPasskeyPage {
        action: local(&app, &format!("/login/offer-passkey/{}", standing.held.id())),
        email: standing.person.email.to_string(),
        passkey: local(&app, PASSKEYS),
    };
    show(&app, &visitor, standing.errand.as_ref(), StatusCode::OK, &page)
}

async fn answer(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    PageForm(form): PageForm,
) -> Result<Response, Failure> {
    let session = app.session_of(&visitor).await?;
    let standing = Standing::find(&desk_of(&app, &visitor), session, &id, Step::Offer).await?;
    let answer = if form.get("answer") == Some("never") { OfferAnswer::Never } else { OfferAnswer::NotNow };
    if offer::store::is_open(app.storage.read(), standing.person.id, visitor.browser_digest()).await? {
        let tx = app.storage.write().await?;
        offer::store::answer(&tx, standing.person.id, visitor.browser_digest(), answer, app.clock.now()).await?;
        tx.commit().await.map_err(StorageError::from)?;
    }
    standing.held.let_go(&app.ephemeral).await?;
    let path = or_back(&desk_of(&app, &visitor), standing.person.id, standing.errand.as_ref()).await?;
    Ok(to(&app, &path))
}
