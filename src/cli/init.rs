//! Setting up: `init`, `migrate`, `seed`.

use std::path::Path;

use anyhow::{Result, bail};

use super::desk::Desk;
use crate::app::App;
use crate::audit::{self, Actor, EventKind, SecurityEvent};
use crate::config::Config;
use crate::foundation::random::OperatingSystem;
use crate::seed::{self, Ground, Seed};
use crate::storage::{Storage, master_key, migrator, shown};

/// Makes the master key, the database and the signing keys of a new installation. What is there already is not touched.
pub(super) async fn init(config: Config) -> Result<()> {
    let brings_key = !config.master_key.key.expose().is_empty();
    let key_file = config.master_key.file.clone();
    if !brings_key && key_file.exists() {
        bail!("the master key {} exists already; `init` is for new installations and overwrites nothing", shown(&key_file));
    }
    let database = config.database.file();
    if let Some(file) = database.as_ref().filter(|file| file.exists()) {
        bail!("the database {} exists already; `init` is for new installations and overwrites nothing", shown(file));
    }
    if database.is_none() {
        let storage = Storage::connect(&config.database).await?;
        if migrator::is_begun(storage.writer()).await? {
            bail!("the database is in use already; `init` is for new installations. To bring it up to date run `frontdesk migrate`");
        }
        storage.close().await?;
    }
    if !brings_key {
        master_key::make(&key_file, &OperatingSystem)?;
    }
    let app = App::start(config).await?;
    let tx = app.storage.write().await?;
    let by = Desk::open(app.config.clone()).await?.actor();
    audit::append(&tx, app.clock.now(), &SecurityEvent::new(EventKind::Installed, by)).await?;
    tx.commit().await?;
    if brings_key {
        println!("Master key   from the configuration");
    } else {
        println!("Master key   {}  (readable by this account only; keep a copy apart from the database's backups)", shown(&key_file));
    }
    match &database {
        Some(file) => println!("Database     {}", shown(file)),
        None => println!("Database     PostgreSQL"),
    }
    println!("Issuer       {}", app.config.web.issuer);
    println!();
    println!("Next:");
    println!(
        "  1. Set web.issuer to the address that people will see, and [mail] to your mail server (config/frontdesk.toml lists every key)."
    );
    println!("  2. frontdesk user add you@example.com --name \"Your Name\" --operator");
    println!("  3. frontdesk app add --name \"Your App\" --redirect-uri https://app.example.com/callback");
    println!("  4. frontdesk serve");
    println!("  5. frontdesk doctor");
    Ok(())
}

/// Brings the database to this version's schema.
pub(super) async fn migrate(config: &Config) -> Result<()> {
    let storage = Storage::connect(&config.database).await?;
    let pending = migrator::pending(storage.writer()).await?;
    if pending.is_empty() {
        println!("The database is at this version's schema already.");
        return Ok(());
    }
    migrator::migrate(storage.writer()).await?;
    println!("Applied {}.", pending.join(", "));
    Ok(())
}

/// Applies a seed file.
pub(super) async fn seed(desk: &Desk, file: &Path) -> Result<()> {
    let seed = Seed::read(file)?;
    let app = desk.app().await?;
    say_applied(&plant(&app, &seed, desk.actor()).await?);
    Ok(())
}

async fn plant(app: &App, seed: &Seed, actor: Actor) -> Result<seed::Applied> {
    let ground = Ground { app, actor };
    Ok(seed::apply(seed, &ground).await?)
}

fn say_applied(applied: &seed::Applied) {
    if applied.is_nothing() {
        println!("Everything in the file is there already.");
        return;
    }
    println!("Seed applied: {applied}.");
    for id in &applied.without_secret {
        println!("The app {id} has no secret yet: frontdesk app secret add {id}");
    }
}
