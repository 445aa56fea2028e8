//! What people and programs do with Frontdesk, told one story at a time.

#![cfg(test)]

#[path = "../support/mod.rs"]
mod support;

mod audit;
mod factors;
mod forgotten_password;
mod letters;
mod outbox;
mod sign_in;
mod verify_email;
