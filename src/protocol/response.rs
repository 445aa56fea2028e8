//! (floor 1)
