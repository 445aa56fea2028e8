//! Invitations in the database.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::{Asking, DeadInvitation, Invitation, InvitationState, LIFETIME, fresh_token};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{GroupId, InvitationId};
use crate::foundation::random::Random;
use crate::foundation::secret::OpaqueToken;
use crate::groups::store::lock;
use crate::groups::{AccessLevel, Group, Role};
use crate::storage::StorageError;
use crate::storage::entity::group;
use crate::storage::entity::invitation::{ActiveModel, COLUMN, Column, Entity, Model};
use crate::users::Email;

fn open_of(group: GroupId, email: &Email) -> Condition {
    let open = COLUMN.state.eq(InvitationState::Open.as_str());
    Condition::all().add(COLUMN.group_id.eq(group)).add(COLUMN.email.eq(email.as_str())).add(open)
}

/// Asks somebody into a group, and ends an earlier invitation of theirs to it. The group's row is held from here on.
pub async fn issue(
    c: &impl ConnectionTrait,
    asking: Asking,
    now: Timestamp,
    random: &dyn Random,
) -> Result<(Invitation, OpaqueToken), StorageError> {
    // Two at once must not leave two links alive.
    lock(c, asking.group).await?;
    let replaced = ActiveModel {
        state: Set(InvitationState::Replaced.as_str().to_owned()),
        ended_at: Set(Some(now.as_millis())),
        ..Default::default()
    };
    Entity::update_many().set(replaced).filter(open_of(asking.group, &asking.email)).exec(c).await?;
    let token = fresh_token(random);
    let invitation = Invitation {
        id: InvitationId::new(now, random),
        group: asking.group,
        email: asking.email,
        role: asking.role,
        access_level: asking.access_level,
        state: InvitationState::Open,
        invited_by: asking.invited_by,
        created_at: now,
        expires_at: now.plus(LIFETIME),
    };
    let row = Model {
        id: invitation.id,
        digest: token.digest().to_vec(),
        group_id: invitation.group,
        email: invitation.email.as_str().to_owned(),
        role: invitation.role.as_str().to_owned(),
        access_level: invitation.access_level.as_str().to_owned(),
        state: invitation.state.as_str().to_owned(),
        invited_by: invitation.invited_by,
        created_at: now.as_millis(),
        expires_at: invitation.expires_at.as_millis(),
        ended_at: None,
    };
    Entity::insert(row.into_active_model()).exec_without_returning(c).await?;
    Ok((invitation, token))
}

/// How many letters went out for a group since then: to this email, and in all.
pub async fn sent_since(c: &impl ConnectionTrait, group: GroupId, email: &Email, since: Timestamp) -> Result<(u64, u64), StorageError> {
    let of_group = || Entity::find().filter(COLUMN.group_id.eq(group)).filter(COLUMN.created_at.gt(since.as_millis()));
    Ok((of_group().filter(COLUMN.email.eq(email.as_str())).count(c).await?, of_group().count(c).await?))
}

/// Tells whether a link would work, without using it up.
pub async fn look_at(
    c: &impl ConnectionTrait,
    token: &OpaqueToken,
    now: Timestamp,
) -> Result<Result<Invitation, DeadInvitation>, StorageError> {
    let row = Entity::find().filter(COLUMN.digest.eq(token.digest().to_vec())).one(c).await?;
    let Some(invitation) = row.map(Invitation::try_from).transpose()? else { return Ok(Err(DeadInvitation::Unknown)) };
    Ok(match invitation.state {
        InvitationState::Open if now < invitation.expires_at => Ok(invitation),
        InvitationState::Open => Err(DeadInvitation::Expired),
        InvitationState::Accepted | InvitationState::Declined => Err(DeadInvitation::Used),
        InvitationState::Withdrawn => Err(DeadInvitation::Withdrawn),
        InvitationState::Replaced => Err(DeadInvitation::Replaced),
    })
}

/// Invitations that somebody with this email can accept now, with their groups, the oldest first.
pub async fn open_for(c: &impl ConnectionTrait, email: &Email, now: Timestamp) -> Result<Vec<(Invitation, Group)>, StorageError> {
    const MOST: u64 = 20;
    let rows = Entity::find()
        .filter(COLUMN.email.eq(email.as_str()))
        .filter(COLUMN.state.eq(InvitationState::Open.as_str()))
        .filter(COLUMN.expires_at.gt(now.as_millis()))
        .order_by_asc(Column::Id)
        .limit(MOST)
        .all(c)
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<GroupId> = rows.iter().map(|row| row.group_id).collect();
    let groups: Vec<Group> = group::Entity::find().filter(group::COLUMN.id.is_in(ids)).all(c).await?.into_iter().map(Group::from).collect();
    let with_group = |row: Model| {
        let group = groups.iter().find(|group| group.id == row.group_id).cloned()?;
        Some(Invitation::try_from(row).map(|invitation| (invitation, group)))
    };
    rows.into_iter().filter_map(with_group).collect()
}

/// One invitation to a group, in whatever state.
pub async fn find(c: &impl ConnectionTrait, group: GroupId, id: InvitationId) -> Result<Option<Invitation>, StorageError> {
    Entity::find_by_id(id).filter(COLUMN.group_id.eq(group)).one(c).await?.map(Invitation::try_from).transpose()
}

/// The invitations to a group that nobody answered, expired ones too, the newest first.
pub async fn unanswered(c: &impl ConnectionTrait, group: GroupId, limit: u64) -> Result<Vec<Invitation>, StorageError> {
    let open = Entity::find().filter(COLUMN.group_id.eq(group)).filter(COLUMN.state.eq(InvitationState::Open.as_str()));
    let rows = open.order_by_desc(Column::CreatedAt).order_by_desc(Column::Id).limit(limit).all(c).await?;
    rows.into_iter().map(Invitation::try_from).collect()
}

/// The invitation of this email to a group that was not answered, be it expired.
pub async fn unanswered_by(c: &impl ConnectionTrait, group: GroupId, email: &Email) -> Result<Option<Invitation>, StorageError> {
    Entity::find().filter(open_of(group, email)).one(c).await?.map(Invitation::try_from).transpose()
}

/// Whether this email was ever asked into a group, whatever became of it.
pub async fn was_asked(c: &impl ConnectionTrait, group: GroupId, email: &Email) -> Result<bool, StorageError> {
    let asked = Entity::find().filter(COLUMN.group_id.eq(group)).filter(COLUMN.email.eq(email.as_str()));
    Ok(asked.one(c).await?.is_some())
}

/// Ends an open invitation in this way; false when it was not open any more. One that expired can be withdrawn, and nothing else.
pub async fn close(c: &impl ConnectionTrait, id: InvitationId, how: InvitationState, now: Timestamp) -> Result<bool, StorageError> {
    let ended = ActiveModel { state: Set(how.as_str().to_owned()), ended_at: Set(Some(now.as_millis())), ..Default::default() };
    let mut open = Condition::all().add(COLUMN.id.eq(id)).add(COLUMN.state.eq(InvitationState::Open.as_str()));
    if how != InvitationState::Withdrawn {
        open = open.add(COLUMN.expires_at.gt(now.as_millis()));
    }
    Ok(Entity::update_many().set(ended).filter(open).exec(c).await?.rows_affected == 1)
}

impl TryFrom<Model> for Invitation {
    type Error = StorageError;

    fn try_from(row: Model) -> Result<Self, Self::Error> {
        let damaged = |what: &str| StorageError::Damaged(format!("{what} of invitation {}", row.id));
        Ok(Self {
            id: row.id,
            group: row.group_id,
            email: Email::parse(&row.email).map_err(|_| damaged("email"))?,
            role: Role::parse(&row.role).ok_or_else(|| damaged("role"))?,
            access_level: AccessLevel::parse(&row.access_level).ok_or_else(|| damaged("access level"))?,
            state: InvitationState::parse(&row.state).ok_or_else(|| damaged("state"))?,
            invited_by: row.invited_by,
            created_at: Timestamp::from_millis(row.created_at),
            expires_at: Timestamp::from_millis(row.expires_at),
        })
    }
}
