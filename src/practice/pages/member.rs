//! One member, and what a manager can do.

use serde::Serialize;

use super::{Choice, MemberLine, Place, Section, access_choices, role_choices};
use crate::factors::status::Status;
use crate::foundation::clock::Timestamp;
use crate::groups::{AccessLevel, Role};
use crate::sessions::apps::{Notice, NoticeState};
use crate::text::{Moment, Text};
use crate::web::href::Href;
use crate::web::page::Page;

/// The person as the practice sees them.
#[derive(Clone, Debug, Serialize)]
pub struct MemberPage {
    pub place: Place,
    pub member: MemberLine,
    /// Below it lie the addresses of the actions.
    pub root: Href,
    /// Whose membership has ended.
    pub is_deactivated: bool,
    pub email_verified: bool,
    pub member_since: Moment,
    /// Devices that are signed in now.
    pub sessions: i64,
    pub actions: Actions,
    /// To one's own settings, on one's own row.
    pub own: Option<Href>,
    /// The apps of the practice that were told that a sign-in of theirs has ended, the newest first.
    pub told: Vec<NoticeLine>,
}

/// How far an app has learnt of it.
#[derive(Clone, Debug, Serialize)]
pub struct NoticeLine {
    app: String,
    state: &'static str,
    when: Moment,
}

impl NoticeLine {
    pub fn new(app: String, notice: &Notice, now: Timestamp) -> Self {
        Self { app, state: notice.state.as_str(), when: Moment::of(notice.finished_at.unwrap_or(notice.queued_at), now) }
    }

    fn samples(app: &str) -> Vec<Self> {
        let line =
            |(ago, state): (i64, &NoticeState)| Self { app: app.to_owned(), state: state.as_str(), when: super::sample_moment(ago * 60) };
        (1..).zip(NoticeState::ALL).map(line).collect()
    }
}

/// What can be done now.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is one button of the page")]
pub struct Actions {
    pub activate: bool,
    pub deactivate: bool,
    pub reset: bool,
    pub sign_out: bool,
    /// There is a deadline that the person has not met.
    pub extend: bool,
}

impl Actions {
    /// What fits this status; one's own factors are changed elsewhere.
    pub fn of(status: Status, passkeys: u64, sessions: usize, is_you: bool) -> Self {
        let has_factors = status != Status::NotSetup;
        Self {
            activate: !is_you && !has_factors,
            deactivate: !is_you && has_factors,
            reset: !is_you && (status > Status::Activated || passkeys > 0),
            sign_out: sessions > 0,
            extend: false,
        }
    }
}

impl Page for MemberPage {
    const TEMPLATE: &'static str = "practice/member.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let page = |member: MemberLine, actions| Self {
            place: Place::sample(Section::Members),
            member,
            root: Href::local("/settings/groups/0199/users/0198"),
            is_deactivated: false,
            email_verified: true,
            member_since: super::sample_moment(90 * 86400),
            sessions: 2,
            actions,
            own: None,
            told: Vec::new(),
        };
        let bob =
            |status, methods: &[_], passkeys| MemberLine::sample("Bob Okafor", "bob.okafor@riverside.example", status, methods, passkeys);
        let all = |status, passkeys| Actions::of(status, passkeys, 2, false);
        let own = Href::local("/settings/users/0198");
        vec![
            ("not-setup", Self { email_verified: false, sessions: 0, ..page(bob(Status::NotSetup, &[], 0), all(Status::NotSetup, 0)) }),
            (
                "enabled",
                Self {
                    told: NoticeLine::samples("Riverside Notes"),
                    ..page(bob(Status::Enabled, &[crate::factors::Method::Totp], 1), all(Status::Enabled, 1))
                },
            ),
            (
                "you",
                Self {
                    own: Some(own),
                    ..page(MemberLine { is_you: true, ..bob(Status::Enabled, &[], 1) }, Actions::of(Status::Enabled, 1, 1, true))
                },
            ),
            ("deactivated", Self { is_deactivated: true, ..page(bob(Status::Enabled, &[], 0), Actions::default()) }),
            (
                "longest",
                Self {
                    place: Place::longest(Section::Members),
                    told: NoticeLine::samples(crate::web::page::LONG_HOSTILE),
                    ..page(MemberLine::longest(), all(Status::Pending, 0))
                },
            ),
        ]
    }
}

/// Role and access level of a member.
#[derive(Clone, Debug, Serialize)]
pub struct AccessPage {
    pub place: Place,
    pub member: String,
    pub action: Href,
    pub back: Href,
    roles: Vec<Choice>,
    accesses: Vec<Choice>,
    error: Option<Text>,
}

impl AccessPage {
    pub fn new(place: Place, member: &str, (action, back): (Href, Href), role: Role, level: AccessLevel) -> Self {
        let (roles, accesses) = (role_choices(Some(role)), access_choices(Some(level)));
        Self { place, member: member.to_owned(), action, back, roles, accesses, error: None }
    }

    /// Nobody would be left who may manage the group.
    #[must_use]
    pub fn refused(self) -> Self {
        Self { error: Some(Text::new("practice-not-last-manager")), ..self }
    }
}

impl Page for AccessPage {
    const TEMPLATE: &'static str = "practice/access.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let page = |place, name| {
            let hrefs = (Href::local("/settings/groups/0199/users/0198/access"), Href::local("/settings/groups/0199/users/0198"));
            Self::new(place, name, hrefs, Role::Practitioner, AccessLevel::Standard)
        };
        vec![
            ("filled", page(Place::sample(Section::Members), "Bob Okafor")),
            ("refused", page(Place::sample(Section::Members), "Bob Okafor").refused()),
            ("longest", page(Place::longest(Section::Members), crate::web::page::LONG_HOSTILE)),
        ]
    }
}

/// More time for one member.
#[derive(Clone, Debug, Serialize)]
pub struct ExtendPage {
    pub place: Place,
    pub member: String,
    pub action: Href,
    pub back: Href,
    /// The deadline as it is for them.
    pub due: Option<Moment>,
    /// The days that can be chosen, `2026-03-01`.
    pub first: String,
    pub last: String,
    /// The time zone in which days end.
    pub zone: String,
    pub until: String,
    pub until_error: Option<Text>,
}

impl ExtendPage {
    pub fn out_of_range() -> Text {
        Text::new("practice-not-in-range")
    }
}

impl Page for ExtendPage {
    const TEMPLATE: &'static str = "practice/extend.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let page = |place, member: &str| Self {
            place,
            member: member.to_owned(),
            action: Href::local("/settings/groups/0199/users/0198/extend"),
            back: Href::local("/settings/groups/0199/users/0198"),
            due: Some(super::sample_moment(-3 * 86400)),
            first: "2026-03-02".to_owned(),
            last: "2026-03-31".to_owned(),
            zone: "Australia/Melbourne".to_owned(),
            until: "2026-03-14".to_owned(),
            until_error: None,
        };
        vec![
            ("filled", page(Place::sample(Section::Members), "Bob Okafor")),
            ("refused", Self { until_error: Some(Self::out_of_range()), ..page(Place::sample(Section::Members), "Bob Okafor") }),
            ("longest", page(Place::longest(Section::Members), crate::web::page::LONG_HOSTILE)),
        ]
    }
}
