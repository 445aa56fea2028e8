//! `/forgot-password` and `/reset-password`.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use http::StatusCode;
use tokio::time::{Instant, sleep_until};

use super::super::outcome::Outcome;
use super::super::pages::{ForgotPasswordPage, ForgotPasswordSentPage, LoginPage, ResetPasswordDonePage, ResetPasswordPage};
use super::super::password::routes::email_typed;
use super::super::routes::{dead_link, desk_of, errand_of, internal, local, show, sign_in_path, unusable_link, with_errand};
use super::{ANSWERED_AFTER, Reset, ask_for_link, reset};
use crate::app::App;
use crate::foundation::secret::{OpaqueToken, Secret};
use crate::text::Text;
use crate::users::Email;
use crate::users::links::{self, DeadLink, Purpose};
use crate::users::password::WeakPassword;
use crate::web::form::{PageForm, Query};
use crate::web::rate_limit::Limited;
use crate::web::return_to::Interaction;
use crate::web::{Failure, Visitor};

const PURPOSE: Purpose = Purpose::ResetPassword;

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/forgot-password", get(ask_email).post(send_link)).route("/reset-password", get(ask_password).post(set_password))
}

/// Asks for the email; or says that a link is on its way.
async fn ask_email(State(app): State<Arc<App>>, visitor: Visitor, Query(query): Query) -> Result<Response, Failure> {
    let errand = errand_of(&app, &visitor, &query).await?;
    let errand = errand.as_ref();
    if let Some(id) = query.get("sent")
        && let Some(Outcome::LinkAskedFor { email }) = Outcome::find(&app.ephemeral, &visitor, id).await?
    {
        let page = ForgotPasswordSentPage {
            email,
            minutes: i64::try_from(PURPOSE.lifetime().as_secs() / 60).unwrap_or(i64::MAX),
            again: local(&app, &with_errand("/forgot-password", errand)),
            back: local(&app, &sign_in_path(errand)),
        };
        return show(&app, &visitor, errand, StatusCode::OK, &page);
    }
    let hint = errand.and_then(|errand| errand.login_hint.as_deref()).and_then(|hint| email_typed(hint).ok());
    show(&app, &visitor, errand, StatusCode::OK, &email_page(&app, errand, hint.map(String::from).unwrap_or_default(), None))
}

async fn send_link(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Query(query): Query,
    PageForm(form): PageForm,
) -> Result<Response, Failure> {
    let begun = Instant::now();
    app.limits.admit(Limited::Email, &visitor, app.clock.now()).await?;
    let errand = errand_of(&app, &visitor, &query).await?;
    let errand = errand.as_ref();
    let typed = form.get("email").unwrap_or_default();
    let email = match email_typed(typed) {
        Ok(email) => email,
        Err(error) => {
            let page = email_page(&app, errand, typed.chars().take(254).collect(), Some(error));
            return show(&app, &visitor, errand, StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    ask_for_link(&desk_of(&app, &visitor), &email, errand).await.map_err(internal)?;
    let answer = link_sent(&app, &visitor, errand, email).await?;
    sleep_until(begun + ANSWERED_AFTER).await;
    Ok(answer)
}

/// Leads to the page that says that a link is on its way, if there is such an account.
pub(in crate::login) async fn link_sent(
    app: &App,
    visitor: &Visitor,
    errand: Option<&Interaction>,
    email: Email,
) -> Result<Response, Failure> {
    let sent = Outcome::LinkAskedFor { email: email.into() }.keep(&app.ephemeral, visitor, &*app.random).await?;
    let errand = errand.map_or_else(String::new, |errand| format!("&interaction={}", errand.id));
    Ok(Redirect::to(&app.reception.issuer.local(&format!("/forgot-password?sent={sent}{errand}"))).into_response())
}

/// Looks at the link and asks for a new password; or says that it holds.
async fn ask_password(State(app): State<Arc<App>>, visitor: Visitor, Query(query): Query) -> Result<Response, Failure> {
    let errand = errand_of(&app, &visitor, &query).await?;
    let errand = errand.as_ref();
    if let Some(id) = query.get("done")
        && let Some(Outcome::PasswordReset) = Outcome::find(&app.ephemeral, &visitor, id).await?
    {
        let page = ResetPasswordDonePage { sign_in: local(&app, &sign_in_path(errand)) };
        return show(&app, &visitor, errand, StatusCode::OK, &page);
    }
    app.limits.admit(Limited::SignIn, &visitor, app.clock.now()).await?;
    let token = read_token(&app, query.get("token"))?;
    password_page(&app, &visitor, errand, &token, StatusCode::OK, None).await
}

async fn set_password(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Query(query): Query,
    PageForm(form): PageForm,
) -> Result<Response, Failure> {
    app.limits.admit(Limited::SignIn, &visitor, app.clock.now()).await?;
    let errand = errand_of(&app, &visitor, &query).await?;
    let errand = errand.as_ref();
    let token = read_token(&app, form.get("token"))?;
    let again = StatusCode::UNPROCESSABLE_ENTITY;
    let Some(typed) = form.get("password") else {
        return password_page(&app, &visitor, errand, &token, again, Some(LoginPage::password_missing())).await;
    };
    match reset(&desk_of(&app, &visitor), &token, &Secret::new(typed)).await.map_err(internal)? {
        Reset::Done => {
            let done = Outcome::PasswordReset.keep(&app.ephemeral, &visitor, &*app.random).await?;
            let errand = errand.map_or_else(String::new, |errand| format!("&interaction={}", errand.id));
            Ok(Redirect::to(&app.reception.issuer.local(&format!("/reset-password?done={done}{errand}"))).into_response())
        }
        Reset::Weak(weak) => password_page(&app, &visitor, errand, &token, again, Some(advice(weak))).await,
        Reset::Dead(why) => Err(dead_link(&app, &visitor, PURPOSE, why).await),
    }
}

fn read_token(app: &App, text: Option<&str>) -> Result<OpaqueToken, Failure> {
    PURPOSE.token(text.unwrap_or_default()).ok_or_else(|| unusable_link(app, PURPOSE, DeadLink::Unknown))
}

async fn password_page(
    app: &App,
    visitor: &Visitor,
    errand: Option<&Interaction>,
    token: &OpaqueToken,
    status: StatusCode,
    password_error: Option<Text>,
) -> Result<Response, Failure> {
    let link = match links::store::look_at(app.storage.read(), token, PURPOSE, app.clock.now()).await? {
        Ok(link) => link,
        Err(why) => return Err(dead_link(app, visitor, PURPOSE, why).await),
    };
    let page = ResetPasswordPage {
        action: local(app, &with_errand("/reset-password", errand)),
        token: token.expose().to_owned(),
        email: link.email.to_string(),
        password_error,
    };
    show(app, visitor, errand, status, &page)
}

fn email_page(app: &App, errand: Option<&Interaction>, email: String, email_error: Option<Text>) -> ForgotPasswordPage {
    ForgotPasswordPage {
        action: local(app, &with_errand("/forgot-password", errand)),
        email,
        email_error,
        back: local(app, &sign_in_path(errand)),
    }
}

/// How a person mends a weak password.
pub(in crate::login) fn advice(weak: WeakPassword) -> Text {
    match weak {
        WeakPassword::TooShort => ResetPasswordPage::too_short(),
        WeakPassword::TooLong => ResetPasswordPage::too_long(),
        WeakPassword::Common => ResetPasswordPage::common(),
        WeakPassword::Personal => ResetPasswordPage::personal(),
        WeakPassword::Guessable => ResetPasswordPage::easily_guessed(),
    }
}
