//! An access token that somebody presents: is it ours, and does it still count?

use crate::clients::{self, Client, ClientId};
use crate::keys::{BadToken, TokenType};
use crate::storage::StorageError;

use super::family::Family;
use super::issue::AccessClaims;
use super::standing::{self, SignIn, Standing};
use super::{TokenDesk, store};

/// A token that counts at this moment, with what it stands on.
#[derive(Clone, Debug)]
pub struct LivingToken {
    pub claims: AccessClaims,
    /// The app that it was issued to.
    pub client: Client,
    /// The sign-in behind it; absent in a token of an app for itself.
    pub sign_in: Option<(Family, Standing)>,
}

impl TokenDesk<'_> {
    /// What the token says, if its signature, type, issuer and times hold. Whether it was revoked is another question.
    pub async fn read_access_token(&self, token: &str) -> Result<AccessClaims, BadToken> {
        self.keys.verify_fresh(self.storage, self.sealer, token, TokenType::AccessToken, self.issuer, self.now).await
    }

    /// The token, if it counts now: signed by us, not over, not revoked, its app active, its family alive, its sign-in standing.
    pub async fn living(&self, token: &str) -> Result<Option<LivingToken>, StorageError> {
        match self.read_access_token(token).await {
            Ok(claims) => self.still_counts(claims).await,
            Err(_) => Ok(None),
        }
    }

    /// What has been read, if it was not revoked meanwhile.
    pub async fn still_counts(&self, claims: AccessClaims) -> Result<Option<LivingToken>, StorageError> {
        let c = self.storage.read();
        if store::is_access_token_revoked(c, &claims.jti).await? {
            return Ok(None);
        }
        let Ok(id) = ClientId::parse(&claims.client_id) else { return Ok(None) };
        let Some(client) = clients::store::find(c, &id).await?.filter(|client| client.active) else { return Ok(None) };
        let Some(family) = claims.family else { return Ok(Some(LivingToken { claims, client, sign_in: None })) };
        let Some(family) = store::find(c, family).await?.filter(|family| family.is_alive(self.now)) else { return Ok(None) };
        let standing = standing::look(self.storage, &client, SignIn::of_access_token(&family), self.now).await?;
        Ok(standing.ok().map(|standing| LivingToken { claims, client, sign_in: Some((family, standing)) }))
    }
}
