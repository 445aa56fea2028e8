//! Who was written to, and the figures about everybody.

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, TryInsertResult,
};

use crate::audit::EventKind;
use crate::factors::status::Status;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{GroupId, UserId};
use crate::policy::Setting;
use crate::storage::entity::{deadline_extension, group_policy, membership, passkey, security_event, sent_reminder, two_factor, user};
use crate::storage::{StorageError, Transaction};

const ACTIVE: &str = "active";

/// The groups that want something of their members.
pub(super) async fn groups_with_a_wish(c: &impl ConnectionTrait) -> Result<Vec<GroupId>, StorageError> {
    let groups = group_policy::Entity::find()
        .select_only()
        .column(group_policy::Column::GroupId)
        .filter(group_policy::Column::Setting.is_in([Setting::Prompt.as_str(), Setting::Mandatory.as_str()]))
        .into_tuple()
        .all(c)
        .await?;
    Ok(groups)
}

/// Notes a letter; `false` where it was written already.
pub(super) async fn note(
    tx: &Transaction,
    user: UserId,
    group: GroupId,
    kind: &'static str,
    day: i32,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let row = sent_reminder::ActiveModel {
        user_id: Set(user),
        group_id: Set(group),
        kind: Set(kind.to_owned()),
        day: Set(day),
        sent_at: Set(now.as_millis()),
    };
    let noted = sent_reminder::Entity::insert(row).on_conflict_do_nothing().exec_without_returning(tx).await?;
    Ok(matches!(noted, TryInsertResult::Inserted(1)))
}

pub(super) async fn forget(tx: &Transaction, before: Timestamp) -> Result<(), StorageError> {
    sent_reminder::Entity::delete_many().filter(sent_reminder::Column::SentAt.lt(before.as_millis())).exec(tx).await?;
    Ok(())
}

/// How many people are active.
pub(super) async fn people(c: &impl ConnectionTrait) -> Result<u64, StorageError> {
    Ok(user::Entity::find().filter(user::Column::State.eq(ACTIVE)).count(c).await?)
}

/// The same by their two-factor status, as far as they have one.
pub(super) async fn people_by_status(c: &impl ConnectionTrait) -> Result<HashMap<String, u64>, StorageError> {
    let active =
        Query::select().column(user::Column::Id).from(user::Entity).and_where(Expr::col(user::Column::State).eq(ACTIVE)).to_owned();
    let rows: Vec<(String, i64)> = two_factor::Entity::find()
        .select_only()
        .column(two_factor::Column::Status)
        .column_as(two_factor::Column::UserId.count(), "people")
        .filter(two_factor::Column::UserId.in_subquery(active))
        .group_by(two_factor::Column::Status)
        .into_tuple()
        .all(c)
        .await?;
    Ok(rows.into_iter().map(|(status, count)| (status, u64::try_from(count).unwrap_or(0))).collect())
}

/// How many active people belong to a mandatory group whose deadline is over for them, and have neither a validated method nor a
/// passkey. Whoever has something that their group does not accept is not counted here: which methods a group accepts is not
/// for SQL to know.
pub(super) async fn overdue(c: &impl ConnectionTrait, now: Timestamp) -> Result<u64, StorageError> {
    let due = Condition::any().add(group_policy::Column::EnforceFrom.is_null()).add(group_policy::Column::EnforceFrom.lte(now.as_millis()));
    let groups = Query::select()
        .column(group_policy::Column::GroupId)
        .from(group_policy::Entity)
        .and_where(Expr::col(group_policy::Column::Setting).eq(Setting::Mandatory.as_str()))
        .cond_where(due)
        .to_owned();
    let more_time = Query::select()
        .expr(Expr::value(1))
        .from(deadline_extension::Entity)
        .and_where(of_member(deadline_extension::Column::UserId, membership::Column::UserId))
        .and_where(of_member(deadline_extension::Column::GroupId, membership::Column::GroupId))
        .and_where(Expr::col((deadline_extension::Entity, deadline_extension::Column::Until)).gt(now.as_millis()))
        .to_owned();
    let members = Query::select()
        .column(membership::Column::UserId)
        .from(membership::Entity)
        .and_where(Expr::col(membership::Column::State).eq(ACTIVE))
        .and_where(Expr::col(membership::Column::GroupId).in_subquery(groups))
        .and_where(Expr::exists(more_time).not())
        .to_owned();
    let enabled = Query::select()
        .column(two_factor::Column::UserId)
        .from(two_factor::Entity)
        .and_where(Expr::col(two_factor::Column::Status).eq(Status::Enabled.as_str()))
        .to_owned();
    let keyed = Query::select().column(passkey::Column::UserId).from(passkey::Entity).to_owned();
    let overdue = user::Entity::find()
        .filter(user::Column::State.eq(ACTIVE))
        .filter(user::Column::Id.in_subquery(members))
        .filter(user::Column::Id.not_in_subquery(enabled))
        .filter(user::Column::Id.not_in_subquery(keyed));
    Ok(overdue.count(c).await?)
}

fn of_member(extension: deadline_extension::Column, member: membership::Column) -> SimpleExpr {
    Expr::col((deadline_extension::Entity, extension)).equals((membership::Entity, member))
}

/// How often somebody's two-factor authentication was ever reset.
pub(super) async fn resets(c: &impl ConnectionTrait) -> Result<u64, StorageError> {
    Ok(security_event::Entity::find().filter(security_event::Column::Kind.eq(EventKind::TwoFactorReset.name())).count(c).await?)
}
