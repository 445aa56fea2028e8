//! What people and programs do with Frontdesk, told one story at a time.

#![cfg(test)]

#[path = "../support/mod.rs"]
mod support;

mod audit;
mod letters;
mod outbox;
