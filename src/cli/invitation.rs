//! `frontdesk group invite`, `invitations`, `withdraw`: who is asked into a practice group, by the rule in
//! [`crate::groups::invitation::asking`].

use anyhow::{Result, bail};
use serde_json::json;

use super::desk::Desk;
use super::group::find_group;
use super::print_json;
use super::table::{Format, Table, moment, rfc3339};
use super::user::parse_email;
use crate::foundation::csv;
use crate::foundation::id::UserId;
use crate::groups::invitation::asking::{self, Asker, NotAsked};
use crate::groups::invitation::{Asking, Invitation, store};
use crate::groups::{self, Group, MembershipState};
use crate::members::Place;
use crate::text::Wishes;
use crate::users::{self, Email};

/// The most that are listed.
const MOST_LISTED: u64 = 100_000;

pub(super) async fn invite(group: &str, email: &str, place: Place, desk: &Desk) -> Result<()> {
    let (group, email) = (find_group(group, desk).await?, parse_email(email)?);
    let app = desk.app().await?;
    let asker = Asker {
        outbox: &app.outbox,
        issuer: &app.reception.issuer,
        random: desk.random(),
        event: &|kind| desk.event(kind),
        name: None,
        language: app.reception.pages.texts().negotiate(Wishes { ui_locales: None, own: None, accept_language: None }),
        from: None,
        now: desk.now(),
    };
    let Place { role, access_level } = place;
    let asking = Asking { group: group.id, email: email.clone(), role, access_level, invited_by: None };
    let tx = desk.storage.write().await?;
    let invitation = match asking::ask_in(&tx, &group, asking, &asker).await? {
        Ok(invitation) => invitation,
        Err(why) => bail!(refusal(why, &email, &group)),
    };
    tx.commit().await?;
    println!(
        "{email} is asked to be a {role} of {}, with {access_level} access; the letter is on its way, as soon as `frontdesk serve` runs, \
         and its link works until {}.",
        group.name,
        moment(invitation.expires_at)
    );
    Ok(())
}

/// Why nobody was asked, and what would be right.
fn refusal(why: NotAsked, email: &Email, group: &Group) -> String {
    let name = &group.name;
    match why {
        NotAsked::Member(MembershipState::Deactivated) => {
            format!("{email} was in {name} before; `frontdesk group member add` takes them back")
        }
        NotAsked::Member(_) => format!("{email} is in {name} already; `frontdesk group member add` changes what they are there"),
        NotAsked::TooManyToThem | NotAsked::TooManyOfTheGroup => format!("{email} cannot be asked into {name} now: {why}"),
    }
}

pub(super) async fn withdraw(group: &str, email: &str, desk: &Desk) -> Result<()> {
    let (group, email) = (find_group(group, desk).await?, parse_email(email)?);
    let tx = desk.storage.write().await?;
    groups::store::lock(&tx, group.id).await?;
    let waiting = store::unanswered_by(&tx, group.id, &email).await?;
    let is_withdrawn = match &waiting {
        Some(invitation) => asking::withdraw(&tx, invitation, &|kind| desk.event(kind), desk.now()).await?,
        None => false,
    };
    if !is_withdrawn {
        bail!("no invitation of {email} to {} waits for an answer; `frontdesk group invitations` shows which do", group.name);
    }
    tx.commit().await?;
    println!("The invitation of {email} to {} is withdrawn; its link works no more.", group.name);
    Ok(())
}

/// One invitation's line.
struct Line {
    invitation: Invitation,
    state: &'static str,
    /// The email of whoever asked, on the pages.
    by: Option<String>,
}

pub(super) async fn list(group: &str, format: Format, desk: &Desk) -> Result<()> {
    let group = find_group(group, desk).await?;
    let mut lines = Vec::new();
    for invitation in store::unanswered(desk.storage.read(), group.id, MOST_LISTED).await? {
        let state = if invitation.is_open(desk.now()) { "open" } else { "expired" };
        let by = name_of(invitation.invited_by, desk).await?;
        lines.push(Line { invitation, state, by });
    }
    match format {
        Format::Table => print_table(&lines),
        Format::Csv => print!("{}", as_csv(&lines)),
        Format::Json => print_json(&lines.iter().map(as_json).collect::<Vec<_>>())?,
    }
    Ok(())
}

async fn name_of(user: Option<UserId>, desk: &Desk) -> Result<Option<String>> {
    let Some(user) = user else { return Ok(None) };
    Ok(users::store::find(desk.storage.read(), user).await?.map(|user| user.email.to_string()))
}

fn print_table(lines: &[Line]) {
    let mut table = Table::new(&["EMAIL", "ROLE", "ACCESS", "STATE", "SENT", "ENDS", "BY"]);
    for Line { invitation, state, by } in lines {
        let words = [invitation.role.as_str(), invitation.access_level.as_str(), state].map(str::to_owned);
        let rest = [moment(invitation.created_at), moment(invitation.expires_at), by.clone().unwrap_or_else(|| "-".to_owned())];
        table.row([invitation.email.to_string()].into_iter().chain(words).chain(rest).collect());
    }
    table.print("Nobody is asked in; ask somebody with `frontdesk group invite GROUP EMAIL`.");
}

fn as_csv(lines: &[Line]) -> String {
    let mut file = csv::line(["email", "role", "access_level", "state", "sent_at", "ends_at", "by"]);
    for Line { invitation, state, by } in lines {
        let (sent, ends) = (rfc3339(invitation.created_at), rfc3339(invitation.expires_at));
        let who = [invitation.email.as_str(), invitation.role.as_str(), invitation.access_level.as_str(), state];
        file.push_str(&csv::line(who.into_iter().chain([sent.as_str(), &ends, by.as_deref().unwrap_or_default()])));
    }
    file
}

fn as_json(line: &Line) -> serde_json::Value {
    let Line { invitation, state, by } = line;
    json!({
        "email": invitation.email.as_str(), "role": invitation.role, "access_level": invitation.access_level, "state": state,
        "sent_at": rfc3339(invitation.created_at), "ends_at": rfc3339(invitation.expires_at), "by": by,
    })
}
