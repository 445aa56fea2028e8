//! Browsers and systems, in our own words.

use serde::Serialize;

/// The browser and the system that a user agent names, if both are well known. Its own words are never repeated: anybody may
/// send any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Device {
    pub browser: &'static str,
    pub system: &'static str,
    pub shape: Shape,
}

/// What it looks like, for the small picture beside its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    Telephone,
    Tablet,
    Computer,
}

const BROWSERS: &[(&str, &str)] = &[
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
];

const SYSTEMS: &[(&str, &str, Shape)] = &[
    ("iPhone", "iPhone", Shape::Telephone),
    ("iPad", "iPad", Shape::Tablet),
    ("Android", "Android", Shape::Telephone),
    ("Windows", "Windows", Shape::Computer),
    ("Mac OS X", "macOS", Shape::Computer),
    ("CrOS", "ChromeOS", Shape::Computer),
    ("Linux", "Linux", Shape::Computer),
];

impl Device {
    pub fn of(user_agent: &str) -> Option<Self> {
        let (_, browser) = BROWSERS.iter().find(|(sign, _)| user_agent.contains(sign))?;
        let (_, system, shape) = SYSTEMS.iter().find(|(sign, ..)| user_agent.contains(sign))?;
        Some(Self { browser, system, shape: *shape })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_named_only_in_our_own_words() {
        let named = |user_agent: &str| Device::of(user_agent).map(|device| (device.browser, device.system));
        let firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
        let edge = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0";
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1";
        assert_eq!(named(firefox), Some(("Firefox", "Windows")));
        assert_eq!(named(edge), Some(("Edge", "macOS")));
        assert_eq!(named(iphone), Some(("Safari", "iPhone")));
        assert_eq!(named("your bank, please call 555 1234"), None);
    }
}
