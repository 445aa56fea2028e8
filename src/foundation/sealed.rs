//! Secrets at rest: sealed with AES-256-GCM under a master key, bound to the place where they are stored.
//!
//! A sealed value is `version (1) ‖ key id (4) ‖ nonce (12) ‖ ciphertext and tag`. The place (`table:row`) is
//! authenticated with it, so a value copied to another row does not open.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use thiserror::Error;
use zeroize::Zeroizing;

use super::random::Random;
use super::secret::Secret;

const VERSION: u8 = 1;
const KEY_ID_LEN: usize = 4;
const HEADER_LEN: usize = 1 + KEY_ID_LEN + NONCE_LEN;

/// What can go wrong with sealed values.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum SealError {
    #[error("the master key must be 32 bytes in base64 (44 characters); make one with `frontdesk init`")]
    BadMasterKey,
    #[error("this value was sealed under another master key")]
    OtherKey,
    #[error("this sealed value is damaged or was moved")]
    Damaged,
    #[error("this value is too long to seal")]
    TooLong,
}

/// The key that all secrets at rest are sealed under.
pub struct MasterKey(Zeroizing<[u8; 32]>);

impl MasterKey {
    pub fn generate(random: &dyn Random) -> Self {
        Self(Zeroizing::new(random.bytes()))
    }

    /// Reads the base64 form; white space around it is ignored.
    pub fn parse(text: &Secret) -> Result<Self, SealError> {
        let text = text.expose().trim();
        let bytes = STANDARD
            .decode(text)
            .or_else(|_| STANDARD_NO_PAD.decode(text))
            .or_else(|_| URL_SAFE_NO_PAD.decode(text))
            .map_err(|_| SealError::BadMasterKey)?;
        let bytes: [u8; 32] = Zeroizing::new(bytes).as_slice().try_into().map_err(|_| SealError::BadMasterKey)?;
        Ok(Self(Zeroizing::new(bytes)))
    }

    /// The form that is written to a key file.
    pub fn to_base64(&self) -> Secret {
        Secret::new(STANDARD.encode(self.0.as_slice()))
    }

    /// A key of its own for each purpose, so that no key is used for two things.
    fn derive(&self, purpose: &str) -> [u8; 32] {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.0.as_slice());
        let mut out = [0; 32];
        out.copy_from_slice(hmac::sign(&key, purpose.as_bytes()).as_ref());
        out
    }
}

/// Seals and opens secrets, and makes keyed hashes of short codes and form tokens.
pub struct Sealer {
    key_id: [u8; KEY_ID_LEN],
    seal: LessSafeKey,
    mac: hmac::Key,
}

impl Sealer {
    pub fn new(master: &MasterKey) -> Result<Self, SealError> {
        let id = master.derive("frontdesk key id");
        let seal = UnboundKey::new(&AES_256_GCM, &master.derive("frontdesk seal")).map_err(|_| SealError::BadMasterKey)?;
        let mut key_id = [0; KEY_ID_LEN];
        key_id.copy_from_slice(&id[..KEY_ID_LEN]);
        Ok(Self { key_id, seal: LessSafeKey::new(seal), mac: hmac::Key::new(hmac::HMAC_SHA256, &master.derive("frontdesk mac")) })
    }

    /// Which master key this is, without telling anything about it: eight hexadecimal digits.
    pub fn key_id(&self) -> String {
        format!("{:08x}", u32::from_be_bytes(self.key_id))
    }

    /// Seals `plain` for one place, such as `signing_keys:<id>`.
    pub fn seal(&self, place: &str, plain: &[u8], random: &dyn Random) -> Result<Vec<u8>, SealError> {
        let nonce: [u8; NONCE_LEN] = random.bytes();
        let mut body = plain.to_vec();
        self.seal
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place.as_bytes()), &mut body)
            .map_err(|_| SealError::TooLong)?;
        let mut out = Vec::with_capacity(HEADER_LEN + body.len());
        out.push(VERSION);
        out.extend_from_slice(&self.key_id);
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&body);
        Ok(out)
    }

    /// Opens what [`Sealer::seal`] made for the same place.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        if sealed.len() < HEADER_LEN || sealed[0] != VERSION {
            return Err(SealError::Damaged);
        }
        if sealed[1..=KEY_ID_LEN] != self.key_id {
            return Err(SealError::OtherKey);
        }
        let nonce = Nonce::try_assume_unique_for_key(&sealed[1 + KEY_ID_LEN..HEADER_LEN]).map_err(|_| SealError::Damaged)?;
        let mut body = Zeroizing::new(sealed[HEADER_LEN..].to_vec());
        let plain = self.seal.open_in_place(nonce, Aad::from(place.as_bytes()), &mut body).map_err(|_| SealError::Damaged)?;
        Ok(Zeroizing::new(plain.to_vec()))
    }

    /// A keyed hash (HMAC-SHA-256) for one purpose, for values too short to be safe as a plain hash.
    pub fn mac(&self, purpose: &str, message: &[u8]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.mac);
        // The length keeps `("ab", "c")` and `("a", "bc")` apart.
        context.update(&u64::try_from(purpose.len()).unwrap_or(u64::MAX).to_be_bytes());
        context.update(purpose.as_bytes());
        context.update(message);
        let mut out = [0; 32];
        out.copy_from_slice(context.sign().as_ref());
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::random::Seeded;

    fn sealer(seed: u64) -> Sealer {
        Sealer::new(&MasterKey::generate(&Seeded::new(seed))).unwrap()
    }

    #[test]
    fn a_sealed_value_opens_only_at_its_own_place_and_under_its_own_key() {
        let random = Seeded::new(1);
        let desk = sealer(2);
        let sealed = desk.seal("users:1", b"secret", &random).unwrap();
        assert_eq!(desk.open("users:1", &sealed).unwrap().as_slice(), b"secret");
        assert_eq!(desk.open("users:2", &sealed), Err(SealError::Damaged));
        assert_eq!(sealer(3).open("users:1", &sealed), Err(SealError::OtherKey));
        for position in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[position] ^= 1;
            assert!(desk.open("users:1", &damaged).is_err(), "byte {position} may be changed unseen");
        }
    }

    #[test]
    fn a_master_key_is_read_back_from_its_file_form() {
        let key = MasterKey::generate(&Seeded::new(1));
        let again = MasterKey::parse(&Secret::new(format!(" {}\n", key.to_base64().expose()))).unwrap();
        assert_eq!(Sealer::new(&key).unwrap().key_id(), Sealer::new(&again).unwrap().key_id());
        assert!(MasterKey::parse(&Secret::new("too short")).is_err());
    }
}
