//! Two-factor authentication of one's own: what of an [`Enrolment`] its page shows, and what a typed choice means.

pub mod routes;

use super::Owner;
use super::pages::{MethodLine, TwoFactorPage};
use crate::factors::pages::{AuthenticatorKey, MethodChoice, MethodOffer, PhoneEntry};
use crate::factors::set_up::Choice;
use crate::factors::status::Refusal;
use crate::factors::totp::TotpInvitation;
use crate::factors::{EnrolledMethod, Enrolment, Method};
use crate::foundation::clock::Timestamp;
use crate::policy::situation::store::effective;
use crate::policy::{EffectivePolicy, Enrolled};
use crate::protocol::params::Params;
use crate::storage::StorageError;
use crate::text::Moment;
use crate::web::href::Href;

/// Of a number that cannot be taken, so much is shown again.
const LONGEST_SHOWN: usize = 40;

impl Owner<'_> {
    /// What the person's groups demand of them: on these pages, all of them.
    pub(super) async fn policy(&self) -> Result<EffectivePolicy, StorageError> {
        effective(self.storage.read(), self.user.id, None, None, self.clock.now()).await
    }

    /// What there is to choose from. The one to recommend is ticked for somebody who has nothing yet.
    fn choice(&self, enrolment: &Enrolment, chosen: Option<Method>) -> MethodChoice {
        let desk = self.factors();
        let is_first = enrolment.validated().is_empty();
        let offer = |method: Method| MethodOffer {
            method,
            // An email that was changed since can be set up at the present one.
            is_set_up: enrolment
                .method(method)
                .is_some_and(|row| method != Method::Email || row.address.as_deref() == Some(self.user.email.as_str())),
            is_recommended: is_first && method == Method::Totp,
        };
        MethodChoice {
            offers: Method::ALL.iter().copied().filter(|method| desk.can_deliver(*method)).map(offer).collect(),
            chosen: chosen.or_else(|| is_first.then_some(Method::Totp)),
            email: self.user.email.to_string(),
            phone: PhoneEntry::among(desk.sms_countries()),
            method_error: None,
        }
    }

    /// Reads what was chosen; the choice to show again, with what is wrong, where it cannot be taken.
    fn read_choice(&self, enrolment: &Enrolment, form: &Params) -> Result<Choice, Box<MethodChoice>> {
        let desk = self.factors();
        match form.get("method").and_then(Method::parse).filter(|method| desk.can_deliver(*method)) {
            Some(Method::Totp) => Ok(Choice::Totp),
            Some(Method::Email) => Ok(Choice::Email),
            Some(Method::Sms) => {
                let (country, typed) = (form.get("country").unwrap_or_default(), form.get("phone").unwrap_or_default());
                desk.phone_number(country, typed).map(|number| Choice::Sms { number }).map_err(|problem| {
                    let again = self.choice(enrolment, Some(Method::Sms));
                    let shown: String = typed.chars().take(LONGEST_SHOWN).collect();
                    Box::new(MethodChoice { phone: again.phone.clone().typed(country, &shown).refused(problem), ..again })
                })
            }
            None => Err(Box::new(MethodChoice {
                chosen: None,
                method_error: Some(MethodChoice::method_missing()),
                ..self.choice(enrolment, None)
            })),
        }
    }
}

/// The lines of the person's methods: the primary one first, one that waits for its code last.
fn lines(enrolment: &Enrolment, policy: &EffectivePolicy, has_passkey: bool, now: Timestamp) -> Vec<MethodLine> {
    let kept = policy.kept_by_what_is_set_up(Enrolled::of(enrolment, has_passkey, None));
    let line = |row: &EnrolledMethod| MethodLine {
        method: row.method,
        address: row.address_shown(),
        is_primary: row.validated_at.is_some() && enrolment.state.primary() == Some(row.method),
        is_validated: row.validated_at.is_some(),
        added: Moment::of(row.validated_at.unwrap_or(row.created_at), now),
        last_used: row.last_used_at.map(|at| Moment::of(at, now)),
        can_be_removed: row.validated_at.is_none() || kept.is_met_by(enrolment.validated().without(row.method)),
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
fn page(
    place: super::pages::Place,
    (enrolment, policy): (&Enrolment, &EffectivePolicy),
    choice: MethodChoice,
    passkeys: usize,
    now: Timestamp,
) -> TwoFactorPage {
    TwoFactorPage {
        place,
        status: enrolment.status(),
        methods: lines(enrolment, policy, passkeys > 0, now),
        choice,
        demanded_by: policy.demanded_by(),
        recovery_codes_left: enrolment.is_second_step_on().then(|| i64::try_from(enrolment.recovery_codes_left).unwrap_or(i64::MAX)),
        passkeys: i64::try_from(passkeys).unwrap_or(i64::MAX),
        is_met_by_passkey: passkeys > 0 && policy.is_met_by_passkey(),
    }
}
