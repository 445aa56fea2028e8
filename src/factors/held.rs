//! Proofs that wait for the next one: what a sign-in holds between its steps.
//!
//! It is not a session: it is worth nothing at any address but the steps', it ends after ten minutes, and it belongs to one
//! browser. The proofs come back as what they were, and only from what was held here, so that no session begins with a proof
//! that nobody gave.

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{FactorPassed, FactorUsed};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::UserId;
use crate::foundation::random::Random;
use crate::foundation::secret::{OpaqueToken, TokenDigest};
use crate::storage::{Ephemeral, StorageError};

/// How long a person may take from one step to the next.
pub const LIFETIME: Duration = Duration::from_mins(10);

/// How long it is known what somebody was about who took longer.
const KNOWN: Duration = Duration::from_hours(1);

const PREFIX: &str = "st";

#[derive(Serialize, Deserialize)]
struct Kept<S> {
    browser: TokenDigest,
    user: UserId,
    proofs: Vec<FactorUsed>,
    at: Timestamp,
    state: S,
}

/// The proofs of one person in one browser, and what the steps know besides (`S`).
pub struct Held<S> {
    id: String,
    kept: Kept<S>,
}

impl<S: Serialize + DeserializeOwned + Send + Sync> Held<S> {
    /// Holds on to what `user` has proved so far, all of it their own.
    pub async fn hold(
        ephemeral: &Ephemeral,
        random: &dyn Random,
        browser: TokenDigest,
        (user, proofs): (UserId, &[FactorPassed]),
        state: S,
        now: Timestamp,
    ) -> Result<Self, StorageError> {
        let proofs = proofs.iter().filter(|proof| proof.user() == user).map(FactorPassed::used).collect();
        let held =
            Self { id: OpaqueToken::fresh(PREFIX, random).expose().to_owned(), kept: Kept { browser, user, proofs, at: now, state } };
        ephemeral.put(&key(&held.id), &held.kept, LIFETIME).await?;
        ephemeral.put(&state_key(&held.id), &(browser, &held.kept.state), KNOWN).await?;
        Ok(held)
    }

    /// What is held under this id for this browser, while it lasts.
    pub async fn find(ephemeral: &Ephemeral, browser: TokenDigest, id: &str, now: Timestamp) -> Result<Option<Self>, StorageError> {
        if OpaqueToken::parse(PREFIX, id).is_none() {
            return Ok(None);
        }
        let kept: Option<Kept<S>> = ephemeral.look_at(&key(id)).await?;
        // What was held in the future was held before the clock was set back.
        let is_ours = |kept: &Kept<S>| kept.browser.matches(&browser) && kept.at <= now && now.since(kept.at) <= LIFETIME;
        Ok(kept.filter(is_ours).map(|kept| Self { id: id.to_owned(), kept }))
    }

    /// What the steps knew besides the proofs, for an hour and by itself: enough to begin again after a step that took too long.
    pub async fn state_of(ephemeral: &Ephemeral, browser: TokenDigest, id: &str) -> Result<Option<S>, StorageError> {
        if OpaqueToken::parse(PREFIX, id).is_none() {
            return Ok(None);
        }
        let known: Option<(TokenDigest, S)> = ephemeral.look_at(&state_key(id)).await?;
        Ok(known.filter(|(own, _)| own.matches(&browser)).map(|(_, state)| state))
    }

    /// Where it is found again. Not a secret by itself: it is worth nothing in another browser.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub fn user(&self) -> UserId {
        self.kept.user
    }

    /// When it was held.
    pub fn at(&self) -> Timestamp {
        self.kept.at
    }

    pub fn state(&self) -> &S {
        &self.kept.state
    }

    /// What a session would remember of the proofs.
    pub fn used(&self) -> &[FactorUsed] {
        &self.kept.proofs
    }

    /// The proofs again.
    pub fn proofs(&self) -> Vec<FactorPassed> {
        self.kept.proofs.iter().map(|used| FactorPassed::new(self.kept.user, *used)).collect()
    }

    /// Ends it: of two steps that are done at once, one gets `true`.
    pub async fn let_go(&self, ephemeral: &Ephemeral) -> Result<bool, StorageError> {
        Ok(ephemeral.take::<Kept<S>>(&key(&self.id)).await?.is_some())
    }
}

fn key(id: &str) -> String {
    format!("held:{id}")
}

fn state_key(id: &str) -> String {
    format!("held-state:{id}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::factors::Factor;
    use crate::foundation::random::Seeded;

    const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

    fn person(number: u128) -> UserId {
        UserId::from_uuid(uuid::Uuid::from_u128(number))
    }

    #[tokio::test]
    async fn it_comes_back_in_its_own_browser_for_ten_minutes_and_ends_once() {
        let (ephemeral, random) = (Ephemeral::in_process(), Seeded::new(1));
        let [own, other] = [1, 2].map(|number| TokenDigest::of(&[number]));
        let proof = |number| FactorPassed::new(person(number), FactorUsed::new(Factor::Password, NOW));
        let held = Held::hold(&ephemeral, &random, own, (person(1), &[proof(1), proof(2)]), 7_u8, NOW).await.unwrap();
        let find = async |browser, id: &str, now| Held::<u8>::find(&ephemeral, browser, id, now).await.unwrap();

        let found = find(own, held.id(), NOW.plus(LIFETIME)).await.unwrap();
        assert_eq!((found.user(), *found.state(), found.proofs().len()), (person(1), 7, 1), "nobody else's proof is held");
        assert_eq!(found.proofs()[0].used(), proof(1).used());
        assert!(find(other, held.id(), NOW).await.is_none());
        assert!(find(own, "st_x", NOW).await.is_none());
        assert!(find(own, held.id(), NOW.plus(LIFETIME).plus(Duration::from_millis(1))).await.is_none());
        assert!(find(own, held.id(), NOW.minus(Duration::from_secs(1))).await.is_none());
        let state_of = async |browser, id: &str| Held::<u8>::state_of(&ephemeral, browser, id).await.unwrap();
        assert_eq!(state_of(own, held.id()).await, Some(7), "what it was about is known for longer");
        assert_eq!((state_of(other, held.id()).await, state_of(own, "st_x").await), (None, None));
        assert!(held.let_go(&ephemeral).await.unwrap());
        assert!(!found.let_go(&ephemeral).await.unwrap());
        assert!(find(own, held.id(), NOW).await.is_none());
        assert_eq!(state_of(own, held.id()).await, Some(7), "whoever goes back to a step that is done goes on from there");
    }
}
