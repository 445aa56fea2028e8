//! The addresses of a practice, and what they all ask first: who is signed in, and may they manage this group?

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use http::StatusCode;
use http::request::Parts;

use super::pages::{GroupLine, GroupsPage, Notice, Objection, Place, SecondFactorFirstPage, Section};
use super::second_factor_first::{Standing, standing};
use super::{FullAccess, Practice, PracticeError, Refused, activity, invite, members, overview, rules, table};
use crate::app::{App, SignedIn};
use crate::factors::{Enrolment, FactorError, passkey};
use crate::foundation::id::GroupId;
use crate::groups;
use crate::groups::calendar::Calendar;
use crate::messages::MessageError;
use crate::policy;
use crate::protocol::params::Params;
use crate::sessions::LoginSession;
use crate::web::form::Query;
use crate::web::href::Href;
use crate::web::pages::Problem;
use crate::web::{Failure, Visitor};

pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route(GROUPS, get(pick))
        .merge(overview::routes::routes())
        .merge(rules::routes::routes())
        .merge(table::routes::routes())
        .merge(members::routes::routes())
        .merge(invite::routes::routes())
        .merge(activity::routes::routes())
}

const GROUPS: &str = "/settings/groups";

/// A manager at a page of their group. Whoever is not signed in is sent to sign in, and back. Whoever may not manage the group
/// is told what is told of a group that does not exist.
pub struct Here {
    pub visitor: Visitor,
    session: LoginSession,
    pub manager: FullAccess,
    /// They manage other groups, too.
    has_others: bool,
    /// The page itself, or the one that a form belongs to.
    page: String,
}

impl FromRequestParts<Arc<App>> for Here {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        match Self::at_page(parts, app).await {
            Ok(found) => found,
            Err(failure) => Err(failure.into_response()),
        }
    }
}

/// Whoever is signed in, whatever they may do; or the way to the sign-in, and back.
async fn signed_in(app: &App, visitor: &Visitor, page: &str) -> Result<Result<SignedIn, Response>, Failure> {
    Ok(match app.signed_in(visitor).await? {
        Some(me) => Ok(me),
        None => Err(Redirect::to(&app.sign_in_first(visitor, page).await?).into_response()),
    })
}

impl Here {
    async fn at_page(parts: &Parts, app: &App) -> Result<Result<Self, Response>, Failure> {
        let visitor = parts.extensions.get::<Visitor>().ok_or_else(|| Failure::internal("a page outside the reception layer"))?;
        let page = page_of(parts);
        let SignedIn { visitor, session, user } = match signed_in(app, visitor, &page).await? {
            Ok(me) => me,
            Err(to_sign_in) => return Ok(Err(to_sign_in)),
        };
        let nothing = || Failure::page(Problem::NotFound);
        let group = group_in(parts.uri.path()).ok_or_else(nothing)?;
        let manager = FullAccess::of(&app.storage, user, group).await?.ok_or_else(nothing)?;
        let has_others = groups::store::managed_by(app.storage.read(), manager.user().id).await?.len() > 1;
        Ok(Ok(Self { visitor, session, manager, has_others, page }))
    }

    pub fn practice<'a>(&'a self, app: &'a App) -> Practice<'a> {
        Practice {
            storage: &app.storage,
            outbox: &app.outbox,
            reception: &app.reception,
            sealer: &app.sealer,
            clock: &*app.clock,
            random: &*app.random,
            visitor: &self.visitor,
            manager: &self.manager,
            account_url: app.reception.issuer.url("/account"),
        }
    }

    /// Where this page stands, with what the query says of what was just done.
    pub fn place(&self, app: &App, section: Section, query: &Params) -> Place {
        let (group, user) = (self.manager.group(), self.manager.user());
        Place::of(app.reception.issuer.base_path(), section, (group.id, &group.name), &user.name)
            .in_zone(user.zoneinfo.clone())
            .beside_others(self.has_others)
            .saying(query.get("done").and_then(Notice::parse))
            .objecting(query.get("not").and_then(Objection::parse))
    }

    /// The days of the group.
    pub fn calendar(&self) -> Calendar {
        self.manager.group().calendar()
    }

    /// A path below the group, without the issuer's.
    pub fn path(&self, below: &str) -> String {
        format!("{GROUPS}/{}{below}", self.manager.group().id)
    }

    /// The same as it stands in a page.
    pub fn href(&self, app: &App, below: &str) -> Href {
        Href::local(app.reception.issuer.local(&self.path(below)))
    }

    pub fn on_to(&self, app: &App, below: &str) -> Response {
        Redirect::to(&app.reception.issuer.local(&self.path(below))).into_response()
    }

    /// On to the page that says what came of a form: `done` leads to one page, a refusal to another.
    pub fn answer(&self, app: &App, came: Result<(), Refused>, done: (&str, Notice), refused: &str) -> Result<Response, Failure> {
        Ok(match came {
            Ok(()) => self.on_to(app, &format!("{}?done={}", done.0, done.1.as_str())),
            Err(why) => match Objection::of(why) {
                Some(objection) => self.on_to(app, &format!("{refused}?not={}", objection.as_str())),
                None => return Err(Failure::page(Problem::NotFound)),
            },
        })
    }

    /// What has to happen before something that is hard to undo; `None` where the manager has just shown a second factor.
    /// Afterwards they are back at `page`, a path without the issuer's.
    pub async fn proof_first(&self, app: &App, page: Option<&str>) -> Result<Option<Response>, Failure> {
        let user = self.manager.user();
        let enrolment = Enrolment::of(&app.storage, user.id).await?;
        let has_passkey = app.passkeys.is_some() && !passkey::store::of(app.storage.read(), user.id).await?.is_empty();
        let standing = standing(&enrolment, has_passkey, &self.session.proofs, app.clock.now());
        if standing == Standing::Proved {
            return Ok(None);
        }
        let back = self.path("/users");
        let local = |path: &str| Href::local(app.reception.issuer.local(path));
        let errand = app.errand_to(&self.visitor, page.unwrap_or(&self.page), Some(&back)).await?;
        let confirm = format!("/account/confirm/{}", errand.id);
        let way_on = match standing {
            Standing::Proved | Standing::ProofNeeded => return Ok(Some(Redirect::to(local(&confirm).as_str()).into_response())),
            Standing::PasskeyNeeded => local(&confirm),
            Standing::NothingSetUp => local("/account/two-factor"),
        };
        let place = self.place(app, Section::Members, &Params::default());
        let has_passkey = standing == Standing::PasskeyNeeded;
        let page = SecondFactorFirstPage { place, has_passkey, way_on, back: local(&back) };
        Ok(Some(app.reception.page_with_status(&self.visitor, StatusCode::FORBIDDEN, &page)?))
    }
}

/// The groups that the person may manage; straight to it where there is one.
async fn pick(State(app): State<Arc<App>>, visitor: Visitor, Query(_): Query) -> Result<Response, Failure> {
    let me = match signed_in(&app, &visitor, GROUPS).await? {
        Ok(me) => me,
        Err(to_sign_in) => return Ok(to_sign_in),
    };
    let now = app.clock.now();
    let managed = groups::store::managed_by(app.storage.read(), me.user.id).await?;
    let users_of = |id: GroupId| app.reception.issuer.local(&format!("{GROUPS}/{id}/users"));
    if let [only] = managed.as_slice() {
        return Ok(Redirect::to(&users_of(only.id)).into_response());
    }
    let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let mut lines = Vec::with_capacity(managed.len());
    for group in managed {
        let asked = policy::asked::store::of_group(app.storage.read(), group.id).await?;
        let tally = overview::store::tally(app.storage.read(), group.id, asked.as_ref(), now).await?;
        let (members, ready, overdue) = (count(tally.members), count(tally.ready), count(tally.overdue));
        lines.push(GroupLine { users: Href::local(users_of(group.id)), name: group.name, members, ready, overdue });
    }
    let place = Place::all_groups(app.reception.issuer.base_path(), &me.user.name).in_zone(me.user.zoneinfo.clone());
    let own = Href::local(app.reception.issuer.local(&format!("/settings/users/{}", me.user.id)));
    app.reception.page(&me.visitor, &GroupsPage { place, groups: lines, own })
}

fn group_in(path: &str) -> Option<GroupId> {
    path.strip_prefix(GROUPS)?.strip_prefix('/')?.split('/').next()?.parse().ok()
}

/// The page to which a form's address belongs: where the person comes back to after signing in or proving who they are. Most
/// forms stand on the page of their own address; the others belong to the page above it.
fn page_of(parts: &Parts) -> String {
    let path = parts.uri.path();
    if matches!(parts.method, http::Method::GET | http::Method::HEAD) {
        return parts.uri.path_and_query().map_or(path, |whole| whole.as_str()).to_owned();
    }
    match path.rsplit_once('/') {
        Some((above, "activate" | "preview" | "save" | "undo")) => above,
        Some((above, "again")) => above.rsplit_once('/').map_or(above, |(list, _)| list),
        _ => path,
    }
    .to_owned()
}

pub(super) fn failed(error: PracticeError) -> Failure {
    match error {
        PracticeError::Storage(error)
        | PracticeError::Message(MessageError::Storage(error))
        | PracticeError::Factor(FactorError::Storage(error) | FactorError::Message(MessageError::Storage(error))) => error.into(),
        other => Failure::internal(other.to_string()),
    }
}
