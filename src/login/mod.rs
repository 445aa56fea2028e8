//! The hosted steps before an answer: password, forgotten password, email verification.

pub mod pages;
