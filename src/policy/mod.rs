//! What a sign-in must prove for an app: pure functions.
