//! What a sign-in still needs: one pure function over what was proved and what is known. The first row that fits answers.
//!
//! | # | when | then |
//! |---|---|---|
//! | 1 | a password was given, a second step is set up, and it was neither taken nor is it spared here | second step |
//! | 2 | the policy demands a factor that is set up, and was not passed | second step |
//! | 3 | the policy demands a factor that is not set up, and it may not be put off | set-up |
//! | | *here the session begins* | |
//! | 4 | the same, and it may be put off; or two-factor is turned on without a method; and it was not put off yet | set-up, with "Not now" |
//! | 5 | the device could make a passkey, and the person was not asked yet | the offer |
//! | 6 | nothing is left | back to the errand |
//!
//! What is demanded comes in from outside: who turned two-factor authentication on for the person ([`Demand::of`]), and what
//! their practices and the app ask for (`policy`).

use crate::factors::status::Status;
use crate::factors::{Factor, FactorUsed, MethodSet};
use crate::foundation::clock::Timestamp;
use crate::policy::{Shortfall, Skip};

/// A method that the person is asked to set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demand {
    /// Any of these will do.
    pub methods: MethodSet,
    /// So does having signed in with a passkey.
    pub passkey_counts: bool,
    pub may_skip: bool,
    /// From when on it can be put off no more.
    pub deadline: Option<Timestamp>,
}

impl Demand {
    /// What follows from the person's own status: who has it turned on, and no method yet, is invited to choose one.
    pub fn of(status: Status) -> Option<Self> {
        let invitation = Self { methods: MethodSet::ALL, passkey_counts: true, may_skip: true, deadline: None };
        matches!(status, Status::Activated | Status::Pending).then_some(invitation)
    }
}

impl Demand {
    /// What follows from the policy, where it leads to a set-up.
    pub fn by_policy(lacks: &Shortfall) -> Option<Self> {
        let Shortfall::SetUp { accepted, skip, .. } = lacks else { return None };
        let deadline = skip.and_then(|skip| if let Skip::Until(deadline) = skip { Some(deadline) } else { None });
        Some(Self { methods: accepted.methods, passkey_counts: accepted.passkey, may_skip: skip.is_some(), deadline })
    }
}

/// What is known of a sign-in.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The factors used in this sign-in.
    pub used: &'a [FactorUsed],
    /// The methods that the person has validated.
    pub validated: MethodSet,
    /// Whether the person skips the second step on this device, or in this network.
    pub is_device_trusted: bool,
    /// What the sign-in lacks by the policy.
    pub lacks: Option<&'a Shortfall>,
    /// What follows from the person's own status.
    pub demand: Option<Demand>,
    /// Whether the set-up was put off in this sign-in.
    pub is_put_off: bool,
    /// Whether the device could make a passkey, and the person may be asked.
    pub may_offer_passkey: bool,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    SecondStep,
    SetUp(Demand),
    OfferPasskey,
    Nothing,
}

impl Needs {
    /// See the table above.
    pub fn of(known: &Known<'_>) -> Self {
        let used = |factor: Factor| known.used.iter().any(|used| used.factor == factor);
        let password_alone = known.used.iter().all(|used| used.factor == Factor::Password);
        if password_alone && !known.validated.is_empty() && !known.is_device_trusted {
            return Self::SecondStep;
        }
        let by_policy = match known.lacks {
            Some(Shortfall::SecondStep { .. } | Shortfall::OutOfReach) => return Self::SecondStep,
            Some(lacks) => Demand::by_policy(lacks),
            None => None,
        };
        let is_met = |demand: &Demand| known.validated.meets(demand.methods) || demand.passkey_counts && used(Factor::Passkey);
        match by_policy.or(known.demand.filter(|demand| !is_met(demand))) {
            Some(demand) if !demand.may_skip || !known.is_put_off => Self::SetUp(demand),
            // An offer to somebody who was trusted, or has one at hand, is none.
            _ if known.may_offer_passkey && !known.is_device_trusted && !used(Factor::Passkey) => Self::OfferPasskey,
            _ => Self::Nothing,
        }
    }

    /// Whether no session may begin before it is done.
    pub fn is_before_session(self) -> bool {
        match self {
            Self::SecondStep => true,
            Self::SetUp(demand) => !demand.may_skip,
            Self::OfferPasskey | Self::Nothing => false,
        }
    }
}

#[cfg(test)]
#[path = "needs_tests.rs"]
mod tests;
