//! Languages: what people ask for, and which of ours fits best.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unic_langid::LanguageIdentifier;

/// A language, such as `en` or `de-CH`, as BCP 47 writes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LanguageTag(LanguageIdentifier);

impl LanguageTag {
    pub(super) fn identifier(&self) -> &LanguageIdentifier {
        &self.0
    }

    /// Whether the language is written from right to left, which the page says with `dir`.
    pub fn is_right_to_left(&self) -> bool {
        matches!(self.0.language.as_str(), "ar" | "fa" | "he" | "ur" | "ps" | "yi" | "dv" | "ku")
    }
}

impl Default for LanguageTag {
    fn default() -> Self {
        Self(unic_langid::langid!("en"))
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for LanguageTag {
    type Err = unic_langid::LanguageIdentifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl Serialize for LanguageTag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LanguageTag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| serde::de::Error::custom(format!("{text:?} is not a language; write it like \"en\" or \"de-CH\"")))
    }
}

/// What is known of the language somebody wants, strongest first: the app's `ui_locales` (OpenID Connect Core 3.1.2.1), the
/// person's own setting, the browser's `Accept-Language`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wishes<'a> {
    pub ui_locales: Option<&'a str>,
    pub own: Option<&'a LanguageTag>,
    pub accept_language: Option<&'a str>,
}

/// More entries than anyone speaks; the rest of an overlong header is not read.
const MOST_WISHES: usize = 16;

impl Wishes<'_> {
    /// The best of `spoken`; `fallback` when none fits. What cannot be read is passed over: a language is never an error.
    pub(super) fn best_of<'s>(&self, spoken: impl Iterator<Item = &'s LanguageTag> + Clone, fallback: &'s LanguageTag) -> &'s LanguageTag {
        let from_app = self.ui_locales.unwrap_or_default().split_ascii_whitespace().take(MOST_WISHES).filter_map(|tag| tag.parse().ok());
        let from_browser = self.accept_language.map(by_quality).unwrap_or_default();
        let mut wanted = from_app.chain(self.own.cloned()).chain(from_browser);
        wanted.find_map(|tag: LanguageTag| closest(&tag, spoken.clone())).unwrap_or(fallback)
    }
}

/// The exact language, else the same language of another region: `de-AT` is well served by `de`, and by `de-CH` if need be.
fn closest<'s>(wanted: &LanguageTag, spoken: impl Iterator<Item = &'s LanguageTag> + Clone) -> Option<&'s LanguageTag> {
    let exact = spoken.clone().find(|tag| *tag == wanted);
    let plain = || spoken.clone().find(|tag| tag.0.language == wanted.0.language && tag.0.region.is_none());
    let cousin = || spoken.clone().find(|tag| tag.0.language == wanted.0.language);
    exact.or_else(plain).or_else(cousin)
}

/// `Accept-Language` (RFC 9110 12.5.4) in order of preference; `q=0` means "not this one".
fn by_quality(header: &str) -> Vec<LanguageTag> {
    let mut rated: Vec<(u16, LanguageTag)> = header
        .split(',')
        .take(MOST_WISHES)
        .filter_map(|entry| {
            let (tag, quality) = entry.split_once(';').unwrap_or((entry, "q=1"));
            let quality: f32 = quality.trim().strip_prefix("q=").and_then(|number| number.trim().parse().ok()).unwrap_or(0.0);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=1000")]
            let thousandths = (quality.clamp(0.0, 1.0) * 1000.0) as u16;
            (thousandths > 0).then_some((thousandths, tag.trim().parse().ok()?))
        })
        .collect();
    rated.sort_by_key(|(quality, _)| std::cmp::Reverse(*quality));
    rated.into_iter().map(|(_, tag)| tag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> LanguageTag {
        text.parse().unwrap()
    }

    fn best(wishes: Wishes<'_>) -> String {
        let spoken = [tag("en"), tag("de")];
        wishes.best_of(spoken.iter(), &spoken[0]).to_string()
    }

    #[test]
    fn the_app_is_heard_before_the_person_and_the_person_before_the_browser() {
        let own = tag("de");
        let accept_language = Some("de, en;q=0.8");
        assert_eq!(best(Wishes { ui_locales: Some("fr en-AU de"), own: Some(&own), accept_language }), "en");
        assert_eq!(best(Wishes { ui_locales: Some("fr"), own: Some(&own), accept_language: Some("en") }), "de");
        assert_eq!(best(Wishes { accept_language, ..Wishes::default() }), "de");
    }

    #[test]
    fn quality_orders_the_browsers_wishes_and_zero_refuses() {
        assert_eq!(best(Wishes { accept_language: Some("en;q=0.2,de-AT;q=0.9"), ..Wishes::default() }), "de");
        assert_eq!(best(Wishes { accept_language: Some("de;q=0"), ..Wishes::default() }), "en");
    }

    #[test]
    fn nonsense_is_passed_over() {
        assert_eq!(best(Wishes { ui_locales: Some("../.. <x> de"), ..Wishes::default() }), "de");
        assert_eq!(best(Wishes { accept_language: Some("*, ;;;q=NaN, \u{0}"), ..Wishes::default() }), "en");
    }
}
