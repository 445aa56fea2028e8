//! Practice groups and who belongs to them.
//!
//! A group is people who share apps and one two-factor policy. A membership is a user in a group, with a role (what the
//! person does there), an access level (what the person may do on these pages) and a state.
//!
//! [`invitation`] asks somebody in; [`calendar`] is what a day means to a practice. What is *not* here: the people (`users`), which groups an app serves (`clients`), whether a user is disabled.

pub mod calendar;
pub mod invitation;
pub mod store;

use serde::{Deserialize, Serialize};

use self::calendar::Calendar;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{GroupId, MembershipId, UserId};

/// The most characters of a group's name.
pub const LONGEST_NAME: usize = 100;

/// A practice group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub id: GroupId,
    /// Unique among the installation's groups.
    pub name: String,
    /// Whom to call from a page where somebody is stuck.
    pub help_phone: Option<String>,
    pub help_email: Option<String>,
    /// A name of the IANA time zone database.
    pub zoneinfo: Option<String>,
    pub created_at: Timestamp,
}

impl Group {
    pub fn new(id: GroupId, name: &str, now: Timestamp) -> Self {
        let name = crate::foundation::one_line::one_line(name, LONGEST_NAME);
        Self { id, name, help_phone: None, help_email: None, zoneinfo: None, created_at: now }
    }

    /// The days of its own time zone.
    pub fn calendar(&self) -> Calendar {
        Calendar::of(self.zoneinfo.as_deref())
    }
}

/// A user in a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    pub id: MembershipId,
    pub user: UserId,
    pub group: GroupId,
    pub role: Role,
    pub access_level: AccessLevel,
    pub state: MembershipState,
    pub created_at: Timestamp,
}

impl Membership {
    /// Whether it gives anything.
    pub fn is_active(&self) -> bool {
        self.state == MembershipState::Active
    }

    pub fn may_manage(&self) -> bool {
        self.is_active() && self.access_level == AccessLevel::Full
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text).ok_or_else(|| format!("\"{text}\" is none of: {}", [$($text),*].join(", ")))
            }
        }
    };
}

words! {
    /// What a person does in a practice. Says nothing about what the person may do on Frontdesk's pages.
    Role {
        Practitioner = "practitioner",
        Administrator = "administrator",
    }
}

words! {
    /// What a member may do on Frontdesk's pages of the group.
    AccessLevel {
        /// May manage the group.
        Full = "full",
        Standard = "standard",
        ReadOnly = "read_only",
    }
}

words! {
    /// Whether a membership counts.
    MembershipState {
        /// Asked, and not yet accepted: gives nothing.
        Invited = "invited",
        Active = "active",
        /// Kept for the record: gives nothing.
        Deactivated = "deactivated",
    }
}
