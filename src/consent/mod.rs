//! What a person allowed a third-party app to see, remembered until withdrawn.

pub mod pages;
