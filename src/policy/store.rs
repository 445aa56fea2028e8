//! Groups' policies in the database: as they are, with their history, and the time that members were given.

use std::collections::HashMap;
use std::time::Duration;

use ipnet::IpNet;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use super::{Accepted, GroupPolicy, Preset, Setting};
use crate::audit::Actor;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{GroupId, UserId};
use crate::storage::entity::group_policy::Column;
use crate::storage::entity::{deadline_extension, group, group_policy, group_policy_version, put_off_set_up};
use crate::storage::{StorageError, Transaction};

/// A policy can be put back as it was before for so long.
pub const UNDO_WITHIN: Duration = Duration::from_hours(24);

/// One entry of a group's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Counts from one.
    pub version: i32,
    pub policy: GroupPolicy,
    pub at: Timestamp,
    /// An actor of the audit, such as `user:…`.
    pub by: String,
}

/// The JSON columns. Times of day in milliseconds, lengths in seconds. Unknown members are passed over, and new ones have
/// defaults, so that an older entry of the history can always be put back.
#[derive(Serialize, Deserialize)]
#[serde(default)]
struct Stored {
    preset: Preset,
    setting: Setting,
    accepted: String,
    passkey_counts: bool,
    enforce_from: Option<i64>,
    remember_device: u64,
    trusted_networks: Vec<IpNet>,
    idle: Option<u64>,
    absolute: Option<u64>,
    ask_again: u64,
}

impl Default for Stored {
    fn default() -> Self {
        Self::from(&GroupPolicy::default())
    }
}

impl From<&GroupPolicy> for Stored {
    fn from(policy: &GroupPolicy) -> Self {
        Self {
            preset: policy.preset,
            setting: policy.setting,
            accepted: policy.accepted.to_string(),
            passkey_counts: policy.passkey_counts,
            enforce_from: policy.enforce_from.map(Timestamp::as_millis),
            remember_device: policy.remember_device.as_secs(),
            trusted_networks: policy.trusted_networks.clone(),
            idle: policy.idle.map(|idle| idle.as_secs()),
            absolute: policy.absolute.map(|absolute| absolute.as_secs()),
            ask_again: policy.ask_again.as_secs(),
        }
    }
}

fn read(group: GroupId, text: &str, changed_at: i64) -> Result<GroupPolicy, StorageError> {
    let stored: Stored = serde_json::from_str(text)?;
    let damaged = |what: String| StorageError::Damaged(format!("policy of group {group}: {what}"));
    Ok(GroupPolicy {
        preset: stored.preset,
        setting: stored.setting,
        accepted: stored.accepted.parse::<Accepted>().map_err(damaged)?,
        passkey_counts: stored.passkey_counts,
        enforce_from: stored.enforce_from.map(Timestamp::from_millis),
        remember_device: Duration::from_secs(stored.remember_device),
        trusted_networks: stored.trusted_networks,
        idle: stored.idle.map(Duration::from_secs),
        absolute: stored.absolute.map(Duration::from_secs),
        ask_again: Duration::from_secs(stored.ask_again),
        changed_at: Timestamp::from_millis(changed_at),
    })
}

/// The policy of a group; one that never chose any has no preference.
pub async fn find(c: &impl ConnectionTrait, group: GroupId) -> Result<GroupPolicy, StorageError> {
    let row = group_policy::Entity::find_by_id(group).one(c).await?;
    row.map_or_else(|| Ok(GroupPolicy::default()), |row| read(group, &row.policy, row.changed_at))
}

/// The newest version of a group's policy; zero where it never chose any.
pub async fn version(c: &impl ConnectionTrait, group: GroupId) -> Result<i32, StorageError> {
    Ok(group_policy::Entity::find_by_id(group).one(c).await?.map_or(0, |row| row.version))
}

/// The policies of those of these groups that chose one.
pub async fn of_groups(c: &impl ConnectionTrait, groups: &[GroupId]) -> Result<HashMap<GroupId, GroupPolicy>, StorageError> {
    if groups.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = group_policy::Entity::find().filter(group_policy::COLUMN.group_id.is_in(groups.iter().copied())).all(c).await?;
    rows.into_iter().map(|row| Ok((row.group_id, read(row.group_id, &row.policy, row.changed_at)?))).collect()
}

/// Every mandatory group with its policy.
pub async fn mandatory(c: &impl ConnectionTrait) -> Result<Vec<(GroupId, GroupPolicy)>, StorageError> {
    let rows = group_policy::Entity::find().filter(group_policy::COLUMN.setting.eq(Setting::Mandatory.as_str())).all(c).await?;
    rows.into_iter().map(|row| Ok((row.group_id, read(row.group_id, &row.policy, row.changed_at)?))).collect()
}

/// Writes a policy and its entry of the history. [`adopt`](super::change::adopt) is what pages and commands call: it holds
/// the policy to its rules and makes it count for sessions that run.
pub(super) async fn save(
    tx: &Transaction,
    group: GroupId,
    policy: &GroupPolicy,
    by: &Actor,
    now: Timestamp,
) -> Result<GroupPolicy, StorageError> {
    // The group's row is held, so that two who save at once get two entries of the history.
    group::Entity::find_by_id(group).lock_exclusive().one(tx).await?;
    let newest = history(tx, group, 1).await?.first().map_or(0, |saved| saved.version);
    let text = serde_json::to_string(&Stored::from(policy))?;
    let entry = group_policy_version::Model {
        group_id: group,
        version: newest + 1,
        policy: text.clone(),
        saved_at: now.as_millis(),
        saved_by: by.to_string(),
    };
    group_policy_version::Entity::insert(entry.into_active_model()).exec_without_returning(tx).await?;
    let row = group_policy::Model {
        group_id: group,
        version: newest + 1,
        setting: policy.setting.as_str().to_owned(),
        enforce_from: policy.enforce_from.map(Timestamp::as_millis),
        policy: text,
        changed_at: now.as_millis(),
    };
    let over = OnConflict::column(Column::GroupId)
        .update_columns([Column::Version, Column::Setting, Column::EnforceFrom, Column::Policy, Column::ChangedAt])
        .to_owned();
    group_policy::Entity::insert(row.into_active_model()).on_conflict(over).exec_without_returning(tx).await?;
    Ok(GroupPolicy { changed_at: now, ..policy.clone() })
}

/// The history of a group's policy, the newest first.
pub async fn history(c: &impl ConnectionTrait, group: GroupId, limit: u64) -> Result<Vec<Saved>, StorageError> {
    let rows = group_policy_version::Entity::find()
        .filter(group_policy_version::COLUMN.group_id.eq(group))
        .order_by_desc(group_policy_version::Column::Version)
        .limit(limit)
        .all(c)
        .await?;
    rows.into_iter()
        .map(|row| {
            let policy = read(group, &row.policy, row.saved_at)?;
            Ok(Saved { version: row.version, policy, at: Timestamp::from_millis(row.saved_at), by: row.saved_by })
        })
        .collect()
}

/// What an undo would put back: the policy before the newest, as long as that is less than a day old. With the version that
/// would be undone.
pub async fn undoable(c: &impl ConnectionTrait, group: GroupId, now: Timestamp) -> Result<Option<(i32, GroupPolicy)>, StorageError> {
    let mut newest = history(c, group, 2).await?.into_iter();
    let Some(last) = newest.next().filter(|last| now.since(last.at) < UNDO_WITHIN) else { return Ok(None) };
    Ok(Some((last.version, newest.next().map_or_else(GroupPolicy::default, |before| before.policy))))
}

/// Keeps that a member has time until then, in place of any time given before.
pub(super) async fn extend(
    tx: &Transaction,
    user: UserId,
    group: GroupId,
    until: Timestamp,
    by: &Actor,
    now: Timestamp,
) -> Result<(), StorageError> {
    use deadline_extension::Column as C;
    let row = deadline_extension::Model {
        group_id: group,
        user_id: user,
        until: until.as_millis(),
        extended_at: now.as_millis(),
        extended_by: by.to_string(),
    };
    let over = OnConflict::columns([C::GroupId, C::UserId]).update_columns([C::Until, C::ExtendedAt, C::ExtendedBy]).to_owned();
    deadline_extension::Entity::insert(row.into_active_model()).on_conflict(over).exec_without_returning(tx).await?;
    Ok(())
}

/// The time that a person was given, by group.
pub async fn extensions_of(c: &impl ConnectionTrait, user: UserId) -> Result<HashMap<GroupId, Timestamp>, StorageError> {
    let rows = deadline_extension::Entity::find().filter(deadline_extension::COLUMN.user_id.eq(user)).all(c).await?;
    Ok(rows.into_iter().map(|row| (row.group_id, Timestamp::from_millis(row.until))).collect())
}

/// The time that members of a group were given.
pub async fn extensions_in(c: &impl ConnectionTrait, group: GroupId) -> Result<HashMap<UserId, Timestamp>, StorageError> {
    let rows = deadline_extension::Entity::find().filter(deadline_extension::COLUMN.group_id.eq(group)).all(c).await?;
    Ok(rows.into_iter().map(|row| (row.user_id, Timestamp::from_millis(row.until))).collect())
}

/// Notes that a person put off setting something up.
pub async fn put_off(c: &impl ConnectionTrait, user: UserId, now: Timestamp) -> Result<(), StorageError> {
    let row = put_off_set_up::Model { user_id: user, put_off_at: now.as_millis() };
    let over = OnConflict::column(put_off_set_up::Column::UserId).update_column(put_off_set_up::Column::PutOffAt).to_owned();
    put_off_set_up::Entity::insert(row.into_active_model()).on_conflict(over).exec_without_returning(c).await?;
    Ok(())
}

/// When a person last did.
pub async fn put_off_at(c: &impl ConnectionTrait, user: UserId) -> Result<Option<Timestamp>, StorageError> {
    Ok(put_off_set_up::Entity::find_by_id(user).one(c).await?.map(|row| Timestamp::from_millis(row.put_off_at)))
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
