//! Reading our own tokens, strictly.
//!
//! | what | rule |
//! |---|---|
//! | size | bounded before anything is decoded |
//! | header | `alg`, `typ` and `kid`, each once, and nothing else: so no `crit`, `jwk`, `jku`, `x5u` (RFC 8725 sections 3.1, 3.10) |
//! | algorithm | the key's; the header must agree (RFC 8725 section 3.1) |
//! | `typ` | the one that is expected: an ID token is no access token (RFC 8725 section 3.11) |
//! | `iss`, `exp`, `iat` | ours; not over; not from the future, so that a clock that was set back revives nothing |
//!
//! Who a token is for (`aud`) is for the caller to check: only it knows whom to expect.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::signing_key::SigningKey;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{SessionId, UserId};

/// The longest token that is read, in bytes.
pub const MAX_TOKEN: usize = 16 * 1024;
/// Clocks of several nodes may differ by this much.
const LEEWAY: Duration = Duration::from_mins(1);

/// What kind of token it is: the `typ` of its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenType {
    /// An ID token (OpenID Connect Core 1.0 section 2).
    IdToken,
    /// An access token (RFC 9068 section 2.1).
    AccessToken,
    /// A logout token (OpenID Connect Back-Channel Logout 1.0 section 2.4).
    LogoutToken,
}

impl TokenType {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::IdToken => "JWT",
            Self::AccessToken => "at+jwt",
            Self::LogoutToken => "logout+jwt",
        }
    }
}

/// Why a token is not one of ours that counts now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BadToken {
    #[error("it is not a signed token of this issuer")]
    Malformed,
    #[error("no key of this issuer signed it")]
    UnknownKey,
    #[error("it is a token of another type")]
    Type,
    #[error("its signature is wrong")]
    Signature,
    #[error("another issuer made it")]
    Issuer,
    #[error("it has expired")]
    Expired,
}

/// Whom an app means by an ID token that it hands back.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct IdTokenHint {
    pub iss: String,
    pub sub: UserId,
    /// The app that it was issued to.
    pub aud: Audience,
    #[serde(default)]
    pub sid: Option<SessionId>,
}

/// Whom a token is for: one name or several (RFC 7519 section 4.1.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    /// The first name: in an ID token, the app that it was issued to.
    pub fn first(&self) -> Option<&str> {
        match self {
            Self::One(name) => Some(name),
            Self::Several(names) => names.first().map(String::as_str),
        }
    }

    pub fn contains(&self, name: &str) -> bool {
        match self {
            Self::One(one) => one == name,
            Self::Several(several) => several.iter().any(|one| one == name),
        }
    }
}

impl From<Vec<String>> for Audience {
    fn from(mut names: Vec<String>) -> Self {
        match names.pop() {
            Some(only) if names.is_empty() => Self::One(only),
            Some(last) => {
                names.push(last);
                Self::Several(names)
            }
            None => Self::Several(names),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header<'a> {
    alg: &'a str,
    typ: &'a str,
    kid: &'a str,
}

/// The payload of a token whose signature holds.
pub(super) fn payload<'k>(
    token: &str,
    typ: TokenType,
    key_of: impl FnOnce(&str) -> Option<&'k Arc<SigningKey>>,
) -> Result<Vec<u8>, BadToken> {
    if token.len() > MAX_TOKEN {
        return Err(BadToken::Malformed);
    }
    let (message, signature) = token.rsplit_once('.').ok_or(BadToken::Malformed)?;
    let (header, payload) = message.split_once('.').ok_or(BadToken::Malformed)?;
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| BadToken::Malformed);
    let header = decode(header)?;
    let header: Header = serde_json::from_slice(&header).map_err(|_| BadToken::Malformed)?;
    let key = key_of(header.kid).ok_or(BadToken::UnknownKey)?;
    if header.alg != key.life.alg.as_str() {
        return Err(BadToken::Signature);
    }
    key.public.verify_sig(message.as_bytes(), &decode(signature)?).map_err(|_| BadToken::Signature)?;
    if header.typ != typ.as_str() {
        return Err(BadToken::Type);
    }
    decode(payload)
}

#[derive(Deserialize)]
struct Times<'a> {
    iss: &'a str,
    iat: i64,
    exp: i64,
}

pub(super) fn check_times_and_issuer(payload: &[u8], issuer: &str, now: Timestamp) -> Result<(), BadToken> {
    let times: Times = serde_json::from_slice(payload).map_err(|_| BadToken::Malformed)?;
    if times.iss != issuer {
        return Err(BadToken::Issuer);
    }
    if times.exp <= now.as_secs() || times.iat > now.plus(LEEWAY).as_secs() {
        return Err(BadToken::Expired);
    }
    Ok(())
}
