//! `/account/devices`.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;

use super::super::pages::{AreYouSurePage, DevicesPage, Ending, Notice, RememberedLine, Section, SessionLine};
use super::super::routes::{Me, failed};
use crate::app::App;
use crate::factors::Factor;
use crate::factors::device::{self, TrustedDevice};
use crate::foundation::id::{SessionId, TrustedDeviceId};
use crate::sessions::{LoginSession, Origin};
use crate::text::{Device, Moment};
use crate::web::Failure;
use crate::web::form::{PageForm, Query};
use crate::web::pages::Problem;

const PAGE: &str = "/devices";
const END_OTHERS: &str = "/devices/sessions/end-others";

pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/account/devices", get(show))
        .route("/account/devices/sessions/end-others", get(ask_end_others).post(end_others))
        .route("/account/devices/sessions/{id}/end", get(ask_end).post(end))
        .route("/account/devices/remembered/{id}/forget", get(ask_forget).post(forget))
}

async fn show(State(app): State<Arc<App>>, me: Me, Query(query): Query) -> Result<Response, Failure> {
    let now = app.clock.now();
    let (browser, this) = (me.visitor.browser_digest(), me.session.id);
    let line = |(session, origin): (LoginSession, Origin)| {
        let factors: Vec<Factor> = session.proofs.iter().map(|used| used.factor).collect();
        let (began, seen) = (Moment::of(session.created_at, now), Moment::of(session.last_seen_at, now));
        let mut line = SessionLine::new(session.id.to_string(), &origin.user_agent, origin.address, began, seen, &factors);
        line.is_this = session.id == this;
        line
    };
    let remembered = |device: TrustedDevice| RememberedLine {
        id: device.id.to_string(),
        device: Device::of(&device.user_agent),
        is_this: device.is(&browser),
        since: Moment::of(device.created_at, now),
        until: Moment::of(device.expires_at, now),
        address: device.address,
    };
    let page = DevicesPage {
        place: me.place(&app, Section::Devices, &query),
        sessions: me.owner(&app).sessions().await?.into_iter().map(line).collect(),
        remembered: device::store::list(app.storage.read(), me.user.id, now).await?.into_iter().map(remembered).collect(),
    };
    app.reception.page(&me.visitor, &page)
}

fn not_found() -> Failure {
    Failure::page(Problem::NotFound)
}

async fn ask_end(State(app): State<Arc<App>>, me: Me, Path(id): Path<String>) -> Result<Response, Failure> {
    let id: SessionId = id.parse().map_err(|_| not_found())?;
    let sessions = me.owner(&app).sessions().await?;
    let (_, origin) = sessions.into_iter().find(|(session, _)| session.id == id).ok_or_else(not_found)?;
    let action = me.href(&app, &format!("/devices/sessions/{id}/end"));
    let ending = Ending::Session { device: Device::of(&origin.user_agent), address: origin.address };
    app.reception.page(&me.visitor, &AreYouSurePage::new(action, me.href(&app, PAGE), ending))
}

async fn end(State(app): State<Arc<App>>, me: Me, Path(id): Path<String>, _: PageForm) -> Result<Response, Failure> {
    let id: SessionId = id.parse().map_err(|_| not_found())?;
    if me.owner(&app).end_session(id).await.map_err(failed)? { Ok(me.done(&app, PAGE, Notice::SessionEnded)) } else { Err(not_found()) }
}

async fn ask_end_others(State(app): State<Arc<App>>, me: Me) -> Result<Response, Failure> {
    let count = i64::try_from(me.owner(&app).sessions().await?.len()).unwrap_or(i64::MAX) - 1;
    if count == 0 {
        return Ok(me.on_to(&app, PAGE));
    }
    let page = AreYouSurePage::new(me.href(&app, END_OTHERS), me.href(&app, PAGE), Ending::OtherSessions { count });
    app.reception.page(&me.visitor, &page)
}

async fn end_others(State(app): State<Arc<App>>, me: Me, _: PageForm) -> Result<Response, Failure> {
    me.owner(&app).end_other_sessions().await.map_err(failed)?;
    Ok(me.done(&app, PAGE, Notice::OtherSessionsEnded))
}

async fn ask_forget(State(app): State<Arc<App>>, me: Me, Path(id): Path<String>) -> Result<Response, Failure> {
    let id: TrustedDeviceId = id.parse().map_err(|_| not_found())?;
    let devices = device::store::list(app.storage.read(), me.user.id, app.clock.now()).await?;
    let device = devices.into_iter().find(|device| device.id == id).ok_or_else(not_found)?;
    let action = me.href(&app, &format!("/devices/remembered/{id}/forget"));
    let ending = Ending::Remembered { device: Device::of(&device.user_agent) };
    app.reception.page(&me.visitor, &AreYouSurePage::new(action, me.href(&app, PAGE), ending))
}

async fn forget(State(app): State<Arc<App>>, me: Me, Path(id): Path<String>, _: PageForm) -> Result<Response, Failure> {
    let id: TrustedDeviceId = id.parse().map_err(|_| not_found())?;
    if me.owner(&app).forget_device(id).await.map_err(failed)? {
        Ok(me.done(&app, PAGE, Notice::DeviceForgotten))
    } else {
        Err(not_found())
    }
}
