//! What people and programs do with Frontdesk, told one story at a time.

#![cfg(test)]

#[path = "../support/mod.rs"]
mod support;

mod apps;
mod audit;
mod cli;
mod configuration;
mod demo;
mod factors;
mod forgotten_password;
mod front_door;
mod letters;
mod outbox;
mod passkeys;
mod second_step;
mod reminders;
mod sign_in;
mod sign_in_limits;
mod verify_email;
