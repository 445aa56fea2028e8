//! The situation as it is: what is asked of a person, and what they have set up, read where it is kept.
//!
//! [`store::judge`] is what every path asks that ends in a session, a code or a token.

pub mod store;

use std::net::IpAddr;
use std::time::Duration;

use super::effective::EffectivePolicy;
use super::shortfall::{DeviceTrust, Enrolled, Evidence, Shortfall, Waiver};
use crate::factors::device::{LONGEST_TRUST, TrustLimit, TrustedDevice};
use crate::foundation::secret::TokenDigest;

/// Where somebody is, as far as it may spare the second step.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The browser's own cookie.
    pub browser: TokenDigest,
    pub address: IpAddr,
    /// How long a device is remembered where no group says anything.
    pub remember: Duration,
}

/// What the policy says of a sign-in, at one moment and in one place.
#[derive(Clone, Debug)]
pub struct Judgement {
    pub policy: EffectivePolicy,
    pub enrolled: Enrolled,
    /// What the sign-in showed, and what may spare the rest.
    pub evidence: Evidence,
    pub device: Option<TrustedDevice>,
    /// What it lacks.
    pub lacks: Option<Shortfall>,
    /// How long this device may be remembered.
    pub limit: TrustLimit,
}

impl Judgement {
    /// What stands in the way of a session, a code or a token.
    pub fn obstacle(&self) -> Option<&Shortfall> {
        self.lacks.as_ref().filter(|lacks| lacks.is_in_the_way())
    }

    /// Whether somebody who has a second step of their own need not take it here.
    pub fn spares_own_step(&self) -> bool {
        let address = self.evidence.waiver.and_then(|waiver| waiver.address);
        self.device.is_some() || address.is_some_and(|address| self.policy.is_trusted_network(address))
    }
}

fn limit(policy: &EffectivePolicy, place: &Place) -> TrustLimit {
    TrustLimit { longest: policy.remember.unwrap_or(place.remember).min(LONGEST_TRUST), policy_changed_at: policy.changed_at }
}

fn waiver(device: Option<&TrustedDevice>, address: IpAddr) -> Waiver {
    Waiver { device: device.map(|device| DeviceTrust { id: device.id, since: device.created_at }), address: Some(address) }
}
