//! `frontdesk doctor`: checks an installation and says how to mend what it finds.
//!
//! | file | looks at |
//! |---|---|
//! | `settings` | the configuration, and what in it is for trying out only |
//! | `files` | who else on this machine can read the master key, the database and the configuration |
//! | `keeping` | database, schema, master key, operators, Redis |
//! | `outside` | the issuer as an app sees it, the clock, the mail server, the SMS gateway |
//!
//! It changes nothing: neither files nor database are made, no email or SMS is sent. Checks that need what an earlier one found
//! broken are left out, so that the first finding is the one to mend first.

mod files;
mod keeping;
mod outside;
mod settings;

use std::path::Path;
use std::process::ExitCode;

use serde::Serialize;
use serde_json::json;

use crate::config::Config;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Ok,
    /// Works, but not as an installation with real people should.
    Warning,
    Failure,
}

/// What one check found.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    pub check: &'static str,
    pub level: Level,
    pub what: String,
    /// How to mend it.
    pub mend: Option<String>,
}

/// What all checks found, in order.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn ok(&mut self, check: &'static str, what: impl Into<String>) {
        self.0.push(Finding { check, level: Level::Ok, what: what.into(), mend: None });
    }

    fn warn(&mut self, check: &'static str, what: impl Into<String>, mend: impl Into<String>) {
        self.0.push(Finding { check, level: Level::Warning, what: what.into(), mend: Some(mend.into()) });
    }

    fn fail(&mut self, check: &'static str, what: impl Into<String>, mend: impl Into<String>) {
        self.0.push(Finding { check, level: Level::Failure, what: what.into(), mend: Some(mend.into()) });
    }
}

/// Runs every check and prints what they found; the exit code tells whether something failed.
pub async fn run(file: Option<&Path>, as_json: bool) -> ExitCode {
    let findings = match Config::load(file) {
        Ok(config) => examine(&config, file).await,
        Err(error) => {
            let mend = "correct it; config/frontdesk.toml lists every key with its default".to_owned();
            vec![Finding { check: "configuration", level: Level::Failure, what: error.to_string(), mend: Some(mend) }]
        }
    };
    let failed = findings.iter().any(|finding| finding.level == Level::Failure);
    if as_json {
        println!("{:#}", json!({ "healthy": !failed, "findings": findings }));
    } else {
        print(&findings);
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

async fn examine(config: &Config, file: Option<&Path>) -> Vec<Finding> {
    let mut findings = Findings::default();
    settings::check(config, &mut findings);
    files::check(config, file, &mut findings);
    keeping::check(config, &mut findings).await;
    outside::check(config, &mut findings).await;
    findings.0
}

fn print(findings: &[Finding]) {
    let width = findings.iter().map(|finding| finding.check.len()).max().unwrap_or(0);
    for Finding { check, level, what, mend } in findings {
        let word = match level {
            Level::Ok => "ok  ",
            Level::Warning => "WARN",
            Level::Failure => "FAIL",
        };
        println!("{word}  {check:<width$}  {what}");
        if let Some(mend) = mend {
            println!("      {:width$}  → {mend}", "");
        }
    }
    let count = |level| findings.iter().filter(|finding| finding.level == level).count();
    println!();
    match (count(Level::Failure), count(Level::Warning)) {
        (0, 0) => println!("Everything is in order."),
        (0, warnings) => println!("Nothing is broken; {warnings} to look at."),
        (failures, warnings) => println!("{failures} to mend, {warnings} to look at."),
    }
}
