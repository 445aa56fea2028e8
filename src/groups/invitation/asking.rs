//! The one way to ask somebody in, and to take it back: for the pages, the command line and the seed.
//!
//! A member is not asked again, and nobody's mailbox is filled. What is asked replaces what was asked before; the invitation,
//! its letter and its event come into being together, in the transaction of whoever calls.

use std::time::Duration;

use thiserror::Error;

use super::{Asking, Invitation, InvitationState, LIFETIME, MOST_A_DAY, MOST_OF_A_GROUP_A_DAY, store};
use crate::audit::{self, EventBy, EventKind};
use crate::foundation::clock::Timestamp;
use crate::foundation::random::Random;
use crate::foundation::secret::Secret;
use crate::groups::{self, Group, MembershipState};
use crate::messages::{Asked, Envelope, Message, MessageError, Outbox, Recipient};
use crate::storage::{StorageError, Transaction};
use crate::text::LanguageTag;
use crate::users;
use crate::web::Issuer;

const DAY: Duration = Duration::from_hours(24);

/// Who asks, and by which way.
pub struct Asker<'a> {
    pub outbox: &'a Outbox,
    pub issuer: &'a Issuer,
    pub random: &'a dyn Random,
    pub event: EventBy<'a>,
    /// The name under the letter; `None` where the practice asks.
    pub name: Option<String>,
    /// Of the letter: the asker's, since nobody is to learn whether the recipient has one here.
    pub language: LanguageTag,
    /// From where it was asked, where that was a page.
    pub from: Option<Asked>,
    pub now: Timestamp,
}

/// Why somebody is not asked in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotAsked {
    #[error("they belong to this group already")]
    Member(MembershipState),
    #[error("{MOST_A_DAY} letters went to them within a day; ask again tomorrow")]
    TooManyToThem,
    #[error("{MOST_OF_A_GROUP_A_DAY} invitations went out for this group within a day; ask again tomorrow")]
    TooManyOfTheGroup,
}

/// Asks somebody into `group`; an earlier invitation of theirs to it ends.
pub async fn ask_in(
    tx: &Transaction,
    group: &Group,
    asking: Asking,
    asker: &Asker<'_>,
) -> Result<Result<Invitation, NotAsked>, MessageError> {
    groups::store::lock(tx, group.id).await?;
    if let Some(known) = users::store::find_by_email(tx, &asking.email).await?
        && let Some(member) = groups::store::membership(tx, known.id, group.id).await?
    {
        return Ok(Err(NotAsked::Member(member.state)));
    }
    let (to_them, in_all) = store::sent_since(tx, group.id, &asking.email, asker.now.minus(DAY)).await?;
    if to_them >= MOST_A_DAY {
        return Ok(Err(NotAsked::TooManyToThem));
    }
    if in_all >= MOST_OF_A_GROUP_A_DAY {
        return Ok(Err(NotAsked::TooManyOfTheGroup));
    }
    let (invitation, token) = store::issue(tx, asking, asker.now, asker.random).await?;
    let email = invitation.email.to_string();
    let link = Secret::new(asker.issuer.url(&format!("/invitation?token={}", token.expose())));
    let message = Message::Invitation { link, valid_for: LIFETIME, practice: group.name.clone(), inviter: asker.name.clone() };
    let to = Recipient { name: email.clone(), email, language: asker.language.clone() };
    asker.outbox.queue(tx, &Envelope { to, message, asked: asker.from.clone() }).await?;
    let event = (asker.event)(EventKind::UserInvited).in_group(group.id).with("email", &invitation.email);
    let event = event.with("role", invitation.role).with("access_level", invitation.access_level);
    audit::append(tx, asker.now, &event).await?;
    Ok(Ok(invitation))
}

/// Ends an invitation that nobody answered; false when it was answered, or ended, meanwhile.
pub async fn withdraw(tx: &Transaction, invitation: &Invitation, event: EventBy<'_>, now: Timestamp) -> Result<bool, StorageError> {
    if !store::close(tx, invitation.id, InvitationState::Withdrawn, now).await? {
        return Ok(false);
    }
    let noted = event(EventKind::InvitationWithdrawn).in_group(invitation.group).with("email", &invitation.email);
    audit::append(tx, now, &noted).await?;
    Ok(true)
}
