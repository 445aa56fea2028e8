//! Values with a time to live.
