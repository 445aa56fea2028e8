//! `frontdesk audit`: the record of security events.

use std::fs::OpenOptions;
use std::io::{BufWriter, Write, stdout};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::desk::Desk;
use super::group::find_group;
use super::print_json;
use super::table::{Table, moment, rfc3339};
use super::user::find_user;
use crate::audit::{self, ChainHead, EventKind, ExportFormat, Filter, Recorded};
use crate::foundation::clock::Timestamp;

#[derive(Subcommand)]
pub(super) enum AuditCommand {
    /// List events, newest first
    List {
        #[command(flatten)]
        wanted: Wanted,
        /// The most events to list
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..=1000))]
        limit: u64,
        #[arg(long)]
        json: bool,
    },
    /// Check that no event was changed, removed or added since it was written
    Verify {
        /// A head that an earlier check printed: also proves that nothing before it was rewritten
        #[arg(long, value_name = "HEAD")]
        noted: Option<ChainHead>,
        #[arg(long)]
        json: bool,
    },
    /// Write events as JSON lines or CSV, oldest first
    Export {
        #[command(flatten)]
        wanted: Wanted,
        /// jsonl or csv
        #[arg(long, default_value = "jsonl")]
        format: ExportFormat,
        /// A new file, readable by this account only [default: standard output]
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

#[derive(Args)]
pub(super) struct Wanted {
    /// Only events of this kind, such as sign_in_refused; may be repeated
    #[arg(long)]
    kind: Vec<EventKind>,
    /// Only events about this person
    #[arg(long, value_name = "EMAIL")]
    user: Option<String>,
    /// Only events of this app
    #[arg(long, value_name = "ID")]
    app: Option<String>,
    /// Only events of this practice group
    #[arg(long, value_name = "NAME")]
    group: Option<String>,
    /// Only events from this moment on, such as 2026-11-01T00:00:00Z, or this long ago, such as 7d
    #[arg(long, value_name = "WHEN", value_parser = parse_moment)]
    since: Option<When>,
    /// Only events before this moment
    #[arg(long, value_name = "WHEN", value_parser = parse_moment)]
    until: Option<When>,
}

/// A moment, or how long ago it was.
#[derive(Clone, Copy)]
enum When {
    At(Timestamp),
    Ago(std::time::Duration),
}

fn parse_moment(text: &str) -> Result<When, String> {
    if let Ok(at) = OffsetDateTime::parse(text, &Rfc3339) {
        return Ok(When::At(Timestamp::from_secs(at.unix_timestamp())));
    }
    humantime::parse_duration(text)
        .map(When::Ago)
        .map_err(|_| "write a moment such as 2026-11-01T00:00:00Z, or a duration such as 7d".to_owned())
}

impl Wanted {
    async fn filter(self, desk: &Desk) -> Result<Filter> {
        let resolve = |when| match when {
            When::At(at) => at,
            When::Ago(ago) => desk.now().minus(ago),
        };
        let user = match &self.user {
            Some(email) => Some(find_user(email, desk).await?.id),
            None => None,
        };
        let group = match &self.group {
            Some(name) => Some(find_group(name, desk).await?.id),
            None => None,
        };
        Ok(Filter { kinds: self.kind, user, client: self.app, group, since: self.since.map(resolve), until: self.until.map(resolve) })
    }
}

pub(super) async fn run(command: AuditCommand, desk: &Desk) -> Result<ExitCode> {
    match command {
        AuditCommand::List { wanted, limit, json } => list(&wanted.filter(desk).await?, limit, json, desk).await?,
        AuditCommand::Verify { noted, json } => return verify(noted, json, desk).await,
        AuditCommand::Export { wanted, format, output } => export(&wanted.filter(desk).await?, format, output, desk).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(filter: &Filter, limit: u64, as_json: bool, desk: &Desk) -> Result<()> {
    let page = audit::list(desk.storage.read(), filter, None, limit).await?;
    if as_json {
        let entry = |event: &Recorded| {
            json!({
                "seq": event.seq, "at": rfc3339(event.at), "kind": event.kind, "user": event.user, "client": event.client,
                "group": event.group, "actor": event.actor, "address": event.address, "request_id": event.request_id,
                "details": serde_json::from_str(&event.details).unwrap_or(Value::Null),
            })
        };
        return print_json(&page.events.iter().map(entry).collect::<Vec<_>>());
    }
    let mut table = Table::new(&["NUMBER", "WHEN", "EVENT", "BY", "APP", "FROM", "DETAILS"]);
    for event in page.events {
        let details = if event.details == "{}" { String::new() } else { event.details };
        let (app, from) = (event.client.unwrap_or_default(), event.address.unwrap_or_default());
        table.row(vec![event.seq.to_string(), moment(event.at), event.kind, event.actor, app, from, details]);
    }
    table.print("No such events.");
    Ok(())
}

async fn verify(noted: Option<ChainHead>, as_json: bool, desk: &Desk) -> Result<ExitCode> {
    let verdict = audit::verify(desk.storage.read(), noted).await?;
    if as_json {
        let findings: Vec<String> = verdict.findings.iter().map(ToString::to_string).collect();
        print_json(
            &json!({ "events": verdict.events, "head": verdict.head.to_string(), "whole": verdict.is_whole(), "findings": findings }),
        )?;
    } else if verdict.is_whole() {
        println!("{} events, none changed, removed or added.", verdict.events);
        println!("Head: {}", verdict.head);
        println!("Note the head down elsewhere; `frontdesk audit verify --noted HEAD` then proves that the past was not rewritten.");
    } else {
        for finding in &verdict.findings {
            println!("{finding}");
        }
    }
    Ok(if verdict.is_whole() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn export(filter: &Filter, format: ExportFormat, output: Option<PathBuf>, desk: &Desk) -> Result<()> {
    let read = desk.storage.read();
    let written = match &output {
        None => audit::export(read, filter, format, &mut BufWriter::new(stdout())).await?,
        Some(path) => {
            let opened = OpenOptions::new().create_new(true).write(true).mode(0o600).open(path);
            let file = opened.with_context(|| format!("cannot make {}; an export overwrites nothing", path.display()))?;
            let mut file = BufWriter::new(file);
            let written = audit::export(read, filter, format, &mut file).await?;
            file.flush().map_err(|error| anyhow!("cannot write {}: {error}", path.display()))?;
            written
        }
    };
    let tx = desk.storage.write().await?;
    desk.finish(tx, &[desk.event(EventKind::AuditExported).with("events", written)]).await?;
    if let Some(path) = &output {
        println!("{written} events written to {}", path.display());
    }
    Ok(())
}
