//! `…/email`, and the page behind the link that proves a new one.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use http::StatusCode;

use super::super::pages::{ChangeEmailPage, ConfirmEmailPage, Notice, Objection};
use super::super::routes::{Me, at_both_doors, failed};
use super::Asked;
use crate::app::App;
use crate::foundation::secret::OpaqueToken;
use crate::protocol::params::Params;
use crate::text::Text;
use crate::users::Email;
use crate::users::links::{DeadLink, Purpose};
use crate::web::Failure;
use crate::web::form::{PageForm, Query};
use crate::web::href::Href;
use crate::web::pages::{Action, Problem};
use crate::web::rate_limit::Limited;

const CHANGE: &str = "/account/email/new";

pub fn routes() -> Router<Arc<App>> {
    let router = at_both_doors(Router::new(), "/email", get(ask).post(send));
    at_both_doors(router, "/email/confirm", post(confirm)).route(CHANGE, get(show_link).post(change))
}

async fn ask(State(app): State<Arc<App>>, me: Me) -> Result<Response, Failure> {
    if me.owner(&app).fresh_proof().await?.is_none() {
        return me.prove_first(&app).await;
    }
    answer(&app, &me, "", StatusCode::OK, None)
}

fn answer(app: &App, me: &Me, typed: &str, status: StatusCode, email_error: Option<Text>) -> Result<Response, Failure> {
    let page = ChangeEmailPage {
        action: me.href(app, "/email"),
        current: me.user.email.to_string(),
        email: typed.chars().take(254).collect(),
        email_error,
        back: me.href(app, ""),
    };
    app.reception.page_with_status(&me.visitor, status, &page)
}

async fn send(State(app): State<Arc<App>>, me: Me, PageForm(form): PageForm) -> Result<Response, Failure> {
    app.limits.admit(Limited::Email, &me.visitor, app.clock.now()).await?;
    let (owner, typed) = (me.owner(&app), form.get("email").unwrap_or_default());
    let email = match Email::parse(typed) {
        Ok(email) if email == me.user.email => Err(ChangeEmailPage::same()),
        Ok(email) => Ok(email),
        Err(_) if typed.trim().is_empty() => Err(ChangeEmailPage::missing()),
        Err(_) => Err(ChangeEmailPage::malformed()),
    };
    let email = match email {
        Ok(email) => email,
        Err(error) => return answer(&app, &me, typed, StatusCode::UNPROCESSABLE_ENTITY, Some(error)),
    };
    if owner.fresh_proof().await?.is_none() {
        return me.prove_first(&app).await;
    }
    match owner.ask_for_email(&email, CHANGE).await.map_err(failed)? {
        Asked::Sent => Ok(me.done(&app, "", Notice::EmailLinkSent)),
        Asked::TooMany => Ok(me.not_done(&app, "", Objection::TooManyLetters)),
    }
}

async fn confirm(State(app): State<Arc<App>>, me: Me, _: PageForm) -> Result<Response, Failure> {
    app.limits.admit(Limited::Email, &me.visitor, app.clock.now()).await?;
    if me.user.email_verified {
        return Ok(me.on_to(&app, ""));
    }
    match me.owner(&app).send_confirmation().await.map_err(failed)? {
        Asked::Sent => Ok(me.done(&app, "", Notice::ConfirmationSent)),
        Asked::TooMany => Ok(me.not_done(&app, "", Objection::TooManyLetters)),
    }
}

fn read_token(app: &App, params: &Params) -> Result<OpaqueToken, Failure> {
    Purpose::ChangeEmail.token(params.get("token").unwrap_or_default()).ok_or_else(|| dead(app, DeadLink::Unknown))
}

fn dead(app: &App, why: DeadLink) -> Failure {
    let problem = match why {
        DeadLink::Unknown => Problem::LinkUnusable,
        DeadLink::Expired => Problem::LinkExpired,
        DeadLink::Used => Problem::LinkUsed,
        DeadLink::Replaced => Problem::LinkReplaced,
    };
    Failure::page(problem).with_action(Action::home(Href::local(app.reception.issuer.local("/account"))))
}

/// Looks at the link and asks for the press of a button: mail scanners open every link.
async fn show_link(State(app): State<Arc<App>>, me: Me, Query(query): Query) -> Result<Response, Failure> {
    app.limits.admit(Limited::SignIn, &me.visitor, app.clock.now()).await?;
    let token = read_token(&app, &query)?;
    let email = me.owner(&app).look_at_email_link(&token).await?.map_err(|why| dead(&app, why))?;
    let page = ConfirmEmailPage {
        action: Href::local(app.reception.issuer.local(CHANGE)),
        token: token.expose().to_owned(),
        current: me.user.email.to_string(),
        email: email.to_string(),
        back: Href::local(app.reception.issuer.local("/account")),
    };
    app.reception.page(&me.visitor, &page)
}

async fn change(State(app): State<Arc<App>>, me: Me, PageForm(form): PageForm) -> Result<Response, Failure> {
    app.limits.admit(Limited::SignIn, &me.visitor, app.clock.now()).await?;
    let token = read_token(&app, &form)?;
    match me.owner(&app).change_email(&token).await.map_err(failed)? {
        Ok(()) => Ok(me.done(&app, "", Notice::EmailChanged)),
        Err(why) => Err(dead(&app, why)),
    }
}
