//! An app asks for more than the session shows: the person shows it now, by a code or a passkey, and the session rises.
//!
//! Only `authorization` says that more is needed, and decides again afterwards; what the address names is no more than which
//! ways are of any use. The step itself is [`second_step`](super::second_step).

pub mod routes;
