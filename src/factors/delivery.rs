//! How codes and notices reach the person. Email goes through the outbox, in the transaction that made it.

use super::code::{FreshCode, LIFETIME, Purpose};
use super::{Desk, FactorError, Method};
use crate::foundation::phone::{BadPhoneNumber, Country, PhoneNumber};
use crate::foundation::secret::Secret;
use crate::messages::{CodeFor, Envelope, FactorChange, Message, Recipient};
use crate::storage::Transaction;
use crate::users::User;

impl Desk<'_> {
    /// Whether codes of this method can be delivered here. An authenticator app needs no delivery.
    pub fn can_deliver(&self, method: Method) -> bool {
        match method {
            Method::Totp | Method::Email => true,
            Method::Sms => self.outbox.sms().is_offered(),
        }
    }

    /// Where SMS can be sent to, the likeliest country first; none where SMS is not offered.
    pub fn sms_countries(&self) -> &[Country] {
        self.outbox.sms().countries()
    }

    /// The mobile number that a person typed, with the country that they chose (the first one where they chose none of ours).
    pub fn phone_number(&self, country: &str, typed: &str) -> Result<PhoneNumber, BadPhoneNumber> {
        self.outbox.sms().number(country, typed)
    }

    /// Hands a code over for delivery; it leaves once the transaction is committed.
    pub(super) async fn deliver(&self, tx: &Transaction, person: &User, method: Method, fresh: &FreshCode) -> Result<(), FactorError> {
        if method == Method::Email {
            let purpose = match fresh.purpose {
                Purpose::SignIn => CodeFor::SignIn,
                Purpose::Validate => CodeFor::SetUp,
                Purpose::Confirm => CodeFor::Change,
            };
            let code = Secret::new(fresh.digits.expose());
            let message = Message::Code { code, purpose, valid_for: LIFETIME };
            self.outbox.queue(tx, &self.envelope(person, &fresh.address, message)).await?;
        }
        Ok(())
    }

    /// Tells the person by email that something about their factors changed.
    pub(super) async fn notify(&self, tx: &Transaction, person: &User, change: FactorChange) -> Result<(), FactorError> {
        let message = Message::FactorChanged { change, link: self.account_link() };
        self.outbox.queue(tx, &self.envelope(person, person.email.as_str(), message)).await?;
        Ok(())
    }

    pub(super) fn account_link(&self) -> Secret {
        Secret::new(self.account_url)
    }

    pub(super) fn envelope(&self, person: &User, address: &str, message: Message) -> Envelope {
        let to = Recipient { email: address.to_owned(), name: person.name.clone(), language: self.language.clone() };
        Envelope { to, message, asked: self.from.clone() }
    }
}
