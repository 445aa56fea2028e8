//! Signing out at an app's request (OpenID Connect RP-Initiated Logout 1.0) or the person's own.

pub mod pages;
