//! What a person's apps lose when they leave a practice group: at once, and told so.
//!
//! That concerns apps that serve none of the person's groups any more, and sign-ins that were for the practice that was left.
//! Their tokens count no more in any case ([`super::standing`]); here they end for good, and apps with a back-channel logout
//! address learn of it. The person's session goes on: other practices and the account have nothing to do with it.

use std::collections::{BTreeMap, BTreeSet};

use crate::clients::{self, Client, ClientId};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::UserId;
use crate::groups;
use crate::sessions::apps;
use crate::storage::{StorageError, Transaction};

use super::{standing, store};

/// As many families as are looked through.
const MOST_FAMILIES: u64 = 10_000;

/// Ends what apps hold of this person that was for groups they do not belong to now; how many apps lost something. To be called
/// in the transaction that takes somebody out of a group.
pub async fn left_group(tx: &Transaction, user: UserId, now: Timestamp) -> Result<usize, StorageError> {
    let memberships = groups::store::memberships_of(tx, user).await?;
    let mut clients: BTreeMap<ClientId, Client> = BTreeMap::new();
    let mut lost = BTreeSet::new();
    for app in apps::store::apps_of(tx, user).await? {
        let Some(client) = clients::store::find(tx, &app).await? else { continue };
        if standing::is_served(&memberships, &client) {
            clients.insert(app, client);
        } else {
            store::revoke_all_of_app(tx, user, &app, now).await?;
            lost.insert(app);
        }
    }
    // Apps may be told of sign-ins whose tokens are over already: they may still hold a session of their own.
    let mut sign_ins = apps::store::practices_of(tx, user).await?;
    let mut families = store::list_of(tx, user, MOST_FAMILIES).await?;
    families.retain(|family| family.is_alive(now));
    sign_ins.extend(families.iter().filter_map(|family| Some((family.session, family.client.clone(), family.grant.practice?))));
    let left = |app: &ClientId, practice| clients.get(app).is_some_and(|client| !standing::works_for(&memberships, practice, client));
    for (session, app, practice) in &sign_ins {
        if left(app, *practice) {
            apps::store::tell_app_of(tx, *session, app, now).await?;
            lost.insert(app.clone());
        }
    }
    for family in families {
        if family.grant.practice.is_some_and(|practice| left(&family.client, practice)) {
            store::revoke(tx, family.id, now).await?;
        }
    }
    Ok(lost.len())
}
