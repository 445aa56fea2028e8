//! Fresh proof: before something changes that opens the account, the person shows once more who they are.
//!
//! ```text
//! a page that needs proof ─▶ /account/confirm/{errand} ─▶ password · code · recovery code · passkey ─▶ the session rises ─▶ back
//! ```
//!
//! What is asked for follows from what is set up ([`FreshProof`]): the ways that [`ways`] lists are the
//! ones that get there. The session that rises is the one of this browser, and its token changes. Wrong passwords are counted
//! as at a sign-in, wrong codes as at a second step. The errand only knows the way back; by itself it proves nothing.

pub mod routes;

use super::{AccountError, Owner};
use crate::audit::{self, EventKind, SecurityEvent};
use crate::factors::answer::{self, Answer, CodeRefused};
use crate::factors::code::{Occasion, Purpose};
use crate::factors::passkey::sign_in::SigningIn;
use crate::factors::passkey::{Ceremonies, PasskeyRefused, SignInAnswer};
use crate::factors::{Enrolment, Factor, FactorPassed, FreshProof, Method, MethodSet};
use crate::foundation::secret::{OpaqueToken, Secret};
use crate::sessions::{self, LoginSession};
use crate::storage::{StorageError, Transaction};
use crate::users::password::{SignInRefused, verify};
use crate::web::return_to::Interaction;

/// The page of an errand that needs proof.
pub fn path(errand: &Interaction) -> String {
    format!("/account/confirm/{}", errand.id)
}

/// The ways that lead to fresh proof, the one to ask for first, first. A passkey stands beside them.
///
/// Where email is the only method, the password is asked for, then the code: neither alone is enough.
pub fn ways(enrolment: &Enrolment, has_password: bool, has_fresh_password: bool) -> Vec<Factor> {
    let validated = enrolment.validated();
    let password = has_password.then_some(Factor::Password);
    let recovery = (enrolment.recovery_codes_left > 0).then_some(Factor::RecoveryCode);
    if validated.is_empty() {
        return password.into_iter().collect();
    }
    if validated == MethodSet::NONE.with(Method::Email) {
        let step = if has_fresh_password { Some(Factor::Email) } else { password };
        return step.into_iter().chain(recovery).collect();
    }
    let strong = enrolment.state.offered().into_iter().filter(|method| *method != Method::Email).map(Method::factor);
    strong.chain(recovery).collect()
}

/// A session that has risen.
pub struct Risen {
    pub session: LoginSession,
    /// Goes into the browser's cookie.
    pub token: OpaqueToken,
    /// Whether what was shown is enough; if not, the next way is asked for.
    pub is_enough: bool,
}

/// What came of a proof.
pub enum Confirmation {
    Risen(Risen),
    /// The session ended meanwhile.
    SignedOut,
    PasswordRefused(SignInRefused),
    CodeRefused(CodeRefused),
    PasskeyRefused(PasskeyRefused),
}

impl Owner<'_> {
    fn occasion(&self) -> Occasion {
        Occasion { user: self.user.id, purpose: Purpose::Confirm, browser: self.visitor.browser_digest() }
    }

    pub async fn confirm_by_password(&self, typed: &Secret) -> Result<Confirmation, AccountError> {
        let proof = match verify(self.storage, self.hasher, self.clock, self.random, &self.user.email, typed).await {
            Ok(proof) => FactorPassed::from(proof),
            Err(refused) => {
                self.note_password_refused(&refused).await?;
                return Ok(Confirmation::PasswordRefused(refused));
            }
        };
        self.confirm_by(proof).await
    }

    /// Every refusal that could be somebody guessing writes one event.
    pub(super) async fn note_password_refused(&self, refused: &SignInRefused) -> Result<(), StorageError> {
        let kind = match refused {
            SignInRefused::Wrong { .. } | SignInRefused::MustChange { .. } => EventKind::SignInRefused,
            SignInRefused::Wait { .. } => EventKind::SignInDelayed,
            SignInRefused::Busy { .. } | SignInRefused::Storage(_) => return Ok(()),
        };
        self.note(&self.event(kind).with("factor", Factor::Password).with("purpose", Purpose::Confirm.as_str())).await
    }

    pub async fn confirm_by_code(&self, factor: Factor, typed: &Secret) -> Result<Confirmation, AccountError> {
        match answer::answer(&self.factors(), &self.occasion(), factor, typed).await? {
            Answer::Refused(refused) => Ok(Confirmation::CodeRefused(refused)),
            Answer::Accepted(proof, open) => {
                let proof = FactorPassed::from(proof);
                let Some(risen) = self.raise(open.tx(), &proof).await? else { return Ok(Confirmation::SignedOut) };
                open.commit(proof.at(), &self.confirmed(&proof)).await?;
                self.risen(risen).await
            }
        }
    }

    pub async fn confirm_by_passkey(
        &self,
        ceremonies: &Ceremonies,
        errand: &Interaction,
        answer: &SignInAnswer,
    ) -> Result<Confirmation, AccountError> {
        let signing_in = SigningIn { browser: self.visitor.browser_digest(), errand: Some(&errand.id) };
        let verified = ceremonies.finish_sign_in(self.storage, self.ephemeral, signing_in, answer, self.clock.now()).await;
        let refused = match verified {
            Ok(proof) if proof.user() == self.user.id => return self.confirm_by(proof.into()).await,
            // A colleague's passkey in the same browser proves who the colleague is.
            Ok(proof) => PasskeyRefused::Wrong { user: Some(proof.user()), reason: "somebody else's" },
            Err(refused) => refused,
        };
        let reason = match &refused {
            PasskeyRefused::Storage(_) => return Ok(Confirmation::PasskeyRefused(refused)),
            PasskeyRefused::Expired => "challenge",
            PasskeyRefused::Unknown { .. } => "unknown",
            PasskeyRefused::Wrong { reason, .. } => *reason,
        };
        let event = self.event(EventKind::SignInRefused).with("factor", Factor::Passkey).with("purpose", Purpose::Confirm.as_str());
        self.note(&event.with("reason", reason)).await?;
        Ok(Confirmation::PasskeyRefused(refused))
    }

    async fn confirm_by(&self, proof: FactorPassed) -> Result<Confirmation, AccountError> {
        let tx = self.storage.write().await?;
        let Some(risen) = self.raise(&tx, &proof).await? else { return Ok(Confirmation::SignedOut) };
        audit::append(&tx, proof.at(), &self.confirmed(&proof)).await?;
        tx.commit().await.map_err(StorageError::from)?;
        self.risen(risen).await
    }

    pub(super) async fn raise(&self, tx: &Transaction, proof: &FactorPassed) -> Result<Option<(LoginSession, OpaqueToken)>, StorageError> {
        sessions::store::raise(tx, self.session.clone(), std::slice::from_ref(proof), self.random).await
    }

    fn confirmed(&self, proof: &FactorPassed) -> SecurityEvent {
        self.event(EventKind::Confirmed).with("session", self.session.id).with("factor", proof.factor())
    }

    async fn risen(&self, (session, token): (LoginSession, OpaqueToken)) -> Result<Confirmation, AccountError> {
        let is_enough = FreshProof::of(&self.enrolment().await?, &session.proofs, self.clock.now()).is_some();
        Ok(Confirmation::Risen(Risen { session, token, is_enough }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::factors::status::State;
    use crate::foundation::id::UserId;

    #[test]
    fn only_ways_that_lead_to_fresh_proof_are_offered() {
        use Factor::{Email, Password, RecoveryCode, Sms, Totp};
        let enrolment = |methods: &[Method], left| {
            let state = State::of(true, methods.iter().copied().collect(), methods.first().copied(), None);
            Enrolment { user: UserId::from_uuid(uuid::Uuid::nil()), state, methods: Vec::new(), recovery_codes_left: left }
        };
        let none = enrolment(&[], 0);
        assert_eq!(ways(&none, true, false), [Password]);
        assert_eq!(ways(&none, false, false), []);
        let email = enrolment(&[Method::Email], 3);
        assert_eq!(ways(&email, true, false), [Password, RecoveryCode]);
        assert_eq!(ways(&email, true, true), [Email, RecoveryCode]);
        let all = enrolment(&[Method::Sms, Method::Email, Method::Totp], 0);
        assert_eq!(ways(&all, true, true), [Sms, Totp], "email alone changes no factor, and a password none that stands beside it");
    }
}
