//! Which passwords a person may choose: long enough, and not among the first that somebody would try.
//!
//! No rules of composition ("one digit, one sign"): they make passwords alike (NIST SP 800-63B section 3.1.1.2).

use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use zxcvbn::Score;
use zxcvbn::matching::Match;
use zxcvbn::matching::patterns::MatchPattern;

use crate::foundation::secret::Secret;

/// In characters, after normalisation.
pub const SHORTEST: usize = 12;
/// In characters, after normalisation.
pub const LONGEST: usize = 128;
/// In bytes, as typed: looked at before any work is done.
const MOST_BYTES: usize = 512;
/// Words that anybody would try here.
const OWN_WORDS: &[&str] = &["frontdesk", "front desk", "reception", "practice", "clinic", "health", "patient", "welcome"];

/// A password in the one form (NFKC) in which it is hashed, so that it does not depend on the keyboard.
pub(super) fn normalised(typed: &Secret) -> Option<Secret> {
    let typed = typed.expose();
    if typed.len() > MOST_BYTES {
        return None;
    }
    Some(Secret::new(typed.nfkc().collect::<String>()))
}

/// A password that a person may take. Only [`NewPassword::check`] makes one.
#[derive(Clone, Debug)]
pub struct NewPassword(Secret);

/// Why a person may not take a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WeakPassword {
    #[error("a password has at least 12 characters")]
    TooShort,
    #[error("a password has at most 128 characters")]
    TooLong,
    #[error("this password is one of those that many people use")]
    Common,
    #[error("this password is made of the name, email or practice of the person")]
    Personal,
    #[error("this password can be guessed too easily")]
    Guessable,
}

impl NewPassword {
    /// Checks length, then strength. `words` are what somebody who knows the person would try first: name, email, practice.
    pub fn check(typed: &Secret, words: &[String]) -> Result<Self, WeakPassword> {
        let password = normalised(typed).ok_or(WeakPassword::TooLong)?;
        let text = password.expose();
        match text.chars().count() {
            0..SHORTEST => return Err(WeakPassword::TooShort),
            SHORTEST..=LONGEST => {}
            _ => return Err(WeakPassword::TooLong),
        }
        let personal: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
        let tried_first: Vec<&str> = personal.iter().map(String::as_str).chain(OWN_WORDS.iter().copied()).collect();
        let strength = zxcvbn::zxcvbn(text, &tried_first);
        let words_in_it: Vec<&str> = strength.sequence().iter().filter_map(dictionary_word).collect();
        // One entry of a dictionary from end to end, also backwards or with digits for letters, however zxcvbn rates it.
        let is_one_word = strength.sequence().len() == 1 && words_in_it.len() == 1;
        let weak = is_one_word || strength.score() < Score::Three;
        if weak && words_in_it.iter().any(|word| personal.iter().any(|known| known == word)) {
            return Err(WeakPassword::Personal);
        }
        if is_one_word {
            return Err(WeakPassword::Common);
        }
        if strength.score() < Score::Three {
            return Err(WeakPassword::Guessable);
        }
        Ok(Self(password))
    }

    pub(super) fn into_secret(self) -> Secret {
        self.0
    }
}

fn dictionary_word(part: &Match) -> Option<&str> {
    match &part.pattern {
        MatchPattern::Dictionary(found) => Some(&found.matched_word),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str) -> Result<NewPassword, WeakPassword> {
        let words = ["alice.nguyen@riverside.example", "Nguyen", "Riverside Health"].map(str::to_owned);
        NewPassword::check(&Secret::new(typed), &words)
    }

    #[test]
    fn good_passwords_need_no_digits_or_signs() {
        for typed in [
            "correct horse battery staple",
            "mutton-lantern-seven-quilts",
            "gf9Xk2mVwq7T",
            "пятнадцать зелёных чайников",
            "雨の日に傘を忘れた青い猫です",
            "  spaces at both ends  ",
            &"lantern quilt mutton seven ".repeat(4),
        ] {
            assert!(check(typed).is_ok(), "{typed:?}: {:?}", check(typed).err());
        }
    }

    #[test]
    fn passwords_that_are_tried_first_are_refused() {
        for (typed, why) in [
            ("", WeakPassword::TooShort),
            ("short", WeakPassword::TooShort),
            ("gf9Xk2mVwq7", WeakPassword::TooShort),
            ("passwordpassword", WeakPassword::Guessable),
            ("123456789012", WeakPassword::Guessable),
            ("aaaaaaaaaaaaaaaa", WeakPassword::Guessable),
            ("qwertyuiop[]", WeakPassword::Guessable),
            ("Password1234!", WeakPassword::Guessable),
            ("alice.nguyen@riverside.example", WeakPassword::Personal),
            ("Nguyen123456", WeakPassword::Personal),
            ("riverside health", WeakPassword::Personal),
            ("frontdesk2026", WeakPassword::Guessable),
            ("Welcome123456", WeakPassword::Guessable),
            ("unbelievable", WeakPassword::Common),
            ("１２３４５６７８９０１２", WeakPassword::Guessable),
        ] {
            assert_eq!(check(typed).err(), Some(why), "{typed:?}");
        }
    }

    #[test]
    fn length_counts_characters_and_is_bounded_before_any_work() {
        let phrase = "Zügig-ölt-Ärzte-Kübel-";
        assert!(check(&phrase.repeat(6).chars().take(128).collect::<String>()).is_ok());
        assert_eq!(check(&"x1Lq ".repeat(26)).err(), Some(WeakPassword::TooLong));
        assert_eq!(check(&"🦊".repeat(129)).err(), Some(WeakPassword::TooLong));
        assert_eq!(check(&"x".repeat(10_000_000)).err(), Some(WeakPassword::TooLong));
        // One character that normalisation makes eighteen.
        assert_eq!(check(&"\u{FDFA}".repeat(100)).err(), Some(WeakPassword::TooLong));
    }

    #[test]
    fn the_same_password_from_two_keyboards_is_the_same() {
        let composed = normalised(&Secret::new("Zo\u{eb}")).unwrap();
        let decomposed = normalised(&Secret::new("Zoe\u{308}")).unwrap();
        assert_eq!(composed.expose(), decomposed.expose());
    }
}
