//! Stories in a real Chromium.

#![cfg(test)]

#[path = "../support/mod.rs"]
mod support;

mod driver;
mod sign_in;
