//! The people: who they are and how their password is kept and verified.
//!
//! | file | is |
//! |---|---|
//! | [`email`] | an address in its one canonical form |
//! | [`password`] | chosen, kept, verified |
//! | [`attempts`] | the growing delay after wrong ones |
//! | [`links`] | links sent by email that work once |
//! | [`store`] | users in the database |
//!
//! What is *not* here: which groups they belong to (`groups`), what they proved in a browser (`factors`, `sessions`), the
//! pages (`login`). Hashes are not fields of [`User`]: only the function that verifies them reads them.

pub mod attempts;
pub mod email;
pub mod links;
pub mod password;
pub mod store;

use serde_json::Value;

use crate::foundation::clock::Timestamp;
use crate::foundation::id::UserId;
use crate::foundation::one_line::one_line;
use crate::storage::{StorageError, Transaction};

pub use email::{BadEmail, Email};

/// The most characters of a name.
pub const LONGEST_NAME: usize = 100;

/// A person with one email sign-in, in any number of practice groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Also the public `sub`; never reused.
    pub id: UserId,
    pub email: Email,
    /// Proved: the person opened a link that was sent there.
    pub email_verified: bool,
    /// The whole name as it is shown. The fields below are claims of OpenID Connect Core 1.0 section 5.1.
    pub name: String,
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    pub phone: Option<String>,
    /// A BCP 47 language tag.
    pub locale: Option<String>,
    /// A name of the IANA time zone database, such as `Australia/Sydney`.
    pub zoneinfo: Option<String>,
    /// The JSON object of OpenID Connect Core 1.0 section 5.1.1.
    pub address: Option<Value>,
    /// Runs the installation.
    pub operator: bool,
    pub state: UserState,
    pub created_at: Timestamp,
    /// When the profile last changed: the `updated_at` claim.
    pub updated_at: Timestamp,
    pub last_sign_in_at: Option<Timestamp>,
}

/// Whether a user may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserState {
    Active,
    /// Answers everywhere as if there were no such user, from the next request on.
    Disabled,
}

impl UserState {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Disabled => "disabled",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Active, Self::Disabled].into_iter().find(|state| state.as_str() == text)
    }
}

impl User {
    /// A new, active user of whom only email and name are known. An empty name becomes what stands before the `@`.
    pub fn new(id: UserId, email: Email, name: &str, now: Timestamp) -> Self {
        let name = Some(one_line(name, LONGEST_NAME)).filter(|name| !name.is_empty()).unwrap_or_else(|| email.local_part().to_owned());
        Self {
            id,
            email,
            email_verified: false,
            name,
            given_name: None,
            family_name: None,
            phone: None,
            locale: None,
            zoneinfo: None,
            address: None,
            operator: false,
            state: UserState::Active,
            created_at: now,
            updated_at: now,
            last_sign_in_at: None,
        }
    }

    pub fn is_active(&self) -> bool {
        self.state == UserState::Active
    }

    /// Words that somebody who knows this person would try first in a password.
    pub fn words(&self) -> Vec<String> {
        let mut words: Vec<String> =
            [self.email.as_str(), self.email.local_part(), self.email.domain(), &self.name].map(str::to_owned).into();
        words.extend(self.email.domain().split('.').chain(self.name.split_whitespace()).map(str::to_owned));
        words.extend(self.phone.clone());
        words.retain(|word| word.chars().count() > 2);
        words
    }
}

/// Removes links that ended, and counts of attempts that were quiet, since `before`: at least a day ago, or counts that still
/// matter would go. Returns how many rows went.
pub async fn purge(tx: &Transaction, before: Timestamp) -> Result<u64, StorageError> {
    Ok(links::store::purge(tx, before).await? + attempts::store::purge(tx, before).await?)
}

#[cfg(test)]
mod store_tests;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::random::Seeded;

    #[test]
    fn a_new_user_has_a_name_to_show() {
        let now = Timestamp::from_secs(1);
        let id = UserId::new(now, &Seeded::new(1));
        let email = Email::parse("alice@riverside.example").unwrap();
        assert_eq!(User::new(id, email.clone(), " \u{202E}Alice \n Ng ", now).name, "Alice Ng");
        assert_eq!(User::new(id, email, " \u{200B} ", now).name, "alice");
    }
}
