//! `/verify-email`.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;

use super::super::outcome::Outcome;
use super::super::pages::{VerifyEmailDonePage, VerifyEmailPage};
use super::super::routes::{dead_link, desk_of, internal, local, unusable_link};
use super::confirm;
use crate::app::App;
use crate::foundation::secret::OpaqueToken;
use crate::users::links::{self, DeadLink, Purpose};
use crate::web::form::{PageForm, Query};
use crate::web::rate_limit::Limited;
use crate::web::{Failure, Visitor};

const PURPOSE: Purpose = Purpose::VerifyEmail;

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/verify-email", get(ask).post(answer))
}

/// Looks at the link and asks for the press of a button; or says what came of it.
async fn ask(State(app): State<Arc<App>>, visitor: Visitor, Query(query): Query) -> Result<Response, Failure> {
    if let Some(id) = query.get("done")
        && let Some(Outcome::EmailVerified { email }) = Outcome::find(&app.ephemeral, &visitor, id).await?
    {
        return app.reception.page(&visitor, &VerifyEmailDonePage { email, go_on: local(&app, "/") });
    }
    app.limits.admit(Limited::SignIn, &visitor, app.clock.now()).await?;
    let token = read_token(&app, query.get("token"))?;
    let link = match links::store::look_at(app.storage.read(), &token, PURPOSE, app.clock.now()).await? {
        Ok(link) => link,
        Err(why) => return Err(dead_link(&app, &visitor, PURPOSE, why).await),
    };
    let page = VerifyEmailPage { action: local(&app, "/verify-email"), token: token.expose().to_owned(), email: link.email.to_string() };
    app.reception.page(&visitor, &page)
}

async fn answer(State(app): State<Arc<App>>, visitor: Visitor, PageForm(form): PageForm) -> Result<Response, Failure> {
    app.limits.admit(Limited::SignIn, &visitor, app.clock.now()).await?;
    let token = read_token(&app, form.get("token"))?;
    let email = match confirm(&desk_of(&app, &visitor), &token).await.map_err(internal)? {
        Ok(email) => email.to_string(),
        Err(why) => return Err(dead_link(&app, &visitor, PURPOSE, why).await),
    };
    let done = Outcome::EmailVerified { email }.keep(&app.ephemeral, &visitor, &*app.random).await?;
    Ok(Redirect::to(&app.reception.issuer.local(&format!("/verify-email?done={done}"))).into_response())
}

fn read_token(app: &App, text: Option<&str>) -> Result<OpaqueToken, Failure> {
    PURPOSE.token(text.unwrap_or_default()).ok_or_else(|| unusable_link(app, PURPOSE, DeadLink::Unknown))
}
