//! Practice groups and who belongs to them.
