//! Discovery documents and the JWKS: pre-rendered bytes with an ETag.
