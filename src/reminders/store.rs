//! Who was written to, and the figures about everybody.

use std::collections::{HashMap, HashSet};

use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, TryInsertResult};

use crate::audit::EventKind;
use crate::factors::Method;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{GroupId, UserId};
use crate::policy::{Accepted, Setting, asked};
use crate::storage::entity::{
    deadline_extension, factor_method, group_policy, membership, passkey, security_event, sent_reminder, two_factor, user,
};
use crate::storage::{StorageError, Transaction};

const ACTIVE: &str = "active";

/// How many groups are looked through in one query.
const GROUPS: usize = 1000;

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

/// How many active people are late in any of their groups, each by what it asks.
pub(super) async fn overdue(c: &impl ConnectionTrait, now: Timestamp) -> Result<u64, StorageError> {
    // Few groups differ in what they ask: those that ask the same are looked through at once.
    let mut alike: HashMap<(Accepted, bool), Vec<GroupId>> = HashMap::new();
    for (group, asked) in asked::store::all(c).await? {
        if asked.from <= now {
            alike.entry((asked.accepted, asked.can_wait)).or_default().push(group);
        }
    }
    let mut late: HashSet<UserId> = HashSet::new();
    for ((accepted, can_wait), groups) in alike {
        for some in groups.chunks(GROUPS) {
            late.extend(late_in(c, some, accepted, can_wait, now).await?);
        }
    }
    Ok(late.len() as u64)
}

async fn late_in(
    c: &impl ConnectionTrait,
    groups: &[GroupId],
    accepted: Accepted,
    can_wait: bool,
    now: Timestamp,
) -> Result<Vec<UserId>, StorageError> {
    let of_member = |table: SimpleExpr| table.equals((membership::Entity, membership::Column::UserId));
    let methods: Vec<&str> = accepted.methods.iter().map(Method::as_str).collect();
    let method = Query::select()
        .expr(Expr::value(1))
        .from(factor_method::Entity)
        .and_where(of_member(Expr::col((factor_method::Entity, factor_method::Column::UserId))))
        .and_where(Expr::col((factor_method::Entity, factor_method::Column::Validated)).eq(true))
        .and_where(Expr::col((factor_method::Entity, factor_method::Column::Method)).is_in(methods))
        .to_owned();
    let key = Query::select()
        .expr(Expr::value(1))
        .from(passkey::Entity)
        .and_where(of_member(Expr::col((passkey::Entity, passkey::Column::UserId))))
        .to_owned();
    let more_time = Query::select()
        .expr(Expr::value(1))
        .from(deadline_extension::Entity)
        .and_where(of_member(Expr::col((deadline_extension::Entity, deadline_extension::Column::UserId))))
        .and_where(
            Expr::col((deadline_extension::Entity, deadline_extension::Column::GroupId))
                .equals((membership::Entity, membership::Column::GroupId)),
        )
        .and_where(Expr::col((deadline_extension::Entity, deadline_extension::Column::Until)).gt(now.as_millis()))
        .to_owned();
    let active =
        Query::select().column(user::Column::Id).from(user::Entity).and_where(Expr::col(user::Column::State).eq(ACTIVE)).to_owned();
    let mut late = membership::Entity::find()
        .select_only()
        .column(membership::Column::UserId)
        .distinct()
        .filter(membership::Column::GroupId.is_in(groups.iter().copied()))
        .filter(membership::Column::State.eq(ACTIVE))
        .filter(membership::Column::UserId.in_subquery(active))
        .filter(Expr::exists(method).not());
    if accepted.passkey {
        late = late.filter(Expr::exists(key).not());
    }
    if can_wait {
        late = late.filter(Expr::exists(more_time).not());
    }
    Ok(late.into_tuple().all(c).await?)
}

/// How often somebody's two-factor authentication was ever reset.
pub(super) async fn resets(c: &impl ConnectionTrait) -> Result<u64, StorageError> {
    Ok(security_event::Entity::find().filter(security_event::Column::Kind.eq(EventKind::TwoFactorReset.name())).count(c).await?)
}
