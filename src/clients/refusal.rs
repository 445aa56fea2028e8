//! Why an app was not authenticated, said twice: to its developer, who learns nothing about other apps, and to the operator.

use super::ClientId;
use super::assertion::Fault;
use crate::audit::{Actor, EventKind, SecurityEvent};
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::storage::StorageError;

/// An app was not authenticated.
#[derive(Debug)]
pub enum ClientRefused {
    Refused {
        error: OAuthError,
        /// The `Authorization` header was used, so the answer is 401 with `WWW-Authenticate` (RFC 6749 section 5.2).
        challenge: bool,
        /// Which app it said it was.
        named: Option<ClientId>,
        /// For the operator.
        reason: &'static str,
    },
    Storage(StorageError),
}

impl ClientRefused {
    /// What to write down: every refusal is one event, and none if storage failed. The route adds where it came from.
    pub fn event(&self) -> Option<SecurityEvent> {
        let Self::Refused { named, reason, .. } = self else { return None };
        let event = SecurityEvent::new(EventKind::AppRefused, Actor::Anonymous).with("reason", reason);
        Some(match named {
            Some(id) => event.for_app(id.as_str()),
            None => event,
        })
    }
}

/// Why, before it is put into words for each reader.
pub(super) enum Refused {
    Repeated,
    TwoMethods,
    TwoIds,
    AssertionType,
    BadBasic,
    /// No app was named at all.
    Nobody,
    /// An app that must prove who it is only said so.
    NoProof,
    BadAssertion(Fault),
    /// The app is unknown or disabled, or the proof is wrong or of another method.
    NotProved(&'static str),
    Storage(StorageError),
}

impl From<StorageError> for Refused {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

const NOT_PROVED: &str = "the app is unknown, disabled, or did not prove who it is with its registered method";

impl Refused {
    pub(super) fn named(self, named: Option<ClientId>, challenge: bool) -> ClientRefused {
        use ErrorCode::{InvalidClient, InvalidRequest};
        let (code, description, reason) = match self {
            Self::Storage(error) => return ClientRefused::Storage(error),
            Self::Repeated => (InvalidRequest, "a parameter of client authentication was sent more than once", "repeated parameter"),
            Self::TwoMethods => (
                InvalidRequest,
                "use one way of client authentication: Authorization header, client_secret or client_assertion",
                "two methods",
            ),
            Self::TwoIds => (InvalidRequest, "the client_id is not the one that the client authentication names", "two client ids"),
            Self::AssertionType => (
                InvalidRequest,
                "send client_assertion with client_assertion_type urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "assertion type",
            ),
            Self::BadBasic => (
                InvalidClient,
                "the Authorization header must be Basic with base64 of the form-encoded client_id, a colon and the form-encoded secret",
                "malformed header",
            ),
            Self::Nobody => (InvalidClient, "no client authentication and no client_id was sent", "no client"),
            Self::NoProof => (InvalidClient, NOT_PROVED, "no proof"),
            Self::BadAssertion(fault) => (InvalidClient, fault, fault),
            Self::NotProved(reason) => (InvalidClient, NOT_PROVED, reason),
        };
        // Two methods are a mistake of form; a challenge belongs to a failed proof only.
        let challenge = challenge && code == InvalidClient;
        ClientRefused::Refused { error: OAuthError::new(code, description), challenge, named, reason }
    }
}
