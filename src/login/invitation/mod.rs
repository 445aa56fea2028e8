//! Answering an invitation to a practice: by its link, or after a sign-in.
//!
//! | who | by the link | after a sign-in |
//! |---|---|---|
//! | new here | chooses a password; the account exists from then on | – |
//! | has an account | signs in with it, then accepts or declines | is asked, and may leave it for later |
//!
//! Nobody is put into a practice without saying so: its managers could then end their sessions and reset their second factor.
//! The link proves the email. An invitation is used up by one conditional update, in the transaction that makes the membership.

pub mod routes;

use super::{Desk, StepError};
use crate::audit::{self, Actor, EventKind};
use crate::foundation::id::{InvitationId, UserId};
use crate::foundation::secret::{OpaqueToken, Secret};
use crate::groups::invitation::{self, DeadInvitation, Invitation, InvitationState};
use crate::groups::{self, Group};
use crate::members::{self, Place};
use crate::storage::{StorageError, Transaction};
use crate::users::password::{self, NewPassword, WeakPassword};
use crate::users::{self, User};
use crate::web::return_to::Interaction;

/// What came of somebody new.
pub enum Joined {
    Done {
        practice: String,
    },
    Weak(WeakPassword),
    Dead(DeadInvitation),
    /// Somebody has an account with this email by now.
    HasAccount,
}

/// Where the person goes at the end of a sign-in: to an invitation that waits for an answer, or back to the errand.
pub async fn or_back(desk: &Desk<'_>, user: UserId, errand: Option<&Interaction>) -> Result<String, StorageError> {
    let c = desk.storage.read();
    let person = users::store::find(c, user).await?.filter(|person| person.email_verified);
    let waits = match person {
        Some(person) => !invitation::store::open_for(c, &person.email, desk.clock.now()).await?.is_empty(),
        None => false,
    };
    Ok(match errand {
        Some(errand) if waits => format!("/invitations?interaction={}", errand.id),
        None if waits => "/invitations".to_owned(),
        _ => super::onward::back(errand),
    })
}

/// An invitation that a link leads to, with its group.
pub async fn look_at(desk: &Desk<'_>, token: &OpaqueToken) -> Result<Result<(Invitation, Group), DeadInvitation>, StorageError> {
    let c = desk.storage.read();
    let found = match invitation::store::look_at(c, token, desk.clock.now()).await? {
        Ok(found) => found,
        Err(why) => return Ok(Err(why)),
    };
    Ok(groups::store::find(c, found.group).await?.map(|group| (found, group)).ok_or(DeadInvitation::Unknown))
}

/// Makes an account for somebody new, in the practice that invited them. The link has proved the email.
pub async fn join(desk: &Desk<'_>, token: &OpaqueToken, name: &str, typed: &Secret) -> Result<Joined, StepError> {
    let (invited, group) = match look_at(desk, token).await? {
        Ok(found) => found,
        Err(why) => return Ok(Joined::Dead(why)),
    };
    let now = desk.clock.now();
    let mut person = User::new(UserId::new(now, desk.random), invited.email.clone(), name, now);
    person.email_verified = true;
    person.locale = Some(desk.visitor.language.to_string());
    let mut words = person.words();
    words.extend([group.name.clone(), desk.reception.brand.name.clone()]);
    let new = match NewPassword::check(typed, &words) {
        Ok(new) => new,
        Err(weak) => return Ok(Joined::Weak(weak)),
    };
    // Before the transaction: it takes its time, and may be refused.
    let hashed = password::hash(desk.hasher, new, desk.random).await?;

    let tx = desk.storage.write().await?;
    groups::store::lock(&tx, group.id).await?;
    if !invitation::store::close(&tx, invited.id, InvitationState::Accepted, now).await? {
        let why = invitation::store::look_at(&tx, token, now).await?.err().unwrap_or(DeadInvitation::Used);
        return Ok(Joined::Dead(why));
    }
    if !users::store::insert(&tx, &person).await? {
        return Ok(Joined::HasAccount);
    }
    password::store::set(&tx, person.id, &hashed, now).await?;
    audit::append(&tx, now, &desk.event(EventKind::UserAdded, Actor::User(person.id)).about(person.id)).await?;
    enter(desk, &tx, &person, &invited).await?;
    tx.commit().await.map_err(StorageError::from)?;
    Ok(Joined::Done { practice: group.name })
}

/// Answers an invitation of the person who is signed in; false when it is not theirs, or cannot be answered any more. `by_link`
/// proves the email.
pub async fn answer(desk: &Desk<'_>, person: &User, id: &Invitation, accepts: bool, by_link: bool) -> Result<bool, StepError> {
    let now = desk.clock.now();
    let tx = desk.storage.write().await?;
    groups::store::lock(&tx, id.group).await?;
    let Some(person) = users::store::lock(&tx, person.id).await?.filter(User::is_active) else { return Ok(false) };
    let is_theirs = person.email == id.email && (by_link || person.email_verified);
    let how = if accepts { InvitationState::Accepted } else { InvitationState::Declined };
    if !is_theirs || !invitation::store::close(&tx, id.id, how, now).await? {
        return Ok(false);
    }
    if by_link {
        users::store::mark_email_verified(&tx, person.id, &person.email, now).await?;
    }
    if accepts {
        enter(desk, &tx, &person, id).await?;
    } else {
        let event = desk.event(EventKind::InvitationDeclined, Actor::User(person.id)).about(person.id).in_group(id.group);
        audit::append(&tx, now, &event.with("email", &id.email)).await?;
    }
    tx.commit().await.map_err(StorageError::from)?;
    Ok(true)
}

/// The invitations of a person that wait for an answer.
pub async fn waiting(desk: &Desk<'_>, person: &User, id: Option<InvitationId>) -> Result<Option<(Invitation, Group)>, StorageError> {
    if !person.email_verified {
        return Ok(None);
    }
    let open = invitation::store::open_for(desk.storage.read(), &person.email, desk.clock.now()).await?;
    Ok(open.into_iter().find(|(invited, _)| id.is_none_or(|id| invited.id == id)))
}

/// Makes the membership. Whoever was there before comes back as what they are invited as; whoever is there stays what they are.
async fn enter(desk: &Desk<'_>, tx: &Transaction, person: &User, invited: &Invitation) -> Result<(), StepError> {
    let now = desk.clock.now();
    let event = |kind: EventKind| desk.event(kind, Actor::User(person.id));
    audit::append(tx, now, &event(EventKind::InvitationAccepted).about(person.id).in_group(invited.group)).await?;
    let place = Place { role: invited.role, access_level: invited.access_level };
    members::enter(tx, (person.id, invited.group), place, &event, now, desk.random).await?;
    Ok(())
}
