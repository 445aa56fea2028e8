//! What people and programs do with Frontdesk, told one story at a time.

#![cfg(test)]

#[path = "../support/mod.rs"]
mod support;

mod account;
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
mod policy;
mod practice;
mod reminders;
mod second_step;
mod sign_in;
mod sign_in_limits;
mod verify_email;
