//! `…/two-factor`: turn on, choose, validate, primary, remove, turn off.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use http::StatusCode;
use serde::Deserialize;

use super::super::confirm::routes::code_problem;
use super::super::pages::{AreYouSurePage, Ending, Notice, Objection, Section};
use super::super::recovery_codes::routes::show_codes;
use super::super::routes::{Me, at_both_doors, factors_failed, failed};
use super::{key, objection, page};
use crate::app::App;
use crate::factors::challenge::{self, Challenge};
use crate::factors::change::{self, Made, TurnedOffBy};
use crate::factors::code::{self, Occasion, Purpose};
use crate::factors::pages::{CodeProblem, MethodChoice, SendAgain, ValidatePage};
use crate::factors::set_up::{self, SetUp, Validation};
use crate::factors::status::{By, Refusal};
use crate::factors::{EnrolledMethod, Enrolment, FactorError, FactorPassed, FreshProof, Method};
use crate::foundation::secret::Secret;
use crate::policy::situation::store::enrolled;
use crate::protocol::params::Params;
use crate::sessions;
use crate::text::Text;
use crate::web::Failure;
use crate::web::form::{PageForm, Query};
use crate::web::pages::Problem;
use crate::web::rate_limit::Limited;

const PAGE: &str = "/two-factor";
const VALIDATE: &str = "/two-factor/validate";
const SENT_AGAIN: &str = "/two-factor/validate?sent=again";
/// As many codes went out as may.
const NOT_SENT: &str = "/two-factor/validate?not-sent=1";

pub fn routes() -> Router<Arc<App>> {
    [
        (PAGE, get(show)),
        ("/two-factor/on", post(turn_on)),
        ("/two-factor/choose", post(choose)),
        (VALIDATE, get(ask_code).post(validate)),
        ("/two-factor/send", post(send_again)),
        ("/two-factor/kept", post(kept)),
        ("/two-factor/primary", post(make_primary)),
        ("/two-factor/off", get(ask_off).post(turn_off)),
        ("/two-factor/{method}/remove", get(ask_remove).post(remove)),
    ]
    .into_iter()
    .fold(Router::new(), |router, (path, methods)| at_both_doors(router, path, methods))
}

#[derive(Deserialize)]
struct Which {
    method: String,
}

impl Which {
    fn method(&self) -> Result<Method, Failure> {
        Method::parse(&self.method).ok_or_else(|| Failure::page(Problem::NotFound))
    }
}

/// What came of a change: done, against a rule, or not possible at all.
fn told(app: &App, me: &Me, outcome: Result<(), FactorError>, notice: Notice) -> Result<Response, Failure> {
    match outcome {
        Ok(()) => Ok(me.done(app, PAGE, notice)),
        Err(FactorError::Refused(refusal)) => Ok(me.not_done(app, PAGE, objection(refusal))),
        Err(FactorError::NotDelivered) => Ok(me.not_done(app, PAGE, Objection::NotDelivered)),
        Err(other) => Err(factors_failed(other)),
    }
}

async fn show(State(app): State<Arc<App>>, me: Me, Query(query): Query) -> Result<Response, Failure> {
    let owner = me.owner(&app);
    let enrolment = owner.enrolment().await?;
    let choice = owner.choice(&enrolment, query.get("method").and_then(Method::parse));
    answer(&app, &me, &query, &enrolment, StatusCode::OK, choice).await
}

async fn answer(
    app: &App,
    me: &Me,
    query: &Params,
    enrolment: &Enrolment,
    status: StatusCode,
    choice: MethodChoice,
) -> Result<Response, Failure> {
    let passkeys = me.owner(app).passkeys().await.map_err(failed)?.len();
    let policy = me.owner(app).policy().await?;
    let place = me.place(app, Section::TwoFactor, query);
    app.reception.page_with_status(&me.visitor, status, &page(place, (enrolment, &policy), choice, passkeys, app.clock.now()))
}

async fn turn_on(State(app): State<Arc<App>>, me: Me, _: PageForm) -> Result<Response, Failure> {
    let made = change::activate(&me.owner(&app).factors(), me.user.id, By::Person).await;
    told(&app, &me, committed(made).await, Notice::TurnedOn)
}

async fn choose(State(app): State<Arc<App>>, me: Me, PageForm(form): PageForm) -> Result<Response, Failure> {
    let owner = me.owner(&app);
    let enrolment = owner.enrolment().await?;
    let choice = match owner.read_choice(&enrolment, &form) {
        Ok(choice) => choice,
        Err(again) => return answer(&app, &me, &Params::default(), &enrolment, StatusCode::UNPROCESSABLE_ENTITY, *again).await,
    };
    let Some(proof) = owner.fresh_proof().await? else { return me.prove_first(&app).await };
    if choice.method().is_sent() {
        app.limits.admit(Limited::Email, &me.visitor, app.clock.now()).await?;
    }
    match set_up::choose(&owner.factors(), &proof, me.visitor.browser_digest(), &choice).await {
        Ok(SetUp::Sent(Challenge::NotSent { .. })) => Ok(me.on_to(&app, NOT_SENT)),
        Ok(_) => Ok(me.on_to(&app, VALIDATE)),
        Err(error) => told(&app, &me, Err(error), Notice::MethodValidated),
    }
}

/// What waits for its code.
async fn waiting(me: &Me, app: &App) -> Result<Option<Method>, Failure> {
    Ok(me.owner(app).enrolment().await?.pending().map(|row| row.method))
}

async fn ask_code(State(app): State<Arc<App>>, me: Me, Query(query): Query) -> Result<Response, Failure> {
    match waiting(&me, &app).await? {
        Some(method) => {
            let error = query.contains("not-sent").then(|| CodeProblem::NotSent.into());
            code_page(&app, &me, method, query.contains("sent"), StatusCode::OK, error).await
        }
        None => Ok(me.on_to(&app, PAGE)),
    }
}

async fn code_page(
    app: &App,
    me: &Me,
    method: Method,
    is_sent_again: bool,
    status: StatusCode,
    code_error: Option<Text>,
) -> Result<Response, Failure> {
    let owner = me.owner(app);
    let enrolment = owner.enrolment().await?;
    let mut page = ValidatePage {
        action: me.href(app, VALIDATE),
        method,
        destination: enrolment.pending().and_then(EnrolledMethod::address_shown),
        key: None,
        is_sent_again,
        code_error,
        send_again: None,
        change: me.href(app, PAGE),
    };
    if method.is_sent() {
        let (c, now) = (app.storage.read(), app.clock.now());
        let wait = code::store::countdown(c, me.user.id, method, now).await?.left(now);
        page.send_again = Some(SendAgain::new(me.href(app, "/two-factor/send"), wait));
        let is_waiting = code::store::is_waiting(c, &occasion(me), method, now).await?;
        page.code_error = page.code_error.or_else(|| (!is_waiting).then(|| CodeProblem::Gone.into()));
    } else {
        // The key opens the account: it is shown to nobody who only sits down at an unlocked computer.
        let Some(proof) = FreshProof::of(&enrolment, &me.session.proofs, app.clock.now()) else { return me.prove_first(app).await };
        let invitation = set_up::invitation(&owner.factors(), &proof).await.map_err(factors_failed)?;
        page.key = invitation.as_ref().map(key);
    }
    app.reception.page_with_status(&me.visitor, status, &page)
}

fn occasion(me: &Me) -> Occasion {
    Occasion { user: me.user.id, purpose: Purpose::Validate, browser: me.visitor.browser_digest() }
}

async fn send_again(State(app): State<Arc<App>>, me: Me, _: PageForm) -> Result<Response, Failure> {
    app.limits.admit(Limited::Email, &me.visitor, app.clock.now()).await?;
    let Some(method) = waiting(&me, &app).await? else { return Ok(me.on_to(&app, PAGE)) };
    let challenge = challenge::begin(&me.owner(&app).factors(), &occasion(&me), method).await.map_err(factors_failed)?;
    Ok(me.on_to(
        &app,
        match challenge {
            Challenge::Sent { is_new: true, .. } => SENT_AGAIN,
            Challenge::Sent { .. } | Challenge::App => VALIDATE,
            Challenge::NotSent { .. } | Challenge::NotSetUp => NOT_SENT,
        },
    ))
}

async fn validate(State(app): State<Arc<App>>, me: Me, PageForm(form): PageForm) -> Result<Response, Failure> {
    app.limits.admit(Limited::SignIn, &me.visitor, app.clock.now()).await?;
    let Some(method) = waiting(&me, &app).await? else { return Ok(me.on_to(&app, PAGE)) };
    let again = |error: Text| code_page(&app, &me, method, false, StatusCode::UNPROCESSABLE_ENTITY, Some(error));
    let Some(typed) = form.get("code").map(Secret::new) else { return again(CodeProblem::Missing.into()).await };
    let owner = me.owner(&app);
    let validated = match set_up::validate(&owner.factors(), me.user.id, me.visitor.browser_digest(), method, &typed).await {
        Ok(Validation::Done(validated)) => validated,
        Ok(Validation::Refused(refused)) => return again(code_problem(method.factor(), refused)).await,
        Err(FactorError::Refused(Refusal::NotChosen)) => return Ok(me.on_to(&app, PAGE)),
        Err(error) => return Err(factors_failed(error)),
    };
    let mut response = if validated.recovery_codes.is_empty() {
        me.done(&app, PAGE, Notice::MethodValidated)
    } else {
        show_codes(&app, &me, &validated.recovery_codes, true, me.href(&app, "/two-factor/kept"))?
    };
    if let Some(proof) = validated.is_first.then_some(validated.proof) {
        rise(&app, &me, &proof.into(), &mut response).await?;
    }
    Ok(response)
}

/// The session in which the first method was set up holds its proof too.
async fn rise(app: &App, me: &Me, proof: &FactorPassed, response: &mut Response) -> Result<(), Failure> {
    let tx = app.storage.write().await?;
    if let Some((_, token)) = me.owner(app).raise(&tx, proof).await? {
        tx.commit().await.map_err(crate::storage::StorageError::from)?;
        sessions::cookie::hand_out(response.headers_mut(), &app.reception.cookies, &token);
    }
    Ok(())
}

/// The recovery codes that came with the first method are kept.
async fn kept(State(app): State<Arc<App>>, me: Me, _: PageForm) -> Response {
    me.done(&app, PAGE, Notice::MethodValidated)
}

async fn make_primary(State(app): State<Arc<App>>, me: Me, PageForm(form): PageForm) -> Result<Response, Failure> {
    let method = form.get("method").and_then(Method::parse).ok_or_else(|| Failure::page(Problem::BadRequest))?;
    let owner = me.owner(&app);
    let Some(proof) = owner.fresh_proof().await? else { return me.prove_first(&app).await };
    let outcome = change::make_primary(&owner.factors(), &proof, method).await;
    told(&app, &me, outcome, Notice::PrimaryChanged)
}

async fn ask_off(State(app): State<Arc<App>>, me: Me) -> Result<Response, Failure> {
    if me.owner(&app).fresh_proof().await?.is_none() {
        return me.prove_first(&app).await;
    }
    let page = AreYouSurePage::new(me.href(&app, "/two-factor/off"), me.href(&app, PAGE), Ending::TwoFactor);
    app.reception.page(&me.visitor, &page)
}

async fn turn_off(State(app): State<Arc<App>>, me: Me, _: PageForm) -> Result<Response, Failure> {
    let owner = me.owner(&app);
    let Some(proof) = owner.fresh_proof().await? else { return me.prove_first(&app).await };
    // A passkey that is left goes on satisfying whoever counts it.
    let demand = owner.policy().await?.kept_by(!owner.passkeys().await.map_err(failed)?.is_empty());
    let made = change::deactivate(&owner.factors(), TurnedOffBy::Person(&proof), &demand).await;
    told(&app, &me, committed(made).await, Notice::TurnedOff)
}

async fn committed(made: Result<Made, FactorError>) -> Result<(), FactorError> {
    Ok(made?.commit().await?)
}

async fn ask_remove(State(app): State<Arc<App>>, me: Me, Path(which): Path<Which>) -> Result<Response, Failure> {
    let method = which.method()?;
    let enrolment = me.owner(&app).enrolment().await?;
    let row = enrolment.methods.iter().find(|row| row.method == method).ok_or_else(|| Failure::page(Problem::NotFound))?;
    if FreshProof::of(&enrolment, &me.session.proofs, app.clock.now()).is_none() {
        return me.prove_first(&app).await;
    }
    let ending = match row.validated_at {
        Some(_) => {
            let is_last = enrolment.validated().without(method).is_empty();
            Ending::Method { method, address: row.address_shown(), is_last }
        }
        None => Ending::PendingMethod { method },
    };
    let page = AreYouSurePage::new(me.href(&app, &format!("/two-factor/{method}/remove")), me.href(&app, PAGE), ending);
    app.reception.page(&me.visitor, &page)
}

async fn remove(State(app): State<Arc<App>>, me: Me, Path(which): Path<Which>, _: PageForm) -> Result<Response, Failure> {
    let method = which.method()?;
    let owner = me.owner(&app);
    let Some(proof) = owner.fresh_proof().await? else { return me.prove_first(&app).await };
    let demand = owner.policy().await?.kept_by_what_is_set_up(enrolled(app.storage.read(), me.user.id).await?);
    let outcome = change::remove(&owner.factors(), &proof, method, &demand).await;
    told(&app, &me, outcome, Notice::MethodRemoved)
}
