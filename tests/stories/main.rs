//! What people and programs do with Frontdesk, told one story at a time.

#![cfg(test)]

#[path = "../support/mod.rs"]
mod support;

mod audit;
mod forgotten_password;
mod letters;
mod outbox;
mod passkeys;
mod sign_in;
mod verify_email;
