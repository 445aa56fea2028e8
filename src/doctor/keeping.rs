//! Where things are kept: database, schema, master key, Redis.

use super::Findings;
use crate::config::Config;
use crate::factors::{Method, MethodSet};
use crate::foundation::clock::{Clock, SystemClock};
use crate::foundation::sealed::{MasterKey, Sealer};
use crate::messages::sms::SmsRoute;
use crate::policy::{self, Accepted};
use crate::storage::{Ephemeral, Storage, master_key, migrator, shown};
use crate::users;

pub(super) async fn check(config: &Config, findings: &mut Findings) {
    let sealer = sealer(config, findings);
    if let Some(storage) = database(config, findings).await
        && schema(&storage, findings).await
    {
        if let Some(sealer) = &sealer {
            matching(&storage, sealer, findings).await;
        }
        operators(&storage, findings).await;
        policies(&storage, config, findings).await;
        database_clock(&storage, findings).await;
    }
    redis(config, findings).await;
}

fn sealer(config: &Config, findings: &mut Findings) -> Option<Sealer> {
    let settings = &config.master_key;
    let key = if settings.key.expose().is_empty() {
        if !settings.file.exists() {
            let what = format!("there is no master key at {}", shown(&settings.file));
            findings.fail("master key", what, "restore it from its copy; for a new installation run `frontdesk init`");
            return None;
        }
        master_key::read(&settings.file).map_err(|error| error.to_string())
    } else {
        MasterKey::parse(&settings.key).map_err(|error| error.to_string())
    };
    match key.and_then(|key| Sealer::new(&key).map_err(|error| error.to_string())) {
        Ok(sealer) => Some(sealer),
        Err(what) => {
            findings.fail("master key", what, "restore the key from its copy; set master_key.key or master_key.file");
            None
        }
    }
}

async fn database(config: &Config, findings: &mut Findings) -> Option<Storage> {
    if let Some(file) = config.database.file()
        && !file.exists()
    {
        findings.fail(
            "database",
            format!("there is no database at {}", shown(&file)),
            "correct database.url; for a new installation run `frontdesk init`",
        );
        return None;
    }
    let url = &config.database.url;
    let elsewhere = url.starts_with("postgres") && !["@localhost", "@127.0.0.1", "@[::1]", "host=/"].iter().any(|near| url.contains(near));
    if elsewhere && !url.contains("sslmode=verify-full") {
        findings.warn(
            "database",
            "the connection to the database server is not proved to reach it, and may be in plain text",
            "add ?sslmode=verify-full to database.url, and &sslrootcert=FILE for an authority of your own",
        );
    }
    let reached = async {
        let storage = Storage::connect(&config.database).await?;
        storage.ping().await?;
        Ok::<_, crate::storage::StorageError>(storage)
    };
    match reached.await {
        Ok(storage) => {
            findings.ok("database", if storage.is_postgres() { "PostgreSQL answers" } else { "the SQLite file can be read" });
            Some(storage)
        }
        Err(error) => {
            findings.fail("database", error.to_string(), "start the database server, or correct database.url");
            None
        }
    }
}

async fn schema(storage: &Storage, findings: &mut Findings) -> bool {
    match migrator::pending(storage.writer()).await {
        Ok(pending) if pending.is_empty() => {
            findings.ok("schema", "the database is at this version's schema");
            true
        }
        Ok(pending) => {
            findings.fail("schema", format!("steps are missing: {}", pending.join(", ")), "run `frontdesk migrate`");
            false
        }
        Err(error) => {
            findings.fail(
                "schema",
                error.to_string(),
                "use a version of Frontdesk at least as new as the one that last wrote this database",
            );
            false
        }
    }
}

async fn matching(storage: &Storage, sealer: &Sealer, findings: &mut Findings) {
    match master_key::noted(storage).await {
        Ok(Some(needed)) if needed == sealer.key_id() => findings.ok("master key", format!("it is the one of this database ({needed})")),
        Ok(Some(needed)) => findings.fail(
            "master key",
            format!("this is key {}, but the database was sealed under key {needed}", sealer.key_id()),
            "give the right key in master_key.key or master_key.file; without it, sealed secrets are lost",
        ),
        Ok(None) => {
            findings.warn("master key", "the database has not been used yet", "start `frontdesk serve` once, or run `frontdesk init`");
        }
        Err(error) => findings.fail("master key", error.to_string(), "mend the database first"),
    }
}

async fn operators(storage: &Storage, findings: &mut Findings) {
    match users::store::count(storage.read()).await {
        Ok(0) => {
            findings.warn("people", "there is nobody who could sign in", "add yourself: frontdesk user add you@example.com --operator");
        }
        Ok(count) => findings.ok("people", format!("{count} in the database")),
        Err(error) => findings.fail("people", error.to_string(), "mend the database first"),
    }
}

/// Groups whose members could set up nothing that is accepted.
async fn policies(storage: &Storage, config: &Config, findings: &mut Findings) {
    let mandatory = match policy::store::mandatory(storage.read()).await {
        Ok(mandatory) => mandatory,
        Err(error) => return findings.fail("policies", error.to_string(), "mend the database first"),
    };
    let sends_sms = !matches!(config.sms.gateway, SmsRoute::None);
    let only_sms = Accepted::of(MethodSet::NONE.with(Method::Sms), false);
    let stuck: Vec<String> = mandatory
        .iter()
        .filter(|(_, policy)| policy.satisfied_by() == only_sms && !sends_sms)
        .map(|(group, _)| group.to_string())
        .collect();
    if stuck.is_empty() {
        findings.ok("policies", format!("two-factor authentication is mandatory in {} groups", mandatory.len()));
    } else {
        findings.fail(
            "policies",
            format!("SMS is the only method that is accepted in {}, and no SMS is sent here", stuck.join(", ")),
            "set sms.gateway, or accept another method: frontdesk group policy set GROUP --methods totp,sms",
        );
    }
}

async fn database_clock(storage: &Storage, findings: &mut Findings) {
    if let Ok(Some(theirs)) = storage.clock().await {
        super::outside::compare_clocks("the database server", theirs, SystemClock.now(), findings);
    }
}

async fn redis(config: &Config, findings: &mut Findings) {
    if config.redis.url.expose().is_empty() {
        return;
    }
    let reached = async { Ephemeral::connect(&config.redis).await?.ping().await };
    match reached.await {
        Ok(()) => findings.ok("redis", "it answers"),
        Err(error) => findings.fail("redis", error.to_string(), "start Redis, or correct redis.url"),
    }
}
