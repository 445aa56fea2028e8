//! The command line: the whole program, one file for each group of commands.
//!
//! | file | commands |
//! |---|---|
//! | `init` | `init`, `migrate`, `seed` |
//! | `user`, `group`, `member`, `invitation` | people, practice groups, who belongs to them and who is asked in |
//! | `app`, `app_secret` | practice apps and their secrets |
//! | `policy`, `explain`, `report` | who must use two-factor authentication, and why; who has it |
//! | `keys`, `audit` | signing keys; the record of security events |
//! | `desk` | what commands work with: the installation, opened; who is asking |
//! | `ask`, `table` | reading a secret unseen; showing lists |
//!
//! `serve`, `demo`, `doctor` and `pages` are rooms of the house with a line here each. Secrets are never arguments: they would
//! stand in the list of processes and in the shell's history. Every change is one security event by `cli:ACCOUNT`.
//!
//! A failure is one line on standard error that names what was wrong and what would be right, with exit code 1; a mistake in
//! the command itself has exit code 2.

mod app;
mod app_logouts;
mod app_options;
mod app_secret;
mod app_test;
mod ask;
mod audit;
mod desk;
mod explain;
mod group;
mod init;
mod invitation;
mod keys;
mod member;
mod policy;
mod report;
mod table;
mod user;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat, LogSettings};
#[cfg(feature = "demo")]
use crate::demo;
use crate::{doctor, gallery, serve};
use desk::Desk;

/// Where the people of health practices sign in: an OpenID Connect provider.
#[derive(Parser)]
#[command(name = "frontdesk", version, arg_required_else_help = true, max_term_width = 100)]
struct Line {
    /// The configuration file [default: frontdesk.toml in the working directory, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve until told to stop
    Serve,
    /// Open an example practice with people, two apps and a mailbox, to try everything out
    #[cfg(feature = "demo")]
    Demo(demo::DemoOptions),
    /// Set up a new installation: master key, database, signing keys
    Init,
    /// Bring the database to this version's schema
    Migrate,
    /// Check the installation and say how to mend what is wrong
    Doctor {
        /// Print the findings as JSON
        #[arg(long)]
        json: bool,
    },
    /// Add the groups, people and apps of a seed file; what exists already stays
    Seed {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// People who sign in
    #[command(subcommand)]
    User(user::UserCommand),
    /// Practice groups and who belongs to them
    #[command(subcommand)]
    Group(group::GroupCommand),
    /// Who must use two-factor authentication, and why
    #[command(subcommand)]
    Policy(explain::PolicyCommand),
    /// Practice apps (OAuth clients)
    #[command(subcommand)]
    App(app::AppCommand),
    /// The keys that sign tokens
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// The record of security events
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Write every page as files, to be looked at without a server
    Pages {
        #[arg(value_name = "DIR")]
        directory: PathBuf,
    },
}

/// Runs the program.
pub fn main() -> ExitCode {
    let line = Line::parse();
    match run(line) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("frontdesk: {}", in_one_line(&error));
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(line: Line) -> Result<ExitCode> {
    // Fails only where something else installed one before, which serves as well.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let serves = matches!(line.command, Command::Serve);
    if let Command::Doctor { json } = line.command {
        start_log(&LogSettings::default(), false);
        return Ok(doctor::run(line.config.as_deref(), json).await);
    }
    #[cfg(feature = "demo")]
    if let Command::Demo(options) = line.command {
        start_log(&LogSettings::default(), false);
        demo::run(options).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let config = Config::load(line.config.as_deref())?;
    start_log(&config.log, serves);
    match line.command {
        Command::Serve => serve::serve(config).await?,
        Command::Init => init::init(config).await?,
        Command::Migrate => init::migrate(&config).await?,
        Command::Seed { file } => init::seed(&Desk::open(config).await?, &file).await?,
        Command::User(command) => user::run(command, &Desk::open(config).await?).await?,
        Command::Group(command) => group::run(command, &Desk::open(config).await?).await?,
        Command::Policy(command) => explain::run(command, &Desk::open(config).await?).await?,
        Command::App(command) => return app::run(command, &Desk::open(config).await?).await,
        Command::Keys(command) => keys::run(command, &Desk::open(config).await?).await?,
        Command::Audit(command) => return audit::run(command, &Desk::open(config).await?).await,
        Command::Pages { directory } => {
            let count = gallery::write_gallery(&directory, &config.pages)?;
            println!("{count} pages; begin with {}", directory.join("index.html").display());
        }
        // Answered above, before there was a configuration.
        Command::Doctor { .. } => {}
        #[cfg(feature = "demo")]
        Command::Demo(_) => {}
    }
    Ok(ExitCode::SUCCESS)
}

/// Begins to log: everything configured while serving, warnings only under other commands, whose answers are for people.
fn start_log(settings: &LogSettings, serves: bool) {
    let wanted = if serves { settings.filter.as_str() } else { "warn" };
    let filter = EnvFilter::try_new(wanted).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    let started = match settings.format {
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
        LogFormat::Text => builder.try_init(),
    };
    if let Err(error) = started {
        eprintln!("frontdesk: cannot log: {error}");
    }
}

/// The error and its causes, leaving out a cause that the error before it repeats.
fn in_one_line(error: &anyhow::Error) -> String {
    let mut said = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if said.is_empty() {
            said = cause;
        } else if !said.contains(&cause) {
            said = format!("{said}: {cause}");
        }
    }
    said
}

/// Writes `value` as JSON for another program.
fn print_json(value: &impl serde::Serialize) -> Result<()> {
    println!("{}", serde_json::to_string_pretty(value).context("cannot write JSON")?);
    Ok(())
}
