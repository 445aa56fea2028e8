//! The ways of proving who one is, and the proof that one was just given.
