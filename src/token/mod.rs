//! The token endpoint and everything that looks at tokens afterwards: introspection and revocation.
