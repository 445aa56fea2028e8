//! What happened in the group: who did what to whom.

use serde::Serialize;

use super::{Place, Section};
use crate::audit::EventKind;
use crate::text::{Moment, Text};
use crate::web::href::Href;
use crate::web::page::{LONG_HOSTILE, Page};

/// The newest first.
#[derive(Clone, Debug, Serialize)]
pub struct GroupActivityPage {
    pub place: Place,
    pub lines: Vec<GroupEvent>,
    pub older: Option<Href>,
    pub newest: Option<Href>,
}

/// One event in plain words.
#[derive(Clone, Debug, Serialize)]
pub struct GroupEvent {
    what: Text,
    icon: &'static str,
    pub at: Moment,
    /// By whom; `None` for the installation itself.
    by: Option<String>,
    about: Option<String>,
}

impl GroupEvent {
    /// The words for an event; `None` for what says nothing to a manager.
    pub fn of(kind: EventKind, at: Moment) -> Option<Self> {
        let (what, icon) = words(kind)?;
        Some(Self { what, icon, at, by: None, about: None })
    }

    #[must_use]
    pub fn with_people(self, by: Option<String>, about: Option<String>) -> Self {
        Self { by, about, ..self }
    }
}

fn words(kind: EventKind) -> Option<(Text, &'static str)> {
    use EventKind as Kind;
    Some(match kind {
        Kind::GroupAdded => (Text::new("group-event-added"), "practice"),
        Kind::GroupChanged => (Text::new("group-event-changed"), "practice"),
        Kind::MemberAdded => (Text::new("group-event-member-added"), "group"),
        Kind::MemberChanged => (Text::new("group-event-member-changed"), "group"),
        Kind::MemberRemoved => (Text::new("group-event-member-removed"), "leave"),
        Kind::UserInvited => (Text::new("group-event-invited"), "letter"),
        Kind::InvitationAccepted => (Text::new("group-event-accepted"), "done"),
        Kind::InvitationDeclined => (Text::new("group-event-declined"), "letter"),
        Kind::InvitationWithdrawn => (Text::new("group-event-withdrawn"), "letter"),
        Kind::SessionsEnded => (Text::new("group-event-sessions"), "leave"),
        Kind::TwoFactorActivated => (Text::new("group-event-on"), "shield"),
        Kind::TwoFactorDeactivated => (Text::new("group-event-off"), "alert"),
        Kind::TwoFactorReset => (Text::new("group-event-reset"), "alert"),
        Kind::PolicyChanged => (Text::new("group-event-policy"), "shield"),
        Kind::DeadlineExtended => (Text::new("group-event-extended"), "clock"),
        Kind::PasskeyRemoved => (Text::new("group-event-passkey"), "passkey"),
        _ => return None,
    })
}

impl Page for GroupActivityPage {
    const TEMPLATE: &'static str = "practice/activity.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let line = |(index, kind): (usize, &EventKind)| {
            let usual = GroupEvent::of(*kind, super::sample_moment(i64::try_from(index).unwrap_or(0) * 40_000))?;
            let by = (index % 3 != 0).then(|| "Alice Nguyen".to_owned());
            Some(GroupEvent { by, about: Some("bob.okafor@riverside.example".to_owned()), ..usual })
        };
        let lines: Vec<_> = EventKind::ALL.iter().enumerate().filter_map(line).collect();
        let empty = Self { place: Place::sample(Section::GroupActivity), lines: Vec::new(), older: None, newest: None };
        let hostile = || Some(LONG_HOSTILE.to_owned());
        let longest = lines.iter().take(2).map(|line| GroupEvent { by: hostile(), about: hostile(), ..line.clone() }).collect();
        let activity = || Href::local("/settings/groups/0199/activity");
        let filled =
            Self { lines, older: Some(Href::local("/settings/groups/0199/activity?before=17")), newest: Some(activity()), ..empty.clone() };
        let longest = Self { place: Place::longest(Section::GroupActivity), lines: longest, ..empty.clone() };
        vec![("empty", empty), ("filled", filled), ("longest", longest)]
    }
}
