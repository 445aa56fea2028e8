//! Every URL, one line each, grouped by audience.
