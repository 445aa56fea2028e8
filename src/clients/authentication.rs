//! How an app proves who it is (RFC 6749 section 2.3): exactly one of four ways.
//!
//! | what came | way | for apps whose method is |
//! |---|---|---|
//! | `Authorization: Basic` | `client_secret_basic` | `client_secret` |
//! | `client_id` and `client_secret` in the form | `client_secret_post` | `client_secret` |
//! | `client_assertion` in the form | `private_key_jwt` | `private_key_jwt` |
//! | `client_id` alone | `none` | `none` (public) |
//!
//! Two ways at once are `invalid_request`. Everything else that does not prove an active app is `invalid_client` with one and the
//! same answer: an unknown app, a disabled one, a wrong secret and another app's method look alike and cost alike.
//!
//! [`AuthenticatedClient`] is the proof. Only [`ClientAuthentication::authenticate`] makes one.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use super::assertion::{self, Assertion};
use super::public_keys::PublicKeys;
use super::refusal::{ClientRefused, Refused};
use super::remote_keys::RemoteKeys;
use super::{AuthMethod, Client, ClientId, store};
use crate::foundation::clock::Timestamp;
use crate::foundation::secret::{Secret, TokenDigest};
use crate::protocol::params::Params;
use crate::storage::{Storage, StorageError};

/// The longest secret that is looked at, in bytes.
const MAX_SECRET_LENGTH: usize = 512;

/// An app that has just proved who it is; or, if it is public, that has said who it is and need not prove it.
#[derive(Clone, Debug)]
pub struct AuthenticatedClient(Client);

impl AuthenticatedClient {
    pub fn client(&self) -> &Client {
        &self.0
    }

    /// Whether there was a proof. A public app's word is enough to redeem what is bound to it by other means, and for nothing else.
    pub fn is_proved(&self) -> bool {
        self.0.is_confidential()
    }
}

/// What authentication needs besides the request.
pub struct ClientAuthentication {
    storage: Storage,
    remote_keys: RemoteKeys,
    issuer: String,
    token_endpoint: String,
}

/// What came in a request, before it is compared with anything.
enum Presented<'a> {
    Secret { id: ClientId, secret: Secret },
    Assertion(Box<Assertion<'a>>),
    Nothing { id: ClientId },
}

impl ClientAuthentication {
    /// `token_endpoint` is the absolute URL of the token endpoint, which apps may name as the audience of their assertions.
    pub fn new(storage: Storage, remote_keys: RemoteKeys, issuer: String, token_endpoint: String) -> Self {
        Self { storage, remote_keys, issuer, token_endpoint }
    }

    /// Finds out which app sent a request, from the value of its `Authorization` header and its form.
    pub async fn authenticate(
        &self,
        authorization: Option<&str>,
        form: &Params,
        now: Timestamp,
    ) -> Result<AuthenticatedClient, ClientRefused> {
        let by_header = authorization.is_some();
        let mut named = None;
        let proved = match presented(authorization, form) {
            Ok(presented) => {
                named = Some(presented.client().clone());
                self.prove(presented, now).await
            }
            Err(refused) => Err(refused),
        };
        proved.map_err(|refused| refused.named(named, by_header))
    }

    async fn prove(&self, presented: Presented<'_>, now: Timestamp) -> Result<AuthenticatedClient, Refused> {
        match presented {
            Presented::Secret { id, secret } => self.prove_secret(&id, &secret, now).await,
            Presented::Assertion(assertion) => self.prove_assertion(&assertion, now).await,
            Presented::Nothing { id } => {
                let client = self.active(&id).await?;
                client.filter(|client| client.settings.auth_method == AuthMethod::None).map(AuthenticatedClient).ok_or(Refused::NoProof)
            }
        }
    }

    async fn prove_secret(&self, id: &ClientId, secret: &Secret, now: Timestamp) -> Result<AuthenticatedClient, Refused> {
        let digest = TokenDigest::of(secret.expose().as_bytes());
        let client = self.active(id).await?;
        // Asked whether or not there is such an app, so that both answers take as long.
        let matches = store::secret_matches(self.storage.read(), id, &digest, now).await?;
        let fitting = client.filter(|client| client.settings.auth_method == AuthMethod::ClientSecret);
        fitting.filter(|_| matches).map(AuthenticatedClient).ok_or(Refused::NotProved("secret"))
    }

    async fn prove_assertion(&self, assertion: &Assertion<'_>, now: Timestamp) -> Result<AuthenticatedClient, Refused> {
        // Form and claims first: what they tell a developer does not depend on whether the app exists.
        let one_use = assertion.check(&[&self.issuer, &self.token_endpoint], now).map_err(Refused::BadAssertion)?;
        let client = self.active(&assertion.client).await?;
        let fitting = client.filter(|client| client.settings.auth_method == AuthMethod::PrivateKeyJwt);
        let client = fitting.ok_or(Refused::NotProved("assertion"))?;
        if !self.is_signed(assertion, &client, now).await {
            return Err(Refused::NotProved("assertion signature"));
        }
        let tx = self.storage.write().await?;
        let first_use = store::use_assertion(&tx, &one_use.digest, one_use.expires_at).await?;
        tx.commit().await.map_err(StorageError::from)?;
        if first_use { Ok(AuthenticatedClient(client)) } else { Err(Refused::BadAssertion("the client_assertion was used before")) }
    }

    async fn is_signed(&self, assertion: &Assertion<'_>, client: &Client, now: Timestamp) -> bool {
        if let Some(keys) = client.settings.jwks.as_ref().and_then(PublicKeys::read) {
            return assertion.is_signed_by(&keys);
        }
        let Some(url) = &client.settings.jwks_uri else { return false };
        let keys = self.remote_keys.of(url, assertion.kid.as_deref(), now).await;
        keys.is_some_and(|keys| assertion.is_signed_by(&keys))
    }

    async fn active(&self, id: &ClientId) -> Result<Option<Client>, StorageError> {
        Ok(store::find(self.storage.read(), id).await?.filter(|client| client.active))
    }
}

impl Presented<'_> {
    fn client(&self) -> &ClientId {
        match self {
            Self::Secret { id, .. } | Self::Nothing { id } => id,
            Self::Assertion(assertion) => &assertion.client,
        }
    }
}

/// Sorts out what a request presents, and that it is one thing.
fn presented<'a>(authorization: Option<&str>, form: &'a Params) -> Result<Presented<'a>, Refused> {
    if form.repeated(&["client_id", "client_secret", "client_assertion", "client_assertion_type"]).is_some() {
        return Err(Refused::Repeated);
    }
    let secret = form.get("client_secret");
    let assertion = form.get("client_assertion");
    let assertion_type = form.get("client_assertion_type");
    let ways = [authorization.is_some(), secret.is_some(), assertion.is_some() || assertion_type.is_some()];
    if ways.into_iter().filter(|used| *used).count() > 1 {
        return Err(Refused::TwoMethods);
    }
    let named = form.get("client_id").map(ClientId::parse).transpose().map_err(|_| Refused::NotProved("client_id"))?;
    if let Some(header) = authorization {
        let (id, secret) = basic(header).ok_or(Refused::BadBasic)?;
        return agreeing(named, &id).map(|()| Presented::Secret { id, secret });
    }
    if assertion.is_some() || assertion_type.is_some() {
        if assertion_type != Some(assertion::TYPE) {
            return Err(Refused::AssertionType);
        }
        let assertion = Assertion::parse(assertion.unwrap_or_default()).map_err(Refused::BadAssertion)?;
        return agreeing(named, &assertion.client).map(|()| Presented::Assertion(Box::new(assertion)));
    }
    let id = named.ok_or(Refused::Nobody)?;
    match secret {
        Some(secret) if secret.len() > MAX_SECRET_LENGTH => Err(Refused::NotProved("secret")),
        Some(secret) => Ok(Presented::Secret { id, secret: Secret::new(secret) }),
        None => Ok(Presented::Nothing { id }),
    }
}

/// A `client_id` in the form beside another proof must name the same app (RFC 7521 section 4.2).
fn agreeing(named: Option<ClientId>, id: &ClientId) -> Result<(), Refused> {
    if named.is_none_or(|named| named == *id) { Ok(()) } else { Err(Refused::TwoIds) }
}

/// The credentials of `Authorization: Basic` (RFC 7617), id and secret form-encoded each (RFC 6749 section 2.3.1).
fn basic(header: &str) -> Option<(ClientId, Secret)> {
    let (scheme, credentials) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") || credentials.len() > 2 * (ClientId::MAX_LENGTH + MAX_SECRET_LENGTH) * 3 {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(credentials.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    let (id, secret) = (form_decoded(id)?, form_decoded(secret)?);
    let sound = !secret.is_empty() && secret.len() <= MAX_SECRET_LENGTH;
    Some((ClientId::parse(&id).ok().filter(|_| sound)?, Secret::new(secret)))
}

fn form_decoded(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().ok().map(Cow::into_owned)
}

#[cfg(test)]
mod tests;
