//! The people: who they are and how their password is kept and verified.
