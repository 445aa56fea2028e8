//! A cookie jar that shows what it holds, so that stories can look at attributes and carry cookies to another browser.

use http::HeaderMap;
use http::header::{COOKIE, HeaderValue, SET_COOKIE};
use url::Url;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cookie {
    pub name: String,
    pub value: String,
    pub host: String,
    pub path: String,
    pub secure: bool,
    pub http_only: bool,
    pub same_site: Option<String>,
    /// Seconds to live where the cookie says so; a cookie without ends with the browser.
    pub max_age: Option<i64>,
}

#[derive(Clone, Debug, Default)]
pub struct Cookies(Vec<Cookie>);

impl Cookies {
    /// Keeps what an answer from `from` sets, replaces and removes (RFC 6265 section 5.3, without its domains).
    pub fn keep(&mut self, from: &Url, headers: &HeaderMap) {
        for header in headers.get_all(SET_COOKIE) {
            let cookie = parse(from, header.to_str().expect("a cookie in ASCII"));
            self.0.retain(|kept| (&kept.name, &kept.host, &kept.path) != (&cookie.name, &cookie.host, &cookie.path));
            if cookie.max_age.is_none_or(|seconds| seconds > 0) {
                self.0.push(cookie);
            }
        }
    }

    /// What a browser sends to `to`. Loopback counts as secure, as browsers have it.
    pub fn send(&self, to: &Url, headers: &mut HeaderMap) {
        let secure = to.scheme() == "https" || ["localhost", "127.0.0.1", "[::1]"].contains(&to.host_str().unwrap_or(""));
        let matching = |cookie: &&Cookie| {
            Some(cookie.host.as_str()) == to.host_str() && path_matches(to.path(), &cookie.path) && (secure || !cookie.secure)
        };
        let pairs: Vec<String> = self.0.iter().filter(matching).map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
        if !pairs.is_empty() {
            headers.insert(COOKIE, HeaderValue::from_str(&pairs.join("; ")).expect("cookies in ASCII"));
        }
    }

    pub fn named(&self, name: &str) -> Option<&Cookie> {
        self.0.iter().find(|cookie| cookie.name == name)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Cookie> {
        self.0.iter()
    }

    pub fn put(&mut self, cookie: Cookie) {
        self.0.retain(|kept| kept.name != cookie.name);
        self.0.push(cookie);
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }
}

fn path_matches(path: &str, cookie: &str) -> bool {
    path == cookie || path.strip_prefix(cookie).is_some_and(|rest| cookie.ends_with('/') || rest.starts_with('/'))
}

fn parse(from: &Url, header: &str) -> Cookie {
    let mut parts = header.split(';').map(str::trim);
    let (name, value) = parts.next().and_then(|pair| pair.split_once('=')).unwrap_or_else(|| panic!("not a cookie: {header}"));
    let host = from.host_str().unwrap_or("").to_owned();
    let mut cookie = Cookie {
        name: name.into(),
        value: value.into(),
        host,
        path: "/".into(),
        secure: false,
        http_only: false,
        same_site: None,
        max_age: None,
    };
    for attribute in parts {
        let (key, value) = attribute.split_once('=').unwrap_or((attribute, ""));
        match key.to_ascii_lowercase().as_str() {
            "path" => value.clone_into(&mut cookie.path),
            "secure" => cookie.secure = true,
            "httponly" => cookie.http_only = true,
            "samesite" => cookie.same_site = Some(value.to_owned()),
            "max-age" => cookie.max_age = value.parse().ok(),
            "expires" | "domain" => {}
            _ => panic!("unknown attribute in {header}"),
        }
    }
    cookie
}
