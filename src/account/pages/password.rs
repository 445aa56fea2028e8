//! Another password.

use serde::Serialize;

use super::{Notice, Place, Section};
use crate::text::{Moment, Text};
use crate::web::page::Page;

/// The form sends `current_password`, where it is asked for, and `password` to `password` below the place's root.
///
/// What is wrong with a new one is said by the texts of `reset-error-…`, as on the page after a forgotten password.
#[derive(Clone, Debug, Serialize)]
pub struct PasswordPage {
    pub place: Place,
    /// For the password manager.
    pub email: String,
    /// When it was last changed.
    pub changed: Option<Moment>,
    /// Whether the present one is asked for: not when something stronger was proved just now.
    pub asks_current: bool,
    pub current_error: Option<Text>,
    pub password_error: Option<Text>,
}

impl PasswordPage {
    pub fn current_missing() -> Text {
        Text::new("password-error-current-missing")
    }

    pub fn current_wrong() -> Text {
        Text::new("password-error-current-wrong")
    }

    pub fn new_missing() -> Text {
        Text::new("password-error-missing")
    }

    /// The new one is the present one.
    pub fn same() -> Text {
        Text::new("password-error-same")
    }
}

impl Page for PasswordPage {
    const TEMPLATE: &'static str = "account/password.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let empty = Self {
            place: Place::sample(Section::Password),
            email: "alice.nguyen@riverside.example".to_owned(),
            changed: Some(super::sample_moment(200 * 86400)),
            asks_current: true,
            current_error: None,
            password_error: None,
        };
        let changed = Some(super::sample_moment(5));
        vec![
            ("empty", empty.clone()),
            ("proved", Self { asks_current: false, changed: None, ..empty.clone() }),
            ("refused", Self { current_error: Some(Self::current_wrong()), ..empty.clone() }),
            (
                "incomplete",
                Self { current_error: Some(Self::current_missing()), password_error: Some(Self::new_missing()), ..empty.clone() },
            ),
            ("same", Self { password_error: Some(Self::same()), ..empty.clone() }),
            ("saved", Self { place: Place::sample(Section::Password).saying(Some(Notice::PasswordChanged)), changed, ..empty.clone() }),
            ("longest", Self { place: Place::longest(Section::Password), email: crate::web::page::LONG_HOSTILE.to_owned(), ..empty }),
        ]
    }
}
