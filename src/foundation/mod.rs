//! Floor 0: time, chance, ids, secrets and telephone numbers. Knows nothing of OAuth, HTTP or SQL; pure and synchronous.
//!
//! Time and chance are values that are passed in, so that a test can hold the clock and repeat the dice.

pub mod clock;
pub mod csv;
pub mod duration;
pub mod id;
pub mod one_line;
pub mod phone;
pub mod random;
pub mod sealed;
pub mod secret;
