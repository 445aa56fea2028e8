//! What the practice picker's template receives.

use serde::Serialize;

use crate::foundation::id::GroupId;
use crate::groups::{AccessLevel, Group, Membership, Role};
use crate::text::Text;
use crate::web::href::Href;
use crate::web::page::{LONG_HOSTILE, Page};

/// Somebody with several practices says which one this is for. One form; each practice is a button that sends its `group`.
#[derive(Clone, Debug, Serialize)]
pub struct PickPracticePage {
    pub action: Href,
    pub app: Option<String>,
    pub name: String,
    pub email: String,
    /// To sign in as somebody else.
    pub switch_account: Href,
    pub practices: Vec<PracticeLine>,
}

/// One practice, and what the person is there.
#[derive(Clone, Debug, Serialize)]
pub struct PracticeLine {
    pub id: String,
    pub name: String,
    role: Text,
    access: Text,
    /// The one that was picked last time, or that the app names.
    pub is_usual: bool,
}

impl PracticeLine {
    pub fn of(group: &Group, membership: &Membership, is_usual: bool) -> Self {
        Self::new(group.id.to_string(), group.name.clone(), membership.role, membership.access_level, is_usual)
    }

    fn new(id: String, name: String, role: Role, access: AccessLevel, is_usual: bool) -> Self {
        let role = match role {
            Role::Practitioner => "pick-practitioner",
            Role::Administrator => "pick-administrator",
        };
        let access = match access {
            AccessLevel::Full => "pick-full",
            AccessLevel::Standard => "pick-standard",
            AccessLevel::ReadOnly => "pick-read-only",
        };
        Self { id, name, role: Text::new(role), access: Text::new(access), is_usual }
    }
}

impl Page for PickPracticePage {
    const TEMPLATE: &'static str = "authorization/pick_practice.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let id = |number: u128| GroupId::from_uuid(uuid::Uuid::from_u128(number)).to_string();
        let line = |number, name: &str, role, access, usual| PracticeLine::new(id(number), name.to_owned(), role, access, usual);
        let two = Self {
            action: Href::local("/authorize/in_018f/practice"),
            app: Some("Riverside Notes".to_owned()),
            name: "Alice Nguyen".to_owned(),
            email: "alice.nguyen@riverside.example".to_owned(),
            switch_account: Href::local("/login/in_018f"),
            practices: vec![
                line(1, "Riverside Health", Role::Practitioner, AccessLevel::Full, false),
                line(2, "Hillside Clinic", Role::Administrator, AccessLevel::ReadOnly, false),
            ],
        };
        let mut usual = two.clone();
        usual.practices[1].is_usual = true;
        let many = (0..40_u128).map(|number| {
            let name = format!("Practice {number}");
            line(number, &name, Role::Practitioner, AccessLevel::Standard, number == 7)
        });
        let many = Self { practices: many.collect(), ..two.clone() };
        let longest = Self {
            app: Some(LONG_HOSTILE.to_owned()),
            name: LONG_HOSTILE.to_owned(),
            email: LONG_HOSTILE.to_owned(),
            practices: (1..4).map(|number| line(number, LONG_HOSTILE, Role::Administrator, AccessLevel::Full, number == 2)).collect(),
            ..two.clone()
        };
        vec![("two", two), ("usual", usual), ("many", many), ("longest", longest)]
    }
}
