//! The authorization code grant (RFC 6749 section 4.1.3; RFC 7636 section 4.6).
//!
//! Ownership before consequence: app, redirect URI and PKCE verifier are compared first, and a stranger's attempt neither
//! burns a code nor revokes anything. Only then counts what was done with the code: a second use revokes the family that
//! the first one founded (RFC 6749 section 4.1.2).

use crate::audit::{self, EventKind, SecurityEvent};
use crate::authorization::code::{self, IssuedCode};
use crate::clients::Client;
use crate::foundation::secret::OpaqueToken;
use crate::protocol::error::OAuthError;
use crate::protocol::grant_type::GrantType;
use crate::sessions;
use crate::storage::StorageError;

use super::family::Family;
use super::issue::{Answer, Occasion};
use super::request::{PresentedCode, REFRESH_PREFIX, UNKNOWN_CODE};
use super::standing::{self, Lapsed, SignIn};
use super::{Refused, TokenDesk, invalid_grant, store};

impl TokenDesk<'_> {
    pub(super) async fn redeem_code(&self, client: &Client, presented: PresentedCode) -> Result<Answer, Refused> {
        let digest = presented.code.digest();
        let Some(code) = code::find(self.storage.read(), digest).await? else { return Err(UNKNOWN_CODE.into()) };
        if code.client != client.id {
            let event = self.event(EventKind::GrantRefused, &client.id).about(code.user);
            return Err(self.refuse(event, "the code was issued to another app", UNKNOWN_CODE).await);
        }
        if let Err((reason, error)) = check_binding(&code, &presented) {
            return Err(self.refuse(self.event(EventKind::GrantRefused, &client.id).about(code.user), reason, error).await);
        }
        if code.redeemed_at.is_some() {
            return Err(self.replayed(client, &code).await);
        }
        if code.expires_at <= self.now {
            return Err(UNKNOWN_CODE.into());
        }
        let sign_in = SignIn { user: code.user, session: code.session, grant: &code.grant, needs_session: true };
        let standing = match standing::look(self.storage, client, sign_in, self.now).await? {
            Ok(standing) => standing,
            Err(lapsed) => {
                let event = self.event(EventKind::GrantRefused, &client.id).about(code.user);
                return Err(self.refuse(event, lapsed.as_str(), UNKNOWN_CODE).await);
            }
        };
        let occasion = Occasion {
            client,
            family: code.family,
            session: code.session,
            grant: &code.grant,
            scope: code.grant.scope.clone(),
            nonce: code.grant.nonce.as_deref(),
        };
        let answer = self.sign(occasion, &standing).await?;
        self.found_family(client, &code, answer).await
    }

    /// The one transaction of the grant: the code is used up, and all that it gives is kept, or neither.
    async fn found_family(&self, client: &Client, code: &IssuedCode, mut answer: Answer) -> Result<Answer, Refused> {
        let refreshes = client.may_use(GrantType::RefreshToken);
        // Without a refresh token, nothing of the family outlives its access token.
        let life = if refreshes { self.settings.refresh_absolute } else { self.settings.access_token_of(client) };
        let family = Family {
            id: code.family,
            client: client.id.clone(),
            user: code.user,
            session: code.session,
            grant: code.grant.clone(),
            offline: standing::is_offline(&code.grant),
            created_at: self.now,
            expires_at: self.now.plus(life),
            revoked_at: None,
        };
        let tx = self.storage.write().await?;
        if !sessions::apps::store::signed_in(&tx, code.session, code.user, &client.id, code.grant.practice, self.now).await? {
            drop(tx);
            let event = self.event(EventKind::GrantRefused, &client.id).about(code.user);
            return Err(self.refuse(event, Lapsed::Session.as_str(), UNKNOWN_CODE).await);
        }
        if !code::redeem(&tx, code.digest, self.now).await? {
            // Somebody was faster; a second use, whoever it was.
            drop(tx);
            return Err(self.replayed(client, code).await);
        }
        store::found(&tx, &family).await?;
        if refreshes {
            let token = OpaqueToken::fresh(REFRESH_PREFIX, self.random);
            let expires_at = family.expires_at.min(self.now.plus(self.settings.refresh_idle));
            store::insert_refresh_token(&tx, family.id, token.digest(), expires_at, self.now).await?;
            answer.refresh_token = Some(token.expose().to_owned());
        }
        let event = self.event(EventKind::TokensIssued, &client.id).about(code.user).with("scope", &code.grant.scope);
        let event = code.grant.practice.into_iter().fold(event, SecurityEvent::in_group);
        audit::append(&tx, self.now, &event).await?;
        tx.commit().await.map_err(StorageError::from)?;
        Ok(answer)
    }

    /// A code came a second time: what the first use gave is revoked, whoever got it.
    async fn replayed(&self, client: &Client, code: &IssuedCode) -> Refused {
        let revoked = async {
            let tx = self.storage.write().await?;
            let was_alive = store::revoke(&tx, code.family, self.now).await?;
            let event = self.event(EventKind::CodeReplayed, &client.id).about(code.user).with("tokens_revoked", was_alive);
            audit::append(&tx, self.now, &event).await?;
            tx.commit().await.map_err(StorageError::from)
        };
        revoked.await.err().map_or(Refused::OAuth(UNKNOWN_CODE), Refused::Storage)
    }
}

/// The code is bound to what the authorization request said.
fn check_binding(code: &IssuedCode, presented: &PresentedCode) -> Result<(), (&'static str, OAuthError)> {
    if code.redirect_uri != presented.redirect_uri {
        return Err((
            "another redirect_uri",
            invalid_grant("redirect_uri must be the one of the authorization request, character for character"),
        ));
    }
    match (&code.code_challenge, &presented.verifier) {
        (None, None) => Ok(()),
        (Some(challenge), Some(verifier)) if challenge.is_met_by(verifier) => Ok(()),
        (Some(_), Some(_)) => {
            Err(("another code_verifier", invalid_grant("code_verifier does not match the code_challenge of the authorization request")))
        }
        (Some(_), None) => {
            Err(("no code_verifier", invalid_grant("code_verifier is missing: the authorization request had a code_challenge")))
        }
        // Somebody took the challenge out on the way (RFC 9700 section 2.1.1).
        (None, Some(_)) => Err((
            "code_verifier without code_challenge",
            invalid_grant("code_verifier was sent, but the authorization request had no code_challenge"),
        )),
    }
}
