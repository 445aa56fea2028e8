//! Passkeys (Web Authentication Level 3): a key pair on a person's device instead of something to remember.
//!
//! ```text
//! begin ─▶ challenge, kept here for five minutes ─▶ the browser asks the device, the device its owner ─▶ finish:
//!   taken once · same browser, same errand or session · origin, signature, user verification · owner · counter
//! ```
//!
//! | file | is |
//! |---|---|
//! | [`ceremony`] | what both ceremonies share: the installation's own part, the kept challenge, the refusals |
//! | [`registration`] | a new passkey, for somebody who is signed in |
//! | [`sign_in`] | a proof by passkey, with no email typed |
//! | [`names`], [`authenticators`] | what a passkey is called, and what its device proposes |
//! | [`offer`] | whether somebody who typed a password is asked to make one |
//! | [`store`] | passkeys in the database |
//!
//! Every passkey is discoverable and verifies its owner, so that one gesture is enough. A passkey belongs to one person
//! for ever; nobody but that person adds, names or removes it. Not here: the addresses and pages (`login`, `account`),
//! what a proof is worth (`authorization`).

pub mod authenticators;
pub mod ceremony;
pub mod names;
pub mod offer;
pub mod registration;
pub mod sign_in;
pub mod store;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use uuid::Uuid;

use super::KeyKind;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{PasskeyId, UserId};
use crate::users::User;

pub use ceremony::{BadPasskeySettings, Begun, Ceremonies, PasskeySettings};
pub use names::{BadPasskeyName, PasskeyName};
pub use registration::{NewPasskey, RegistrationAnswer, RegistrationRefused};
pub use sign_in::{PasskeyRefused, PasskeyVerified, SignInAnswer};

/// The most passkeys of one person: enough for every device they own, few enough to read.
pub const MOST: usize = 20;

/// Where a key lives, read from the flag that it may be backed up, which never changes (Web Authentication Level 3
/// section 6.1.3).
const fn key_kind(backup_eligible: bool) -> KeyKind {
    if backup_eligible { KeyKind::Synced } else { KeyKind::DeviceBound }
}

/// One of a person's passkeys, as they see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    pub id: PasskeyId,
    pub user: UserId,
    /// What its authenticator calls it.
    pub credential_id: Vec<u8>,
    pub name: String,
    pub key: KeyKind,
    /// Whether a copy exists, by what the authenticator said last.
    pub backed_up: bool,
    /// The authenticator's model, where it tells.
    pub aaguid: Option<Uuid>,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
}

/// What a browser passes on to the person's password managers, so that they offer no passkey that is gone and show the
/// right name (Web Authentication Level 3, `PublicKeyCredential`'s signal methods).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Signal {
    rp_id: String,
    /// The user handle.
    user_id: String,
    all_accepted_credential_ids: Vec<String>,
    name: String,
    display_name: String,
}

impl Signal {
    /// `passkeys` are all that `user` has.
    pub fn of(ceremonies: &Ceremonies, user: &User, passkeys: &[Passkey]) -> Self {
        Self {
            rp_id: ceremonies.rp_id().to_owned(),
            user_id: URL_SAFE_NO_PAD.encode(user.id.as_uuid().as_bytes()),
            all_accepted_credential_ids: passkeys.iter().map(|passkey| URL_SAFE_NO_PAD.encode(&passkey.credential_id)).collect(),
            name: user.email.to_string(),
            display_name: user.name.clone(),
        }
    }
}
