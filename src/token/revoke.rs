//! Token revocation (RFC 7009): an app gives a token back.
//!
//! A refresh token takes its whole family with it; an access token goes alone. A token that does not exist any more is no
//! mistake; one that belongs to another app is (section 2.1).

use crate::audit::{self, EventKind};
use crate::clients::AuthenticatedClient;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::UserId;
use crate::foundation::secret::OpaqueToken;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::storage::StorageError;

use super::request::REFRESH_PREFIX;
use super::{Refused, TokenDesk, store};

const NOT_YOURS: OAuthError = OAuthError::new(ErrorCode::UnauthorizedClient, "this token was issued to another app");

impl TokenDesk<'_> {
    /// Revokes a token of `asking`.
    pub async fn revoke(&self, asking: &AuthenticatedClient, token: &str) -> Result<(), Refused> {
        match OpaqueToken::parse(REFRESH_PREFIX, token) {
            Some(token) => self.revoke_family(asking, &token).await,
            None => self.revoke_access_token(asking, token).await,
        }
    }

    async fn revoke_family(&self, asking: &AuthenticatedClient, token: &OpaqueToken) -> Result<(), Refused> {
        let client = &asking.client().id;
        let Some((_, family)) = store::find_refresh_token(self.storage.read(), token.digest()).await? else { return Ok(()) };
        if family.client != *client {
            return Err(self.refuse(self.event(EventKind::GrantRefused, client), "revocation of another app's token", NOT_YOURS).await);
        }
        let tx = self.storage.write().await?;
        if store::revoke(&tx, family.id, self.now).await? {
            audit::append(&tx, self.now, &self.event(EventKind::TokensRevoked, client).about(family.user).with("token", "refresh")).await?;
        }
        tx.commit().await.map_err(StorageError::from)?;
        Ok(())
    }

    async fn revoke_access_token(&self, asking: &AuthenticatedClient, token: &str) -> Result<(), Refused> {
        let client = &asking.client().id;
        let Ok(claims) = self.read_access_token(token).await else { return Ok(()) };
        if claims.client_id != client.as_str() {
            return Err(self.refuse(self.event(EventKind::GrantRefused, client), "revocation of another app's token", NOT_YOURS).await);
        }
        let tx = self.storage.write().await?;
        if store::revoke_access_token(&tx, &claims.jti, Timestamp::from_secs(claims.exp)).await? {
            let event = self.event(EventKind::TokensRevoked, client).with("token", "access");
            let event = match claims.sub.parse::<UserId>() {
                Ok(user) if claims.family.is_some() => event.about(user),
                _ => event,
            };
            audit::append(&tx, self.now, &event).await?;
        }
        tx.commit().await.map_err(StorageError::from)?;
        Ok(())
    }
}
