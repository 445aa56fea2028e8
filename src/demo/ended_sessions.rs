//! Where a practice app is told that a person's session has ended (OpenID Connect Back-Channel Logout 1.0 section 2.6): it
//! verifies the logout token, and forgets whom it is about.

use anyhow::{Context, Result, ensure};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::relying_party::{RelyingParty, SignedIn};

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// The form that is posted to the app.
#[derive(Deserialize)]
pub(super) struct Notice {
    pub logout_token: String,
}

/// Whose session has ended.
pub(super) struct EndedSession {
    subject: Option<String>,
    session: Option<String>,
}

#[derive(Deserialize)]
struct LogoutClaims {
    sub: Option<String>,
    sid: Option<String>,
    events: Map<String, Value>,
    nonce: Option<Value>,
}

impl EndedSession {
    /// Whether this sign-in came from it.
    pub(super) fn covers(&self, signed_in: &SignedIn) -> bool {
        let is = |name: &str, expected: &Option<String>| {
            expected.as_deref().is_none_or(|expected| signed_in.claims.get(name).and_then(Value::as_str) == Some(expected))
        };
        is("sub", &self.subject) && is("sid", &self.session)
    }
}

/// Verifies a logout token against the keys that the issuer publishes now.
pub(super) async fn verified(party: &RelyingParty, token: &str) -> Result<EndedSession> {
    let header = decode_header(token)?;
    ensure!(header.typ.as_deref() == Some("logout+jwt"), "it is no logout token");
    ensure!([Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA].contains(&header.alg), "an algorithm that is not expected");
    let keys = party.http.0.get(format!("{}/jwks.json", party.issuer)).send().await?.text().await?;
    let keys: JwkSet = serde_json::from_str(&keys)?;
    let key = keys.find(header.kid.as_deref().unwrap_or_default()).context("signed by nobody we know")?;
    let mut rules = Validation::new(header.alg);
    rules.set_issuer(&[&party.issuer]);
    rules.set_audience(&[party.id]);
    rules.set_required_spec_claims(&["exp", "iss", "aud"]);
    let claims: LogoutClaims = decode(token, &DecodingKey::from_jwk(key)?, &rules)?.claims;
    ensure!(claims.events.contains_key(EVENT) && claims.nonce.is_none(), "it is no logout token");
    ensure!(claims.sub.is_some() || claims.sid.is_some(), "it says of nobody that they are signed out");
    Ok(EndedSession { subject: claims.sub, session: claims.sid })
}
