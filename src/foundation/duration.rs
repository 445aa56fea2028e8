//! Durations in the configuration, written as `15m`, `12h` or `30s`. For `#[serde(with = "…")]`.

use std::time::Duration;

use serde::de::Error;
use serde::{Deserialize, Deserializer};

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    humantime::parse_duration(text.trim())
        .map_err(|_| D::Error::custom(format!("\"{text}\" is not a duration; write one such as \"90s\", \"15m\" or \"12h\"")))
}
