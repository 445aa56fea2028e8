//! `/settings/users`: the people whose settings this person may see; for a start, only their own row.

use serde::Serialize;

use super::{Place, Section};
use crate::factors::Method;
use crate::factors::pages::method_name;
use crate::factors::status::Status;
use crate::text::{Moment, Text};
use crate::web::href::Href;
use crate::web::page::{LONG_HOSTILE, Page};

/// The table, with a cog in each row.
#[derive(Clone, Debug, Serialize)]
pub struct UsersPage {
    pub place: Place,
    pub users: Vec<UserLine>,
}

/// One row.
#[derive(Clone, Debug, Serialize)]
pub struct UserLine {
    pub name: String,
    pub email: String,
    /// It is the row of whoever looks at the page.
    pub is_you: bool,
    pub status: Status,
    methods: Vec<Text>,
    pub passkeys: i64,
    pub last_sign_in: Option<Moment>,
    /// Where the cog leads.
    pub settings: Href,
}

impl UserLine {
    pub fn new(
        name: impl Into<String>,
        email: impl Into<String>,
        status: Status,
        methods: &[Method],
        passkeys: i64,
        settings: Href,
    ) -> Self {
        let methods = methods.iter().map(|method| method_name(*method)).collect();
        Self { name: name.into(), email: email.into(), is_you: false, status, methods, passkeys, last_sign_in: None, settings }
    }
}

impl Page for UsersPage {
    const TEMPLATE: &'static str = "account/users.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let settings = || Href::local("/settings/users/0199");
        let line = |name: &str, email: &str, status, methods: &[Method], passkeys| UserLine {
            is_you: true,
            last_sign_in: Some(super::sample_moment(7200)),
            ..UserLine::new(name, email, status, methods, passkeys, settings())
        };
        let alice =
            |status, methods: &[Method], passkeys| line("Alice Nguyen", "alice.nguyen@riverside.example", status, methods, passkeys);
        let page = |user| Self { place: Place::sample(Section::Users), users: vec![user] };
        vec![
            ("not-setup", page(UserLine { last_sign_in: None, ..alice(Status::NotSetup, &[], 0) })),
            ("pending", page(alice(Status::Pending, &[], 0))),
            ("enabled", page(alice(Status::Enabled, &[Method::Totp, Method::Sms], 2))),
            (
                "longest",
                Self { place: Place::longest(Section::Users), ..page(line(LONG_HOSTILE, LONG_HOSTILE, Status::Activated, &[], 1)) },
            ),
        ]
    }
}
