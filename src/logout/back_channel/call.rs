//! One call: the logout token, and what the app's answer means.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::{Value, json};

use super::BackChannel;
use super::store::Claimed;
use crate::clients::Client;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{SessionId, UserId};
use crate::keys::TokenType;

/// How long a logout token lives; a call that takes longer has failed (section 2.4 recommends two minutes at most).
const TOKEN_LIFE: Duration = Duration::from_mins(2);

/// The member of `events` that makes a token a logout token (section 2.4).
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// The claims of a logout token (section 2.4). There is no `nonce`, so that none passes for an ID token.
#[derive(Serialize)]
struct LogoutClaims<'a> {
    iss: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
    jti: String,
    events: Value,
    sub: UserId,
    sid: SessionId,
}

/// Why an app was not told.
pub(super) enum Undelivered {
    /// Another call would end the same way.
    Hopeless(String),
    Failed(String),
}

impl BackChannel {
    /// Tells one app.
    pub(super) async fn call(&self, client: &Client, claim: &Claimed, now: Timestamp) -> Result<(), Undelivered> {
        let Some(uri) = &client.settings.backchannel_logout_uri else {
            return Err(Undelivered::Hopeless("the app has no back-channel logout address any more".to_owned()));
        };
        let claims = LogoutClaims {
            iss: &self.issuer,
            aud: client.id.as_str(),
            iat: now.as_secs(),
            exp: now.plus(TOKEN_LIFE).as_secs(),
            jti: URL_SAFE_NO_PAD.encode(self.random.bytes::<16>()),
            events: json!({ EVENT: {} }),
            sub: claim.user,
            sid: claim.session,
        };
        let signed = self.keys.sign(client.settings.id_token_alg, TokenType::LogoutToken, &claims, now).await;
        let token = signed.map_err(|error| Undelivered::Failed(error.to_string()))?;
        match self.outbound.post_form(uri, &[("logout_token", &token)]).await {
            // 204 is what many frameworks make of an empty 200 (section 2.8).
            Ok(200 | 204) => Ok(()),
            Ok(status) => Err(Undelivered::Failed(format!("the app answered with status {status}"))),
            Err(error) if error.is_refusal() => Err(Undelivered::Hopeless(error.to_string())),
            Err(error) => Err(Undelivered::Failed(error.to_string())),
        }
    }
}
