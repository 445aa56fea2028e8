//! What one of several who demand a second factor accepts.

use serde::Serialize;

use super::factor_name;
use crate::factors::Factor;
use crate::text::Text;

/// What one practice or app accepts.
#[derive(Clone, Debug, Serialize)]
pub struct DemandLine {
    pub who: String,
    pub methods: Vec<Text>,
}

impl DemandLine {
    pub fn new(who: &str, accepted: impl Iterator<Item = Factor>) -> Self {
        Self { who: who.to_owned(), methods: accepted.map(factor_name).collect() }
    }

    pub(super) fn sample() -> Vec<Self> {
        vec![
            Self::new("Riverside Health", [Factor::Totp, Factor::Sms].into_iter()),
            Self::new("Hillside Physio", [Factor::Passkey, Factor::Totp].into_iter()),
        ]
    }
}
