//! Groups and memberships in the database.

use sea_orm::sea_query::{Expr, ExprTrait, Func, Query};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    SqlErr,
};

use super::{AccessLevel, Group, LONGEST_NAME, Membership, MembershipState, Role};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{GroupId, UserId};
use crate::foundation::one_line::one_line;
use crate::storage::StorageError;
use crate::storage::entity::{group, membership, user};

/// Adds a group.
pub async fn insert_group(c: &impl ConnectionTrait, group: &Group) -> Result<(), StorageError> {
    let tidy = |text: &Option<String>| text.as_deref().map(|text| one_line(text, LONGEST_NAME)).filter(|text| !text.is_empty());
    let row = group::Model {
        id: group.id,
        name: one_line(&group.name, LONGEST_NAME),
        help_phone: tidy(&group.help_phone),
        help_email: tidy(&group.help_email),
        zoneinfo: tidy(&group.zoneinfo),
        created_at: group.created_at.as_millis(),
    };
    group::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(c).await?;
    Ok(())
}

pub async fn find(c: &impl ConnectionTrait, id: GroupId) -> Result<Option<Group>, StorageError> {
    Ok(group::Entity::find_by_id(id).one(c).await?.map(Group::from))
}

/// Finds a group by its name, in any case. Of several the oldest.
pub async fn find_by_name(c: &impl ConnectionTrait, name: &str) -> Result<Option<Group>, StorageError> {
    let same = Expr::expr(Func::lower(Expr::col(group::Column::Name))).eq(Func::lower(Expr::value(one_line(name, LONGEST_NAME))));
    Ok(group::Entity::find().filter(same).order_by_asc(group::Column::Id).one(c).await?.map(Group::from))
}

/// Finds a group and keeps others from changing who belongs to it until the transaction ends. Whoever changes a membership
/// holds the group first, then the user.
///
/// On SQLite a writing transaction is alone already.
pub async fn lock(c: &impl ConnectionTrait, id: GroupId) -> Result<Option<Group>, StorageError> {
    Ok(group::Entity::find_by_id(id).lock_exclusive().one(c).await?.map(Group::from))
}

/// A user's membership of a group, in whatever state.
pub async fn membership(c: &impl ConnectionTrait, user: UserId, group: GroupId) -> Result<Option<Membership>, StorageError> {
    let of_both = membership::Entity::find().filter(membership::COLUMN.user_id.eq(user)).filter(membership::COLUMN.group_id.eq(group));
    of_both.one(c).await?.map(Membership::try_from).transpose()
}

/// The groups that a user may manage, by name.
pub async fn managed_by(c: &impl ConnectionTrait, user: UserId) -> Result<Vec<Group>, StorageError> {
    let mut groups: Vec<Group> =
        memberships_of(c, user).await?.into_iter().filter(|(_, member)| member.may_manage()).map(|(group, _)| group).collect();
    groups.sort_by(|one, other| one.name.to_lowercase().cmp(&other.name.to_lowercase()).then(one.id.cmp(&other.id)));
    Ok(groups)
}

/// Whether somebody besides `user` may manage the group, and may sign in to do it. Holds only while the group is held.
pub async fn is_managed_without(c: &impl ConnectionTrait, group: GroupId, user: UserId) -> Result<bool, StorageError> {
    let others =
        membership::Entity::find()
            .filter(membership::COLUMN.group_id.eq(group))
            .filter(membership::COLUMN.user_id.ne(user))
            .filter(membership::COLUMN.access_level.eq(AccessLevel::Full.as_str()))
            .filter(membership::COLUMN.state.eq(MembershipState::Active.as_str()))
            .filter(membership::COLUMN.user_id.in_subquery(
                Query::select().column(user::Column::Id).from(user::Entity).and_where(user::COLUMN.state.eq("active")).take(),
            ));
    Ok(others.one(c).await?.is_some())
}

/// A page of groups in order of their ids, after the one given.
pub async fn list(c: &impl ConnectionTrait, after: Option<GroupId>, limit: u64) -> Result<Vec<Group>, StorageError> {
    let mut query = group::Entity::find().order_by_asc(group::Column::Id).limit(limit);
    if let Some(after) = after {
        query = query.filter(group::COLUMN.id.gt(after));
    }
    Ok(query.all(c).await?.into_iter().map(Group::from).collect())
}

/// Every membership of a user, of every state, with its group, in the order in which they began.
pub async fn memberships_of(c: &impl ConnectionTrait, user: UserId) -> Result<Vec<(Group, Membership)>, StorageError> {
    let rows = membership::Entity::find().filter(membership::COLUMN.user_id.eq(user)).order_by_asc(membership::Column::Id).all(c).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<GroupId> = rows.iter().map(|row| row.group_id).collect();
    let groups: std::collections::HashMap<GroupId, Group> =
        group::Entity::find().filter(group::COLUMN.id.is_in(ids)).all(c).await?.into_iter().map(|row| (row.id, Group::from(row))).collect();
    rows.into_iter().filter_map(|row| groups.get(&row.group_id).cloned().map(|group| Ok((group, Membership::try_from(row)?)))).collect()
}

/// A page of a group's members, after the one given.
pub async fn members_of(
    c: &impl ConnectionTrait,
    group: GroupId,
    after: Option<UserId>,
    limit: u64,
) -> Result<Vec<Membership>, StorageError> {
    let mut query =
        membership::Entity::find().filter(membership::COLUMN.group_id.eq(group)).order_by_asc(membership::Column::UserId).limit(limit);
    if let Some(after) = after {
        query = query.filter(membership::COLUMN.user_id.gt(after));
    }
    query.all(c).await?.into_iter().map(Membership::try_from).collect()
}

/// Adds a membership; false when the user is in this group already, in whatever state.
pub async fn add_member(c: &impl ConnectionTrait, membership: &Membership) -> Result<bool, StorageError> {
    let row = membership::Model {
        id: membership.id,
        user_id: membership.user,
        group_id: membership.group,
        role: membership.role.as_str().to_owned(),
        access_level: membership.access_level.as_str().to_owned(),
        state: membership.state.as_str().to_owned(),
        created_at: membership.created_at.as_millis(),
    };
    match membership::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(c).await {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Writes role, access level and state of a membership; false when the user is not in this group.
pub async fn change_member(
    c: &impl ConnectionTrait,
    user: UserId,
    group: GroupId,
    role: Role,
    access_level: AccessLevel,
    state: MembershipState,
) -> Result<bool, StorageError> {
    let change = membership::ActiveModel {
        role: Set(role.as_str().to_owned()),
        access_level: Set(access_level.as_str().to_owned()),
        state: Set(state.as_str().to_owned()),
        ..Default::default()
    };
    let changed = membership::Entity::update_many()
        .set(change)
        .filter(membership::COLUMN.user_id.eq(user))
        .filter(membership::COLUMN.group_id.eq(group))
        .exec(c)
        .await?;
    Ok(changed.rows_affected == 1)
}

impl From<group::Model> for Group {
    fn from(row: group::Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            help_phone: row.help_phone,
            help_email: row.help_email,
            zoneinfo: row.zoneinfo,
            created_at: Timestamp::from_millis(row.created_at),
        }
    }
}

impl TryFrom<membership::Model> for Membership {
    type Error = StorageError;

    fn try_from(row: membership::Model) -> Result<Self, Self::Error> {
        let damaged = |what: &str| StorageError::Damaged(format!("{what} of membership {}", row.id));
        Ok(Self {
            id: row.id,
            user: row.user_id,
            group: row.group_id,
            role: Role::parse(&row.role).ok_or_else(|| damaged("role"))?,
            access_level: AccessLevel::parse(&row.access_level).ok_or_else(|| damaged("access level"))?,
            state: MembershipState::parse(&row.state).ok_or_else(|| damaged("state"))?,
            created_at: Timestamp::from_millis(row.created_at),
        })
    }
}
