//! What an app may do and how it behaves: everything about it that is never searched by, kept as one JSON column.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::protocol::algorithm::SigningAlgorithm;
use crate::protocol::grant_type::GrantType;
use crate::protocol::redirect_uri::RedirectUri;
use crate::protocol::scope::ScopeSet;

/// An app's settings. Unknown members are passed over, so that an older node can read what a newer one wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClientSettings {
    pub party: Party,
    pub application_type: ApplicationType,
    pub auth_method: AuthMethod,
    pub redirect_uris: Vec<RedirectUri>,
    /// Where a person may be sent after a sign-out (OpenID Connect RP-Initiated Logout 1.0 section 3.1).
    pub post_logout_redirect_uris: Vec<RedirectUri>,
    /// Where the app is told that a person's session has ended (OpenID Connect Back-Channel Logout 1.0 section 2.2).
    pub backchannel_logout_uri: Option<Url>,
    /// Whether the app needs to be told which session it was. It always is.
    pub backchannel_logout_session_required: bool,
    pub grant_types: Vec<GrantType>,
    /// The scopes that the app may ask for.
    pub scopes: ScopeSet,
    pub pkce: PkceRule,
    /// Puts the claims of scopes into the ID token too, for apps that never ask userinfo (OpenID Connect Core 1.0 section 5.4
    /// gives them to userinfo).
    pub claims_in_id_token: bool,
    /// The public keys of a `private_key_jwt` app, as a JWK Set (RFC 7517).
    pub jwks: Option<Value>,
    /// Where such an app publishes them instead.
    pub jwks_uri: Option<Url>,
    pub id_token_alg: SigningAlgorithm,
    pub access_token_alg: SigningAlgorithm,
    /// The `aud` of the app's access tokens (RFC 9068 section 3); the issuer alone where it is empty.
    pub access_token_audience: Vec<String>,
    /// How long the app's access tokens live, in seconds; the installation's setting where it is absent.
    pub access_token_lifetime: Option<u64>,
    /// In seconds: people must have proved who they are within this time (OpenID Connect Dynamic Client Registration 1.0 section 2).
    pub default_max_age: Option<u64>,
    /// Puts `auth_time` into every ID token of the app.
    pub require_auth_time: bool,
    /// Nobody gets into the app with less than two factors.
    pub require_two_factor: bool,
    /// Makes two-factor authentication mandatory in every group that connects the app, at every sign-in of its members.
    pub mandate_two_factor: bool,
    /// Origins whose scripts may call userinfo, the token endpoint and their kin (CORS), as `scheme://host:port`.
    pub origins: Vec<String>,
    pub brand: AppBrand,
    pub home_uri: Option<Url>,
    pub policy_uri: Option<Url>,
    pub tos_uri: Option<Url>,
}

impl Default for ClientSettings {
    /// A third-party web app with a secret that signs people in, and may do nothing else.
    fn default() -> Self {
        Self {
            party: Party::Third,
            application_type: ApplicationType::Web,
            auth_method: AuthMethod::ClientSecret,
            redirect_uris: Vec::new(),
            post_logout_redirect_uris: Vec::new(),
            backchannel_logout_uri: None,
            backchannel_logout_session_required: false,
            grant_types: vec![GrantType::AuthorizationCode, GrantType::RefreshToken],
            scopes: ScopeSet::default(),
            pkce: PkceRule::Required,
            claims_in_id_token: false,
            jwks: None,
            jwks_uri: None,
            id_token_alg: SigningAlgorithm::Rs256,
            access_token_alg: SigningAlgorithm::Es256,
            access_token_audience: Vec::new(),
            access_token_lifetime: None,
            default_max_age: None,
            require_auth_time: false,
            require_two_factor: false,
            mandate_two_factor: false,
            origins: Vec::new(),
            brand: AppBrand::default(),
            home_uri: None,
            policy_uri: None,
            tos_uri: None,
        }
    }
}

/// Whose app it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The practice's or the installation's own: people are not asked for consent.
    First,
    /// Somebody else's: people are asked what it may know.
    Third,
}

/// Where the app runs (OpenID Connect Dynamic Client Registration 1.0 section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationType {
    /// On a server or in a browser.
    Web,
    /// On a person's own device (RFC 8252).
    Native,
}

/// How the app proves who it is at the token endpoint and its kin (RFC 6749 section 2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthMethod {
    /// A secret, in the Authorization header or in the form (`client_secret_basic`, `client_secret_post`).
    ClientSecret,
    /// A signed assertion (RFC 7523, OpenID Connect Core 1.0 section 9).
    PrivateKeyJwt,
    /// Nothing: a public app, which cannot keep a secret. PKCE and its redirect URI are what binds a code to it.
    None,
}

/// Whether the app must use PKCE (RFC 7636).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PkceRule {
    Required,
    /// For an old confidential app that cannot; where it does send a challenge it is held to it.
    Exempt,
}

/// How the hosted pages show the app.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AppBrand {
    pub logo_uri: Option<Url>,
    /// A colour as `#rrggbb`; `registration` holds it to that form, because it ends in a style sheet.
    pub accent: Option<String>,
    /// The practice that the app belongs to, where it is one practice's own.
    pub practice: Option<String>,
}
