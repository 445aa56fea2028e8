//! Token introspection (RFC 7662): what an app may learn about a token that it was handed.
//!
//! Only the app that a token was issued to, and the apps that it is for (its `aud` names them by client id), learn anything;
//! to all others every token is inactive, as are tokens that do not exist.

use serde::Serialize;

use crate::clients::AuthenticatedClient;
use crate::foundation::id::SessionId;
use crate::foundation::secret::OpaqueToken;
use crate::keys::verify::Audience;
use crate::protocol::assurance::{Acr, Amr};
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::params::Params;
use crate::protocol::scope::ScopeSet;

use super::issue::TokenUse;
use super::request::REFRESH_PREFIX;
use super::standing::{self, SignIn};
use super::{LivingToken, Refused, TokenDesk, store};

/// What is told about a token (RFC 7662 section 2.2).
#[derive(Clone, Debug, Serialize)]
pub struct Introspection {
    pub active: bool,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub facts: Option<Facts>,
}

/// What is told about an active token.
#[derive(Clone, Debug, Serialize)]
pub struct Facts {
    pub iss: String,
    pub sub: String,
    pub client_id: String,
    pub scope: ScopeSet,
    pub iat: i64,
    pub exp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_type: Option<TokenUse>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aud: Option<Audience>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<SessionId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acr: Option<Acr>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub amr: Vec<Amr>,
}

const INACTIVE: Introspection = Introspection { active: false, facts: None };

/// The token of an introspection or revocation request. `token_type_hint` is a help that we do not need: the two kinds look
/// different (RFC 7009 section 2.1).
pub fn token_of(form: &Params) -> Result<&str, OAuthError> {
    if form.repeated(&["token", "token_type_hint"]).is_some() {
        return Err(OAuthError::new(ErrorCode::InvalidRequest, "a parameter was sent more than once"));
    }
    form.get("token").ok_or(OAuthError::new(ErrorCode::InvalidRequest, "token is missing"))
}

impl TokenDesk<'_> {
    /// Tells `asking` about a token.
    pub async fn introspect(&self, asking: &AuthenticatedClient, token: &str) -> Result<Introspection, Refused> {
        if !asking.is_proved() {
            // Whoever holds a token could otherwise have it explained (RFC 7662 section 2.1).
            return Err(OAuthError::new(ErrorCode::InvalidClient, "a public app cannot introspect tokens").into());
        }
        let facts = match OpaqueToken::parse(REFRESH_PREFIX, token) {
            Some(token) => self.introspect_refresh_token(asking, &token).await?,
            None => self.introspect_access_token(asking, token).await?,
        };
        Ok(facts.map_or(INACTIVE, |facts| Introspection { active: true, facts: Some(facts) }))
    }

    async fn introspect_access_token(&self, asking: &AuthenticatedClient, token: &str) -> Result<Option<Facts>, Refused> {
        // Whose it is, before what became of it.
        let asking = asking.client().id.as_str();
        let Ok(claims) = self.read_access_token(token).await else { return Ok(None) };
        if claims.client_id != asking && !claims.aud.contains(asking) {
            return Ok(None);
        }
        let Some(LivingToken { claims, .. }) = self.still_counts(claims).await? else { return Ok(None) };
        Ok(Some(Facts {
            iss: claims.iss,
            sub: claims.sub,
            client_id: claims.client_id,
            scope: claims.scope,
            iat: claims.iat,
            exp: claims.exp,
            token_type: Some(TokenUse::Bearer),
            aud: Some(claims.aud),
            jti: Some(claims.jti),
            sid: claims.sid,
            auth_time: claims.auth_time,
            acr: claims.acr,
            amr: claims.amr,
        }))
    }

    async fn introspect_refresh_token(&self, asking: &AuthenticatedClient, token: &OpaqueToken) -> Result<Option<Facts>, Refused> {
        let client = asking.client();
        let Some((token, family)) = store::find_refresh_token(self.storage.read(), token.digest()).await? else { return Ok(None) };
        if family.client != client.id || !family.is_alive(self.now) || token.used_at.is_some() || token.expires_at <= self.now {
            return Ok(None);
        }
        if standing::look(self.storage, client, SignIn::of(&family), self.now).await?.is_err() {
            return Ok(None);
        }
        Ok(Some(Facts {
            iss: self.issuer.to_owned(),
            sub: family.user.to_string(),
            client_id: client.id.as_str().to_owned(),
            scope: family.grant.scope,
            iat: token.created_at.as_secs(),
            exp: token.expires_at.as_secs(),
            token_type: None,
            aud: None,
            jti: None,
            sid: Some(family.session),
            auth_time: Some(family.grant.auth_time.as_secs()),
            acr: Some(family.grant.acr),
            amr: family.grant.amr,
        }))
    }
}
