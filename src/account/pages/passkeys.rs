//! The person's passkeys, and another name for one.

use serde::Serialize;

use super::{Notice, Place, Section};
use crate::factors::KeyKind;
use crate::text::{Moment, Shape, Text};
use crate::web::href::Href;
use crate::web::page::{LONG_HOSTILE, Page};

/// The list, with Add Passkey.
#[derive(Clone, Debug, Serialize)]
pub struct PasskeysPage {
    pub place: Place,
    /// The newest first.
    pub passkeys: Vec<PasskeyLine>,
    /// Add Passkey: the address below which `passkey.js` asks; none where this installation cannot ask for passkeys.
    pub add: Option<Href>,
    /// No more can be added.
    pub is_full: bool,
    /// What the browser passes on to the person's password managers, as JSON (`factors::passkey::Signal`), after a change.
    pub signal: Option<String>,
}

/// One passkey.
#[derive(Clone, Debug, Serialize)]
pub struct PasskeyLine {
    pub id: String,
    pub name: String,
    /// What it is kept by, as far as its model tells; none of a security key or password manager.
    pub shape: Option<Shape>,
    pub key: KeyKind,
    pub created: Moment,
    pub last_used: Option<Moment>,
}

impl Page for PasskeysPage {
    const TEMPLATE: &'static str = "account/passkeys.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let line = |id: &str, name: &str, shape, key| PasskeyLine {
            id: id.to_owned(),
            name: name.to_owned(),
            shape,
            key,
            created: super::sample_moment(90 * 86400),
            last_used: Some(super::sample_moment(1800)),
        };
        let empty = Self {
            place: Place::sample(Section::Passkeys),
            passkeys: Vec::new(),
            add: Some(Href::local("/account/passkeys")),
            is_full: false,
            signal: None,
        };
        let filled = Self {
            passkeys: vec![
                PasskeyLine {
                    created: super::sample_moment(30),
                    last_used: None,
                    ..line("0199a", "iPhone", Some(Shape::Telephone), KeyKind::Synced)
                },
                line("0199b", "Work Laptop", Some(Shape::Computer), KeyKind::DeviceBound),
                line("0199c", "YubiKey 5 NFC", None, KeyKind::DeviceBound),
            ],
            ..empty.clone()
        };
        let added = Place::sample(Section::Passkeys).saying(Some(Notice::PasskeyAdded));
        vec![
            ("empty", empty.clone()),
            ("filled", filled.clone()),
            ("saved", Self { place: added, signal: Some("{\"rpId\":\"id.example.com\"}".to_owned()), ..filled.clone() }),
            ("row", Self { place: Place::sample_row(Section::Passkeys), ..filled.clone() }),
            ("full", Self { is_full: true, ..filled.clone() }),
            ("impossible", Self { add: None, ..empty }),
            (
                "longest",
                Self {
                    place: Place::longest(Section::Passkeys),
                    passkeys: vec![line("0199d", LONG_HOSTILE, None, KeyKind::Synced)],
                    ..filled
                },
            ),
        ]
    }
}

/// A passkey gets another name.
#[derive(Clone, Debug, Serialize)]
pub struct RenamePasskeyPage {
    pub action: Href,
    /// As it is, or as it was typed.
    pub name: String,
    pub name_error: Option<Text>,
    pub back: Href,
}

impl RenamePasskeyPage {
    pub fn name_missing() -> Text {
        Text::new("passkey-name-empty")
    }

    pub fn name_too_long(most: i64) -> Text {
        Text::new("passkey-name-too-long").with("most", most)
    }

    pub fn name_taken() -> Text {
        Text::new("passkey-name-taken")
    }
}

impl Page for RenamePasskeyPage {
    const TEMPLATE: &'static str = "account/rename_passkey.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let filled = Self {
            action: Href::local("/account/passkeys/0199/name"),
            name: "iPhone".to_owned(),
            name_error: None,
            back: Href::local("/account/passkeys"),
        };
        vec![
            ("filled", filled.clone()),
            ("refused", Self { name: String::new(), name_error: Some(Self::name_missing()), ..filled.clone() }),
            ("taken", Self { name_error: Some(Self::name_taken()), ..filled.clone() }),
            ("longest", Self { name: LONG_HOSTILE.to_owned(), name_error: Some(Self::name_too_long(50)), ..filled }),
        ]
    }
}
