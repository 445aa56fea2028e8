//! Whom a change of the rules would touch.

use serde::Serialize;

use super::rules::rule_lines;
use super::{Place, Section};
use crate::foundation::clock::Timestamp;
use crate::groups::calendar::Calendar;
use crate::policy::{GroupPolicy, Preset, Preview};
use crate::practice::rules::typed::Typed;
use crate::text::{Moment, Text};
use crate::web::href::Href;
use crate::web::page::{LONG_HOSTILE, Page};

/// Whom the change touches, before it is saved.
#[derive(Clone, Debug, Serialize)]
pub struct RulesPreviewPage {
    pub place: Place,
    members: i64,
    ready: i64,
    must_set_up: i64,
    not_accepted: i64,
    /// Of those who would not be ready, how many are now.
    ready_before: i64,
    deadline: Option<Moment>,
    is_stricter: bool,
    /// Whoever looks has nothing that would be accepted.
    touches_you: bool,
    conflicts: Vec<ConflictLine>,
    rules: Vec<Text>,
    fields: Vec<HiddenField>,
    /// Of the policy that it is compared with.
    version: i64,
    back: Href,
}

#[derive(Clone, Debug, Serialize)]
struct ConflictLine {
    group: String,
    members: i64,
}

#[derive(Clone, Debug, Serialize)]
struct HiddenField {
    name: &'static str,
    value: String,
}

impl RulesPreviewPage {
    pub fn new(
        place: Place,
        (after, version, calendar, is_mandated): (&GroupPolicy, i32, &Calendar, bool),
        (seen, touches_you): (&Preview, bool),
        back: Href,
        now: Timestamp,
    ) -> Self {
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let conflict = |one: &crate::policy::preview::Conflict| ConflictLine { group: one.name.clone(), members: count(one.members) };
        Self {
            place,
            members: count(seen.members),
            ready: count(seen.ready),
            must_set_up: count(seen.must_set_up),
            not_accepted: count(seen.not_accepted),
            ready_before: count(seen.ready_before),
            deadline: seen.deadline.map(|at| Moment::ending_a_day(at, now)),
            is_stricter: seen.is_stricter,
            touches_you,
            conflicts: seen.conflicts.iter().map(conflict).collect(),
            rules: rule_lines(after, calendar, is_mandated, now),
            fields: Typed::of(after, calendar).fields().into_iter().map(|(name, value)| HiddenField { name, value }).collect(),
            version: i64::from(version),
            back,
        }
    }
}

impl Page for RulesPreviewPage {
    const TEMPLATE: &'static str = "practice/rules_preview.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let now = Timestamp::from_secs(1_789_000_000);
        let strict = GroupPolicy::default().preset(Preset::Strict);
        let conflict = |name: &str| crate::policy::preview::Conflict {
            group: crate::foundation::id::GroupId::from_uuid(uuid::Uuid::nil()),
            name: name.to_owned(),
            members: 2,
        };
        let seen = |name: &str| Preview {
            members: 12,
            ready: 7,
            must_set_up: 3,
            not_accepted: 2,
            ready_before: 5,
            conflicts: vec![conflict(name)],
            deadline: Some(Timestamp::from_secs(1_789_500_000)),
            is_stricter: true,
            ..Preview::default()
        };
        let page = |place, (policy, is_mandated): (&GroupPolicy, bool), seen: &Preview| {
            Self::new(
                place,
                (policy, 3, &Calendar::of(None), is_mandated),
                (seen, seen.is_stricter),
                Href::local("/settings/groups/0199/policy?setting=mandatory"),
                now,
            )
        };
        let place = || Place::sample(Section::GroupPolicy);
        vec![
            ("nobody", page(place(), (&GroupPolicy::default(), true), &Preview { members: 12, ready: 12, ..Preview::default() })),
            ("filled", page(place(), (&strict, false), &seen("Hilltop Physio"))),
            ("longest", page(Place::longest(Section::GroupPolicy), (&strict, false), &seen(LONG_HOSTILE))),
        ]
    }
}
