//! What was asked of the token endpoint, parsed.

use crate::foundation::secret::OpaqueToken;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::grant_type::GrantType;
use crate::protocol::params::Params;
use crate::protocol::pkce::CodeVerifier;
use crate::protocol::scope::ScopeSet;

use super::invalid_grant;

/// The longest `scope` that is read, in bytes.
const LONGEST_SCOPE: usize = 2000;

/// The prefix of refresh tokens.
pub const REFRESH_PREFIX: &str = "rt";

const KNOWN: &[&str] = &["grant_type", "code", "redirect_uri", "code_verifier", "refresh_token", "scope"];

/// Every grant that there is.
pub enum TokenRequest {
    AuthorizationCode(PresentedCode),
    RefreshToken(PresentedRefreshToken),
    ClientCredentials { scope: Option<ScopeSet> },
}

/// RFC 6749 section 4.1.3; RFC 7636 section 4.5.
pub struct PresentedCode {
    pub code: OpaqueToken,
    pub redirect_uri: String,
    pub verifier: Option<CodeVerifier>,
}

/// RFC 6749 section 6.
pub struct PresentedRefreshToken {
    pub token: OpaqueToken,
    /// Less than was granted, where that is wanted.
    pub scope: Option<ScopeSet>,
}

impl TokenRequest {
    pub fn grant_type(&self) -> GrantType {
        match self {
            Self::AuthorizationCode(_) => GrantType::AuthorizationCode,
            Self::RefreshToken(_) => GrantType::RefreshToken,
            Self::ClientCredentials { .. } => GrantType::ClientCredentials,
        }
    }

    /// Reads the form. A code or token without the form of ours is unknown before anybody looks for it.
    pub fn parse(form: &Params) -> Result<Self, OAuthError> {
        if form.repeated(KNOWN).is_some() {
            return Err(OAuthError::new(ErrorCode::InvalidRequest, "a parameter was sent more than once"));
        }
        let grant = required(form, "grant_type", "grant_type is missing")?;
        let grant = GrantType::parse(grant)
            .ok_or(OAuthError::new(ErrorCode::UnsupportedGrantType, "the grant_types_supported of the metadata tell what can be asked"))?;
        match grant {
            GrantType::AuthorizationCode => {
                let code = required(form, "code", "code is missing")?;
                let redirect_uri = required(form, "redirect_uri", "redirect_uri is missing: send the one of the authorization request")?;
                let verifier = form
                    .get("code_verifier")
                    .map(|text| CodeVerifier::parse(text).ok_or(invalid_grant("code_verifier must be 43 to 128 unreserved characters")));
                Ok(Self::AuthorizationCode(PresentedCode {
                    code: OpaqueToken::parse(crate::authorization::code::PREFIX, code).ok_or(UNKNOWN_CODE)?,
                    redirect_uri: redirect_uri.to_owned(),
                    verifier: verifier.transpose()?,
                }))
            }
            GrantType::RefreshToken => {
                let token = required(form, "refresh_token", "refresh_token is missing")?;
                let scope = scope(form)?;
                Ok(Self::RefreshToken(PresentedRefreshToken {
                    token: OpaqueToken::parse(REFRESH_PREFIX, token).ok_or(UNKNOWN_REFRESH_TOKEN)?,
                    scope,
                }))
            }
            GrantType::ClientCredentials => Ok(Self::ClientCredentials { scope: scope(form)? }),
        }
    }
}

pub(super) const UNKNOWN_CODE: OAuthError = invalid_grant("the code is unknown, expired, used or was issued to another app");
pub(super) const UNKNOWN_REFRESH_TOKEN: OAuthError =
    invalid_grant("the refresh token is unknown, expired, used, revoked or was issued to another app");

fn required<'a>(form: &'a Params, name: &str, missing: &'static str) -> Result<&'a str, OAuthError> {
    form.get(name).ok_or(OAuthError::new(ErrorCode::InvalidRequest, missing))
}

fn scope(form: &Params) -> Result<Option<ScopeSet>, OAuthError> {
    let Some(text) = form.get("scope") else { return Ok(None) };
    let sound = Some(text).filter(|text| text.len() <= LONGEST_SCOPE).and_then(|text| ScopeSet::parse(text).ok());
    sound.map(Some).ok_or(OAuthError::new(ErrorCode::InvalidScope, "scope must be names of printable ASCII separated by spaces"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(form: &str) -> Result<TokenRequest, ErrorCode> {
        TokenRequest::parse(&Params::parse(form.as_bytes())).map_err(|error| error.code)
    }

    const CODE: &str = "ac_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    const REFRESH: &str = "rt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    #[test]
    fn each_mistake_has_its_error() {
        use ErrorCode::{InvalidGrant, InvalidRequest, InvalidScope, UnsupportedGrantType};
        let code = format!("grant_type=authorization_code&code={CODE}&redirect_uri=https://a.example/cb");
        let refresh = format!("grant_type=refresh_token&refresh_token={REFRESH}");
        assert!(parse(&code).is_ok());
        assert!(parse(&refresh).is_ok());
        assert!(parse("grant_type=client_credentials&scope=a%20b").is_ok());
        for (form, error) in [
            (String::new(), InvalidRequest),
            ("grant_type=".to_owned(), InvalidRequest),
            ("grant_type=password".to_owned(), UnsupportedGrantType),
            ("grant_type=Authorization_Code".to_owned(), UnsupportedGrantType),
            (format!("{code}&code={CODE}"), InvalidRequest),
            (format!("{code}&grant_type=refresh_token"), InvalidRequest),
            (code.replace(CODE, ""), InvalidRequest),
            (code.replace(CODE, REFRESH), InvalidGrant),
            (code.replace(CODE, &"x".repeat(10_000)), InvalidGrant),
            (code.replace("&redirect_uri=https://a.example/cb", ""), InvalidRequest),
            (format!("{code}&code_verifier=short"), InvalidGrant),
            (format!("{code}&code_verifier={}", "x".repeat(129)), InvalidGrant),
            (refresh.replace(REFRESH, ""), InvalidRequest),
            (refresh.replace(REFRESH, CODE), InvalidGrant),
            (format!("{refresh}&scope=%22"), InvalidScope),
            (format!("{refresh}&scope={}", "x".repeat(2001)), InvalidScope),
        ] {
            assert_eq!(parse(&form).err(), Some(error), "{form}");
        }
    }
}
