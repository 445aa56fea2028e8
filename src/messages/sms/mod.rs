//! SMS: to which numbers, how they leave, and how many.

use crate::foundation::phone::{BadPhoneNumber, Country, PhoneNumber};

/// What may be sent by SMS, and to where. The default sends none.
#[derive(Default)]
pub struct Sms {
    countries: Vec<Country>,
}

impl Sms {
    /// Whether codes can be had by SMS at all.
    pub fn is_offered(&self) -> bool {
        !self.countries.is_empty()
    }

    /// Where to, the likeliest first.
    pub fn countries(&self) -> &[Country] {
        &self.countries
    }

    /// Whether SMS may go to this number.
    pub fn reaches(&self, number: &PhoneNumber) -> bool {
        number.is_mobile() && self.countries.contains(&number.country())
    }

    /// The number that somebody typed for a country of [`Sms::countries`]; the first one where `country` is none of them.
    pub fn number(&self, country: &str, typed: &str) -> Result<PhoneNumber, BadPhoneNumber> {
        let chosen = self.countries.iter().find(|known| known.as_str() == country).or_else(|| self.countries.first());
        let number = PhoneNumber::parse(typed, *chosen.ok_or(BadPhoneNumber::Abroad)?)?;
        if !self.countries.contains(&number.country()) {
            return Err(BadPhoneNumber::Abroad);
        }
        if number.is_mobile() { Ok(number) } else { Err(BadPhoneNumber::Unsuitable) }
    }
}
