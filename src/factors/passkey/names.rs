//! What a passkey is called: proposed from the device it was made on, chosen by its owner.
//!
//! A name is there to find the right device again: "iPhone", "Work Laptop". Other names are allowed and advised against.

use thiserror::Error;

use super::authenticators::{self, Authenticator};
use super::{NewPasskey, Passkey};
use crate::foundation::one_line::one_line;

/// The most characters of a name.
pub const LONGEST: usize = 50;

/// A name that a passkey may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyName(String);

/// Why a name cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BadPasskeyName {
    #[error("the name is empty")]
    Empty,
    #[error("the name is longer than {LONGEST} characters")]
    TooLong,
    #[error("another passkey of this person has the name")]
    Taken,
}

impl PasskeyName {
    /// Takes a name as it was typed; `others` are the person's other passkeys.
    pub fn choose(typed: &str, others: &[Passkey]) -> Result<Self, BadPasskeyName> {
        // One more than allowed, so that what is too long shows.
        let name = one_line(typed, LONGEST + 1);
        if name.is_empty() {
            return Err(BadPasskeyName::Empty);
        }
        if name.chars().count() > LONGEST {
            return Err(BadPasskeyName::TooLong);
        }
        if is_taken(&name, others) {
            return Err(BadPasskeyName::Taken);
        }
        Ok(Self(name))
    }

    /// The name of the device that `new` was made on, by its authenticator and the browser; numbered where that is taken.
    /// `unknown` is what an authenticator is called that says nothing of itself.
    pub fn propose(new: &NewPasskey, user_agent: &str, unknown: &str, others: &[Passkey]) -> Self {
        let device = || device(user_agent).unwrap_or(unknown);
        let name = match new.aaguid().and_then(authenticators::find) {
            Some(Authenticator::SecurityKey(name) | Authenticator::Manager(name)) => name,
            Some(Authenticator::BuiltIn { elsewhere }) if new.roams() => elsewhere,
            None if new.roams() => unknown,
            Some(Authenticator::BuiltIn { .. }) | None => device(),
        };
        let name = one_line(name, LONGEST - 4);
        // A person has far fewer passkeys than numbers are tried.
        let numbered = (2..1000).map(|number| format!("{name} {number}"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|name| !is_taken(name, others));
        Self(free.unwrap_or(name))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the name will not help to find the device again: it says what a passkey is, what it opens, or something
    /// about its owner, as one names a password.
    pub fn is_ill_advised(&self) -> bool {
        let name = self.0.to_lowercase();
        let words: Vec<&str> = name.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let only_numbers = words.iter().all(|word| word.chars().all(|character| character.is_ascii_digit()));
        only_numbers || words.iter().any(|word| TELLING.contains(word)) || words.iter().all(|word| SAYING_NOTHING.contains(word))
    }
}

/// Words about a person, or about a secret, of which one is enough.
const TELLING: &[&str] = &[
    "birthday",
    "birthdate",
    "birth",
    "dob",
    "anniversary",
    "password",
    "passcode",
    "pin",
    "secret",
    "pet",
    "maiden",
    "geburtstag",
    "geburtsdatum",
    "hochzeitstag",
    "passwort",
    "kennwort",
    "geheim",
    "geheimnis",
];

/// Words that say nothing when no others stand beside them.
const SAYING_NOTHING: &[&str] = &[
    "a",
    "the",
    "my",
    "new",
    "old",
    "key",
    "keys",
    "passkey",
    "passkeys",
    "login",
    "signin",
    "sign",
    "in",
    "account",
    "test",
    "frontdesk",
    "mein",
    "meine",
    "neu",
    "neuer",
    "alt",
    "alter",
    "schlüssel",
    "anmeldung",
    "konto",
];

fn is_taken(name: &str, others: &[Passkey]) -> bool {
    let name = name.to_lowercase();
    others.iter().any(|other| other.name.to_lowercase() == name)
}

/// The device that a user agent speaks of. Its own words are never repeated: anybody may send any.
fn device(user_agent: &str) -> Option<&'static str> {
    const DEVICES: &[(&str, &str)] = &[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows PC"),
        ("Macintosh", "Mac"),
        ("CrOS", "Chromebook"),
        ("Linux", "Linux PC"),
    ];
    DEVICES.iter().find(|(sign, _)| user_agent.contains(sign)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::factors::KeyKind;
    use crate::foundation::clock::Timestamp;
    use crate::foundation::id::{PasskeyId, UserId};
    use crate::foundation::random::Seeded;

    fn named(name: &str) -> Passkey {
        let (now, random) = (Timestamp::from_secs(1), Seeded::new(1));
        Passkey {
            id: PasskeyId::new(now, &random),
            user: UserId::new(now, &random),
            credential_id: vec![1],
            name: name.to_owned(),
            key: KeyKind::Synced,
            backed_up: true,
            aaguid: None,
            created_at: now,
            last_used_at: None,
        }
    }

    #[test]
    fn a_name_is_one_short_line_of_its_own() {
        let others = [named("iPhone")];
        let chosen = |typed: &str| PasskeyName::choose(typed, &others).map(|name| name.as_str().to_owned());
        assert_eq!(chosen("  Work \u{202E}Laptop\n"), Ok("Work Laptop".to_owned()));
        assert_eq!(chosen(" \u{200B} "), Err(BadPasskeyName::Empty));
        assert_eq!(chosen(&"x".repeat(50)), Ok("x".repeat(50)));
        assert_eq!(chosen(&"x".repeat(51)), Err(BadPasskeyName::TooLong));
        assert_eq!(chosen("IPHONE"), Err(BadPasskeyName::Taken));
        assert_eq!(chosen("iPhone 2"), Ok("iPhone 2".to_owned()));
    }

    #[test]
    fn names_that_help_nobody_find_the_device_are_advised_against() {
        let ill_advised = |typed: &str| PasskeyName::choose(typed, &[]).unwrap().is_ill_advised();
        for bad in ["Birthday", "my birthday", "Passkey", "My new passkey", "password 1", "12345", "1.4.1980", "Geburtstag", "PIN"] {
            assert!(ill_advised(bad), "{bad}");
        }
        for good in
            ["iPhone", "Work Laptop", "YubiKey 5 NFC", "My Mac", "Reception PC 2", "1Password", "Alice’s iPad", "Schlüssel vom Empfang"]
        {
            assert!(!ill_advised(good), "{good}");
        }
    }

    #[test]
    fn a_device_is_named_only_in_our_own_words() {
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1";
        let android =
            "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";
        assert_eq!(device(iphone), Some("iPhone"));
        assert_eq!(device(android), Some("Android"));
        assert_eq!(device("your bank, please call 555 1234"), None);
    }
}
