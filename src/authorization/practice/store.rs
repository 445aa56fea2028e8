//! Which practice a person picked last for an app.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::clients::ClientId;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{GroupId, UserId};
use crate::storage::entity::practice_choice::{ActiveModel, Column, Entity};
use crate::storage::{StorageError, Transaction};

/// What was picked last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastPick {
    pub group: GroupId,
    /// The person signed out since, so this one is proposed and no longer taken for granted.
    pub asks_again: bool,
}

pub async fn picked_last(c: &impl ConnectionTrait, user: UserId, client: &ClientId) -> Result<Option<LastPick>, StorageError> {
    let row = Entity::find_by_id((user, client.to_string())).one(c).await?;
    Ok(row.map(|row| LastPick { group: row.group_id, asks_again: row.asks_again }))
}

pub async fn remember(tx: &Transaction, user: UserId, client: &ClientId, group: GroupId, now: Timestamp) -> Result<(), StorageError> {
    let row = ActiveModel {
        user_id: Set(user),
        client_id: Set(client.to_string()),
        group_id: Set(group),
        chosen_at: Set(now.as_millis()),
        asks_again: Set(false),
    };
    let columns = [Column::GroupId, Column::ChosenAt, Column::AsksAgain];
    let again = OnConflict::columns([Column::UserId, Column::ClientId]).update_columns(columns).to_owned();
    Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    Ok(())
}

/// Takes nothing for granted any more: the person signed out.
pub async fn ask_again(tx: &Transaction, user: UserId) -> Result<(), StorageError> {
    let update = Entity::update_many().col_expr(Column::AsksAgain, Expr::value(true));
    update.filter(Column::UserId.eq(user)).filter(Column::AsksAgain.eq(false)).exec(tx).await?;
    Ok(())
}
