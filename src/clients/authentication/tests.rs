use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair};
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};
use url::Url;

use super::*;
use crate::clients::{ClientSettings, GroupsServed};
use crate::foundation::id::ClientSecretId;
use crate::foundation::random::OperatingSystem;
use crate::outbound::{Outbound, OutboundSettings};
use crate::protocol::error::ErrorCode;
use crate::storage::{DatabaseSettings, migrator};

const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);
const ISSUER: &str = "https://id.example.com";
const TOKEN_ENDPOINT: &str = "https://id.example.com/token";

struct Desk {
    authentication: ClientAuthentication,
    file: std::path::PathBuf,
}

impl Drop for Desk {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", self.file.display()));
        }
    }
}

/// A desk with its own database and these apps: `web` with the secret `s3cret`, `public`, `off` (disabled, the same secret), and `signer`.
async fn desk(signer: ClientSettings) -> Desk {
    let name: [u8; 8] = (&OperatingSystem as &dyn crate::foundation::random::Random).bytes();
    let file = std::env::temp_dir().join(format!("frontdesk-clients-{}.db", URL_SAFE_NO_PAD.encode(name)));
    let settings = DatabaseSettings { url: format!("sqlite:{}", file.display()), ..Default::default() };
    let storage = Storage::connect(&settings).await.unwrap();
    migrator::migrate(storage.writer()).await.unwrap();
    let tx = storage.write().await.unwrap();
    let with = |auth_method| ClientSettings { auth_method, ..ClientSettings::default() };
    for (id, active, settings) in [
        ("web", true, with(AuthMethod::ClientSecret)),
        ("we b:%+", true, with(AuthMethod::ClientSecret)),
        ("off", false, with(AuthMethod::ClientSecret)),
        ("public", true, with(AuthMethod::None)),
        ("signer", true, signer),
    ] {
        let id = ClientId::parse(id).unwrap();
        let groups = GroupsServed::All;
        let client = Client { id: id.clone(), name: id.to_string(), active, settings, groups, created_at: NOW, updated_at: NOW };
        assert!(store::insert(&tx, &client).await.unwrap());
        let secret = TokenDigest::of(b"s3cret +%");
        store::add_secret(&tx, &id, ClientSecretId::new(NOW, &OperatingSystem), secret, NOW, None).await.unwrap();
    }
    tx.commit().await.unwrap();
    let outbound = Outbound::new(&OutboundSettings { allow_private: true, ..Default::default() }).unwrap();
    let authentication = ClientAuthentication::new(storage, RemoteKeys::new(outbound), ISSUER.to_owned(), TOKEN_ENDPOINT.to_owned());
    Desk { authentication, file }
}

impl Desk {
    /// Who was authenticated; or the error code, and whether a challenge comes with it.
    async fn ask(&self, authorization: Option<&str>, form: &str) -> Result<String, (ErrorCode, bool)> {
        self.ask_at(NOW, authorization, form).await
    }

    async fn ask_at(&self, now: Timestamp, authorization: Option<&str>, form: &str) -> Result<String, (ErrorCode, bool)> {
        match self.authentication.authenticate(authorization, &Params::parse(form.as_bytes()), now).await {
            Ok(app) => Ok(app.client().id.to_string()),
            Err(ClientRefused::Refused { error, challenge, .. }) => Err((error.code, challenge)),
            Err(ClientRefused::Storage(error)) => panic!("{error}"),
        }
    }

    async fn sign_in(&self, assertion: &str) -> Result<String, (ErrorCode, bool)> {
        self.ask(None, &assertion_form(assertion)).await
    }
}

fn assertion_form(assertion: &str) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("client_assertion_type", assertion::TYPE).append_pair("client_assertion", assertion).finish()
}

fn basic_header(credentials: &str) -> String {
    format!("Basic {}", STANDARD.encode(credentials))
}

#[tokio::test]
async fn a_secret_proves_an_app_by_header_or_by_form() {
    let desk = desk(ClientSettings::default()).await;
    for header in ["web:s3cret+%2B%25", "web:s3cret%20%2b%25", "w%65b:s3cret+%2B%25"] {
        assert_eq!(desk.ask(Some(&basic_header(header)), "").await.as_deref(), Ok("web"), "{header}");
    }
    assert_eq!(desk.ask(Some(&basic_header("we+b%3A%25%2B:s3cret+%2B%25")), "").await.as_deref(), Ok("we b:%+"));
    assert_eq!(desk.ask(Some(&basic_header("web:s3cret+%2B%25").replace("Basic", "bASIC")), "client_id=web").await.as_deref(), Ok("web"));
    assert_eq!(desk.ask(None, "client_id=web&client_secret=s3cret+%2B%25").await.as_deref(), Ok("web"));
    assert_eq!(desk.ask(None, "client_id=public").await.as_deref(), Ok("public"));
    assert_eq!(desk.ask(None, "client_id=public&client_secret=").await.as_deref(), Ok("public"), "empty is omitted");
}

#[tokio::test]
async fn what_does_not_prove_an_app_is_refused_alike() {
    let desk = desk(ClientSettings::default()).await;
    for header in [
        "web:wrong",
        "web:",
        "web",
        "nobody:s3cret+%2B%25",
        "off:s3cret+%2B%25",
        "public:s3cret+%2B%25",
        "signer:wrong",
        ":s3cret",
        "WEB:s3cret+%2B%25",
        "web:s3cret+%2B%25 ",
        "web\0:s3cret+%2B%25",
    ] {
        assert_eq!(desk.ask(Some(&basic_header(header)), "").await, Err((ErrorCode::InvalidClient, true)), "{header}");
    }
    for header in ["Basic", "Basic !!!", "Bearer abc", "", &format!("Basic {}", "A".repeat(10_000))] {
        assert_eq!(desk.ask(Some(header), "").await, Err((ErrorCode::InvalidClient, true)), "{header}");
    }
    for form in [
        "",
        "client_secret=s3cret+%2B%25",
        "client_id=web",
        "client_id=nobody",
        "client_id=off",
        "client_id=off&client_secret=s3cret+%2B%25",
        "client_id=web&client_secret=wrong",
        "client_id=public&client_secret=s3cret+%2B%25",
        "client_id=web%00&client_secret=s3cret+%2B%25",
        &format!("client_id=web&client_secret={}", "x".repeat(5000)),
        &format!("client_id={}", "x".repeat(5000)),
    ] {
        assert_eq!(desk.ask(None, form).await, Err((ErrorCode::InvalidClient, false)), "{form}");
    }
}

#[tokio::test]
async fn an_unknown_disabled_and_wrong_app_get_the_very_same_words() {
    let desk = desk(ClientSettings::default()).await;
    let mut answers = Vec::new();
    for form in
        ["client_id=nobody&client_secret=x", "client_id=off&client_secret=s3cret+%2B%25", "client_id=web&client_secret=x", "client_id=web"]
    {
        let refused = desk.authentication.authenticate(None, &Params::parse(form.as_bytes()), NOW).await;
        let Err(ClientRefused::Refused { error, challenge, .. }) = refused else { panic!("{form} was let in") };
        answers.push((error, challenge));
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
}

#[tokio::test]
async fn two_ways_at_once_are_a_mistake_of_form() {
    let desk = desk(ClientSettings::default()).await;
    let header = basic_header("web:s3cret+%2B%25");
    let invalid = Err((ErrorCode::InvalidRequest, false));
    assert_eq!(desk.ask(Some(&header), "client_id=web&client_secret=s3cret+%2B%25").await, invalid);
    assert_eq!(desk.ask(Some(&header), "client_assertion=x").await, invalid);
    assert_eq!(desk.ask(Some(&header), "client_id=public").await, invalid, "two apps");
    assert_eq!(desk.ask(None, "client_id=web&client_secret=s3cret+%2B%25&client_assertion=x").await, invalid);
    assert_eq!(desk.ask(None, "client_id=web&client_id=web&client_secret=s3cret+%2B%25").await, invalid);
    assert_eq!(desk.ask(None, "client_id=web&client_secret=s3cret+%2B%25&client_secret=x").await, invalid);
    assert_eq!(desk.ask(None, "client_assertion=a.b.c").await, invalid, "no type");
    assert_eq!(desk.ask(None, "client_assertion=a.b.c&client_assertion_type=saml").await, invalid);
}

/// A key of an app's own, with the words of a header that goes with it.
struct AppKey {
    key: EncodingKey,
    algorithm: Algorithm,
    kid: &'static str,
}

impl AppKey {
    fn new(algorithm: Algorithm, kid: &'static str) -> Self {
        let key = match algorithm {
            Algorithm::ES256 => {
                EncodingKey::from_ec_der(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap().to_pkcs8v1().unwrap().as_ref())
            }
            Algorithm::EdDSA => EncodingKey::from_ed_der(Ed25519KeyPair::generate().unwrap().to_pkcs8v1().unwrap().as_ref()),
            _ => {
                let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
                let der = AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&pair).unwrap();
                let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der.as_ref()));
                EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap()
            }
        };
        Self { key, algorithm, kid }
    }

    fn jwk(&self) -> Value {
        let mut jwk = serde_json::to_value(Jwk::from_encoding_key(&self.key, self.algorithm).unwrap()).unwrap();
        jwk["kid"] = json!(self.kid);
        jwk.as_object_mut().unwrap().remove("alg");
        jwk
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(header), part(claims));
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &self.key, self.algorithm).unwrap();
        format!("{message}.{signature}")
    }

    fn assertion(&self, jti: &str) -> String {
        self.sign(&self.header(), &claims(jti))
    }

    fn header(&self) -> Value {
        json!({ "alg": format!("{:?}", self.algorithm), "kid": self.kid })
    }
}

fn claims(jti: &str) -> Value {
    json!({ "iss": "signer", "sub": "signer", "aud": ISSUER, "jti": jti, "iat": NOW.as_secs(), "exp": NOW.as_secs() + 60 })
}

fn signer(keys: &[&AppKey]) -> ClientSettings {
    let jwks = json!({ "keys": keys.iter().map(|key| key.jwk()).collect::<Vec<_>>() });
    ClientSettings { auth_method: AuthMethod::PrivateKeyJwt, jwks: Some(jwks), ..ClientSettings::default() }
}

#[tokio::test]
async fn a_signature_of_each_algorithm_proves_an_app_once() {
    let keys = [
        AppKey::new(Algorithm::RS256, "rs"),
        AppKey::new(Algorithm::PS256, "ps"),
        AppKey::new(Algorithm::ES256, "es"),
        AppKey::new(Algorithm::EdDSA, "ed"),
    ];
    let desk = desk(signer(&keys.each_ref())).await;
    for key in &keys {
        let assertion = key.assertion(key.kid);
        assert_eq!(desk.sign_in(&assertion).await.as_deref(), Ok("signer"), "{}", key.kid);
        assert_eq!(desk.sign_in(&assertion).await, Err((ErrorCode::InvalidClient, false)), "{} used twice", key.kid);
    }
    let one = desk.sign_in(&keys[2].sign(&json!({ "alg": "ES256" }), &claims("without a kid"))).await;
    assert_eq!(one.as_deref(), Ok("signer"));
}

#[tokio::test]
async fn only_an_assertion_for_us_and_for_now_counts() {
    let key = AppKey::new(Algorithm::ES256, "es");
    let desk = desk(signer(&[&key])).await;
    let now = NOW.as_secs();
    let changed = |name: &str, value: Value| {
        let mut claims = claims(name);
        claims[name] = value;
        claims
    };
    let sound = [
        changed("aud", json!(TOKEN_ENDPOINT)),
        changed("aud", json!([ISSUER, TOKEN_ENDPOINT])),
        changed("exp", json!(now + 600)),
        changed("exp", json!(f64::from(u32::try_from(now).unwrap()) + 30.5)),
        changed("nbf", json!(now + 8)),
        changed("iat", json!(now - 300)),
    ];
    for (number, mut claims) in sound.into_iter().enumerate() {
        claims["jti"] = json!(format!("sound {number}"));
        assert_eq!(desk.sign_in(&key.sign(&key.header(), &claims)).await.as_deref(), Ok("signer"), "{claims}");
    }
    let hostile = [
        changed("aud", json!("https://other.example")),
        changed("aud", json!([ISSUER, "https://other.example"])),
        changed("aud", json!([])),
        changed("aud", json!(format!("{ISSUER}/"))),
        changed("aud", Value::Null),
        changed("iss", json!("web")),
        changed("sub", json!("web")),
        changed("sub", Value::Null),
        changed("exp", json!(now)),
        changed("exp", json!(now - 1)),
        changed("exp", json!(now + 700)),
        changed("exp", json!("soon")),
        changed("exp", json!(1e300)),
        changed("exp", json!(-1)),
        changed("exp", Value::Null),
        changed("nbf", json!(now + 61)),
        changed("iat", json!(now + 3600)),
        changed("nbf", json!("x")),
        changed("jti", Value::Null),
        changed("jti", json!("")),
        changed("jti", json!("x".repeat(300))),
        changed("jti", json!(7)),
    ];
    for claims in hostile {
        assert_eq!(desk.sign_in(&key.sign(&key.header(), &claims)).await, Err((ErrorCode::InvalidClient, false)), "{claims}");
    }
}

#[tokio::test]
async fn the_key_and_not_the_header_says_which_algorithm() {
    let (key, stranger) = (AppKey::new(Algorithm::RS256, "rs"), AppKey::new(Algorithm::RS256, "rs"));
    let mut settings = signer(&[&key]);
    settings.jwks.as_mut().unwrap()["keys"][0]["alg"] = json!("RS256");
    let desk = desk(settings).await;
    let refused = Err((ErrorCode::InvalidClient, false));
    let header = |members: Value| {
        let mut header = key.header();
        header.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        header
    };
    assert_eq!(desk.sign_in(&stranger.assertion("a stranger's key")).await, refused);
    for hostile in [
        json!({ "alg": "none" }),
        json!({ "alg": "HS256" }),
        json!({ "alg": "PS256" }),
        json!({ "alg": "ES256" }),
        json!({ "kid": "unknown" }),
        json!({ "kid": 1 }),
        json!({ "typ": "at+jwt" }),
        json!({ "crit": ["b64"], "b64": true }),
        json!({ "jwk": stranger.jwk() }),
        json!({ "jku": "https://evil.example/keys" }),
        json!({ "x5u": "https://evil.example/chain" }),
    ] {
        assert_eq!(desk.sign_in(&key.sign(&header(hostile.clone()), &claims("hostile"))).await, refused, "{hostile}");
    }
    let sound = key.sign(&header(json!({ "typ": "JWT", "x5t": "ignored" })), &claims("sound"));
    let (message, signature) = sound.rsplit_once('.').unwrap();
    let padded = format!("{sound}=");
    let long = format!("{sound}{}", "A".repeat(9000));
    for text in [message, &format!("{message}."), &format!("{message}.{}A", &signature[1..]), &padded, &long, "..", "a.b.c", "{}.{}."] {
        assert_eq!(desk.sign_in(text).await, refused, "{text}");
    }
    assert_eq!(desk.ask(None, &format!("client_id=web&{}", assertion_form(&sound))).await, Err((ErrorCode::InvalidRequest, false)));
    assert_eq!(desk.ask(None, &format!("client_id=signer&{}", assertion_form(&sound))).await.as_deref(), Ok("signer"));
}

#[tokio::test]
async fn one_assertion_shown_twenty_times_at_once_counts_once() {
    let key = AppKey::new(Algorithm::EdDSA, "ed");
    let desk = Arc::new(desk(signer(&[&key])).await);
    let assertion = key.assertion("once");
    let tries: Vec<_> = (0..20)
        .map(|_| {
            let (desk, assertion) = (Arc::clone(&desk), assertion.clone());
            tokio::spawn(async move { desk.sign_in(&assertion).await.is_ok() })
        })
        .collect();
    let mut won = 0;
    for one in tries {
        won += u32::from(one.await.unwrap());
    }
    assert_eq!(won, 1);
}

#[tokio::test]
async fn published_keys_are_remembered_and_looked_at_again_for_a_new_kid_but_not_without_end() {
    let (first, second) = (AppKey::new(Algorithm::ES256, "first"), AppKey::new(Algorithm::ES256, "second"));
    let published = Arc::new(Mutex::new(json!({ "keys": [first.jwk()] }).to_string()));
    let calls = Arc::new(AtomicU32::new(0));
    let (shown, counted) = (Arc::clone(&published), Arc::clone(&calls));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = Url::parse(&format!("http://{}/keys", listener.local_addr().unwrap())).unwrap();
    let app = axum::Router::new().route(
        "/keys",
        axum::routing::get(move || {
            counted.fetch_add(1, Ordering::SeqCst);
            let body = shown.lock().unwrap().clone();
            async move { body }
        }),
    );
    tokio::spawn(axum_server::from_tcp(listener).unwrap().serve(app.into_make_service()));
    let settings = ClientSettings { auth_method: AuthMethod::PrivateKeyJwt, jwks_uri: Some(url), ..ClientSettings::default() };
    let desk = desk(settings).await;

    assert!(desk.sign_in(&first.assertion("1")).await.is_ok());
    assert!(desk.sign_in(&first.assertion("2")).await.is_ok());
    assert_eq!(calls.load(Ordering::SeqCst), 1, "remembered");
    *published.lock().unwrap() = json!({ "keys": [second.jwk()] }).to_string();
    assert!(desk.sign_in(&second.assertion("3")).await.is_ok());
    assert_eq!(calls.load(Ordering::SeqCst), 2, "looked again");
    assert!(desk.sign_in(&first.assertion("4")).await.is_err(), "the old key is gone");
    for number in 5..30 {
        assert!(
            desk.sign_in(&AppKey { kid: "made up", ..AppKey::new(Algorithm::ES256, "x") }.assertion(&number.to_string())).await.is_err()
        );
    }
    assert_eq!(calls.load(Ordering::SeqCst), 5, "made-up kids do not make us call for ever");
    assert!(desk.sign_in(&second.assertion("30")).await.is_ok(), "nor keep the app itself out");

    // A minute later there are new calls; when the app cannot be reached the keys count on for a while, and not for ever.
    *published.lock().unwrap() = "gone".to_owned();
    let in_the = |minutes: u64, jti: &str| {
        let now = NOW.plus(Duration::from_secs(minutes * 60));
        let mut claims = claims(jti);
        claims["exp"] = json!(now.as_secs() + 60);
        (now, assertion_form(&second.sign(&second.header(), &claims)))
    };
    let (now, form) = in_the(30, "31");
    assert!(desk.ask_at(now, None, &form).await.is_ok());
    assert_eq!(calls.load(Ordering::SeqCst), 6);
    let (now, form) = in_the(61, "32");
    assert!(desk.ask_at(now, None, &form).await.is_err());
}
