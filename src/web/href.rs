//! Addresses that may stand in `href`, `src` and `action`.

use std::fmt;

use serde::Serialize;
use url::{Host, Url};

/// An address that is harmless wherever a page puts it: a path of ours, or a web address.
///
/// Escaping does not stop `javascript:` or `data:` in a link, so templates get this type instead of text (SECURITY: text from
/// apps is inert). It goes out as it stands: a local path already carries the issuer's path prefix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Href(String);

impl Href {
    /// A path on this installation, made by our own code. Anything else is a mistake of ours and leads home.
    pub fn local(path: impl Into<String>) -> Self {
        let path = path.into();
        let second_is_host = path[..].chars().nth(1).is_some_and(|c| c == '/' || c == '\\');
        let sound = path.starts_with('/') && !second_is_host && !path.chars().any(|c| c.is_control() || c.is_whitespace());
        Self(if sound { path } else { "/".to_owned() })
    }

    /// Somebody else's page, such as an app's policy: `https`, or `http` on this very machine. `None` for every other scheme.
    pub fn web(address: &str) -> Option<Self> {
        let url = Url::parse(address).ok()?;
        let allowed = match url.scheme() {
            "https" => url.host().is_some(),
            "http" => url.host().is_some_and(|host| is_loopback(&host)),
            _ => false,
        };
        allowed.then(|| Self(url.into()))
    }

    /// The registered address of an app to which a form posts (OAuth 2.0 Form Post Response Mode). It was compared with the
    /// registration already, so plain `http` passes; schemes that run or show something in this window do not.
    pub fn form_target(address: &str) -> Option<Self> {
        let url = Url::parse(address).ok()?;
        matches!(url.scheme(), "https" | "http").then(|| Self(address.to_owned()))
    }

    /// A telephone number as a link, keeping only what can be dialled.
    pub fn telephone(number: &str) -> Self {
        Self(format!("tel:{}", number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect::<String>()))
    }

    /// An email address as a link.
    pub fn email(address: &str) -> Self {
        let safe = address.chars().filter(|c| !c.is_control() && !c.is_whitespace() && !matches!(c, '?' | '&' | '#' | '%'));
        Self(format!("mailto:{}", safe.collect::<String>()))
    }

    /// The key of an authenticator app, as an address that opens the app on the same device (`otpauth:`). Anything else is a
    /// mistake of ours and leads home.
    pub fn authenticator_app(uri: &str) -> Self {
        let sound = uri.starts_with("otpauth://totp/") && !uri.chars().any(|c| c.is_control() || c.is_whitespace());
        Self(if sound { uri.to_owned() } else { "/".to_owned() })
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Href {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_paths_cannot_leave_this_host() {
        assert_eq!(Href::local("/login/abc?x=1").as_str(), "/login/abc?x=1");
        for bad in ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/a\nb", "", "login"] {
            assert_eq!(Href::local(bad).as_str(), "/", "{bad:?}");
        }
        assert_eq!(Href::local("/").as_str(), "/");
    }

    #[test]
    fn only_web_addresses_pass_as_web_addresses() {
        assert!(Href::web("https://app.example/terms").is_some());
        assert!(Href::web("http://localhost:3000/terms").is_some());
        for bad in
            ["javascript:alert(1)", "JavaScript:alert(1)", " data:text/html,x", "http://app.example/", "file:///etc/passwd", "/local"]
        {
            assert!(Href::web(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn only_keys_open_an_authenticator_app() {
        let key = "otpauth://totp/Frontdesk:a@b.example?secret=GEZD";
        assert_eq!(Href::authenticator_app(key).as_str(), key);
        for bad in ["javascript:alert(1)", "otpauth://hotp/x", "otpauth://totp/a b", "https://example.com/"] {
            assert_eq!(Href::authenticator_app(bad).as_str(), "/", "{bad:?}");
        }
    }

    #[test]
    fn links_to_people_carry_nothing_else() {
        assert_eq!(Href::telephone("+61 (3) 9000 1234;ext=5").as_str(), "tel:+613900012345");
        assert_eq!(Href::email("help@riverside.example?bcc=x").as_str(), "mailto:help@riverside.examplebcc=x");
    }
}
