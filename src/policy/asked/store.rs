//! What groups ask, read from the database.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect};

use super::super::{GroupPolicy, store};
use super::Asked;
use crate::clients;
use crate::clients::GroupsServed;
use crate::foundation::id::GroupId;
use crate::storage::StorageError;
use crate::storage::entity::group;

/// Whether an app that the group connects mandates it: then the group cannot switch it off.
pub async fn is_mandated(c: &impl ConnectionTrait, group: GroupId) -> Result<bool, StorageError> {
    Ok(clients::store::mandating(c).await?.iter().any(|app| app.serves(group)))
}

/// What a group asks of its members.
pub async fn of_group(c: &impl ConnectionTrait, group: GroupId) -> Result<Option<Asked>, StorageError> {
    Ok(Asked::of(&store::find(c, group).await?, is_mandated(c, group).await?))
}

/// The groups for which an app mandates it.
pub async fn mandated(c: &impl ConnectionTrait) -> Result<BTreeSet<GroupId>, StorageError> {
    let mut groups = BTreeSet::new();
    for app in clients::store::mandating(c).await? {
        match app.groups {
            GroupsServed::Only(some) => groups.extend(some),
            GroupsServed::All => {
                let all: Vec<GroupId> = group::Entity::find().select_only().column(group::Column::Id).into_tuple().all(c).await?;
                return Ok(all.into_iter().collect());
            }
        }
    }
    Ok(groups)
}

/// Every group that asks something of its members, with what.
pub async fn all(c: &impl ConnectionTrait) -> Result<Vec<(GroupId, Asked)>, StorageError> {
    let mandated = mandated(c).await?;
    let mut policies: HashMap<GroupId, GroupPolicy> = store::mandatory(c).await?.into_iter().collect();
    let others: Vec<GroupId> = mandated.iter().copied().filter(|group| !policies.contains_key(group)).collect();
    for some in others.chunks(1000) {
        let mut chosen = store::of_groups(c, some).await?;
        policies.extend(some.iter().map(|group| (*group, chosen.remove(group).unwrap_or_default())));
    }
    let asked = |(group, policy): (GroupId, GroupPolicy)| Asked::of(&policy, mandated.contains(&group)).map(|asked| (group, asked));
    Ok(policies.into_iter().filter_map(asked).collect())
}
