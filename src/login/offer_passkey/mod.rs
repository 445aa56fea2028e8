//! A passkey for the next time, offered once in each browser after a sign-in by password (`factors::passkey::offer`).
//!
//! The session has begun, and nothing depends on the answer. The passkey itself is added at the addresses of the account,
//! which want fresh proof; the person has just given it.

pub mod routes;
