//! A new passkey, for somebody who is signed in, or about to be (Web Authentication Level 3 section 7.1).

use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;
use webauthn_rs::prelude::{Credential, CredentialID, PasskeyRegistration};
use webauthn_rs_proto::{RegisterPublicKeyCredential, ResidentKeyRequirement};

use super::super::KeyKind;
use super::ceremony::{Begun, Ceremonies, keep, reason, take};
use super::{Passkey, key_kind};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{SessionId, UserId};
use crate::foundation::random::Random;
use crate::foundation::secret::TokenDigest;
use crate::storage::{Ephemeral, StorageError};
use crate::users::User;

const KIND: &str = "add";
/// Web Authentication Level 3 section 7.1: longer ones are refused.
const LONGEST_CREDENTIAL_ID: usize = 1023;

/// Who is adding a passkey, and from where.
#[derive(Clone, Copy, Debug)]
pub struct Adding {
    pub user: UserId,
    /// None before a session has begun, where the set-up may not be put off.
    pub session: Option<SessionId>,
    pub browser: TokenDigest,
}

#[derive(Serialize, Deserialize)]
struct State {
    user: UserId,
    session: Option<SessionId>,
    challenge: PasskeyRegistration,
}

/// What the browser sends back.
#[derive(Debug, Deserialize)]
pub struct RegistrationAnswer {
    pub ceremony: String,
    pub credential: RegisterPublicKeyCredential,
    /// `cross-platform` when the key lives on something other than the device in front of the person. A hint for the name.
    #[serde(default)]
    pub attachment: Option<String>,
}

/// A verified passkey that is not stored yet. Only [`Ceremonies::finish_registration`] makes one.
#[derive(Debug)]
pub struct NewPasskey {
    user: UserId,
    credential: Credential,
    aaguid: Option<Uuid>,
    roams: bool,
}

/// Why no passkey came of it.
#[derive(Debug, Error)]
pub enum RegistrationRefused {
    #[error("the challenge was used, is too old, or belongs to somebody else")]
    Expired,
    /// The device would only know this key when told its name, so the person could not sign in with it.
    #[error("the device keeps no passkeys")]
    NotKept,
    #[error("the device's answer is wrong: {0}")]
    Wrong(&'static str),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Ceremonies {
    /// Begins; `existing` are the passkeys that the person has, so that no device makes a second.
    pub async fn begin_registration(
        &self,
        ephemeral: &Ephemeral,
        adding: Adding,
        user: &User,
        existing: &[Passkey],
        now: Timestamp,
        random: &dyn Random,
    ) -> Result<Begun, StorageError> {
        let existing: Vec<CredentialID> = existing.iter().map(|passkey| passkey.credential_id.clone()).collect();
        let (mut options, challenge) = self
            .webauthn
            .start_passkey_registration(*user.id.as_uuid(), user.email.as_str(), &user.name, Some(existing))
            .map_err(|error| StorageError::Damaged(format!("no passkey can be asked for: {error}")))?;
        // The library discourages keys that can be found without an email; without them there is no sign-in without one.
        if let Some(selection) = options.public_key.authenticator_selection.as_mut() {
            selection.resident_key = Some(ResidentKeyRequirement::Required);
            selection.require_resident_key = true;
        }
        let state = State { user: adding.user, session: adding.session, challenge };
        let ceremony = keep(ephemeral, KIND, adding.browser, state, now, random).await?;
        Ok(Begun { ceremony, public_key: serde_json::to_value(options.public_key)? })
    }

    /// Verifies the device's answer.
    pub async fn finish_registration(
        &self,
        ephemeral: &Ephemeral,
        adding: Adding,
        answer: &RegistrationAnswer,
        now: Timestamp,
    ) -> Result<NewPasskey, RegistrationRefused> {
        let theirs = |state: &State| state.user == adding.user && state.session == adding.session;
        let state = take(ephemeral, KIND, &answer.ceremony, adding.browser, now, theirs).await?.ok_or(RegistrationRefused::Expired)?;
        let passkey = self
            .webauthn
            .finish_passkey_registration(&answer.credential, &state.challenge)
            .map_err(|error| RegistrationRefused::Wrong(reason(&error)))?;
        if answer.credential.extensions.cred_props.as_ref().is_some_and(|props| props.rk == Some(false)) {
            return Err(RegistrationRefused::NotKept);
        }
        let credential = Credential::from(passkey);
        if credential.cred_id.len() > LONGEST_CREDENTIAL_ID {
            return Err(RegistrationRefused::Wrong("credential_id"));
        }
        let aaguid = aaguid_of(&answer.credential.response.attestation_object);
        let roams = answer.attachment.as_deref() == Some("cross-platform");
        Ok(NewPasskey { user: state.user, credential, aaguid, roams })
    }
}

impl NewPasskey {
    pub fn user(&self) -> UserId {
        self.user
    }

    pub fn credential_id(&self) -> &[u8] {
        self.credential.cred_id.as_slice()
    }

    pub fn key(&self) -> KeyKind {
        key_kind(self.credential.backup_eligible)
    }

    pub fn aaguid(&self) -> Option<Uuid> {
        self.aaguid
    }

    /// Whether it lives on something other than the device in front of the person: a security key, or a telephone nearby.
    pub fn roams(&self) -> bool {
        self.roams
    }

    pub(super) fn credential(&self) -> &Credential {
        &self.credential
    }
}

/// The authenticator's model, out of the authenticator data in the attestation object (section 6.5.1). With attestation
/// `none` nobody vouches for it: good for a name, for nothing else.
fn aaguid_of(attestation_object: &[u8]) -> Option<Uuid> {
    const ATTESTED: u8 = 0x40;
    let object: ciborium::Value = ciborium::from_reader(attestation_object).ok()?;
    let authenticator = object.as_map()?.iter().find(|(key, _)| key.as_text() == Some("authData"))?.1.as_bytes()?;
    // 32 bytes of hash, flags, four of counter; then the sixteen of the model.
    let attested = authenticator.get(32)? & ATTESTED != 0;
    let model = authenticator.get(37..53).filter(|_| attested)?;
    Uuid::from_slice(model).ok().filter(|model| !model.is_nil())
}
