//! What ends when a policy becomes stricter, or its deadline passes: the sign-ins that are below it.
//!
//! Their tokens count no more in any case ([`super::standing`]), and the next page asks for what is missing. Here they end for
//! good, whether or not anybody uses them, and apps with a back-channel logout address learn of it within seconds.
//!
//! | of a person | is judged by | ends |
//! |---|---|---|
//! | a session | what all their groups demand | with all that came from it |
//! | a family of tokens | what is demanded at its app | by itself |
//!
//! Whoever has what is demanded, and showed it, notices nothing.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use crate::audit::{self, Actor, EventKind, SecurityEvent};
use crate::clients::{self, Client, ClientId};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{GroupId, UserId};
use crate::policy::review::store::{done, due, put_off};
use crate::policy::review::{Review, Subject};
use crate::policy::situation::store::{effective, evidence_of_session, still_enough};
use crate::sessions::{self, LoginSession, Origin, apps};
use crate::storage::{Connection, Storage, StorageError, Transaction};
use crate::{groups, users};

use super::family::Family;
use super::store;

/// How many reviews are done in one round.
const REVIEWS: u64 = 20;

/// When one that failed is tried again.
const TRY_AGAIN: Duration = Duration::from_mins(1);

/// How many people are read at a time.
const PEOPLE: u64 = 500;

/// How many sessions, and how many families, of one person are judged; more than anybody has.
const MOST: u64 = 1000;

/// Does the reviews that are due; how many people lost something. One that fails is tried again after a while, and keeps no
/// other waiting.
pub async fn review_due(storage: &Storage, now: Timestamp) -> Result<usize, StorageError> {
    let (mut touched, mut failed) = (0, None);
    for review in due(storage.read(), now, REVIEWS).await? {
        match review_one(storage, review, now).await {
            Ok(people) => {
                touched += people;
                let tx = storage.write().await?;
                done(&tx, review).await?;
                tx.commit().await?;
            }
            Err(error) => {
                let tx = storage.write().await?;
                put_off(&tx, review, now.plus(TRY_AGAIN)).await?;
                tx.commit().await?;
                failed = Some(error);
            }
        }
    }
    failed.map_or(Ok(touched), Err)
}

async fn review_one(storage: &Storage, review: Review, now: Timestamp) -> Result<usize, StorageError> {
    match review.subject {
        Subject::Person(user) => Ok(usize::from(review_person(storage, user, now).await?)),
        Subject::Group(group) => review_group(storage, group, now).await,
        Subject::Everybody => review_everybody(storage, now).await,
    }
}

async fn review_group(storage: &Storage, group: GroupId, now: Timestamp) -> Result<usize, StorageError> {
    let (mut touched, mut after) = (0, None);
    loop {
        let some = groups::store::members_of(storage.read(), group, after, PEOPLE).await?;
        let Some(last) = some.last() else { return Ok(touched) };
        after = Some(last.user);
        for member in some.iter().filter(|member| member.is_active()) {
            touched += usize::from(review_person(storage, member.user, now).await?);
        }
    }
}

async fn review_everybody(storage: &Storage, now: Timestamp) -> Result<usize, StorageError> {
    let (mut touched, mut after) = (0, None);
    loop {
        let sessions = sessions::store::people_after(storage.read(), after, PEOPLE, now).await?;
        let families = store::people_after(storage.read(), after, PEOPLE, now).await?;
        // Both in order: whoever stands before the end of the shorter full page is known by now.
        let full = |some: &Vec<UserId>| (some.len() as u64 == PEOPLE).then(|| some.last().copied()).flatten();
        let until = full(&sessions).into_iter().chain(full(&families)).min();
        let people: BTreeSet<UserId> =
            sessions.into_iter().chain(families).filter(|user| until.is_none_or(|until| *user <= until)).collect();
        for user in people {
            touched += usize::from(review_person(storage, user, now).await?);
        }
        if until.is_none() {
            return Ok(touched);
        }
        after = until;
    }
}

/// Ends what is below policy of one person; whether there was anything.
async fn review_person(storage: &Storage, user: UserId, now: Timestamp) -> Result<bool, StorageError> {
    // Most people are not signed in: a look without a lock tells.
    let (sessions, families) = live(storage.read(), user, now).await?;
    if sessions.is_empty() && families.is_empty() {
        return Ok(false);
    }
    let tx = storage.write().await?;
    if users::store::lock(&tx, user).await?.is_none() {
        return Ok(false);
    }
    let ended = end_below(&tx, user, now).await?;
    if ended == 0 {
        return Ok(false);
    }
    let event = SecurityEvent::new(EventKind::SessionsEnded, Actor::System).about(user);
    audit::append(&tx, now, &event.with("sessions_ended", ended).with("reason", "policy")).await?;
    tx.commit().await?;
    Ok(true)
}

async fn live(c: &impl Connection, user: UserId, now: Timestamp) -> Result<(Vec<(LoginSession, Origin)>, Vec<Family>), StorageError> {
    let sessions = sessions::store::list_of(c, user, MOST, now).await?;
    let mut families = store::list_of(c, user, MOST).await?;
    families.retain(|family| family.is_alive(now));
    Ok((sessions, families))
}

/// How many sessions and families ended.
async fn end_below(tx: &Transaction, user: UserId, now: Timestamp) -> Result<u64, StorageError> {
    let mut ended = 0;
    let (sessions, _) = live(tx, user, now).await?;
    let policy = effective(tx, user, None, None, now).await?;
    for (session, origin) in sessions {
        let evidence = evidence_of_session(tx, user, session.proofs, origin.address.parse().ok(), now).await?;
        if !still_enough(tx, user, &policy, &evidence, now).await? && sessions::store::end(tx, session.id, now).await? {
            ended += 1;
        }
    }
    let (_, families) = live(tx, user, now).await?;
    let mut apps: HashMap<ClientId, Option<Client>> = HashMap::new();
    for family in families {
        if !apps.contains_key(&family.client) {
            apps.insert(family.client.clone(), clients::store::find(tx, &family.client).await?);
        }
        let Some(Some(app)) = apps.get(&family.client) else { continue };
        let policy = effective(tx, user, Some(app), None, now).await?;
        if !still_enough(tx, user, &policy, &family.grant.evidence, now).await? {
            apps::store::tell_app_of(tx, family.session, &family.client, now).await?;
            ended += u64::from(store::revoke(tx, family.id, now).await?);
        }
    }
    Ok(ended)
}
