//! `frontdesk group policy`: who must use two-factor authentication.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use ipnet::IpNet;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::desk::Desk;
use super::group::find_group;
use super::print_json;
use super::table::{Table, moment, rfc3339};
use super::user::find_user;
use crate::clients;
use crate::factors::Factor;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::GroupId;
use crate::groups::Group;
use crate::groups::calendar::Calendar;
use crate::policy::situation::store::members;
use crate::policy::{self, Accepted, GroupPolicy, Preset, Preview, Setting, change, preview, store};

#[derive(Subcommand)]
pub(super) enum GroupPolicyCommand {
    /// Show a group's policy
    Show {
        #[arg(value_name = "GROUP")]
        group: String,
        #[arg(long)]
        json: bool,
    },
    /// Change a group's policy; what is not named stays
    Set(Box<SetPolicy>),
    /// Put the policy back as it was before the last change, for a day
    Undo {
        #[arg(value_name = "GROUP")]
        group: String,
    },
    /// List the changes of a group's policy, the newest first
    History {
        #[arg(value_name = "GROUP")]
        group: String,
        #[arg(long)]
        json: bool,
    },
}

#[derive(Args)]
pub(super) struct SetPolicy {
    #[arg(value_name = "GROUP")]
    group: String,
    /// ato_dsp, strict or custom; the other options change what it starts from
    #[arg(long)]
    preset: Option<Preset>,
    /// disabled, prompt or mandatory
    #[arg(long)]
    setting: Option<Setting>,
    /// What is accepted: totp, sms, email, passkey, separated by commas; or any
    #[arg(long, value_name = "METHODS")]
    methods: Option<Accepted>,
    /// Whether signing in with a passkey is both factors at once
    #[arg(long, value_name = "BOOL")]
    passkey_counts: Option<bool>,
    /// Until then it may be put off: the end of a day there (2026-12-01), or a moment (2026-12-01T09:00:00+11:00)
    #[arg(long, value_name = "DATE", value_parser = parse_deadline)]
    enforce_from: Option<Deadline>,
    /// In force at once
    #[arg(long, conflicts_with = "enforce_from")]
    enforce_now: bool,
    /// How long a device is remembered; 0 for not at all
    #[arg(long, value_name = "HOURS")]
    remember_hours: Option<u64>,
    /// A network in which the second step may be skipped; may be repeated, and replaces those before
    #[arg(long, value_name = "CIDR")]
    trust_network: Vec<IpNet>,
    /// The second step is skipped nowhere
    #[arg(long, conflicts_with = "trust_network")]
    trust_no_network: bool,
    /// A session ends after this time without use, such as 15m; none for the installation's setting
    #[arg(long, value_name = "DURATION", value_parser = parse_limit)]
    idle: Option<Limit>,
    /// A session ends after this time in any case, such as 8h; none for the installation's setting
    #[arg(long, value_name = "DURATION", value_parser = parse_limit)]
    absolute: Option<Limit>,
    /// Whom an optional policy has asked, it asks again after this time, such as 14d
    #[arg(long, value_name = "DURATION", value_parser = humantime::parse_duration)]
    ask_again: Option<Duration>,
    /// Only say whom it would touch
    #[arg(long)]
    preview: bool,
}

/// A limit that may be taken away.
#[derive(Clone, Copy)]
struct Limit(Option<Duration>);

fn parse_limit(text: &str) -> Result<Limit, String> {
    if text == "none" {
        return Ok(Limit(None));
    }
    humantime::parse_duration(text).map(|limit| Limit(Some(limit))).map_err(|_| "write a time such as 15m or 8h, or none".to_owned())
}

/// A deadline as it is written: a moment, or the end of a day, whenever that is for the practice.
#[derive(Clone)]
pub(super) enum Deadline {
    Moment(Timestamp),
    EndOf(String),
}

impl Deadline {
    pub fn at(&self, group: &Group) -> Result<Timestamp> {
        match self {
            Self::Moment(at) => Ok(*at),
            Self::EndOf(day) => group.calendar().end_of_day(day).with_context(|| format!("\"{day}\" is no day; {DEADLINE_HINT}")),
        }
    }
}

const DEADLINE_HINT: &str = "write a day such as 2026-12-01, or a moment such as 2026-12-01T09:00:00+11:00";

pub(super) fn parse_deadline(text: &str) -> Result<Deadline, String> {
    let moment = OffsetDateTime::parse(text, &Rfc3339).map(|at| Deadline::Moment(Timestamp::from_secs(at.unix_timestamp())));
    let is_day = Calendar::of(None).end_of_day(text).is_some();
    moment.or_else(|_| is_day.then(|| Deadline::EndOf(text.to_owned())).ok_or_else(|| DEADLINE_HINT.to_owned()))
}

pub(super) async fn run_for_group(command: GroupPolicyCommand, desk: &Desk) -> Result<()> {
    match command {
        GroupPolicyCommand::Show { group, json } => show(&group, json, desk).await,
        GroupPolicyCommand::Set(wanted) => set(*wanted, desk).await,
        GroupPolicyCommand::Undo { group } => undo(&group, desk).await,
        GroupPolicyCommand::History { group, json } => history(&group, json, desk).await,
    }
}

/// More time for one member.
pub(super) async fn extend(group: &str, email: &str, until: &Deadline, desk: &Desk) -> Result<()> {
    let (group, user) = (find_group(group, desk).await?, find_user(email, desk).await?);
    let until = until.at(&group)?;
    let tx = desk.storage.write().await?;
    change::extend(&tx, (user.id, group.id), until, &|kind| desk.event(kind), desk.now()).await?;
    tx.commit().await?;
    println!("{} has time until {}.", user.email.as_str(), moment(until));
    Ok(())
}

fn hours(duration: Duration) -> u64 {
    duration.as_secs() / 3600
}

fn shown(duration: Option<Duration>) -> String {
    duration.map_or_else(|| "the installation's".to_owned(), |duration| humantime::format_duration(duration).to_string())
}

fn as_json(policy: &GroupPolicy) -> Value {
    json!({
        "preset": policy.preset,
        "setting": policy.setting,
        "methods": policy.accepted.iter().map(Factor::as_str).collect::<Vec<_>>(),
        "passkey_counts": policy.passkey_counts,
        "enforce_from": policy.enforce_from.map(rfc3339),
        "remember_hours": hours(policy.remember_device),
        "trusted_networks": policy.trusted_networks,
        "idle_seconds": policy.idle.map(|idle| idle.as_secs()),
        "absolute_seconds": policy.absolute.map(|absolute| absolute.as_secs()),
        "ask_again_seconds": policy.ask_again.as_secs(),
    })
}

fn print(policy: &GroupPolicy) {
    let mut table = Table::new(&["", ""]);
    let networks: Vec<String> = policy.trusted_networks.iter().map(ToString::to_string).collect();
    let rows = [
        ("preset", policy.preset.to_string()),
        ("setting", policy.setting.to_string()),
        ("methods", policy.accepted.to_string()),
        ("a passkey counts", if policy.passkey_counts { "yes" } else { "no" }.to_owned()),
        ("enforced from", policy.enforce_from.map_or_else(|| "at once".to_owned(), moment)),
        ("devices remembered", format!("{} hours", hours(policy.remember_device))),
        ("trusted networks", if networks.is_empty() { "none".to_owned() } else { networks.join(", ") }),
        ("ends without use", shown(policy.idle)),
        ("ends in any case", shown(policy.absolute)),
        ("asks again after", shown(Some(policy.ask_again))),
    ];
    for (name, value) in rows {
        table.row(vec![name.to_owned(), value]);
    }
    table.print("");
}

async fn show(group: &str, json: bool, desk: &Desk) -> Result<()> {
    let group = find_group(group, desk).await?;
    let policy = store::find(desk.storage.read(), group.id).await?;
    if json {
        return print_json(&as_json(&policy));
    }
    print(&policy);
    Ok(())
}

impl SetPolicy {
    fn on(&self, before: GroupPolicy, group: &Group) -> Result<GroupPolicy> {
        let mut policy = match self.preset {
            Some(preset) => before.preset(preset),
            None => before,
        };
        policy.setting = self.setting.unwrap_or(policy.setting);
        policy.accepted = self.methods.unwrap_or(policy.accepted);
        policy.passkey_counts = self.passkey_counts.unwrap_or(policy.passkey_counts);
        let enforce_from = self.enforce_from.as_ref().map(|deadline| deadline.at(group)).transpose()?;
        policy.enforce_from = if self.enforce_now { None } else { enforce_from.or(policy.enforce_from) };
        policy.remember_device = self.remember_hours.map_or(policy.remember_device, Duration::from_hours);
        if self.trust_no_network || !self.trust_network.is_empty() {
            policy.trusted_networks.clone_from(&self.trust_network);
        }
        policy.idle = self.idle.map_or(policy.idle, |limit| limit.0);
        policy.absolute = self.absolute.map_or(policy.absolute, |limit| limit.0);
        policy.ask_again = self.ask_again.unwrap_or(policy.ask_again);
        Ok(policy)
    }
}

async fn set(wanted: SetPolicy, desk: &Desk) -> Result<()> {
    let group = find_group(&wanted.group, desk).await?;
    let now = desk.now();
    let before = store::find(desk.storage.read(), group.id).await?;
    let after = wanted.on(before.clone(), &group)?;
    let seen = touched(group.id, &before, &after, desk).await?;
    if wanted.preview {
        after.check(now).map_err(policy::PolicyError::Contradictions)?;
        print(&after);
        tell(&seen);
        return Ok(());
    }
    let tx = desk.storage.write().await?;
    change::adopt(&tx, group.id, &after, &|kind| desk.event(kind), now).await?;
    tx.commit().await?;
    println!("The policy of {} is {} now; `frontdesk group policy undo` puts it back for a day.", group.name, after.setting);
    tell(&seen);
    Ok(())
}

async fn touched(group: GroupId, before: &GroupPolicy, after: &GroupPolicy, desk: &Desk) -> Result<Preview> {
    let read = desk.storage.read();
    let mandated = clients::store::mandating(read).await?.iter().any(|app| app.serves(group));
    Ok(preview(before, after, mandated, &members(read, group).await?, desk.now()))
}

fn tell(seen: &Preview) {
    println!(
        "{} members: {} ready, {} must set it up, {} with a method that is not accepted.",
        seen.members, seen.ready, seen.must_set_up, seen.not_accepted
    );
    for conflict in &seen.conflicts {
        println!("{} of them are in {} too, which accepts none of these methods: they need two.", conflict.members, conflict.name);
    }
}

async fn undo(group: &str, desk: &Desk) -> Result<()> {
    let group = find_group(group, desk).await?;
    let now = desk.now();
    let tx = desk.storage.write().await?;
    let Some((version, _)) = store::undoable(&tx, group.id, now).await? else { bail!(policy::PolicyError::NothingToUndo) };
    let policy = change::undo(&tx, group.id, version, &|kind| desk.event(kind), now).await?;
    tx.commit().await?;
    println!("The policy of {} is {} again.", group.name, policy.setting);
    Ok(())
}

async fn history(group: &str, json: bool, desk: &Desk) -> Result<()> {
    let group = find_group(group, desk).await?;
    let all = store::history(desk.storage.read(), group.id, 100).await?;
    if json {
        let entry = |saved: &store::Saved| json!({ "version": saved.version, "at": rfc3339(saved.at), "by": saved.by, "policy": as_json(&saved.policy) });
        return print_json(&all.iter().map(entry).collect::<Vec<_>>());
    }
    let mut table = Table::new(&["VERSION", "AT", "BY", "SETTING", "METHODS", "FROM"]);
    for saved in all {
        let from = saved.policy.enforce_from.map_or_else(|| "at once".to_owned(), moment);
        let words = [saved.policy.setting.to_string(), saved.policy.accepted.to_string(), from];
        table.row([saved.version.to_string(), moment(saved.at), saved.by].into_iter().chain(words).collect());
    }
    table.print("This group never chose a policy.");
    Ok(())
}
