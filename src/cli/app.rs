//! `frontdesk app`: practice apps.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Subcommand;
use serde_json::{Value, json};

use super::app_logouts::{self, ShowLogouts};
use super::app_options::AddApp;
use super::app_secret::{self, SecretCommand};
use super::app_test;
use super::desk::Desk;
use super::group::all_groups;
use super::print_json;
use super::table::{Table, moment, rfc3339};
use crate::audit::EventKind;
use crate::clients::{AuthMethod, Client, ClientId, GroupsServed, registration, store};
use crate::policy;
use crate::seed;

#[derive(Subcommand)]
pub(super) enum AppCommand {
    /// Add an app; prints its id and, once, its secret
    Add(Box<AddApp>),
    /// List apps
    List {
        #[arg(long)]
        json: bool,
    },
    /// Show everything about an app but its secrets
    Show {
        id: ClientId,
        #[arg(long)]
        json: bool,
    },
    /// An app's secrets: two may be live, so that one can replace the other without a gap
    #[command(subcommand)]
    Secret(SecretCommand),
    /// Give an app no more codes and tokens, and end what it has
    Disable { id: ClientId },
    /// Let a disabled app work again
    Enable { id: ClientId },
    /// What became of telling apps that people's sessions have ended
    Logouts(ShowLogouts),
    /// Try an app's settings: what its developer needs, and what would not work
    Test {
        id: ClientId,
        /// Also try a secret, from the first line of standard input
        #[arg(long)]
        secret_stdin: bool,
        #[arg(long)]
        json: bool,
    },
}

pub(super) async fn run(command: AppCommand, desk: &Desk) -> Result<ExitCode> {
    match command {
        AppCommand::Add(wanted) => add(*wanted, desk).await?,
        AppCommand::List { json } => list(json, desk).await?,
        AppCommand::Show { id, json } => show(&id, json, desk).await?,
        AppCommand::Secret(command) => app_secret::run(command, desk).await?,
        AppCommand::Disable { id } => set_active(&id, false, desk).await?,
        AppCommand::Enable { id } => set_active(&id, true, desk).await?,
        AppCommand::Logouts(wanted) => app_logouts::run(&wanted, desk).await?,
        AppCommand::Test { id, secret_stdin, json } => return app_test::run(&id, secret_stdin, json, desk).await,
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn find_app(id: &ClientId, desk: &Desk) -> Result<Client> {
    let client = store::find(desk.storage.read(), id).await?;
    client.with_context(|| format!("there is no app {id}; `frontdesk app list` shows which there are"))
}

async fn add(wanted: AddApp, desk: &Desk) -> Result<()> {
    let draft = wanted.draft()?;
    let (name, settings) = registration::register(&draft).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        anyhow::anyhow!(lines.join("\n           "))
    })?;
    let id = draft.id.clone().unwrap_or_else(|| seed::fresh_client_id(&name, desk.random()));
    let id = ClientId::parse(&id)?;
    let (now, tx) = (desk.now(), desk.storage.write().await?);
    let groups = match seed::served(&tx, draft.groups.as_deref()).await? {
        Ok(groups) => groups,
        Err(unknown) => bail!("there is no group \"{}\"; `frontdesk group list` shows which there are", unknown.join("\", \"")),
    };
    let client = Client { id, name, active: true, settings, groups, created_at: now, updated_at: now };
    if !store::insert(&tx, &client).await? {
        bail!("there is an app {} already; choose another --id", client.id);
    }
    policy::change::app_changed(&tx, None, &client, now).await?;
    let mut events = vec![desk.event(EventKind::AppAdded).for_app(client.id.as_str()).with("name", &client.name)];
    let mut shown = None;
    if client.settings.auth_method == AuthMethod::ClientSecret {
        let agreed = draft.secret.as_ref().map(|secret| secret.expose().to_owned());
        let kept = app_secret::keep(&tx, &client.id, agreed.as_deref(), None, desk).await?;
        events.push(kept.event);
        shown = kept.fresh;
    }
    desk.finish(tx, &events).await?;
    println!("Added {}", client.name);
    println!("  client_id      {}", client.id);
    if let Some(secret) = shown {
        println!("  client_secret  {}", secret.expose());
        println!("The secret is shown this once; Frontdesk keeps only a digest of it.");
    }
    println!("  issuer         {}", desk.config.web.issuer);
    Ok(())
}

fn method(client: &Client) -> &'static str {
    match client.settings.auth_method {
        AuthMethod::ClientSecret => "client_secret",
        AuthMethod::PrivateKeyJwt => "private_key_jwt",
        AuthMethod::None => "none",
    }
}

async fn list(as_json: bool, desk: &Desk) -> Result<()> {
    let all = store::list(desk.storage.read()).await?;
    if as_json {
        let mut entries = Vec::new();
        for client in &all {
            entries.push(everything(client, desk).await?);
        }
        return print_json(&entries);
    }
    let mut table = Table::new(&["ID", "NAME", "STATE", "PARTY", "PROVES ITSELF BY"]);
    for client in all {
        let (state, party) = (state(&client), if client.is_first_party() { "first" } else { "third" });
        let method = method(&client).to_owned();
        table.row(vec![client.id.to_string(), client.name, state.to_owned(), party.to_owned(), method]);
    }
    table.print("There are no apps yet; add one with `frontdesk app add`.");
    Ok(())
}

fn state(client: &Client) -> &'static str {
    if client.active { "active" } else { "disabled" }
}

/// Everything about an app but its secrets.
async fn everything(client: &Client, desk: &Desk) -> Result<Value> {
    let groups = match &client.groups {
        GroupsServed::All => Value::from("all"),
        GroupsServed::Only(ids) => {
            let names = all_groups(desk).await?.into_iter().filter(|group| ids.contains(&group.id)).map(|group| group.name);
            json!(names.collect::<Vec<_>>())
        }
    };
    let secrets = store::secrets(desk.storage.read(), &client.id, desk.now()).await?;
    let secrets: Vec<Value> = secrets
        .iter()
        .map(|secret| json!({ "id": secret.id, "created_at": rfc3339(secret.created_at), "expires_at": secret.expires_at.map(rfc3339) }))
        .collect();
    Ok(json!({
        "id": client.id, "name": client.name, "state": state(client), "groups": groups, "secrets": secrets,
        "created_at": rfc3339(client.created_at), "updated_at": rfc3339(client.updated_at), "settings": client.settings,
    }))
}

async fn show(id: &ClientId, as_json: bool, desk: &Desk) -> Result<()> {
    let client = find_app(id, desk).await?;
    let all = everything(&client, desk).await?;
    if as_json {
        return print_json(&all);
    }
    println!("{} ({})", client.name, client.id);
    println!("  state                      {}, since {}", state(&client), moment(client.created_at));
    println!("  groups                     {}", in_words(&all["groups"]));
    for (name, value) in all["settings"].as_object().into_iter().flatten() {
        let words = in_words(value);
        if !words.is_empty() {
            println!("  {name:<26} {words}");
        }
    }
    for secret in store::secrets(desk.storage.read(), id, desk.now()).await? {
        let end = secret.expires_at.map_or_else(|| "no end".to_owned(), |at| format!("ends {}", moment(at)));
        println!("  {:<26} {}  since {}, {end}", "secret", secret.id, moment(secret.created_at));
    }
    Ok(())
}

/// A setting as a person reads it; empty for one that is not set.
fn in_words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(in_words).collect::<Vec<_>>().join("  "),
        Value::Object(members) if members.contains_key("keys") => "registered".to_owned(),
        Value::Object(members) => {
            let set = members.iter().filter(|(_, value)| !value.is_null());
            set.map(|(name, value)| format!("{name} {}", in_words(value))).collect::<Vec<_>>().join("  ")
        }
        other @ Value::Number(_) => other.to_string(),
    }
}

async fn set_active(id: &ClientId, active: bool, desk: &Desk) -> Result<()> {
    let client = find_app(id, desk).await?;
    let word = if active { "active" } else { "disabled" };
    if client.active == active {
        println!("{id} is {word} already.");
        return Ok(());
    }
    let tx = desk.storage.write().await?;
    store::set_active(&tx, id, active, desk.now()).await?;
    policy::change::app_changed(&tx, Some(&client), &Client { active, ..client.clone() }, desk.now()).await?;
    let kind = if active { EventKind::AppEnabled } else { EventKind::AppDisabled };
    desk.finish(tx, &[desk.event(kind).for_app(id.as_str())]).await?;
    println!("{id} is {word} now.");
    Ok(())
}
