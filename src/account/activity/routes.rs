//! `/account/activity`.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;

use super::super::pages::{ActivityLine, ActivityPage, AreYouSurePage, Ending, NotMeDonePage, Section};
use super::super::routes::{Me, failed};
use crate::app::App;
use crate::audit::{EventKind, Recorded};
use crate::clients::{self, ClientId};
use crate::sessions;
use crate::text::Moment;
use crate::web::Failure;
use crate::web::form::{PageForm, Query};
use crate::web::href::Href;

const PAGE: &str = "/activity";
const NOT_ME: &str = "/activity/not-me";

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/account/activity", get(show)).route("/account/activity/not-me", get(ask).post(not_me))
}

async fn show(State(app): State<Arc<App>>, me: Me, Query(query): Query) -> Result<Response, Failure> {
    let owner = me.owner(&app);
    let before = query.get("before").and_then(|text| text.parse().ok());
    let events = owner.activity(before).await?;
    let names = names_of_apps(&app, &events.events).await?;
    let line = |event: &Recorded| {
        let kind: EventKind = event.kind.parse().ok()?;
        let mut line = ActivityLine::of(kind, Moment::of(event.at, app.clock.now()))?;
        line.address.clone_from(&event.address);
        line.app = event.client.as_ref().and_then(|client| names.get(client)).cloned();
        line.by_other = owner.is_by_other(event);
        Some(line)
    };
    let page = ActivityPage {
        place: me.place(&app, Section::Activity, &query),
        lines: events.events.iter().filter_map(line).collect(),
        older: events.older.map(|seq| me.href(&app, &format!("{PAGE}?before={seq}"))),
        newer: before.map(|_| me.href(&app, PAGE)),
    };
    app.reception.page(&me.visitor, &page)
}

async fn names_of_apps(app: &App, events: &[Recorded]) -> Result<BTreeMap<String, String>, Failure> {
    let mut names = BTreeMap::new();
    for client in events.iter().filter_map(|event| event.client.as_ref()) {
        if !names.contains_key(client) {
            let known = match ClientId::parse(client) {
                Ok(id) => clients::store::find(app.storage.read(), &id).await?,
                Err(_) => None,
            };
            names.insert(client.clone(), known.map_or_else(|| client.clone(), |known| known.name));
        }
    }
    Ok(names)
}

async fn ask(State(app): State<Arc<App>>, me: Me) -> Result<Response, Failure> {
    let page = AreYouSurePage::new(me.href(&app, NOT_ME), me.href(&app, PAGE), Ending::Everything);
    app.reception.page(&me.visitor, &page)
}

/// The answer is the last page of this sign-in: there is no other to lead to.
async fn not_me(State(app): State<Arc<App>>, me: Me, _: PageForm) -> Result<Response, Failure> {
    let email = me.owner(&app).it_was_not_me().await.map_err(failed)?;
    let page = NotMeDonePage { email, sign_in: Href::local(app.reception.issuer.local("/login")) };
    let mut response = app.reception.page(&me.visitor, &page)?;
    sessions::cookie::take_back(response.headers_mut(), &app.reception.cookies);
    Ok(response)
}
