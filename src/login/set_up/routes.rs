//! `/login/set-up/{id}…`.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use http::StatusCode;

use super::super::needs::{Demand, Needs};
use super::super::onward::{back, onward};
use super::super::routes::{desk_of, internal, local, show, to};
use super::super::stage::{Standing, Step, begin_again};
use super::ticked::{Ticked, choice_of};
use super::{Chosen, SetUpDone, choose, demanders, note_put_off, recovery_codes, validate};
use crate::app::App;
use crate::factors::challenge::{self, Challenge};
use crate::factors::code::Purpose;
use crate::factors::pages::{AuthenticatorKey, CodeProblem, MethodChoice, MethodOffer, PhoneEntry, SendAgain, SetUpPage, ValidatePage};
use crate::factors::passkey::offer;
use crate::factors::set_up;
use crate::factors::{Enrolment, FactorError, Method};
use crate::foundation::secret::Secret;
use crate::policy::{self, Shortfall};
use crate::sessions;
use crate::web::form::{PageForm, Query};
use crate::web::href::Href;
use crate::web::rate_limit::Limited;
use crate::web::{Failure, Visitor};

pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/login/set-up/{id}", get(ask_method).post(choose_method))
        .route("/login/set-up/{id}/later", post(put_off))
        .route("/login/set-up/{id}/validate", get(ask_code).post(judge_code))
        .route("/login/set-up/{id}/send", post(send_again))
        .merge(recovery_codes::routes::routes())
}

/// Who sets up, and what is set up.
struct At {
    standing: Standing,
    enrolment: Enrolment,
    demand: Option<Demand>,
    /// Who demands it; nobody where the person was merely invited.
    by: Vec<policy::Demand>,
}

impl At {
    async fn find(app: &App, visitor: &Visitor, id: &str) -> Result<Self, Failure> {
        let session = app.session_of(visitor).await?;
        let standing = Standing::find(&desk_of(app, visitor), session, id, Step::SetUp).await?;
        let enrolment = Enrolment::of(&app.storage, standing.person.id).await?;
        let lacks = standing.judge(&desk_of(app, visitor)).await?.lacks;
        let (demand, by) = match lacks {
            Some(lacks @ Shortfall::SetUp { .. }) => (Demand::by_policy(&lacks), demanders::of(lacks)),
            // Something else comes first.
            Some(Shortfall::SecondStep { .. } | Shortfall::OutOfReach) => (None, Vec::new()),
            None => (Demand::of(enrolment.status()), Vec::new()),
        };
        Ok(Self { standing, enrolment, demand, by })
    }

    fn path(&self, below: &str) -> String {
        format!("/login/set-up/{}{below}", self.standing.held.id())
    }

    fn href(&self, app: &App, below: &str) -> Href {
        local(app, &self.path(below))
    }

    /// Nothing is to be set up here any more. What was added, such as a passkey, is used next, where there is no session yet.
    async fn next(&self, app: &App, visitor: &Visitor) -> Result<Response, Failure> {
        let held = &self.standing.held;
        if self.standing.session().is_some() || !held.let_go(&app.ephemeral).await? {
            return Ok(self.done(app));
        }
        let (desk, errand) = (desk_of(app, visitor), self.standing.errand.as_ref());
        let (person, ready) = ((self.standing.person.id, held.proofs()), held.state().passkey_ready);
        let path = onward(&desk, errand, (person.0, &person.1), ready, Needs::SecondStep, None).await?;
        Ok(to(app, &path))
    }

    /// Back to the errand.
    fn done(&self, app: &App) -> Response {
        to(app, &back(self.standing.errand.as_ref()))
    }

    fn choice_page(&self, app: &App, visitor: &Visitor, demand: Demand, status: StatusCode, ticked: Ticked) -> Result<Response, Failure> {
        let desk = desk_of(app, visitor);
        let factors = self.standing.factors(&desk);
        let offer = |method: Method| MethodOffer {
            method,
            is_set_up: self.enrolment.method(method).is_some(),
            is_recommended: method == Method::Totp,
        };
        let methods = demand.methods.iter().filter(|method| factors.can_deliver(*method));
        let offers: Vec<MethodOffer> = methods.map(offer).collect();
        let Ticked { method, method_error, phone } = ticked;
        let first = offers.first().map(|offer| offer.method).filter(|_| method_error.is_none());
        let phone = phone.unwrap_or_else(|| PhoneEntry::among(factors.sms_countries()));
        let now = app.clock.now();
        let cancel = self.standing.errand.as_ref().and_then(|errand| errand.cancel_to.as_deref());
        let page = SetUpPage {
            action: self.href(app, ""),
            reason: demanders::reason(&self.by, demand, now),
            each: demanders::each(&self.by),
            choice: MethodChoice { offers, chosen: method.or(first), email: self.standing.person.email.to_string(), phone, method_error },
            passkey: (demand.passkey_counts && app.passkeys.is_some()).then(|| self.href(app, "/passkey")),
            later: demand.may_skip.then(|| self.href(app, "/later")),
            cancel: cancel.map(|path| local(app, path)),
        };
        show(app, visitor, self.standing.errand.as_ref(), status, &page)
    }

    async fn code_page(
        &self,
        app: &App,
        visitor: &Visitor,
        status: StatusCode,
        (problem, is_sent_again): (Option<CodeProblem>, bool),
    ) -> Result<Response, Failure> {
        let Some(waiting) = self.enrolment.pending() else { return Ok(to(app, &self.path(""))) };
        let desk = desk_of(app, visitor);
        let (factors, occasion) = (self.standing.factors(&desk), self.standing.occasion(&desk, Purpose::Validate));
        let challenge = challenge::standing(&factors, &occasion, &self.enrolment, waiting.method).await;
        let mut problem = problem;
        let (mut key, mut again) = (None, None);
        match challenge.map_err(|error| internal(error.into()))? {
            Challenge::App => {
                let Some(proof) = self.standing.fresh_proof(&desk, &self.enrolment) else {
                    return Err(begin_again(&desk, self.standing.errand.as_ref()));
                };
                let invitation = set_up::invitation(&factors, &proof).await.map_err(|error| internal(error.into()))?;
                key = invitation.map(|invitation| AuthenticatorKey {
                    side: invitation.picture.side,
                    path: invitation.picture.path,
                    typed: invitation.typed.expose().to_owned(),
                    link: Href::authenticator_app(invitation.uri.expose()),
                });
            }
            Challenge::Sent { countdown, is_waiting, .. } => {
                again = Some(SendAgain::new(self.href(app, "/send"), countdown.left(app.clock.now())));
                problem = problem.or((!is_waiting).then_some(CodeProblem::Gone));
            }
            Challenge::NotSent { .. } | Challenge::NotSetUp => return Ok(to(app, &self.path(""))),
        }
        let page = ValidatePage {
            action: self.href(app, "/validate"),
            method: waiting.method,
            destination: waiting.address_shown(),
            key,
            is_sent_again,
            code_error: problem.map(Into::into),
            send_again: again,
            change: self.href(app, ""),
        };
        show(app, visitor, self.standing.errand.as_ref(), status, &page)
    }
}

async fn ask_method(State(app): State<Arc<App>>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Failure> {
    let at = At::find(&app, &visitor, &id).await?;
    let Some(demand) = at.demand else { return at.next(&app, &visitor).await };
    let waiting = at.enrolment.pending().map(|row| row.method);
    at.choice_page(&app, &visitor, demand, StatusCode::OK, Ticked { method: waiting, ..Ticked::default() })
}

async fn choose_method(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    PageForm(form): PageForm,
) -> Result<Response, Failure> {
    app.limits.admit(Limited::Email, &visitor, app.clock.now()).await?;
    let at = At::find(&app, &visitor, &id).await?;
    let Some(demand) = at.demand else { return Ok(at.done(&app)) };
    let desk = desk_of(&app, &visitor);
    let choice = match choice_of(&at.standing.factors(&desk), demand, &form) {
        Ok(choice) => choice,
        Err(ticked) => return at.choice_page(&app, &visitor, demand, StatusCode::UNPROCESSABLE_ENTITY, *ticked),
    };
    match choose(&desk, &at.standing, &choice).await.map_err(internal)? {
        Chosen::Waiting => Ok(to(&app, &at.path("/validate"))),
        Chosen::NotSent => Ok(to(&app, &at.path("/validate?sent=no"))),
        Chosen::NotOffered => {
            let ticked = Ticked { method_error: Some(CodeProblem::NotSent.into()), ..Ticked::default() };
            at.choice_page(&app, &visitor, demand, StatusCode::UNPROCESSABLE_ENTITY, ticked)
        }
        Chosen::Stale => Err(begin_again(&desk, at.standing.errand.as_ref())),
    }
}

/// Not now: what comes after it comes next.
async fn put_off(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    PageForm(_): PageForm,
) -> Result<Response, Failure> {
    let at = At::find(&app, &visitor, &id).await?;
    let Some(session) = at.standing.session() else { return Ok(to(&app, &at.path(""))) };
    if at.demand.is_some_and(|demand| !demand.may_skip) {
        return Ok(to(&app, &at.path("")));
    }
    let desk = desk_of(&app, &visitor);
    let (user, held) = (at.standing.person.id, &at.standing.held);
    note_put_off(&desk, user).await?;
    let ready = held.state().passkey_ready;
    let may_offer = ready && offer::store::is_open(desk.storage.read(), user, visitor.browser_digest()).await?;
    let needs = if may_offer { Needs::OfferPasskey } else { Needs::Nothing };
    held.let_go(&app.ephemeral).await?;
    let path = onward(&desk, at.standing.errand.as_ref(), (user, &held.proofs()), ready, needs, Some(session.id)).await?;
    Ok(to(&app, &path))
}

async fn ask_code(State(app): State<Arc<App>>, visitor: Visitor, Path(id): Path<String>, Query(query): Query) -> Result<Response, Failure> {
    let at = At::find(&app, &visitor, &id).await?;
    let (problem, is_sent_again) = match query.get("sent") {
        Some("no") => (Some(CodeProblem::NotSent), false),
        sent => (None, sent == Some("again")),
    };
    at.code_page(&app, &visitor, StatusCode::OK, (problem, is_sent_again)).await
}

async fn send_again(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    PageForm(_): PageForm,
) -> Result<Response, Failure> {
    app.limits.admit(Limited::Email, &visitor, app.clock.now()).await?;
    let at = At::find(&app, &visitor, &id).await?;
    let Some(waiting) = at.enrolment.pending() else { return Ok(to(&app, &at.path(""))) };
    let desk = desk_of(&app, &visitor);
    let begun = challenge::begin(&at.standing.factors(&desk), &at.standing.occasion(&desk, Purpose::Validate), waiting.method).await;
    let outcome = match begun {
        Ok(Challenge::Sent { is_new: true, .. }) => "?sent=again",
        Ok(Challenge::Sent { .. } | Challenge::App) => "",
        Ok(Challenge::NotSent { .. } | Challenge::NotSetUp) | Err(FactorError::NotDelivered) => "?sent=no",
        Err(error) => return Err(internal(error.into())),
    };
    Ok(to(&app, &at.path(&format!("/validate{outcome}"))))
}

async fn judge_code(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    PageForm(form): PageForm,
) -> Result<Response, Failure> {
    app.limits.admit(Limited::SignIn, &visitor, app.clock.now()).await?;
    let at = At::find(&app, &visitor, &id).await?;
    let Some(method) = at.enrolment.pending().map(|row| row.method) else { return Ok(to(&app, &at.path(""))) };
    let again = StatusCode::UNPROCESSABLE_ENTITY;
    let typed = form.get("code").unwrap_or_default();
    if typed.trim().is_empty() {
        return at.code_page(&app, &visitor, again, (Some(CodeProblem::Missing), false)).await;
    }
    let desk = desk_of(&app, &visitor);
    let errand = at.standing.errand.as_ref();
    match validate(&desk, &at.standing, method, &Secret::new(typed)).await.map_err(internal)? {
        SetUpDone::Validated { signed_in, next } => {
            let path = next.map_or_else(|| back(errand), |id| format!("/login/set-up/{id}/recovery-codes"));
            let mut response = to(&app, &path);
            if let Some(done) = signed_in {
                sessions::cookie::hand_out(response.headers_mut(), &app.reception.cookies, &done.token);
            }
            Ok(response)
        }
        SetUpDone::NotYet(needs, proofs) => {
            let path = onward(&desk, errand, (at.standing.person.id, &proofs), false, needs, None).await?;
            Ok(to(&app, &path))
        }
        SetUpDone::Refused(refused) => at.code_page(&app, &visitor, again, (Some(CodeProblem::of(method.factor(), refused)), false)).await,
        SetUpDone::Void => Err(begin_again(&desk, errand)),
    }
}
