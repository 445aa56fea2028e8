//! Recovery codes, shown once.

use serde::Serialize;

use crate::web::href::Href;
use crate::web::page::{LONG_HOSTILE, Page};

/// The new codes, to keep somewhere safe.
#[derive(Clone, Debug, Serialize)]
pub struct RecoveryCodesPage {
    /// As they are to be written down.
    pub codes: Vec<String>,
    /// Whose they are, for the sheet of paper.
    pub email: String,
    /// They were made because a method was set up just now, rather than asked for anew.
    pub is_first: bool,
    /// Where a POST of the codes comes back as a file: nothing is kept here that could be downloaded later.
    pub download: Href,
    /// Where a POST says that they are kept, and the person goes on.
    pub action: Href,
}

impl Page for RecoveryCodesPage {
    const TEMPLATE: &'static str = "factors/recovery_codes.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let codes = [
            "7K2M9-QXD4T",
            "B8HNC-3W5EZ",
            "P0RVA-6JY1G",
            "4STDF-M8KQX",
            "WN3C7-5BHZ9",
            "E6YJ2-1GP0R",
            "VA8TD-F4SMK",
            "9QXW5-N3BCH",
            "Z7E6Y-J2G1P",
            "0RVA8-K4TDF",
        ];
        let filled = Self {
            codes: codes.iter().map(|&code| code.to_owned()).collect(),
            email: "alice.nguyen@riverside.example".to_owned(),
            is_first: true,
            download: Href::local("/account/recovery-codes/file"),
            action: Href::local("/account/recovery-codes/kept"),
        };
        vec![
            ("filled", filled.clone()),
            ("renewed", Self { is_first: false, ..filled.clone() }),
            ("longest", Self { email: LONG_HOSTILE.to_owned(), ..filled }),
        ]
    }
}
