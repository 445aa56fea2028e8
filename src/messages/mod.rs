//! Floor 3: email: typed messages, an outbox that survives restarts, and the ways out (SMTP, files, the log).
