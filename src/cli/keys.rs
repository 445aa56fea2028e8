//! `frontdesk keys`: the keys that sign tokens.

use anyhow::Result;
use clap::Subcommand;
use serde_json::json;

use super::desk::Desk;
use super::print_json;
use super::table::{Table, moment, rfc3339};
use crate::audit::EventKind;
use crate::keys::{KeyState, Rotation};

#[derive(Subcommand)]
pub(super) enum KeysCommand {
    /// List the keys and what each does now
    List {
        #[arg(long)]
        json: bool,
    },
    /// Make new keys now and use them at once; the old ones stay published until their tokens have ended
    Rotate,
}

pub(super) async fn run(command: KeysCommand, desk: &Desk) -> Result<()> {
    match command {
        KeysCommand::List { json } => list(json, desk).await,
        KeysCommand::Rotate => rotate(desk).await,
    }
}

async fn list(as_json: bool, desk: &Desk) -> Result<()> {
    let app = desk.app().await?;
    let states = app.key_ring.states(desk.now());
    if as_json {
        let entry = |key: &KeyState| {
            json!({
                "kid": key.kid, "alg": key.alg.as_str(), "phase": key.phase, "created_at": rfc3339(key.created_at),
                "use_from": rfc3339(key.use_from), "use_until": rfc3339(key.use_until), "remove_at": rfc3339(key.remove_at),
            })
        };
        return print_json(&states.iter().map(entry).collect::<Vec<_>>());
    }
    let mut table = Table::new(&["KEY", "ALGORITHM", "PHASE", "USED FROM", "USED UNTIL", "REMOVED"]);
    for key in states {
        let phase = format!("{:?}", key.phase).to_lowercase();
        table.row(vec![key.kid, key.alg.as_str().to_owned(), phase, moment(key.use_from), moment(key.use_until), moment(key.remove_at)]);
    }
    table.print("There are no keys yet; `frontdesk serve` makes them.");
    Ok(())
}

async fn rotate(desk: &Desk) -> Result<()> {
    let app = desk.app().await?;
    let made = app.key_ring.rotate(&app.storage, &app.sealer, desk.now(), desk.random(), Rotation::AtOnce).await?;
    let tx = desk.storage.write().await?;
    desk.finish(tx, &[desk.event(EventKind::KeysRotated).with("made", made)]).await?;
    println!("Made {made} keys. Running servers take them up within {}.", humantime::format_duration(app.config.keys.check_interval()));
    Ok(())
}
