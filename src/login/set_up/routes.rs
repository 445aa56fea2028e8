//! `/login/set-up/{id}…`.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use http::StatusCode;

use super::super::needs::{Demand, Known, Needs};
use super::super::onward::{back, onward};
use super::super::routes::{desk_of, internal, local, show, to};
use super::super::stage::{Standing, Step};
use super::{Chosen, SetUpDone, choose, recovery_codes, validate};
use crate::app::App;
use crate::factors::challenge::{self, Challenge};
use crate::factors::code::Purpose;
use crate::factors::pages::{
    AuthenticatorKey, CodeProblem, MethodChoice, MethodOffer, PhoneEntry, SendAgain, SetUpPage, SetUpReason, ValidatePage,
};
use crate::factors::passkey::offer;
use crate::factors::set_up::{self, Choice};
use crate::factors::{self, Enrolment, FactorError, Method};
use crate::foundation::secret::Secret;
use crate::protocol::params::Params;
use crate::sessions;
use crate::text::{Moment, Text};
use crate::web::form::{PageForm, Query};
use crate::web::href::Href;
use crate::web::pages::{Action, Problem};
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
}

impl At {
    async fn find(app: &App, visitor: &Visitor, id: &str) -> Result<Self, Failure> {
        let begin_again = |failure: Failure| failure.with_action(Action::sign_in_again(local(app, "/login")));
        let session = app.session_of(visitor).await?;
        let standing = Standing::find(&desk_of(app, visitor), session, id, Step::SetUp).await.map_err(begin_again)?;
        let enrolment = Enrolment::of(&app.storage, standing.person.id).await?;
        let demand = Demand::of(enrolment.status());
        Ok(Self { standing, enrolment, demand })
    }

    fn path(&self, below: &str) -> String {
        format!("/login/set-up/{}{below}", self.standing.held.id())
    }

    fn href(&self, app: &App, below: &str) -> Href {
        local(app, &self.path(below))
    }

    /// Back to the errand: nothing is to be set up here any more.
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
            reason: match demand.deadline {
                None if demand.may_skip => SetUpReason::Prompted,
                from => SetUpReason::Demanded { practice: None, from: from.map(|from| Moment::of(from, now)) },
            },
            choice: MethodChoice { offers, chosen: method.or(first), email: self.standing.person.email.to_string(), phone, method_error },
            passkey: None,
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
                let Some(proof) = self.standing.fresh_proof(&desk, &self.enrolment) else { return Err(stale(app)) };
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
            destination: waiting.address.clone(),
            key,
            is_sent_again,
            code_error: problem.map(Into::into),
            send_again: again,
            change: self.href(app, ""),
        };
        show(app, visitor, self.standing.errand.as_ref(), status, &page)
    }
}

/// What was ticked and typed, with what is wrong with it.
#[derive(Default)]
struct Ticked {
    method: Option<Method>,
    method_error: Option<Text>,
    phone: Option<PhoneEntry>,
}

/// Reads what was ticked and typed.
fn choice_of(factors: &factors::Desk<'_>, demand: Demand, form: &Params) -> Result<Choice, Box<Ticked>> {
    let ticked = form.get("method").and_then(Method::parse).filter(|method| demand.methods.contains(*method));
    match ticked {
        Some(Method::Totp) => Ok(Choice::Totp),
        Some(Method::Email) => Ok(Choice::Email),
        Some(Method::Sms) => {
            let [country, typed] = ["country", "phone"].map(|name| form.get(name).unwrap_or_default());
            factors.phone_number(country, typed).map(|number| Choice::Sms { number }).map_err(|problem| {
                let phone = PhoneEntry::among(factors.sms_countries()).typed(country, typed).refused(problem);
                Box::new(Ticked { method: ticked, method_error: None, phone: Some(phone) })
            })
        }
        None => Err(Box::new(Ticked { method_error: Some(MethodChoice::method_missing()), ..Ticked::default() })),
    }
}

fn stale(app: &App) -> Failure {
    Failure::page(Problem::Expired).with_action(Action::sign_in_again(local(app, "/login")))
}

async fn ask_method(State(app): State<Arc<App>>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Failure> {
    let at = At::find(&app, &visitor, &id).await?;
    let Some(demand) = at.demand else { return Ok(at.done(&app)) };
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
        Chosen::Stale => Err(stale(&app)),
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
    let desk = desk_of(&app, &visitor);
    let (user, held) = (at.standing.person.id, &at.standing.held);
    let ready = held.state().passkey_ready;
    let known = Known {
        used: held.used(),
        validated: at.enrolment.validated(),
        is_device_trusted: false,
        demand: at.demand,
        is_put_off: true,
        may_offer_passkey: ready && offer::store::is_open(desk.storage.read(), user, visitor.browser_digest()).await?,
    };
    let needs = match Needs::of(&known) {
        // A step that comes before a session is done, where there is one.
        Needs::OfferPasskey => Needs::OfferPasskey,
        Needs::SetUp(demand) if !demand.may_skip => return Ok(to(&app, &at.path(""))),
        Needs::SecondStep | Needs::SetUp(_) | Needs::Nothing => Needs::Nothing,
    };
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
        SetUpDone::Void => Err(stale(&app)),
    }
}
