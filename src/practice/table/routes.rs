//! `/settings/groups/{group}/users`, and the same as a file.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{HeaderValue, header};

use super::super::overview;
use super::super::pages::{Column, Filter, MemberLine, MembersPage, Section};
use super::super::routes::Here;
use super::file::{LONGEST_FILE, Sheet};
use super::{PAGE, Wanted, store};
use crate::app::App;
use crate::groups::MembershipState;
use crate::web::Failure;
use crate::web::form::Query;
use crate::web::href::Href;

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/settings/groups/{group}/users", get(show)).route("/settings/groups/{group}/users.csv", get(file))
}

async fn show(State(app): State<Arc<App>>, here: Here, Query(query): Query) -> Result<Response, Failure> {
    let (c, now, group, you) = (app.storage.read(), app.clock.now(), here.manager.group().id, here.manager.user().id);
    let wanted = Wanted::of(&query);
    let asked = here.practice(&app).asked().await?;
    let asked = asked.as_ref();
    // One more than wanted tells whether there is a next page.
    let mut found = store::lines(c, group, &wanted, asked, PAGE + 1, now).await?;
    let has_more = found.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    found.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let key = found.last().map(|line| line.key.clone());
    if wanted.after.is_none() && !wanted.is_narrowed() {
        // One's own row stands first, so that nobody has to look for it.
        found.retain(|line| line.user != you);
        if let Some(own) = store::line(c, group, you, MembershipState::Active, asked, now).await? {
            found.insert(0, own);
        }
    }
    let tally = overview::store::tally(c, group, asked, now).await?;
    let address = here.href(&app, "/users").to_string();
    let at = |wanted: &Wanted| {
        let query = wanted.to_query();
        Href::local(if query.is_empty() { address.clone() } else { format!("{address}?{query}") })
    };
    let own_row = |line: &super::Line| if line.user == you { "/settings/users/".to_owned() } else { here.path("/users/") };
    let settings = |line: &super::Line| Href::local(app.reception.issuer.local(&format!("{}{}", own_row(line), line.user)));
    let file = wanted.from_the_start().to_query();
    let page = MembersPage {
        place: here.place(&app, Section::Members, &query),
        filter: Filter::of(Href::local(&*address), &wanted),
        columns: Column::all(&address, &wanted),
        lines: found.iter().map(|line| MemberLine::new(line, line.user == you, settings(line), now)).collect(),
        members: i64::try_from(tally.members).unwrap_or(i64::MAX),
        overdue: i64::try_from(tally.overdue).unwrap_or(i64::MAX),
        overdue_href: at(&Wanted { overdue: true, ..Wanted::default() }),
        first: wanted.after.is_some().then(|| at(&wanted.from_the_start())),
        next: has_more.then(|| at(&Wanted { after: key, ..wanted.clone() })),
        file: Href::local(if file.is_empty() { format!("{address}.csv") } else { format!("{address}.csv?{file}") }),
    };
    app.reception.page(&here.visitor, &page)
}

async fn file(State(app): State<Arc<App>>, here: Here, Query(query): Query) -> Result<Response, Failure> {
    let (c, now, group) = (app.storage.read(), app.clock.now(), here.manager.group().id);
    let wanted = Wanted::of(&query).from_the_start();
    let asked = here.practice(&app).asked().await?;
    let mut sheet = Sheet::begin();
    for line in store::lines(c, group, &wanted, asked.as_ref(), LONGEST_FILE, now).await? {
        sheet.add(&line, now);
    }
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"users.csv\"")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, sheet.done()).into_response())
}
