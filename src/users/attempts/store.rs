//! Counts of failed attempts in the database: they outlive restarts and hold on every node.

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::{AttemptKey, CODES, FREE, LONGEST_DELAY, NEVER, TooEarly, still_blocked};
use crate::foundation::clock::Timestamp;
use crate::storage::StorageError;
use crate::storage::entity::attempt::{ActiveModel, COLUMN, Column, Entity, Model};

/// Tells, without counting, whether an attempt would be too early now.
pub async fn look(c: &impl ConnectionTrait, key: &AttemptKey, now: Timestamp) -> Result<Option<TooEarly>, StorageError> {
    let row = Entity::find_by_id(key.as_str()).one(c).await?;
    Ok(row.and_then(|row| still_blocked(Timestamp::from_millis(row.blocked_until), now)))
}

/// Counts an attempt that is about to be judged; refuses, without counting, one that comes too early.
///
/// One statement both asks and counts, so of many at once each is counted and none slips past a delay that another began.
pub async fn count(c: &impl ConnectionTrait, key: &AttemptKey, now: Timestamp) -> Result<Result<(), TooEarly>, StorageError> {
    let first = Model { key: key.as_str().to_owned(), failures: 1, last_failed_at: now.as_millis(), blocked_until: 0 };
    let old = |column: Column| Expr::col((Entity, column));
    let quiet = old(Column::LastFailedAt).lt(key.quiet_before(now).as_millis());
    let one_more = OnConflict::column(Column::Key)
        .value(Column::Failures, Expr::case(quiet, 1).finally(old(Column::Failures).add(1)))
        .value(Column::LastFailedAt, now.as_millis())
        .action_and_where(
            old(Column::BlockedUntil)
                .lte(now.as_millis())
                .or(old(Column::BlockedUntil).gt(now.plus(LONGEST_DELAY).as_millis()).and(old(Column::BlockedUntil).lt(NEVER.as_millis()))),
        )
        .to_owned();
    let counted = Entity::insert(first.into_active_model()).on_conflict(one_more).exec_without_returning(c).await?;
    let Some(row) = Entity::find_by_id(key.as_str()).one(c).await? else { return Ok(Ok(())) };
    if counted == 0 {
        let too_early = still_blocked(Timestamp::from_millis(row.blocked_until), now);
        return Ok(Err(too_early.unwrap_or(TooEarly { retry_after: std::time::Duration::from_secs(1) })));
    }
    let blocked_until = key.delay_after(u32::try_from(row.failures).unwrap_or(u32::MAX)).map_or(NEVER, |delay| now.plus(delay));
    if blocked_until > now {
        let blocked = ActiveModel { blocked_until: Set(blocked_until.as_millis()), ..Default::default() };
        Entity::update_many().set(blocked).filter(COLUMN.key.eq(key.as_str())).exec(c).await?;
    }
    Ok(Ok(()))
}

/// Takes back one attempt that was counted and could not be judged after all. A delay that others earned stays.
pub async fn uncount(c: &impl ConnectionTrait, key: &AttemptKey) -> Result<(), StorageError> {
    let one_less = Expr::col(Column::Failures).sub(1);
    let no_delay = Expr::col(Column::Failures).lte(i64::from(FREE) + 1);
    Entity::update_many()
        .col_expr(Column::BlockedUntil, Expr::case(no_delay, 0).finally(Expr::col(Column::BlockedUntil)).into())
        .col_expr(Column::Failures, one_less)
        .filter(COLUMN.key.eq(key.as_str()))
        .filter(COLUMN.failures.gt(0))
        .exec(c)
        .await?;
    Ok(())
}

/// Forgets what was counted: the person has proved who it is.
pub async fn clear(c: &impl ConnectionTrait, key: &AttemptKey) -> Result<(), StorageError> {
    Entity::delete_by_id(key.as_str()).exec(c).await?;
    Ok(())
}

/// Removes counts of accounts that were quiet since `before`, codes excepted. Returns how many.
pub async fn purge(c: &impl ConnectionTrait, before: Timestamp) -> Result<u64, StorageError> {
    let quiet = Entity::delete_many().filter(COLUMN.last_failed_at.lt(before.as_millis())).filter(COLUMN.key.not_like(format!("{CODES}%")));
    Ok(quiet.exec(c).await?.rows_affected)
}
