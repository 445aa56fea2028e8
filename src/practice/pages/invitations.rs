//! Asking people in, and those who have not answered yet.

use serde::Serialize;

use super::{Choice, Place, Section, access_choices, access_name, role_choices, role_name};
use crate::groups::{AccessLevel, Role};
use crate::text::{Moment, Text};
use crate::web::href::Href;
use crate::web::page::{LONG_HOSTILE, Page};

/// Whom to ask, and as what.
#[derive(Clone, Debug, Serialize)]
pub struct InvitePage {
    pub place: Place,
    pub email: String,
    roles: Vec<Choice>,
    accesses: Vec<Choice>,
    pub email_error: Option<Text>,
}

/// What was typed.
#[derive(Clone, Debug)]
pub struct InviteFields {
    pub email: String,
    pub role: Role,
    pub access_level: AccessLevel,
}

impl Default for InviteFields {
    fn default() -> Self {
        Self { email: String::new(), role: Role::Practitioner, access_level: AccessLevel::Standard }
    }
}

impl InvitePage {
    pub fn new(place: Place, typed: &InviteFields, email_error: Option<Text>) -> Self {
        let (roles, accesses) = (role_choices(Some(typed.role)), access_choices(Some(typed.access_level)));
        Self { place, email: typed.email.clone(), roles, accesses, email_error }
    }

    pub fn email_missing() -> Text {
        Text::new("login-error-email-missing")
    }

    pub fn email_wrong() -> Text {
        Text::new("login-error-email-malformed")
    }

    pub fn member() -> Text {
        Text::new("practice-not-member")
    }

    pub fn too_many() -> Text {
        Text::new("practice-not-too-many")
    }
}

impl Page for InvitePage {
    const TEMPLATE: &'static str = "practice/invite.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let place = || Place::sample(Section::Invitations);
        let typed = |email: &str| InviteFields { email: email.to_owned(), ..InviteFields::default() };
        vec![
            ("empty", Self::new(place(), &typed(""), None)),
            ("refused", Self::new(place(), &typed("bob.okafor@riverside.example"), Some(Self::member()))),
            ("longest", Self::new(Place::longest(Section::Invitations), &typed(LONG_HOSTILE), Some(Self::email_wrong()))),
        ]
    }
}

/// Those who have not answered.
#[derive(Clone, Debug, Serialize)]
pub struct InvitationsPage {
    pub place: Place,
    pub invitations: Vec<InvitationLine>,
}

/// One of them.
#[derive(Clone, Debug, Serialize)]
pub struct InvitationLine {
    pub email: String,
    pub role: Text,
    pub access: Text,
    pub sent: Moment,
    pub ends: Moment,
    pub is_expired: bool,
    /// Below it lie the addresses of what can be done.
    pub root: Href,
}

impl InvitationLine {
    pub fn names(role: Role, level: AccessLevel) -> (Text, Text) {
        (role_name(role), access_name(level))
    }
}

impl Page for InvitationsPage {
    const TEMPLATE: &'static str = "practice/invitations.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let line = |email: &str, days_ago: i64| InvitationLine {
            email: email.to_owned(),
            role: role_name(Role::Practitioner),
            access: access_name(AccessLevel::Standard),
            sent: super::sample_moment(days_ago * 86400),
            ends: super::sample_moment((days_ago - 7) * 86400),
            is_expired: days_ago > 7,
            root: Href::local("/settings/groups/0199/invitations/0198"),
        };
        let page = |invitations| Self { place: Place::sample(Section::Invitations), invitations };
        vec![
            ("empty", page(Vec::new())),
            ("filled", page(vec![line("new.person@riverside.example", 1), line("late@riverside.example", 12)])),
            ("longest", Self { place: Place::longest(Section::Invitations), invitations: vec![line(LONG_HOSTILE, 12)] }),
        ]
    }
}
