//! Answers in the database.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::OfferAnswer;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::UserId;
use crate::foundation::secret::TokenDigest;
use crate::storage::StorageError;
use crate::storage::entity::passkey_offer::{Column, Entity, Model};

/// Whether this person may be asked in this browser: they answered neither here nor for all devices.
pub async fn is_open(c: &impl ConnectionTrait, user: UserId, browser: TokenDigest) -> Result<bool, StorageError> {
    let here_or_everywhere = Condition::any().add(Column::Browser.eq(browser.to_vec())).add(Column::Answer.eq(OfferAnswer::Never.as_str()));
    Ok(Entity::find().filter(Column::UserId.eq(user)).filter(here_or_everywhere).one(c).await?.is_none())
}

/// Writes an answer down, over the one before.
pub async fn answer(
    c: &impl ConnectionTrait,
    user: UserId,
    browser: TokenDigest,
    answer: OfferAnswer,
    now: Timestamp,
) -> Result<(), StorageError> {
    let row = Model { user_id: user, browser: browser.to_vec(), answer: answer.as_str().to_owned(), answered_at: now.as_millis() };
    let over = OnConflict::columns([Column::UserId, Column::Browser]).update_columns([Column::Answer, Column::AnsweredAt]).to_owned();
    Entity::insert(row.into_active_model()).on_conflict(over).exec_without_returning(c).await?;
    Ok(())
}
