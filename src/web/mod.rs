//! Floor 3: how we speak HTTP: pages, forms, cookies, limits, and the three kinds of failure.

pub mod accent;
pub mod assets;
pub mod href;
pub mod page;
pub mod pages;
