//! A sign-in that lives on in a browser: who, which factors when, from where.
