//! The situation as it is: what is asked of a person, and what they have set up, read where it is kept.

pub mod store;
