//! The account's addresses, and what they all ask first: who is signed in?

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use http::StatusCode;
use serde_json::json;

use super::{AccountError, Owner, passkeys};
use crate::app::App;
use crate::messages::MessageError;
use crate::text::Text;
use crate::users::{self, User};
use crate::web::return_to::Interaction;
use crate::web::script;
use crate::web::{Failure, Visitor};

pub fn routes(app: &App) -> Router<Arc<App>> {
    passkeys::routes::routes(app)
}

/// Who is signed in, if somebody is.
pub(super) async fn owner<'a>(app: &'a App, visitor: &'a Visitor) -> Result<Option<Owner<'a>>, Failure> {
    let Some(session) = app.session_of(visitor).await? else { return Ok(None) };
    let user = users::store::find(app.storage.read(), session.user).await?.filter(User::is_active);
    Ok(user.map(|user| Owner {
        storage: &app.storage,
        ephemeral: &app.ephemeral,
        outbox: &app.outbox,
        reception: &app.reception,
        clock: &*app.clock,
        random: &*app.random,
        visitor,
        session,
        user,
    }))
}

/// What a page's script is told when nobody is signed in any more.
pub(super) fn signed_out(app: &App, visitor: &Visitor) -> Response {
    let way_on = json!({ "continue": app.reception.issuer.local("/login") });
    script::refuse(&app.reception, visitor, StatusCode::UNAUTHORIZED, "signed_out", &Text::new("account-signed-out"), way_on)
}

/// What a page's script is told when the person has to prove who they are again, and where: afterwards they are back at
/// `page`.
pub(super) async fn proof_needed(app: &App, visitor: &Visitor, page: &str) -> Result<Response, Failure> {
    let mut errand = Interaction::new(visitor, app.clock.now(), &*app.random);
    page.clone_into(&mut errand.return_to);
    errand.keep(&app.ephemeral).await?;
    let way_on = json!({ "continue": app.reception.issuer.local(&format!("/login/{}", errand.id)) });
    Ok(script::refuse(&app.reception, visitor, StatusCode::FORBIDDEN, "proof_needed", &Text::new("account-proof-needed"), way_on))
}

pub(super) fn failed(error: AccountError) -> Failure {
    match error {
        AccountError::Storage(error) | AccountError::Message(MessageError::Storage(error)) => error.into(),
        AccountError::Message(other) => Failure::internal(other.to_string()),
    }
}
