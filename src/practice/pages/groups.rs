//! The groups that somebody may manage; and what a manager without a second factor is told.

use serde::Serialize;

use super::{Place, Section};
use crate::web::href::Href;
use crate::web::page::{LONG_HOSTILE, Page};

/// Which practice?
#[derive(Clone, Debug, Serialize)]
pub struct GroupsPage {
    pub place: Place,
    pub groups: Vec<GroupLine>,
    /// To one's own settings.
    pub own: Href,
}

/// One of them.
#[derive(Clone, Debug, Serialize)]
pub struct GroupLine {
    pub name: String,
    pub members: i64,
    /// Members who have what is asked.
    pub ready: i64,
    pub overdue: i64,
    pub users: Href,
}

impl Page for GroupsPage {
    const TEMPLATE: &'static str = "practice/groups.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let line = |name: &str, members, ready, overdue| GroupLine {
            name: name.to_owned(),
            members,
            ready,
            overdue,
            users: Href::local("/settings/groups/0199/users"),
        };
        let page = |groups| Self { place: Place::all_groups("", "Alice Nguyen"), groups, own: Href::local("/settings/users/0198") };
        vec![
            ("filled", page(vec![line("Riverside Health", 12, 9, 2), line("Hilltop Physio", 1, 1, 0)])),
            ("empty", page(Vec::new())),
            ("longest", page(vec![line(LONG_HOSTILE, 2000, 1, 1999)])),
        ]
    }
}

/// A manager who has no second factor to show sets one up first.
#[derive(Clone, Debug, Serialize)]
pub struct SecondFactorFirstPage {
    pub place: Place,
    /// A passkey is there, and was not the way of signing in.
    pub has_passkey: bool,
    /// Where it is set up, or shown.
    pub way_on: Href,
    pub back: Href,
}

impl Page for SecondFactorFirstPage {
    const TEMPLATE: &'static str = "practice/second_factor_first.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let page = |place, has_passkey| Self {
            place,
            has_passkey,
            way_on: Href::local("/account/two-factor"),
            back: Href::local("/settings/groups/0199/users"),
        };
        vec![
            ("nothing", page(Place::sample(Section::Members), false)),
            ("passkey", page(Place::sample(Section::Members), true)),
            ("longest", page(Place::longest(Section::Members), false)),
        ]
    }
}
