//! Which of a person's practices a sign-in is for, where the app asks for scope `practice`.
//!
//! [`super::next_step`] decides; here is what it needs to know, and the page that asks:
//!
//! | what | lives |
//! |---|---|
//! | the practices that come into question: active memberships in groups that the app serves | asked each time |
//! | the hint of the request, by id or exact name (parameter `practice`) | as long as the request |
//! | what the person picked for this very request ([`Pick`]) | as long as the request |
//! | what the person picked last for this app ([`store`]) | until they pick another |
//!
//! A practice is settled once, in the code; every token of the family names that one, and ends with that membership
//! (`token::standing`).

pub mod pages;
pub mod routes;
pub mod store;

use serde::{Deserialize, Serialize};

use crate::clients::Client;
use crate::foundation::id::{GroupId, SessionId};
use crate::groups::{Group, Membership, MembershipState};
use crate::storage::{Ephemeral, StorageError};
use crate::web::return_to::{Interaction, LIFETIME};

/// The practices of one person for one app, as far as the decision needs to know them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Practices {
    /// Those that come into question, in the order in which the person joined them.
    pub open: Vec<GroupId>,
    /// The one that was picked for this very request.
    pub picked: Option<GroupId>,
    /// The one that the request names.
    pub hinted: Option<GroupId>,
    /// The one that was picked last for this app.
    pub remembered: Option<GroupId>,
}

/// The person's memberships that come into question for `client`.
pub(super) fn open_for(memberships: Vec<(Group, Membership)>, client: &Client) -> Vec<(Group, Membership)> {
    let mut open = memberships;
    open.retain(|(group, membership)| membership.state == MembershipState::Active && client.serves(group.id));
    open
}

/// The group that a hint means, by its id or its exact name. A hint that means none of these is none.
pub(super) fn meant(open: &[(Group, Membership)], hint: &str) -> Option<GroupId> {
    let id = hint.parse::<GroupId>().ok();
    open.iter().map(|(group, _)| group).find(|group| Some(group.id) == id || group.name == hint).map(|group| group.id)
}

/// What a person picked for one request.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Pick {
    /// The sign-in that was asked: another person at the same browser did not pick this.
    pub(super) session: SessionId,
    pub(super) group: GroupId,
}

impl Pick {
    pub(super) async fn keep(self, ephemeral: &Ephemeral, errand: &Interaction) -> Result<(), StorageError> {
        ephemeral.put(&key(errand), &self, LIFETIME).await
    }

    pub(super) async fn of(ephemeral: &Ephemeral, errand: &Interaction) -> Result<Option<Self>, StorageError> {
        ephemeral.look_at(&key(errand)).await
    }
}

fn key(errand: &Interaction) -> String {
    format!("practice:{}", errand.id)
}
