//! What a person's apps lose when they leave a practice group: at once, and told so.
//!
//! Tokens of such apps count no more in any case ([`super::standing`]); here they end for good, and apps with a back-channel
//! logout address learn of it. The person's session goes on: other practices and the account have nothing to do with it.

use crate::foundation::clock::Timestamp;
use crate::foundation::id::UserId;
use crate::storage::{StorageError, Transaction};
use crate::{clients, groups, sessions};

use super::{standing, store};

/// Ends what apps hold of this person that serve none of the groups they belong to now; how many apps lost something. To be
/// called in the transaction that takes somebody out of a group.
pub async fn left_group(tx: &Transaction, user: UserId, now: Timestamp) -> Result<usize, StorageError> {
    let memberships = groups::store::memberships_of(tx, user).await?;
    let mut lost = 0;
    for app in sessions::apps::store::apps_of(tx, user).await? {
        let Some(client) = clients::store::find(tx, &app).await? else { continue };
        if !standing::is_served(&memberships, &client) {
            store::revoke_all_of_app(tx, user, &app, now).await?;
            lost += 1;
        }
    }
    Ok(lost)
}
