//! Whom a change of a group's policy would touch, before it is saved.

use std::collections::BTreeMap;

use super::{Accepted, Asked, Enrolled, GroupPolicy, Setting};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{GroupId, UserId};

/// A member, with what is set up and what other groups demand of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub user: UserId,
    pub enrolled: Enrolled,
    /// The other mandatory groups of this person, with what satisfies them.
    pub others: Vec<(GroupId, String, Accepted)>,
}

/// How a member stands towards a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Readiness {
    /// An accepted method is set up, or nothing is demanded.
    Ready,
    /// Nothing is set up.
    MustSetUp,
    /// What is set up is not accepted.
    NotAccepted,
}

/// Another group that accepts nothing of what this one would: who is in both needs two methods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    pub group: GroupId,
    pub name: String,
    /// How many are in both.
    pub members: usize,
}

/// What a change would bring.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    pub members: usize,
    pub ready: usize,
    pub must_set_up: usize,
    /// Have something set up, and nothing that would be accepted.
    pub not_accepted: usize,
    /// Of those who would not be ready, how many are by the policy as it is.
    pub ready_before: usize,
    pub conflicts: Vec<Conflict>,
    /// Who would not be ready, in the order of the members given.
    pub touched: Vec<(UserId, Readiness)>,
    /// Until when they may put it off.
    pub deadline: Option<Timestamp>,
    /// Whether remembered devices and running sessions are looked at anew.
    pub is_stricter: bool,
}

/// How a member stands towards a policy; `mandated` where an app mandates it for the group.
pub fn readiness(policy: &GroupPolicy, mandated: bool, enrolled: Enrolled) -> Readiness {
    match Asked::of(policy, mandated) {
        Some(_) if enrolled.all().is_empty() => Readiness::MustSetUp,
        Some(asked) if !enrolled.all().meets(asked.accepted) => Readiness::NotAccepted,
        Some(_) | None => Readiness::Ready,
    }
}

/// Compares a policy with the one that would take its place.
pub fn preview(before: &GroupPolicy, after: &GroupPolicy, mandated: bool, members: &[Member], now: Timestamp) -> Preview {
    let mut seen = Preview { members: members.len(), is_stricter: is_stricter(before, after), ..Preview::default() };
    seen.deadline = after.enforce_from.filter(|from| after.setting == Setting::Mandatory && *from > now && !mandated);
    let mut conflicts: BTreeMap<GroupId, Conflict> = BTreeMap::new();
    let is_demanded = mandated || after.setting == Setting::Mandatory;
    for member in members {
        let readiness_after = readiness(after, mandated, member.enrolled);
        match readiness_after {
            Readiness::Ready => seen.ready += 1,
            Readiness::MustSetUp => seen.must_set_up += 1,
            Readiness::NotAccepted => seen.not_accepted += 1,
        }
        if readiness_after != Readiness::Ready {
            seen.touched.push((member.user, readiness_after));
            seen.ready_before += usize::from(readiness(before, mandated, member.enrolled) == Readiness::Ready);
        }
        let apart = member.others.iter().filter(|(_, _, accepted)| is_demanded && !accepted.meets(after.satisfied_by()));
        for (group, name, _) in apart {
            let conflict = conflicts.entry(*group).or_insert_with(|| Conflict { group: *group, name: name.clone(), members: 0 });
            conflict.members += 1;
        }
    }
    seen.conflicts = conflicts.into_values().collect();
    seen
}

/// Whether anything is asked for that was not.
pub fn is_stricter(before: &GroupPolicy, after: &GroupPolicy) -> bool {
    let shorter = |before: Option<std::time::Duration>, after: Option<std::time::Duration>| {
        after.is_some_and(|after| before.is_none_or(|before| after < before))
    };
    let sooner = after.enforce_from.is_none_or(|after| before.enforce_from.is_some_and(|before| after < before));
    after.setting > before.setting
        || after.satisfied_by().missing_from(before.satisfied_by()).next().is_some()
        || after.setting == Setting::Mandatory && sooner && before.enforce_from.is_some()
        || after.remember_device < before.remember_device
        || shorter(before.idle, after.idle)
        || shorter(before.absolute, after.absolute)
        || before.trusted_networks.iter().any(|network| !after.trusted_networks.contains(network))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::factors::{Method, MethodSet};

    const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

    fn member(number: u128, enrolled: &str, others: &[(u128, &str)]) -> Member {
        let accepted: Accepted = enrolled.parse().unwrap();
        let group = |(number, accepted): &(u128, &str)| {
            (GroupId::from_uuid(uuid::Uuid::from_u128(*number)), format!("Group {number}"), accepted.parse().unwrap())
        };
        Member {
            user: UserId::from_uuid(uuid::Uuid::from_u128(number)),
            enrolled: Enrolled { methods: accepted.methods, passkey: accepted.passkey, put_off_at: None },
            others: others.iter().map(group).collect(),
        }
    }

    #[test]
    fn a_change_shows_who_is_ready_and_who_is_not() {
        let before = GroupPolicy { setting: Setting::Prompt, ..GroupPolicy::default() };
        let after = before.clone().preset(super::super::Preset::Strict);
        let members = [
            member(1, "", &[]),
            member(2, "totp", &[(7, "sms email")]),
            member(3, "sms email", &[(7, "sms"), (8, "passkey")]),
            member(4, "passkey", &[]),
        ];
        let seen = preview(&before, &after, false, &members, NOW);
        assert_eq!((seen.members, seen.ready, seen.must_set_up, seen.not_accepted, seen.ready_before), (4, 2, 1, 1, 2));
        let touched: Vec<Readiness> = seen.touched.iter().map(|(_, readiness)| *readiness).collect();
        assert_eq!(touched, [Readiness::MustSetUp, Readiness::NotAccepted]);
        let conflicts: Vec<(&str, usize)> = seen.conflicts.iter().map(|conflict| (conflict.name.as_str(), conflict.members)).collect();
        assert_eq!(conflicts, [("Group 7", 2)]);
        assert!(seen.is_stricter && seen.deadline.is_none());

        let back = preview(&after, &before, false, &members, NOW);
        assert_eq!((back.ready, back.conflicts.len(), back.is_stricter), (4, 0, false), "whoever may skip is ready");
        assert_eq!(preview(&before, &before, true, &members, NOW).must_set_up, 1, "an app that mandates it leaves no choice");
        let later = GroupPolicy { enforce_from: Some(NOW.plus(std::time::Duration::from_hours(72))), ..after };
        assert_eq!(preview(&before, &later, false, &members, NOW).deadline, later.enforce_from);
    }

    #[test]
    fn a_passkey_that_does_not_count_is_not_accepted() {
        let policy = GroupPolicy { setting: Setting::Mandatory, passkey_counts: false, ..GroupPolicy::default() };
        let with = |methods, passkey| Enrolled { methods, passkey, put_off_at: None };
        assert_eq!(readiness(&policy, false, with(MethodSet::NONE, true)), Readiness::NotAccepted);
        assert_eq!(readiness(&policy, false, with(MethodSet::NONE.with(Method::Sms), true)), Readiness::Ready);
    }
}
