//! Floor 2: where things are kept. SQLite (embedded, one node) or PostgreSQL (many nodes), and values with a time to live.
//!
//! Entities never leave `store.rs` files. Times are `i64` epoch milliseconds. Reads go to [`Storage::read`]; every write
//! is a transaction from [`Storage::write`], which on SQLite starts as `BEGIN IMMEDIATE`: a deferred one that reads and
//! then writes fails as soon as two run at once.

pub mod entity;
pub mod ephemeral;
