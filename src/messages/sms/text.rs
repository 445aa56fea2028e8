//! What an SMS says, and how many parts it costs.
//!
//! Gateways charge by parts. A text in the alphabet of GSM (3GPP TS 23.038) has 160 characters in one part and 153 in each of
//! several; one character outside of it makes the whole text UCS-2, with 70 and 67.

use std::fmt::Write as _;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use crate::foundation::one_line::one_line;
use crate::foundation::secret::Secret;
use crate::text::{LanguageTag, Text, Texts};

/// The alphabet of GSM.
const GSM: &str =
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Characters of it that take two places.
const GSM_TWICE: &str = "^{}\\[~]|€\u{c}";

/// The longest name that is repeated in an SMS.
const LONGEST_NAME: usize = 40;

/// Writes SMS.
pub struct SmsTexts {
    texts: Arc<Texts>,
    /// The installation's name, where it has one of its own.
    name: Option<String>,
    /// Where codes are entered; `None` where that is an address without a name.
    host: Option<String>,
}

impl SmsTexts {
    pub fn new(texts: Arc<Texts>, name: &str, host: Option<String>) -> Self {
        let name = one_line(name, LONGEST_NAME);
        Self { texts, name: (!name.is_empty() && name != "Frontdesk").then_some(name), host }
    }

    /// A code for the people of a practice, or of the installation where no one practice is meant. With a last line by which
    /// telephones fill it in on our pages alone ("Origin-bound one-time codes", WICG).
    ///
    /// In one part where that can be: a name with characters that GSM lacks is written without its accents, and left out where
    /// the text is too long with it.
    pub fn code(&self, language: &LanguageTag, code: &Secret, practice: Option<&str>) -> Secret {
        let code = code.expose();
        let practice = practice.map(|name| one_line(name, LONGEST_NAME)).filter(|name| !name.is_empty());
        let name = practice.as_deref().or(self.name.as_deref());
        let plain = name.map(without_accents);
        let names = [name, plain.as_deref(), None];
        let written = names.map(|name| self.with_name(language, code, name));
        let [first, rest @ ..] = &written;
        let shortest = rest.iter().fold(first, |best, next| if parts(next) < parts(best) { next } else { best });
        Secret::new(shortest.as_str())
    }

    fn with_name(&self, language: &LanguageTag, code: &str, name: Option<&str>) -> String {
        let text = match name {
            Some(name) => Text::new("sms-code").with("code", code).with("brand", name),
            None => Text::new("sms-code-plain").with("code", code),
        };
        let mut text = self.texts.say(language, &text);
        if let Some(host) = &self.host {
            // Writing to a string cannot fail.
            let _ = write!(text, "\n\n@{host} #{code}");
        }
        text
    }
}

/// The same with the letters under the accents and plain punctuation, as far as GSM has those.
fn without_accents(name: &str) -> String {
    let plain = |character: char| -> String {
        match character {
            '\u{2018}' | '\u{2019}' | '\u{02BC}' => "'".to_owned(),
            '\u{201C}' | '\u{201D}' | '\u{201E}' => "\"".to_owned(),
            '\u{2010}'..='\u{2015}' => "-".to_owned(),
            '\u{A0}' | '\u{202F}' => " ".to_owned(),
            known if GSM.contains(known) || GSM_TWICE.contains(known) => known.to_string(),
            other => other.nfkd().filter(|part| GSM.contains(*part)).collect(),
        }
    };
    let letters: String = name.chars().map(plain).collect();
    // A name in another script has no letters left: then it stays as it is.
    if letters.chars().filter(|c| c.is_alphanumeric()).count() * 2 > name.chars().count() { letters } else { name.to_owned() }
}

/// How many parts a text costs.
pub fn parts(text: &str) -> u32 {
    let places = text.chars().map(|character| match character {
        known if GSM.contains(known) => Some(1),
        known if GSM_TWICE.contains(known) => Some(2),
        _ => None,
    });
    let (length, one, each) = match places.sum::<Option<usize>>() {
        Some(septets) => (septets, 160, 153),
        None => (text.encode_utf16().count(), 70, 67),
    };
    let parts = if length <= one { 1 } else { length.div_ceil(each) };
    u32::try_from(parts).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Files;

    fn texts(name: &str, host: Option<&str>) -> SmsTexts {
        let texts = Texts::load(&Files::load(None).unwrap(), &"en".parse().unwrap()).unwrap();
        SmsTexts::new(Arc::new(texts), name, host.map(str::to_owned))
    }

    fn said(name: &str, host: Option<&str>, language: &str) -> String {
        texts(name, host).code(&language.parse().unwrap(), &Secret::new("038417"), None).expose().to_owned()
    }

    #[test]
    fn a_code_comes_with_the_name_and_the_place_where_it_is_entered() {
        let expected = "038417 is your Frontdesk code for Riverside Health. Never share it.\n\n@id.example.com #038417";
        assert_eq!(said("Riverside Health", Some("id.example.com"), "en"), expected);
        let german = said("Praxis Müller", Some("id.example.com"), "de");
        assert!(german.starts_with("038417 ") && german.contains("Praxis Müller") && german.ends_with("\n\n@id.example.com #038417"));
        assert_eq!(said("Frontdesk", None, "en"), "038417 is your Frontdesk code. Never share it.");
        let of_practice = |practice| texts("Coastal Cloud", None).code(&"en".parse().unwrap(), &Secret::new("038417"), Some(practice));
        assert_eq!(of_practice("Hilltop Physio").expose(), "038417 is your Frontdesk code for Hilltop Physio. Never share it.");
        assert_eq!(of_practice(" ").expose(), "038417 is your Frontdesk code for Coastal Cloud. Never share it.");
    }

    #[test]
    fn a_code_is_one_part_where_that_can_be() {
        for language in ["en", "de"] {
            for name in ["Riverside Health", "Zdraví Šumava", "O’Brien – Söhne", "Frontdesk", "河畔诊所", &"Långström ".repeat(20)]
            {
                let text = said(name, Some("id.riverside-health.example"), language);
                assert_eq!(parts(&text), 1, "{language} {text}");
            }
        }
        assert!(said("Zdraví Šumava", Some("id.example.com"), "en").contains("Zdravi Sumava"));
        assert!(said("O’Brien – Söhne", Some("id.example.com"), "en").contains("O'Brien - Söhne"));
        assert_eq!(said("河畔诊所", None, "en").lines().next(), Some("038417 is your Frontdesk code for 河畔诊所. Never share it."));
    }

    #[test]
    fn parts_are_counted_as_gateways_charge_them() {
        for (text, expected) in [
            ("a".repeat(160), 1),
            ("a".repeat(161), 2),
            ("a".repeat(306), 2),
            ("a".repeat(307), 3),
            ("€".repeat(80), 1),
            ("€".repeat(81), 2),
            ("ç".repeat(70), 1),
            ("ç".repeat(71), 2),
            ("ç".repeat(135), 3),
            ("😀".repeat(35), 1),
            ("😀".repeat(36), 2),
            (String::new(), 1),
        ] {
            assert_eq!(parts(&text), expected, "{text}");
        }
    }
}
