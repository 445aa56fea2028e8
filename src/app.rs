//! The only wiring: everything a request may need, built once.
