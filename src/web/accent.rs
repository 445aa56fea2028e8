//! The one accent colour of a page, corrected until everyone can read it.
//!
//! An app or an installation chooses a colour; whether it can be read is not left to them. Light and dark mode each get their own
//! shade of it: darker or lighter in the same hue until text and buttons reach the contrast of WCAG 2.2, 1.4.3 (4.5 : 1).
//! The strict content policy forbids inline style, so the result is a stylesheet of its own, `brand-<hex>.css`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer};

/// The grounds on which the accent stands as text and is hardest to read, by day the desk and at night the card; the same values as
/// in `frontdesk.css`.
const PAPER: Colour = Colour(0xea, 0xdf, 0xcb);
const NIGHT: Colour = Colour(0x2a, 0x27, 0x23);
/// Text on a button that is filled with the accent.
const WHITE: Colour = Colour(0xff, 0xff, 0xff);
const INK: Colour = Colour(0x16, 0x14, 0x11);
/// WCAG 2.2, 1.4.3, with a little room for rounding.
const READABLE: f64 = 4.6;

/// The most saturated that a colour may be on a dark ground, where it would glare.
const CALM: f64 = 0.36;

/// A colour in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

/// A colour chosen by an app or installation: exactly `#rrggbb`, so that nothing else can reach a stylesheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accent(Colour);

/// The shades of one mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shades {
    /// Buttons, links, marks.
    pub accent: Colour,
    /// The same under the pointer.
    pub strong: Colour,
    /// Text on a filled button.
    pub on: Colour,
}

impl Accent {
    /// The plant on the desk: Frontdesk's own accent.
    pub const FRONTDESK: Self = Self(Colour(0x2a, 0x66, 0x52));

    pub fn light(self) -> Shades {
        let accent = self.0.moved_until(-0.01, 1.0, |c| c.contrast(PAPER) >= READABLE && c.contrast(WHITE) >= READABLE);
        Shades { accent, strong: accent.mixed(Colour(0, 0, 0), 0.22), on: WHITE }
    }

    pub fn dark(self) -> Shades {
        let accent = self.0.moved_until(0.01, CALM, |c| c.contrast(NIGHT) >= READABLE + 1.4 && c.contrast(INK) >= READABLE);
        Shades { accent, strong: accent.mixed(WHITE, 0.22), on: INK }
    }

    /// Six hexadecimal digits: the name of the colour's stylesheet.
    pub fn hex(self) -> String {
        self.0.to_string()[1..].to_owned()
    }

    /// The stylesheet that puts this accent in the place of Frontdesk's own.
    pub fn stylesheet(self) -> String {
        let (light, dark) = (self.light(), self.dark());
        format!(":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n")
    }
}

impl fmt::Display for Shades {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "--accent:{};--accent-strong:{};--on-accent:{}", self.accent, self.strong, self.on)
    }
}

/// A colour that is not written `#rrggbb`.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is not a colour; write it as # and six hexadecimal digits, such as #2a6652")]
pub struct NotAColour(String);

impl FromStr for Accent {
    type Err = NotAColour;

    fn from_str(text: &str) -> Result<Self, NotAColour> {
        let bad = || NotAColour(text.chars().take(40).collect());
        let digits = text.strip_prefix('#').unwrap_or(text);
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(bad());
        }
        let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| bad());
        Ok(Self(Colour(channel(0)?, channel(2)?, channel(4)?)))
    }
}

impl<'de> Deserialize<'de> for Accent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

impl Colour {
    /// The contrast ratio of WCAG 2.2 between two colours, 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    fn mixed(self, other: Self, share: f64) -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mean of two bytes is a byte")]
        let mix = |a: u8, b: u8| (f64::from(a) * (1.0 - share) + f64::from(b) * share).round() as u8;
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }

    /// The nearest colour of the same hue that is good enough, going darker or lighter by `step`, not more saturated than `most`.
    fn moved_until(self, step: f64, most: f64, good: impl Fn(Self) -> bool) -> Self {
        let (hue, saturation, lightness) = self.hue_saturation_lightness();
        let shades = (0..=100).map(|count| Self::of_hue(hue, saturation.min(most), (lightness + f64::from(count) * step).clamp(0.0, 1.0)));
        let mut last = self;
        for shade in std::iter::once(self).filter(|_| saturation <= most).chain(shades) {
            last = shade;
            if good(shade) {
                break;
            }
        }
        last
    }

    /// Hue in sixths of the circle, saturation and lightness from 0 to 1 (CSS Color 4, section 7).
    fn hue_saturation_lightness(self) -> (f64, f64, f64) {
        let [red, green, blue] = [self.0, self.1, self.2].map(|channel| f64::from(channel) / 255.0);
        let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
        let (spread, lightness) = (most - least, f64::midpoint(most, least));
        if spread <= f64::EPSILON {
            return (0.0, 0.0, lightness);
        }
        let hue = match most {
            most if most <= red => ((green - blue) / spread).rem_euclid(6.0),
            most if most <= green => (blue - red) / spread + 2.0,
            _ => (red - green) / spread + 4.0,
        };
        (hue, spread / (1.0 - (2.0 * lightness - 1.0).abs()).max(f64::EPSILON), lightness)
    }

    fn of_hue(hue: f64, saturation: f64, lightness: f64) -> Self {
        let reach = saturation * lightness.min(1.0 - lightness);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
        let channel = |offset: f64| {
            let place = (offset + hue * 2.0).rem_euclid(12.0);
            let value = lightness - reach * (place - 3.0).min(9.0 - place).clamp(-1.0, 1.0);
            (value.clamp(0.0, 1.0) * 255.0).round() as u8
        };
        Self(channel(0.0), channel(8.0), channel(4.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_becomes_readable_in_both_modes() {
        for red in (0..=255).step_by(51) {
            for green in (0..=255).step_by(51) {
                for blue in (0..=255).step_by(51) {
                    let accent: Accent = format!("#{red:02x}{green:02x}{blue:02x}").parse().unwrap();
                    let (light, dark) = (accent.light(), accent.dark());
                    for shade in [light.accent, light.strong] {
                        assert!(shade.contrast(PAPER) >= 4.5 && shade.contrast(light.on) >= 4.5, "{} light", accent.hex());
                    }
                    for shade in [dark.accent, dark.strong] {
                        assert!(shade.contrast(NIGHT) >= 4.5 && shade.contrast(dark.on) >= 4.5, "{} dark", accent.hex());
                    }
                }
            }
        }
    }

    #[test]
    fn the_stylesheet_of_the_house_has_the_same_shades_and_grounds() {
        let css = include_str!("../../templates/assets/frontdesk.css");
        let (light, dark) = css.split_once("@media (prefers-color-scheme: dark)").unwrap();
        for (part, shades, ground) in
            [(light, Accent::FRONTDESK.light(), ("desk", PAPER)), (dark, Accent::FRONTDESK.dark(), ("card", NIGHT))]
        {
            let expected = [("accent", shades.accent), ("accent-strong", shades.strong), ("on-accent", shades.on), ground];
            for (name, colour) in expected {
                assert!(part.contains(&format!("--{name}: {colour};")), "--{name}: {colour};");
            }
        }
    }

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        assert!((Colour(0, 0, 0).contrast(WHITE) - 21.0).abs() < 0.01);
        assert!((Colour(0x76, 0x76, 0x76).contrast(WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn nothing_but_six_digits_is_a_colour() {
        for bad in ["", "red", "#12345", "#1234567", "#12345g", "#ééé", "}*{x:y"] {
            assert!(bad.parse::<Accent>().is_err(), "{bad}");
        }
        assert_eq!("#A0b1C2".parse::<Accent>().unwrap().hex(), "a0b1c2");
    }
}
