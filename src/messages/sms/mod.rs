//! SMS: to which numbers, how they leave, and how many.
//!
//! | file | is |
//! |---|---|
//! | [`gateway`] | the trait of the ways out; `http`, `webhook`, `file` and `log` are them |
//! | `settings` | `[sms]`, and what of it is refused |
//! | [`text`] | what an SMS says, and how many parts it costs |
//! | [`budget`] | how many may be sent; `store` keeps the ledger |
//!
//! An SMS waits in the same outbox as email, and leaves in the background: a gateway that is slow, dead or answers twice holds
//! nobody up. At every attempt it is the same SMS with the same code, so one that comes twice opens nothing twice.

pub mod budget;
mod file;
pub mod gateway;
mod http;
mod settings;
mod store;
pub mod text;
mod webhook;

use std::sync::Arc;

pub use budget::{SmsAsked, SmsRefused};
pub use file::WrittenSms;
pub use gateway::{OutgoingSms, SmsGateway};
pub use settings::{BadSmsSettings, SmsLimits, SmsRoute, SmsSettings};
pub use text::SmsTexts;

use super::DeliveryError;
use crate::foundation::clock::{Clock, Timestamp};
use crate::foundation::phone::{BadPhoneNumber, Country, PhoneNumber};
use crate::foundation::sealed::Sealer;
use crate::foundation::secret::Secret;
use crate::outbound::OutboundSettings;
use crate::storage::{StorageError, Transaction};
use crate::text::LanguageTag;

/// What may be sent by SMS, and to where.
pub struct Sms {
    gateway: Option<Arc<dyn SmsGateway>>,
    countries: Vec<Country>,
    limits: SmsLimits,
    texts: SmsTexts,
}

impl Sms {
    /// As the settings say.
    pub fn new(
        settings: &SmsSettings,
        outbound: &OutboundSettings,
        texts: SmsTexts,
        clock: &Arc<dyn Clock>,
    ) -> Result<Self, BadSmsSettings> {
        Ok(Self::through(gateway::gateway(settings, outbound, clock)?, settings, texts))
    }

    /// None at all.
    pub fn none(texts: SmsTexts) -> Self {
        Self::through(None, &SmsSettings::default(), texts)
    }

    /// The same through another gateway.
    pub fn through(gateway: Option<Arc<dyn SmsGateway>>, settings: &SmsSettings, texts: SmsTexts) -> Self {
        let countries = if gateway.is_some() { settings.countries.clone() } else { Vec::new() };
        Self { gateway, countries, limits: settings.limits.clone(), texts }
    }

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

    /// The words that bring a code, in the name of the practice where one is meant.
    pub fn code(&self, language: &LanguageTag, code: &Secret, practice: Option<&str>) -> Secret {
        self.texts.code(language, code, practice)
    }

    /// How many parts a code costs in this language.
    pub fn parts_of_code(&self, language: &LanguageTag, practice: Option<&str>) -> u32 {
        text::parts(self.texts.code(language, &Secret::new("000000"), practice).expose())
    }

    /// Spends what this SMS costs, or tells why it must not be sent. To be asked before a code is made, in the transaction
    /// that queues the SMS; the caller writes the event.
    pub async fn spend(
        &self,
        tx: &Transaction,
        sealer: &Sealer,
        asked: &SmsAsked,
        now: Timestamp,
    ) -> Result<Result<(), SmsRefused>, StorageError> {
        let country = asked.number.country().to_string();
        let admitted = if self.reaches(&asked.number) {
            budget::spend(tx, &self.limits, sealer, asked, now).await?
        } else {
            Err(SmsRefused::Unreachable)
        };
        match admitted {
            Ok(()) => metrics::counter!("frontdesk_sms_parts_total", "country" => country).increment(u64::from(asked.parts)),
            Err(refused) => {
                metrics::counter!("frontdesk_sms_refused_total", "reason" => refused.reason(), "country" => country).increment(1);
            }
        }
        Ok(admitted)
    }

    /// The way out, for checking whether it is open; `None` where there is none.
    pub fn gateway(&self) -> Option<&dyn SmsGateway> {
        self.gateway.as_deref()
    }

    pub(super) async fn send(&self, sms: &OutgoingSms) -> Result<(), DeliveryError> {
        match &self.gateway {
            Some(gateway) => gateway.send(sms).await,
            None => Err(DeliveryError::Passing("sms.gateway is \"none\" by now".to_owned())),
        }
    }
}

/// Removes what the ledger needs no more. Returns how many rows went.
pub async fn purge(tx: &Transaction, before: Timestamp) -> Result<u64, StorageError> {
    store::purge(tx, before).await
}
