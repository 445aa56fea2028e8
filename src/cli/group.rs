//! `frontdesk group`: practice groups and who belongs to them.

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use serde_json::json;

use super::desk::Desk;
use super::table::{Table, moment, rfc3339};
use super::user::{find_user, membership};
use super::{policy, print_json, report};
use crate::audit::EventKind;
use crate::foundation::id::GroupId;
use crate::groups::{self, AccessLevel, Group, MembershipState, Role};
use crate::policy::change;
use crate::{token, users};

#[derive(Subcommand)]
pub(super) enum GroupCommand {
    /// Add a practice group
    Add(AddGroup),
    /// List practice groups
    List {
        #[arg(long)]
        json: bool,
    },
    /// Who belongs to a group
    #[command(subcommand)]
    Member(MemberCommand),
    /// Whether members must use two-factor authentication
    #[command(subcommand)]
    Policy(policy::GroupPolicyCommand),
    /// Give a member more time to set up two-factor authentication, at most 30 days
    Extend {
        #[arg(value_name = "GROUP")]
        group: String,
        email: String,
        /// The end of a day there (2026-12-01), or a moment (2026-12-01T09:00:00+11:00)
        #[arg(long, value_name = "DATE", value_parser = policy::parse_deadline)]
        until: policy::Deadline,
    },
    /// Who has two-factor authentication, and who is late
    Report {
        /// One group only
        #[arg(value_name = "GROUP")]
        group: Option<String>,
        #[arg(long, value_enum, default_value = "table")]
        format: report::Format,
    },
}

#[derive(Args)]
pub(super) struct AddGroup {
    name: String,
    /// Whom people who are stuck can call
    #[arg(long)]
    help_phone: Option<String>,
    /// Whom people who are stuck can write to
    #[arg(long)]
    help_email: Option<String>,
    /// A name of the time zone database, such as Australia/Sydney
    #[arg(long)]
    zoneinfo: Option<String>,
}

#[derive(Subcommand)]
pub(super) enum MemberCommand {
    /// Add a user to a group, or change what they are there
    Add {
        #[arg(value_name = "GROUP")]
        group: String,
        email: String,
        /// practitioner or administrator
        #[arg(long, default_value = "practitioner")]
        role: Role,
        /// full, standard or read_only; only full may manage the group
        #[arg(long, default_value = "standard")]
        access_level: AccessLevel,
    },
    /// End a user's membership; it stays on record as deactivated
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

pub(super) async fn run(command: GroupCommand, desk: &Desk) -> Result<()> {
    match command {
        GroupCommand::Add(wanted) => add(wanted, desk).await,
        GroupCommand::List { json } => list(json, desk).await,
        GroupCommand::Policy(command) => policy::run_for_group(command, desk).await,
        GroupCommand::Extend { group, email, until } => policy::extend(&group, &email, &until, desk).await,
        GroupCommand::Report { group, format } => report::report(group.as_deref(), format, desk).await,
        GroupCommand::Member(MemberCommand::Add { group, email, role, access_level }) => {
            add_member(&group, &email, role, access_level, desk).await
        }
        GroupCommand::Member(MemberCommand::Remove { group, email }) => remove_member(&group, &email, desk).await,
        GroupCommand::Member(MemberCommand::List { group, json }) => members(&group, json, desk).await,
    }
}

/// The group of this name or id.
pub(super) async fn find_group(named: &str, desk: &Desk) -> Result<Group> {
    let read = desk.storage.read();
    let by_id = match named.parse::<GroupId>() {
        Ok(id) => groups::store::find(read, id).await?,
        Err(_) => None,
    };
    let found = match by_id {
        Some(group) => Some(group),
        None => groups::store::find_by_name(read, named).await?,
    };
    found.with_context(|| format!("there is no group \"{named}\"; `frontdesk group list` shows which there are"))
}

/// Every group.
pub(super) async fn all_groups(desk: &Desk) -> Result<Vec<Group>> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let some = groups::store::list(desk.storage.read(), after, 500).await?;
        let Some(last) = some.last() else { return Ok(all) };
        after = Some(last.id);
        all.extend(some);
    }
}

async fn add(wanted: AddGroup, desk: &Desk) -> Result<()> {
    let now = desk.now();
    let mut group = Group::new(GroupId::new(now, desk.random()), &wanted.name, now);
    if group.name.is_empty() {
        bail!("a group needs a name, such as \"Riverside Health\"");
    }
    let tx = desk.storage.write().await?;
    if groups::store::find_by_name(&tx, &group.name).await?.is_some() {
        bail!("there is a group \"{}\" already", group.name);
    }
    group.help_phone = wanted.help_phone;
    group.help_email = wanted.help_email;
    group.zoneinfo = wanted.zoneinfo;
    groups::store::insert_group(&tx, &group).await?;
    desk.finish(tx, &[desk.event(EventKind::GroupAdded).in_group(group.id).with("name", &group.name)]).await?;
    println!("Added {} ({})", group.name, group.id);
    Ok(())
}

async fn list(as_json: bool, desk: &Desk) -> Result<()> {
    let all = all_groups(desk).await?;
    if as_json {
        let entry = |group: &Group| {
            json!({
                "id": group.id, "name": group.name, "help_phone": group.help_phone, "help_email": group.help_email,
                "zoneinfo": group.zoneinfo, "created_at": rfc3339(group.created_at),
            })
        };
        return print_json(&all.iter().map(entry).collect::<Vec<_>>());
    }
    let mut table = Table::new(&["NAME", "ID", "SINCE"]);
    for group in all {
        table.row(vec![group.name, group.id.to_string(), moment(group.created_at)]);
    }
    table.print("There are no groups yet; add one with `frontdesk group add NAME`.");
    Ok(())
}

async fn add_member(group: &str, email: &str, role: Role, access_level: AccessLevel, desk: &Desk) -> Result<()> {
    let (group, user) = (find_group(group, desk).await?, find_user(email, desk).await?);
    let tx = desk.storage.write().await?;
    let known = groups::store::memberships_of(&tx, user.id).await?.into_iter().any(|(known, _)| known.id == group.id);
    let kind = if known {
        groups::store::change_member(&tx, user.id, group.id, role, access_level, MembershipState::Active).await?;
        EventKind::MemberChanged
    } else {
        groups::store::add_member(&tx, &membership(&user, &group, role, access_level, desk)).await?;
        EventKind::MemberAdded
    };
    change::welcome(&tx, user.id, group.id, &|kind| desk.event(kind), desk.now()).await?;
    let event = desk.event(kind).about(user.id).in_group(group.id).with("role", role).with("access_level", access_level);
    desk.finish(tx, &[event]).await?;
    println!("{} is a {role} of {} now, with {access_level} access.", user.email.as_str(), group.name);
    Ok(())
}

async fn remove_member(group: &str, email: &str, desk: &Desk) -> Result<()> {
    let (group, user) = (find_group(group, desk).await?, find_user(email, desk).await?);
    let tx = desk.storage.write().await?;
    let memberships = groups::store::memberships_of(&tx, user.id).await?;
    let Some((_, known)) = memberships.into_iter().find(|(known, _)| known.id == group.id) else {
        bail!("{} is not in {}", user.email.as_str(), group.name);
    };
    groups::store::change_member(&tx, user.id, group.id, known.role, known.access_level, MembershipState::Deactivated).await?;
    token::leaving::left_group(&tx, user.id, desk.now()).await?;
    desk.finish(tx, &[desk.event(EventKind::MemberRemoved).about(user.id).in_group(group.id)]).await?;
    println!("{} is no longer in {}.", user.email.as_str(), group.name);
    Ok(())
}

async fn members(group: &str, as_json: bool, desk: &Desk) -> Result<()> {
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
