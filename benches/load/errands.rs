//! What is asked: each errand as a relying party and a browser would run it, with every answer checked.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use crate::http::{Connection, Reply};
use crate::world::{PASSWORD, REDIRECT_URI, Seat, World};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    BareRoute,
    Discovery,
    Jwks,
    UserInfo,
    Introspection,
    ClientCredentialsRs256,
    ClientCredentialsEs256,
    ClientCredentialsEdDsa,
    Refresh,
    CodeFlow,
    SignIn,
}

impl Kind {
    /// Every errand at Frontdesk.
    pub const ALL: &[Self] = &[
        Self::Discovery,
        Self::Jwks,
        Self::UserInfo,
        Self::Introspection,
        Self::ClientCredentialsRs256,
        Self::ClientCredentialsEs256,
        Self::ClientCredentialsEdDsa,
        Self::Refresh,
        Self::CodeFlow,
        Self::SignIn,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::BareRoute => "bare axum route",
            Self::Discovery => "discovery",
            Self::Jwks => "jwks",
            Self::UserInfo => "userinfo",
            Self::Introspection => "introspection",
            Self::ClientCredentialsRs256 => "client_credentials RS256",
            Self::ClientCredentialsEs256 => "client_credentials ES256",
            Self::ClientCredentialsEdDsa => "client_credentials EdDSA",
            Self::Refresh => "refresh",
            Self::CodeFlow => "code flow with a live session, to userinfo",
            Self::SignIn => "password sign-in, to tokens",
        }
    }
}

/// One connection that runs the same errand again and again.
pub struct Asker {
    connection: Connection,
    kind: Kind,
    number: usize,
}

/// Sign-ins go round among all people, so that no account is asked for twice at once.
static NEXT_PERSON: AtomicUsize = AtomicUsize::new(0);

impl Asker {
    pub fn new(world: &World, kind: Kind, number: usize) -> Self {
        Self { connection: Connection::new(world.address, &world.host()), kind, number }
    }

    pub async fn ask(&mut self, world: &World) -> Result<(), String> {
        let connection = &mut self.connection;
        match self.kind {
            Kind::BareRoute => holds(connection.get("/bare", "").await?.expect(200)?, "\"x\""),
            Kind::Discovery => holds(connection.get("/.well-known/openid-configuration", "").await?.expect(200)?, "authorization_endpoint"),
            Kind::Jwks => holds(connection.get("/jwks.json", "").await?.expect(200)?, "\"kid\""),
            Kind::UserInfo => {
                let token = self.seat(world, |seat| seat.access_token.clone());
                userinfo(&mut self.connection, &token).await
            }
            Kind::Introspection => {
                let token = self.seat(world, |seat| seat.access_token.clone());
                let answer = post(&mut self.connection, world, "notes", "/introspect", &[("token", &token)]).await?.expect(200)?;
                holds(answer, "\"active\":true")
            }
            Kind::ClientCredentialsRs256 => client_credentials(connection, world, "service-rs256").await,
            Kind::ClientCredentialsEs256 => client_credentials(connection, world, "service-es256").await,
            Kind::ClientCredentialsEdDsa => client_credentials(connection, world, "service-eddsa").await,
            Kind::Refresh => {
                let token = self.seat(world, |seat| seat.refresh_token.clone());
                let form = [("grant_type", "refresh_token"), ("refresh_token", &token)];
                let answer = post(&mut self.connection, world, "notes", "/token", &form).await?.expect(200)?;
                answer.member("access_token")?;
                // An app whose refresh tokens do not rotate keeps the one it has.
                if let Ok(next) = answer.member("refresh_token") {
                    self.seat(world, |seat| seat.refresh_token = next);
                }
                Ok(())
            }
            Kind::CodeFlow => {
                let mut cookies = self.seat(world, |seat| seat.cookies.clone());
                let (path, verifier) = authorize();
                let answer = browse(&mut self.connection, &mut cookies, &path).await?.expect(303)?;
                let tokens = redeem(&mut self.connection, world, &code_in(&answer)?, &verifier).await?;
                userinfo(&mut self.connection, &tokens.member("access_token")?).await
            }
            Kind::SignIn => {
                let person = NEXT_PERSON.fetch_add(1, Ordering::Relaxed) % world.users;
                sign_in(world, &mut self.connection, person).await.map(drop)
            }
        }
    }

    fn seat<T>(&self, world: &World, look: impl FnOnce(&mut Seat) -> T) -> T {
        look(&mut world.seats[self.number].lock().expect("a seat"))
    }
}

fn holds(answer: Reply, text: &str) -> Result<(), String> {
    if answer.body.contains(text) { Ok(()) } else { Err(format!("no {text} in {}", answer.body)) }
}

async fn userinfo(connection: &mut Connection, token: &str) -> Result<(), String> {
    let answer = connection.get("/userinfo", &format!("authorization: Bearer {token}\r\n")).await?.expect(200)?;
    answer.member("sub").map(drop)
}

async fn client_credentials(connection: &mut Connection, world: &World, app: &str) -> Result<(), String> {
    let answer = post(connection, world, app, "/token", &[("grant_type", "client_credentials")]).await?.expect(200)?;
    let token = answer.member("access_token")?;
    if token.split('.').count() == 3 { Ok(()) } else { Err(format!("no JWT: {token}")) }
}

async fn post(connection: &mut Connection, world: &World, app: &str, path: &str, form: &[(&str, &str)]) -> Result<Reply, String> {
    let credentials = STANDARD.encode(format!("{app}:{}", world.secrets[app]));
    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    connection.post(path, &format!("authorization: Basic {credentials}\r\n"), &form).await
}

async fn redeem(connection: &mut Connection, world: &World, code: &str, verifier: &str) -> Result<Reply, String> {
    let form = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", REDIRECT_URI), ("code_verifier", verifier)];
    post(connection, world, "notes", "/token", &form).await?.expect(200)
}

/// The path of an authorization request with PKCE, and its verifier.
fn authorize() -> (String, String) {
    let mut bytes = [0; 48];
    aws_lc_rs::rand::fill(&mut bytes).expect("randomness");
    let verifier = URL_SAFE_NO_PAD.encode(bytes);
    let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
    let query = [
        ("response_type", "code"),
        ("client_id", "notes"),
        ("redirect_uri", REDIRECT_URI),
        ("scope", "openid profile email offline_access"),
        ("state", &verifier[..20]),
        ("nonce", &verifier[20..40]),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    (format!("/authorize?{}", form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish()), verifier)
}

fn code_in(answer: &Reply) -> Result<String, String> {
    let location = answer.header("location").ok_or("no Location")?;
    let query =
        location.strip_prefix(REDIRECT_URI).and_then(|rest| rest.strip_prefix('?')).ok_or_else(|| format!("not the app's: {location}"))?;
    let code = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "code");
    code.map(|(_, code)| code.into_owned()).ok_or_else(|| format!("no code: {location}"))
}

fn cookie_header(cookies: &BTreeMap<String, String>) -> String {
    let pairs: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    if pairs.is_empty() { String::new() } else { format!("cookie: {}\r\n", pairs.join("; ")) }
}

fn keep_cookies(cookies: &mut BTreeMap<String, String>, answer: &Reply) {
    for cookie in answer.cookies() {
        if let Some((name, value)) = cookie.split(';').next().and_then(|pair| pair.split_once('=')) {
            cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

async fn browse(connection: &mut Connection, cookies: &mut BTreeMap<String, String>, path: &str) -> Result<Reply, String> {
    let answer = connection.get(path, &format!("{}sec-fetch-site: same-origin\r\n", cookie_header(cookies))).await?;
    keep_cookies(cookies, &answer);
    Ok(answer)
}

/// A whole sign-in in a browser that was never here, up to the app's tokens.
pub async fn sign_in(world: &World, connection: &mut Connection, person: usize) -> Result<Seat, String> {
    let origin = format!("http://{}", world.host());
    let mut cookies = BTreeMap::new();
    let (path, verifier) = authorize();
    let mut answer = browse(connection, &mut cookies, &path).await?;
    let mut at = path;
    while answer.status == 303 {
        at = local(&answer, &origin)?;
        answer = browse(connection, &mut cookies, &at).await?;
    }
    let page = answer.expect(200)?;
    // The sign-in form stands behind its button's id; what comes before it on the page is not looked at.
    let csrf = between(&page.body, "name=\"csrf\"", "value=\"", "\"").ok_or("no csrf field")?;
    let form = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("email", format!("user{person}@load.example").as_str()), ("password", PASSWORD), ("csrf", csrf)])
        .finish();
    let headers = format!("{}origin: {origin}\r\nsec-fetch-site: same-origin\r\n", cookie_header(&cookies));
    let mut answer = connection.post(&at, &headers, &form).await?.expect(303)?;
    keep_cookies(&mut cookies, &answer);
    while answer.status == 303 && !answer.header("location").is_some_and(|location| location.starts_with(REDIRECT_URI)) {
        let next = local(&answer, &origin)?;
        answer = browse(connection, &mut cookies, &next).await?;
    }
    let tokens = redeem(connection, world, &code_in(&answer.expect(303)?)?, &verifier).await?;
    tokens.member("id_token")?;
    let refresh_token = tokens.member("refresh_token").unwrap_or_default();
    Ok(Seat { cookies, access_token: tokens.member("access_token")?, refresh_token })
}

/// A redirect within Frontdesk, as a path.
fn local(answer: &Reply, origin: &str) -> Result<String, String> {
    let location = answer.header("location").ok_or("no Location")?;
    Ok(location.strip_prefix(origin).unwrap_or(location).to_owned())
}

fn between<'t>(text: &'t str, after: &str, open: &str, close: &str) -> Option<&'t str> {
    let rest = &text[text.find(after)?..];
    let rest = &rest[rest.find(open)? + open.len()..];
    rest.split(close).next()
}
