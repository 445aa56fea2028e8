//! `/login` and `/login/{interaction}`.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use http::StatusCode;

use super::super::forgotten_password::routes::link_sent;
use super::super::onward::onward;
use super::super::pages::LoginPage;
use super::super::routes::{desk_of, go_on, internal, local, passkey_path, show, sign_in_path, with_errand};
use super::{SignIn, sign_in};
use crate::app::App;
use crate::foundation::secret::Secret;
use crate::protocol::params::Params;
use crate::text::Text;
use crate::users::{self, BadEmail, Email};
use crate::web::form::PageForm;
use crate::web::pages::{Action, Problem};
use crate::web::rate_limit::Limited;
use crate::web::return_to::Interaction;
use crate::web::{Failure, Visitor};

/// The longest hint or refused email that is shown again.
const LONGEST_SHOWN: usize = 254;

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/login", get(ask).post(answer)).route("/login/{interaction}", get(ask_for_app).post(answer_for_app))
}

async fn ask(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Response, Failure> {
    match app.session_of(&visitor).await? {
        // Nobody waits for a new proof.
        Some(_) => Ok(Redirect::to(&app.reception.issuer.local("/")).into_response()),
        None => page(&app, &visitor, None, StatusCode::OK, Shown::default()),
    }
}

async fn ask_for_app(State(app): State<Arc<App>>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Failure> {
    let errand = Interaction::find(&app.ephemeral, &id, &visitor, app.clock.now()).await?;
    let session = app.session_of(&visitor).await?;
    let signed_in = match &session {
        Some(session) => users::store::find(app.storage.read(), session.user).await?,
        None => None,
    };
    let hint = errand.login_hint.as_deref().and_then(|hint| Email::parse(hint).ok());
    let email = hint.or(signed_in.map(|user| user.email)).map(String::from).unwrap_or_default();
    page(&app, &visitor, Some(&errand), StatusCode::OK, Shown { email, again: session.is_some(), ..Shown::default() })
}

async fn answer(State(app): State<Arc<App>>, visitor: Visitor, PageForm(form): PageForm) -> Result<Response, Failure> {
    judge(&app, &visitor, None, &form).await
}

async fn answer_for_app(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    PageForm(form): PageForm,
) -> Result<Response, Failure> {
    let errand = Interaction::find(&app.ephemeral, &id, &visitor, app.clock.now()).await?;
    judge(&app, &visitor, Some(&errand), &form).await
}

async fn judge(app: &App, visitor: &Visitor, errand: Option<&Interaction>, form: &Params) -> Result<Response, Failure> {
    app.limits.admit(Limited::SignIn, visitor, app.clock.now()).await?;
    if form.repeated(&["email", "password"]).is_some() {
        return Err(Failure::page(Problem::BadRequest));
    }
    let before = app.session_of(visitor).await?;
    let typed = form.get("email").unwrap_or_default();
    let shown = Shown { email: typed.chars().take(LONGEST_SHOWN).collect(), again: before.is_some(), ..Shown::default() };
    let email = match (email_typed(typed), form.get("password")) {
        (Ok(email), Some(password)) => (email, Secret::new(password)),
        (email, password) => {
            let password_error = password.is_none().then(LoginPage::password_missing);
            let shown = Shown { email_error: email.err(), password_error, ..shown };
            return page(app, visitor, errand, StatusCode::UNPROCESSABLE_ENTITY, shown);
        }
    };
    let (email, password) = email;
    let desk = desk_of(app, visitor);
    let ready = form.get("passkey_ready") == Some("1");
    match sign_in(&desk, before, &email, &password, errand, ready).await.map_err(internal)? {
        SignIn::Done(done, proof) => go_on(app, &desk, errand, &[proof], ready, &done).await,
        SignIn::NotYet(needs, proof) => {
            let path = onward(&desk, errand, (proof.user(), &[proof]), ready, needs, None).await?;
            Ok(Redirect::to(&app.reception.issuer.local(&path)).into_response())
        }
        SignIn::Wrong => {
            let shown = Shown { error: Some(LoginPage::wrong_credentials()), ..shown };
            page(app, visitor, errand, StatusCode::UNPROCESSABLE_ENTITY, shown)
        }
        // The page is the one after a forgotten password: whoever only guessed learns no more than there.
        SignIn::MustChange => link_sent(app, visitor, errand, email).await,
        SignIn::Wait(retry_after) => {
            let wait_seconds = i64::try_from(retry_after.as_millis().div_ceil(1000)).unwrap_or(i64::MAX);
            let new_link = local(app, &with_errand("/forgot-password", errand));
            Err(Failure::page(Problem::TooManyAttempts { wait_seconds }).with_action(Action::new_link(new_link)))
        }
        SignIn::Busy(retry_after) => Err(Failure::busy(retry_after)),
    }
}

/// Reads an email as it was typed, with what to tell about one that cannot be.
pub(in crate::login) fn email_typed(typed: &str) -> Result<Email, Text> {
    if typed.trim().is_empty() {
        return Err(LoginPage::email_missing());
    }
    Email::parse(typed).map_err(|why| match why {
        BadEmail::Form | BadEmail::TooLong | BadEmail::Confusable => LoginPage::email_malformed(),
    })
}

/// What varies between two showings of the page.
#[derive(Default)]
struct Shown {
    email: String,
    again: bool,
    error: Option<Text>,
    email_error: Option<Text>,
    password_error: Option<Text>,
}

fn page(app: &App, visitor: &Visitor, errand: Option<&Interaction>, status: StatusCode, shown: Shown) -> Result<Response, Failure> {
    let Shown { email, again, error, email_error, password_error } = shown;
    let page = LoginPage {
        action: local(app, &sign_in_path(errand)),
        email,
        app: errand.and_then(|errand| errand.app.as_ref()).map(|app| app.name.clone()),
        again,
        error,
        email_error,
        password_error,
        passkey: passkey_path(app, errand),
        forgotten_password: local(app, &with_errand("/forgot-password", errand)),
        cancel: errand.and_then(|errand| errand.cancel_to.as_deref()).map(|path| local(app, path)),
    };
    show(app, visitor, errand, status, &page)
}
