//! What one group asks of each of its members, as its tables, letters and figures show it: who has it, and who is late.
//!
//! A sign-in is not judged by this, but by all that counts for it together ([`super::effective`]).

pub mod store;

use super::{Accepted, GroupPolicy, Setting};
use crate::foundation::clock::Timestamp;

/// What is asked where two-factor authentication is mandatory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// One of these set up.
    pub accepted: Accepted,
    /// From when on: a deadline, or when it was made mandatory. Zero where nobody noted that.
    pub from: Timestamp,
    /// Whether a member may have been given more time: what an app mandates waits for nobody.
    pub can_wait: bool,
}

impl Asked {
    /// `None` where the group leaves its members the choice, and no app mandates it.
    pub fn of(policy: &GroupPolicy, is_mandated: bool) -> Option<Self> {
        if policy.setting != Setting::Mandatory && !is_mandated {
            return None;
        }
        let from = policy.enforce_from.filter(|_| !is_mandated).unwrap_or(policy.changed_at);
        Some(Self { accepted: policy.satisfied_by(), from, can_wait: !is_mandated })
    }

    /// From when on a member must have it, who was given time until then.
    pub fn due(&self, extended: Option<Timestamp>) -> Timestamp {
        extended.filter(|_| self.can_wait).map_or(self.from, |until| until.max(self.from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_given_by_the_group_and_taken_by_an_app() {
        let [early, late] = [100, 200].map(Timestamp::from_secs);
        let policy = GroupPolicy { setting: Setting::Mandatory, enforce_from: Some(early), ..GroupPolicy::default() };
        let asked = Asked::of(&policy, false).unwrap();
        assert_eq!([None, Some(late), Some(Timestamp::from_secs(1))].map(|extended| asked.due(extended)), [early, late, early]);
        let mandated = Asked::of(&policy, true).unwrap();
        assert_eq!(mandated.due(Some(late)), policy.changed_at, "in force already");
        assert_eq!(Asked::of(&GroupPolicy { setting: Setting::Prompt, ..policy.clone() }, false), None);
        assert!(Asked::of(&GroupPolicy::default(), true).is_some());
    }
}
