//! `/settings/groups/{group}`: how the practice stands.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;

use super::super::pages::{MemberLine, OverviewPage, Section, rule_lines};
use super::super::routes::Here;
use super::super::table::{Sort, Wanted, store as table};
use super::store;
use crate::app::App;
use crate::policy::asked::store::is_mandated;
use crate::text::Moment;
use crate::web::Failure;
use crate::web::form::Query;

/// How many overdue people are shown.
const OVERDUE: u64 = 10;

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/settings/groups/{group}", get(show))
}

async fn show(State(app): State<Arc<App>>, here: Here, Query(query): Query) -> Result<Response, Failure> {
    let (c, now, group, practice) = (app.storage.read(), app.clock.now(), here.manager.group().id, here.practice(&app));
    let asked = practice.asked().await?;
    let asked = asked.as_ref();
    let policy = practice.policy().await?;
    let wanted = Wanted { overdue: true, sort: Sort::LastSignIn, descending: true, ..Wanted::default() };
    let late = table::lines(c, group, &wanted, asked, OVERDUE, now).await?;
    let settings = |line: &super::super::table::Line| here.href(&app, &format!("/users/{}", line.user));
    let overdue = late.iter().map(|line| MemberLine::new(line, line.user == here.manager.user().id, settings(line), now));
    let tally = store::tally(c, group, asked, now).await?;
    let undo = practice.undoable().await?.map(|version| (i64::from(version), Moment::of(policy.changed_at, now)));
    let place = here.place(&app, Section::Overview, &query);
    let rules = rule_lines(&policy, &here.calendar(), is_mandated(app.storage.read(), group).await?, now);
    let page = OverviewPage::new(place, &tally, overdue.collect(), (&practice.trend(asked).await?, &here.calendar()), rules, undo);
    app.reception.page(&here.visitor, &page)
}
