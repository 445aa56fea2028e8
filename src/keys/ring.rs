//! The keys of this process: parsed once, swapped as a whole when they change.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::schedule::{self, Life};
use super::signing_key::{KeyState, SigningKey, StoredKey};
use super::verify::{self, BadToken, IdTokenHint, TokenType};
use super::{KeyError, KeySettings, store};
use crate::foundation::clock::Timestamp;
use crate::foundation::random::Random;
use crate::foundation::sealed::Sealer;
use crate::protocol::algorithm::SigningAlgorithm;
use crate::storage::{Storage, StorageError};
use crate::web::document::Document;

/// An unknown `kid` makes the ring look for keys of other nodes, but not more often than this: anybody can invent a `kid`.
const LOOK_AGAIN_AFTER: Duration = Duration::from_secs(2);

/// Whether a rotation waits until it is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    WhenDue,
    /// Publishes successors now; they sign after the usual time ahead.
    AtOnce,
}

struct Loaded {
    keys: Vec<Arc<SigningKey>>,
    lives: Vec<Life>,
    /// Rendered once per change of keys.
    jwks: Document,
}

/// Signs, verifies and publishes. Reading it takes no lock that a rotation holds for long.
pub struct KeyRing {
    settings: KeySettings,
    loaded: RwLock<Arc<Loaded>>,
    looked_at: AtomicI64,
}

impl KeyRing {
    /// Reads the keys and makes those that are missing or due: the first ones on the first start.
    pub async fn open(
        storage: &Storage,
        sealer: &Sealer,
        now: Timestamp,
        random: &dyn Random,
        settings: &KeySettings,
    ) -> Result<Self, KeyError> {
        let empty = Arc::new(Loaded::of(Vec::new(), settings));
        let ring = Self { settings: settings.clone(), loaded: RwLock::new(empty), looked_at: AtomicI64::new(now.as_millis()) };
        ring.rotate(storage, sealer, now, random, Rotation::WhenDue).await?;
        Ok(ring)
    }

    pub fn settings(&self) -> &KeySettings {
        &self.settings
    }

    /// Makes, prolongs and removes what the schedule asks for, then loads what the table holds, also from other nodes. To be
    /// called every [`KeySettings::check_interval`]. Tells how many keys this node made.
    pub async fn rotate(
        &self,
        storage: &Storage,
        sealer: &Sealer,
        now: Timestamp,
        random: &dyn Random,
        rotation: Rotation,
    ) -> Result<usize, KeyError> {
        let lives: Vec<Life> = store::all(storage.read()).await?.iter().map(|key| key.life).collect();
        let plan = schedule::plan(&lives, now, &self.settings, rotation == Rotation::AtOnce);
        let mut made = 0;
        if !plan.is_empty() {
            let mut fresh = Vec::with_capacity(plan.make.len());
            for life in plan.make {
                fresh.push(off_the_reactor(|| StoredKey::generate(life, now, sealer, random))?);
            }
            let tx = storage.write().await?;
            for key in &plan.remove {
                store::remove(&tx, key).await?;
            }
            for key in &fresh {
                made += usize::from(store::insert(&tx, key).await?);
            }
            for prolonged in &plan.prolong {
                store::prolong(&tx, prolonged).await?;
            }
            tx.commit().await.map_err(StorageError::from)?;
        }
        self.reload(storage, sealer).await?;
        Ok(made)
    }

    /// Loads what the table holds. Keys that this process already has are not parsed again.
    pub async fn reload(&self, storage: &Storage, sealer: &Sealer) -> Result<(), KeyError> {
        let known = self.loaded();
        let mut keys = Vec::new();
        for stored in store::all(storage.read()).await? {
            match known.keys.iter().find(|key| key.life == stored.life) {
                Some(key) => keys.push(Arc::clone(key)),
                None => keys.push(Arc::new(stored.open(sealer)?)),
            }
        }
        let unchanged = keys.len() == known.keys.len() && keys.iter().zip(&known.keys).all(|(new, old)| Arc::ptr_eq(new, old));
        if !unchanged {
            *self.loaded.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(Loaded::of(keys, &self.settings));
        }
        Ok(())
    }

    fn loaded(&self) -> Arc<Loaded> {
        Arc::clone(&self.loaded.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The JWKS document (RFC 7517 section 5).
    pub fn jwks(&self) -> Document {
        self.loaded().jwks.clone()
    }

    /// Every key with its times, oldest first.
    pub fn states(&self, now: Timestamp) -> Vec<KeyState> {
        let loaded = self.loaded();
        loaded.keys.iter().map(|key| KeyState::of(key, &loaded.lives, now)).collect()
    }

    /// Signs `claims` in JWS compact serialisation (RFC 7515 section 7.1).
    ///
    /// An RSA signature takes 200 µs, twenty times the others, and is made off the reactor.
    pub async fn sign<C: Serialize + Sync>(
        &self,
        alg: SigningAlgorithm,
        typ: TokenType,
        claims: &C,
        now: Timestamp,
    ) -> Result<String, KeyError> {
        let loaded = self.loaded();
        let id = schedule::signer(&loaded.lives, alg, now).ok_or(KeyError::Missing(alg))?.id;
        let key = loaded.keys.iter().find(|key| key.life.id == id).map(Arc::clone).ok_or(KeyError::Missing(alg))?;
        let header = json!({ "alg": alg.as_str(), "typ": typ.as_str(), "kid": key.kid });
        let mut token = URL_SAFE_NO_PAD.encode(header.to_string());
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(serde_json::to_vec(claims)?, &mut token);
        let (mut token, signature) = if alg == SigningAlgorithm::Rs256 {
            let signing = tokio::task::spawn_blocking(move || key.pair.sign(token.as_bytes()).map(|signature| (token, signature)));
            signing.await.map_err(|_| KeyError::Interrupted)??
        } else {
            let signature = key.pair.sign(token.as_bytes())?;
            (token, signature)
        };
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }

    /// Verifies one of our own tokens strictly: see [`verify`].
    pub fn verify<C: DeserializeOwned>(&self, token: &str, typ: TokenType, issuer: &str, now: Timestamp) -> Result<C, BadToken> {
        let loaded = self.loaded();
        let payload = verify::payload(token, typ, |kid| loaded.keys.iter().find(|key| key.kid == kid && key.life.remove_at > now))?;
        verify::check_times_and_issuer(&payload, issuer, now)?;
        serde_json::from_slice(&payload).map_err(|_| BadToken::Malformed)
    }

    /// Like [`KeyRing::verify`]; where another node's new key may have signed the token, loads that first.
    pub async fn verify_fresh<C: DeserializeOwned>(
        &self,
        storage: &Storage,
        sealer: &Sealer,
        token: &str,
        typ: TokenType,
        issuer: &str,
        now: Timestamp,
    ) -> Result<C, BadToken> {
        match self.verify(token, typ, issuer, now) {
            Err(BadToken::UnknownKey) if self.may_look_again(now) && self.reload(storage, sealer).await.is_ok() => {
                self.verify(token, typ, issuer, now)
            }
            outcome => outcome,
        }
    }

    fn may_look_again(&self, now: Timestamp) -> bool {
        let last = self.looked_at.load(Ordering::Relaxed);
        let pause = i64::try_from(LOOK_AGAIN_AFTER.as_millis()).unwrap_or(i64::MAX);
        (now.as_millis() - last).abs() >= pause
            && self.looked_at.compare_exchange(last, now.as_millis(), Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// Reads an ID token of ours that an app hands back. It may have expired: it only says whom the app means, and proves
    /// nothing (OpenID Connect Core 1.0 section 3.1.2.1; RP-Initiated Logout 1.0 section 4).
    pub fn verify_id_token_hint(&self, token: &str, issuer: &str, now: Timestamp) -> Result<IdTokenHint, BadToken> {
        let loaded = self.loaded();
        let payload =
            verify::payload(token, TokenType::IdToken, |kid| loaded.keys.iter().find(|key| key.kid == kid && key.life.remove_at > now))?;
        let hint: IdTokenHint = serde_json::from_slice(&payload).map_err(|_| BadToken::Malformed)?;
        if hint.iss == issuer { Ok(hint) } else { Err(BadToken::Issuer) }
    }
}

impl Loaded {
    fn of(mut keys: Vec<Arc<SigningKey>>, settings: &KeySettings) -> Self {
        keys.sort_by_key(|key| (key.life.use_from, key.life.alg));
        let document = json!({ "keys": keys.iter().map(|key| key.jwk.clone()).collect::<Vec<Value>>() });
        let jwks = Document::json(document.to_string().into(), settings.max_age());
        let lives = keys.iter().map(|key| key.life).collect();
        Self { keys, lives, jwks }
    }
}

/// Runs something slow where other requests do not wait for it, on runtimes that have such a place.
fn off_the_reactor<T>(slow: impl FnOnce() -> T) -> T {
    use tokio::runtime::{Handle, RuntimeFlavor};
    match Handle::try_current().map(|handle| handle.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(slow),
        _ => slow(),
    }
}

#[cfg(test)]
mod tests {
    //! The ring against a database, as one node and as two.

    use serde_json::{Value, json};
    use std::path::PathBuf;
    use std::time::Duration;

    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;
    use crate::foundation::clock::Timestamp;
    use crate::foundation::random::Seeded;
    use crate::foundation::sealed::{MasterKey, Sealer};
    use crate::keys::verify::MAX_TOKEN;
    use crate::storage::{DatabaseSettings, Storage, migrator};

    const START: Timestamp = Timestamp::from_secs(1_800_000_000);
    const ISSUER: &str = "https://id.example.com";

    /// A database of its own, with what nodes share.
    struct House {
        file: PathBuf,
        storage: Storage,
        sealer: Sealer,
        random: Seeded,
    }

    impl House {
        async fn new(name: &str) -> Self {
            let file = std::env::temp_dir().join(format!("frontdesk-keys-{name}-{}.db", std::process::id()));
            let _ = std::fs::remove_file(&file);
            let settings = DatabaseSettings { url: format!("sqlite:{}", file.display()), ..DatabaseSettings::default() };
            let storage = Storage::connect(&settings).await.unwrap();
            migrator::migrate(storage.writer()).await.unwrap();
            Self { file, storage, sealer: Sealer::new(&MasterKey::generate(&Seeded::new(1))).unwrap(), random: Seeded::new(2) }
        }

        async fn node(&self, now: Timestamp) -> KeyRing {
            KeyRing::open(&self.storage, &self.sealer, now, &self.random, &KeySettings::default()).await.unwrap()
        }

        async fn rotate(&self, ring: &KeyRing, now: Timestamp, rotation: Rotation) -> usize {
            ring.rotate(&self.storage, &self.sealer, now, &self.random, rotation).await.unwrap()
        }
    }

    impl Drop for House {
        fn drop(&mut self) {
            for end in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(format!("{}{end}", self.file.display()));
            }
        }
    }

    fn claims(now: Timestamp) -> Value {
        json!({ "iss": ISSUER, "iat": now.as_secs(), "exp": now.as_secs() + 600, "sub": "0197b1c8-0000-7000-8000-000000000001", "aud": "notes" })
    }

    fn after(seconds: u64) -> Timestamp {
        START.plus(Duration::from_secs(seconds))
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn every_algorithm_signs_what_another_implementation_verifies() {
        use jsonwebtoken::{DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
        let house = House::new("algorithms").await;
        let ring = house.node(START).await;
        let set: JwkSet = serde_json::from_slice(&ring.jwks().body()).unwrap();
        assert_eq!(set.keys.len(), 3);
        for alg in SigningAlgorithm::ALL {
            let token = ring.sign(*alg, TokenType::IdToken, &claims(START), START).await.unwrap();
            let header = decode_header(&token).unwrap();
            let jwk = set.find(header.kid.as_deref().unwrap()).unwrap();
            let mut validation = Validation::new(alg.as_str().parse().unwrap());
            validation.set_audience(&["notes"]);
            validation.validate_exp = false;
            let read = decode::<Value>(&token, &DecodingKey::from_jwk(jwk).unwrap(), &validation).unwrap();
            assert_eq!(read.claims, claims(START));
            assert_eq!(ring.verify::<Value>(&token, TokenType::IdToken, ISSUER, START), Ok(claims(START)));
        }
    }

    #[tokio::test]
    async fn a_token_is_verified_strictly() {
        let house = House::new("strict").await;
        let ring = house.node(START).await;
        let token = ring.sign(SigningAlgorithm::Es256, TokenType::AccessToken, &claims(START), START).await.unwrap();
        let verify = |token: &str, now| ring.verify::<Value>(token, TokenType::AccessToken, ISSUER, now).err();
        assert_eq!(verify(&token, START), None);
        assert_eq!(ring.verify::<Value>(&token, TokenType::IdToken, ISSUER, START), Err(BadToken::Type));
        assert_eq!(ring.verify::<Value>(&token, TokenType::AccessToken, "https://other.example.com", START), Err(BadToken::Issuer));
        assert_eq!(verify(&token, after(599)), None);
        assert_eq!(verify(&token, after(600)), Some(BadToken::Expired));
        assert_eq!(verify(&token, START.minus(Duration::from_secs(120))), Some(BadToken::Expired), "not from the future either");

        let parts: Vec<&str> = token.split('.').collect();
        let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[0]).unwrap()).unwrap();
        let with = |change: &dyn Fn(&mut Value)| {
            let mut header = header.clone();
            change(&mut header);
            format!("{}.{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), parts[1], parts[2])
        };
        for (change, outcome) in [
            (with(&|header| header["alg"] = json!("none")), BadToken::Signature),
            (with(&|header| header["alg"] = json!("HS256")), BadToken::Signature),
            (with(&|header| header["kid"] = json!("../../etc/passwd")), BadToken::UnknownKey),
            (with(&|header| header["crit"] = json!(["exp"])), BadToken::Malformed),
            (with(&|header| header["jwk"] = json!({})), BadToken::Malformed),
            (with(&|header| header["jku"] = json!("https://evil.example.com")), BadToken::Malformed),
            (with(&|header| header["typ"] = json!("JWT")), BadToken::Signature),
            (format!("{}.{}.", parts[0], parts[1]), BadToken::Signature),
            (format!("{}.{}", parts[0], parts[1]), BadToken::Malformed),
            (format!("{token}.x"), BadToken::Malformed),
            (format!("{token}="), BadToken::Malformed),
            ("a".repeat(MAX_TOKEN + 1), BadToken::Malformed),
            (String::new(), BadToken::Malformed),
            ("..".to_owned(), BadToken::Malformed),
        ] {
            assert_eq!(verify(&change, START), Some(outcome), "{change}");
        }
    }

    #[tokio::test]
    async fn an_id_token_hint_may_have_expired_but_must_be_ours() {
        let house = House::new("hint").await;
        let ring = house.node(START).await;
        let token = ring.sign(SigningAlgorithm::Rs256, TokenType::IdToken, &claims(START), START).await.unwrap();
        let hint = ring.verify_id_token_hint(&token, ISSUER, after(24 * 3600)).unwrap();
        assert!(hint.aud.contains("notes") && hint.sid.is_none());
        assert_eq!(ring.verify_id_token_hint(&token, "https://other.example.com", START), Err(BadToken::Issuer));
        let access = ring.sign(SigningAlgorithm::Rs256, TokenType::AccessToken, &claims(START), START).await.unwrap();
        assert_eq!(ring.verify_id_token_hint(&access, ISSUER, START), Err(BadToken::Type));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nodes_that_start_together_have_the_same_keys() {
        let house = House::new("together").await;
        let (one, two) = tokio::join!(house.node(START), house.node(START));
        house.rotate(&one, START, Rotation::WhenDue).await;
        house.rotate(&two, START, Rotation::WhenDue).await;
        assert_eq!(one.jwks().body(), two.jwks().body());
        assert_eq!(one.states(START).len(), 3);
    }

    #[tokio::test]
    async fn a_new_key_is_published_first_then_signs_then_goes_for_good() {
        let house = House::new("rotation").await;
        let ring = house.node(START).await;
        let kid_at = async |now| {
            let token = ring.sign(SigningAlgorithm::EdDsa, TokenType::AccessToken, &claims(now), now).await.unwrap();
            let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap()).unwrap();
            (header["kid"].as_str().unwrap().to_owned(), token)
        };
        let day = 24 * 3600;
        let (first, old_token) = kid_at(START).await;
        let before = ring.jwks().body().clone();
        assert_eq!(house.rotate(&ring, after(28 * day), Rotation::WhenDue).await, 0);
        assert_eq!(*ring.jwks().body(), before);

        assert_eq!(house.rotate(&ring, after(29 * day), Rotation::WhenDue).await, 3, "a day ahead");
        assert_ne!(*ring.jwks().body(), before);
        assert_eq!(kid_at(after(30 * day - 1)).await.0, first, "published, not yet used");
        let (second, _) = kid_at(after(30 * day)).await;
        assert_ne!(second, first);
        assert!(
            ring.verify_id_token_hint(&old_token, ISSUER, after(30 * day)).is_err_and(|error| error == BadToken::Type),
            "still verified"
        );

        house.rotate(&ring, after(37 * day), Rotation::WhenDue).await;
        assert!(!ring.jwks().body().windows(first.len()).any(|part| part == first.as_bytes()), "gone from the JWKS");
        assert_eq!(
            ring.verify::<Value>(&old_token, TokenType::AccessToken, ISSUER, START),
            Err(BadToken::UnknownKey),
            "no clock revives it"
        );
    }

    #[tokio::test]
    async fn a_node_learns_of_anothers_key_when_it_meets_a_token_of_it() {
        let house = House::new("unknown-kid").await;
        let (one, two) = (house.node(START).await, house.node(START).await);
        house.rotate(&one, START, Rotation::AtOnce).await;
        let later = after(25 * 3600);
        let token = one.sign(SigningAlgorithm::Es256, TokenType::AccessToken, &claims(later), later).await.unwrap();
        assert_eq!(two.verify::<Value>(&token, TokenType::AccessToken, ISSUER, later), Err(BadToken::UnknownKey));
        let read = two.verify_fresh::<Value>(&house.storage, &house.sealer, &token, TokenType::AccessToken, ISSUER, later).await;
        assert_eq!(read, Ok(claims(later)));
    }

    #[tokio::test]
    async fn private_keys_are_sealed_where_they_lie() {
        let house = House::new("sealed").await;
        house.node(START).await;
        let other = Sealer::new(&MasterKey::generate(&Seeded::new(9))).unwrap();
        let opened = KeyRing::open(&house.storage, &other, START, &house.random, &KeySettings::default()).await;
        assert!(opened.is_err(), "another master key opens nothing");
    }
}
