//! What tokens say: access tokens (RFC 9068) and ID tokens (OpenID Connect Core 1.0 section 2).

use aws_lc_rs::digest::{SHA256, SHA512, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::authorization::code::Grant;
use crate::clients::Client;
use crate::foundation::id::{FamilyId, SessionId, UserId};
use crate::keys::TokenType;
use crate::keys::verify::Audience;
use crate::protocol::algorithm::SigningAlgorithm;
use crate::protocol::assurance::{Acr, Amr};
use crate::protocol::scope::{OPENID, ScopeSet};
use crate::storage::StorageError;

use super::person::{self, Wanted};
use super::standing::Standing;
use super::{Refused, TokenDesk};

/// More groups than this are not put into a token, which has to fit into a header; userinfo has them all.
const MOST_GROUPS: usize = 100;

/// The claims of an access token (RFC 9068 section 2.2).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccessClaims {
    pub iss: String,
    /// The person; for an app's own token, the app.
    pub sub: String,
    pub aud: Audience,
    pub client_id: String,
    pub iat: i64,
    pub exp: i64,
    pub jti: String,
    pub scope: ScopeSet,
    /// What it lives and ends with; absent in an app's own token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<FamilyId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<SessionId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acr: Option<Acr>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amr: Vec<Amr>,
}

#[derive(Serialize)]
struct IdClaims<'a> {
    iss: &'a str,
    sub: UserId,
    aud: &'a str,
    iat: i64,
    exp: i64,
    auth_time: i64,
    acr: Acr,
    amr: &'a [Amr],
    sid: SessionId,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    at_hash: String,
    #[serde(flatten)]
    person: Map<String, Value>,
}

/// A successful answer (RFC 6749 section 5.1; OpenID Connect Core 1.0 section 3.1.3.3).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Answer {
    pub access_token: String,
    pub token_type: TokenUse,
    /// Seconds.
    pub expires_in: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    pub scope: ScopeSet,
}

/// How an access token is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TokenUse {
    /// RFC 6750.
    Bearer,
}

/// A sign-in for which tokens are made.
pub(super) struct Occasion<'a> {
    pub(super) client: &'a Client,
    pub(super) family: FamilyId,
    pub(super) session: SessionId,
    pub(super) grant: &'a Grant,
    /// What these tokens are good for: all that was granted, or less where a refresh asked for less.
    pub(super) scope: ScopeSet,
    /// In the first ID token only (OpenID Connect Core 1.0 section 12.2).
    pub(super) nonce: Option<&'a str>,
}

impl TokenDesk<'_> {
    /// Access and ID token of a sign-in.
    pub(super) async fn sign(&self, occasion: Occasion<'_>, standing: &Standing) -> Result<Answer, Refused> {
        let Occasion { client, grant, ref scope, .. } = occasion;
        let user = standing.user.id;
        let mut claims = self.access_claims(client, user.to_string(), scope);
        claims.family = Some(occasion.family);
        claims.sid = Some(occasion.session);
        claims.auth_time = Some(grant.auth_time.as_secs());
        claims.acr = Some(grant.acr);
        claims.amr.clone_from(&grant.amr);
        let mut answer = self.sign_access_token(client, &claims).await?;
        if scope.contains(OPENID) {
            let person = self.person_in_id_token(&occasion, standing).await?;
            let claims = IdClaims {
                iss: self.issuer,
                sub: user,
                aud: client.id.as_str(),
                iat: self.now.as_secs(),
                exp: self.now.plus(self.settings.id_token).as_secs(),
                auth_time: grant.auth_time.as_secs(),
                acr: grant.acr,
                amr: &grant.amr,
                sid: occasion.session,
                nonce: occasion.nonce,
                at_hash: left_half(client.settings.id_token_alg, &answer.access_token),
                person,
            };
            answer.id_token = Some(self.keys.sign(client.settings.id_token_alg, TokenType::IdToken, &claims, self.now).await?);
        }
        Ok(answer)
    }

    /// An access token with nothing of a person in it.
    pub(super) fn access_claims(&self, client: &Client, sub: String, scope: &ScopeSet) -> AccessClaims {
        let mut audience = client.settings.access_token_audience.clone();
        // Userinfo is ours, so its tokens are for us too; and a token that is for nobody else is for us alone.
        if (scope.contains(OPENID) || audience.is_empty()) && !audience.iter().any(|name| name == self.issuer) {
            audience.insert(0, self.issuer.to_owned());
        }
        AccessClaims {
            iss: self.issuer.to_owned(),
            sub,
            aud: audience.into(),
            client_id: client.id.as_str().to_owned(),
            iat: self.now.as_secs(),
            exp: self.now.plus(self.settings.access_token_of(client)).as_secs(),
            jti: URL_SAFE_NO_PAD.encode(self.random.bytes::<16>()),
            scope: scope.clone(),
            family: None,
            sid: None,
            auth_time: None,
            acr: None,
            amr: Vec::new(),
        }
    }

    pub(super) async fn sign_access_token(&self, client: &Client, claims: &AccessClaims) -> Result<Answer, Refused> {
        let access_token = self.keys.sign(client.settings.access_token_alg, TokenType::AccessToken, claims, self.now).await?;
        Ok(Answer {
            access_token,
            token_type: TokenUse::Bearer,
            expires_in: self.settings.access_token_of(client).as_secs(),
            refresh_token: None,
            id_token: None,
            scope: claims.scope.clone(),
        })
    }

    /// Scopes' claims belong to userinfo, unless the app is set to find them here (section 5.4).
    async fn person_in_id_token(&self, occasion: &Occasion<'_>, standing: &Standing) -> Result<Map<String, Value>, StorageError> {
        let Occasion { client, grant, scope, .. } = occasion;
        let mut wanted = Wanted::default().by_name(grant.claims.id_token.keys(), client, scope);
        if client.settings.claims_in_id_token {
            wanted = wanted.by_scope(scope);
        }
        let belonging = standing.belonging(self.storage, client, &wanted, grant.practice).await?;
        let mut claims = person::claims(&standing.user, &belonging, &wanted);
        if belonging.groups.len() > MOST_GROUPS {
            claims.remove("groups");
        }
        Ok(claims)
    }
}

/// `at_hash`: the left half of the hash that belongs to the ID token's algorithm (section 3.1.3.6). Ed25519 hashes with SHA-512.
fn left_half(alg: SigningAlgorithm, token: &str) -> String {
    let algorithm = match alg {
        SigningAlgorithm::Rs256 | SigningAlgorithm::Es256 => &SHA256,
        SigningAlgorithm::EdDsa => &SHA512,
    };
    let hash = digest(algorithm, token.as_bytes());
    URL_SAFE_NO_PAD.encode(&hash.as_ref()[..hash.as_ref().len() / 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// OpenID Connect Core 1.0 appendix A.3.
    #[test]
    fn the_at_hash_example_of_the_specification_holds() {
        assert_eq!(left_half(SigningAlgorithm::Rs256, "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"), "77QmUPtjPfzWtF2AnpK9RQ");
        assert_eq!(left_half(SigningAlgorithm::EdDsa, "x").len(), 43);
    }
}
