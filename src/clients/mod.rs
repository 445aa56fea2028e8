//! The practice apps (OAuth clients): what each may do, and how it proves who it is.
