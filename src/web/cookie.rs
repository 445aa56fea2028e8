//! Cookies: `__Host-`, Secure, HttpOnly, SameSite=Lax. Over plain http, which an issuer may use on localhost only, the
//! prefix and `Secure` are left away: some browsers would drop the cookie.

use std::time::Duration;

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use http::{HeaderMap, HeaderValue, header};

use super::Issuer;

/// How this installation names and marks its cookies.
#[derive(Clone, Debug)]
pub struct Cookies {
    secure: bool,
    path: String,
}

/// Which cookie.
#[derive(Clone, Copy, Debug)]
pub enum CookieName {
    /// Tells one browser from another; forms and started sign-ins are bound to it.
    Browser,
    /// The sign-in that lives on.
    Session,
}

impl CookieName {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Browser => "frontdesk_browser",
            Self::Session => "frontdesk_session",
        }
    }
}

impl Cookies {
    pub fn new(issuer: &Issuer) -> Self {
        // `__Host-` demands the path "/" (RFC 6265bis section 4.1.3.2).
        let path = if issuer.is_secure() || issuer.base_path().is_empty() { "/" } else { issuer.base_path() };
        Self { secure: issuer.is_secure(), path: path.to_owned() }
    }

    fn name(&self, name: CookieName) -> String {
        if self.secure { format!("__Host-{}", name.as_str()) } else { name.as_str().to_owned() }
    }

    pub fn read<'a>(&self, jar: &'a CookieJar, name: CookieName) -> Option<&'a str> {
        jar.get(&self.name(name)).map(Cookie::value)
    }

    /// A `Set-Cookie` value. Without `max_age` the cookie ends with the browser.
    pub fn set(&self, name: CookieName, value: &str, max_age: Option<Duration>) -> Option<HeaderValue> {
        let mut cookie =
            Cookie::build((self.name(name), value)).path(&self.path).http_only(true).same_site(SameSite::Lax).secure(self.secure).build();
        if let Some(age) = max_age {
            cookie.set_max_age(Some(time::Duration::seconds(i64::try_from(age.as_secs()).unwrap_or(i64::MAX))));
        }
        HeaderValue::try_from(cookie.to_string()).ok()
    }

    pub fn clear(&self, name: CookieName) -> Option<HeaderValue> {
        self.set(name, "", Some(Duration::ZERO))
    }
}

/// Adds a cookie to an answer.
pub fn append(headers: &mut HeaderMap, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        headers.append(header::SET_COOKIE, cookie);
    }
}
