//! A key pair in parsed form: made, read, written, used.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ED25519, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, ParsedPublicKey,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::KeyError;
use crate::foundation::secret::TokenDigest;
use crate::protocol::algorithm::SigningAlgorithm;

/// A private key with its public half. Parsed once and kept: parsing costs more than signing.
#[derive(Debug)]
pub(super) enum Pair {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
}

impl Pair {
    /// Takes about 60 ms for RSA, so callers leave the reactor first.
    pub(super) fn generate(alg: SigningAlgorithm) -> Result<Self, KeyError> {
        Ok(match alg {
            SigningAlgorithm::Rs256 => Self::Rsa(RsaKeyPair::generate(KeySize::Rsa2048)?),
            SigningAlgorithm::Es256 => Self::Ec(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?),
            SigningAlgorithm::EdDsa => Self::Ed(Ed25519KeyPair::generate()?),
        })
    }

    pub(super) fn from_pkcs8(alg: SigningAlgorithm, der: &[u8]) -> Result<Self, KeyError> {
        Ok(match alg {
            SigningAlgorithm::Rs256 => Self::Rsa(RsaKeyPair::from_pkcs8(der)?),
            SigningAlgorithm::Es256 => Self::Ec(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der)?),
            SigningAlgorithm::EdDsa => Self::Ed(Ed25519KeyPair::from_pkcs8(der)?),
        })
    }

    pub(super) fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        Ok(Zeroizing::new(match self {
            Self::Rsa(pair) => AsDer::<Pkcs8V1Der>::as_der(pair)?.as_ref().to_vec(),
            Self::Ec(pair) => pair.to_pkcs8v1()?.as_ref().to_vec(),
            Self::Ed(pair) => pair.to_pkcs8v1()?.as_ref().to_vec(),
        }))
    }

    /// The signature in the form that JWS carries (RFC 7518 section 3.4: `r ‖ s` for ES256).
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let random = SystemRandom::new();
        Ok(match self {
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)?;
                signature
            }
            Self::Ec(pair) => pair.sign(&random, message)?.as_ref().to_vec(),
            Self::Ed(pair) => pair.try_sign(message)?.as_ref().to_vec(),
        })
    }

    /// For verifying. The algorithm comes with the key and with nothing else.
    pub(super) fn public_key(&self) -> Result<ParsedPublicKey, KeyError> {
        Ok(match self {
            Self::Rsa(pair) => ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public_key())?,
            Self::Ec(pair) => ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, pair.public_key())?,
            Self::Ed(pair) => ParsedPublicKey::new(&ED25519, pair.public_key())?,
        })
    }

    /// The public key as a JWK, with its thumbprint (RFC 7638) as `kid`.
    pub(super) fn public_jwk(&self, alg: SigningAlgorithm) -> PublicJwk {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        // The members of RFC 7638 section 3.2 in lexicographic order, which is what is hashed.
        let members = match self {
            Self::Rsa(pair) => {
                let public = pair.public_key();
                vec![
                    ("e", encode(public.exponent().big_endian_without_leading_zero())),
                    ("kty", "RSA".to_owned()),
                    ("n", encode(public.modulus().big_endian_without_leading_zero())),
                ]
            }
            Self::Ec(pair) => {
                // An uncompressed point: 4 ‖ x ‖ y.
                let point = pair.public_key().as_ref();
                let (x, y) = point[1..].split_at((point.len() - 1) / 2);
                vec![("crv", "P-256".to_owned()), ("kty", "EC".to_owned()), ("x", encode(x)), ("y", encode(y))]
            }
            Self::Ed(pair) => {
                vec![("crv", "Ed25519".to_owned()), ("kty", "OKP".to_owned()), ("x", encode(pair.public_key().as_ref()))]
            }
        };
        let kid = encode(TokenDigest::of(canonical(&members).as_bytes()).as_bytes());
        let mut jwk = json!({ "kid": kid, "use": "sig", "alg": alg.as_str() });
        for (name, value) in members {
            jwk[name] = Value::String(value);
        }
        PublicJwk { kid, jwk }
    }
}

/// Values are base64url and registered names, so nothing needs escaping.
fn canonical(members: &[(&str, String)]) -> String {
    let members: Vec<String> = members.iter().map(|(name, value)| format!("\"{name}\":\"{value}\"")).collect();
    format!("{{{}}}", members.join(","))
}

pub(super) struct PublicJwk {
    pub(super) kid: String,
    pub(super) jwk: Value,
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::jwk::{Jwk, ThumbprintHash};

    use super::*;

    #[test]
    fn what_a_key_signs_its_public_half_verifies_also_after_a_rest() {
        for alg in SigningAlgorithm::ALL {
            let made = Pair::generate(*alg).unwrap();
            let read = Pair::from_pkcs8(*alg, &made.to_pkcs8().unwrap()).unwrap();
            let signature = read.sign(b"message").unwrap();
            assert!(made.public_key().unwrap().verify_sig(b"message", &signature).is_ok());
            assert!(made.public_key().unwrap().verify_sig(b"Message", &signature).is_err());
        }
    }

    /// Another implementation reads the JWK and comes to the same thumbprint.
    #[test]
    fn a_public_jwk_has_its_thumbprint_as_kid_and_no_private_part() {
        for alg in SigningAlgorithm::ALL {
            let PublicJwk { kid, jwk } = Pair::generate(*alg).unwrap().public_jwk(*alg);
            for private in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
                assert!(jwk.get(private).is_none());
            }
            assert_eq!((jwk["use"].as_str(), jwk["alg"].as_str()), (Some("sig"), Some(alg.as_str())));
            let read: Jwk = serde_json::from_value(jwk).unwrap();
            assert_eq!(read.thumbprint(ThumbprintHash::SHA256).unwrap(), kid);
        }
    }

    /// RFC 7638 section 3.1.
    #[test]
    fn the_example_of_the_specification_holds() {
        let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
        let canonical = canonical(&[("e", "AQAB".to_owned()), ("kty", "RSA".to_owned()), ("n", n.to_owned())]);
        let kid = URL_SAFE_NO_PAD.encode(TokenDigest::of(canonical.as_bytes()).as_bytes());
        assert_eq!(kid, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }
}
