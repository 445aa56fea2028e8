//! The authorization endpoint: a request is identified, validated, decided on and answered.

pub mod pages;
