//! An app's back-channel logout address: keeps what it is sent, and answers as the story says.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{DecodingKey, Validation, decode, decode_header};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::desk::Desk;
use super::relying_party::{RelyingParty, header_of};

/// How the app takes what it is told.
#[derive(Clone, Copy, Debug)]
pub enum Manners {
    Answers(u16),
    /// Takes the call and says nothing.
    Hangs,
}

#[derive(Clone)]
struct Inbox {
    manners: Arc<Mutex<Manners>>,
    bodies: Arc<Mutex<Vec<String>>>,
    came: Arc<Notify>,
}

pub struct BackChannel {
    /// To be registered as `backchannel_logout_uri`.
    pub uri: String,
    inbox: Inbox,
    server: JoinHandle<()>,
}

impl BackChannel {
    pub async fn open() -> Self {
        Self::open_at("127.0.0.1:0".parse().expect("an address")).await
    }

    /// An address at which nobody answers until [`BackChannel::open_at`].
    pub async fn nobody() -> SocketAddr {
        TcpListener::bind("127.0.0.1:0").await.expect("a free port").local_addr().expect("an address")
    }

    pub async fn open_at(address: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).await.expect("a free port");
        let uri = format!("http://{}/logout", listener.local_addr().expect("an address"));
        let manners = Arc::new(Mutex::new(Manners::Answers(200)));
        let inbox = Inbox { manners, bodies: Arc::default(), came: Arc::default() };
        let router = Router::new().route("/logout", post(receive)).with_state(inbox.clone());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.expect("a server") });
        Self { uri, inbox, server }
    }

    pub fn behaves(&self, manners: Manners) {
        *self.inbox.manners.lock().expect("manners") = manners;
    }

    /// The logout tokens that came since the last look, whatever was answered.
    pub fn tokens(&self) -> Vec<String> {
        let bodies = std::mem::take(&mut *self.inbox.bodies.lock().expect("an inbox"));
        let token = |body: String| {
            let mut fields = form_urlencoded::parse(body.as_bytes());
            let (name, value) = fields.next().expect("a field");
            assert_eq!(name, "logout_token", "the one field of the form (Back-Channel Logout section 2.5)");
            assert!(fields.next().is_none(), "{body}");
            value.into_owned()
        };
        bodies.into_iter().map(token).collect()
    }

    /// Waits for the next call.
    pub async fn next_call(&self) {
        tokio::time::timeout(Duration::from_secs(30), self.inbox.came.notified()).await.expect("a call");
    }
}

impl Drop for BackChannel {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn receive(State(inbox): State<Inbox>, headers: HeaderMap, body: String) -> StatusCode {
    assert_eq!(headers["content-type"], "application/x-www-form-urlencoded");
    inbox.bodies.lock().expect("an inbox").push(body);
    inbox.came.notify_one();
    let manners = *inbox.manners.lock().expect("manners");
    match manners {
        Manners::Answers(status) => StatusCode::from_u16(status).expect("a status"),
        Manners::Hangs => std::future::pending().await,
    }
}

/// Verifies a logout token as Back-Channel Logout section 2.6 asks, and gives its claims.
pub async fn verify_logout_token(desk: &Desk, app: &RelyingParty, token: &str) -> Value {
    let keys = reqwest::get(app.endpoint("jwks_uri")).await.expect("keys").text().await.expect("keys");
    let keys: JwkSet = serde_json::from_str(&keys).expect("a JSON Web Key Set");
    let header = decode_header(token).expect("a header");
    assert_eq!(header_of(token)["typ"], "logout+jwt");
    let key = keys.find(header.kid.as_deref().expect("a kid")).expect("a published key");
    let mut rules = Validation::new(header.alg);
    rules.set_issuer(&[app.metadata["issuer"].as_str().expect("an issuer")]);
    rules.set_audience(&[&app.client_id]);
    // The story's clock stands still elsewhere.
    rules.validate_exp = false;
    let claims: Value = decode(token, &DecodingKey::from_jwk(key).expect("a key"), &rules).expect("a signature that holds").claims;
    let (now, iat, exp) = (desk.now().as_secs(), claims["iat"].as_i64().expect("iat"), claims["exp"].as_i64().expect("exp"));
    assert!(iat <= now && exp > now && exp - iat <= 120, "issued now, and for two minutes at most: {claims}");
    assert!(claims["events"]["http://schemas.openid.net/event/backchannel-logout"].is_object(), "{claims}");
    assert!(claims.get("nonce").is_none(), "a logout token never has a nonce: {claims}");
    assert!(claims["sub"].is_string() || claims["sid"].is_string(), "{claims}");
    assert!(claims["jti"].as_str().is_some_and(|jti| jti.len() >= 16), "{claims}");
    claims
}
