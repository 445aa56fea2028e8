//! Events on their way out: one JSON object per line, or a table for a spreadsheet.

use std::io::{self, Write};
use std::str::FromStr;

use serde_json::{Value, json};
use thiserror::Error;
use time::format_description::well_known::Rfc3339;

use super::chain::hex;
use super::store::Recorded;
use crate::storage::StorageError;

/// Why an export stopped.
#[derive(Debug, Error)]
pub enum ExportError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error("cannot write the export: {0}")]
    Io(#[from] io::Error),
}

/// In which form events are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// One JSON object per line, hashes included.
    JsonLines,
    /// RFC 4180, with a header line.
    Csv,
}

impl FromStr for ExportFormat {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "jsonl" => Ok(Self::JsonLines),
            "csv" => Ok(Self::Csv),
            _ => Err("write \"jsonl\" or \"csv\""),
        }
    }
}

const COLUMNS: &str = "seq,at,kind,user,client,group,actor,address,request_id,details,hash\r\n";

impl ExportFormat {
    pub(super) fn begin(self, out: &mut impl Write) -> io::Result<()> {
        match self {
            Self::JsonLines => Ok(()),
            Self::Csv => out.write_all(COLUMNS.as_bytes()),
        }
    }

    pub(super) fn write(self, event: &Recorded, out: &mut impl Write) -> io::Result<()> {
        match self {
            Self::JsonLines => json_line(event, out),
            Self::Csv => csv_line(event, out),
        }
    }
}

fn moment(event: &Recorded) -> String {
    event.at.to_utc().format(&Rfc3339).unwrap_or_default()
}

fn json_line(event: &Recorded, out: &mut impl Write) -> io::Result<()> {
    let line = json!({
        "seq": event.seq,
        "at": moment(event),
        "kind": event.kind,
        "user": event.user,
        "client": event.client,
        "group": event.group,
        "actor": event.actor,
        "address": event.address,
        "request_id": event.request_id,
        "details": serde_json::from_str(&event.details).unwrap_or_else(|_| Value::from(event.details.clone())),
        "previous_hash": hex(&event.previous_hash),
        "hash": hex(&event.hash),
    });
    writeln!(out, "{line}")
}

fn csv_line(event: &Recorded, out: &mut impl Write) -> io::Result<()> {
    let fields = [
        event.seq.to_string(),
        moment(event),
        event.kind.clone(),
        event.user.map(|id| id.to_string()).unwrap_or_default(),
        event.client.clone().unwrap_or_default(),
        event.group.map(|id| id.to_string()).unwrap_or_default(),
        event.actor.clone(),
        event.address.clone().unwrap_or_default(),
        event.request_id.clone().unwrap_or_default(),
        event.details.clone(),
        hex(&event.hash),
    ];
    let line = fields.map(|field| cell(&field)).join(",");
    write!(out, "{line}\r\n")
}

/// A cell that a spreadsheet shows and never calculates: what comes from outside may begin like a formula.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let quoted = text.replace('"', "\"\"");
    if formula { format!("\"'{quoted}\"") } else { format!("\"{quoted}\"") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_never_calculates_what_came_from_outside() {
        assert_eq!(cell("=HYPERLINK(\"https://evil.example\")"), "\"'=HYPERLINK(\"\"https://evil.example\"\")\"");
        assert_eq!(cell("plain, with \"quotes\""), "\"plain, with \"\"quotes\"\"\"");
    }
}
