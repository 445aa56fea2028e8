//! The token endpoint and what stands beside it: introspection and revocation.
//!
//! ```text
//! form ─authenticate─▶ AuthenticatedClient ─parse─▶ TokenRequest ─may this app?─▶ the grant's own checks
//!      ─▶ does the sign-in still stand? (standing) ─▶ sign (issue) ─▶ one transaction ─▶ JSON that nobody stores
//! ```
//!
//! [`TokenRequest`] is a closed list. A grant's file adds only what is its own; what all share (permission, standing, issue,
//! answer) cannot be forgotten, because [`TokenDesk`] is the one way to an answer. Signing comes before the transaction, so
//! that a writer holds the database for three statements and no signature.
//!
//! | file | is |
//! |---|---|
//! | [`request`] | what was asked, parsed |
//! | `authorization_code`, `refresh_token`, `client_credentials` | the grants |
//! | [`standing`] | whether a sign-in still counts: person, app, group, session, consent, policy |
//! | [`issue`], [`person`] | what tokens say, and what they say about a person |
//! | [`family`], [`store`] | all tokens of one authorization, and where they are kept |
//! | `access_token` | an access token that somebody presents |
//! | [`origins`] | which web pages may call |
//! | `introspect`, `revoke` | RFC 7662, RFC 7009 |
//! | [`below_policy`] | what ends when a policy becomes stricter |
//!
//! Not here: who the app is (`clients::authentication`), the code before it is redeemed (`authorization::code`), keys
//! (`keys`), what a person's token opens at Frontdesk itself (`userinfo`).

mod access_token;
mod authorization_code;
pub mod below_policy;
mod client_credentials;
pub mod family;
pub mod introspect;
pub mod issue;
pub mod origins;
pub mod person;
mod refresh_token;
pub mod request;
pub mod revoke;
pub mod routes;
pub mod standing;
pub mod store;

use std::net::IpAddr;
use std::time::Duration;

use serde::Deserialize;
use thiserror::Error;

use crate::audit::{Actor, EventKind, SecurityEvent};
use crate::clients::authentication::AuthenticatedClient;
use crate::clients::{Client, ClientId};
use crate::foundation::clock::Timestamp;
use crate::foundation::random::Random;
use crate::foundation::sealed::Sealer;
use crate::keys::{KeyError, KeyRing};
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::storage::{Storage, StorageError};

pub use crate::clients::public_keys::ASSERTION_ALGORITHMS;
pub use access_token::LivingToken;
use issue::Answer;
use request::TokenRequest;

/// `[tokens]`: how long tokens live.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TokenSettings {
    /// Access tokens, where the app has no time of its own.
    #[serde(with = "crate::foundation::duration")]
    pub access_token: Duration,
    /// The most that an app may set for its own access tokens.
    #[serde(with = "crate::foundation::duration")]
    pub longest_access_token: Duration,
    #[serde(with = "crate::foundation::duration")]
    pub id_token: Duration,
    /// A refresh token that is not used for so long is over.
    #[serde(with = "crate::foundation::duration")]
    pub refresh_idle: Duration,
    /// So long after the sign-in refreshing is over in any case.
    #[serde(with = "crate::foundation::duration")]
    pub refresh_absolute: Duration,
    /// So long an app that repeats the refresh token it just used gets the same answer again.
    #[serde(with = "crate::foundation::duration")]
    pub refresh_grace: Duration,
}

impl Default for TokenSettings {
    fn default() -> Self {
        Self {
            access_token: Duration::from_mins(10),
            longest_access_token: Duration::from_hours(24),
            id_token: Duration::from_hours(1),
            refresh_idle: Duration::from_hours(30 * 24),
            refresh_absolute: Duration::from_hours(90 * 24),
            refresh_grace: Duration::from_secs(20),
        }
    }
}

impl TokenSettings {
    /// The longest life of anything that a key signs; keys are kept longer than that.
    pub fn longest_jwt(&self) -> Duration {
        self.longest_access_token.max(self.access_token).max(self.id_token)
    }

    /// How long the access tokens of `client` live.
    pub fn access_token_of(&self, client: &Client) -> Duration {
        client
            .settings
            .access_token_lifetime
            .map_or(self.access_token, |seconds| Duration::from_secs(seconds).min(self.longest_access_token))
    }
}

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum Refused {
    #[error("{}", .0.description)]
    OAuth(OAuthError),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Keys(#[from] KeyError),
    #[error("an answer could not be written: {0}")]
    Json(#[from] serde_json::Error),
}

impl From<OAuthError> for Refused {
    fn from(error: OAuthError) -> Self {
        Self::OAuth(error)
    }
}

/// Where a request came from, for the events it causes.
#[derive(Clone, Copy, Debug)]
pub struct Sender<'a> {
    pub address: IpAddr,
    pub request_id: &'a str,
}

/// What answering a token request takes; nothing in it changes while one is answered.
#[derive(Clone, Copy)]
pub struct TokenDesk<'a> {
    pub storage: &'a Storage,
    pub keys: &'a KeyRing,
    pub sealer: &'a Sealer,
    pub random: &'a dyn Random,
    pub settings: &'a TokenSettings,
    pub issuer: &'a str,
    pub sender: Sender<'a>,
    pub now: Timestamp,
}

impl TokenDesk<'_> {
    /// Answers a request of an app that has proved who it is.
    pub async fn answer(&self, client: &AuthenticatedClient, request: TokenRequest) -> Result<Answer, Refused> {
        let app = client.client();
        if !app.may_use(request.grant_type()) {
            return Err(OAuthError::new(ErrorCode::UnauthorizedClient, "this app is not registered for this grant_type").into());
        }
        match request {
            TokenRequest::AuthorizationCode(presented) => self.redeem_code(app, presented).await,
            TokenRequest::RefreshToken(presented) => self.refresh(app, presented).await,
            TokenRequest::ClientCredentials { scope } => self.issue_to_app(client, scope).await,
        }
    }

    fn event(&self, kind: EventKind, client: &ClientId) -> SecurityEvent {
        SecurityEvent::new(kind, Actor::Client(client.as_str().to_owned()))
            .for_app(client.as_str())
            .from(self.sender.address, self.sender.request_id)
    }

    /// Writes down that a real code or token was refused, and refuses it. Made-up ones are not written down: anybody can send
    /// as many of those as they like.
    async fn refuse(&self, event: SecurityEvent, reason: &'static str, error: OAuthError) -> Refused {
        let written = async {
            let tx = self.storage.write().await?;
            crate::audit::append(&tx, self.now, &event.with("reason", reason)).await?;
            tx.commit().await.map_err(StorageError::from)
        };
        written.await.err().map_or(Refused::OAuth(error), Refused::Storage)
    }
}

const fn invalid_grant(description: &'static str) -> OAuthError {
    OAuthError::new(ErrorCode::InvalidGrant, description)
}
