//! The session's cookie: finds the session of a visitor, and hands out or takes back the token.

use http::HeaderMap;

use super::store::PREFIX;
use super::{LoginSession, store};
use crate::foundation::clock::Timestamp;
use crate::foundation::secret::OpaqueToken;
use crate::storage::{Storage, StorageError};
use crate::web::Visitor;
use crate::web::cookie::{CookieName, Cookies, append};

/// The live session of this visitor's browser.
pub async fn session_of(
    storage: &Storage,
    cookies: &Cookies,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<Option<LoginSession>, StorageError> {
    match cookies.read(&visitor.cookies, CookieName::Session).and_then(|text| OpaqueToken::parse(PREFIX, text)) {
        Some(token) => store::resume(storage, &token, now).await,
        None => Ok(None),
    }
}

/// Gives the browser its session's token. The cookie ends with the browser; the session's own limits hold on the server.
pub fn hand_out(headers: &mut HeaderMap, cookies: &Cookies, token: &OpaqueToken) {
    append(headers, cookies.set(CookieName::Session, token.expose(), None));
}

/// Takes the token back.
pub fn take_back(headers: &mut HeaderMap, cookies: &Cookies) {
    append(headers, cookies.clear(CookieName::Session));
}
