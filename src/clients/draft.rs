//! An app as an operator describes it, before any rule was asked: in a seed file, or by options on the command line.

use serde::Deserialize;
use serde_json::Value;

use super::{ApplicationType, AuthMethod, Party, PkceRule};
use crate::foundation::secret::Secret;
use crate::protocol::algorithm::SigningAlgorithm;
use crate::protocol::grant_type::GrantType;

/// What an operator wrote. What is absent takes a value that suits the rest: see [`super::registration::register`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AppDraft {
    /// The client id; made up where it is absent (in a seed file it must be there).
    pub id: Option<String>,
    pub name: String,
    /// A secret that was agreed elsewhere, as a value or `file:/path`; for installations set up by a program.
    pub secret: Option<Secret>,
    /// Names of the groups whose people the app is for; absent for all.
    pub groups: Option<Vec<String>>,
    pub party: Option<Party>,
    pub application_type: Option<ApplicationType>,
    pub auth_method: Option<AuthMethod>,
    pub redirect_uris: Vec<String>,
    pub post_logout_redirect_uris: Vec<String>,
    pub backchannel_logout_uri: Option<String>,
    pub backchannel_logout_session_required: bool,
    pub grant_types: Option<Vec<GrantType>>,
    /// Names separated by spaces.
    pub scopes: Option<String>,
    pub pkce: Option<PkceRule>,
    pub claims_in_id_token: bool,
    pub jwks: Option<Value>,
    pub jwks_uri: Option<String>,
    pub id_token_alg: Option<SigningAlgorithm>,
    pub access_token_alg: Option<SigningAlgorithm>,
    pub access_token_audience: Vec<String>,
    /// Such as `10m`.
    pub access_token_lifetime: Option<String>,
    /// Such as `8h`.
    pub default_max_age: Option<String>,
    pub require_auth_time: bool,
    pub require_two_factor: bool,
    pub mandate_two_factor: bool,
    pub origins: Vec<String>,
    pub logo_uri: Option<String>,
    pub accent: Option<String>,
    pub practice: Option<String>,
    pub home_uri: Option<String>,
    pub policy_uri: Option<String>,
    pub tos_uri: Option<String>,
}
