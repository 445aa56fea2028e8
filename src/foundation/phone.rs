//! Telephone numbers: read as people type them, kept in the one form of E.164, shown with the spaces of their country.
//!
//! What is known of each country's numbers comes with the crate `phonenumber` (the tables of Google's libphonenumber), inside
//! the binary. Whether a number exists, and whether it still is the person's, only a code that was sent there shows.
//!
//! Not here: which countries SMS goes to, and how often (`messages::sms`).

use std::fmt;

use phonenumber::country::Id;
use phonenumber::metadata::{DATABASE, Descriptor};
use phonenumber::{Metadata, Mode};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// More characters than any number with all its spaces and brackets.
const LONGEST_TYPED: usize = 64;

/// A valid telephone number.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PhoneNumber {
    /// `+` and digits.
    e164: String,
    country: Country,
}

/// What is wrong with a number. None of the words repeats it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BadPhoneNumber {
    #[error("this is not a complete telephone number")]
    Malformed,
    /// A landline, a number at premium rate, a pager.
    #[error("this number cannot receive SMS")]
    Unsuitable,
    #[error("SMS is not sent to this country")]
    Abroad,
}

impl PhoneNumber {
    /// Reads what was typed or pasted. `country` is where a number without a country code belongs; one that begins with `+`
    /// speaks for itself.
    pub fn parse(typed: &str, country: Country) -> Result<Self, BadPhoneNumber> {
        Self::read(&plain(typed)?, Some(country.0))
    }

    /// Reads a number with its country code: what was kept, or what an operator wrote.
    pub fn international(typed: &str) -> Result<Self, BadPhoneNumber> {
        let plain = plain(typed)?;
        if plain.starts_with('+') { Self::read(&plain, None) } else { Err(BadPhoneNumber::Malformed) }
    }

    fn read(plain: &str, country: Option<Id>) -> Result<Self, BadPhoneNumber> {
        let number = phonenumber::parse(country, plain).map_err(|_| BadPhoneNumber::Malformed)?;
        if !number.is_valid() {
            return Err(BadPhoneNumber::Malformed);
        }
        // Numbers of no country (satellites, freephone of the world) are valid too, and nobody's own.
        let country = table_of(&number).and_then(|table| table.id().parse().ok()).ok_or(BadPhoneNumber::Unsuitable)?;
        Ok(Self { e164: number.format().mode(Mode::E164).to_string(), country: Country(country) })
    }

    /// The form of E.164: `+61412345678`.
    pub fn as_str(&self) -> &str {
        &self.e164
    }

    pub const fn country(&self) -> Country {
        self.country
    }

    /// Whether SMS can reach it, as far as a number tells: in some countries, such as the United States, landlines look alike.
    /// "Personal" numbers are none: they are what fraud with SMS likes best.
    pub fn is_mobile(&self) -> bool {
        let Ok(number) = phonenumber::parse(None, &self.e164) else { return false };
        let Some(table) = table_of(&number) else { return false };
        let kinds = table.descriptors();
        // With the zeros that numbers of some countries begin with, such as those of Ivory Coast.
        let digits = number.national().to_string();
        let is = |kind: Option<&Descriptor>| kind.is_some_and(|kind| kind.is_match(&digits));
        let is_special = is(kinds.premium_rate())
            || is(kinds.toll_free())
            || is(kinds.shared_cost())
            || is(kinds.personal_number())
            || is(kinds.voip())
            || is(kinds.pager())
            || is(kinds.uan())
            || is(kinds.voicemail());
        kinds.general().is_match(&digits) && is(kinds.mobile()) && !is_special
    }

    /// As it is written in its own country: `0412 345 678`.
    pub fn shown_at_home(&self) -> String {
        self.shown(Mode::National)
    }

    /// As it is written elsewhere: `+61 412 345 678`.
    pub fn shown_abroad(&self) -> String {
        self.shown(Mode::International)
    }

    fn shown(&self, mode: Mode) -> String {
        phonenumber::parse(None, &self.e164).map_or_else(|_| self.e164.clone(), |number| number.format().mode(mode).to_string())
    }
}

/// What is known of the numbers of this one's country.
fn table_of(number: &phonenumber::PhoneNumber) -> Option<&'static Metadata> {
    match DATABASE.region(&number.code().value())?.as_slice() {
        [only] => DATABASE.by_id(*only),
        // Several countries share the code.
        _ => number.metadata(&DATABASE),
    }
    .filter(|table| table.id() != "001")
}

/// Its last digits only: a log needs no more.
impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PhoneNumber(…{})", &self.e164[self.e164.len().saturating_sub(3)..])
    }
}

/// Digits, and the `+` before them. What people put between digits goes: spaces, hyphens, brackets, dots, slashes, and the
/// invisible marks that telephones copy along with a number. Anything else is no number, nor is one with an extension.
fn plain(typed: &str) -> Result<String, BadPhoneNumber> {
    let mut plain = String::with_capacity(16);
    if typed.chars().count() > LONGEST_TYPED {
        return Err(BadPhoneNumber::Malformed);
    }
    for character in typed.chars() {
        match character {
            '0'..='9' => plain.push(character),
            '０'..='９' => plain.extend(char::from_u32(u32::from(character) - u32::from('０') + u32::from('0'))),
            '+' | '＋' if plain.is_empty() => plain.push('+'),
            _ if is_between_digits(character) => {}
            _ => return Err(BadPhoneNumber::Malformed),
        }
    }
    Ok(plain)
}

fn is_between_digits(character: char) -> bool {
    let is_written = matches!(character, '-' | '(' | ')' | '.' | '/' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    let is_mark =
        matches!(character, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
    is_written || is_mark || character.is_whitespace()
}

/// A country, by its code of ISO 3166-1: two capital letters.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Country(Id);

impl Country {
    pub fn parse(code: &str) -> Option<Self> {
        code.parse().ok().map(Self)
    }

    pub fn as_str(&self) -> &str {
        self.0.as_ref()
    }

    /// Such as `+61`. Several countries may share one.
    pub fn calling_code(&self) -> String {
        DATABASE.by_id(self.as_str()).map(|country| format!("+{}", country.country_code())).unwrap_or_default()
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Country {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        let wrong = || serde::de::Error::custom(format!("\"{code}\" is not a country; write its two capital letters, such as \"AU\""));
        Self::parse(&code).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn country(code: &str) -> Country {
        Country::parse(code).unwrap()
    }

    fn read(typed: &str, code: &str) -> Result<String, BadPhoneNumber> {
        PhoneNumber::parse(typed, country(code)).map(|number| number.as_str().to_owned())
    }

    #[test]
    fn a_number_is_read_as_people_type_it() {
        for typed in [
            "0412 345 678",
            "0412345678",
            "412 345 678",
            " (04) 12-345-678 ",
            "0412.345.678",
            "+61 412 345 678",
            "＋６１ ４１２ ３４５ ６７８",
            "+61 (0) 412 345 678",
            "\u{202d}+61 412 345 678\u{202c}",
            "0412\u{a0}345\u{2011}678",
            "0011 61 412 345 678",
        ] {
            assert_eq!(read(typed, "AU").as_deref(), Ok("+61412345678"), "{typed:?}");
        }
        assert_eq!(read("+61 412 345 678", "DE").as_deref(), Ok("+61412345678"), "a number with its own code speaks for itself");
        assert_eq!(read("0049 1512 3456789", "DE").as_deref(), Ok("+4915123456789"));
        for typed in ["", "+", "0412", "0412 345 6789", "abc", "0412 345 678 ext 5", "tel:+61412345678", "+61412345678;phone-context=AA"] {
            assert_eq!(read(typed, "AU"), Err(BadPhoneNumber::Malformed), "{typed:?}");
        }
        assert_eq!(read(&"0".repeat(10_000), "AU"), Err(BadPhoneNumber::Malformed));
        assert_eq!(PhoneNumber::international("0412 345 678"), Err(BadPhoneNumber::Malformed));
    }

    #[test]
    fn a_number_says_what_it_is() {
        let rows: &[(&str, &str, bool)] = &[
            ("+61412345678", "AU", true),
            ("+61390001234", "AU", false),
            ("+64211234567", "NZ", true),
            ("+447400123456", "GB", true),
            ("+447911123456", "GG", true),
            ("+442079460958", "GB", false),
            ("+4915123456789", "DE", true),
            ("+12025550123", "US", true),
            ("+18765550123", "JM", true),
            ("+393123456789", "IT", true),
            ("+2250712345678", "CI", true),
            ("+2252123456789", "CI", false),
        ];
        for (typed, code, is_mobile) in rows {
            let number = PhoneNumber::international(typed).unwrap_or_else(|problem| panic!("{typed}: {problem}"));
            assert_eq!((number.as_str(), number.country()), (*typed, country(code)));
            assert_eq!(number.is_mobile(), *is_mobile, "{typed}");
        }
        let premium = PhoneNumber::international("+611900123456").unwrap();
        assert!(!premium.is_mobile());
        let personal = PhoneNumber::international("+447012345678");
        assert!(personal.is_ok_and(|number| !number.is_mobile()));
        for nobodys in ["+881612345678", "+80012340000", "+8821612345678"] {
            assert_eq!(PhoneNumber::international(nobodys).map(|number| number.country()), Err(BadPhoneNumber::Unsuitable), "{nobodys}");
        }
    }

    #[test]
    fn a_number_is_shown_at_home_and_abroad_but_not_in_a_log() {
        let number = PhoneNumber::international("+61412345678").unwrap();
        assert_eq!((number.shown_at_home().as_str(), number.shown_abroad().as_str()), ("0412 345 678", "+61 412 345 678"));
        assert_eq!(format!("{number:?}"), "PhoneNumber(…678)");
    }

    #[test]
    fn a_country_has_its_calling_code() {
        assert_eq!(country("AU").calling_code(), "+61");
        assert_eq!(country("CA").calling_code(), "+1");
        assert!(["", "au", "XX", "AUS", "Australia"].iter().all(|code| Country::parse(code).is_none()));
    }

    proptest! {
        #[test]
        fn nothing_typed_breaks_it(typed in "\\PC{0,70}", digits in "\\+?[0-9 ().-]{0,30}") {
            for text in [&typed, &digits] {
                if let Ok(number) = PhoneNumber::parse(text, country("AU")) {
                    let again = PhoneNumber::international(number.as_str());
                    prop_assert_eq!(again, Ok(number.clone()));
                    let home = PhoneNumber::parse(&number.shown_abroad(), number.country());
                    prop_assert_eq!(home, Ok(number));
                }
            }
        }
    }
}
