//! Sent codes in the database.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use subtle::ConstantTimeEq;

use super::{Countdown, FreshCode, LIFETIME, MOST_TRIES, Method, Occasion, REMEMBERED, SixDigits, mac};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{SentCodeId, UserId};
use crate::foundation::random::Random;
use crate::foundation::sealed::Sealer;
use crate::storage::StorageError;
use crate::storage::entity::one_time_code::{COLUMN, Column, Entity, Model};
use crate::users;

/// More codes than can be sent while they are remembered.
const MANY: u64 = 64;

/// When the next code may be sent to this person by this method.
pub async fn countdown(c: &impl ConnectionTrait, user: UserId, method: Method, now: Timestamp) -> Result<Countdown, StorageError> {
    let recent: Vec<(i64, Option<i64>)> = Entity::find()
        .select_only()
        .column(Column::CreatedAt)
        .column(Column::UsedAt)
        .filter(COLUMN.user_id.eq(user))
        .filter(COLUMN.method.eq(method.as_str()))
        .filter(COLUMN.created_at.gt(now.minus(REMEMBERED).as_millis()))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .limit(MANY)
        .into_tuple()
        .all(c)
        .await?;
    Ok(Countdown::of(recent.into_iter().map(|(at, used)| (Timestamp::from_millis(at), used.is_some())), now))
}

/// Makes a code and ends the older ones of the same person, method and purpose, whatever browser they were for; only tells when
/// to come back where the last one was sent too short a time ago.
pub async fn issue(
    c: &impl ConnectionTrait,
    sealer: &Sealer,
    random: &dyn Random,
    occasion: &Occasion,
    method: Method,
    address: &str,
    now: Timestamp,
) -> Result<Result<FreshCode, Countdown>, StorageError> {
    // Two requests at once must not leave two codes alive.
    users::store::lock(c, occasion.user).await?;
    let countdown = countdown(c, occasion.user, method, now).await?;
    if !countdown.left(now).is_zero() {
        return Ok(Err(countdown));
    }
    revoke(c, occasion, method, now).await?;
    let (id, digits) = (SentCodeId::new(now, random), SixDigits::fresh(random));
    let row = Model {
        id,
        user_id: occasion.user,
        method: method.as_str().to_owned(),
        purpose: occasion.purpose.as_str().to_owned(),
        browser: occasion.browser.to_vec(),
        address: address.to_owned(),
        mac: mac(sealer, id, occasion, method, &digits).to_vec(),
        tries: 0,
        created_at: now.as_millis(),
        expires_at: now.plus(LIFETIME).as_millis(),
        used_at: None,
        replaced_at: None,
    };
    Entity::insert(row.into_active_model()).exec_without_returning(c).await?;
    Ok(Ok(FreshCode { digits, purpose: occasion.purpose, address: address.to_owned() }))
}

/// Ends the person's codes of this method and purpose.
async fn revoke(c: &impl ConnectionTrait, occasion: &Occasion, method: Method, now: Timestamp) -> Result<(), StorageError> {
    Entity::update_many()
        .col_expr(Column::ReplacedAt, Expr::value(now.as_millis()))
        .filter(COLUMN.user_id.eq(occasion.user))
        .filter(COLUMN.method.eq(method.as_str()))
        .filter(COLUMN.purpose.eq(occasion.purpose.as_str()))
        .filter(COLUMN.used_at.is_null())
        .filter(COLUMN.replaced_at.is_null())
        .exec(c)
        .await?;
    Ok(())
}

/// Ends all codes of a person: what they were for is no more.
pub async fn revoke_all(c: &impl ConnectionTrait, user: UserId, now: Timestamp) -> Result<(), StorageError> {
    Entity::update_many()
        .col_expr(Column::ReplacedAt, Expr::value(now.as_millis()))
        .filter(COLUMN.user_id.eq(user))
        .filter(COLUMN.used_at.is_null())
        .filter(COLUMN.replaced_at.is_null())
        .exec(c)
        .await?;
    Ok(())
}

fn live(occasion: &Occasion, method: Method, now: Timestamp) -> Condition {
    Condition::all()
        .add(COLUMN.user_id.eq(occasion.user))
        .add(COLUMN.method.eq(method.as_str()))
        .add(COLUMN.purpose.eq(occasion.purpose.as_str()))
        .add(COLUMN.browser.eq(occasion.browser.to_vec()))
        .add(COLUMN.used_at.is_null())
        .add(COLUMN.replaced_at.is_null())
        .add(COLUMN.expires_at.gt(now.as_millis()))
        // A clock set back revives nothing.
        .add(COLUMN.created_at.lte(now.as_millis()))
}

/// Whether this browser has a code that can be tried.
pub async fn is_waiting(c: &impl ConnectionTrait, occasion: &Occasion, method: Method, now: Timestamp) -> Result<bool, StorageError> {
    let tries_left = COLUMN.tries.lt(i32::try_from(MOST_TRIES).unwrap_or(i32::MAX));
    Ok(Entity::find().filter(live(occasion, method, now)).filter(tries_left).one(c).await?.is_some())
}

/// A try at a code that was counted, and so may be judged.
#[derive(Debug)]
pub struct CountedTry {
    id: SentCodeId,
    pub tries_left: u32,
}

/// Counts one more try at the live code of this occasion; `None` where there is none, or it was tried too often.
///
/// One statement both asks and counts: of many tries at once no more than five get through.
pub async fn open_try(
    c: &impl ConnectionTrait,
    occasion: &Occasion,
    method: Method,
    now: Timestamp,
) -> Result<Option<CountedTry>, StorageError> {
    let Some(row) = Entity::find().filter(live(occasion, method, now)).order_by_desc(Column::Id).one(c).await? else { return Ok(None) };
    let most = i32::try_from(MOST_TRIES).unwrap_or(i32::MAX);
    let counted = Entity::update_many()
        .col_expr(Column::Tries, Expr::col(Column::Tries).add(1))
        .filter(live(occasion, method, now))
        .filter(COLUMN.id.eq(row.id))
        .filter(COLUMN.tries.lt(most))
        .exec(c)
        .await?;
    if counted.rows_affected != 1 {
        return Ok(None);
    }
    let tries = Entity::find_by_id(row.id).one(c).await?.map_or(most, |row| row.tries);
    Ok(Some(CountedTry { id: row.id, tries_left: u32::try_from(most - tries).unwrap_or(0) }))
}

/// Uses the code up if `typed` is it; gives where it had been sent. Of many right ones at once, on whatever node, one wins.
pub async fn redeem(
    c: &impl ConnectionTrait,
    sealer: &Sealer,
    counted: &CountedTry,
    occasion: &Occasion,
    method: Method,
    typed: &SixDigits,
    now: Timestamp,
) -> Result<Option<String>, StorageError> {
    let Some(row) = Entity::find().filter(live(occasion, method, now)).filter(COLUMN.id.eq(counted.id)).one(c).await? else {
        return Ok(None);
    };
    let matches: bool = mac(sealer, row.id, occasion, method, typed).ct_eq(row.mac.as_slice()).into();
    if !matches {
        return Ok(None);
    }
    let won = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now.as_millis()))
        .filter(live(occasion, method, now))
        .filter(COLUMN.id.eq(row.id))
        .exec(c)
        .await?;
    Ok((won.rows_affected == 1).then_some(row.address))
}

/// Removes codes that ended before `before`: an hour ago at least, or waits that still hold would go. Returns how many.
pub async fn purge(c: &impl ConnectionTrait, before: Timestamp) -> Result<u64, StorageError> {
    Ok(Entity::delete_many().filter(COLUMN.expires_at.lt(before.as_millis())).exec(c).await?.rows_affected)
}
