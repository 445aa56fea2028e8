//! An authenticator in software: the device of a person who uses passkeys, and the browser around it.
//!
//! It talks to Frontdesk as `passkey.js` does, in JSON over HTTP, and is written without Frontdesk's code: the `passkey`
//! crate makes and uses the keys. A story can make it lie, as a stolen or broken device would.

use std::sync::{Arc, Mutex};

use passkey::authenticator::{Authenticator, CredentialStore, DiscoverabilitySupport, StoreInfo, UiHint, UserCheck, UserValidationMethod};
use passkey::client::{Client, DefaultClientData, WebauthnError};
use passkey::crypto::rust_crypto::RustCryptoBackend;
use passkey::types::Passkey;
use passkey::types::ctap2::make_credential::{Options, PublicKeyCredentialRpEntity, PublicKeyCredentialUserEntity};
use passkey::types::ctap2::{Aaguid, Ctap2Error, StatusCode};
use passkey::types::webauthn::{CredentialCreationOptions, CredentialRequestOptions, PublicKeyCredentialDescriptor};
use serde_json::{Value, json};
use url::Url;

/// The keys on a device. Shared, so that a copy of the device (a clone, or a synced one) can be made.
#[derive(Clone, Default)]
pub struct Keys(Arc<Mutex<Vec<Passkey>>>);

impl Keys {
    fn all(&self) -> Vec<Passkey> {
        self.0.lock().expect("the keys").clone()
    }
}

#[async_trait::async_trait]
impl CredentialStore for Keys {
    type PasskeyItem = Passkey;

    async fn find_credentials(
        &self,
        ids: Option<&[PublicKeyCredentialDescriptor]>,
        rp_id: &str,
        _: Option<&[u8]>,
    ) -> Result<Vec<Passkey>, StatusCode> {
        let wanted = |key: &Passkey| match ids {
            Some(ids) => ids.iter().any(|id| id.id == key.credential_id),
            // Without a list only keys that know their person can be found.
            None => key.user_handle.is_some(),
        };
        let found: Vec<Passkey> = self.all().into_iter().rev().filter(|key| key.rp_id == rp_id && wanted(key)).collect();
        if found.is_empty() { Err(Ctap2Error::NoCredentials.into()) } else { Ok(found) }
    }

    async fn save_credential(
        &mut self,
        key: Passkey,
        _: PublicKeyCredentialUserEntity,
        _: PublicKeyCredentialRpEntity,
        _: Options,
    ) -> Result<(), StatusCode> {
        self.0.lock().expect("the keys").push(key);
        Ok(())
    }

    async fn update_credential(&mut self, key: &Passkey) -> Result<(), StatusCode> {
        for kept in self.0.lock().expect("the keys").iter_mut().filter(|kept| kept.credential_id == key.credential_id) {
            *kept = key.clone();
        }
        Ok(())
    }

    async fn get_info(&self) -> StoreInfo {
        StoreInfo { discoverability: DiscoverabilitySupport::Full }
    }
}

/// The person in front of the device.
#[derive(Clone, Copy)]
struct Finger {
    /// Whether the device verifies who they are.
    verifies: bool,
}

#[async_trait::async_trait]
impl UserValidationMethod for Finger {
    type PasskeyItem = Passkey;

    async fn check_user<'a>(&self, hint: UiHint<'a, Passkey>, _: bool, verification: bool) -> Result<UserCheck, Ctap2Error> {
        match hint {
            UiHint::InformExcludedCredentialFound(_) => Err(Ctap2Error::CredentialExcluded),
            _ => Ok(UserCheck { presence: true, verification: verification && self.verifies }),
        }
    }

    fn is_presence_enabled(&self) -> bool {
        true
    }

    fn is_verification_enabled(&self) -> Option<bool> {
        Some(self.verifies)
    }
}

/// A device with passkeys.
pub struct SoftAuthenticator {
    keys: Keys,
    finger: Finger,
    model: [u8; 16],
    counts: bool,
}

impl Default for SoftAuthenticator {
    fn default() -> Self {
        Self { keys: Keys::default(), finger: Finger { verifies: true }, model: [0; 16], counts: true }
    }
}

impl SoftAuthenticator {
    /// A device that counts its uses and verifies its owner.
    pub fn new() -> Self {
        Self::default()
    }

    /// A device of this model (AAGUID).
    #[must_use]
    pub fn of_model(mut self, model: &str) -> Self {
        self.model = *uuid::Uuid::parse_str(model).expect("an AAGUID").as_bytes();
        self
    }

    /// A device whose counter stays at zero, as synced ones do.
    #[must_use]
    pub fn without_counter(mut self) -> Self {
        self.counts = false;
        self
    }

    /// From now on it asks for a touch only, and does not verify who touches.
    pub fn stop_verifying(&mut self) {
        self.finger.verifies = false;
    }

    /// A second device with the same keys, as they are now: what a thief of a backup has.
    pub fn cloned(&self) -> Self {
        let keys = Keys(Arc::new(Mutex::new(self.keys.all())));
        Self { keys, finger: self.finger, model: self.model, counts: self.counts }
    }

    /// How many passkeys are on it.
    pub fn count(&self) -> usize {
        self.keys.all().len()
    }

    fn device(&self) -> Authenticator<Keys, Finger, RustCryptoBackend> {
        let mut device = Authenticator::new(Aaguid::from(self.model), self.keys.clone(), self.finger, RustCryptoBackend);
        device.set_make_credentials_with_signature_counter(self.counts);
        device
    }

    /// Makes a passkey for what Frontdesk asked (`publicKey`), on a page of this origin.
    pub async fn make(&self, origin: &str, public_key: &Value) -> Result<Value, WebauthnError> {
        let options: CredentialCreationOptions = serde_json::from_value(json!({ "publicKey": public_key })).expect("creation options");
        let origin = Url::parse(origin).expect("an origin");
        let made = Client::new(self.device()).allows_insecure_localhost(true).register(&origin, options, DefaultClientData).await?;
        Ok(serde_json::to_value(made).expect("JSON"))
    }

    /// Signs what Frontdesk asked (`publicKey`), on a page of this origin.
    pub async fn sign(&self, origin: &str, public_key: &Value) -> Result<Value, WebauthnError> {
        let options: CredentialRequestOptions = serde_json::from_value(json!({ "publicKey": public_key })).expect("request options");
        let origin = Url::parse(origin).expect("an origin");
        let signed = Client::new(self.device()).allows_insecure_localhost(true).authenticate(&origin, options, DefaultClientData).await?;
        Ok(serde_json::to_value(signed).expect("JSON"))
    }
}
