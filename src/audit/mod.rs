//! Floor 3: what happened, append-only and hash-chained, so that a missing or changed event shows.
//!
//! A room that lets something security-relevant happen, or refuses it, writes one [`SecurityEvent`] in the transaction
//! that does it: neither exists without the other. Events are numbered without gaps; each carries the SHA-256 of itself
//! and of the one before, and one row, the head, holds the newest number and hash. [`append`] locks that row, so writers
//! queue for it: **append last, just before the commit**, which keeps the queue short and two writers from waiting for
//! each other's rows.
//!
//! [`verify`] finds changed, missing, moved and cut-off events. Whoever can rewrite every row and the head can still forge
//! a whole new chain: keep the head that `frontdesk audit verify` prints somewhere else and hand it to the next check.
//!
//! Not here: log lines for the operator (`tracing`), and numbers (`/metrics`).

mod chain;
mod event;
mod export;
mod store;

pub use chain::{ChainHead, Finding, Verdict};
pub use event::{Actor, EventBy, EventKind, SecurityEvent, UnknownKind};
pub use export::{ExportError, ExportFormat};
pub use store::{Filter, Page, Recorded, append, export, list, verify};
