//! `frontdesk app secret`: two may be live at once, so that an app moves to the new one before the old one goes.

use std::time::Duration;

use anyhow::{Result, bail};
use clap::Subcommand;
use serde_json::json;

use super::app::find_app;
use super::desk::Desk;
use super::print_json;
use super::table::{Table, moment, rfc3339};
use crate::audit::{EventKind, SecurityEvent};
use crate::clients::{AuthMethod, ClientId, store};
use crate::foundation::id::ClientSecretId;
use crate::foundation::secret::{OpaqueToken, TokenDigest};
use crate::storage::Transaction;

/// Names the type of a secret, so that a leaked one is recognised.
const PREFIX: &str = "fds";

#[derive(Subcommand)]
pub(super) enum SecretCommand {
    /// Make one more secret; prints it once
    Add {
        id: ClientId,
        /// The secret ends after this time, such as 90d [default: never]
        #[arg(long, value_name = "DURATION", value_parser = humantime::parse_duration)]
        expires_in: Option<Duration>,
    },
    /// List an app's live secrets, which are not shown again
    List {
        id: ClientId,
        #[arg(long)]
        json: bool,
    },
    /// End a secret at once
    Remove {
        id: ClientId,
        #[arg(value_name = "SECRET_ID")]
        secret: ClientSecretId,
    },
}

/// A secret that was kept, and what to write down and show of it.
pub(super) struct Kept {
    pub(super) event: SecurityEvent,
    /// The secret, if it was made here.
    pub(super) fresh: Option<OpaqueToken>,
}

pub(super) async fn run(command: SecretCommand, desk: &Desk) -> Result<()> {
    match command {
        SecretCommand::Add { id, expires_in } => add(&id, expires_in, desk).await,
        SecretCommand::List { id, json } => list(&id, json, desk).await,
        SecretCommand::Remove { id, secret } => remove(&id, secret, desk).await,
    }
}

/// Keeps the digest of `agreed`, or of a fresh secret.
pub(super) async fn keep(tx: &Transaction, id: &ClientId, agreed: Option<&str>, expires_in: Option<Duration>, desk: &Desk) -> Result<Kept> {
    let fresh = agreed.is_none().then(|| OpaqueToken::fresh(PREFIX, desk.random()));
    let digest = fresh.as_ref().map_or_else(|| TokenDigest::of(agreed.unwrap_or_default().as_bytes()), OpaqueToken::digest);
    let now = desk.now();
    let secret = ClientSecretId::new(now, desk.random());
    let expires_at = expires_in.map(|lifetime| now.plus(lifetime));
    if store::add_secret(tx, id, secret, digest, now, expires_at).await?.is_none() {
        bail!("{id} has {} live secrets already; remove one with `frontdesk app secret remove {id} SECRET_ID`", store::MAX_LIVE_SECRETS);
    }
    Ok(Kept { event: desk.event(EventKind::AppSecretAdded).for_app(id.as_str()).with("secret", secret), fresh })
}

async fn add(id: &ClientId, expires_in: Option<Duration>, desk: &Desk) -> Result<()> {
    let client = find_app(id, desk).await?;
    if client.settings.auth_method != AuthMethod::ClientSecret {
        bail!("{id} does not prove itself by a secret; see `frontdesk app show {id}`");
    }
    let tx = desk.storage.write().await?;
    let kept = keep(&tx, id, None, expires_in, desk).await?;
    desk.finish(tx, &[kept.event]).await?;
    if let Some(secret) = kept.fresh {
        println!("{}", secret.expose());
        eprintln!("The secret is shown this once. When the app uses it, remove the old one: frontdesk app secret list {id}");
    }
    Ok(())
}

async fn list(id: &ClientId, as_json: bool, desk: &Desk) -> Result<()> {
    find_app(id, desk).await?;
    let secrets = store::secrets(desk.storage.read(), id, desk.now()).await?;
    if as_json {
        let entries = secrets.iter().map(
            |secret| json!({ "id": secret.id, "created_at": rfc3339(secret.created_at), "expires_at": secret.expires_at.map(rfc3339) }),
        );
        return print_json(&entries.collect::<Vec<_>>());
    }
    let mut table = Table::new(&["SECRET ID", "SINCE", "ENDS"]);
    for secret in secrets {
        let ends = secret.expires_at.map_or_else(|| "never".to_owned(), moment);
        table.row(vec![secret.id.to_string(), moment(secret.created_at), ends]);
    }
    table.print(&format!("{id} has no live secret; make one with `frontdesk app secret add {id}`."));
    Ok(())
}

async fn remove(id: &ClientId, secret: ClientSecretId, desk: &Desk) -> Result<()> {
    find_app(id, desk).await?;
    let tx = desk.storage.write().await?;
    if !store::remove_secret(&tx, id, secret).await? {
        bail!("{id} has no secret {secret}; `frontdesk app secret list {id}` shows which it has");
    }
    desk.finish(tx, &[desk.event(EventKind::AppSecretRemoved).for_app(id.as_str()).with("secret", secret)]).await?;
    println!("The secret {secret} of {id} has ended.");
    Ok(())
}
