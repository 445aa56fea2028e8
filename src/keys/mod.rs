//! Signing keys: made, published ahead, used, retired and removed by a schedule.
