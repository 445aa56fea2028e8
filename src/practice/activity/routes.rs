//! `/settings/groups/{group}/activity`.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;

use super::super::pages::{GroupActivityPage, GroupEvent, Section};
use super::super::routes::Here;
use crate::app::App;
use crate::audit::EventKind;
use crate::text::Moment;
use crate::web::Failure;
use crate::web::form::Query;

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/settings/groups/{group}/activity", get(show))
}

async fn show(State(app): State<Arc<App>>, here: Here, Query(query): Query) -> Result<Response, Failure> {
    let now = app.clock.now();
    let before = query.get("before").and_then(|text| text.parse().ok());
    let shown = EventKind::ALL.iter().copied().filter(|kind| GroupEvent::of(*kind, Moment::of(now, now)).is_some());
    let happened = here.practice(&app).happened(shown.collect(), before).await?;
    let lines = happened.events.iter().filter_map(|event| {
        let line = GroupEvent::of(event.kind.parse().ok()?, Moment::of(event.at, now))?;
        Some(line.with_people(happened.by(event), happened.about(event)))
    });
    let page = GroupActivityPage {
        place: here.place(&app, Section::GroupActivity, &query),
        lines: lines.collect(),
        older: happened.older.map(|seq| here.href(&app, &format!("/activity?before={seq}"))),
        newest: before.map(|_| here.href(&app, "/activity")),
    };
    app.reception.page(&here.visitor, &page)
}
