//! Email addresses in one canonical form, so that one mailbox is one account: for uniqueness, look-up, limits and audit.
//!
//! | part | rule |
//! |---|---|
//! | all | NFKC, lower case, at most 254 bytes, nothing invisible |
//! | before the `@` | a dot-atom (RFC 5322 section 3.2.3) with letters and marks of one script (RFC 6532), at most 64 bytes; no quoted forms |
//! | after the `@` | a host name in ASCII form (IDNA, UTS #46, nontransitional) with at least two labels |
//! | other scripts | no characters that UTS #39 keeps out of identifiers, no mixed scripts, nothing that could be read as ASCII letters |

use std::fmt;

use idna::domain_to_ascii_strict;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use unicode_security::confusable_detection::skeleton;
use unicode_security::{GeneralSecurityProfile, MixedScript};

use crate::foundation::one_line::is_unseen;
use crate::foundation::secret::TokenDigest;

const LONGEST: usize = 254;
const LONGEST_LOCAL: usize = 64;

/// An email address in canonical form. Two spellings of one mailbox give the same value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// Why a text is no email address that Frontdesk takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BadEmail {
    #[error("an email address has the form name@example.com")]
    Form,
    #[error("an email address has at most 254 characters")]
    TooLong,
    #[error("this email address has characters that look like others or cannot be seen")]
    Confusable,
}

impl Email {
    /// Reads what somebody typed; white space around it is ignored.
    pub fn parse(text: &str) -> Result<Self, BadEmail> {
        // Looked at before any work that grows with the input.
        if text.len() > 4 * LONGEST {
            return Err(BadEmail::TooLong);
        }
        let text = canonical(text.trim());
        if text.chars().any(is_unseen) {
            return Err(BadEmail::Confusable);
        }
        let (local, domain) = text.split_once('@').ok_or(BadEmail::Form)?;
        let domain = host_name(domain)?;
        check_local(local)?;
        let email = format!("{local}@{domain}");
        if email.len() > LONGEST || local.len() > LONGEST_LOCAL { Err(BadEmail::TooLong) } else { Ok(Self(email)) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the `@`.
    pub fn local_part(&self) -> &str {
        self.0.split_once('@').map_or(&self.0, |(local, _)| local)
    }

    /// The host name after the `@`, in ASCII form.
    pub fn domain(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, domain)| domain)
    }

    /// Stands for the address where the address itself should not: in keys of counters, also of people nobody knows.
    pub fn digest(&self) -> TokenDigest {
        TokenDigest::of(self.0.as_bytes())
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for Email {
    type Err = BadEmail;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Email {
    type Error = BadEmail;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

/// Lower case can undo NFKC (`ϔ`), and NFKC can bring capitals (`㏎`): twice is enough for both to rest.
fn canonical(text: &str) -> String {
    let once: String = text.nfkc().collect::<String>().to_lowercase();
    once.nfkc().collect::<String>().to_lowercase().nfkc().collect()
}

fn check_local(local: &str) -> Result<(), BadEmail> {
    let atom = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    if local.split('.').any(|part| part.is_empty() || !part.chars().all(atom)) {
        return Err(BadEmail::Form);
    }
    if reads_as_itself(local) { Ok(()) } else { Err(BadEmail::Confusable) }
}

fn host_name(domain: &str) -> Result<String, BadEmail> {
    // UTS #46 would drop or map some of these unseen; refused here, they cannot give one mailbox two spellings.
    if !domain.split('.').all(reads_as_itself) {
        return Err(BadEmail::Confusable);
    }
    let ascii = domain_to_ascii_strict(domain).map_err(|_| BadEmail::Form)?;
    let labels: Vec<&str> = ascii.split('.').collect();
    let last_is_number = labels.last().is_none_or(|label| label.bytes().all(|byte| byte.is_ascii_digit()));
    if labels.len() < 2 || last_is_number {
        return Err(BadEmail::Form);
    }
    // A label may also arrive in its ASCII form already.
    let (unicode, sound) = idna::domain_to_unicode(&ascii);
    if sound.is_err() || !unicode.split('.').all(reads_as_itself) {
        return Err(BadEmail::Confusable);
    }
    Ok(ascii)
}

/// Whether nobody could take `part` for something else: ASCII, or letters of one script that do not pass for ASCII.
///
/// Latin letters beyond ASCII must each differ from every ASCII letter (`ɑ` and `ı` do not); a word in another script must
/// differ as a whole, or no Russian word with an `а` in it could be an address.
fn reads_as_itself(part: &str) -> bool {
    if part.is_ascii() {
        return true;
    }
    let mut before = None;
    for character in part.chars() {
        let allowed = character.is_ascii() || (character.identifier_allowed() && !character.is_numeric() && !is_unseen(character));
        // A dot over a letter that has one already is not seen; nor is a mark over nothing.
        let doubled_dot = character == '\u{0307}' && matches!(before, None | Some('i' | 'j'));
        if !allowed || doubled_dot || passes_for_ascii_latin(character) {
            return false;
        }
        before = Some(character);
    }
    let begins_with_mark = part.chars().next().is_some_and(unicode_normalization::char::is_combining_mark);
    !begins_with_mark && part.is_single_script() && !skeleton(part).all(|c| c.is_ascii())
}

fn passes_for_ascii_latin(character: char) -> bool {
    let text = character.to_string();
    let with_latin = format!("a{character}");
    !character.is_ascii() && with_latin.as_str().is_single_script() && skeleton(&text).all(|c| c.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_mailbox_are_one_address() {
        for (typed, canonical) in [
            ("alice@riverside.example", "alice@riverside.example"),
            ("  Alice@Riverside.EXAMPLE\n", "alice@riverside.example"),
            ("ALICE@riverside.example", "alice@riverside.example"),
            ("ａｌｉｃｅ＠riverside．example", "alice@riverside.example"),
            ("ali\u{212A}e@riverside.example", "alike@riverside.example"),
            ("o'brien+notes@riverside.example", "o'brien+notes@riverside.example"),
            ("zoë@riverside.example", "zoë@riverside.example"),
            ("zoe\u{0308}@riverside.example", "zoë@riverside.example"),
            ("anna@Müller.example", "anna@xn--mller-kva.example"),
            ("anna@xn--mller-kva.example", "anna@xn--mller-kva.example"),
            ("anna@mu\u{0308}ller.example", "anna@xn--mller-kva.example"),
            ("straße@straße.example", "straße@xn--strae-oqa.example"),
            ("иван@почта.example", "иван@xn--80a1acny.example"),
            ("用户@例子.example", "用户@xn--fsqu00a.example"),
        ] {
            assert_eq!(Email::parse(typed).map(String::from).as_deref(), Ok(canonical), "{typed:?}");
            assert_eq!(Email::parse(canonical).map(String::from).as_deref(), Ok(canonical), "{canonical:?} is not at rest");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for typed in [
            "",
            "@",
            "alice",
            "alice@",
            "@riverside.example",
            "alice@@riverside.example",
            "alice@bob@riverside.example",
            "a b@riverside.example",
            ".alice@riverside.example",
            "alice.@riverside.example",
            "al..ice@riverside.example",
            "alice@riverside",
            "alice@localhost",
            "alice@127.0.0.1",
            "alice@[127.0.0.1]",
            "alice@-riverside.example",
            "alice@river_side.example",
            "alice@riverside.example.",
            "alice@riverside..example",
            "\"alice\"@riverside.example",
            "alice<x>@riverside.example",
            "alice,bob@riverside.example",
            "alice@riverside.example,bob@riverside.example",
            "alice(x)@riverside.example",
            "alice@river%73ide.example",
            "alice\\@riverside.example",
        ] {
            assert_eq!(Email::parse(typed), Err(BadEmail::Form), "{typed:?}");
        }
        let long = format!("alice@{}.example", "a.".repeat(130));
        assert_eq!(Email::parse(&format!("{}@riverside.example", "a".repeat(65))), Err(BadEmail::TooLong));
        assert!(Email::parse(&long).is_err());
        assert_eq!(Email::parse(&"a".repeat(1_000_000)), Err(BadEmail::TooLong));
    }

    #[test]
    fn hostile_look_alikes_are_refused() {
        for typed in [
            "аlice@riverside.example",             // Cyrillic а among Latin letters
            "аррӏе@riverside.example",             // all Cyrillic, reads "apple"
            "alice@аррӏе.example",                 // the same as a host
            "alice@xn--80ak6aa92e.example",        // the same in ASCII form
            "ɑlice@riverside.example",             // Latin alpha
            "alıce@riverside.example",             // dotless i
            "al\u{0130}ce@riverside.example",      // İ becomes i with a second dot
            "αlice@riverside.example",             // Greek alpha among Latin letters
            "ali\u{200B}ce@riverside.example",     // zero width space
            "ali\u{200D}ce@riverside.example",     // zero width joiner
            "ali\u{00AD}ce@riverside.example",     // soft hyphen
            "alice@river\u{00AD}side.example",     // soft hyphen, which IDNA would drop
            "ali\u{202E}ce@riverside.example",     // right-to-left override
            "\u{FEFF}alice@riverside.example",     // byte order mark
            "ali\u{0}ce@riverside.example",        // NUL
            "ali\nce@riverside.example",           // line break
            "alice@riverside\r\nBcc: x@x.example", // header injection
            "ali\u{E0063}ce@riverside.example",    // tag character
            "ali\u{FE0F}ce@riverside.example",     // variation selector
            "\u{0301}alice@riverside.example",     // a mark over nothing
            "alice١@riverside.example",            // Arabic digit among Latin letters
            "alice۱@riverside.example",            // extended Arabic digit
            "alice@riverside。example",            // ideographic full stop
            "ali\u{3164}ce@riverside.example",     // Hangul filler
        ] {
            assert!(Email::parse(typed).is_err(), "{typed:?}");
        }
    }

    #[test]
    fn the_longest_address_is_taken() {
        let address = |last: usize| {
            let label = |letter: &str, length| letter.repeat(length);
            format!("{}@{}.{}.{}.example", label("a", 64), label("b", 63), label("c", 63), label("d", last))
        };
        assert_eq!(Email::parse(&address(53)).unwrap().as_str().len(), 254);
        assert_eq!(Email::parse(&address(54)), Err(BadEmail::TooLong));
    }
}
