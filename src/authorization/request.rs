//! From raw parameters to a request that may be decided on, in two stages.
//!
//! [`ReturnAddress::identify`] comes first: until it succeeds, there is nowhere to send an error but the person's screen.
//! [`AuthorizationRequest::validate`] comes second, and its errors go to the return address.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clients::{Client, ClientId, PkceRule};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::UserId;
use crate::protocol::assurance::Acr;
use crate::protocol::claims::ClaimsRequest;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::grant_type::GrantType;
use crate::protocol::params::Params;
use crate::protocol::pkce::CodeChallenge;
use crate::protocol::prompt::Prompt;
use crate::protocol::redirect_uri::RedirectUri;
use crate::protocol::response::{ResponseMode, ResponseType};
use crate::protocol::scope::{OFFLINE_ACCESS, OPENID, ScopeSet};
use crate::web::Failure;
use crate::web::pages::Problem;

/// Parameters that this endpoint reads; none may be given twice (RFC 6749 section 3.1).
const KNOWN: &[&str] = &[
    "response_type",
    "response_mode",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "prompt",
    "max_age",
    "login_hint",
    "id_token_hint",
    "acr_values",
    "claims",
    "ui_locales",
    "claims_locales",
    "display",
    "code_challenge",
    "code_challenge_method",
    "request",
    "request_uri",
    "registration",
    "practice",
];

/// The longest single parameter that is read, in bytes. Generous: apps keep whole addresses in `state`.
const LONGEST: usize = 4096;

/// Where the answer goes, proved to be registered. Nothing is sent to an app before one of these exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnAddress {
    redirect_uri: RedirectUri,
    response_mode: ResponseMode,
    state: Option<String>,
}

impl ReturnAddress {
    /// The only way to get one: the app is known and the redirect URI is one of its own, as an exact string.
    pub fn identify(params: &Params, client: &Client) -> Result<Self, Failure> {
        let refused = |problem, detail: &'static str| Err(Failure::page(problem).with_detail(detail));
        if params.repeated(&["redirect_uri"]).is_some() {
            return refused(Problem::BadRequest, "redirect_uri is given more than once");
        }
        let Some(requested) = params.get("redirect_uri") else {
            return refused(Problem::UnregisteredRedirect, "redirect_uri is missing; send one that is registered for this app");
        };
        if !client.admits_redirect(requested) {
            return refused(
                Problem::UnregisteredRedirect,
                "redirect_uri is not one of those registered for this app; they are compared letter by letter",
            );
        }
        let mode = params.get("response_mode").and_then(ResponseMode::parse);
        let default = params.get("response_type").and_then(ResponseType::parse).map_or(ResponseMode::Query, ResponseType::default_mode);
        // A state that was given twice or is endless cannot be given back; the error that follows says so.
        let state = params.get("state").filter(|state| state.len() <= LONGEST && params.repeated(&["state"]).is_none());
        Ok(Self { redirect_uri: RedirectUri::proved(requested), response_mode: mode.unwrap_or(default), state: state.map(str::to_owned) })
    }

    pub fn redirect_uri(&self) -> &RedirectUri {
        &self.redirect_uri
    }

    pub fn response_mode(&self) -> ResponseMode {
        self.response_mode
    }

    pub fn state(&self) -> Option<&str> {
        self.state.as_deref()
    }
}

/// A sound request of a known app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationRequest {
    pub client: ClientId,
    pub return_address: ReturnAddress,
    /// What was asked for and the app may ask for.
    pub scope: ScopeSet,
    pub nonce: Option<String>,
    pub code_challenge: Option<CodeChallenge>,
    pub prompt: Prompt,
    /// How old the person's last proof may be.
    pub max_age: Option<Duration>,
    /// The person the app expects: the subject of `id_token_hint`, or the `sub` that `claims` names.
    pub expected: Option<UserId>,
    pub acr_values: Vec<Acr>,
    pub claims: ClaimsRequest,
    pub login_hint: Option<String>,
    /// The practice that the app proposes, by id or exact name.
    #[serde(default)]
    pub practice: Option<String>,
    pub ui_locales: Option<String>,
    /// When it arrived: a proof that `prompt=login` asks for is newer than this.
    pub requested_at: Timestamp,
}

impl AuthorizationRequest {
    /// Whether the app says how sure it wants to be.
    pub fn asks_for_acr(&self) -> bool {
        !self.acr_values.is_empty() || self.claims.in_id_token("acr").is_some()
    }
}

/// What `id_token_hint` turned out to be.
#[derive(Clone, Copy, Debug)]
pub enum Hint {
    Absent,
    /// An ID token of ours, expired or not, about this person.
    Of(UserId),
    /// Not an ID token that we issued.
    Foreign,
}

impl AuthorizationRequest {
    pub fn validate(
        params: &Params,
        client: &Client,
        return_address: ReturnAddress,
        hint: Hint,
        now: Timestamp,
    ) -> Result<Self, OAuthError> {
        let invalid = |description| OAuthError::new(ErrorCode::InvalidRequest, description);
        if params.repeated(KNOWN).is_some() {
            return Err(invalid("a parameter is given more than once"));
        }
        if KNOWN.iter().any(|name| params.get(name).is_some_and(|value| value.len() > LONGEST)) {
            return Err(invalid("a parameter is longer than 4096 bytes"));
        }
        if params.contains("request") {
            return Err(OAuthError::new(ErrorCode::RequestNotSupported, "send the parameters themselves instead of a request object"));
        }
        if params.contains("request_uri") {
            return Err(OAuthError::new(ErrorCode::RequestUriNotSupported, "send the parameters themselves instead of request_uri"));
        }
        if params.contains("registration") {
            return Err(OAuthError::new(ErrorCode::RegistrationNotSupported, "apps are registered by the operator of this installation"));
        }
        match params.get("response_type") {
            None => return Err(invalid("response_type is missing; send response_type=code")),
            Some(text) if ResponseType::parse(text).is_none() => {
                return Err(OAuthError::new(ErrorCode::UnsupportedResponseType, "this installation supports response_type=code"));
            }
            Some(_) => {}
        }
        if !client.may_use(GrantType::AuthorizationCode) {
            return Err(OAuthError::new(ErrorCode::UnauthorizedClient, "this app is not registered for the authorization_code grant"));
        }
        if params.get("response_mode").is_some_and(|text| ResponseMode::parse(text).is_none()) {
            return Err(invalid("response_mode is query or form_post"));
        }
        let claims = params.get("claims").map_or(Ok(ClaimsRequest::default()), ClaimsRequest::parse);
        let claims = claims.map_err(|_| invalid("claims is not the JSON object of OpenID Connect Core 1.0 section 5.5"))?;
        let prompt = params.get("prompt").map_or(Ok(Prompt::default()), Prompt::parse);
        let prompt = prompt.map_err(|_| invalid("prompt=none cannot be combined with other values"))?;
        Ok(Self {
            client: client.id.clone(),
            return_address,
            scope: scope(params, client)?,
            nonce: params.get("nonce").map(str::to_owned),
            code_challenge: code_challenge(params, client)?,
            prompt,
            max_age: max_age(params, client)?,
            expected: expected(hint, &claims)?,
            acr_values: params.get("acr_values").unwrap_or_default().split(' ').filter_map(Acr::parse).collect(),
            claims,
            login_hint: params.get("login_hint").map(str::to_owned),
            practice: params.get("practice").map(str::to_owned),
            ui_locales: params.get("ui_locales").map(str::to_owned),
            requested_at: now,
        })
    }
}

/// Scopes that the app may not ask for are left out, as unknown ones are (OpenID Connect Core 1.0 section 3.1.2.1).
fn scope(params: &Params, client: &Client) -> Result<ScopeSet, OAuthError> {
    let invalid = |description| OAuthError::new(ErrorCode::InvalidScope, description);
    let Some(text) = params.get("scope") else { return Err(invalid("scope is missing; send scope=openid")) };
    let requested = ScopeSet::parse(text).map_err(|_| invalid("scope has characters that no scope name has"))?;
    let mut granted = requested.intersection(&client.settings.scopes);
    if !client.may_use(GrantType::RefreshToken) {
        granted = granted.without(OFFLINE_ACCESS);
    }
    if requested.contains(OPENID) && !granted.contains(OPENID) {
        return Err(invalid("this app is not registered for the scope openid"));
    }
    if granted.is_empty() { Err(invalid("none of these scopes is registered for this app")) } else { Ok(granted) }
}

fn code_challenge(params: &Params, client: &Client) -> Result<Option<CodeChallenge>, OAuthError> {
    let invalid = |description| OAuthError::new(ErrorCode::InvalidRequest, description);
    match (params.get("code_challenge"), params.get("code_challenge_method")) {
        (None, None) if client.settings.pkce == PkceRule::Exempt => Ok(None),
        (None, _) => Err(invalid("code_challenge is missing; this installation asks every app for PKCE with S256 (RFC 7636)")),
        // RFC 7636 section 4.3: without a method the challenge is plain, which protects nobody.
        (Some(_), None) => Err(invalid("code_challenge_method=S256 is missing")),
        (Some(text), Some("S256")) => {
            CodeChallenge::parse(text).map(Some).ok_or_else(|| invalid("code_challenge is not the base64url of a SHA-256 (43 characters)"))
        }
        (Some(_), Some(_)) => Err(invalid("code_challenge_method must be S256")),
    }
}

fn max_age(params: &Params, client: &Client) -> Result<Option<Duration>, OAuthError> {
    let Some(text) = params.get("max_age") else { return Ok(client.settings.default_max_age.map(Duration::from_secs)) };
    let seconds: u32 = text.parse().map_err(|_| OAuthError::new(ErrorCode::InvalidRequest, "max_age is a number of seconds"))?;
    Ok(Some(Duration::from_secs(u64::from(seconds))))
}

fn expected(hint: Hint, claims: &ClaimsRequest) -> Result<Option<UserId>, OAuthError> {
    let invalid = |description| OAuthError::new(ErrorCode::InvalidRequest, description);
    let hinted = match hint {
        Hint::Absent => None,
        Hint::Of(user) => Some(user),
        Hint::Foreign => return Err(invalid("id_token_hint is not an ID token that this installation issued")),
    };
    let Some(asked) = claims.anywhere("sub") else { return Ok(hinted) };
    let Some(value) = asked.accepted().first().copied().cloned() else { return Ok(hinted) };
    let named = value.as_str().and_then(|text| text.parse::<UserId>().ok());
    match (hinted, named) {
        // OpenID Connect Core 1.0 section 5.5.1: only this person will do; a subject that we never gave is nobody's.
        (_, None) => Err(OAuthError::new(ErrorCode::LoginRequired, "nobody here has the sub that claims asks for")),
        (Some(hinted), Some(named)) if hinted != named => Err(invalid("id_token_hint and claims name different people")),
        (_, named) => Ok(named),
    }
}
