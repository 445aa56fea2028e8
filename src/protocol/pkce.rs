//! Proof Key for Code Exchange (RFC 7636), method S256 only.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::foundation::secret::TokenDigest;

/// What the app sends ahead: the SHA-256 of a verifier that it keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CodeChallenge(String);

impl CodeChallenge {
    /// 43 characters of base64url (RFC 7636 section 4.2).
    pub fn parse(text: &str) -> Option<Self> {
        let sound = text.len() == 43 && URL_SAFE_NO_PAD.decode(text).is_ok_and(|bytes| bytes.len() == 32);
        sound.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `verifier` is the one this challenge was made from.
    pub fn is_met_by(&self, verifier: &CodeVerifier) -> bool {
        let Some(expected) = URL_SAFE_NO_PAD.decode(&self.0).ok().and_then(|bytes| TokenDigest::from_bytes(&bytes)) else { return false };
        TokenDigest::of(verifier.0.as_bytes()).matches(&expected)
    }
}

/// What the app shows at the token endpoint.
pub struct CodeVerifier(String);

impl CodeVerifier {
    /// 43 to 128 unreserved characters (RFC 7636 section 4.1).
    pub fn parse(text: &str) -> Option<Self> {
        let sound = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        ((43..=128).contains(&text.len()) && text.bytes().all(sound)).then(|| Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636 appendix B.
    #[test]
    fn the_example_of_the_specification_holds() {
        let challenge = CodeChallenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM").unwrap();
        assert!(challenge.is_met_by(&CodeVerifier::parse("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").unwrap()));
        assert!(!challenge.is_met_by(&CodeVerifier::parse("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXK").unwrap()));
        assert!(CodeVerifier::parse("too-short").is_none());
    }
}
