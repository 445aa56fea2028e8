//! Floor 1: the words of OAuth 2 and OpenID Connect as types. Pure and synchronous.
//!
//! Parsing happens here, at the edge: past this floor there are no raw strings for things that have rules. What is
//! *not* here: who an app is (`clients`), what a request may ask for (`authorization`), where an error is sent (`web`).

pub mod algorithm;
pub mod assurance;
pub mod claims;
pub mod error;
pub mod grant_type;
pub mod params;
pub mod pkce;
pub mod prompt;
pub mod redirect_uri;
pub mod response;
pub mod scope;
