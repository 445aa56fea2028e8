//! The users of a group as a table.

use serde::Serialize;

use super::{Place, Section, access_choices, access_name, role_choices, role_name};
use crate::factors::Method;
use crate::factors::pages::method_name;
use crate::factors::status::Status;
use crate::foundation::clock::Timestamp;
use crate::groups::MembershipState;
use crate::practice::table::{Line, Sort, Wanted};
use crate::text::{Moment, Text};
use crate::web::href::Href;
use crate::web::page::{LONG_HOSTILE, Page};

/// The table, what narrows it, and the ways on.
#[derive(Clone, Debug, Serialize)]
pub struct MembersPage {
    pub place: Place,
    pub filter: Filter,
    pub columns: Vec<Column>,
    pub lines: Vec<MemberLine>,
    /// Active members in all.
    pub members: i64,
    pub overdue: i64,
    /// To those for whom the deadline has passed.
    pub overdue_href: Href,
    pub first: Option<Href>,
    pub next: Option<Href>,
    /// The same lines as a file for a spreadsheet.
    pub file: Href,
}

/// What narrows the table; a GET form.
#[derive(Clone, Debug, Serialize)]
pub struct Filter {
    action: Href,
    search: String,
    statuses: Vec<Choice>,
    roles: Vec<Choice>,
    accesses: Vec<Choice>,
    states: Vec<Choice>,
    overdue: bool,
    is_narrowed: bool,
    /// By what is asked for less often, and folded away until then.
    is_by_membership: bool,
    /// Kept over the form.
    sort: &'static str,
    descending: bool,
}

/// One choice of a list.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    value: &'static str,
    label: Text,
    is_chosen: bool,
}

impl Choice {
    pub const fn new(value: &'static str, label: Text, is_chosen: bool) -> Self {
        Self { value, label, is_chosen }
    }
}

/// The head of a column; its link orders the table by it.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    label: Text,
    href: Option<Href>,
    /// `ascending` or `descending` where the table is ordered by it.
    order: Option<&'static str>,
}

/// One member.
#[derive(Clone, Debug, Serialize)]
pub struct MemberLine {
    pub name: String,
    pub email: String,
    pub is_you: bool,
    /// The operator disabled the account.
    pub is_disabled: bool,
    pub(super) role: Text,
    pub(super) access: Text,
    pub(super) status: Status,
    pub(super) methods: Vec<Text>,
    pub(super) passkeys: i64,
    pub(super) last_sign_in: Option<Moment>,
    /// From when on the person must have it.
    pub(super) due: Option<Moment>,
    pub(super) is_overdue: bool,
    /// Where the cog leads.
    pub settings: Href,
}

impl MemberLine {
    pub fn new(line: &Line, is_you: bool, settings: Href, now: Timestamp) -> Self {
        Self {
            name: line.name.clone(),
            email: line.email.clone(),
            is_you,
            is_disabled: line.is_disabled,
            role: role_name(line.role),
            access: access_name(line.access_level),
            status: line.status,
            methods: line.methods.iter().map(method_name).collect(),
            passkeys: i64::try_from(line.passkeys).unwrap_or(i64::MAX),
            last_sign_in: line.last_sign_in_at.map(|at| Moment::of(at, now)),
            due: line.due_at.filter(|at| at.as_millis() > 0).map(|at| Moment::ending_a_day(at, now)),
            is_overdue: line.is_overdue(now),
            settings,
        }
    }

    pub(super) fn sample(name: &str, email: &str, status: Status, methods: &[Method], passkeys: i64) -> Self {
        Self {
            name: name.to_owned(),
            email: email.to_owned(),
            is_you: false,
            is_disabled: false,
            role: Text::new("role-practitioner"),
            access: Text::new("access-standard"),
            status,
            methods: methods.iter().copied().map(method_name).collect(),
            passkeys,
            last_sign_in: Some(super::sample_moment(7200)),
            due: None,
            is_overdue: false,
            settings: Href::local("/settings/groups/0199/users/0198"),
        }
    }

    pub(super) fn longest() -> Self {
        Self {
            due: Some(super::sample_moment(3 * 86400)),
            is_overdue: true,
            ..Self::sample(LONG_HOSTILE, LONG_HOSTILE, Status::Pending, &[], 0)
        }
    }
}

fn status_name(status: Status) -> Text {
    match status {
        Status::NotSetup => Text::new("status-not-setup"),
        Status::Activated => Text::new("status-activated"),
        Status::Pending => Text::new("status-pending"),
        Status::Enabled => Text::new("status-enabled"),
    }
}

impl Filter {
    pub fn of(action: Href, wanted: &Wanted) -> Self {
        let state = |state: MembershipState, label| Choice::new(state.as_str(), label, wanted.state() == state);
        let statuses = Status::ALL.iter().map(|one| Choice::new(one.as_str(), status_name(*one), wanted.status == Some(*one)));
        Self {
            action,
            search: wanted.search.clone().unwrap_or_default(),
            statuses: statuses.collect(),
            roles: role_choices(wanted.role),
            accesses: access_choices(wanted.access_level),
            states: vec![
                state(MembershipState::Active, Text::new("membership-active")),
                state(MembershipState::Deactivated, Text::new("membership-deactivated")),
            ],
            overdue: wanted.overdue,
            is_narrowed: wanted.is_narrowed(),
            is_by_membership: wanted.role.is_some() || wanted.access_level.is_some() || wanted.deactivated,
            sort: wanted.sort.as_str(),
            descending: wanted.descending,
        }
    }
}

impl Column {
    /// The columns, each with the way to order by it; `page` is the address of the table.
    pub fn all(page: &str, wanted: &Wanted) -> Vec<Self> {
        let sortable = |sort: Sort, label| {
            let query = wanted.sorted_by(sort).to_query();
            let order = (wanted.sort == sort).then_some(if wanted.descending { "descending" } else { "ascending" });
            Self { label, href: Some(Href::local(if query.is_empty() { page.to_owned() } else { format!("{page}?{query}") })), order }
        };
        vec![
            sortable(Sort::Name, Text::new("profile-name")),
            sortable(Sort::Role, Text::new("members-role")),
            sortable(Sort::Access, Text::new("members-access")),
            sortable(Sort::Status, Text::new("account-two-factor")),
            Self { label: Text::new("users-methods"), href: None, order: None },
            sortable(Sort::LastSignIn, Text::new("users-last")),
        ]
    }
}

impl Page for MembersPage {
    const TEMPLATE: &'static str = "practice/members.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let address = "/settings/groups/0199/users";
        let page = |wanted: &Wanted, lines: Vec<MemberLine>| Self {
            place: Place::sample(Section::Members),
            filter: Filter::of(Href::local(address), wanted),
            columns: Column::all(address, wanted),
            members: i64::try_from(lines.len()).unwrap_or(0),
            overdue: 0,
            overdue_href: Href::local("/settings/groups/0199/users?overdue=yes"),
            lines,
            first: None,
            next: None,
            file: Href::local("/settings/groups/0199/users.csv"),
        };
        let alice = MemberLine {
            is_you: true,
            role: Text::new("role-administrator"),
            access: Text::new("access-full"),
            ..MemberLine::sample("Alice Nguyen", "alice.nguyen@riverside.example", Status::Enabled, &[Method::Totp, Method::Sms], 2)
        };
        let bob = MemberLine {
            due: Some(super::sample_moment(2 * 86400)),
            is_overdue: true,
            ..MemberLine::sample("Bob Okafor", "bob.okafor@riverside.example", Status::Activated, &[], 0)
        };
        let carla = MemberLine {
            due: Some(super::sample_moment(-3 * 86400)),
            ..MemberLine::sample("Carla Rossi", "carla.rossi@riverside.example", Status::Pending, &[], 0)
        };
        let dan = MemberLine {
            last_sign_in: None,
            is_disabled: true,
            ..MemberLine::sample("Dan Wu", "dan@riverside.example", Status::NotSetup, &[], 0)
        };
        let narrowed = Wanted { search: Some("nobody".to_owned()), overdue: true, ..Wanted::default() };
        let by_status = Wanted::default().sorted_by(Sort::Status);
        let many = Self {
            members: 2000,
            overdue: 12,
            next: Some(Href::local("/settings/groups/0199/users?after=x")),
            first: Some(Href::local(address)),
            ..page(&by_status, vec![bob.clone(), carla.clone()])
        };
        let longest = Self {
            place: Place::longest(Section::Members),
            ..page(&Wanted { search: Some(LONG_HOSTILE.to_owned()), ..Wanted::default() }, vec![MemberLine::longest()])
        };
        vec![
            ("alone", page(&Wanted::default(), vec![alice.clone()])),
            ("filled", Self { overdue: 1, ..page(&Wanted::default(), vec![alice, bob, carla, dan]) }),
            ("many", many),
            ("empty", page(&narrowed, Vec::new())),
            ("longest", longest),
        ]
    }
}
