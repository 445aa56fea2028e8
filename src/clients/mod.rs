//! The practice apps (OAuth clients): what each may do, and how it proves who it is.
//!
//! | file | what it holds |
//! |---|---|
//! | `settings` | what an app may do and how it behaves: the part that is kept as one JSON column |
//! | `draft`, [`registration`] | what an operator writes about an app, and the rules it is held to |
//! | [`authentication`] | how an app proves who it is: basic, post, a signed assertion, or (public apps) nothing |
//! | [`assertion`] | the rules of signed assertions (RFC 7523), pure |
//! | [`public_keys`], [`remote_keys`] | the keys that an app registered, or publishes at its `jwks_uri` |
//! | `refusal` | what a refused app's developer and the operator are told |
//! | [`store`] | the only SQL |
//!
//! "App" is the product's word for what RFC 6749 calls a client. A client's secrets are not fields of [`Client`]: only
//! the function that compares one reads them.
//!
//! Sections: RFC 6749 section 2, RFC 7591 section 2 (whose names the settings use), RFC 7523.

pub mod assertion;
pub mod authentication;
mod draft;
pub mod public_keys;
mod refusal;
pub mod registration;
pub mod remote_keys;
mod settings;
pub mod store;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::foundation::clock::Timestamp;
use crate::foundation::id::{ClientSecretId, GroupId};
use crate::protocol::grant_type::GrantType;
use crate::protocol::redirect_uri::RedirectUri;
pub use authentication::{AuthenticatedClient, ClientAuthentication};
pub use draft::AppDraft;
pub use refusal::ClientRefused;
pub use settings::{AppBrand, ApplicationType, AuthMethod, ClientSettings, Party, PkceRule};

/// The name an app is known by in the protocol (RFC 6749 section 2.2): 1 to 200 printable ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClientId(String);

/// This text cannot be a client id.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("an app's id has 1 to 200 printable ASCII characters, such as \"riverside-notes\"")]
pub struct BadClientId;

impl ClientId {
    /// The longest id, in bytes.
    pub const MAX_LENGTH: usize = 200;

    pub fn parse(text: &str) -> Result<Self, BadClientId> {
        let sound = (1..=Self::MAX_LENGTH).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, 0x20..=0x7E));
        if sound { Ok(Self(text.to_owned())) } else { Err(BadClientId) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ClientId {
    type Err = BadClientId;

    fn from_str(text: &str) -> Result<Self, BadClientId> {
        Self::parse(text)
    }
}

impl TryFrom<String> for ClientId {
    type Error = BadClientId;

    fn try_from(text: String) -> Result<Self, BadClientId> {
        Self::parse(&text)
    }
}

impl From<ClientId> for String {
    fn from(id: ClientId) -> Self {
        id.0
    }
}

/// A practice app as it is registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    pub id: ClientId,
    /// What people read on the sign-in and consent pages.
    pub name: String,
    /// A disabled app gets no code and no token, and what it had stops working.
    pub active: bool,
    pub settings: ClientSettings,
    pub groups: GroupsServed,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Client {
    /// Whether the app can keep a secret (RFC 6749 section 2.1).
    pub fn is_confidential(&self) -> bool {
        self.settings.auth_method != AuthMethod::None
    }

    pub fn is_first_party(&self) -> bool {
        self.settings.party == Party::First
    }

    pub fn may_use(&self, grant: GrantType) -> bool {
        self.settings.grant_types.contains(&grant)
    }

    /// Whether `requested` is one of the app's redirect URIs: the exact text, but for the port of a native app's loopback address.
    pub fn admits_redirect(&self, requested: &str) -> bool {
        let native = self.settings.application_type == ApplicationType::Native;
        self.settings.redirect_uris.iter().any(|uri| uri.admits(requested, native))
    }

    /// The registered address for after a sign-out that `requested` names, as the exact text.
    pub fn post_logout_redirect(&self, requested: &str) -> Option<&RedirectUri> {
        self.settings.post_logout_redirect_uris.iter().find(|uri| uri.as_str() == requested)
    }

    /// Whether the people of `group` sign in to this app.
    pub fn serves(&self, group: GroupId) -> bool {
        match &self.groups {
            GroupsServed::All => true,
            GroupsServed::Only(groups) => groups.contains(&group),
        }
    }
}

/// Whose people an app is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupsServed {
    All,
    Only(Vec<GroupId>),
}

/// One of an app's live secrets, without the secret: that was shown once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveSecret {
    pub id: ClientSecretId,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
}
