//! `/settings/users`.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;

use super::super::pages::{Section, UserLine, UsersPage};
use super::super::routes::{Me, failed};
use crate::app::App;
use crate::groups;
use crate::text::Moment;
use crate::web::Failure;
use crate::web::form::Query;
use crate::web::href::Href;

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/settings/users", get(show))
}

/// One's own row; or, for somebody who may manage a practice, all of its rows.
async fn show(State(app): State<Arc<App>>, me: Me, Query(query): Query) -> Result<Response, Failure> {
    let managed = groups::store::managed_by(app.storage.read(), me.user.id).await?;
    let table = match managed.as_slice() {
        [] => None,
        [only] => Some(format!("/settings/groups/{}/users", only.id)),
        _ => Some("/settings/groups".to_owned()),
    };
    if let Some(path) = table {
        return Ok(Redirect::to(&app.reception.issuer.local(&path)).into_response());
    }
    let owner = me.owner(&app);
    let enrolment = owner.enrolment().await?;
    let passkeys = i64::try_from(owner.passkeys().await.map_err(failed)?.len()).unwrap_or(i64::MAX);
    let settings = Href::local(app.reception.issuer.local(&format!("/settings/users/{}", me.user.id)));
    let (name, email) = (&*me.user.name, me.user.email.as_str());
    let mut line = UserLine::new(name, email, enrolment.status(), &enrolment.state.offered(), passkeys, settings);
    line.is_you = true;
    line.last_sign_in = me.user.last_sign_in_at.map(|at| Moment::of(at, app.clock.now()));
    app.reception.page(&me.visitor, &UsersPage { place: me.place(&app, Section::Users, &query), users: vec![line] })
}
