//! `frontdesk policy explain`: what is demanded of a person at a sign-in, and why.

use anyhow::{Context, Result};
use clap::Subcommand;
use serde_json::json;

use super::desk::Desk;
use super::print_json;
use super::table::rfc3339;
use super::user::find_user;
use crate::clients::{self, Client, ClientId};
use crate::factors::Factor;
use crate::policy;
use crate::policy::situation::store::{effective, enrolled};
use crate::text::{Files, LanguageTag, Text, Texts};

#[derive(Subcommand)]
pub(super) enum PolicyCommand {
    /// Say what is demanded of a person at a sign-in to an app, and why
    Explain {
        #[arg(value_name = "USER")]
        email: String,
        /// The app's id; without one, Frontdesk's own pages
        #[arg(value_name = "APP")]
        app: Option<String>,
        #[arg(long)]
        json: bool,
    },
}

pub(super) async fn run(command: PolicyCommand, desk: &Desk) -> Result<()> {
    match command {
        PolicyCommand::Explain { email, app, json } => explain(&email, app.as_deref(), json, desk).await,
    }
}

async fn explain(email: &str, app: Option<&str>, as_json: bool, desk: &Desk) -> Result<()> {
    let user = find_user(email, desk).await?;
    let app = match app {
        Some(id) => Some(find_app(id, desk).await?),
        None => None,
    };
    let (read, now) = (desk.storage.read(), desk.now());
    let policy = effective(read, user.id, app.as_ref(), None, now).await?;
    let has = enrolled(read, user.id).await?;
    let texts = Texts::load(&Files::load(None)?, &LanguageTag::default())?;
    let say = |text: &Text| texts.say(&LanguageTag::default(), text);
    let reasons: Vec<String> = policy.reasons.iter().map(|reason| say(&reason.text())).collect();
    if as_json {
        let demand = |demand: &policy::Demand| json!({ "methods": demand.accepted.iter().map(Factor::as_str).collect::<Vec<_>>(), "from": demand.from.map(rfc3339) });
        return print_json(&json!({
            "mandatory": policy.is_mandatory(),
            "demands": policy.demands.iter().chain(&policy.coming).map(demand).collect::<Vec<_>>(),
            "set_up": has.all().iter().map(Factor::as_str).collect::<Vec<_>>(),
            "reasons": reasons,
        }));
    }
    for reason in reasons {
        println!("{reason}");
    }
    println!("Set up: {}.", if has.all().is_empty() { "nothing".to_owned() } else { has.all().to_string() });
    Ok(())
}

async fn find_app(id: &str, desk: &Desk) -> Result<Client> {
    let missing = || format!("there is no app \"{id}\"; `frontdesk app list` shows which there are");
    let id = ClientId::parse(id).ok().with_context(missing)?;
    clients::store::find(desk.storage.read(), &id).await?.with_context(missing)
}
