//! What the specifications say, by endpoint. Functions that have a counterpart in the OpenID Foundation's conformance
//! suite carry its module's name.

#![cfg(test)]
#![expect(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test says what it expects")]

#[path = "../support/mod.rs"]
mod support;

mod authorization;
mod authorization_refusals;
mod form_post;
mod logout;
