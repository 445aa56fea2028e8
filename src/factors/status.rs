//! Two-factor authentication of one person: what is set up, and how it changes.
//!
//! | status | when |
//! |---|---|
//! | Not setup | nothing was ever turned on, or it was turned off again |
//! | Activated | turned on by the person, a manager or a policy; no method chosen yet |
//! | Pending | a method was chosen; its code has not been entered yet |
//! | Enabled | at least one method is validated; it is asked for from the next sign-in on |
//!
//! [`State::after`] is the one function that makes a transition:
//!
//! | event | Not setup | Activated | Pending | Enabled |
//! |---|---|---|---|---|
//! | activate | Activated | – | – | – |
//! | policy became mandatory | Activated | stays | stays | stays |
//! | choose *m* ¹ | Pending *m* | Pending *m* | Pending *m* | Enabled, adding *m* |
//! | validate *m* ¹ | – | – | Enabled by *m*, if chosen | *m* added, if chosen |
//! | make primary *m* ¹ | – | – | – | *m* first, if validated |
//! | remove *m* ¹ | – | – | Activated, if chosen | without *m*; after the last one Pending or Activated |
//! | deactivate ² | – | Not setup | Not setup | Not setup |
//! | reset ³ | – | Activated | Activated | Activated |
//!
//! ¹ the person only, ² the person or a manager, ³ a manager only. "–" is a refusal. `remove` and `deactivate` are refused
//! where what a policy demands of the person would then be met no more ([`Demand`]).
//!
//! A method that is validated already can be chosen again: a new authenticator app, another telephone. The old one keeps
//! working until the new one is validated.

use serde::Serialize;
use thiserror::Error;

use super::{Method, MethodSet};

/// The status as the person and the managers see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    NotSetup,
    Activated,
    Pending,
    Enabled,
}

impl Status {
    pub const ALL: &[Self] = &[Self::NotSetup, Self::Activated, Self::Pending, Self::Enabled];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotSetup => "not_setup",
            Self::Activated => "activated",
            Self::Pending => "pending",
            Self::Enabled => "enabled",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| status.as_str() == text)
    }
}

/// What is set up. Nothing can be primary that is not validated, and nothing is enabled without a validated method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    #[default]
    NotSetup,
    Activated,
    Pending {
        chosen: Method,
    },
    Enabled {
        primary: Method,
        /// The other validated methods: the back-up at sign-in.
        backup: MethodSet,
        /// A further method, or a validated one anew, that waits for its code.
        adding: Option<Method>,
    },
}

/// Who asks for a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The person whose two-factor authentication it is.
    Person,
    /// A full-access member of a group of theirs, or an operator.
    Manager,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    Activate,
    PolicyBecameMandatory,
    Choose(Method),
    Validate(Method),
    MakePrimary(Method),
    Remove(Method),
    Deactivate,
    Reset,
}

/// What policies demand of the person: of each set, one method must be validated. There is one set for each mandatory group
/// that no passkey of the person satisfies; none where nothing is mandatory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Demand(Vec<MethodSet>);

impl Demand {
    pub const NOTHING: Self = Self(Vec::new());

    pub fn each_of(sets: impl IntoIterator<Item = MethodSet>) -> Self {
        Self(sets.into_iter().collect())
    }

    pub fn is_met_by(&self, validated: MethodSet) -> bool {
        self.0.iter().all(|accepted| accepted.meets(validated))
    }
}

/// Why a change is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error("it is turned on already")]
    AlreadyActivated,
    #[error("it is not turned on")]
    NotActivated,
    #[error("this method was not chosen")]
    NotChosen,
    #[error("this method is not set up")]
    NoSuchMethod,
    #[error("only the person can do this")]
    OnlyThePerson,
    #[error("only a manager can do this")]
    OnlyAManager,
    #[error("a policy demands it")]
    Demanded,
}

impl State {
    pub const fn status(self) -> Status {
        match self {
            Self::NotSetup => Status::NotSetup,
            Self::Activated => Status::Activated,
            Self::Pending { .. } => Status::Pending,
            Self::Enabled { .. } => Status::Enabled,
        }
    }

    pub const fn primary(self) -> Option<Method> {
        match self {
            Self::Enabled { primary, .. } => Some(primary),
            _ => None,
        }
    }

    /// The method that waits for its code.
    pub const fn pending(self) -> Option<Method> {
        match self {
            Self::Pending { chosen } => Some(chosen),
            Self::Enabled { adding, .. } => adding,
            Self::NotSetup | Self::Activated => None,
        }
    }

    pub const fn validated(self) -> MethodSet {
        match self {
            Self::Enabled { primary, backup, .. } => backup.with(primary),
            _ => MethodSet::NONE,
        }
    }

    /// The validated methods in the order in which a sign-in offers them: the primary one, then the ones to recommend.
    pub fn offered(self) -> Vec<Method> {
        self.primary().into_iter().chain(self.validated().iter().filter(|method| Some(*method) != self.primary())).collect()
    }

    /// The state that these facts describe; `primary` gives way to the best of `validated` where it is none of them.
    pub fn of(is_on: bool, validated: MethodSet, primary: Option<Method>, pending: Option<Method>) -> Self {
        let primary = primary.filter(|primary| validated.contains(*primary)).or_else(|| validated.iter().next());
        match (primary, pending) {
            (Some(primary), adding) => Self::Enabled { primary, backup: validated.without(primary), adding },
            (None, Some(chosen)) => Self::Pending { chosen },
            (None, None) if is_on => Self::Activated,
            (None, None) => Self::NotSetup,
        }
    }

    /// The state after `event`, or why there is none. See the table above.
    pub fn after(self, event: Event, by: By, demand: &Demand) -> Result<Self, Refusal> {
        let validated = self.validated();
        match event {
            Event::Choose(_) | Event::Validate(_) | Event::MakePrimary(_) | Event::Remove(_) if by != By::Person => {
                Err(Refusal::OnlyThePerson)
            }
            Event::Reset if by != By::Manager => Err(Refusal::OnlyAManager),

            Event::Activate | Event::PolicyBecameMandatory if self == Self::NotSetup => Ok(Self::Activated),
            Event::Activate => Err(Refusal::AlreadyActivated),
            Event::PolicyBecameMandatory => Ok(self),

            Event::Choose(method) => Ok(Self::of(true, validated, self.primary(), Some(method))),
            Event::Validate(method) if self.pending() == Some(method) => {
                Ok(Self::of(true, validated.with(method), self.primary().or(Some(method)), None))
            }
            Event::Validate(_) => Err(Refusal::NotChosen),
            Event::MakePrimary(method) if validated.contains(method) => Ok(Self::of(true, validated, Some(method), self.pending())),
            Event::MakePrimary(_) => Err(Refusal::NoSuchMethod),

            Event::Remove(method) => {
                // What waits for its code goes with what has it: nobody who removes a telephone wants to be half in setting it up.
                let pending = self.pending().filter(|pending| *pending != method);
                if !validated.contains(method) && pending == self.pending() {
                    return Err(Refusal::NoSuchMethod);
                }
                let left = validated.without(method);
                if demand.is_met_by(validated) && !demand.is_met_by(left) {
                    return Err(Refusal::Demanded);
                }
                Ok(Self::of(true, left, self.primary(), pending))
            }
            Event::Deactivate | Event::Reset if self == Self::NotSetup => Err(Refusal::NotActivated),
            Event::Deactivate if !demand.is_met_by(MethodSet::NONE) => Err(Refusal::Demanded),
            Event::Deactivate => Ok(Self::NotSetup),
            Event::Reset => Ok(Self::Activated),
        }
    }
}

#[cfg(test)]
#[path = "status_tests.rs"]
mod tests;
