//! What a sign-in lacks by the policy, asked before a session begins, before a code is issued, and at each use of a token.
//!
//! For each demand in force, the first row that fits:
//!
//! | the person | then |
//! |---|---|
//! | passed an accepted factor | met |
//! | has none of the accepted ones set up | must set one up; first proves what is set up already |
//! | used a recovery code | met, for this sign-in |
//! | is in a network that the demand trusts, or on a device that is remembered | met, for now |
//! | has one set up | must pass it |
//!
//! A demand that is coming reminds whoever has none of its factors set up; an optional group asks whoever has nothing.
//! Neither stands in the way. A class that the request makes essential never leads to a set-up: a factor that is set up to
//! step up does not satisfy the step-up.

use std::net::IpAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Accepted;
use super::effective::{Demand, Demander, EffectivePolicy};
use crate::factors::{Enrolment, Factor, FactorUsed, MethodSet, assurance};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::TrustedDeviceId;

/// What a sign-in showed: the factors passed, and what spared the second step where it was spared. What an app holds keeps
/// it, so that it is judged anew at each use.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub proofs: Vec<FactorUsed>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver: Option<Waiver>,
}

/// What may spare the second step, as far as every demand allows it. It is no proof.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    pub device: Option<DeviceTrust>,
    /// From where the person signs in, or signed in.
    pub address: Option<IpAddr>,
}

/// A device that the person chose to have remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceTrust {
    pub id: TrustedDeviceId,
    pub since: Timestamp,
}

/// What a person has set up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Enrolled {
    pub methods: MethodSet,
    /// Whether there is any passkey.
    pub passkey: bool,
    /// When the person last put off setting something up.
    pub put_off_at: Option<Timestamp>,
}

/// What a sign-in lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shortfall {
    /// One of `by` is to be passed; of them `best` would satisfy the most at once.
    SecondStep { by: Accepted, best: Accepted },
    /// One of `accepted` is to be set up, for those who demand it; of them `best` would satisfy all.
    SetUp { accepted: Accepted, best: Accepted, by: Vec<Demand>, skip: Option<Skip> },
    /// The request makes a class essential that nothing of what is set up reaches.
    OutOfReach,
}

/// How a set-up may be put off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skip {
    /// The person is reminded at each sign-in until then.
    Until(Timestamp),
    /// The person is asked again after this.
    For(Duration),
}

impl Enrolled {
    pub fn of(enrolment: &Enrolment, passkey: bool, put_off_at: Option<Timestamp>) -> Self {
        Self { methods: enrolment.validated(), passkey, put_off_at }
    }

    pub const fn all(self) -> Accepted {
        Accepted::of(self.methods, self.passkey)
    }
}

impl Shortfall {
    /// Whether no session may begin, and no app gets anything, before it is made good.
    pub fn is_in_the_way(&self) -> bool {
        !matches!(self, Self::SetUp { skip: Some(_), .. })
    }
}

impl EffectivePolicy {
    /// What a sign-in with this evidence lacks; `None` where it lacks nothing.
    pub fn shortfall(&self, evidence: &Evidence, enrolled: Enrolled, now: Timestamp) -> Option<Shortfall> {
        let passed: Accepted = evidence.proofs.iter().map(|used| used.factor).collect();
        let recovered = evidence.proofs.iter().any(|used| used.factor == Factor::RecoveryCode);
        let (mut to_pass, mut to_set_up) = (Vec::new(), Vec::new());
        for demand in self.demands.iter().filter(|demand| !demand.is_passed(passed, &evidence.proofs)) {
            let is_of_request = matches!(demand.by, Demander::Request { .. });
            match enrolled.all().and(demand.accepted) {
                none if none.is_empty() && is_of_request => return Some(Shortfall::OutOfReach),
                none if none.is_empty() => to_set_up.push(demand),
                some if is_of_request => to_pass.push(some),
                some if !recovered && !self.spares(demand, evidence.waiver, now) => to_pass.push(some),
                _ => {}
            }
        }
        if !to_set_up.is_empty() && to_pass.is_empty() && passed.is_empty() && !recovered && !enrolled.all().is_empty() {
            // Whoever knows the password alone must not choose what opens the account from now on.
            return Some(Shortfall::SecondStep { by: enrolled.all(), best: enrolled.all() });
        }
        if !to_pass.is_empty() {
            let (by, best) = of_all(to_pass.iter().copied());
            return Some(Shortfall::SecondStep { by, best });
        }
        if !to_set_up.is_empty() {
            return Some(set_up(&to_set_up, None));
        }
        self.reminder(passed, enrolled, now)
    }

    /// What may be put off.
    fn reminder(&self, passed: Accepted, enrolled: Enrolled, now: Timestamp) -> Option<Shortfall> {
        let has = enrolled.all().or(passed);
        let coming: Vec<&Demand> = self.coming.iter().filter(|demand| !has.meets(demand.accepted)).collect();
        if let Some(nearest) = coming.first().and_then(|demand| demand.from) {
            return Some(set_up(&coming, Some(Skip::Until(nearest))));
        }
        let prompt = self.prompt.as_ref().filter(|_| has.is_empty())?;
        // One that was put off in the future was put off before the clock was set back.
        let is_quiet = |at: Timestamp| at <= now && now.since(at) < prompt.ask_again;
        if enrolled.put_off_at.is_some_and(is_quiet) {
            return None;
        }
        let skip = Some(Skip::For(prompt.ask_again));
        Some(Shortfall::SetUp { accepted: prompt.accepted, best: prompt.accepted, by: Vec::new(), skip })
    }

    /// Whether the second step may be skipped, as far as this demand goes.
    fn spares(&self, demand: &Demand, waiver: Option<Waiver>, now: Timestamp) -> bool {
        let Some(waiver) = waiver else { return false };
        // What an app requires by itself is never spared.
        if !matches!(demand.by, Demander::Group { .. }) {
            return false;
        }
        waiver.address.is_some_and(|address| demand.trusted_networks.iter().any(|network| network.contains(&address.to_canonical())))
            || waiver.device.is_some_and(|device| self.remembers(device, now))
    }

    /// Whether a device that was trusted then is remembered still.
    pub fn remembers(&self, device: DeviceTrust, now: Timestamp) -> bool {
        let longest = self.remember.unwrap_or_default();
        device.since <= now && now.since(device.since) < longest && self.changed_at.is_none_or(|changed| changed <= device.since)
    }
}

impl Demand {
    fn is_passed(&self, passed: Accepted, proofs: &[FactorUsed]) -> bool {
        match self.by {
            Demander::Request { acr } => assurance(proofs).is_some_and(|reached| reached >= acr),
            Demander::Group { .. } | Demander::App { .. } => passed.meets(self.accepted),
        }
    }
}

fn set_up(demands: &[&Demand], skip: Option<Skip>) -> Shortfall {
    let (accepted, best) = of_all(demands.iter().map(|demand| demand.accepted));
    Shortfall::SetUp { accepted, best, by: demands.iter().map(|demand| (*demand).clone()).collect(), skip }
}

/// What is in any of the sets, and what is in all of them; where nothing is, what is in any.
fn of_all(sets: impl Iterator<Item = Accepted> + Clone) -> (Accepted, Accepted) {
    let any = sets.clone().fold(Accepted::NONE, Accepted::or);
    let all = sets.fold(Accepted::ALL, Accepted::and);
    (any, if all.is_empty() { any } else { all })
}

#[cfg(test)]
#[path = "shortfall_tests.rs"]
mod tests;
