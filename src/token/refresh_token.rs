//! The refresh token grant (RFC 6749 section 6; RFC 9700 section 4.14).
//!
//! Every use gives a new refresh token and uses the old one up. An app whose line broke may repeat the old one within the
//! grace and gets the same answer; after that an old token in use means that two hold it, and the family ends.

use crate::audit::{self, EventKind};
use crate::clients::Client;
use crate::foundation::secret::{OpaqueToken, TokenDigest};
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::storage::StorageError;

use super::family::{Family, RefreshToken};
use super::issue::{Answer, Occasion};
use super::request::{PresentedRefreshToken, REFRESH_PREFIX, UNKNOWN_REFRESH_TOKEN};
use super::standing::{self, SignIn};
use super::{Refused, TokenDesk, store};

impl TokenDesk<'_> {
    pub(super) async fn refresh(&self, client: &Client, presented: PresentedRefreshToken) -> Result<Answer, Refused> {
        let digest = presented.token.digest();
        let found = store::find_refresh_token(self.storage.read(), digest).await?;
        let Some((token, family)) = found else { return Err(UNKNOWN_REFRESH_TOKEN.into()) };
        if family.client != client.id {
            let event = self.event(EventKind::GrantRefused, &client.id).about(family.user);
            return Err(self.refuse(event, "the refresh token was issued to another app", UNKNOWN_REFRESH_TOKEN).await);
        }
        if !family.is_alive(self.now) {
            return Err(UNKNOWN_REFRESH_TOKEN.into());
        }
        let repeated = self.repeated(&token);
        if token.used_at.is_some() && repeated.is_none() {
            return Err(self.reused(client, &family).await);
        }
        if token.expires_at <= self.now {
            return Err(UNKNOWN_REFRESH_TOKEN.into());
        }
        let standing = match standing::look(self.storage, client, SignIn::of(&family), self.now).await? {
            Ok(standing) => standing,
            Err(lapsed) => {
                let event = self.event(EventKind::GrantRefused, &client.id).about(family.user);
                return Err(self.refuse(event, lapsed.as_str(), UNKNOWN_REFRESH_TOKEN).await);
            }
        };
        if let Some(sealed) = repeated {
            return self.same_answer(&token, sealed);
        }
        let scope = presented.scope.unwrap_or_else(|| family.grant.scope.clone());
        if !scope.is_subset(&family.grant.scope) {
            return Err(OAuthError::new(ErrorCode::InvalidScope, "scope must not have more than was granted").into());
        }
        let occasion = Occasion { client, family: family.id, session: family.session, grant: &family.grant, scope, nonce: None };
        let answer = self.sign(occasion, &standing).await?;
        self.rotate(client, &token, &family, answer).await
    }

    /// The one transaction of the grant: the old token is used up, its answer and the new token are kept, or nothing is.
    async fn rotate(&self, client: &Client, old: &RefreshToken, family: &Family, mut answer: Answer) -> Result<Answer, Refused> {
        let new = OpaqueToken::fresh(REFRESH_PREFIX, self.random);
        answer.refresh_token = Some(new.expose().to_owned());
        let sealed = self.sealer.seal(&place(old.digest), &serde_json::to_vec(&answer)?, self.random).map_err(StorageError::from)?;
        let expires_at = family.expires_at.min(self.now.plus(self.settings.refresh_idle));
        let tx = self.storage.write().await?;
        if store::use_refresh_token(&tx, old.digest, sealed, self.now).await? {
            store::insert_refresh_token(&tx, family.id, new.digest(), expires_at, self.now).await?;
            tx.commit().await.map_err(StorageError::from)?;
            return Ok(answer);
        }
        // Somebody was faster: the same app twice at once gets one answer; a revocation gets none.
        let now_kept = store::find_refresh_token(&tx, old.digest).await?;
        drop(tx);
        let Some((token, family)) = now_kept.filter(|(_, family)| family.is_alive(self.now)) else {
            return Err(UNKNOWN_REFRESH_TOKEN.into());
        };
        match self.repeated(&token) {
            Some(sealed) => self.same_answer(&token, sealed),
            None => Err(self.reused(client, &family).await),
        }
    }

    /// The sealed answer, when the token was used so short a time ago that this is the same app asking again. A use that lies
    /// in the future says that the clock was set back, which prolongs no grace.
    fn repeated<'t>(&self, token: &'t RefreshToken) -> Option<&'t [u8]> {
        let used_at = token.used_at?;
        let apart = self.now.since(used_at).max(used_at.since(self.now));
        token.answer.as_deref().filter(|_| apart <= self.settings.refresh_grace)
    }

    fn same_answer(&self, token: &RefreshToken, sealed: &[u8]) -> Result<Answer, Refused> {
        let opened = self.sealer.open(&place(token.digest), sealed).map_err(StorageError::from)?;
        Ok(serde_json::from_slice(&opened)?)
    }

    /// Two hold the same refresh token: nobody keeps it.
    async fn reused(&self, client: &Client, family: &Family) -> Refused {
        let revoked = async {
            let tx = self.storage.write().await?;
            if store::revoke(&tx, family.id, self.now).await? {
                audit::append(&tx, self.now, &self.event(EventKind::RefreshTokenReused, &client.id).about(family.user)).await?;
            }
            tx.commit().await.map_err(StorageError::from)
        };
        revoked.await.err().map_or(Refused::OAuth(UNKNOWN_REFRESH_TOKEN), Refused::Storage)
    }
}

/// Where an answer is sealed for.
fn place(digest: TokenDigest) -> String {
    use base64::Engine;
    format!("refresh_tokens:{}", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(digest.as_bytes()))
}
