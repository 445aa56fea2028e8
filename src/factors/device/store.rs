//! Trusted devices and known browsers in the database.

use std::time::Duration;

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder};

use super::{Acquaintance, Grounds, LONGEST_TRUST, TrustLimit, TrustedDevice};
use crate::factors::FactorPassed;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{TrustedDeviceId, UserId};
use crate::foundation::random::Random;
use crate::foundation::secret::TokenDigest;
use crate::messages::Asked;
use crate::storage::StorageError;
use crate::storage::entity::{known_browser, trusted_device, two_factor};
use crate::users;

use trusted_device::{COLUMN, Column, Entity, Model};

/// Trusts this browser for the person who has just passed a second step in it; `None` where the proof is of another kind.
pub async fn trust(
    c: &impl ConnectionTrait,
    proof: &FactorPassed,
    browser: &TokenDigest,
    from: &Asked,
    lifetime: Duration,
    random: &dyn Random,
) -> Result<Option<TrustedDeviceId>, StorageError> {
    if proof.factor().method().is_none() || lifetime.is_zero() {
        return Ok(None);
    }
    let (user, now) = (proof.user(), proof.at());
    let older = Entity::update_many().col_expr(Column::RevokedAt, Expr::value(now.as_millis())).filter(COLUMN.revoked_at.is_null());
    older.filter(COLUMN.user_id.eq(user)).filter(COLUMN.browser.eq(browser.to_vec())).exec(c).await?;
    let id = TrustedDeviceId::new(now, random);
    let row = Model {
        id,
        user_id: user,
        browser: browser.to_vec(),
        address: from.address.to_string(),
        user_agent: from.user_agent.clone(),
        created_at: now.as_millis(),
        last_used_at: None,
        expires_at: now.plus(lifetime.min(LONGEST_TRUST)).as_millis(),
        revoked_at: None,
    };
    Entity::insert(row.into_active_model()).exec_without_returning(c).await?;
    Ok(Some(id))
}

/// The trusted device that this browser is for this person, as far as the policy of the moment allows.
pub async fn recognise(
    c: &impl ConnectionTrait,
    user: UserId,
    browser: &TokenDigest,
    limit: TrustLimit,
    now: Timestamp,
) -> Result<Option<TrustedDevice>, StorageError> {
    if limit.longest.is_zero() {
        return Ok(None);
    }
    let row = live(user, now).filter(COLUMN.browser.eq(browser.to_vec())).order_by_desc(Column::CreatedAt).one(c).await?;
    let Some(device) = row.map(TrustedDevice::from) else { return Ok(None) };
    let grounds = grounds(c, user).await?;
    Ok(limit.allows(&device, grounds, now).then_some(device))
}

/// Whether a device is trusted still, whatever the policy of the moment allows besides.
pub async fn is_trusted(c: &impl ConnectionTrait, user: UserId, id: TrustedDeviceId, now: Timestamp) -> Result<bool, StorageError> {
    let Some(device) = live(user, now).filter(COLUMN.id.eq(id)).one(c).await?.map(TrustedDevice::from) else { return Ok(false) };
    let widest = TrustLimit { longest: LONGEST_TRUST, policy_changed_at: None };
    Ok(widest.allows(&device, grounds(c, user).await?, now))
}

async fn grounds(c: &impl ConnectionTrait, user: UserId) -> Result<Grounds, StorageError> {
    let factors = two_factor::Entity::find_by_id(user).one(c).await?.map(|row| Timestamp::from_millis(row.changed_at));
    Ok(Grounds { password: users::password::store::changed_at(c, user).await?, factors })
}

/// Notes that the second step was skipped on this device.
pub async fn note_use(c: &impl ConnectionTrait, device: &TrustedDevice, now: Timestamp) -> Result<(), StorageError> {
    let used = Entity::update_many().col_expr(Column::LastUsedAt, Expr::value(now.as_millis())).filter(COLUMN.id.eq(device.id));
    used.exec(c).await?;
    Ok(())
}

/// The person's trusted devices, newest first, without those that changes have made void.
pub async fn list(c: &impl ConnectionTrait, user: UserId, now: Timestamp) -> Result<Vec<TrustedDevice>, StorageError> {
    let grounds = grounds(c, user).await?;
    let widest = TrustLimit { longest: LONGEST_TRUST, policy_changed_at: None };
    let rows = live(user, now).order_by_desc(Column::CreatedAt).all(c).await?;
    Ok(rows.into_iter().map(TrustedDevice::from).filter(|device| widest.allows(device, grounds, now)).collect())
}

fn live(user: UserId, now: Timestamp) -> sea_orm::Select<Entity> {
    Entity::find().filter(COLUMN.user_id.eq(user)).filter(COLUMN.revoked_at.is_null()).filter(COLUMN.expires_at.gt(now.as_millis()))
}

/// Revokes one device of this person; whether there was one.
pub async fn revoke(c: &impl ConnectionTrait, user: UserId, id: TrustedDeviceId, now: Timestamp) -> Result<bool, StorageError> {
    let revoked = Entity::update_many().col_expr(Column::RevokedAt, Expr::value(now.as_millis())).filter(COLUMN.revoked_at.is_null());
    Ok(revoked.filter(COLUMN.user_id.eq(user)).filter(COLUMN.id.eq(id)).exec(c).await?.rows_affected == 1)
}

/// Revokes all devices of this person; how many.
pub async fn revoke_all(c: &impl ConnectionTrait, user: UserId, now: Timestamp) -> Result<u64, StorageError> {
    let revoked = Entity::update_many().col_expr(Column::RevokedAt, Expr::value(now.as_millis())).filter(COLUMN.revoked_at.is_null());
    Ok(revoked.filter(COLUMN.user_id.eq(user)).exec(c).await?.rows_affected)
}

/// Notes that the person was seen with this browser, and tells whether that is news.
pub async fn meet(c: &impl ConnectionTrait, user: UserId, browser: &TokenDigest, now: Timestamp) -> Result<Acquaintance, StorageError> {
    use known_browser::{COLUMN, Column, Entity, Model};
    let seen = Entity::update_many().col_expr(Column::LastSeenAt, Expr::value(now.as_millis()));
    let seen = seen.filter(COLUMN.user_id.eq(user)).filter(COLUMN.browser.eq(browser.to_vec())).exec(c).await?;
    if seen.rows_affected > 0 {
        return Ok(Acquaintance::Known);
    }
    let others = Entity::find().filter(COLUMN.user_id.eq(user)).count(c).await?;
    let row = Model { user_id: user, browser: browser.to_vec(), first_seen_at: now.as_millis(), last_seen_at: now.as_millis() }
        .into_active_model();
    let once = OnConflict::columns([Column::UserId, Column::Browser]).do_nothing().to_owned();
    let added = Entity::insert(row).on_conflict(once).exec_without_returning(c).await?;
    Ok(match (added, others) {
        (0, _) => Acquaintance::Known,
        (_, 0) => Acquaintance::First,
        _ => Acquaintance::New,
    })
}

/// Removes trusted devices whose time was over, and browsers not seen since, `before`. Returns how many rows went.
pub async fn purge(c: &impl ConnectionTrait, trusted_before: Timestamp, seen_before: Timestamp) -> Result<u64, StorageError> {
    let trusted = Entity::delete_many().filter(COLUMN.expires_at.lt(trusted_before.as_millis())).exec(c).await?;
    let seen = known_browser::Entity::delete_many().filter(known_browser::COLUMN.last_seen_at.lt(seen_before.as_millis())).exec(c).await?;
    Ok(trusted.rows_affected + seen.rows_affected)
}

impl From<Model> for TrustedDevice {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            user: row.user_id,
            address: row.address,
            user_agent: row.user_agent,
            created_at: Timestamp::from_millis(row.created_at),
            last_used_at: row.last_used_at.map(Timestamp::from_millis),
            expires_at: Timestamp::from_millis(row.expires_at),
            browser: row.browser,
        }
    }
}
