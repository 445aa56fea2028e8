//! The rules of signed assertions by which an app proves who it is (RFC 7523 sections 2.2 and 3; OpenID Connect Core 1.0
//! section 9, `private_key_jwt`). Pure: what was used before, and where keys come from, is asked in `authentication`.
//!
//! The algorithm comes from the app's key and a list of ours; the header may only agree. Keys named inside the assertion
//! (`jwk`, `jku`, `x5u`) are refused, as are extensions that must be understood (`crit`).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Number, Value};

use super::ClientId;
use super::public_keys::PublicKeys;
use crate::foundation::clock::Timestamp;
use crate::foundation::secret::TokenDigest;

/// `client_assertion_type` of a signed assertion (RFC 7523 section 2.2).
pub const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// The longest assertion that is read, in bytes.
pub const MAX_LENGTH: usize = 8 * 1024;
/// How far ahead `exp` may lie, in seconds.
pub const MAX_LIFETIME: i64 = 600;
/// How far an app's clock may run ahead of ours, in seconds.
const SKEW: i64 = 30;
const MAX_JTI_LENGTH: usize = 256;

/// A well-formed assertion whose signature has not been looked at: nothing in it is proved.
#[derive(Debug)]
pub struct Assertion<'a> {
    /// Whom it says it is from.
    pub client: ClientId,
    pub kid: Option<String>,
    algorithm: String,
    signed: &'a str,
    signature: &'a str,
    claims: Claims,
}

/// What an assertion that holds is remembered by, so that it holds once.
#[derive(Debug)]
pub struct OneUse {
    pub digest: TokenDigest,
    pub expires_at: Timestamp,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: Option<String>,
    kid: Option<String>,
    crit: Option<Value>,
    jwk: Option<Value>,
    jku: Option<Value>,
    x5u: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: Number,
    nbf: Option<Number>,
    iat: Option<Number>,
    jti: String,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Why an assertion does not hold: static text for the app's developer, who may know what was wrong with the form and the
/// claims of an assertion, and not more.
pub type Fault = &'static str;

impl<'a> Assertion<'a> {
    /// Reads the form: three parts of base64url, a header that asks for nothing unknown, and the claims that must be there.
    pub fn parse(text: &'a str) -> Result<Self, Fault> {
        if text.len() > MAX_LENGTH {
            return Err("the client_assertion is too long");
        }
        let (signed, signature) = text.rsplit_once('.').ok_or("the client_assertion is not a signed JWT")?;
        let (header, claims) = signed.split_once('.').ok_or("the client_assertion is not a signed JWT")?;
        let header: Header = json(header).ok_or("the header of the client_assertion cannot be read")?;
        if header.crit.is_some() {
            return Err("the client_assertion has a crit header, which is not supported");
        }
        if header.jwk.is_some() || header.jku.is_some() || header.x5u.is_some() {
            return Err("the client_assertion must not bring or name its key; register jwks or jwks_uri");
        }
        let typ = header.typ.as_deref().map(str::to_ascii_lowercase);
        if !matches!(typ.as_deref(), None | Some("jwt" | "client-authentication+jwt")) {
            return Err("the typ of the client_assertion must be JWT");
        }
        let claims: Claims = json(claims).ok_or("the client_assertion must have iss, sub, aud, exp and jti, each of its type")?;
        if claims.iss != claims.sub {
            return Err("iss and sub of the client_assertion must both be the client_id");
        }
        let client = ClientId::parse(&claims.sub).map_err(|_| "the sub of the client_assertion is not a client_id")?;
        if claims.jti.is_empty() || claims.jti.len() > MAX_JTI_LENGTH {
            return Err("the jti of the client_assertion must have 1 to 256 bytes");
        }
        Ok(Self { client, kid: header.kid, algorithm: header.alg, signed, signature, claims })
    }

    /// Judges whom the assertion is for and when. Every audience it names must be one of ours: an assertion that is also
    /// for somebody else could be replayed here by them.
    pub fn check(&self, audiences: &[&str], now: Timestamp) -> Result<OneUse, Fault> {
        let ours = |audience: &String| audiences.contains(&audience.as_str());
        let for_us = match &self.claims.aud {
            Audience::One(audience) => ours(audience),
            Audience::Several(list) => !list.is_empty() && list.iter().all(ours),
        };
        if !for_us {
            return Err("the aud of the client_assertion must be the issuer, or the URL of the token endpoint");
        }
        let now = now.as_secs();
        let exp = seconds(&self.claims.exp)?;
        if exp <= now {
            return Err("the client_assertion has expired");
        }
        if exp > now + MAX_LIFETIME + SKEW {
            return Err("the exp of the client_assertion must not be more than 10 minutes ahead");
        }
        for start in [&self.claims.nbf, &self.claims.iat].into_iter().flatten() {
            let start = seconds(start)?;
            if start > now + SKEW {
                return Err("the nbf or iat of the client_assertion is in the future; check the clock");
            }
            if start > exp {
                return Err("the client_assertion ends before it begins");
            }
        }
        // The length keeps the app `a` with the id `bc` and the app `ab` with the id `c` apart.
        let used = format!("{}:{}{}", self.client.as_str().len(), self.client, self.claims.jti);
        Ok(OneUse { digest: TokenDigest::of(used.as_bytes()), expires_at: Timestamp::from_secs(exp + SKEW) })
    }

    /// Whether one of `keys` that its `kid` allows made the signature.
    pub fn is_signed_by(&self, keys: &PublicKeys) -> bool {
        keys.verify(self.kid.as_deref(), &self.algorithm, self.signed.as_bytes(), self.signature)
    }
}

fn json<T: for<'de> Deserialize<'de>>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

/// A `NumericDate` (RFC 7519 section 2), which may have a fraction, in whole seconds.
fn seconds(number: &Number) -> Result<i64, Fault> {
    #[expect(clippy::cast_possible_truncation, reason = "held to a range that both types have")]
    let whole = number.as_f64().filter(|value| (0.0..1e12).contains(value)).map(|value| value as i64);
    whole.ok_or("a time in the client_assertion is not in seconds since 1970")
}
