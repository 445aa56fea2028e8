//! `/login/second-step/{id}…`.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use http::StatusCode;

use super::super::onward::onward;
use super::super::pages::{ChooseMethodPage, MethodWay, RecoveryCodePage, SecondStepPage};
use super::super::routes::{desk_of, go_on, internal, local, passkey_path, show, sign_in_path, status_of, to, wait};
use super::super::stage::{Standing, Step, begin_again};
use super::{Asking, Taken, ask, path, take};
use crate::app::App;
use crate::factors::challenge::{self, Challenge};
use crate::factors::code::Purpose;
use crate::factors::enrolment::masked;
use crate::factors::pages::{CodeProblem, SendAgain};
use crate::factors::{Enrolment, Factor, Method};
use crate::foundation::secret::Secret;
use crate::protocol::params::Params;
use crate::web::form::{PageForm, Query};
use crate::web::href::Href;
use crate::web::pages::Problem;
use crate::web::rate_limit::Limited;
use crate::web::return_to::Interaction;
use crate::web::{Failure, Visitor};

pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/login/second-step/{id}", get(ask_code).post(judge_code))
        .route("/login/second-step/{id}/send", post(send_again))
        .route("/login/second-step/{id}/ways", get(ask_way).post(choose_way))
        .route("/login/second-step/{id}/recovery-code", get(ask_recovery_code).post(judge_recovery_code))
        .route("/login/second-step/{id}/not-you", post(not_you))
}

/// Who stands before the step, what is set up, and the ways of taking it.
struct At {
    standing: Standing,
    enrolment: Enrolment,
    ways: Vec<Factor>,
    has_passkey: bool,
}

impl At {
    async fn find(app: &App, visitor: &Visitor, id: &str) -> Result<Self, Failure> {
        let desk = desk_of(app, visitor);
        let session = app.session_of(visitor).await?;
        let standing = Standing::find(&desk, session, id, Step::SecondStep).await?;
        let enrolment = Enrolment::of(desk.storage, standing.person.id).await?;
        let ways = standing.ways(&desk, &enrolment).await?;
        let has_passkey = app.passkeys.is_some() && standing.takes_passkey(&desk).await?;
        Ok(Self { standing, enrolment, ways, has_passkey })
    }

    fn errand(&self) -> Option<&Interaction> {
        self.standing.errand.as_ref()
    }

    fn app(&self) -> Option<String> {
        self.errand().and_then(|errand| errand.app.as_ref()).map(|app| app.name.clone())
    }

    fn email(&self) -> String {
        self.standing.person.email.to_string()
    }

    fn href(&self, app: &App, below: &str) -> Href {
        local(app, &format!("/login/second-step/{}{below}", self.standing.held.id()))
    }

    /// The method that a query names, where it is one of the ways; the first of them otherwise.
    fn method(&self, query: &Params) -> Option<Method> {
        let methods = || self.ways.iter().filter_map(|factor| factor.method());
        let named = query.get("method").and_then(Method::parse);
        methods().find(|method| Some(*method) == named).or_else(|| methods().next())
    }

    fn recovery_code(&self, app: &App) -> Option<Href> {
        self.ways.contains(&Factor::RecoveryCode).then(|| self.href(app, "/recovery-code"))
    }

    /// Where there is no code to ask for.
    fn elsewhere(&self, app: &App) -> Response {
        let below = if self.ways.contains(&Factor::RecoveryCode) && !self.has_passkey { "recovery-code" } else { "ways" };
        to(app, &format!("/login/second-step/{}/{below}", self.standing.held.id()))
    }

    async fn code_page(
        &self,
        app: &App,
        visitor: &Visitor,
        method: Method,
        status: StatusCode,
        (problem, is_sent_again): (Option<CodeProblem>, bool),
    ) -> Result<Response, Failure> {
        let desk = desk_of(app, visitor);
        let (factors, occasion) = (self.standing.factors(&desk), self.standing.occasion(&desk, Purpose::SignIn));
        let challenge = challenge::standing(&factors, &occasion, &self.enrolment, method).await;
        let (destination, again, gone) = match challenge.map_err(|error| internal(error.into()))? {
            Challenge::Sent { to, countdown, is_waiting, .. } => {
                let action = self.href(app, &format!("/send?method={method}"));
                (Some(to), Some(SendAgain::new(action, countdown.left(app.clock.now()))), !is_waiting)
            }
            Challenge::App => (None, None, false),
            Challenge::NotSent { .. } | Challenge::NotSetUp => return Ok(self.elsewhere(app)),
        };
        let others = self.ways.iter().filter(|factor| factor.method().is_some_and(|other| other != method)).count();
        let page = SecondStepPage {
            action: self.href(app, &format!("?method={method}")),
            email: self.email(),
            not_you: self.href(app, "/not-you"),
            app: self.app(),
            method,
            destination,
            is_sent_again,
            code_error: problem.or(gone.then_some(CodeProblem::Gone)).map(Into::into),
            send_again: again,
            other_ways: (others > 0 || self.has_passkey).then(|| self.href(app, "/ways")),
            recovery_code: self.recovery_code(app),
            remember_hours: self.standing.remember_hours(&desk).await?,
            cancel: self.errand().and_then(|errand| errand.cancel_to.as_deref()).map(|path| local(app, path)),
        };
        let mut response = show(app, visitor, self.errand(), status, &page)?;
        wait(&mut response, problem);
        Ok(response)
    }

    fn recovery_page(&self, app: &App, visitor: &Visitor, status: StatusCode, problem: Option<CodeProblem>) -> Result<Response, Failure> {
        let has_code = self.ways.iter().any(|factor| factor.method().is_some());
        let page = RecoveryCodePage {
            action: self.href(app, "/recovery-code"),
            email: self.email(),
            not_you: self.href(app, "/not-you"),
            app: self.app(),
            code_error: problem.map(Into::into),
            back: self.href(app, if has_code { "" } else { "/ways" }),
        };
        let mut response = show(app, visitor, self.errand(), status, &page)?;
        wait(&mut response, problem);
        Ok(response)
    }

    /// Judges what was typed; what to tell where it was refused.
    async fn judge(&self, app: &App, visitor: &Visitor, factor: Factor, form: &Params) -> Result<Result<Response, CodeProblem>, Failure> {
        if form.repeated(&["code", "remember"]).is_some() {
            return Err(Failure::page(Problem::BadRequest));
        }
        let typed = form.get("code").unwrap_or_default();
        if typed.trim().is_empty() {
            return Ok(Err(if factor == Factor::RecoveryCode { CodeProblem::RecoveryMissing } else { CodeProblem::Missing }));
        }
        if !self.ways.contains(&factor) {
            return Ok(Err(CodeProblem::NotSent));
        }
        let desk = desk_of(app, visitor);
        let (errand, ready) = (self.errand(), self.standing.held.state().passkey_ready);
        match take(&desk, &self.standing, factor, &Secret::new(typed), form.get("remember").is_some()).await.map_err(internal)? {
            Taken::Done(done, proofs) => Ok(Ok(go_on(app, &desk, errand, &proofs, ready, &done).await?)),
            Taken::NotYet(needs, proofs) => {
                let path = onward(&desk, errand, (self.standing.person.id, &proofs), ready, needs, None).await?;
                Ok(Ok(to(app, &path)))
            }
            Taken::Refused(refused) => Ok(Err(CodeProblem::of(factor, refused))),
            Taken::Void => Err(begin_again(&desk, self.errand())),
        }
    }
}

async fn ask_code(State(app): State<Arc<App>>, visitor: Visitor, Path(id): Path<String>, Query(query): Query) -> Result<Response, Failure> {
    let at = At::find(&app, &visitor, &id).await?;
    let Some(method) = at.method(&query) else { return Ok(at.elsewhere(&app)) };
    let (problem, is_sent_again) = match query.get("sent") {
        Some("no") => (Some(CodeProblem::NotSent), false),
        sent => (None, sent == Some("again")),
    };
    at.code_page(&app, &visitor, method, StatusCode::OK, (problem, is_sent_again)).await
}

async fn judge_code(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(query): Query,
    PageForm(form): PageForm,
) -> Result<Response, Failure> {
    app.limits.admit(Limited::SignIn, &visitor, app.clock.now()).await?;
    let at = At::find(&app, &visitor, &id).await?;
    let Some(method) = at.method(&query) else { return Ok(at.elsewhere(&app)) };
    match at.judge(&app, &visitor, method.factor(), &form).await? {
        Ok(response) => Ok(response),
        Err(problem) => at.code_page(&app, &visitor, method, status_of(problem), (Some(problem), false)).await,
    }
}

async fn send_again(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(query): Query,
    PageForm(_): PageForm,
) -> Result<Response, Failure> {
    app.limits.admit(Limited::Email, &visitor, app.clock.now()).await?;
    let at = At::find(&app, &visitor, &id).await?;
    let Some(method) = at.method(&query) else { return Ok(at.elsewhere(&app)) };
    asked(&app, &visitor, &at, method, "&sent=again").await
}

/// Asks for a code and shows its page; `new` marks that another was sent.
async fn asked(app: &App, visitor: &Visitor, at: &At, method: Method, new: &str) -> Result<Response, Failure> {
    let outcome = match ask(&desk_of(app, visitor), &at.standing, method).await.map_err(internal)? {
        Asking::Sent => new,
        Asking::Known => "",
        Asking::NotSent => "&sent=no",
    };
    Ok(to(app, &format!("{}{outcome}", path(&at.standing, method))))
}

async fn ask_way(State(app): State<Arc<App>>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Failure> {
    let at = At::find(&app, &visitor, &id).await?;
    let way = |method: Method| {
        let address = at.enrolment.method(method).and_then(|row| row.address.as_deref());
        MethodWay { method, destination: address.map(|address| masked(method, address)) }
    };
    let page = ChooseMethodPage {
        action: at.href(&app, "/ways"),
        email: at.email(),
        not_you: at.href(&app, "/not-you"),
        app: at.app(),
        ways: at.ways.iter().filter_map(|factor| factor.method()).map(way).collect(),
        passkey: passkey_path(&app, at.errand()).filter(|_| at.has_passkey),
        recovery_code: at.recovery_code(&app),
        back: at.href(&app, ""),
    };
    show(&app, &visitor, at.errand(), StatusCode::OK, &page)
}

async fn choose_way(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    PageForm(form): PageForm,
) -> Result<Response, Failure> {
    app.limits.admit(Limited::Email, &visitor, app.clock.now()).await?;
    let at = At::find(&app, &visitor, &id).await?;
    let Some(method) = at.method(&form) else { return Ok(at.elsewhere(&app)) };
    asked(&app, &visitor, &at, method, "").await
}

async fn ask_recovery_code(State(app): State<Arc<App>>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Failure> {
    let at = At::find(&app, &visitor, &id).await?;
    if !at.ways.contains(&Factor::RecoveryCode) {
        return Ok(to(&app, &format!("/login/second-step/{}/ways", at.standing.held.id())));
    }
    at.recovery_page(&app, &visitor, StatusCode::OK, None)
}

async fn judge_recovery_code(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    PageForm(form): PageForm,
) -> Result<Response, Failure> {
    app.limits.admit(Limited::SignIn, &visitor, app.clock.now()).await?;
    let at = At::find(&app, &visitor, &id).await?;
    match at.judge(&app, &visitor, Factor::RecoveryCode, &form).await? {
        Ok(response) => Ok(response),
        Err(problem) => at.recovery_page(&app, &visitor, status_of(problem), Some(problem)),
    }
}

/// Somebody else begins again.
async fn not_you(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    PageForm(_): PageForm,
) -> Result<Response, Failure> {
    let at = At::find(&app, &visitor, &id).await?;
    at.standing.held.let_go(&app.ephemeral).await?;
    Ok(to(&app, &sign_in_path(at.errand())))
}
