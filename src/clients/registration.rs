//! The rules that every new or changed app is held to, the same for the command line and the seed file.
//!
//! [`register`] turns what an operator wrote into settings, or names everything that is wrong with it at once: the field,
//! the value, and what would be right.
//!
//! Sections: RFC 7591 section 2 and OpenID Connect Dynamic Client Registration 1.0 section 2 (names and defaults), RFC 8252
//! sections 7 and 8.4 (native apps), RFC 9700 section 2 (redirect URIs, PKCE).

mod uris;

use std::fmt;
use std::time::Duration;

use super::draft::AppDraft;
use super::public_keys::PublicKeys;
use super::{AppBrand, ApplicationType, AuthMethod, ClientSettings, Party, PkceRule};
use crate::foundation::one_line::one_line;
use crate::protocol::grant_type::GrantType;
use crate::protocol::scope::{OFFLINE_ACCESS, OPENID, ScopeSet};
use crate::web::accent::Accent;

/// The most characters of an app's name.
pub const LONGEST_NAME: usize = 100;
/// The shortest secret that may be agreed elsewhere, in bytes: secrets are kept as plain SHA-256, so they must not be guessable.
pub const SHORTEST_SECRET: usize = 32;
/// The scopes of an app that says nothing about them.
pub const DEFAULT_SCOPES: &str = "openid profile email offline_access";
const SHORTEST_LIFETIME: Duration = Duration::from_mins(1);
const LONGEST_LIFETIME: Duration = Duration::from_hours(24);

/// One thing that is wrong with a draft.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field of the draft.
    pub field: &'static str,
    /// What it holds and what would be right.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.what)
    }
}

/// Collects what is wrong.
#[derive(Default)]
struct Findings(Vec<Problem>);

impl Findings {
    fn add(&mut self, field: &'static str, what: impl Into<String>) {
        self.0.push(Problem { field, what: what.into() });
    }

    fn unless(&mut self, right: bool, field: &'static str, what: impl Into<String>) {
        if !right {
            self.add(field, what);
        }
    }
}

/// The name and the settings of the app that `draft` describes.
pub fn register(draft: &AppDraft) -> Result<(String, ClientSettings), Vec<Problem>> {
    let mut findings = Findings::default();
    let name = one_line(&draft.name, LONGEST_NAME);
    findings.unless(!name.is_empty(), "name", "an app needs a name that people know it by, such as \"Riverside Notes\"");

    let application_type = draft.application_type.unwrap_or(ApplicationType::Web);
    let native = application_type == ApplicationType::Native;
    let auth_method = draft.auth_method.unwrap_or(if native { AuthMethod::None } else { AuthMethod::ClientSecret });
    let grant_types = grants(draft, auth_method);
    let defaults = ClientSettings::default();
    let settings = ClientSettings {
        party: draft.party.unwrap_or(Party::Third),
        application_type,
        auth_method,
        redirect_uris: uris::redirects(&draft.redirect_uris, "redirect_uris", native, &mut findings),
        post_logout_redirect_uris: uris::redirects(&draft.post_logout_redirect_uris, "post_logout_redirect_uris", native, &mut findings),
        backchannel_logout_uri: uris::called(draft.backchannel_logout_uri.as_deref(), "backchannel_logout_uri", &mut findings),
        backchannel_logout_session_required: draft.backchannel_logout_session_required,
        scopes: scopes(draft, &grant_types, &mut findings),
        grant_types,
        pkce: draft.pkce.unwrap_or(PkceRule::Required),
        claims_in_id_token: draft.claims_in_id_token,
        jwks: draft.jwks.clone(),
        jwks_uri: uris::web(draft.jwks_uri.as_deref(), "jwks_uri", &mut findings),
        id_token_alg: draft.id_token_alg.unwrap_or(defaults.id_token_alg),
        access_token_alg: draft.access_token_alg.unwrap_or(defaults.access_token_alg),
        access_token_audience: audience(draft, &mut findings),
        access_token_lifetime: lifetime(draft, &mut findings),
        default_max_age: seconds(draft.default_max_age.as_deref(), "default_max_age", &mut findings),
        require_auth_time: draft.require_auth_time,
        require_two_factor: draft.require_two_factor,
        mandate_two_factor: draft.mandate_two_factor,
        origins: uris::origins(&draft.origins, &mut findings),
        brand: brand(draft, &mut findings),
        home_uri: uris::web(draft.home_uri.as_deref(), "home_uri", &mut findings),
        policy_uri: uris::web(draft.policy_uri.as_deref(), "policy_uri", &mut findings),
        tos_uri: uris::web(draft.tos_uri.as_deref(), "tos_uri", &mut findings),
    };
    check_method(draft, &settings, &mut findings);
    check_grants(draft, &settings, &mut findings);
    check_logout(draft, &settings, &mut findings);
    if findings.0.is_empty() { Ok((name, settings)) } else { Err(findings.0) }
}

/// An app that has somewhere to send people back to signs people in; a confidential one that has not asks in its own name.
fn grants(draft: &AppDraft, auth_method: AuthMethod) -> Vec<GrantType> {
    let mut grants = draft.grant_types.clone().unwrap_or_else(|| {
        if draft.redirect_uris.is_empty() && auth_method != AuthMethod::None {
            vec![GrantType::ClientCredentials]
        } else {
            vec![GrantType::AuthorizationCode, GrantType::RefreshToken]
        }
    });
    let mut seen = Vec::new();
    grants.retain(|grant| {
        !seen.contains(grant) && {
            seen.push(*grant);
            true
        }
    });
    grants
}

fn check_grants(draft: &AppDraft, settings: &ClientSettings, findings: &mut Findings) {
    let has = |grant| settings.grant_types.contains(&grant);
    findings.unless(
        !settings.grant_types.is_empty(),
        "grant_types",
        "name at least one of authorization_code, refresh_token, client_credentials",
    );
    if has(GrantType::AuthorizationCode) {
        findings.unless(
            !draft.redirect_uris.is_empty(),
            "redirect_uris",
            "an app that signs people in needs at least one, such as https://notes.example.com/callback",
        );
    } else {
        findings.unless(!has(GrantType::RefreshToken), "grant_types", "refresh_token needs authorization_code");
        findings.unless(draft.redirect_uris.is_empty(), "redirect_uris", "are used with the grant type authorization_code only");
    }
    if has(GrantType::ClientCredentials) {
        findings.unless(
            settings.auth_method != AuthMethod::None,
            "grant_types",
            "client_credentials is for apps that prove who they are: use the auth_method client_secret or private_key_jwt",
        );
    }
}

/// OpenID Connect Back-Channel Logout 1.0 section 2.2.
fn check_logout(draft: &AppDraft, settings: &ClientSettings, findings: &mut Findings) {
    if draft.backchannel_logout_uri.is_some() {
        findings.unless(
            settings.grant_types.contains(&GrantType::AuthorizationCode),
            "backchannel_logout_uri",
            "is for apps that sign people in: it needs the grant type authorization_code",
        );
    } else {
        findings.unless(
            !draft.backchannel_logout_session_required,
            "backchannel_logout_session_required",
            "needs backchannel_logout_uri, such as https://notes.example.com/backchannel-logout",
        );
    }
}

fn check_method(draft: &AppDraft, settings: &ClientSettings, findings: &mut Findings) {
    match settings.auth_method {
        AuthMethod::PrivateKeyJwt => match (&settings.jwks, &draft.jwks_uri) {
            (None, None) => {
                findings.add("jwks_uri", "an app with the auth_method private_key_jwt needs jwks_uri, or its public keys as jwks");
            }
            (Some(_), Some(_)) => findings.add("jwks", "use jwks_uri or jwks, not both (RFC 7591 section 2)"),
            (Some(jwks), None) => {
                if let Err(bad) = PublicKeys::register(jwks) {
                    findings.add("jwks", bad.to_string());
                }
            }
            (None, Some(_)) => {}
        },
        AuthMethod::ClientSecret | AuthMethod::None => {
            let unused = "is used with the auth_method private_key_jwt only";
            findings.unless(draft.jwks.is_none(), "jwks", unused);
            findings.unless(draft.jwks_uri.is_none(), "jwks_uri", unused);
        }
    }
    if let Some(secret) = &draft.secret {
        findings.unless(settings.auth_method == AuthMethod::ClientSecret, "secret", "is used with the auth_method client_secret only");
        findings.unless(
            (SHORTEST_SECRET..=512).contains(&secret.expose().len()),
            "secret",
            format!("must have {SHORTEST_SECRET} to 512 random characters; leave it out and `frontdesk app secret add` makes one"),
        );
    }
    if settings.application_type == ApplicationType::Native {
        findings.unless(
            settings.auth_method != AuthMethod::ClientSecret,
            "auth_method",
            "a native app cannot keep a secret that all its copies share (RFC 8252 section 8.5); use none",
        );
    }
    if settings.auth_method == AuthMethod::None {
        findings.unless(settings.pkce == PkceRule::Required, "pkce", "a public app must use PKCE: nothing else binds a code to it");
    }
}

fn scopes(draft: &AppDraft, grants: &[GrantType], findings: &mut Findings) -> ScopeSet {
    let signs_in = grants.contains(&GrantType::AuthorizationCode);
    let text = draft.scopes.as_deref().unwrap_or(if signs_in { DEFAULT_SCOPES } else { "" });
    let scopes = ScopeSet::parse(text).unwrap_or_else(|bad| {
        findings.add("scopes", format!("\"{text}\": {bad}"));
        ScopeSet::default()
    });
    if scopes.contains(OPENID) {
        findings.unless(signs_in, "scopes", "openid needs the grant type authorization_code");
    }
    // An app that cannot renew tokens may still be sent by its library to ask for this; only a written wish is a mistake.
    if draft.scopes.is_some() && scopes.contains(OFFLINE_ACCESS) {
        findings.unless(grants.contains(&GrantType::RefreshToken), "scopes", "offline_access needs the grant type refresh_token");
    }
    if grants.contains(&GrantType::RefreshToken) { scopes } else { scopes.without(OFFLINE_ACCESS) }
}

fn audience(draft: &AppDraft, findings: &mut Findings) -> Vec<String> {
    let unseen = |text: &String| text.is_empty() || text.len() > 500 || text.chars().any(|c| c.is_whitespace() || c.is_control());
    for bad in draft.access_token_audience.iter().filter(|text| unseen(text)) {
        findings.add("access_token_audience", format!("\"{bad}\" must be a name without spaces, such as https://api.example.com"));
    }
    draft.access_token_audience.clone()
}

fn lifetime(draft: &AppDraft, findings: &mut Findings) -> Option<u64> {
    let lifetime = seconds(draft.access_token_lifetime.as_deref(), "access_token_lifetime", findings)?;
    let within = (SHORTEST_LIFETIME.as_secs()..=LONGEST_LIFETIME.as_secs()).contains(&lifetime);
    findings.unless(within, "access_token_lifetime", "must be between 1m and 24h");
    Some(lifetime)
}

fn seconds(text: Option<&str>, field: &'static str, findings: &mut Findings) -> Option<u64> {
    let text = text?;
    let read = humantime::parse_duration(text.trim()).ok().map(|duration| duration.as_secs());
    findings.unless(read.is_some(), field, format!("\"{text}\" is not a duration; write one such as \"90s\", \"15m\" or \"12h\""));
    read
}

fn brand(draft: &AppDraft, findings: &mut Findings) -> AppBrand {
    let accent = draft.accent.as_deref().and_then(|text| match text.parse::<Accent>() {
        Ok(accent) => Some(format!("#{}", accent.hex())),
        Err(bad) => {
            findings.add("accent", bad.to_string());
            None
        }
    });
    let practice = draft.practice.as_deref().map(|text| one_line(text, LONGEST_NAME)).filter(|text| !text.is_empty());
    AppBrand { logo_uri: uris::web(draft.logo_uri.as_deref(), "logo_uri", findings), accent, practice }
}

#[cfg(test)]
mod tests;
