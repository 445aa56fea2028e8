//! The ways of proving who one is, and the proof that one was just given.
//!
//! A [`FactorPassed`] can only be made from a room's own proof ([`PasswordVerified`](crate::users::password::PasswordVerified)),
//! so no session begins or rises without one. Not here: what a session is (`sessions`), what a proof is worth to an app
//! (`authorization`).

mod factor;
pub mod pages;
pub mod passkey;
mod proof;

pub use factor::{Factor, Method, MethodSet};
pub use proof::{FactorPassed, FactorUsed, KeyKind, assurance, methods_used};
