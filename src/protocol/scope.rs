//! Scopes (RFC 6749 section 3.3; OpenID Connect Core 1.0 sections 5.4 and 11).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// Asks for an ID token.
pub const OPENID: &str = "openid";
/// Asks for a refresh token that outlives the browser's session.
pub const OFFLINE_ACCESS: &str = "offline_access";
/// Asks for the one practice that the person works for now.
pub const PRACTICE: &str = "practice";
/// Scopes that Frontdesk gives a meaning to; an app may be allowed others, which only appear in its access tokens.
pub const STANDARD: &[&str] = &[OPENID, "profile", "email", "address", "phone", OFFLINE_ACCESS, "groups", PRACTICE];

/// A set of scope names. Order carries no meaning and repetition none either.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ScopeSet(BTreeSet<String>);

/// A scope has characters outside `%x21 / %x23-5B / %x5D-7E`.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a scope name may use printable ASCII without space, double quote and backslash")]
pub struct BadScope;

impl ScopeSet {
    /// Reads a list separated by spaces.
    pub fn parse(text: &str) -> Result<Self, BadScope> {
        let names: BTreeSet<String> = text.split(' ').filter(|name| !name.is_empty()).map(str::to_owned).collect();
        let sound = |name: &String| name.bytes().all(|byte| matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E));
        if names.iter().all(sound) { Ok(Self(names)) } else { Err(BadScope) }
    }

    pub fn contains(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn is_subset(&self, of: &Self) -> bool {
        self.0.is_subset(&of.0)
    }

    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        Self(self.0.intersection(&other.0).cloned().collect())
    }

    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self(self.0.union(&other.0).cloned().collect())
    }

    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        Self(self.0.iter().filter(|scope| *scope != name).cloned().collect())
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl std::fmt::Display for ScopeSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (position, name) in self.iter().enumerate() {
            if position > 0 {
                f.write_str(" ")?;
            }
            f.write_str(name)?;
        }
        Ok(())
    }
}

impl TryFrom<String> for ScopeSet {
    type Error = BadScope;

    fn try_from(text: String) -> Result<Self, BadScope> {
        Self::parse(&text)
    }
}

impl From<ScopeSet> for String {
    fn from(scopes: ScopeSet) -> Self {
        scopes.to_string()
    }
}
