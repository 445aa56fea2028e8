//! The options that describe an app, and the draft they make.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::builder::PossibleValuesParser;
use clap::{ArgGroup, Args};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::clients::AppDraft;

/// Words of an option that are also words of the seed file.
fn words(allowed: &'static [&'static str]) -> PossibleValuesParser {
    PossibleValuesParser::new(allowed)
}

#[derive(Args)]
#[command(group = ArgGroup::new("described").required(true).args(["name", "file"]))]
pub(super) struct AddApp {
    /// The name that people read on the sign-in and consent pages
    #[arg(long)]
    name: Option<String>,
    /// Read everything from a TOML file with the keys of an app in a seed file instead
    #[arg(long, value_name = "FILE", exclusive = true)]
    file: Option<PathBuf>,
    /// The client id [default: made from the name]
    #[arg(long)]
    id: Option<String>,
    /// Where people are sent back to, compared as this very text; may be repeated
    #[arg(long, value_name = "URI")]
    redirect_uri: Vec<String>,
    /// Where people may be sent after a sign-out; may be repeated
    #[arg(long, value_name = "URI")]
    post_logout_redirect_uri: Vec<String>,
    /// Where the app is told that a person's session has ended (OpenID Connect Back-Channel Logout)
    #[arg(long, value_name = "URI")]
    backchannel_logout_uri: Option<String>,
    /// Your own app: people are not asked for consent
    #[arg(long)]
    first_party: bool,
    /// An app on people's own devices (RFC 8252)
    #[arg(long)]
    native: bool,
    /// How it proves who it is [default: client_secret, or none for a native app]
    #[arg(long, value_parser = words(&["client_secret", "private_key_jwt", "none"]))]
    auth_method: Option<String>,
    /// Where a private_key_jwt app publishes its keys
    #[arg(long, value_name = "URI", conflicts_with = "jwks_file")]
    jwks_uri: Option<String>,
    /// A file with the public keys of a private_key_jwt app (a JWK Set)
    #[arg(long, value_name = "FILE")]
    jwks_file: Option<PathBuf>,
    /// authorization_code, refresh_token or client_credentials; may be repeated [default: what suits the redirect URIs]
    #[arg(long, value_name = "GRANT", value_parser = words(&["authorization_code", "refresh_token", "client_credentials"]))]
    grant_type: Vec<String>,
    /// The scopes it may ask for, separated by spaces [default: openid profile email offline_access]
    #[arg(long)]
    scopes: Option<String>,
    /// Lets an old confidential app go without PKCE
    #[arg(long)]
    pkce_exempt: bool,
    /// Only people of this group sign in to it; may be repeated [default: all groups]
    #[arg(long, value_name = "NAME")]
    group: Vec<String>,
    /// An origin whose scripts may call us, such as https://app.example.com; may be repeated
    #[arg(long)]
    origin: Vec<String>,
    /// Put the claims of scopes into the ID token too
    #[arg(long)]
    claims_in_id_token: bool,
    /// Who its access tokens are for (aud); may be repeated
    #[arg(long, value_name = "NAME")]
    audience: Vec<String>,
    /// How long its access tokens live, such as 10m
    #[arg(long, value_name = "DURATION")]
    access_token_lifetime: Option<String>,
    /// RS256, ES256 or EdDSA
    #[arg(long, value_name = "ALG", value_parser = words(&["RS256", "ES256", "EdDSA"]))]
    id_token_alg: Option<String>,
    /// Let nobody in with less than two factors
    #[arg(long)]
    require_two_factor: bool,
    /// Make two-factor authentication mandatory in every group that connects it
    #[arg(long)]
    mandate_two_factor: bool,
    /// A picture for its pages
    #[arg(long, value_name = "URI")]
    logo_uri: Option<String>,
    /// A colour for its pages, such as #2a6652
    #[arg(long, value_name = "COLOUR")]
    accent: Option<String>,
    /// The practice that the app belongs to, shown beside its name
    #[arg(long, value_name = "NAME")]
    practice: Option<String>,
    #[arg(long, value_name = "URI")]
    home_uri: Option<String>,
    #[arg(long, value_name = "URI")]
    policy_uri: Option<String>,
    #[arg(long, value_name = "URI")]
    tos_uri: Option<String>,
}

impl AddApp {
    pub(super) fn draft(self) -> Result<AppDraft> {
        if let Some(path) = &self.file {
            let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            return toml::from_str(&text).with_context(|| format!("{} does not describe an app", path.display()));
        }
        let jwks = match &self.jwks_file {
            Some(path) => Some(read_jwks(path)?),
            None => None,
        };
        Ok(AppDraft {
            id: self.id,
            name: self.name.unwrap_or_default(),
            groups: (!self.group.is_empty()).then_some(self.group),
            party: self.first_party.then_some(crate::clients::Party::First),
            application_type: self.native.then_some(crate::clients::ApplicationType::Native),
            auth_method: word(self.auth_method)?,
            redirect_uris: self.redirect_uri,
            post_logout_redirect_uris: self.post_logout_redirect_uri,
            backchannel_logout_uri: self.backchannel_logout_uri,
            grant_types: match self.grant_type {
                none if none.is_empty() => None,
                named => Some(named.into_iter().map(|name| Ok(serde_json::from_value(Value::String(name))?)).collect::<Result<_>>()?),
            },
            scopes: self.scopes,
            pkce: self.pkce_exempt.then_some(crate::clients::PkceRule::Exempt),
            claims_in_id_token: self.claims_in_id_token,
            jwks,
            jwks_uri: self.jwks_uri,
            id_token_alg: word(self.id_token_alg)?,
            access_token_audience: self.audience,
            access_token_lifetime: self.access_token_lifetime,
            require_two_factor: self.require_two_factor,
            mandate_two_factor: self.mandate_two_factor,
            origins: self.origin,
            logo_uri: self.logo_uri,
            accent: self.accent,
            practice: self.practice,
            home_uri: self.home_uri,
            policy_uri: self.policy_uri,
            tos_uri: self.tos_uri,
            ..AppDraft::default()
        })
    }
}

/// The value that a word of the seed file stands for.
fn word<T: DeserializeOwned>(text: Option<String>) -> Result<Option<T>> {
    Ok(text.map(|text| serde_json::from_value(Value::String(text))).transpose()?)
}

fn read_jwks(path: &std::path::Path) -> Result<Value> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not JSON", path.display()))
}
