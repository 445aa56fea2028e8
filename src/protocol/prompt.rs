//! The `prompt` parameter (OpenID Connect Core 1.0 section 3.1.2.1).

use serde::{Deserialize, Serialize};

/// Which pages the app asks for, or that none may be shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prompt {
    /// Whatever is needed.
    #[default]
    AsNeeded,
    /// No page at all.
    None,
    /// The pages that are named, even where they would not be needed.
    Show { login: bool, consent: bool, select_account: bool },
}

/// `none` stands beside another value.
#[derive(Debug, PartialEq, Eq)]
pub struct NoneIsNotAlone;

impl Prompt {
    pub const SUPPORTED: &[&str] = &["none", "login", "consent", "select_account"];

    /// Reads a list separated by spaces. Values that Frontdesk does not know are ignored, as unknown parameters are.
    pub fn parse(text: &str) -> Result<Self, NoneIsNotAlone> {
        let names: Vec<&str> = text.split(' ').filter(|name| !name.is_empty()).collect();
        if names.contains(&"none") {
            return if names.iter().all(|name| *name == "none") { Ok(Self::None) } else { Err(NoneIsNotAlone) };
        }
        let has = |name| names.contains(&name);
        let (login, consent, select_account) = (has("login"), has("consent"), has("select_account"));
        Ok(if login || consent || select_account { Self::Show { login, consent, select_account } } else { Self::AsNeeded })
    }

    /// The person must prove again who they are, or choose who they are; with one account per browser these are one step.
    pub fn wants_login(self) -> bool {
        matches!(self, Self::Show { login: true, .. } | Self::Show { select_account: true, .. })
    }

    /// The person must choose anew what was chosen for them before.
    pub fn wants_selection(self) -> bool {
        matches!(self, Self::Show { select_account: true, .. })
    }

    pub fn wants_consent(self) -> bool {
        matches!(self, Self::Show { consent: true, .. })
    }
}
