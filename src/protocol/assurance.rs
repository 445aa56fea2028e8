//! How surely a sign-in proves who somebody is: `acr` (OpenID Connect Core 1.0 section 2) and `amr` (RFC 8176).

use serde::{Deserialize, Serialize};

/// An authentication context class, ordered: a later one is stronger and meets whatever an earlier one meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Acr {
    #[serde(rename = "urn:frontdesk:acr:password")]
    Password,
}

impl Acr {
    pub const ALL: &[Self] = &[Self::Password];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "urn:frontdesk:acr:password",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|acr| acr.as_str() == text)
    }
}

/// An authentication method that was really used (RFC 8176 section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amr {
    Pwd,
}
