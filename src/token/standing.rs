//! Whether a sign-in still counts, asked whenever it is used: at the code, at each refresh, at userinfo, at introspection.
//!
//! | what | counts while |
//! |---|---|
//! | the person | is active |
//! | the app | is active and serves one of the person's groups |
//! | the practice | is still one of theirs that the app serves, for a sign-in for one practice |
//! | the session | lives, unless `offline_access` was granted |
//! | the consent | is on file, for third-party apps |
//! | the policy | is met by what the sign-in showed, judged anew |
//!
//! So disabling somebody, taking them out of a group or withdrawing an app's access works at the next request, on every
//! node, whatever tokens are still out.

use crate::authorization::code::Grant;
use crate::clients::{Client, GroupsServed};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{GroupId, SessionId, UserId};
use crate::groups::{Group, Membership, MembershipState};
use crate::policy::resolve;
use crate::policy::situation::store as policy;
use crate::protocol::scope::OFFLINE_ACCESS;
use crate::storage::{Storage, StorageError};
use crate::users::User;
use crate::{groups, sessions, users};

use super::family::Family;
use super::person::{Belonging, Wanted};
use super::store;

/// A sign-in of which an app holds a code or tokens.
#[derive(Clone, Copy, Debug)]
pub struct SignIn<'a> {
    pub user: UserId,
    pub session: SessionId,
    pub grant: &'a Grant,
    /// Whether the session must live: always for a code; for a family, unless it outlives the session.
    pub needs_session: bool,
}

impl<'a> SignIn<'a> {
    /// What a refresh builds on.
    pub fn of(family: &'a Family) -> Self {
        Self { user: family.user, session: family.session, grant: &family.grant, needs_session: !family.offline }
    }

    /// What an access token builds on. A session that ends revokes its families, so there is nothing left to ask.
    pub fn of_access_token(family: &'a Family) -> Self {
        Self { needs_session: false, ..Self::of(family) }
    }
}

/// The person behind a sign-in that counts.
#[derive(Clone, Debug)]
pub struct Standing {
    pub user: User,
    /// Read already.
    memberships: Option<Vec<(Group, Membership)>>,
}

/// Why a sign-in does not count any more; for the operator, never for the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lapsed {
    Person,
    App,
    Group,
    Practice,
    Session,
    Consent,
    Policy,
}

impl Lapsed {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "the person is not active",
            Self::App => "the app is not active",
            Self::Group => "the person belongs to no group that the app serves",
            Self::Practice => "the person left the practice that they signed in for",
            Self::Session => "the session has ended",
            Self::Consent => "the consent was withdrawn",
            Self::Policy => "the policy asks for a stronger sign-in",
        }
    }
}

/// Looks whether `sign_in` still counts for `client`.
pub async fn look(
    storage: &Storage,
    client: &Client,
    sign_in: SignIn<'_>,
    now: Timestamp,
) -> Result<Result<Standing, Lapsed>, StorageError> {
    let c = storage.read();
    if !client.active {
        return Ok(Err(Lapsed::App));
    }
    let Some(user) = users::store::find(c, sign_in.user).await?.filter(User::is_active) else { return Ok(Err(Lapsed::Person)) };
    if sign_in.needs_session && sessions::store::find(c, sign_in.session, now).await?.is_none() {
        return Ok(Err(Lapsed::Session));
    }
    if !client.is_first_party() && !store::has_consent(c, sign_in.user, &client.id).await? {
        return Ok(Err(Lapsed::Consent));
    }
    let memberships = groups::store::memberships_of(c, sign_in.user).await?;
    if matches!(client.groups, GroupsServed::Only(_)) && !is_served(&memberships, client) {
        return Ok(Err(Lapsed::Group));
    }
    let situation = policy::situation_within(c, sign_in.user, &memberships, Some(client), None, now).await?;
    if !policy::still_enough(c, sign_in.user, &resolve(&situation), &sign_in.grant.evidence, now).await? {
        return Ok(Err(Lapsed::Policy));
    }
    if sign_in.grant.practice.is_some_and(|practice| !works_for(&memberships, practice, client)) {
        return Ok(Err(Lapsed::Practice));
    }
    Ok(Ok(Standing { user, memberships: Some(memberships) }))
}

impl Standing {
    /// The person's groups that `client` serves, and the practice they signed in for; read only where they are wanted.
    pub async fn belonging(
        &self,
        storage: &Storage,
        client: &Client,
        wanted: &Wanted,
        practice: Option<GroupId>,
    ) -> Result<Belonging, StorageError> {
        let is_wanted = wanted.contains("groups") || wanted.contains("practice") && practice.is_some();
        if !is_wanted {
            return Ok(Belonging::default());
        }
        match &self.memberships {
            Some(memberships) => Ok(Belonging::of(memberships, client, practice)),
            None => Ok(Belonging::of(&groups::store::memberships_of(storage.read(), self.user.id).await?, client, practice)),
        }
    }
}

/// Whether `client` is for somebody with these memberships.
fn is_served(memberships: &[(Group, Membership)], client: &Client) -> bool {
    matches!(client.groups, GroupsServed::All)
        || memberships.iter().any(|(_, membership)| membership.state == MembershipState::Active && client.serves(membership.group))
}

/// Whether somebody with these memberships still works for `practice`, as far as `client` is concerned.
fn works_for(memberships: &[(Group, Membership)], practice: GroupId, client: &Client) -> bool {
    let counts = |membership: &Membership| membership.group == practice && membership.state == MembershipState::Active;
    client.serves(practice) && memberships.iter().any(|(_, membership)| counts(membership))
}

/// Whether what was granted outlives the session (OpenID Connect Core 1.0 section 11).
pub fn is_offline(grant: &Grant) -> bool {
    grant.scope.contains(OFFLINE_ACCESS)
}
