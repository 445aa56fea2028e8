//! How many recovery codes are left.

use serde::Serialize;

use super::{Place, Section};
use crate::text::Moment;
use crate::web::page::Page;

/// The count, and the way to new ones. The codes themselves are shown once (`factors::pages::RecoveryCodesPage`).
#[derive(Clone, Debug, Serialize)]
pub struct RecoveryCodesLeftPage {
    pub place: Place,
    pub left: i64,
    pub total: i64,
    /// When this set was made; none where there is none.
    pub made: Option<Moment>,
    /// Two-factor authentication is enabled: without it, codes would open nothing.
    pub is_enabled: bool,
}

impl Page for RecoveryCodesLeftPage {
    const TEMPLATE: &'static str = "account/recovery_codes.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let filled = Self {
            place: Place::sample(Section::RecoveryCodes),
            left: 9,
            total: 10,
            made: Some(super::sample_moment(40 * 86400)),
            is_enabled: true,
        };
        vec![
            ("filled", filled.clone()),
            ("few", Self { left: 2, ..filled.clone() }),
            ("none", Self { left: 0, ..filled.clone() }),
            ("off", Self { left: 0, made: None, is_enabled: false, ..filled.clone() }),
            ("longest", Self { place: Place::longest(Section::RecoveryCodes), ..filled }),
        ]
    }
}
