//! Stories in a real Chromium.

#![cfg(test)]

#[path = "../support/mod.rs"]
mod support;

mod accessibility;
mod articles;
mod demo;
mod driver;
mod groups;
mod post;
mod sign_in;
mod telephone;
