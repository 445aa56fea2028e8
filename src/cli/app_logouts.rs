//! `frontdesk app logouts`: what became of telling apps that sessions have ended.

use anyhow::{Result, bail};
use clap::Args;
use clap::builder::PossibleValuesParser;
use serde_json::json;

use super::desk::Desk;
use super::print_json;
use super::table::{Table, moment, rfc3339};
use super::user::find_user;
use crate::audit::EventKind;
use crate::clients::ClientId;
use crate::sessions::apps::store::{NoticeFilter, notices, tell_again};
use crate::sessions::apps::{Notice, NoticeState};
use crate::users;

/// More than anybody reads.
const MOST: u64 = 1000;

#[derive(Args)]
pub(super) struct ShowLogouts {
    /// Of this app only
    #[arg(long, value_name = "ID")]
    app: Option<ClientId>,
    /// Of this person only
    #[arg(long, value_name = "EMAIL")]
    user: Option<String>,
    /// Only those that wait, were told, or were given up
    #[arg(long, value_parser = PossibleValuesParser::new(NoticeState::ALL.iter().map(|state| state.as_str())))]
    state: Option<String>,
    /// Call the apps again that were given up
    #[arg(long, conflicts_with_all = ["state", "json"])]
    again: bool,
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(wanted: &ShowLogouts, desk: &Desk) -> Result<()> {
    let user = match &wanted.user {
        Some(email) => Some(find_user(email, desk).await?.id),
        None => None,
    };
    if let Some(id) = &wanted.app {
        super::app::find_app(id, desk).await?;
    }
    let state = wanted.state.as_deref().and_then(NoticeState::parse);
    let filter = NoticeFilter { user, client: wanted.app.clone(), state };
    if wanted.again {
        return again(&filter, desk).await;
    }
    let found = notices(desk.storage.read(), &filter, MOST).await?;
    if wanted.json {
        return print_json(&found.iter().map(entry).collect::<Vec<_>>());
    }
    let mut table = Table::new(&["QUEUED", "APP", "PERSON", "STATE", "CALLS", "WHY"]);
    for notice in found {
        let person = users::store::find(desk.storage.read(), notice.user).await?;
        let person = person.map_or_else(|| notice.user.to_string(), |person| person.email.to_string());
        let why = notice.last_error.unwrap_or_default();
        let calls = notice.attempts.to_string();
        table.row(vec![moment(notice.queued_at), notice.client.to_string(), person, notice.state.as_str().to_owned(), calls, why]);
    }
    table.print("No app had to be told that a session has ended.");
    Ok(())
}

fn entry(notice: &Notice) -> serde_json::Value {
    json!({
        "app": notice.client, "user": notice.user, "session": notice.session, "state": notice.state.as_str(),
        "attempts": notice.attempts, "queued_at": rfc3339(notice.queued_at), "finished_at": notice.finished_at.map(rfc3339),
        "last_error": notice.last_error,
    })
}

async fn again(filter: &NoticeFilter, desk: &Desk) -> Result<()> {
    let tx = desk.storage.write().await?;
    let count = tell_again(&tx, filter, desk.now()).await?;
    if count == 0 {
        bail!("none was given up; `frontdesk app logouts` shows how far each is");
    }
    let event = desk.event(EventKind::LogoutsRetried).with("notices", count);
    let event = filter.client.iter().fold(event, |event, client| event.for_app(client.as_str()));
    desk.finish(tx, &[event]).await?;
    println!("{count} will be told again.");
    Ok(())
}
