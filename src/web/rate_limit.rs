//! How often one network may do what is expensive or worth guessing at.
//!
//! Fixed windows, counted where short-lived values are kept, so that nodes share them. These limits blunt floods; what
//! guards an account are the durable attempt counters of `users::attempts`, which no change of address resets.

use std::time::Duration;

use serde::Deserialize;

use super::{Failure, Visitor};
use crate::foundation::clock::Timestamp;
use crate::storage::Ephemeral;

const WINDOW: Duration = Duration::from_mins(1);

/// `[limits]`: per network (an IPv4 address or an IPv6 /64) and minute. A practice's whole reception may share one address.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitSettings {
    /// Passwords tried.
    pub sign_ins: u64,
    /// Passkeys asked for and answered with: every sign-in page asks once when it opens.
    pub passkeys: u64,
    /// Emails asked for: forgotten password, verification.
    pub emails: u64,
    /// Failed authentications of apps at the endpoints.
    pub failed_app_authentications: u64,
    /// Authorization requests of unknown apps or with unregistered addresses. Each is written down, so they are bounded.
    pub misdirected_requests: u64,
}

impl Default for LimitSettings {
    fn default() -> Self {
        Self { sign_ins: 120, passkeys: 600, emails: 20, failed_app_authentications: 60, misdirected_requests: 60 }
    }
}

/// What is limited.
#[derive(Clone, Copy, Debug)]
pub enum Limited {
    SignIn,
    Passkey,
    Email,
    FailedAppAuthentication,
    MisdirectedRequest,
}

/// Counts what each network does.
#[derive(Clone)]
pub struct RateLimits {
    settings: LimitSettings,
    ephemeral: Ephemeral,
}

impl RateLimits {
    pub fn new(settings: LimitSettings, ephemeral: Ephemeral) -> Self {
        Self { settings, ephemeral }
    }

    /// Counts one more, and refuses it with the time to wait when it is one too many. When counters cannot be reached it is
    /// admitted: the durable limits of each account still hold.
    pub async fn admit(&self, what: Limited, visitor: &Visitor, now: Timestamp) -> Result<(), Failure> {
        let (name, most) = match what {
            Limited::SignIn => ("sign-in", self.settings.sign_ins),
            Limited::Passkey => ("passkey", self.settings.passkeys),
            Limited::Email => ("email", self.settings.emails),
            Limited::FailedAppAuthentication => ("app-auth", self.settings.failed_app_authentications),
            Limited::MisdirectedRequest => ("misdirected", self.settings.misdirected_requests),
        };
        let length = i64::try_from(WINDOW.as_millis()).unwrap_or(i64::MAX);
        let window = now.as_millis().div_euclid(length);
        let key = format!("limit:{name}:{}", visitor.network());
        match self.ephemeral.count(&key, window, WINDOW).await {
            Ok(counted) if counted > most => {
                metrics::counter!("frontdesk_rate_limited_total", "what" => name).increment(1);
                Err(Failure::too_many(Timestamp::from_millis((window + 1) * length).since(now)))
            }
            Ok(_) => Ok(()),
            Err(error) => {
                tracing::warn!(%error, "rate limits cannot be counted");
                Ok(())
            }
        }
    }
}
