//! `frontdesk group`: practice groups.

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use serde_json::json;

use super::desk::Desk;
use super::table::{Format, Table, moment, rfc3339};
use super::{invitation, member, policy, print_json, report};
use crate::audit::EventKind;
use crate::foundation::id::GroupId;
use crate::groups::{self, AccessLevel, Group, Role};
use crate::members::Place;

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
    Member(member::MemberCommand),
    /// Ask somebody in by email; an earlier invitation of theirs ends
    Invite {
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
    /// List the invitations to a group that were not answered
    Invitations {
        #[arg(value_name = "GROUP")]
        group: String,
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Take an invitation back; its link works no more
    Withdraw {
        #[arg(value_name = "GROUP")]
        group: String,
        email: String,
    },
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
        format: Format,
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

pub(super) async fn run(command: GroupCommand, desk: &Desk) -> Result<()> {
    match command {
        GroupCommand::Add(wanted) => add(wanted, desk).await,
        GroupCommand::List { json } => list(json, desk).await,
        GroupCommand::Policy(command) => policy::run_for_group(command, desk).await,
        GroupCommand::Extend { group, email, until } => policy::extend(&group, &email, &until, desk).await,
        GroupCommand::Report { group, format } => report::report(group.as_deref(), format, desk).await,
        GroupCommand::Member(command) => member::run(command, desk).await,
        GroupCommand::Invite { group, email, role, access_level } => {
            invitation::invite(&group, &email, Place { role, access_level }, desk).await
        }
        GroupCommand::Invitations { group, format } => invitation::list(&group, format, desk).await,
        GroupCommand::Withdraw { group, email } => invitation::withdraw(&group, &email, desk).await,
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
