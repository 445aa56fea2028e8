//! How codes and notices reach the person: through the outbox, in the transaction that made them.

use super::code::{FreshCode, LIFETIME, Purpose};
use super::enrolment::EnrolledMethod;
use super::{Desk, FactorError, Method};
use crate::audit::{self, EventKind};
use crate::foundation::clock::Timestamp;
use crate::foundation::phone::{BadPhoneNumber, Country, PhoneNumber};
use crate::foundation::secret::Secret;
use crate::groups::{self, Group, MembershipState};
use crate::messages::{CodeFor, CodeSms, Envelope, FactorChange, Message, Recipient, SmsAsked, SmsRefused};
use crate::storage::{StorageError, Transaction};
use crate::users::User;
use crate::web::visitor::network_of;

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

    /// Whether one more code may be sent: an SMS costs money and rings a telephone, so each counts against several budgets.
    /// To be asked before a code is made; a refusal is written down.
    pub(super) async fn may_send(
        &self,
        tx: &Transaction,
        person: &User,
        row: &EnrolledMethod,
        now: Timestamp,
    ) -> Result<Result<(), SmsRefused>, FactorError> {
        if row.method != Method::Sms {
            return Ok(Ok(()));
        }
        let sms = self.outbox.sms();
        let refused = match PhoneNumber::international(row.address.as_deref().unwrap_or_default()) {
            Ok(number) => {
                let practices = practices_of(tx, person).await?;
                let asked = SmsAsked {
                    number,
                    person: person.id,
                    network: self.from.as_ref().map(|from| network_of(from.address)),
                    groups: practices.iter().map(|group| group.id).collect(),
                    parts: sms.parts_of_code(&self.language, the_one(&practices)),
                };
                sms.spend(tx, self.sealer, &asked, now).await?
            }
            Err(_) => Err(SmsRefused::Unreachable),
        };
        if let Err(refused) = refused {
            let event = self.event(EventKind::SmsRefused, person.id).with("reason", refused.reason());
            audit::append(tx, now, &event).await?;
        }
        Ok(refused)
    }

    /// Hands a code over for delivery; it leaves once the transaction is committed. An older code of the same purpose that
    /// still waits for delivery is worth nothing now, and does not leave.
    pub(super) async fn deliver(&self, tx: &Transaction, person: &User, method: Method, fresh: &FreshCode) -> Result<(), FactorError> {
        let topic = format!("code:{}:{}:{}", person.id, method.as_str(), fresh.purpose.as_str());
        let code = Secret::new(fresh.digits.expose());
        match method {
            Method::Totp => {}
            Method::Email => {
                let purpose = match fresh.purpose {
                    Purpose::SignIn => CodeFor::SignIn,
                    Purpose::Validate => CodeFor::SetUp,
                    Purpose::Confirm => CodeFor::Change,
                };
                let message = Message::Code { code, purpose, valid_for: LIFETIME };
                self.outbox.queue_instead(tx, &self.envelope(person, &fresh.address, message), topic).await?;
            }
            Method::Sms => {
                let to = PhoneNumber::international(&fresh.address).map_err(|_| FactorError::NotDelivered)?;
                let practice = the_one(&practices_of(tx, person).await?).map(str::to_owned);
                let sms = CodeSms { to, code, language: self.language.clone(), practice, valid_for: LIFETIME, topic };
                self.outbox.queue_sms(tx, &sms).await?;
            }
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

async fn practices_of(tx: &Transaction, person: &User) -> Result<Vec<Group>, StorageError> {
    let memberships = groups::store::memberships_of(tx, person.id).await?;
    let active = memberships.into_iter().filter(|(_, membership)| membership.state == MembershipState::Active);
    Ok(active.map(|(group, _)| group).collect())
}

/// The name of the practice that somebody belongs to, where it is one.
fn the_one(practices: &[Group]) -> Option<&str> {
    match practices {
        [only] => Some(&only.name),
        _ => None,
    }
}
