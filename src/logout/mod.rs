//! Signing out at an app's request (OpenID Connect RP-Initiated Logout 1.0) or the person's own.
//!
//! | the request has | signed in | what happens |
//! |---|---|---|
//! | a valid `id_token_hint` of this sign-in | yes | signed out at once |
//! | a valid `id_token_hint` of another sign-in or person | yes | asked first |
//! | no hint | yes | asked first |
//! | anything | no | nothing to end |
//!
//! Then: back to `post_logout_redirect_uri`, with `state` and nothing else, if the hint is valid **and** the URI is one of
//! that app's, as an exact string; else a page that says what happened. An unregistered URI never gets a redirect, and does
//! not keep anybody signed in either.
//!
//! The apps of the session are told in the background, whoever ended it: [`back_channel`].

pub mod back_channel;
pub mod pages;
pub mod request;
pub mod routes;
