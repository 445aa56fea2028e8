//! A proof by passkey, with no email typed (Web Authentication Level 3 section 7.2).

use serde::{Deserialize, Serialize};
use thiserror::Error;
use webauthn_rs::prelude::DiscoverableAuthentication;
use webauthn_rs_proto::PublicKeyCredential;

use super::super::{FactorPassed, FactorUsed, KeyKind};
use super::ceremony::{Begun, Ceremonies, keep, reason, take};
use super::store;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{PasskeyId, UserId};
use crate::foundation::random::Random;
use crate::foundation::secret::TokenDigest;
use crate::storage::{Ephemeral, Storage, StorageError};
use crate::users::UserState;

const KIND: &str = "sign-in";

/// The browser that signs in, and the errand that it came with.
#[derive(Clone, Copy, Debug)]
pub struct SigningIn<'a> {
    pub browser: TokenDigest,
    pub errand: Option<&'a str>,
}

#[derive(Serialize, Deserialize)]
struct State {
    errand: Option<String>,
    challenge: DiscoverableAuthentication,
}

/// What the browser sends back.
#[derive(Debug, Deserialize)]
pub struct SignInAnswer {
    pub ceremony: String,
    pub credential: PublicKeyCredential,
}

/// The proof that a person's device has just verified them and signed our challenge. Only
/// [`Ceremonies::finish_sign_in`] makes one.
#[derive(Debug)]
pub struct PasskeyVerified {
    user: UserId,
    passkey: PasskeyId,
    key: KeyKind,
    at: Timestamp,
}

impl PasskeyVerified {
    pub fn user(&self) -> UserId {
        self.user
    }

    pub fn passkey(&self) -> PasskeyId {
        self.passkey
    }

    pub fn key(&self) -> KeyKind {
        self.key
    }

    pub fn at(&self) -> Timestamp {
        self.at
    }
}

impl From<PasskeyVerified> for FactorPassed {
    fn from(proof: PasskeyVerified) -> Self {
        Self::new(proof.user(), FactorUsed::passkey(proof.key(), proof.at()))
    }
}

/// Why a passkey was not accepted. `user` is for the record alone.
#[derive(Debug, Error)]
pub enum PasskeyRefused {
    #[error("the challenge was used, is too old, or belongs to another browser or errand")]
    Expired,
    /// It was removed, or never was ours, or its owner is disabled: nobody is told which.
    #[error("no such passkey")]
    Unknown { user: Option<UserId> },
    #[error("the device's answer is wrong: {reason}")]
    Wrong { user: Option<UserId>, reason: &'static str },
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What a browser says of the page that asked; the library reads the rest.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientSide {
    #[serde(default)]
    cross_origin: bool,
}

impl Ceremonies {
    /// Begins. The answer names the person, so nobody has to type who they are.
    pub async fn begin_sign_in(
        &self,
        ephemeral: &Ephemeral,
        signing_in: SigningIn<'_>,
        now: Timestamp,
        random: &dyn Random,
    ) -> Result<Begun, StorageError> {
        let (options, challenge) = self
            .webauthn
            .start_discoverable_authentication()
            .map_err(|error| StorageError::Damaged(format!("no passkey can be asked for: {error}")))?;
        let state = State { errand: signing_in.errand.map(str::to_owned), challenge };
        let ceremony = keep(ephemeral, KIND, signing_in.browser, state, now, random).await?;
        Ok(Begun { ceremony, public_key: serde_json::to_value(options.public_key)? })
    }

    /// Verifies the device's answer and writes the use down: counter and flags only after the signature, and only upwards.
    pub async fn finish_sign_in(
        &self,
        storage: &Storage,
        ephemeral: &Ephemeral,
        signing_in: SigningIn<'_>,
        answer: &SignInAnswer,
        now: Timestamp,
    ) -> Result<PasskeyVerified, PasskeyRefused> {
        let of_this_errand = |state: &State| state.errand.as_deref() == signing_in.errand;
        let state = take(ephemeral, KIND, &answer.ceremony, signing_in.browser, now, of_this_errand).await?;
        let state = state.ok_or(PasskeyRefused::Expired)?;
        let credential = &answer.credential;
        let wrong = |user, reason| PasskeyRefused::Wrong { user, reason };

        let found = store::by_credential(storage.read(), credential.get_credential_id()).await?;
        let owner = found.as_ref().map(|found| found.passkey.user);
        let found = found.filter(|found| found.owner == UserState::Active).ok_or(PasskeyRefused::Unknown { user: owner })?;
        let user = found.passkey.user;

        let (handle, _) = self.webauthn.identify_discoverable_authentication(credential).map_err(|_| wrong(Some(user), "user_handle"))?;
        if handle != *user.as_uuid() {
            return Err(wrong(Some(user), "user_handle"));
        }
        let client_side: ClientSide =
            serde_json::from_slice(&credential.response.client_data_json).map_err(|_| wrong(Some(user), "form"))?;
        if client_side.cross_origin {
            return Err(wrong(Some(user), "origin"));
        }
        let verified = self
            .webauthn
            .finish_discoverable_authentication_v2(credential, state.challenge, &found.credential)
            .map_err(|error| wrong(Some(user), reason(&error)))?;
        // The library holds to it already; everything rests on it.
        if !verified.user_verified() {
            return Err(wrong(Some(user), "user_verification"));
        }

        let tx = storage.write().await?;
        let recorded = store::record_use(&tx, found.passkey.id, verified.counter(), verified.backup_state(), now).await?;
        if !recorded {
            return Err(wrong(Some(user), "counter"));
        }
        tx.commit().await.map_err(StorageError::from)?;
        Ok(PasskeyVerified { user, passkey: found.passkey.id, key: found.passkey.key, at: now })
    }
}
