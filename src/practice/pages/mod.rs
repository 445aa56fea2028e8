//! What the templates of a practice's pages receive.
//!
//! | below `/settings/groups/{group}` | page |
//! |---|---|
//! | nothing | [`OverviewPage`] |
//! | `policy` | [`RulesPage`]; POST `preview` [`RulesPreviewPage`], `save`, `undo` |
//! | `users` | [`MembersPage`]; `users.csv` the same as a file |
//! | `users/{user}` | [`MemberPage`]; `access` [`AccessPage`]; `extend` [`ExtendPage`]; POST `activate`; `deactivate`, `reset`, `sign-out`, `remove`, `restore` ask first |
//! | `invite` | [`InvitePage`] |
//! | `invitations` | [`InvitationsPage`]; POST `{id}/again`; `{id}/withdraw` asks first |
//! | `activity` | [`GroupActivityPage`] |
//!
//! `/settings/groups` ([`GroupsPage`]) lists the groups that the person may manage. What asks first is a [`SurePage`] on GET,
//! and done on POST of the same address. A manager who has no second factor to show meets [`SecondFactorFirstPage`].

mod activity;
mod groups;
mod invitations;
mod member;
mod members;
mod overview;
mod rules;
mod rules_preview;
mod sure;

use serde::Serialize;

pub use activity::{GroupActivityPage, GroupEvent};
pub use groups::{GroupLine, GroupsPage, SecondFactorFirstPage};
pub use invitations::{InvitationLine, InvitationsPage, InviteFields, InvitePage};
pub use member::{AccessPage, Actions, ExtendPage, MemberPage, NoticeLine};
pub use members::{Choice, Column, Filter, MemberLine, MembersPage};
pub use overview::OverviewPage;
pub use rules::{RulesPage, rule_lines};
pub use rules_preview::RulesPreviewPage;
pub use sure::{SurePage, Tick};

use super::Refused;
use crate::foundation::id::GroupId;
use crate::groups::{AccessLevel, Role};
use crate::text::Text;
use crate::web::href::Href;
use crate::web::page::LONG_HOSTILE;
use crate::web::words::words;

/// Which page it is: the entry of the navigation that is lit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    Groups,
    Overview,
    Members,
    GroupPolicy,
    Invitations,
    GroupActivity,
}

/// Where a page stands, and who looks at it. The console's layout reads it as it reads the account's.
#[derive(Clone, Debug, Serialize)]
pub struct Place {
    section: Section,
    door: &'static str,
    /// Below it lie the addresses of the group.
    root: Href,
    /// Of whoever looks.
    name: String,
    group: String,
    /// The person's own time zone, for the exact words of moments.
    zone: Option<String>,
    /// The person manages other groups, too.
    has_others: bool,
    notice: Option<Text>,
    objection: Option<Text>,
}

impl Place {
    /// A page of a group. `base_path` is the issuer's.
    pub fn of(base_path: &str, section: Section, (id, group): (GroupId, &str), name: &str) -> Self {
        let root = Href::local(format!("{base_path}/settings/groups/{id}"));
        Self {
            section,
            door: "practice",
            root,
            name: name.to_owned(),
            group: group.to_owned(),
            zone: None,
            has_others: false,
            notice: None,
            objection: None,
        }
    }

    /// The list of the groups.
    pub fn all_groups(base_path: &str, name: &str) -> Self {
        let nobody = GroupId::from_uuid(uuid::Uuid::nil());
        let root = Href::local(format!("{base_path}/settings/groups"));
        Self { door: "groups", root, ..Self::of(base_path, Section::Groups, (nobody, ""), name) }
    }

    #[must_use]
    pub fn in_zone(mut self, zone: Option<String>) -> Self {
        self.zone = zone;
        self
    }

    /// With a way to the other groups that the person manages.
    #[must_use]
    pub fn beside_others(mut self, has_others: bool) -> Self {
        self.has_others = has_others;
        self
    }

    /// Says what has just been done, above everything else.
    #[must_use]
    pub fn saying(mut self, notice: Option<Notice>) -> Self {
        self.notice = notice.map(Notice::text);
        self
    }

    /// Says why something was not done, above everything else.
    #[must_use]
    pub fn objecting(mut self, objection: Option<Objection>) -> Self {
        self.objection = objection.map(Objection::text);
        self
    }

    fn sample(section: Section) -> Self {
        let group = GroupId::from_uuid(uuid::Uuid::from_u128(0x0199_5a3c_7b1e_7000_8000_0000_0000_0002));
        Self::of("", section, (group, "Riverside Health"), "Alice Nguyen").in_zone(Some("Australia/Melbourne".to_owned()))
    }

    fn longest(section: Section) -> Self {
        let sample = Self::sample(section);
        Self { name: LONG_HOSTILE.to_owned(), group: LONG_HOSTILE.to_owned(), has_others: true, ..sample }
    }
}

words! {
    /// What has just been done. Travels as `?done=…` over the redirect after a form.
    Notice {
        TurnedOn = "turned-on", "practice-done-on";
        TurnedOff = "turned-off", "practice-done-off";
        Reset = "reset", "practice-done-reset";
        Extended = "extended", "practice-done-extended";
        SignedOut = "signed-out", "practice-done-signed-out";
        AccessSaved = "access-saved", "practice-done-access";
        Removed = "removed", "practice-done-removed";
        Restored = "restored", "practice-done-restored";
        Invited = "invited", "practice-done-invited";
        InvitationWithdrawn = "invitation-withdrawn", "practice-done-withdrawn";
        PolicySaved = "policy-saved", "practice-done-policy";
        PolicyUndone = "policy-undone", "practice-done-undone";
    }
}

words! {
    /// Why something was not done. Travels as `?not=…`.
    Objection {
        LastManager = "last-manager", "practice-not-last-manager";
        Yourself = "yourself", "practice-not-yourself";
        AlreadyDone = "already-done", "practice-not-already";
        Demanded = "demanded", "practice-not-demanded";
        NothingSetUp = "nothing-set-up", "practice-not-set-up";
        Member = "member", "practice-not-member";
        TooManyInvitations = "too-many-invitations", "practice-not-too-many";
        OutOfRange = "out-of-range", "practice-not-in-range";
        NothingToUndo = "nothing-to-undo", "practice-not-undo";
        NoDeadline = "no-deadline", "practice-not-deadline";
    }
}

impl Objection {
    /// The words for a refusal; `None` where it is answered as if there were nothing.
    pub const fn of(refused: Refused) -> Option<Self> {
        Some(match refused {
            Refused::NotFound => return None,
            Refused::LastManager => Self::LastManager,
            Refused::Yourself => Self::Yourself,
            Refused::AlreadyDone => Self::AlreadyDone,
            Refused::Demanded => Self::Demanded,
            Refused::NothingSetUp => Self::NothingSetUp,
            Refused::Member => Self::Member,
            Refused::TooManyInvitations => Self::TooManyInvitations,
            Refused::OutOfRange => Self::OutOfRange,
            Refused::NothingToUndo => Self::NothingToUndo,
            Refused::NoDeadline => Self::NoDeadline,
        })
    }
}

/// A role as people read it.
pub fn role_name(role: Role) -> Text {
    match role {
        Role::Practitioner => Text::new("role-practitioner"),
        Role::Administrator => Text::new("role-administrator"),
    }
}

/// An access level as people read it.
pub fn access_name(level: AccessLevel) -> Text {
    match level {
        AccessLevel::Full => Text::new("access-full"),
        AccessLevel::Standard => Text::new("access-standard"),
        AccessLevel::ReadOnly => Text::new("access-read-only"),
    }
}

fn role_choices(chosen: Option<Role>) -> Vec<Choice> {
    Role::ALL.iter().map(|role| Choice::new(role.as_str(), role_name(*role), chosen == Some(*role))).collect()
}

fn access_choices(chosen: Option<AccessLevel>) -> Vec<Choice> {
    AccessLevel::ALL.iter().map(|level| Choice::new(level.as_str(), access_name(*level), chosen == Some(*level))).collect()
}

/// Moments for samples: `seconds` before, or with a minus after, now.
fn sample_moment(seconds_ago: i64) -> crate::text::Moment {
    use crate::foundation::clock::Timestamp;
    let now = 1_789_000_000;
    crate::text::Moment::of(Timestamp::from_secs(now - seconds_ago), Timestamp::from_secs(now))
}
