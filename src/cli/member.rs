//! `frontdesk group member`: who belongs to a practice group, by the rule in [`members`].

use anyhow::{Result, bail};
use clap::Subcommand;
use serde_json::json;

use super::desk::Desk;
use super::group::find_group;
use super::print_json;
use super::table::Table;
use super::user::find_user;
use crate::groups::{self, AccessLevel, Group, Role};
use crate::members::{self, Place, Unchanged};
use crate::users::{self, User};

#[derive(Subcommand)]
pub(super) enum MemberCommand {
    /// Add a user to a group, take one back whose membership was ended, or change what a member is there
    Add {
        #[arg(value_name = "GROUP")]
        group: String,
        email: String,
        /// practitioner or administrator [default: what they are; practitioner for somebody new]
        #[arg(long)]
        role: Option<Role>,
        /// full, standard or read_only; only full may manage the group [default: what they have; standard for somebody new]
        #[arg(long)]
        access_level: Option<AccessLevel>,
    },
    /// End a user's membership and their sessions; it stays on record as deactivated
    Remove {
        #[arg(value_name = "GROUP")]
        group: String,
        email: String,
    },
    /// List the members of a group
    List {
        #[arg(value_name = "GROUP")]
        group: String,
        #[arg(long)]
        json: bool,
    },
}

pub(super) async fn run(command: MemberCommand, desk: &Desk) -> Result<()> {
    match command {
        MemberCommand::Add { group, email, role, access_level } => add(&group, &email, (role, access_level), desk).await,
        MemberCommand::Remove { group, email } => remove(&group, &email, desk).await,
        MemberCommand::List { group, json } => list(&group, json, desk).await,
    }
}

async fn add(group: &str, email: &str, (role, level): (Option<Role>, Option<AccessLevel>), desk: &Desk) -> Result<()> {
    let (group, user) = (find_group(group, desk).await?, find_user(email, desk).await?);
    let (both, now) = ((user.id, group.id), desk.now());
    let tx = desk.storage.write().await?;
    groups::store::lock(&tx, group.id).await?;
    let before = groups::store::membership(&tx, user.id, group.id).await?;
    // Who comes back has full access only where that is said.
    let kept = before
        .as_ref()
        .map(|before| before.access_level)
        .filter(|level| before.as_ref().is_some_and(groups::Membership::is_active) || *level != AccessLevel::Full);
    let role = role.or(before.as_ref().map(|before| before.role)).unwrap_or(Role::Practitioner);
    let place = Place { role, access_level: level.or(kept).unwrap_or(AccessLevel::Standard) };
    if !members::enter(&tx, both, place, &|kind| desk.event(kind), now, desk.random()).await? {
        members::change(&tx, both, place, &|kind| desk.event(kind), now).await?.or_else(|unchanged| refused(unchanged, &user, &group))?;
    }
    tx.commit().await?;
    println!("{} is a {role} of {} now, with {} access.", user.email.as_str(), group.name, place.access_level);
    Ok(())
}

async fn remove(group: &str, email: &str, desk: &Desk) -> Result<()> {
    let (group, user) = (find_group(group, desk).await?, find_user(email, desk).await?);
    let tx = desk.storage.write().await?;
    let ended = match members::leave(&tx, (user.id, group.id), &|kind| desk.event(kind), desk.now()).await? {
        Ok(ended) => ended,
        Err(unchanged) => refused(unchanged, &user, &group)?,
    };
    tx.commit().await?;
    println!("{} is no longer in {}; {ended} sessions were ended.", user.email.as_str(), group.name);
    Ok(())
}

/// Says who is concerned.
fn refused<T>(unchanged: Unchanged, user: &User, group: &Group) -> Result<T> {
    let (email, name) = (user.email.as_str(), &group.name);
    match unchanged {
        Unchanged::NoMember => bail!("{email} is not in {name}; `frontdesk group member list` shows who is"),
        Unchanged::Over => bail!("{email} is no longer in {name} already; `frontdesk group member add` takes them back"),
        Unchanged::LastManager => {
            bail!("{email} is the last one with full access to {name}; give it to somebody else first, with `frontdesk group member add`")
        }
    }
}

async fn list(group: &str, as_json: bool, desk: &Desk) -> Result<()> {
    let group = find_group(group, desk).await?;
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let some = groups::store::members_of(desk.storage.read(), group.id, after, 500).await?;
        let Some(last) = some.last() else { break };
        after = Some(last.user);
        for member in some {
            if let Some(user) = users::store::find(desk.storage.read(), member.user).await? {
                all.push((user, member));
            }
        }
    }
    if as_json {
        let entries = all.iter().map(|(user, member)| {
            json!({
                "id": user.id, "email": user.email.as_str(), "name": user.name, "role": member.role,
                "access_level": member.access_level, "state": member.state,
            })
        });
        return print_json(&entries.collect::<Vec<_>>());
    }
    let mut table = Table::new(&["EMAIL", "NAME", "ROLE", "ACCESS", "STATE"]);
    for (user, member) in all {
        let words = [member.role.as_str(), member.access_level.as_str(), member.state.as_str()].map(str::to_owned);
        table.row([user.email.as_str().to_owned(), user.name].into_iter().chain(words).collect());
    }
    table.print("Nobody belongs to it yet; add somebody with `frontdesk group member add GROUP EMAIL`.");
    Ok(())
}
