//! How much more somebody could show in a session than it shows now.

use super::LoginSession;
use crate::factors::{Enrolment, Factor, FactorUsed, assurance, passkey};
use crate::foundation::clock::Timestamp;
use crate::protocol::assurance::Acr;
use crate::storage::{Storage, StorageError};

/// The most that the person of this session could reach with what they have set up; `with_passkeys` where this installation
/// can ask for passkeys.
pub async fn reach(storage: &Storage, session: &LoginSession, with_passkeys: bool) -> Result<Option<Acr>, StorageError> {
    let enrolment = Enrolment::of(storage, session.user).await?;
    let has_passkey = with_passkeys && !passkey::store::of(storage.read(), session.user).await?.is_empty();
    let more = enrolment.offered(false).into_iter().chain(has_passkey.then_some(Factor::Passkey));
    Ok(most(&session.proofs, more, session.auth_time))
}

fn most(shown: &[FactorUsed], more: impl Iterator<Item = Factor>, at: Timestamp) -> Option<Acr> {
    let all: Vec<FactorUsed> = shown.iter().copied().chain(more.map(|factor| FactorUsed::new(factor, at))).collect();
    assurance(&all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_up_adds_to_what_was_shown() {
        use Factor::{Email, Passkey, Password, RecoveryCode, Totp};
        let at = Timestamp::from_secs(1);
        let reach = |more: &[Factor]| most(&[FactorUsed::new(Password, at)], more.iter().copied(), at);
        assert_eq!(reach(&[]), Some(Acr::Password));
        assert_eq!(reach(&[Email, RecoveryCode]), Some(Acr::TwoStep));
        assert_eq!(reach(&[Email, Totp]), Some(Acr::TwoFactor));
        assert_eq!(reach(&[Passkey]), Some(Acr::PhishingResistant));
    }
}
