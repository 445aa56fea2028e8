//! The apps' rows: clients, the groups they serve, their secrets, and the assertions that were used.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, TryInsertResult};
use serde::{Deserialize, Serialize};

use super::{Client, ClientId, ClientSettings, GroupsServed, LiveSecret};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{ClientSecretId, GroupId};
use crate::foundation::secret::TokenDigest;
use crate::storage::StorageError;
use crate::storage::entity::{client, client_group, client_secret, used_assertion};

/// How many secrets of an app may be live at once: the one in use, and the one that replaces it.
pub const MAX_LIVE_SECRETS: usize = 2;

const ACTIVE: &str = "active";
const DISABLED: &str = "disabled";

/// The JSON column. Whether only listed groups are served stands here and not in the number of rows, so that an app whose
/// last group was deleted serves nobody instead of everybody.
#[derive(Serialize, Deserialize)]
struct Stored {
    listed_groups_only: bool,
    #[serde(flatten)]
    settings: ClientSettings,
}

fn settings_column(client: &Client) -> Result<String, StorageError> {
    let listed_groups_only = matches!(client.groups, GroupsServed::Only(_));
    Ok(serde_json::to_string(&Stored { listed_groups_only, settings: client.settings.clone() })?)
}

const fn state_column(active: bool) -> &'static str {
    if active { ACTIVE } else { DISABLED }
}

fn client_from(row: client::Model, stored: Stored, groups: Vec<GroupId>) -> Result<Client, StorageError> {
    Ok(Client {
        id: ClientId::parse(&row.client_id).map_err(|error| StorageError::Damaged(error.to_string()))?,
        name: row.name,
        active: row.state == ACTIVE,
        settings: stored.settings,
        groups: if stored.listed_groups_only { GroupsServed::Only(groups) } else { GroupsServed::All },
        created_at: Timestamp::from_millis(row.created_at),
        updated_at: Timestamp::from_millis(row.updated_at),
    })
}

/// The app of this id, disabled ones too.
pub async fn find(c: &impl ConnectionTrait, id: &ClientId) -> Result<Option<Client>, StorageError> {
    let Some(row) = client::Entity::find_by_id(id.as_str()).one(c).await? else { return Ok(None) };
    let stored: Stored = serde_json::from_str(&row.settings)?;
    // Most apps serve everybody, and this is asked on every request of an app.
    let groups = if stored.listed_groups_only {
        client_group::Entity::find().filter(client_group::COLUMN.client_id.eq(id.as_str())).all(c).await?
    } else {
        Vec::new()
    };
    client_from(row, stored, groups.into_iter().map(|row| row.group_id).collect()).map(Some)
}

/// All apps by name.
pub async fn list(c: &impl ConnectionTrait) -> Result<Vec<Client>, StorageError> {
    let mut groups: BTreeMap<String, Vec<GroupId>> = BTreeMap::new();
    for row in client_group::Entity::find().all(c).await? {
        groups.entry(row.client_id).or_default().push(row.group_id);
    }
    let rows = client::Entity::find().order_by_asc(client::COLUMN.name).order_by_asc(client::COLUMN.client_id).all(c).await?;
    rows.into_iter()
        .map(|row| {
            let groups = groups.remove(&row.client_id).unwrap_or_default();
            let stored = serde_json::from_str(&row.settings)?;
            client_from(row, stored, groups)
        })
        .collect()
}

/// Keeps a new app; `false` if its id is taken.
pub async fn insert(tx: &impl ConnectionTrait, client: &Client) -> Result<bool, StorageError> {
    let row = client::ActiveModel {
        client_id: ActiveValue::Set(client.id.as_str().to_owned()),
        name: ActiveValue::Set(client.name.clone()),
        state: ActiveValue::Set(state_column(client.active).to_owned()),
        settings: ActiveValue::Set(settings_column(client)?),
        mandates_two_factor: ActiveValue::Set(client.settings.mandate_two_factor),
        created_at: ActiveValue::Set(client.created_at.as_millis()),
        updated_at: ActiveValue::Set(client.updated_at.as_millis()),
    };
    let inserted = client::Entity::insert(row).on_conflict_do_nothing().exec_without_returning(tx).await?;
    if !matches!(inserted, TryInsertResult::Inserted(1)) {
        return Ok(false);
    }
    serve_groups(tx, client).await?;
    Ok(true)
}

/// Replaces what is kept of an app; `false` if there is none of its id.
pub async fn update(tx: &impl ConnectionTrait, client: &Client) -> Result<bool, StorageError> {
    let updated = client::Entity::update_many()
        .col_expr(client::Column::Name, Expr::value(client.name.clone()))
        .col_expr(client::Column::State, Expr::value(state_column(client.active)))
        .col_expr(client::Column::Settings, Expr::value(settings_column(client)?))
        .col_expr(client::Column::MandatesTwoFactor, Expr::value(client.settings.mandate_two_factor))
        .col_expr(client::Column::UpdatedAt, Expr::value(client.updated_at.as_millis()))
        .filter(client::COLUMN.client_id.eq(client.id.as_str()))
        .exec(tx)
        .await?;
    if updated.rows_affected == 0 {
        return Ok(false);
    }
    client_group::Entity::delete_many().filter(client_group::COLUMN.client_id.eq(client.id.as_str())).exec(tx).await?;
    serve_groups(tx, client).await?;
    Ok(true)
}

async fn serve_groups(tx: &impl ConnectionTrait, client: &Client) -> Result<(), StorageError> {
    let GroupsServed::Only(groups) = &client.groups else { return Ok(()) };
    let distinct: BTreeSet<GroupId> = groups.iter().copied().collect();
    if distinct.is_empty() {
        return Ok(());
    }
    let rows = distinct.into_iter().map(|group_id| client_group::ActiveModel {
        client_id: ActiveValue::Set(client.id.as_str().to_owned()),
        group_id: ActiveValue::Set(group_id),
    });
    client_group::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

/// Enables or disables an app; `false` if there is none of this id.
pub async fn set_active(tx: &impl ConnectionTrait, id: &ClientId, active: bool, now: Timestamp) -> Result<bool, StorageError> {
    let updated = client::Entity::update_many()
        .col_expr(client::Column::State, Expr::value(state_column(active)))
        .col_expr(client::Column::UpdatedAt, Expr::value(now.as_millis()))
        .filter(client::COLUMN.client_id.eq(id.as_str()))
        .exec(tx)
        .await?;
    Ok(updated.rows_affected > 0)
}

/// The active apps that mandate two-factor authentication for every group that connects them, by name.
pub async fn mandating(c: &impl ConnectionTrait) -> Result<Vec<Client>, StorageError> {
    let rows = client::Entity::find()
        .filter(client::COLUMN.mandates_two_factor.eq(true))
        .filter(client::COLUMN.state.eq(ACTIVE))
        .order_by_asc(client::COLUMN.name)
        .all(c)
        .await?;
    let mut apps = Vec::with_capacity(rows.len());
    for row in rows {
        let id = ClientId::parse(&row.client_id).map_err(|error| StorageError::Damaged(error.to_string()))?;
        apps.extend(find(c, &id).await?);
    }
    Ok(apps)
}

/// Every origin whose scripts may call the endpoints that apps call (CORS), of active apps.
pub async fn all_origins(c: &impl ConnectionTrait) -> Result<BTreeSet<String>, StorageError> {
    let rows: Vec<String> = client::Entity::find()
        .select_only()
        .column(client::Column::Settings)
        .filter(client::COLUMN.state.eq(ACTIVE))
        .into_tuple()
        .all(c)
        .await?;
    let mut origins = BTreeSet::new();
    for row in rows {
        origins.extend(serde_json::from_str::<Stored>(&row)?.settings.origins);
    }
    Ok(origins)
}

/// Keeps the digest of one more secret; `None` if the app has [`MAX_LIVE_SECRETS`] live ones, or does not exist.
pub async fn add_secret(
    tx: &impl ConnectionTrait,
    client: &ClientId,
    id: ClientSecretId,
    digest: TokenDigest,
    now: Timestamp,
    expires_at: Option<Timestamp>,
) -> Result<Option<LiveSecret>, StorageError> {
    // The lock makes two additions at once see each other; SQLite's write lock does the same.
    let known = client::Entity::find_by_id(client.as_str()).lock_exclusive().one(tx).await?.is_some();
    if !known || secrets(tx, client, now).await?.len() >= MAX_LIVE_SECRETS {
        return Ok(None);
    }
    let row = client_secret::ActiveModel {
        id: ActiveValue::Set(id),
        client_id: ActiveValue::Set(client.as_str().to_owned()),
        digest: ActiveValue::Set(digest.to_vec()),
        created_at: ActiveValue::Set(now.as_millis()),
        expires_at: ActiveValue::Set(expires_at.map(Timestamp::as_millis)),
    };
    client_secret::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(Some(LiveSecret { id, created_at: now, expires_at }))
}

/// An app's live secrets, oldest first.
pub async fn secrets(c: &impl ConnectionTrait, client: &ClientId, now: Timestamp) -> Result<Vec<LiveSecret>, StorageError> {
    let rows = live_secrets(c, client, now).await?;
    let live = |row: client_secret::Model| LiveSecret {
        id: row.id,
        created_at: Timestamp::from_millis(row.created_at),
        expires_at: row.expires_at.map(Timestamp::from_millis),
    };
    Ok(rows.into_iter().map(live).collect())
}

/// Takes a secret away at once; `false` if the app has none of this id.
pub async fn remove_secret(tx: &impl ConnectionTrait, client: &ClientId, id: ClientSecretId) -> Result<bool, StorageError> {
    let removed = client_secret::Entity::delete_many()
        .filter(client_secret::COLUMN.client_id.eq(client.as_str()))
        .filter(client_secret::COLUMN.id.eq(id))
        .exec(tx)
        .await?;
    Ok(removed.rows_affected > 0)
}

/// Whether `digest` is that of a live secret of this app. Costs the same for an app that does not exist.
pub async fn secret_matches(
    c: &impl ConnectionTrait,
    client: &ClientId,
    digest: &TokenDigest,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let live = live_secrets(c, client, now).await?;
    // Always as many comparisons as there could be secrets, each in constant time.
    let mut matched = false;
    for slot in 0..MAX_LIVE_SECRETS.max(live.len()) {
        let kept = live.get(slot).and_then(|row| TokenDigest::from_bytes(&row.digest));
        matched |= kept.unwrap_or_else(|| TokenDigest::of(b"no secret")).matches(digest) && kept.is_some();
    }
    Ok(matched)
}

async fn live_secrets(c: &impl ConnectionTrait, client: &ClientId, now: Timestamp) -> Result<Vec<client_secret::Model>, StorageError> {
    let rows = client_secret::Entity::find()
        .filter(client_secret::COLUMN.client_id.eq(client.as_str()))
        .filter(client_secret::COLUMN.expires_at.is_null().or(client_secret::COLUMN.expires_at.gt(now.as_millis())))
        .order_by_asc(client_secret::COLUMN.created_at)
        .all(c)
        .await?;
    Ok(rows)
}

/// Uses up an assertion's `jti` (RFC 7523 section 3); `false` if it was used before. It is remembered until `expires_at`.
pub async fn use_assertion(tx: &impl ConnectionTrait, digest: &TokenDigest, expires_at: Timestamp) -> Result<bool, StorageError> {
    let row =
        used_assertion::ActiveModel { digest: ActiveValue::Set(digest.to_vec()), expires_at: ActiveValue::Set(expires_at.as_millis()) };
    let inserted = used_assertion::Entity::insert(row).on_conflict_do_nothing().exec_without_returning(tx).await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1)))
}

/// Forgets assertions that have expired, and secrets too: housekeeping.
pub async fn forget_expired(tx: &impl ConnectionTrait, now: Timestamp) -> Result<u64, StorageError> {
    let assertions = used_assertion::Entity::delete_many().filter(used_assertion::COLUMN.expires_at.lt(now.as_millis())).exec(tx).await?;
    let secrets = client_secret::Entity::delete_many().filter(client_secret::COLUMN.expires_at.lt(now.as_millis())).exec(tx).await?;
    Ok(assertions.rows_affected + secrets.rows_affected)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::random::Seeded;
    use crate::protocol::redirect_uri::RedirectUri;
    use crate::storage::{DatabaseSettings, Storage, migrator};

    const NOW: Timestamp = Timestamp::from_secs(1_000_000);

    async fn storage() -> Storage {
        let settings = DatabaseSettings { url: "sqlite::memory:".to_owned(), ..Default::default() };
        let storage = Storage::connect(&settings).await.unwrap();
        migrator::migrate(storage.writer()).await.unwrap();
        storage
    }

    fn notes() -> Client {
        Client {
            id: ClientId::parse("notes").unwrap(),
            name: "Riverside Notes".to_owned(),
            active: true,
            settings: ClientSettings {
                redirect_uris: vec![RedirectUri::register("https://notes.example.com/cb").unwrap()],
                origins: vec!["https://notes.example.com".to_owned()],
                ..ClientSettings::default()
            },
            groups: GroupsServed::All,
            created_at: NOW,
            updated_at: NOW,
        }
    }

    #[tokio::test]
    async fn an_app_is_kept_found_changed_and_disabled() {
        let storage = storage().await;
        let tx = storage.write().await.unwrap();
        let mut app = notes();
        assert!(insert(&tx, &app).await.unwrap());
        assert!(!insert(&tx, &app).await.unwrap(), "an id is taken once");
        assert_eq!(find(&tx, &app.id).await.unwrap().as_ref(), Some(&app));
        assert_eq!(all_origins(&tx).await.unwrap(), BTreeSet::from(["https://notes.example.com".to_owned()]));

        app.name = "Notes".to_owned();
        app.groups = GroupsServed::Only(Vec::new());
        assert!(update(&tx, &app).await.unwrap());
        assert_eq!(list(&tx).await.unwrap(), [app.clone()], "an app without groups serves none, not all");

        assert!(set_active(&tx, &app.id, false, NOW).await.unwrap());
        assert!(!find(&tx, &app.id).await.unwrap().unwrap().active);
        assert!(all_origins(&tx).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn two_secrets_are_live_at_once_and_each_ends_by_itself() {
        let storage = storage().await;
        let tx = storage.write().await.unwrap();
        let (app, random) = (notes(), Seeded::new(1));
        insert(&tx, &app).await.unwrap();
        let digest = |text: &str| TokenDigest::of(text.as_bytes());
        let id = || ClientSecretId::new(NOW, &random);
        let later = NOW.plus(std::time::Duration::from_mins(1));
        let old = add_secret(&tx, &app.id, id(), digest("old"), NOW, None).await.unwrap().unwrap();
        assert!(add_secret(&tx, &app.id, id(), digest("short"), NOW, Some(later)).await.unwrap().is_some());
        assert!(add_secret(&tx, &app.id, id(), digest("third"), NOW, None).await.unwrap().is_none());
        for (text, at, matches) in
            [("old", NOW, true), ("short", NOW, true), ("short", later, false), ("third", NOW, false), ("no secret", NOW, false)]
        {
            assert_eq!(secret_matches(&tx, &app.id, &digest(text), at).await.unwrap(), matches, "{text}");
        }
        assert!(!secret_matches(&tx, &ClientId::parse("nobody").unwrap(), &digest("old"), NOW).await.unwrap());
        assert!(remove_secret(&tx, &app.id, old.id).await.unwrap());
        assert!(!secret_matches(&tx, &app.id, &digest("old"), NOW).await.unwrap());
    }

    #[tokio::test]
    async fn an_assertion_is_used_once() {
        let storage = storage().await;
        let tx = storage.write().await.unwrap();
        let digest = TokenDigest::of(b"notes jti");
        assert!(use_assertion(&tx, &digest, NOW).await.unwrap());
        assert!(!use_assertion(&tx, &digest, NOW).await.unwrap());
        assert_eq!(forget_expired(&tx, NOW).await.unwrap(), 0);
        assert_eq!(forget_expired(&tx, NOW.plus(std::time::Duration::from_secs(1))).await.unwrap(), 1);
    }
}
