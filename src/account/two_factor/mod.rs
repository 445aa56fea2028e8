//! Two-factor authentication of one's own: what of an [`Enrolment`] its page shows, and what a typed choice means.

pub mod routes;

use super::Owner;
use super::pages::{MethodLine, TwoFactorPage};
use crate::factors::pages::{AuthenticatorKey, MethodChoice, MethodOffer, PhoneEntry};
use crate::factors::set_up::Choice;
use crate::factors::status::{Demand, Refusal};
use crate::factors::totp::TotpInvitation;
use crate::factors::{Enrolment, Method};
use crate::foundation::clock::Timestamp;
use crate::protocol::params::Params;
use crate::text::Moment;
use crate::web::href::Href;

/// What the account's own pages demand of nobody; policies of groups add theirs.
const DEMAND: Demand = Demand::NOTHING;

impl Owner<'_> {
    /// What there is to choose from. The one to recommend is ticked for somebody who has nothing yet.
    fn choice(&self, enrolment: &Enrolment, chosen: Option<Method>) -> MethodChoice {
        let desk = self.factors();
        let is_first = enrolment.validated().is_empty();
        let offer = |method: Method| MethodOffer {
            method,
            is_set_up: enrolment.validated().contains(method),
            is_recommended: is_first && method == Method::Totp,
        };
        MethodChoice {
            offers: Method::ALL.iter().copied().filter(|method| desk.can_deliver(*method)).map(offer).collect(),
            chosen: chosen.or_else(|| is_first.then_some(Method::Totp)),
            email: self.user.email.to_string(),
            phone: PhoneEntry::default(),
            method_error: None,
        }
    }

    /// Reads what was chosen; the choice to show again, with what is wrong, where it cannot be taken.
    fn read_choice(&self, enrolment: &Enrolment, form: &Params) -> Result<Choice, Box<MethodChoice>> {
        let method = form.get("method").and_then(Method::parse).filter(|method| self.factors().can_deliver(*method));
        match method {
            Some(Method::Totp) => Ok(Choice::Totp),
            Some(Method::Email) => Ok(Choice::Email),
            Some(Method::Sms) | None => {
                let choice = MethodChoice { chosen: None, method_error: Some(MethodChoice::method_missing()), ..self.choice(enrolment, None) };
                Err(Box::new(choice))
            }
        }
    }
}

/// The lines of the person's methods: the primary one first, one that waits for its code last.
fn lines(enrolment: &Enrolment, now: Timestamp) -> Vec<MethodLine> {
    let line = |row: &crate::factors::EnrolledMethod| MethodLine {
        method: row.method,
        address: row.address.clone(),
        is_primary: row.validated_at.is_some() && enrolment.state.primary() == Some(row.method),
        is_validated: row.validated_at.is_some(),
        added: Moment::of(row.validated_at.unwrap_or(row.created_at), now),
        last_used: row.last_used_at.map(|at| Moment::of(at, now)),
        can_be_removed: DEMAND.is_met_by(enrolment.validated().without(row.method)),
    };
    enrolment.methods.iter().map(line).collect()
}

/// A key as the page shows it.
fn key(invitation: &TotpInvitation) -> AuthenticatorKey {
    AuthenticatorKey {
        side: invitation.picture.side,
        path: invitation.picture.path.clone(),
        typed: invitation.typed.expose().to_owned(),
        link: Href::authenticator_app(invitation.uri.expose()),
    }
}

/// Why a change was not made, in the words of the page.
fn objection(refusal: Refusal) -> super::pages::Objection {
    use super::pages::Objection;
    match refusal {
        Refusal::AlreadyActivated => Objection::AlreadyOn,
        Refusal::NotActivated => Objection::NotOn,
        Refusal::NotChosen | Refusal::NoSuchMethod | Refusal::OnlyThePerson | Refusal::OnlyAManager => Objection::NoSuchMethod,
        Refusal::Demanded => Objection::Demanded,
    }
}

/// The page of this enrolment.
fn page(place: super::pages::Place, enrolment: &Enrolment, choice: MethodChoice, passkeys: usize, now: Timestamp) -> TwoFactorPage {
    TwoFactorPage {
        place,
        status: enrolment.status(),
        methods: lines(enrolment, now),
        choice,
        demanded_by: Vec::new(),
        recovery_codes_left: enrolment.is_second_step_on().then(|| i64::try_from(enrolment.recovery_codes_left).unwrap_or(i64::MAX)),
        passkeys: i64::try_from(passkeys).unwrap_or(i64::MAX),
    }
}
