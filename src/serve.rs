//! Listening: plain or TLS, and stopping without dropping anybody.
