//! SMS to an address of the operator's own, which hands them on to whatever sends them there.
//!
//! ```text
//! POST {sms.url}
//! Content-Type: application/json
//! Idempotency-Key: 0190b2c4-…                        the same at every attempt
//! Frontdesk-Signature: t=1795341780,v1=5257a8…       seconds since 1970; HMAC-SHA256 in hexadecimal
//!
//! {"id":"0190b2c4-…","kind":"code","to":"+61412345678","text":"123456 is your Frontdesk code …"}
//! ```
//!
//! `v1` is the HMAC-SHA256 (RFC 2104) of the time as it is written, a full stop and the body, under `sms.secret`. Who receives
//! it compares in constant time, and refuses times more than five minutes away. Status 2xx takes the SMS over; 400, 410 and
//! 422 refuse it for good; after anything else it comes again.

use std::fmt::Write as _;
use std::sync::Arc;

use aws_lc_rs::hmac;
use futures_util::future::BoxFuture;
use serde_json::json;
use url::Url;

use super::gateway::{OutgoingSms, SmsGateway, refused, unreachable};
use super::settings::{BadSmsSettings, SmsSettings};
use crate::foundation::clock::Clock;
use crate::messages::DeliveryError;
use crate::outbound::{Outbound, Post};

/// Posts SMS as signed JSON.
pub struct Webhook {
    url: Url,
    key: hmac::Key,
    outbound: Outbound,
    clock: Arc<dyn Clock>,
}

impl Webhook {
    pub(super) fn new(settings: &SmsSettings, outbound: Outbound, clock: Arc<dyn Clock>) -> Result<Self, BadSmsSettings> {
        let (url, _) = settings.address()?;
        Ok(Self { url, key: hmac::Key::new(hmac::HMAC_SHA256, settings.secret.expose().as_bytes()), outbound, clock })
    }

    async fn post(&self, sms: &OutgoingSms) -> Result<(), DeliveryError> {
        let body = json!({ "id": sms.id.to_string(), "kind": sms.kind, "to": sms.to, "text": sms.text.expose() }).to_string().into_bytes();
        let seconds = self.clock.now().as_millis().div_euclid(1000);
        let post = Post {
            content_type: "application/json",
            headers: vec![("idempotency-key", sms.id.to_string()), ("frontdesk-signature", self.signature(seconds, &body))],
            body,
            ..Post::default()
        };
        let answer = self.outbound.post(&self.url, post).await.map_err(|error| unreachable(&error))?;
        match answer.status {
            200..300 => Ok(()),
            status => Err(refused(&answer, matches!(status, 400 | 410 | 422), None)),
        }
    }

    fn signature(&self, seconds: i64, body: &[u8]) -> String {
        let mut signed = format!("{seconds}.").into_bytes();
        signed.extend_from_slice(body);
        let mut signature = format!("t={seconds},v1=");
        for byte in hmac::sign(&self.key, &signed).as_ref() {
            // Writing to a string cannot fail.
            let _ = write!(signature, "{byte:02x}");
        }
        signature
    }
}

impl SmsGateway for Webhook {
    fn send<'a>(&'a self, sms: &'a OutgoingSms) -> BoxFuture<'a, Result<(), DeliveryError>> {
        Box::pin(self.post(sms))
    }

    /// Whatever answers to a GET is there; that it takes SMS only an SMS shows.
    fn check(&self) -> BoxFuture<'_, Result<(), DeliveryError>> {
        Box::pin(async { self.outbound.call(&self.url).await.map(|_| ()).map_err(|error| unreachable(&error)) })
    }
}
