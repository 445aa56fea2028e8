//! The issuer: the one address that Frontdesk has, and the source of every absolute URL.

use serde::Deserialize;
use url::{Host, Url};

/// The issuer identifier (OpenID Connect Core 1.0 section 1.2), kept as the very text that tokens carry.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Issuer {
    text: String,
    base_path: String,
    origin: String,
    secure: bool,
}

impl Issuer {
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = |what: &str| {
            format!("\"{text}\" cannot be the issuer: {what}; write it like \"https://id.example.com\" or \"https://example.com/id\"")
        };
        let url = Url::parse(text).map_err(|_| wrong("it is not an absolute URL"))?;
        if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("it must not have a query, a fragment or a user name"));
        }
        if text.ends_with('/') {
            return Err(wrong("it must not end in a slash"));
        }
        let local = match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        let secure = url.scheme() == "https";
        if !(secure || url.scheme() == "http" && local) {
            return Err(wrong("it must use https; http is for trying out on localhost only"));
        }
        let base_path = url.path().trim_end_matches('/').to_owned();
        let origin = url.origin().ascii_serialization();
        // Spelled otherwise than a URL parser would (capital letters, a default port), apps that compare strings would not find us.
        if format!("{origin}{base_path}") != text {
            return Err(wrong(&format!("its normal form is {origin}{base_path}")));
        }
        Ok(Self { text: text.to_owned(), base_path, origin, secure })
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The absolute URL of one of our paths, which starts with a slash.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }

    /// The path on this host of one of our paths: with the issuer's own path in front. The first page is that path itself.
    pub fn local(&self, path: &str) -> String {
        if path == "/" && !self.base_path.is_empty() { self.base_path.clone() } else { format!("{}{path}", self.base_path) }
    }

    /// The issuer's path without a slash at its end; empty where there is none.
    pub fn base_path(&self) -> &str {
        &self.base_path
    }

    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether it is https, so that cookies may be `Secure`.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// The host's name; `None` where it is an address without one.
    pub fn domain(&self) -> Option<String> {
        let url = Url::parse(&self.origin).ok()?;
        url.domain().map(str::to_owned)
    }

    pub fn host(&self) -> &str {
        self.origin.split("://").nth(1).unwrap_or_default()
    }
}

impl TryFrom<String> for Issuer {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

impl std::fmt::Display for Issuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_https_or_local_and_in_normal_form() {
        for good in
            ["https://id.example.com", "https://example.com/id", "http://localhost:8080", "http://127.0.0.1:9", "https://example.com:8443"]
        {
            assert_eq!(Issuer::parse(good).unwrap().as_str(), good);
        }
        for bad in [
            "http://id.example.com",
            "https://id.example.com/",
            "https://ID.example.com",
            "https://id.example.com:443",
            "https://a/?x",
            "id.example.com",
            "https://u@a",
            "https://a/../b",
        ] {
            assert!(Issuer::parse(bad).is_err(), "{bad}");
        }
        let prefixed = Issuer::parse("https://example.com/id").unwrap();
        assert_eq!(prefixed.url("/login"), "https://example.com/id/login");
        assert_eq!(prefixed.local("/login"), "/id/login");
        assert_eq!(prefixed.origin(), "https://example.com");
    }
}
