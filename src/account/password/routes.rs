//! `/account/password`.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;

use super::super::pages::{Notice, PasswordPage, Section};
use super::super::routes::{Me, failed};
use super::Changed;
use crate::app::App;
use crate::foundation::secret::Secret;
use crate::protocol::params::Params;
use crate::text::{Moment, Text};
use crate::users::password::{self, SignInRefused, WeakPassword};
use crate::web::Failure;
use crate::web::form::{PageForm, Query};
use crate::web::pages::Problem;
use crate::web::rate_limit::Limited;

const PAGE: &str = "/password";

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/account/password", get(show).post(change))
}

/// What is wrong with each field.
#[derive(Default)]
struct Mistakes {
    current: Option<Text>,
    new: Option<Text>,
}

async fn show(State(app): State<Arc<App>>, me: Me, Query(query): Query) -> Result<Response, Failure> {
    answer(&app, &me, &query, StatusCode::OK, Mistakes::default()).await
}

async fn answer(app: &App, me: &Me, query: &Params, status: StatusCode, wrong: Mistakes) -> Result<Response, Failure> {
    let changed = password::store::changed_at(app.storage.read(), me.user.id).await?;
    let asks_current = me.owner(app).fresh_proof().await?.is_none();
    if asks_current && changed.is_none() {
        // Somebody with passkeys alone has no present one to show.
        return me.prove_first(app).await;
    }
    let page = PasswordPage {
        place: me.place(app, Section::Password, query),
        email: me.user.email.to_string(),
        changed: changed.map(|at| Moment::of(at, app.clock.now())),
        asks_current,
        current_error: wrong.current,
        password_error: wrong.new,
    };
    app.reception.page_with_status(&me.visitor, status, &page)
}

async fn change(State(app): State<Arc<App>>, me: Me, PageForm(form): PageForm) -> Result<Response, Failure> {
    app.limits.admit(Limited::SignIn, &me.visitor, app.clock.now()).await?;
    if form.repeated(&["current_password", "password"]).is_some() {
        return Err(Failure::page(Problem::BadRequest));
    }
    let owner = me.owner(&app);
    let no_query = Params::default();
    let again = |wrong| answer(&app, &me, &no_query, StatusCode::UNPROCESSABLE_ENTITY, wrong);
    let is_proved = owner.fresh_proof().await?.is_some();
    let current = form.get("current_password").map(Secret::new).filter(|_| !is_proved);
    let new = form.get("password").map(Secret::new);
    let current_missing = (!is_proved && current.is_none()).then(PasswordPage::current_missing);
    let Some(new) = new.filter(|_| current_missing.is_none()) else {
        let missing = form.get("password").is_none().then(PasswordPage::new_missing);
        return again(Mistakes { current: current_missing, new: missing }).await;
    };
    match owner.change_password(current.as_ref(), &new).await.map_err(failed)? {
        Changed::Done => Ok(me.done(&app, PAGE, Notice::PasswordChanged)),
        Changed::Same => again(Mistakes { new: Some(PasswordPage::same()), ..Mistakes::default() }).await,
        Changed::Weak(weak) => again(Mistakes { new: Some(advice(weak)), ..Mistakes::default() }).await,
        Changed::Refused(SignInRefused::Wrong { .. } | SignInRefused::MustChange { .. }) => {
            again(Mistakes { current: Some(PasswordPage::current_wrong()), ..Mistakes::default() }).await
        }
        Changed::Refused(SignInRefused::Wait { retry_after, .. }) => Err(Failure::too_many(retry_after)),
        Changed::Refused(SignInRefused::Busy { retry_after }) => Err(Failure::busy(retry_after)),
        Changed::Refused(SignInRefused::Storage(error)) => Err(error.into()),
    }
}

/// How a person mends a weak password.
fn advice(weak: WeakPassword) -> Text {
    match weak {
        WeakPassword::TooShort => Text::new("reset-error-short"),
        WeakPassword::TooLong => Text::new("reset-error-long"),
        WeakPassword::Common => Text::new("reset-error-common"),
        WeakPassword::Personal => Text::new("reset-error-personal"),
        WeakPassword::Guessable => Text::new("reset-error-guessable"),
    }
}
