//! One-time links in the database.

use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};

use serde::{Deserialize, Serialize};

use super::super::{Email, User, store};
use super::{DeadLink, Link, Purpose};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::UserId;
use crate::foundation::random::Random;
use crate::foundation::secret::OpaqueToken;
use crate::storage::StorageError;
use crate::storage::entity::one_time_link::{ActiveModel, COLUMN, Entity, Model};

/// What stands in a link's details once a newer one has taken its place.
const REPLACED: &str = r#"{"replaced":true}"#;

/// What a link of some purposes carries besides.
#[derive(Default, Serialize, Deserialize)]
struct Details {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<Email>,
}

/// Makes a link for `user` at the user's present address, and ends the older ones of the same purpose.
pub async fn issue(
    c: &impl ConnectionTrait,
    user: &User,
    purpose: Purpose,
    now: Timestamp,
    random: &dyn Random,
) -> Result<OpaqueToken, StorageError> {
    issue_with(c, user, purpose, now, now.plus(purpose.lifetime()), &Details::default(), random).await
}

/// Makes a link to be sent to `to`, which is to become the user's address once it is opened.
pub async fn issue_change_of_email(
    c: &impl ConnectionTrait,
    user: &User,
    to: &Email,
    now: Timestamp,
    random: &dyn Random,
) -> Result<OpaqueToken, StorageError> {
    let purpose = Purpose::ChangeEmail;
    issue_with(c, user, purpose, now, now.plus(purpose.lifetime()), &Details { to: Some(to.clone()) }, random).await
}

/// The same with an end of its own, for a person who does not wait for the link.
pub async fn issue_until(
    c: &impl ConnectionTrait,
    user: &User,
    purpose: Purpose,
    now: Timestamp,
    expires_at: Timestamp,
    random: &dyn Random,
) -> Result<OpaqueToken, StorageError> {
    issue_with(c, user, purpose, now, expires_at, &Details::default(), random).await
}

async fn issue_with(
    c: &impl ConnectionTrait,
    user: &User,
    purpose: Purpose,
    now: Timestamp,
    expires_at: Timestamp,
    details: &Details,
    random: &dyn Random,
) -> Result<OpaqueToken, StorageError> {
    // Two requests at once must not leave two links alive.
    store::lock(c, user.id).await?;
    revoke(c, user.id, purpose, now).await?;
    let token = purpose.fresh_token(random);
    let row = Model {
        digest: token.digest().to_vec(),
        purpose: purpose.as_str().to_owned(),
        user_id: user.id,
        email: user.email.as_str().to_owned(),
        details: serde_json::to_string(details)?,
        created_at: now.as_millis(),
        expires_at: expires_at.as_millis(),
        used_at: None,
    };
    Entity::insert(row.into_active_model()).exec_without_returning(c).await?;
    Ok(token)
}

/// Ends the user's links of this purpose.
pub async fn revoke(c: &impl ConnectionTrait, user: UserId, purpose: Purpose, now: Timestamp) -> Result<(), StorageError> {
    let ended = ActiveModel { used_at: Set(Some(now.as_millis())), details: Set(REPLACED.to_owned()), ..Default::default() };
    let open = Condition::all().add(COLUMN.user_id.eq(user)).add(COLUMN.purpose.eq(purpose.as_str())).add(COLUMN.used_at.is_null());
    Entity::update_many().set(ended).filter(open).exec(c).await?;
    Ok(())
}

/// Tells whether a link would work, without using it up.
pub async fn look_at(
    c: &impl ConnectionTrait,
    token: &OpaqueToken,
    purpose: Purpose,
    now: Timestamp,
) -> Result<Result<Link, DeadLink>, StorageError> {
    let Some(row) = Entity::find_by_id(token.digest().to_vec()).one(c).await? else { return Ok(Err(DeadLink::Unknown)) };
    if row.purpose != purpose.as_str() {
        return Ok(Err(DeadLink::Unknown));
    }
    if row.used_at.is_some() {
        return Ok(Err(if row.details == REPLACED { DeadLink::Replaced } else { DeadLink::Used }));
    }
    if row.expires_at <= now.as_millis() {
        return Ok(Err(DeadLink::Expired));
    }
    let user = store::find(c, row.user_id).await?.filter(User::is_active);
    Ok(match user {
        None => Err(DeadLink::Unknown),
        Some(user) if user.email.as_str() != row.email => Err(DeadLink::Replaced),
        Some(user) => {
            let Details { to } = serde_json::from_str(&row.details)?;
            Ok(Link { user: user.id, email: user.email, to, created_at: Timestamp::from_millis(row.created_at) })
        }
    })
}

/// Uses a link up. Of many who try at once one gets it; the others are told why not.
pub async fn redeem(
    c: &impl ConnectionTrait,
    token: &OpaqueToken,
    purpose: Purpose,
    now: Timestamp,
) -> Result<Result<Link, DeadLink>, StorageError> {
    let link = match look_at(c, token, purpose, now).await? {
        Ok(link) => link,
        Err(dead) => return Ok(Err(dead)),
    };
    store::lock(c, link.user).await?;
    let used = ActiveModel { used_at: Set(Some(now.as_millis())), ..Default::default() };
    let open = Condition::all()
        .add(COLUMN.digest.eq(token.digest().to_vec()))
        .add(COLUMN.purpose.eq(purpose.as_str()))
        .add(COLUMN.email.eq(link.email.as_str()))
        .add(COLUMN.used_at.is_null())
        .add(COLUMN.expires_at.gt(now.as_millis()));
    let won = Entity::update_many().set(used).filter(open).exec(c).await?.rows_affected == 1;
    Ok(if won { Ok(link) } else { Err(DeadLink::Used) })
}

/// How many links of this purpose were made for `user` at `email` since then.
pub async fn issued_since(
    c: &impl ConnectionTrait,
    user: UserId,
    email: &Email,
    purpose: Purpose,
    since: Timestamp,
) -> Result<u64, StorageError> {
    let made = Condition::all()
        .add(COLUMN.user_id.eq(user))
        .add(COLUMN.purpose.eq(purpose.as_str()))
        .add(COLUMN.email.eq(email.as_str()))
        .add(COLUMN.created_at.gt(since.as_millis()));
    Ok(Entity::find().filter(made).count(c).await?)
}

/// Whether a link of this purpose was really used since then: what a reset by email proved, an email code proves no better.
pub async fn used_since(c: &impl ConnectionTrait, user: UserId, purpose: Purpose, since: Timestamp) -> Result<bool, StorageError> {
    let used = Condition::all()
        .add(COLUMN.user_id.eq(user))
        .add(COLUMN.purpose.eq(purpose.as_str()))
        .add(COLUMN.used_at.gt(since.as_millis()))
        .add(COLUMN.details.ne(REPLACED));
    Ok(Entity::find().filter(used).one(c).await?.is_some())
}

/// Removes links that ended before `before`. Returns how many.
pub async fn purge(c: &impl ConnectionTrait, before: Timestamp) -> Result<u64, StorageError> {
    Ok(Entity::delete_many().filter(COLUMN.expires_at.lt(before.as_millis())).exec(c).await?.rows_affected)
}
