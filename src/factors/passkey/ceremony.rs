//! What both ceremonies share: the installation's own part, and the challenge that is kept between two requests.
//!
//! A challenge is kept under an unguessable id and belongs to one browser. It is looked at first and taken then: somebody
//! else who presents the id learns nothing and uses nothing up, and of two who finish at once, one gets it.

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;
use url::Url;
use webauthn_rs::prelude::WebauthnError;
use webauthn_rs::{Webauthn, WebauthnBuilder};

use crate::foundation::clock::Timestamp;
use crate::foundation::random::Random;
use crate::foundation::secret::{OpaqueToken, TokenDigest};
use crate::storage::{Ephemeral, StorageError};
use crate::web::Issuer;

/// How long a person may take to find their finger.
pub const LIFETIME: Duration = Duration::from_mins(5);

const PREFIX: &str = "pk";

/// `[passkeys]`: where else passkeys of this installation may be used.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PasskeySettings {
    /// Further origins, such as `https://id.example.org`, whose pages may ask for these passkeys. Each can sign people in
    /// here, so it is trusted as much as this installation itself.
    pub related_origins: Vec<String>,
}

/// The configuration cannot be used for passkeys.
#[derive(Debug, Error)]
pub enum BadPasskeySettings {
    #[error("passkeys.related_origins: \"{0}\" is not an origin; write it like \"https://id.example.org\"")]
    Origin(String),
    #[error("passkeys cannot be asked for at this issuer: {0}")]
    Issuer(WebauthnError),
}

/// How this installation asks for passkeys: its part in every ceremony.
pub struct Ceremonies {
    pub(super) webauthn: Webauthn,
    rp_id: String,
    origins: Vec<String>,
}

/// A ceremony that has begun: what the browser needs for its part.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Begun {
    /// Comes back with the answer.
    pub ceremony: String,
    /// The options of `navigator.credentials.create` or `get`, in their JSON form.
    pub public_key: Value,
}

impl Ceremonies {
    /// The RP ID is the issuer's host, and the issuer's origin is exact: no subdomain, no other port. `None` where the
    /// issuer's host is an address, since passkeys belong to names (Web Authentication Level 3 section 5.1.3).
    pub fn new(issuer: &Issuer, name: &str, settings: &PasskeySettings) -> Result<Option<Self>, BadPasskeySettings> {
        let own = Url::parse(issuer.origin()).map_err(|_| BadPasskeySettings::Origin(issuer.origin().to_owned()))?;
        let Some(rp_id) = own.domain().map(str::to_owned) else { return Ok(None) };
        let mut origins = vec![issuer.origin().to_owned()];
        let mut builder = WebauthnBuilder::new(&rp_id, &own).map_err(BadPasskeySettings::Issuer)?.rp_name(name).timeout(LIFETIME);
        for text in &settings.related_origins {
            let related = Url::parse(text).ok().filter(|url| url.scheme() == "https" && url.origin().ascii_serialization() == *text);
            let related = related.ok_or_else(|| BadPasskeySettings::Origin(text.clone()))?;
            builder = builder.append_allowed_origin(&related);
            origins.push(text.clone());
        }
        let webauthn = builder.build().map_err(BadPasskeySettings::Issuer)?;
        Ok(Some(Self { webauthn, rp_id, origins }))
    }

    pub fn rp_id(&self) -> &str {
        &self.rp_id
    }

    /// Every origin whose pages may ask for these passkeys: what `/.well-known/webauthn` says (Web Authentication Level 3
    /// section 5.11, "Using Web Authentication across related origins").
    pub fn origins(&self) -> &[String] {
        &self.origins
    }
}

/// What is kept of a ceremony; `S` tells one kind from the other.
#[derive(Serialize, Deserialize)]
struct Kept<S> {
    browser: TokenDigest,
    begun_at: Timestamp,
    state: S,
}

/// Keeps what the ceremony's end needs, and gives the id under which it is found.
pub(super) async fn keep<S: Serialize + Send + Sync>(
    ephemeral: &Ephemeral,
    kind: &'static str,
    browser: TokenDigest,
    state: S,
    now: Timestamp,
    random: &dyn Random,
) -> Result<String, StorageError> {
    let id = OpaqueToken::fresh(PREFIX, random).expose().to_owned();
    ephemeral.put(&key(kind, &id), &Kept { browser, begun_at: now, state }, LIFETIME).await?;
    Ok(id)
}

/// Takes what was kept, if it is this browser's, still fresh, and what `belongs` says it should be. Once.
pub(super) async fn take<S: DeserializeOwned>(
    ephemeral: &Ephemeral,
    kind: &'static str,
    id: &str,
    browser: TokenDigest,
    now: Timestamp,
    belongs: impl Fn(&S) -> bool,
) -> Result<Option<S>, StorageError> {
    if OpaqueToken::parse(PREFIX, id).is_none() {
        return Ok(None);
    }
    let key = key(kind, id);
    let is_ours = |kept: &Kept<S>| kept.browser.matches(&browser) && now.since(kept.begun_at) <= LIFETIME && belongs(&kept.state);
    if !ephemeral.look_at::<Kept<S>>(&key).await?.is_some_and(|kept| is_ours(&kept)) {
        return Ok(None);
    }
    Ok(ephemeral.take::<Kept<S>>(&key).await?.map(|kept| kept.state))
}

fn key(kind: &str, id: &str) -> String {
    format!("passkey:{kind}:{id}")
}

/// What was wrong, in a word for the record. The person is told what to do instead.
pub(super) const fn reason(error: &WebauthnError) -> &'static str {
    match error {
        WebauthnError::MismatchedChallenge => "challenge",
        WebauthnError::InvalidRPOrigin | WebauthnError::CredentialCrossOrigin => "origin",
        WebauthnError::InvalidRPIDHash => "rp_id",
        WebauthnError::InvalidClientDataType => "type",
        WebauthnError::UserNotPresent => "user_presence",
        WebauthnError::UserNotVerified => "user_verification",
        WebauthnError::AuthenticationFailure => "signature",
        WebauthnError::CredentialPossibleCompromise => "counter",
        WebauthnError::CredentialBackupEligibilityInconsistent | WebauthnError::CredentialMayNotBeHardwareBound => "backup_flags",
        WebauthnError::CredentialAlteredAlgFromRequest => "algorithm",
        _ => "form",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(issuer: &str, related: &[&str]) -> Result<Option<Ceremonies>, BadPasskeySettings> {
        let settings = PasskeySettings { related_origins: related.iter().map(|&origin| origin.to_owned()).collect() };
        Ceremonies::new(&Issuer::parse(issuer).unwrap(), "Frontdesk", &settings)
    }

    #[test]
    fn passkeys_belong_to_the_issuers_host_and_to_names_only() {
        let here = at("https://example.com:8443/id", &["https://id.example.org"]).unwrap().unwrap();
        assert_eq!(here.rp_id(), "example.com");
        assert_eq!(here.origins(), ["https://example.com:8443", "https://id.example.org"]);
        assert!(at("http://127.0.0.1:8080", &[]).unwrap().is_none());
    }

    #[test]
    fn a_related_origin_is_exact_and_https() {
        for wrong in [
            "http://id.example.org",
            "https://id.example.org/",
            "https://id.example.org/x",
            "id.example.org",
            "https://ID.example.org",
            "*",
        ] {
            assert!(matches!(at("https://id.example.com", &[wrong]), Err(BadPasskeySettings::Origin(_))), "{wrong}");
        }
    }
}
