//! An app's side of OpenID Connect, by the `openidconnect` crate: authorization code with PKCE, verified ID token,
//! userinfo, refresh, RP-initiated logout. It knows the issuer's address, its own id and its secret; all else is discovered.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::future::BoxFuture;
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreGenderClaim, CoreIdToken, CoreTokenResponse};
use openidconnect::{
    AccessTokenHash, AdditionalClaims, AsyncHttpClient, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, LogoutRequest, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier, PostLogoutRedirectUrl, ProviderMetadataWithLogout, RedirectUrl, RefreshToken, Scope, SubjectIdentifier,
    TokenResponse, UserInfoClaims,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use thiserror::Error;
use url::Url;

use crate::foundation::secret::Secret;

/// What an app is registered as.
pub(super) struct RelyingParty {
    pub issuer: String,
    pub id: &'static str,
    pub secret: Secret,
    /// The app's own origin.
    pub home: String,
    pub scopes: &'static [&'static str],
    pub http: Http,
}

/// The library's requests, by our client.
pub(super) struct Http(pub reqwest::Client);

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = reqwest::Error;
    type Future = BoxFuture<'c, Result<HttpResponse, reqwest::Error>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let answer = self.0.execute(request.try_into()?).await?;
            let (status, headers) = (answer.status(), answer.headers().clone());
            let mut response = HttpResponse::new(answer.bytes().await?.to_vec());
            *response.status_mut() = status;
            *response.headers_mut() = headers;
            Ok(response)
        })
    }
}

/// A sign-in that was begun and not finished.
#[derive(Clone)]
pub(super) struct Errand {
    nonce: String,
    verifier: String,
}

/// A sign-in that was finished.
#[derive(Clone)]
pub(super) struct SignedIn {
    pub id_token: String,
    /// What the verified ID token says.
    pub claims: Map<String, Value>,
    /// What userinfo says.
    pub userinfo: Map<String, Value>,
    pub scope: String,
    /// Seconds that the access token lives from when it was issued.
    pub expires_in: u64,
    pub refresh_token: Option<String>,
    /// How often the tokens were renewed.
    pub renewals: u32,
}

/// Why a sign-in did not come about, in words for the page.
#[derive(Debug, Error)]
pub(super) enum RelyingError {
    #[error("{0}")]
    Refused(String),
    #[error("{what}: {why}")]
    Failed { what: &'static str, why: String },
}

fn failed<E: std::error::Error>(what: &'static str) -> impl Fn(E) -> RelyingError {
    move |error| {
        let mut why = error.to_string();
        let mut source = error.source();
        while let Some(inner) = source {
            why = format!("{why}: {inner}");
            source = inner.source();
        }
        RelyingError::Failed { what, why }
    }
}

/// Claims that OpenID Connect Core does not name, such as `groups`.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct FurtherClaims {
    #[serde(flatten)]
    all: Map<String, Value>,
}

impl AdditionalClaims for FurtherClaims {}

type Client = CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

impl RelyingParty {
    /// Discovered anew for each sign-in: with the keys of this moment.
    async fn discover(&self) -> Result<ProviderMetadataWithLogout, RelyingError> {
        let issuer = IssuerUrl::new(self.issuer.clone()).map_err(failed("the issuer's address"))?;
        ProviderMetadataWithLogout::discover_async(issuer, &self.http).await.map_err(failed("discovery"))
    }

    fn client(&self, metadata: ProviderMetadataWithLogout) -> Result<Client, RelyingError> {
        let back = RedirectUrl::new(format!("{}/callback", self.home)).map_err(failed("the app's own address"))?;
        let secret = ClientSecret::new(self.secret.expose().to_owned());
        Ok(CoreClient::from_provider_metadata(metadata, ClientId::new(self.id.to_owned()), Some(secret)).set_redirect_uri(back))
    }

    /// Where to send the person; the state that comes back, and what the answer is held against.
    pub async fn errand(&self) -> Result<(Url, String, Errand), RelyingError> {
        let client = self.client(self.discover().await?)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let mut request = client.authorize_url(flow, CsrfToken::new_random, Nonce::new_random).set_pkce_challenge(challenge);
        for scope in self.scopes.iter().filter(|scope| **scope != "openid") {
            request = request.add_scope(Scope::new((*scope).to_owned()));
        }
        let (url, state, nonce) = request.url();
        Ok((url, state.secret().clone(), Errand { nonce: nonce.secret().clone(), verifier: verifier.secret().clone() }))
    }

    /// Redeems a code. `issuer` is the `iss` of the answer (RFC 9207).
    pub async fn finish(&self, errand: Errand, code: String, issuer: &str) -> Result<SignedIn, RelyingError> {
        if issuer != self.issuer {
            return Err(RelyingError::Refused(format!("The answer came from {issuer}, not from {}.", self.issuer)));
        }
        let client = self.client(self.discover().await?)?;
        let request = client.exchange_code(AuthorizationCode::new(code)).map_err(failed("the token endpoint"))?;
        let request = request.set_pkce_verifier(PkceCodeVerifier::new(errand.verifier));
        let tokens = request.request_async(&self.http).await.map_err(failed("the token endpoint"))?;
        let id_token = tokens.id_token().ok_or_else(|| RelyingError::Refused("There was no ID token in the answer.".to_owned()))?;
        let subject = verified(&client, id_token, &tokens, &errand.nonce)?;
        self.signed_in(&client, &tokens, id_token.to_string(), subject, 0).await
    }

    /// Gets new tokens for old.
    pub async fn refresh(&self, before: &SignedIn) -> Result<SignedIn, RelyingError> {
        let refresh_token = before.refresh_token.clone().ok_or_else(|| RelyingError::Refused("There is no refresh token.".to_owned()))?;
        let client = self.client(self.discover().await?)?;
        let refresh_token = RefreshToken::new(refresh_token);
        let request = client.exchange_refresh_token(&refresh_token).map_err(failed("the token endpoint"))?;
        let tokens = request.request_async(&self.http).await.map_err(failed("the token endpoint"))?;
        let subject = before.claims.get("sub").and_then(Value::as_str).unwrap_or_default().to_owned();
        let id_token = tokens.id_token().map_or_else(|| before.id_token.clone(), ToString::to_string);
        let mut after = self.signed_in(&client, &tokens, id_token, SubjectIdentifier::new(subject), before.renewals + 1).await?;
        // RFC 6749 section 6: without a new one the old one goes on.
        after.refresh_token = after.refresh_token.or_else(|| before.refresh_token.clone());
        Ok(after)
    }

    async fn signed_in(
        &self,
        client: &Client,
        tokens: &CoreTokenResponse,
        id_token: String,
        subject: SubjectIdentifier,
        renewals: u32,
    ) -> Result<SignedIn, RelyingError> {
        let request = client.user_info(tokens.access_token().clone(), Some(subject)).map_err(failed("userinfo"))?;
        let userinfo: UserInfoClaims<FurtherClaims, CoreGenderClaim> =
            request.request_async(&self.http).await.map_err(failed("userinfo"))?;
        let userinfo = serde_json::to_value(&userinfo).map_err(failed("userinfo"))?;
        let scopes = tokens.scopes().map(|scopes| scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" "));
        Ok(SignedIn {
            claims: payload(&id_token).unwrap_or_default(),
            id_token,
            userinfo: userinfo.as_object().cloned().unwrap_or_default(),
            scope: scopes.unwrap_or_else(|| self.scopes.join(" ")),
            expires_in: tokens.expires_in().map_or(0, |lifetime| lifetime.as_secs()),
            refresh_token: tokens.refresh_token().map(|token| token.secret().clone()),
            renewals,
        })
    }

    /// Where to send the person to sign out everywhere (OpenID Connect RP-Initiated Logout 1.0).
    pub async fn sign_out_url(&self, id_token: &str, state: String) -> Result<Url, RelyingError> {
        let metadata = self.discover().await?;
        let endpoint = metadata.additional_metadata().end_session_endpoint.clone();
        let endpoint = endpoint.ok_or_else(|| RelyingError::Refused("The issuer offers no sign-out.".to_owned()))?;
        let back = PostLogoutRedirectUrl::new(format!("{}/signed-out", self.home)).map_err(failed("the app's own address"))?;
        let hint: CoreIdToken = id_token.parse().map_err(failed("the ID token"))?;
        let request = LogoutRequest::from(endpoint).set_id_token_hint(&hint).set_post_logout_redirect_uri(back);
        Ok(request.set_client_id(ClientId::new(self.id.to_owned())).set_state(CsrfToken::new(state)).http_get_url())
    }
}

/// Verifies signature, issuer, audience, time, nonce and access token hash; tells whose it is.
fn verified(client: &Client, id_token: &CoreIdToken, tokens: &CoreTokenResponse, nonce: &str) -> Result<SubjectIdentifier, RelyingError> {
    let verifier = client.id_token_verifier();
    let claims = id_token.claims(&verifier, &Nonce::new(nonce.to_owned())).map_err(failed("the ID token"))?;
    if let Some(expected) = claims.access_token_hash() {
        let algorithm = id_token.signing_alg().map_err(failed("the ID token's algorithm"))?;
        let key = id_token.signing_key(&verifier).map_err(failed("the ID token's key"))?;
        let actual = AccessTokenHash::from_token(tokens.access_token(), algorithm, key).map_err(failed("the access token's hash"))?;
        if actual != *expected {
            return Err(RelyingError::Refused("The access token does not belong to the ID token.".to_owned()));
        }
    }
    Ok(claims.subject().clone())
}

/// The claims of a token that was verified before.
fn payload(token: &str) -> Option<Map<String, Value>> {
    let bytes = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&bytes).ok()
}
