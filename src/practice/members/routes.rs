//! `/settings/groups/{group}/users/{user}…`: one member, and everything that a manager does with them.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use http::StatusCode;

use super::super::pages::{AccessPage, Actions, ExtendPage, MemberLine, MemberPage, Notice, NoticeLine, Section, SurePage};
use super::super::routes::{Here, failed};
use super::super::table::Line;
use super::super::table::store;
use super::super::{Outcome, Refused};
use crate::app::App;
use crate::foundation::id::UserId;
use crate::groups::{self, AccessLevel, Membership, MembershipState, Role};
use crate::members::Place;
use crate::policy::LONGEST_EXTENSION;
use crate::protocol::params::Params;
use crate::sessions;
use crate::text::{Moment, Text};
use crate::users::{self, User};
use crate::web::Failure;
use crate::web::form::{PageForm, Query};
use crate::web::href::Href;
use crate::web::pages::Problem;

/// Sessions that are counted; more is more than anybody reads.
const MOST_SESSIONS: u64 = 100;

const DAY: Duration = Duration::from_hours(24);
const WEEK: Duration = Duration::from_hours(7 * 24);

pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/settings/groups/{group}/users/{user}", get(show))
        .route("/settings/groups/{group}/users/{user}/access", get(ask_access).post(change_access))
        .route("/settings/groups/{group}/users/{user}/activate", post(activate))
        .route("/settings/groups/{group}/users/{user}/extend", get(ask_extend).post(extend))
        .route("/settings/groups/{group}/users/{user}/deactivate", get(ask_deactivate).post(deactivate))
        .route("/settings/groups/{group}/users/{user}/reset", get(ask_reset).post(reset))
        .route("/settings/groups/{group}/users/{user}/sign-out", get(ask_sign_out).post(sign_out))
        .route("/settings/groups/{group}/users/{user}/remove", get(ask_remove).post(remove))
        .route("/settings/groups/{group}/users/{user}/restore", get(ask_restore).post(restore))
}

/// A member, whom an address names, in the group of whoever asks.
struct Somebody {
    user: User,
    member: Membership,
    line: Line,
    sessions: usize,
}

impl Somebody {
    async fn find(app: &App, here: &Here, ids: &(String, String)) -> Result<Self, Failure> {
        let nobody = || Failure::page(Problem::NotFound);
        let (c, now, group) = (app.storage.read(), app.clock.now(), here.manager.group().id);
        let id: UserId = ids.1.parse().map_err(|_| nobody())?;
        let member = groups::store::membership(c, id, group).await?.ok_or_else(nobody)?;
        let user = users::store::find(c, id).await?.ok_or_else(nobody)?;
        let asked = here.practice(app).asked().await?;
        let line = store::line(c, group, id, member.state, asked.as_ref(), now).await?.ok_or_else(nobody)?;
        let sessions = sessions::store::list_of(c, id, MOST_SESSIONS, now).await?.len();
        Ok(Self { user, member, line, sessions })
    }

    /// The same, while the membership lasts.
    async fn active(app: &App, here: &Here, ids: &(String, String)) -> Result<Self, Failure> {
        Self::find(app, here, ids).await.and_then(|found| found.member.is_active().then_some(found).ok_or(Failure::page(Problem::NotFound)))
    }

    fn below(&self, action: &str) -> String {
        format!("/users/{}{action}", self.user.id)
    }

    /// The address of an action, and the way back.
    fn hrefs(&self, app: &App, here: &Here, action: &str) -> (Href, Href) {
        (here.href(app, &self.below(action)), here.href(app, &self.below("")))
    }
}

type Ids = Path<(String, String)>;

async fn show(State(app): State<Arc<App>>, here: Here, Path(ids): Ids, Query(query): Query) -> Result<Response, Failure> {
    let somebody = Somebody::find(&app, &here, &ids).await?;
    let now = app.clock.now();
    let Somebody { user, member, line, sessions } = &somebody;
    let is_you = user.id == here.manager.user().id;
    let root = here.href(&app, &somebody.below(""));
    let own = is_you.then(|| Href::local(app.reception.issuer.local(&format!("/settings/users/{}", user.id))));
    let told = here.practice(&app).told_apps(user.id).await?;
    let page = MemberPage {
        place: here.place(&app, Section::Members, &query),
        member: MemberLine::new(line, is_you, root.clone(), now),
        root,
        is_deactivated: member.state == MembershipState::Deactivated,
        email_verified: user.email_verified,
        member_since: Moment::of(member.created_at, now),
        sessions: i64::try_from(*sessions).unwrap_or(i64::MAX),
        actions: Actions { extend: line.due_at.is_some(), ..Actions::of(line.status, line.passkeys, *sessions, is_you) },
        own,
        told: told.into_iter().map(|(name, notice)| NoticeLine::new(name, &notice, now)).collect(),
    };
    app.reception.page(&here.visitor, &page)
}

/// What a verb came to, told on the member's page.
fn told<T>(app: &App, here: &Here, ids: &(String, String), came: Outcome<T>, notice: Notice) -> Result<Response, Failure> {
    let below = format!("/users/{}", ids.1);
    let came = came.map_err(failed)?.map(drop);
    here.answer(app, came, (&below, notice), &below)
}

fn id_of(ids: &(String, String)) -> Result<UserId, Failure> {
    ids.1.parse().map_err(|_| Failure::page(Problem::NotFound))
}

async fn ask_access(State(app): State<Arc<App>>, here: Here, Path(ids): Ids, Query(query): Query) -> Result<Response, Failure> {
    let somebody = Somebody::active(&app, &here, &ids).await?;
    if let Some(first) = here.proof_first(&app, None).await? {
        return Ok(first);
    }
    let (place, hrefs) = (here.place(&app, Section::Members, &query), somebody.hrefs(&app, &here, "/access"));
    let page = AccessPage::new(place, &somebody.user.name, hrefs, somebody.member.role, somebody.member.access_level);
    app.reception.page(&here.visitor, &page)
}

async fn change_access(State(app): State<Arc<App>>, here: Here, Path(ids): Ids, PageForm(form): PageForm) -> Result<Response, Failure> {
    let somebody = Somebody::active(&app, &here, &ids).await?;
    if let Some(first) = here.proof_first(&app, None).await? {
        return Ok(first);
    }
    let place = place_typed(&form).ok_or_else(|| Failure::page(Problem::BadRequest))?;
    let came = here.practice(&app).change_place(somebody.user.id, place).await;
    if let Ok(Err(Refused::LastManager)) = came {
        let (stands, hrefs) = (here.place(&app, Section::Members, &Params::default()), somebody.hrefs(&app, &here, "/access"));
        let page = AccessPage::new(stands, &somebody.user.name, hrefs, place.role, place.access_level);
        return app.reception.page_with_status(&here.visitor, StatusCode::UNPROCESSABLE_ENTITY, &page.refused());
    }
    told(&app, &here, &ids, came, Notice::AccessSaved)
}

/// Role and access level out of a form of ours.
pub fn place_typed(form: &Params) -> Option<Place> {
    Some(Place { role: Role::parse(form.get("role")?)?, access_level: AccessLevel::parse(form.get("access")?)? })
}

async fn activate(State(app): State<Arc<App>>, here: Here, Path(ids): Ids, PageForm(_): PageForm) -> Result<Response, Failure> {
    let came = here.practice(&app).activate_two_factor(id_of(&ids)?).await;
    told(&app, &here, &ids, came, Notice::TurnedOn)
}

async fn ask_extend(State(app): State<Arc<App>>, here: Here, Path(ids): Ids) -> Result<Response, Failure> {
    let somebody = Somebody::active(&app, &here, &ids).await?;
    let status = StatusCode::OK;
    extend_page(&app, &here, &somebody, status, here.calendar().day(app.clock.now().plus(WEEK)), None)
}

async fn extend(State(app): State<Arc<App>>, here: Here, Path(ids): Ids, PageForm(form): PageForm) -> Result<Response, Failure> {
    let somebody = Somebody::active(&app, &here, &ids).await?;
    let typed: String = form.get("until").unwrap_or_default().chars().take(20).collect();
    let came = match here.calendar().end_of_day(&typed) {
        Some(until) => here.practice(&app).extend_deadline(somebody.user.id, until).await,
        None => Ok(Err(Refused::OutOfRange)),
    };
    if let Ok(Err(Refused::OutOfRange)) = came {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return extend_page(&app, &here, &somebody, status, typed, Some(ExtendPage::out_of_range()));
    }
    told(&app, &here, &ids, came, Notice::Extended)
}

fn extend_page(
    app: &App,
    here: &Here,
    somebody: &Somebody,
    status: StatusCode,
    until: String,
    until_error: Option<Text>,
) -> Result<Response, Failure> {
    let (now, calendar) = (app.clock.now(), here.calendar());
    let (action, back) = somebody.hrefs(app, here, "/extend");
    let page = ExtendPage {
        place: here.place(app, Section::Members, &Params::default()),
        member: somebody.user.name.clone(),
        action,
        back,
        due: somebody.line.due_at.filter(|at| at.as_millis() > 0).map(|at| Moment::ending_a_day(at, now)),
        first: calendar.day(now),
        last: calendar.day(now.plus(LONGEST_EXTENSION).minus(DAY)),
        zone: calendar.zone_name().to_owned(),
        until,
        until_error,
    };
    app.reception.page_with_status(&here.visitor, status, &page)
}

async fn ask_deactivate(State(app): State<Arc<App>>, here: Here, Path(ids): Ids) -> Result<Response, Failure> {
    let somebody = Somebody::active(&app, &here, &ids).await?;
    if let Some(first) = here.proof_first(&app, None).await? {
        return Ok(first);
    }
    app.reception.page(&here.visitor, &SurePage::deactivate(somebody.hrefs(&app, &here, "/deactivate"), &somebody.user.name))
}

async fn deactivate(State(app): State<Arc<App>>, here: Here, Path(ids): Ids, PageForm(_): PageForm) -> Result<Response, Failure> {
    let somebody = Somebody::active(&app, &here, &ids).await?;
    if let Some(first) = here.proof_first(&app, None).await? {
        return Ok(first);
    }
    let came = here.practice(&app).deactivate_two_factor(somebody.user.id).await;
    told(&app, &here, &ids, came, Notice::TurnedOff)
}

async fn ask_reset(State(app): State<Arc<App>>, here: Here, Path(ids): Ids) -> Result<Response, Failure> {
    let somebody = Somebody::active(&app, &here, &ids).await?;
    if let Some(first) = here.proof_first(&app, None).await? {
        return Ok(first);
    }
    let has_passkeys = somebody.line.passkeys > 0;
    app.reception.page(&here.visitor, &SurePage::reset(somebody.hrefs(&app, &here, "/reset"), &somebody.user.name, has_passkeys))
}

async fn reset(State(app): State<Arc<App>>, here: Here, Path(ids): Ids, PageForm(form): PageForm) -> Result<Response, Failure> {
    let somebody = Somebody::active(&app, &here, &ids).await?;
    if let Some(first) = here.proof_first(&app, None).await? {
        return Ok(first);
    }
    let came = here.practice(&app).reset_two_factor(somebody.user.id, form.get("passkeys") == Some("yes")).await;
    told(&app, &here, &ids, came, Notice::Reset)
}

async fn ask_sign_out(State(app): State<Arc<App>>, here: Here, Path(ids): Ids) -> Result<Response, Failure> {
    let somebody = Somebody::active(&app, &here, &ids).await?;
    let sessions = i64::try_from(somebody.sessions).unwrap_or(i64::MAX);
    app.reception.page(&here.visitor, &SurePage::sign_out(somebody.hrefs(&app, &here, "/sign-out"), &somebody.user.name, sessions))
}

async fn sign_out(State(app): State<Arc<App>>, here: Here, Path(ids): Ids, PageForm(_): PageForm) -> Result<Response, Failure> {
    let came = here.practice(&app).end_sessions(id_of(&ids)?).await;
    told(&app, &here, &ids, came, Notice::SignedOut)
}

async fn ask_remove(State(app): State<Arc<App>>, here: Here, Path(ids): Ids) -> Result<Response, Failure> {
    let somebody = Somebody::active(&app, &here, &ids).await?;
    if let Some(first) = here.proof_first(&app, None).await? {
        return Ok(first);
    }
    let group = &here.manager.group().name;
    app.reception.page(&here.visitor, &SurePage::remove(somebody.hrefs(&app, &here, "/remove"), &somebody.user.name, group))
}

async fn remove(State(app): State<Arc<App>>, here: Here, Path(ids): Ids, PageForm(_): PageForm) -> Result<Response, Failure> {
    let somebody = Somebody::active(&app, &here, &ids).await?;
    if let Some(first) = here.proof_first(&app, None).await? {
        return Ok(first);
    }
    let came = here.practice(&app).deactivate_member(somebody.user.id).await;
    told(&app, &here, &ids, came, Notice::Removed)
}

async fn ask_restore(State(app): State<Arc<App>>, here: Here, Path(ids): Ids) -> Result<Response, Failure> {
    let somebody = Somebody::find(&app, &here, &ids).await?;
    if let Some(first) = here.proof_first(&app, None).await? {
        return Ok(first);
    }
    let group = &here.manager.group().name;
    app.reception.page(&here.visitor, &SurePage::restore(somebody.hrefs(&app, &here, "/restore"), &somebody.user.name, group))
}

async fn restore(State(app): State<Arc<App>>, here: Here, Path(ids): Ids, PageForm(_): PageForm) -> Result<Response, Failure> {
    let somebody = Somebody::find(&app, &here, &ids).await?;
    if let Some(first) = here.proof_first(&app, None).await? {
        return Ok(first);
    }
    let came = here.practice(&app).reactivate_member(somebody.user.id).await;
    told(&app, &here, &ids, came, Notice::Restored)
}
