//! `/account/confirm/{errand}`, and what `passkey.js` calls below it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::pages::{ConfirmBy, ConfirmItsYouPage, ConfirmWay};
use super::super::routes::{Me, factors_failed, failed, signed_out};
use super::{Confirmation, Risen, path, ways};
use crate::app::App;
use crate::factors::answer::CodeRefused;
use crate::factors::challenge::{self, Challenge};
use crate::factors::enrolment::FRESH_FOR;
use crate::factors::pages::{CodeProblem, SendAgain};
use crate::factors::passkey::sign_in::SigningIn;
use crate::factors::passkey::{Begun, Ceremonies, PasskeyRefused, SignInAnswer};
use crate::factors::{self, Factor};
use crate::foundation::secret::Secret;
use crate::protocol::params::Params;
use crate::sessions;
use crate::text::Text;
use crate::users::password::{self, SignInRefused};
use crate::web::form::{PageForm, Query};
use crate::web::href::Href;
use crate::web::pages::{Action, Problem};
use crate::web::rate_limit::Limited;
use crate::web::return_to::Interaction;
use crate::web::script::{self, Call};
use crate::web::{Failure, Visitor};

pub fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    let calls = Router::new()
        .route("/account/confirm/{errand}/passkey/options", post(begin_passkey))
        .route("/account/confirm/{errand}/passkey/finish", post(finish_passkey))
        .layer(from_fn_with_state(Arc::clone(&app.reception), script::as_answer));
    Router::new()
        .route("/account/confirm/{errand}", get(ask).post(judge))
        .route("/account/confirm/{errand}/send", post(send_again))
        .merge(calls)
}

async fn errand_of(app: &App, visitor: &Visitor, id: &str) -> Result<Interaction, Failure> {
    let begin_again = |failure: Failure| failure.with_action(Action::home(Href::local(app.reception.issuer.local("/account"))));
    Interaction::find(&app.ephemeral, id, visitor, app.clock.now()).await.map_err(begin_again)
}

/// What may be asked for, and what of it is asked for now.
struct Asked {
    ways: Vec<Factor>,
    by: Option<Factor>,
    has_passkey: bool,
    enrolment: factors::Enrolment,
}

async fn asked(app: &App, me: &Me, query: &Params) -> Result<Asked, Failure> {
    let owner = me.owner(app);
    let enrolment = owner.enrolment().await?;
    let has_password = password::store::changed_at(app.storage.read(), me.user.id).await?.is_some();
    let now = app.clock.now();
    let has_fresh_password = me.session.proofs.iter().any(|used| used.factor == Factor::Password && now.since(used.at) <= FRESH_FOR);
    let desk = owner.factors();
    let mut ways = ways(&enrolment, has_password, has_fresh_password);
    ways.retain(|way| way.method().is_none_or(|method| desk.can_deliver(method)));
    let has_passkey = app.passkeys.is_some() && !owner.passkeys().await.map_err(failed)?.is_empty();
    let wanted = query.get("by").and_then(Factor::parse).filter(|by| ways.contains(by));
    Ok(Asked { by: wanted.or(ways.first().copied()), ways, has_passkey, enrolment })
}

async fn ask(State(app): State<Arc<App>>, me: Me, Path(id): Path<String>, Query(query): Query) -> Result<Response, Failure> {
    let errand = errand_of(&app, &me.visitor, &id).await?;
    let asked = asked(&app, &me, &query).await?;
    show(&app, &me, &errand, &asked, query.contains("sent"), StatusCode::OK, None).await
}

/// Shows the page; a code of the kind that is sent is sent first, unless one was sent just now.
async fn show(
    app: &App,
    me: &Me,
    errand: &Interaction,
    asked: &Asked,
    is_sent_again: bool,
    status: StatusCode,
    error: Option<Text>,
) -> Result<Response, Failure> {
    let owner = me.owner(app);
    let here = |by: Factor| Href::local(app.reception.issuer.local(&format!("{}?by={by}", path(errand))));
    let (mut error, mut countdown) = (error, None);
    if let Some(method) = asked.by.and_then(Factor::method).filter(|method| method.is_sent()) {
        match challenge::begin(&owner.factors(), &owner.occasion(), method).await.map_err(factors_failed)? {
            Challenge::Sent { countdown: until, is_waiting, .. } => {
                countdown = Some(until.left(app.clock.now()));
                error = error.or_else(|| (!is_waiting).then(|| CodeProblem::Gone.into()));
            }
            Challenge::NotSent { is_waiting, .. } => error = error.or_else(|| (!is_waiting).then(|| CodeProblem::NotSent.into())),
            Challenge::App | Challenge::NotSetUp => error = Some(CodeProblem::NotSent.into()),
        }
    }
    let by = match asked.by {
        None => ConfirmBy::Passkey,
        Some(by) => match by.method() {
            Some(method) => {
                let destination = asked.enrolment.method(method).and_then(factors::EnrolledMethod::address_shown);
                ConfirmBy::Code { method, destination }
            }
            None if by == Factor::RecoveryCode => ConfirmBy::RecoveryCode,
            None => ConfirmBy::Password,
        },
    };
    let others = asked.ways.iter().filter(|way| Some(**way) != asked.by).map(|way| match way.method() {
        Some(method) => ConfirmWay::code(method, here(*way)),
        None if *way == Factor::RecoveryCode => ConfirmWay::recovery_code(here(*way)),
        None => ConfirmWay::password(here(*way)),
    });
    let local = |below: &str| Href::local(app.reception.issuer.local(&format!("{}{below}", path(errand))));
    let page = ConfirmItsYouPage {
        action: asked.by.map_or_else(|| local(""), here),
        email: me.user.email.to_string(),
        by,
        is_sent_again,
        error,
        send_again: countdown
            .zip(asked.by)
            .map(|(wait, by)| SendAgain::new(Href::local(app.reception.issuer.local(&format!("{}/send?by={by}", path(errand)))), wait)),
        passkey: asked.has_passkey.then(|| local("/passkey")),
        others: others.collect(),
        cancel: Href::local(app.reception.issuer.local(errand.cancel_to.as_deref().unwrap_or("/account"))),
    };
    app.reception.page_with_status(&me.visitor, status, &page)
}

async fn send_again(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<String>,
    Query(query): Query,
    _: PageForm,
) -> Result<Response, Failure> {
    app.limits.admit(Limited::Email, &me.visitor, app.clock.now()).await?;
    let errand = errand_of(&app, &me.visitor, &id).await?;
    let asked = asked(&app, &me, &query).await?;
    let Some(method) = asked.by.and_then(Factor::method) else { return Ok(on_to(&app, &path(&errand))) };
    let owner = me.owner(&app);
    let challenge = challenge::begin(&owner.factors(), &owner.occasion(), method).await.map_err(factors_failed)?;
    let sent = if matches!(challenge, Challenge::Sent { is_new: true, .. }) { "&sent=again" } else { "" };
    Ok(on_to(&app, &format!("{}?by={method}{sent}", path(&errand))))
}

async fn judge(
    State(app): State<Arc<App>>,
    me: Me,
    Path(id): Path<String>,
    Query(query): Query,
    PageForm(form): PageForm,
) -> Result<Response, Failure> {
    app.limits.admit(Limited::SignIn, &me.visitor, app.clock.now()).await?;
    let errand = errand_of(&app, &me.visitor, &id).await?;
    let asked = asked(&app, &me, &query).await?;
    let again = |error: Text| show(&app, &me, &errand, &asked, false, StatusCode::UNPROCESSABLE_ENTITY, Some(error));
    let Some(by) = asked.by else { return Ok(on_to(&app, &path(&errand))) };
    let field = if by == Factor::Password { "password" } else { "code" };
    if form.repeated(&["password", "code"]).is_some() {
        return Err(Failure::page(Problem::BadRequest));
    }
    let Some(typed) = form.get(field).map(Secret::new) else { return again(missing(by)).await };
    let owner = me.owner(&app);
    let came_of_it = match by {
        Factor::Password => owner.confirm_by_password(&typed).await,
        code => owner.confirm_by_code(code, &typed).await,
    };
    match came_of_it.map_err(failed)? {
        Confirmation::Risen(risen) => {
            let back = way_on(&app, &errand, &risen).await?;
            Ok(with_token(&app, on_to(&app, &back), &risen))
        }
        Confirmation::SignedOut => Ok(on_to(&app, &errand.return_to)),
        Confirmation::CodeRefused(refused) => again(code_problem(by, refused)).await,
        Confirmation::PasswordRefused(refused) => match refused {
            SignInRefused::Wrong { .. } | SignInRefused::MustChange { .. } => again(ConfirmItsYouPage::password_wrong()).await,
            SignInRefused::Wait { retry_after, .. } => Err(Failure::too_many(retry_after)),
            SignInRefused::Busy { retry_after } => Err(Failure::busy(retry_after)),
            SignInRefused::Storage(error) => Err(error.into()),
        },
        Confirmation::PasskeyRefused(_) => again(missing(by)).await,
    }
}

/// Back to where the person was, or on to what is still missing.
async fn way_on(app: &App, errand: &Interaction, risen: &Risen) -> Result<String, Failure> {
    if !risen.is_enough {
        return Ok(path(errand));
    }
    errand.finish(&app.ephemeral).await?;
    Ok(errand.return_to.clone())
}

fn on_to(app: &App, path: &str) -> Response {
    Redirect::to(&app.reception.issuer.local(path)).into_response()
}

fn with_token(app: &App, mut response: Response, risen: &Risen) -> Response {
    sessions::cookie::hand_out(response.headers_mut(), &app.reception.cookies, &risen.token);
    response
}

fn missing(by: Factor) -> Text {
    match by {
        Factor::Password | Factor::Passkey => ConfirmItsYouPage::password_missing(),
        Factor::RecoveryCode => CodeProblem::RecoveryMissing.into(),
        Factor::Totp | Factor::Sms | Factor::Email => CodeProblem::Missing.into(),
    }
}

/// What the person is told of a code that was not accepted.
pub(in crate::account) fn code_problem(by: Factor, refused: CodeRefused) -> Text {
    let problem = match (refused, by.method()) {
        (CodeRefused::Malformed, Some(_)) => CodeProblem::Malformed,
        (CodeRefused::Malformed, None) => CodeProblem::RecoveryMalformed,
        (CodeRefused::Wrong { tries_left }, Some(method)) => CodeProblem::Wrong { method, tries_left },
        (CodeRefused::Wrong { .. } | CodeRefused::NotSetUp, None) => CodeProblem::RecoveryWrong,
        (CodeRefused::Wait { retry_after }, _) => CodeProblem::Wait { retry_after },
        (CodeRefused::Blocked, _) => CodeProblem::Blocked,
        (CodeRefused::Gone | CodeRefused::NotSetUp, _) => CodeProblem::Gone,
    };
    problem.into()
}

/// Nothing needs to be told to begin.
#[derive(Deserialize)]
struct Nothing {}

/// What the device is asked, and what the page says when nothing comes of it.
#[derive(Serialize)]
struct AskedOfDevice {
    #[serde(flatten)]
    begun: Begun,
    cancelled: String,
    failed: String,
}

async fn begin_passkey(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    Call(Nothing {}): Call<Nothing>,
) -> Result<Response, Failure> {
    let now = app.clock.now();
    app.limits.admit(Limited::Passkey, &visitor, now).await?;
    let errand = errand_of(&app, &visitor, &id).await?;
    let Some(me) = Me::find(&app, &visitor, &errand.return_to).await? else { return signed_out(&app, &visitor, &errand.return_to).await };
    let asking = SigningIn { browser: me.visitor.browser_digest(), errand: Some(&errand.id) };
    let begun = ceremonies(&app)?.begin_sign_in(&app.ephemeral, asking, now, &*app.random).await?;
    let say = |text: Text| script::say(&app.reception, &me.visitor, &text);
    let cancelled = say(Text::new("confirm-passkey-cancelled"));
    Ok(Json(AskedOfDevice { begun, cancelled, failed: say(Text::new("confirm-passkey-failed")) }).into_response())
}

async fn finish_passkey(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    Call(answer): Call<SignInAnswer>,
) -> Result<Response, Failure> {
    app.limits.admit(Limited::Passkey, &visitor, app.clock.now()).await?;
    let errand = errand_of(&app, &visitor, &id).await?;
    let Some(me) = Me::find(&app, &visitor, &errand.return_to).await? else { return signed_out(&app, &visitor, &errand.return_to).await };
    match me.owner(&app).confirm_by_passkey(ceremonies(&app)?, &errand, &answer).await.map_err(failed)? {
        Confirmation::Risen(risen) => {
            let back = way_on(&app, &errand, &risen).await?;
            let answer = Json(json!({ "continue": app.reception.issuer.local(&back) })).into_response();
            Ok(with_token(&app, answer, &risen))
        }
        Confirmation::PasskeyRefused(PasskeyRefused::Storage(error)) => Err(error.into()),
        Confirmation::SignedOut => signed_out(&app, &visitor, &errand.return_to).await,
        _ => {
            let message = Text::new("confirm-passkey-failed");
            Ok(script::refuse(&app.reception, &me.visitor, StatusCode::UNPROCESSABLE_ENTITY, "refused", &message, json!({})))
        }
    }
}

fn ceremonies(app: &App) -> Result<&Ceremonies, Failure> {
    app.passkeys.as_ref().ok_or_else(|| Failure::page(Problem::NotFound))
}
