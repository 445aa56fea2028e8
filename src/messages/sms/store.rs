//! The ledger of what was spent on SMS: it outlives restarts and holds on every node.

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};

use crate::foundation::clock::Timestamp;
use crate::storage::StorageError;
use crate::storage::entity::sms_ledger::{COLUMN, Column, Entity, Model};

/// A stretch of time within which a budget holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub since: Timestamp,
    pub until: Timestamp,
}

/// Spends `parts` of a budget of `most`; gives what is spent now, `None` where that would be too much.
///
/// One statement both asks and spends, so of many at once no more get through than the budget bears.
pub(super) async fn spend(c: &impl ConnectionTrait, scope: &str, span: Span, parts: i64, most: i64) -> Result<Option<i64>, StorageError> {
    if parts > most {
        return Ok(None);
    }
    let first = Model { scope: scope.to_owned(), since: span.since.as_millis(), until: span.until.as_millis(), spent: parts };
    let sum = || Expr::col((Entity, Column::Spent)).add(parts);
    let more = OnConflict::columns([Column::Scope, Column::Since]).value(Column::Spent, sum()).action_and_where(sum().lte(most)).to_owned();
    let spent = Entity::insert(first.into_active_model()).on_conflict(more).exec_without_returning(c).await?;
    if spent == 0 {
        return Ok(None);
    }
    let row = Entity::find_by_id((scope.to_owned(), span.since.as_millis())).one(c).await?;
    Ok(Some(row.map_or(parts, |row| row.spent)))
}

/// Gives back what was spent in this very transaction, because another budget does not bear it.
pub(super) async fn give_back(c: &impl ConnectionTrait, scope: &str, span: Span, parts: i64) -> Result<(), StorageError> {
    Entity::update_many()
        .col_expr(Column::Spent, Expr::col(Column::Spent).sub(parts))
        .filter(COLUMN.scope.eq(scope))
        .filter(COLUMN.since.eq(span.since.as_millis()))
        .exec(c)
        .await?;
    Ok(())
}

/// Removes budgets whose time was over before `before`. Returns how many.
pub(super) async fn purge(c: &impl ConnectionTrait, before: Timestamp) -> Result<u64, StorageError> {
    Ok(Entity::delete_many().filter(COLUMN.until.lt(before.as_millis())).exec(c).await?.rows_affected)
}
