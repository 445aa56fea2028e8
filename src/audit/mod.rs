//! Floor 3: what happened, append-only and hash-chained, so that a missing or changed event shows.
