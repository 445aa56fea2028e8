//! Redirect URIs: compared as exact strings (RFC 9700 section 4.1.3), never as patterns.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::{Host, Url};

/// An absolute URI that an app registered, kept as the very text it registered.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RedirectUri(String);

/// Why a redirect URI cannot be registered.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum BadRedirectUri {
    #[error("must be an absolute URI, such as https://notes.example.com/callback")]
    NotAbsolute,
    #[error("must not have a fragment (the part after #)")]
    Fragment,
    #[error("must not contain user names, wildcards, spaces or control characters")]
    Characters,
    #[error(
        "must use https; http is accepted only for localhost, 127.0.0.1 and [::1], and other schemes only as a private-use scheme with a dot (com.example.app:/callback)"
    )]
    Scheme,
    #[error("must be at most 2000 characters long")]
    TooLong,
}

impl RedirectUri {
    /// Checks what an operator registers.
    pub fn register(text: &str) -> Result<Self, BadRedirectUri> {
        if text.len() > 2000 {
            return Err(BadRedirectUri::TooLong);
        }
        if text.chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, '*' | '\\' | '"' | '<' | '>')) {
            return Err(BadRedirectUri::Characters);
        }
        let url = Url::parse(text).map_err(|_| BadRedirectUri::NotAbsolute)?;
        if text.contains('#') {
            return Err(BadRedirectUri::Fragment);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BadRedirectUri::Characters);
        }
        let allowed = match url.scheme() {
            "https" => url.host().is_some(),
            "http" => is_loopback(&url) || matches!(url.host(), Some(Host::Domain("localhost"))),
            // RFC 8252 section 7.1: private-use schemes are reversed domain names, so they have a dot.
            other => other.contains('.'),
        };
        if allowed { Ok(Self(text.to_owned())) } else { Err(BadRedirectUri::Scheme) }
    }

    /// Whether this registered URI is what a request names. The one freedom: the port of a registered loopback address
    /// (`http://127.0.0.1`, `http://[::1]`) of a native app (RFC 8252 section 7.3).
    pub fn admits(&self, requested: &str, native_app: bool) -> bool {
        self.0 == requested
            || (native_app && without_loopback_port(&self.0).is_some_and(|ours| Some(ours) == without_loopback_port(requested)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// This URI with parameters added to its query, keeping a query that it was registered with.
    pub fn with_query(&self, parameters: &[(&str, &str)]) -> String {
        let encoded: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        let separator = match self.0.find('?') {
            None => "?",
            Some(at) if at + 1 == self.0.len() || self.0.ends_with('&') => "",
            Some(_) => "&",
        };
        if encoded.is_empty() { self.0.clone() } else { format!("{}{separator}{encoded}", self.0) }
    }

    /// `scheme://host:port`, for the Content-Security-Policy of a form that posts there and for CORS.
    pub fn origin(&self) -> Option<String> {
        let origin = Url::parse(&self.0).ok()?.origin();
        origin.is_tuple().then(|| origin.ascii_serialization())
    }

    /// A URI that was proved to be registered, as the request spelled it (a native app's port may differ).
    pub(crate) fn proved(requested: &str) -> Self {
        Self(requested.to_owned())
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        _ => false,
    }
}

/// `http://127.0.0.1:1234/x` → (`http://127.0.0.1`, `/x`). Compares text, not parsed URLs: two parsers may disagree, one string cannot.
fn without_loopback_port(uri: &str) -> Option<(&'static str, &str)> {
    for prefix in ["http://127.0.0.1", "http://[::1]"] {
        if let Some(rest) = uri.strip_prefix(prefix) {
            let rest = match rest.strip_prefix(':') {
                Some(after) => {
                    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
                    let port_is_sound = after[..digits].parse::<u16>().is_ok();
                    if !port_is_sound {
                        return None;
                    }
                    &after[digits..]
                }
                None => rest,
            };
            return (rest.is_empty() || rest.starts_with('/') || rest.starts_with('?')).then_some((prefix, rest));
        }
    }
    None
}

impl TryFrom<String> for RedirectUri {
    type Error = BadRedirectUri;

    fn try_from(text: String) -> Result<Self, BadRedirectUri> {
        Self::register(&text)
    }
}

impl From<RedirectUri> for String {
    fn from(uri: RedirectUri) -> Self {
        uri.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_exact_string_is_admitted() {
        let registered = RedirectUri::register("https://app.example.com/cb").unwrap();
        assert!(registered.admits("https://app.example.com/cb", false));
        for other in [
            "https://app.example.com/cb/",
            "https://app.example.com/cb?x=1",
            "https://app.example.com/CB",
            "https://app.example.com:443/cb",
            "https://app.example.com/cb/../cb",
            "https://app.example.com/cb%2f",
            "http://app.example.com/cb",
            "https://app.example.com.evil/cb",
            "https://app.example.com/cb#",
            "https://app.example.com@evil/cb",
            "https://APP.example.com/cb",
            " https://app.example.com/cb",
        ] {
            assert!(!registered.admits(other, true), "{other}");
        }
    }

    #[test]
    fn a_native_app_may_use_any_port_of_its_loopback_address_and_nothing_else() {
        let registered = RedirectUri::register("http://127.0.0.1/cb").unwrap();
        assert!(registered.admits("http://127.0.0.1:51004/cb", true));
        assert!(!registered.admits("http://127.0.0.1:51004/cb", false), "a web app has one port");
        for other in [
            "http://127.0.0.1:51004/other",
            "http://127.0.0.1:99999/cb",
            "http://127.0.0.1:80@evil/cb",
            "http://127.0.0.1.evil/cb",
            "http://127.0.0.1:/cb",
            "http://127.0.0.2:80/cb",
            "http://localhost:80/cb",
            "http://[::1]:80/cb",
        ] {
            assert!(!registered.admits(other, true), "{other}");
        }
    }

    #[test]
    fn registration_refuses_what_could_send_a_code_elsewhere() {
        for bad in [
            "/cb",
            "https://app.example.com/cb#x",
            "https://*.example.com/cb",
            "http://app.example.com/cb",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://user:pw@app.example.com/",
            "myapp:/cb",
            "https://app.example.com/ cb",
            "",
        ] {
            assert!(RedirectUri::register(bad).is_err(), "{bad}");
        }
        for good in ["http://localhost:41019", "com.example.notes:/callback", "http://[::1]:9/x", "https://app.example.com/cb?a=b"] {
            assert!(RedirectUri::register(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn parameters_are_merged_into_a_registered_query() {
        let merge = |uri| RedirectUri::register(uri).unwrap().with_query(&[("code", "a b"), ("state", "ü&")]);
        assert_eq!(merge("https://a.example/cb"), "https://a.example/cb?code=a+b&state=%C3%BC%26");
        assert_eq!(merge("https://a.example/cb?x=1"), "https://a.example/cb?x=1&code=a+b&state=%C3%BC%26");
        assert_eq!(merge("https://a.example/cb?"), "https://a.example/cb?code=a+b&state=%C3%BC%26");
    }
}
