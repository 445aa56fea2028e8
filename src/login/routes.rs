//! The steps' addresses, the first page, and what all steps answer alike.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use http::{HeaderValue, StatusCode, header};

use super::complete::SignedIn;
use super::onward::onward;
use super::pages::{HomePage, SignedInPerson};
use super::{Desk, StepError, stage};
use super::{forgotten_password, invitation, offer_passkey, passkey, password, second_step, set_up, step_up, verify_email};
use crate::app::App;
use crate::factors::pages::CodeProblem;
use crate::factors::{FactorError, FactorPassed};
use crate::messages::MessageError;
use crate::protocol::params::Params;
use crate::sessions;
use crate::users;
use crate::users::links::{DeadLink, Purpose};
use crate::users::password::HashError;
use crate::web::href::Href;
use crate::web::page::Page;
use crate::web::pages::{Action, Problem};
use crate::web::return_to::Interaction;
use crate::web::{Failure, Visitor};

pub fn routes(app: &App) -> Router<Arc<App>> {
    Router::new()
        .route("/", get(home))
        .merge(password::routes::routes())
        .merge(passkey::routes::routes(app))
        .merge(second_step::routes::routes())
        .merge(step_up::routes::routes())
        .merge(set_up::routes::routes())
        .merge(set_up::passkey::routes::routes(app))
        .merge(offer_passkey::routes::routes())
        .merge(forgotten_password::routes::routes())
        .merge(invitation::routes::routes())
        .merge(verify_email::routes::routes())
}

/// Who is signed in, or the way in.
async fn home(State(app): State<Arc<App>>, visitor: Visitor) -> Result<Response, Failure> {
    let person = match app.session_of(&visitor).await? {
        Some(session) => users::store::find(app.storage.read(), session.user).await?,
        None => None,
    };
    let page = HomePage {
        person: person.map(|user| SignedInPerson { name: user.name, email: user.email.to_string() }),
        sign_in: local(&app, "/login"),
        sign_out: local(&app, "/logout/confirm"),
    };
    app.reception.page(&visitor, &page)
}

pub(super) fn desk_of<'a>(app: &'a App, visitor: &'a Visitor) -> Desk<'a> {
    Desk {
        storage: &app.storage,
        ephemeral: &app.ephemeral,
        hasher: &app.hasher,
        outbox: &app.outbox,
        reception: &app.reception,
        sessions: &app.config.sessions,
        clock: &*app.clock,
        random: &*app.random,
        visitor,
    }
}

/// One of our paths as it stands in a page.
pub(super) fn local(app: &App, path: &str) -> Href {
    Href::local(app.reception.issuer.local(path))
}

/// A path that remembers the errand, where there is one.
pub(super) fn with_errand(path: &str, errand: Option<&Interaction>) -> String {
    errand.map_or_else(|| path.to_owned(), |errand| format!("{path}?interaction={}", errand.id))
}

/// The errand that a query names, if it is still open in this browser. A link that was opened elsewhere works without.
pub(super) async fn errand_of(app: &App, visitor: &Visitor, query: &Params) -> Result<Option<Interaction>, Failure> {
    let Some(id) = query.get("interaction") else { return Ok(None) };
    stage::errand(&desk_of(app, visitor), id).await
}

/// The step that asks for a password, for this errand.
pub(super) fn sign_in_path(errand: Option<&Interaction>) -> String {
    errand.map_or_else(|| "/login".to_owned(), |errand| format!("/login/{}", errand.id))
}

/// The address below which `passkey.js` asks for a passkey; none where this installation cannot ask for one.
pub(super) fn passkey_path(app: &App, errand: Option<&Interaction>) -> Option<Href> {
    app.passkeys.as_ref().map(|_| local(app, &format!("{}/passkey", sign_in_path(errand))))
}

/// A page, in the colours and language of the errand where there is one.
pub(super) fn show<P: Page>(
    app: &App,
    visitor: &Visitor,
    errand: Option<&Interaction>,
    status: StatusCode,
    page: &P,
) -> Result<Response, Failure> {
    match errand {
        Some(errand) => app.reception.page_for(visitor, errand, status, page),
        None => app.reception.page_with_status(visitor, status, page),
    }
}

/// Sends the browser to one of our paths.
pub(super) fn to(app: &App, path: &str) -> Response {
    Redirect::to(&app.reception.issuer.local(path)).into_response()
}

/// Somebody has signed in with `proofs`: hands out the session, and leads on.
pub(super) async fn go_on(
    app: &App,
    desk: &Desk<'_>,
    errand: Option<&Interaction>,
    proofs: &[FactorPassed],
    passkey_ready: bool,
    done: &SignedIn,
) -> Result<Response, Failure> {
    let path = onward(desk, errand, (done.user, proofs), passkey_ready, done.needs, Some(done.session)).await?;
    let mut response = to(app, &path);
    sessions::cookie::hand_out(response.headers_mut(), &app.reception.cookies, &done.token);
    Ok(response)
}

/// Says by the header too when to come back.
pub(super) fn wait(response: &mut Response, problem: Option<CodeProblem>) {
    if let Some(CodeProblem::Wait { retry_after }) = problem {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after.as_secs().max(1)));
    }
}

/// What the answer to a refused code is.
pub(super) fn status_of(problem: CodeProblem) -> StatusCode {
    match problem {
        CodeProblem::Wait { .. } => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// Writes down that a dead link was presented, and says what its person can do.
pub(super) async fn dead_link(app: &App, visitor: &Visitor, purpose: Purpose, why: DeadLink) -> Failure {
    if let Err(error) = desk_of(app, visitor).note_dead_link(purpose, why).await {
        return internal(error);
    }
    unusable_link(app, purpose, why)
}

/// What the person with a dead link can do. By itself for what does not even look like a link of ours: nobody tries those.
pub(super) fn unusable_link(app: &App, purpose: Purpose, why: DeadLink) -> Failure {
    let problem = match why {
        DeadLink::Unknown => Problem::LinkUnusable,
        DeadLink::Expired => Problem::LinkExpired,
        DeadLink::Used => Problem::LinkUsed,
        DeadLink::Replaced => Problem::LinkReplaced,
    };
    let way_on = match purpose {
        Purpose::ResetPassword if why != DeadLink::Used => Action::new_link(local(app, "/forgot-password")),
        // A new link that proves an email is sent at the next sign-in.
        Purpose::ResetPassword | Purpose::VerifyEmail | Purpose::ChangeEmail => Action::sign_in_again(local(app, "/login")),
    };
    Failure::page(problem).with_action(way_on)
}

pub(super) fn internal(error: StepError) -> Failure {
    match error {
        StepError::Storage(error)
        | StepError::Message(MessageError::Storage(error))
        | StepError::Factor(FactorError::Storage(error) | FactorError::Message(MessageError::Storage(error))) => error.into(),
        StepError::Hash(HashError::Busy { retry_after }) => Failure::busy(retry_after),
        other @ (StepError::Hash(_) | StepError::Message(_) | StepError::Factor(_)) => Failure::internal(other.to_string()),
    }
}
