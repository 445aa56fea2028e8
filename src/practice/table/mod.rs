//! Which members of a group the table shows, in which order, and what it shows of each.
//!
//! Pages go by key: the last line of a page is where the next one begins, so the thousandth page costs what the first does.
//! The address carries everything ([`Wanted::to_query`]), so that a page can be bookmarked and the file for a spreadsheet
//! holds what the table shows.

pub mod file;
pub mod routes;
pub mod store;

use serde::{Deserialize, Serialize};

use crate::factors::MethodSet;
use crate::factors::status::Status;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::UserId;
use crate::foundation::one_line::one_line;
use crate::groups::{AccessLevel, MembershipState, Role};
use crate::protocol::params::Params;

/// Lines on one page.
pub const PAGE: u64 = 50;

/// The most characters that are searched for.
const LONGEST_SEARCH: usize = 100;

/// What somebody wants to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Part of the name or email, in any case.
    pub search: Option<String>,
    pub status: Option<Status>,
    pub role: Option<Role>,
    pub access_level: Option<AccessLevel>,
    /// Deactivated memberships instead of the active ones.
    pub deactivated: bool,
    /// Only those for whom the deadline has passed.
    pub overdue: bool,
    pub sort: Sort,
    pub descending: bool,
    pub after: Option<PageKey>,
}

/// By which column the table is ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    #[default]
    Name,
    Status,
    Role,
    Access,
    LastSignIn,
}

impl Sort {
    pub const ALL: &[Self] = &[Self::Name, Self::Status, Self::Role, Self::Access, Self::LastSignIn];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Status => "status",
            Self::Role => "role",
            Self::Access => "access",
            Self::LastSignIn => "last_sign_in",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|sort| sort.as_str() == text)
    }
}

/// The last line of a page: by what it is ordered, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageKey {
    pub value: KeyValue,
    pub user: UserId,
}

/// What a line is ordered by, as the database gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum KeyValue {
    Number(i64),
    Text(String),
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub user: UserId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub access_level: AccessLevel,
    pub state: MembershipState,
    /// The operator disabled the account.
    pub is_disabled: bool,
    pub status: Status,
    /// The validated ones.
    pub methods: MethodSet,
    pub passkeys: u64,
    pub last_sign_in_at: Option<Timestamp>,
    /// From when on the person must have it, zero where nobody noted that; `None` where nothing is asked, or the person has what is
    /// asked.
    pub due_at: Option<Timestamp>,
    pub key: PageKey,
}

impl Line {
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.due_at.is_some_and(|due| due <= now)
    }
}

/// How many members there are, by what matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub members: u64,
    pub enabled: u64,
    pub pending: u64,
    pub activated: u64,
    pub not_setup: u64,
    /// Those who have what is asked, or, where nothing is asked, any second factor or passkey.
    pub ready: u64,
    pub overdue: u64,
}

impl Wanted {
    /// Reads the query of an address. What makes no sense is as if it were not there.
    pub fn of(query: &Params) -> Self {
        let search = query.get("search").map(|text| one_line(text, LONGEST_SEARCH));
        Self {
            search: search.filter(|text| !text.is_empty()),
            status: query.get("status").and_then(Status::parse),
            role: query.get("role").and_then(Role::parse),
            access_level: query.get("access").and_then(AccessLevel::parse),
            deactivated: query.get("state") == Some(MembershipState::Deactivated.as_str()),
            overdue: query.get("overdue") == Some("yes"),
            sort: query.get("sort").and_then(Sort::parse).unwrap_or_default(),
            descending: query.get("order") == Some("down"),
            after: query.get("after").filter(|text| !text.contains("\\u0000")).and_then(|text| serde_json::from_str(text).ok()),
        }
    }

    pub fn state(&self) -> MembershipState {
        if self.deactivated { MembershipState::Deactivated } else { MembershipState::Active }
    }

    /// Whether anything keeps members from being shown.
    pub fn is_narrowed(&self) -> bool {
        let everybody = Self { sort: self.sort, descending: self.descending, after: self.after.clone(), ..Self::default() };
        *self != everybody
    }

    /// The query that [`Wanted::of`] reads; empty where it would say nothing.
    pub fn to_query(&self) -> String {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        let mut say = |name: &str, value: Option<&str>| {
            if let Some(value) = value {
                pairs.append_pair(name, value);
            }
        };
        say("search", self.search.as_deref());
        say("status", self.status.map(Status::as_str));
        say("role", self.role.map(Role::as_str));
        say("access", self.access_level.map(AccessLevel::as_str));
        say("state", self.deactivated.then_some(MembershipState::Deactivated.as_str()));
        say("overdue", self.overdue.then_some("yes"));
        say("sort", (self.sort != Sort::default()).then_some(self.sort.as_str()));
        say("order", self.descending.then_some("down"));
        let after = self.after.as_ref().and_then(|key| serde_json::to_string(key).ok());
        say("after", after.as_deref());
        pairs.finish()
    }

    /// The same from the first page on.
    #[must_use]
    pub fn from_the_start(&self) -> Self {
        Self { after: None, ..self.clone() }
    }

    /// The same in the order of this column; of the same column once more, the other way round.
    #[must_use]
    pub fn sorted_by(&self, sort: Sort) -> Self {
        Self { sort, descending: self.sort == sort && !self.descending, ..self.from_the_start() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wanted() -> impl Strategy<Value = Wanted> {
        let key = (prop_oneof![any::<i64>().prop_map(KeyValue::Number), "[^\u{0}]*".prop_map(KeyValue::Text)], any::<u128>());
        let key = key.prop_map(|(value, id)| PageKey { value, user: UserId::from_uuid(uuid::Uuid::from_u128(id)) });
        (
            prop::option::of("[a-zäö&=+% ]{1,20}[a-z]").prop_map(|text| text.map(|text| one_line(&text, LONGEST_SEARCH))),
            prop::option::of(prop::sample::select(Status::ALL)),
            prop::option::of(prop::sample::select(Role::ALL)),
            prop::option::of(prop::sample::select(AccessLevel::ALL)),
            any::<[bool; 3]>(),
            prop::sample::select(Sort::ALL),
            prop::option::of(key),
        )
            .prop_map(|(search, status, role, access_level, [deactivated, overdue, descending], sort, after)| Wanted {
                search,
                status,
                role,
                access_level,
                deactivated,
                overdue,
                sort,
                descending,
                after,
            })
    }

    proptest! {
        #[test]
        fn an_address_says_what_is_wanted(wanted in wanted()) {
            prop_assert_eq!(Wanted::of(&Params::parse(wanted.to_query().as_bytes())), wanted);
        }
    }

    #[test]
    fn an_address_that_makes_no_sense_shows_everybody() {
        let query = "status=x&role=&access=owner&state=gone&overdue=maybe&sort=shoe&order=up&after={}&search=%20%20";
        assert_eq!(Wanted::of(&Params::parse(query.as_bytes())), Wanted::default());
        assert_eq!(Wanted::default().to_query(), "");
    }

    #[test]
    fn a_second_press_on_a_column_turns_it_round() {
        let once = Wanted::default().sorted_by(Sort::Status);
        assert!(once.sort == Sort::Status && !once.descending);
        assert!(once.sorted_by(Sort::Status).descending);
        assert!(Wanted::default().sorted_by(Sort::Name).descending, "it is ordered by name to begin with");
    }
}
