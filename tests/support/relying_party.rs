//! A practice app, independent of Frontdesk's code: its own PKCE, state and nonce, and ID tokens verified by the
//! `openidconnect` crate against the keys that discovery names.

use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use frontdesk::foundation::clock::Clock;
use http::{HeaderMap, StatusCode};
use openidconnect::core::{CoreIdToken, CoreIdTokenVerifier, CoreJsonWebKeySet, CoreJwsSigningAlgorithm};
use openidconnect::{ClientId, IssuerUrl, Nonce};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use url::Url;

use super::page::Page;

/// How the app proves itself at the token endpoint (OIDC Core section 9).
#[derive(Clone, Debug)]
pub enum Proof {
    Basic(String),
    Post(String),
    /// A public app names itself only.
    Nothing,
    /// Whatever the story puts in, such as a `client_assertion`.
    Fields(Vec<(String, String)>),
}

pub struct RelyingParty {
    pub client_id: String,
    pub proof: Proof,
    pub redirect_uri: String,
    pub scope: String,
    /// What discovery said (OIDC Discovery section 3).
    pub metadata: Value,
    http: reqwest::Client,
    clock: Arc<dyn Clock>,
}

/// One sign-in that the app has begun: the address to send the person to, and what the answer must match.
#[derive(Clone, Debug)]
pub struct Errand {
    pub parameters: Vec<(String, String)>,
    pub state: String,
    pub nonce: String,
    pub verifier: String,
    endpoint: Url,
}

/// What came to the redirect URI.
#[derive(Clone, Debug)]
pub struct Answer(Vec<(String, String)>);

/// What the token endpoint said, whatever it was.
#[derive(Clone, Debug)]
pub struct TokenAnswer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

impl RelyingParty {
    /// Reads the issuer's discovery document (OIDC Discovery section 4) and checks that it is the issuer's own.
    pub async fn discover(issuer: &str, client_id: &str, proof: Proof, redirect_uri: &str, clock: Arc<dyn Clock>) -> Self {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().expect("a client");
        let address = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let metadata = Page::read(http.get(&address).send().await.unwrap_or_else(|error| panic!("{address}: {error}"))).await.json();
        assert_eq!(metadata["issuer"], issuer, "the issuer names itself exactly (OIDC Discovery section 4.3)");
        Self { client_id: client_id.into(), proof, redirect_uri: redirect_uri.into(), scope: "openid".into(), metadata, http, clock }
    }

    #[must_use]
    pub fn asking_for(mut self, scope: &str) -> Self {
        scope.clone_into(&mut self.scope);
        self
    }

    /// Judges times by another clock from now on.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    pub fn endpoint(&self, name: &str) -> Url {
        let address = self.metadata[name].as_str().unwrap_or_else(|| panic!("discovery names no {name}"));
        Url::parse(address).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Begins a sign-in with the code flow and PKCE (RFC 7636).
    pub fn begin(&self) -> Errand {
        let (state, nonce, verifier) = (chance(), chance(), chance() + &chance());
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
        let parameters = [
            ("response_type", "code"),
            ("client_id", &self.client_id),
            ("redirect_uri", &self.redirect_uri),
            ("scope", &self.scope),
            ("state", &state),
            ("nonce", &nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let parameters = parameters.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        Errand { parameters, state, nonce, verifier, endpoint: self.endpoint("authorization_endpoint") }
    }

    /// Reads the answer out of the address that the browser was sent to.
    pub fn answer(&self, sent_to: &Url) -> Answer {
        assert!(sent_to.as_str().starts_with(&self.redirect_uri), "{sent_to} is not the app's redirect URI {}", self.redirect_uri);
        Answer(sent_to.query_pairs().into_owned().collect())
    }

    /// Redeems the code of this errand, after the checks that an app owes itself (RFC 9207, state).
    pub async fn redeem(&self, errand: &Errand, answer: &Answer) -> TokenAnswer {
        assert_eq!(answer.get("state"), errand.get("state"), "state comes back unchanged");
        assert_eq!(answer.get("iss"), self.metadata["issuer"].as_str(), "the answer names its issuer (RFC 9207)");
        self.redeem_code(answer.code(), &errand.verifier).await
    }

    pub async fn redeem_code(&self, code: &str, verifier: &str) -> TokenAnswer {
        let fields =
            [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", &self.redirect_uri), ("code_verifier", verifier)];
        self.ask("token_endpoint", &fields).await
    }

    pub async fn refresh(&self, refresh_token: &str) -> TokenAnswer {
        self.ask("token_endpoint", &[("grant_type", "refresh_token"), ("refresh_token", refresh_token)]).await
    }

    /// The same, where the server may be gone: `None` when no answer came.
    pub async fn try_refresh(&self, refresh_token: &str) -> Option<TokenAnswer> {
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh_token), ("client_id", &self.client_id)];
        let answer = self.http.post(self.endpoint("token_endpoint")).form(&form).send().await.ok()?;
        let status = answer.status();
        let headers = answer.headers().clone();
        // An answer that broke off was not acknowledged.
        let body = answer.json().await.ok()?;
        Some(TokenAnswer { status, headers, body })
    }

    pub async fn introspect(&self, token: &str) -> TokenAnswer {
        self.ask("introspection_endpoint", &[("token", token)]).await
    }

    pub async fn revoke(&self, token: &str) -> TokenAnswer {
        self.ask("revocation_endpoint", &[("token", token)]).await
    }

    /// Posts a form to an endpoint with the app's proof of itself; fields may be doubled or nonsense.
    pub async fn ask(&self, endpoint: &str, fields: &[(&str, &str)]) -> TokenAnswer {
        let mut form: Vec<(String, String)> = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let mut request = self.http.post(self.endpoint(endpoint));
        let named = ("client_id".to_owned(), self.client_id.clone());
        match &self.proof {
            Proof::Basic(secret) => {
                // Each half is form-encoded before they are joined (RFC 6749 section 2.3.1).
                let [id, secret] = [&self.client_id, secret].map(|half| utf8_percent_encode(half, NON_ALPHANUMERIC).to_string());
                request = request.header("authorization", format!("Basic {}", STANDARD.encode(format!("{id}:{secret}"))));
            }
            Proof::Post(secret) => form.extend([named, ("client_secret".to_owned(), secret.clone())]),
            Proof::Nothing => form.push(named),
            Proof::Fields(more) => form.extend(more.iter().cloned()),
        }
        TokenAnswer::read(request.form(&form).send().await.unwrap_or_else(|error| panic!("{endpoint}: {error}"))).await
    }

    pub async fn userinfo(&self, access_token: &str) -> TokenAnswer {
        let request = self.http.get(self.endpoint("userinfo_endpoint")).bearer_auth(access_token);
        TokenAnswer::read(request.send().await.expect("an answer")).await
    }

    /// Verifies an ID token as OIDC Core section 3.1.3.7 asks (signature, issuer, audience, expiry, nonce) with a library
    /// that Frontdesk's token code knows nothing of, and gives its claims.
    pub async fn verify(&self, id_token: &str, nonce: Option<&str>) -> Value {
        let keys = Page::read(self.http.get(self.endpoint("jwks_uri")).send().await.expect("an answer")).await;
        let keys: CoreJsonWebKeySet = serde_json::from_str(&keys.body).expect("a JSON Web Key Set");
        let issuer = IssuerUrl::new(self.metadata["issuer"].as_str().unwrap_or("").to_owned()).expect("an issuer URL");
        let now = self.clock.now().to_utc().format(&time::format_description::well_known::Rfc3339).expect("a date");
        let verifier = CoreIdTokenVerifier::new_public_client(ClientId::new(self.client_id.clone()), issuer, keys)
            .set_allowed_algs([
                CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
                CoreJwsSigningAlgorithm::EcdsaP256Sha256,
                CoreJwsSigningAlgorithm::EdDsa,
            ])
            .set_time_fn(move || now.parse().expect("a date"));
        let token: CoreIdToken = id_token.parse().unwrap_or_else(|error| panic!("{id_token}: {error}"));
        let same_nonce = |given: Option<&Nonce>| match (given.map(|given| given.secret().as_str()), nonce) {
            (given, sent) if given == sent => Ok(()),
            (given, sent) => Err(format!("nonce {given:?} instead of {sent:?}")),
        };
        token.claims(&verifier, same_nonce).unwrap_or_else(|error| panic!("the ID token is refused: {error}: {}", claims_of(id_token)));
        claims_of(id_token)
    }
}

/// The claims inside a JWT, not verified: for looking at what was made.
pub fn claims_of(jwt: &str) -> Value {
    part_of(jwt, 1)
}

/// The header of a JWT.
pub fn header_of(jwt: &str) -> Value {
    part_of(jwt, 0)
}

fn part_of(jwt: &str, index: usize) -> Value {
    let part = jwt.split('.').nth(index).unwrap_or_else(|| panic!("not a JWT: {jwt}"));
    let bytes = URL_SAFE_NO_PAD.decode(part).unwrap_or_else(|error| panic!("not a JWT: {jwt}: {error}"));
    serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("not a JWT: {jwt}: {error}"))
}

fn chance() -> String {
    let mut bytes = [0; 24];
    aws_lc_rs::rand::fill(&mut bytes).expect("randomness");
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Errand {
    /// Sets a parameter, in place of one of the same name.
    #[must_use]
    pub fn with(self, name: &str, value: &str) -> Self {
        let mut errand = self.without(name).and(name, value);
        match name {
            "state" => value.clone_into(&mut errand.state),
            "nonce" => value.clone_into(&mut errand.nonce),
            _ => {}
        }
        errand
    }

    /// Adds a parameter, also a second of the same name.
    #[must_use]
    pub fn and(mut self, name: &str, value: &str) -> Self {
        self.parameters.push((name.to_owned(), value.to_owned()));
        self
    }

    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.parameters.retain(|(existing, _)| existing != name);
        self
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(existing, _)| existing == name).map(|(_, value)| value.as_str())
    }

    /// The address to send the person to.
    pub fn url(&self) -> Url {
        let mut url = self.endpoint.clone();
        url.query_pairs_mut().extend_pairs(&self.parameters);
        url
    }
}

impl Answer {
    pub fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// The one value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter().filter(|(existing, _)| existing == name).map(|(_, value)| value.as_str());
        let first = values.next();
        assert!(values.next().is_none(), "{name} came twice: {:?}", self.0);
        first
    }

    pub fn code(&self) -> &str {
        self.get("code").unwrap_or_else(|| panic!("no code came: {:?}", self.0))
    }

    pub fn error(&self) -> Option<&str> {
        self.get("error")
    }
}

impl TokenAnswer {
    async fn read(answer: reqwest::Response) -> Self {
        let (status, headers) = (answer.status(), answer.headers().clone());
        let text = answer.text().await.expect("a body that ends");
        let body = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap_or(Value::String(text)) };
        Self { status, headers, body }
    }

    /// A member that must be there as text.
    pub fn text(&self, member: &str) -> &str {
        self.body[member].as_str().unwrap_or_else(|| panic!("no {member} in {} {}", self.status, self.body))
    }

    pub fn access_token(&self) -> &str {
        self.text("access_token")
    }

    pub fn id_token(&self) -> &str {
        self.text("id_token")
    }

    pub fn refresh_token(&self) -> &str {
        self.text("refresh_token")
    }

    pub fn error(&self) -> Option<&str> {
        self.body["error"].as_str()
    }

    /// Asserts success.
    pub fn granted(self) -> Self {
        assert_eq!(self.status, StatusCode::OK, "{}", self.body);
        self
    }

    /// Asserts this OAuth error.
    pub fn refused(&self, error: &str) {
        assert_eq!(self.error(), Some(error), "{} {}", self.status, self.body);
        assert!(self.status.is_client_error(), "{} {}", self.status, self.body);
    }
}
