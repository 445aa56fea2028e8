//! A manager shows their second factor again before what is hard to undo: another policy, a reset, another access level.
//!
//! It is stricter than what opens one's own account ([`FreshProof`]): a password alone is never enough, for whoever sits down
//! at an unlocked computer may know it. Who has no second factor sets one up first.

use crate::factors::enrolment::FRESH_FOR;
use crate::factors::{Enrolment, Factor, FactorUsed, FreshProof};
use crate::foundation::clock::Timestamp;

/// How a manager stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A second factor was shown within the last ten minutes.
    Proved,
    /// It has to be shown again.
    ProofNeeded,
    /// A passkey is the only second factor, and something else was shown.
    PasskeyNeeded,
    /// There is none.
    NothingSetUp,
}

/// How somebody with this enrolment and these proofs stands.
pub fn standing(enrolment: &Enrolment, has_passkey: bool, proofs: &[FactorUsed], now: Timestamp) -> Standing {
    let fresh = |factor: Factor| proofs.iter().any(|used| used.factor == factor && used.at <= now && now.since(used.at) <= FRESH_FOR);
    if has_passkey && fresh(Factor::Passkey) {
        return Standing::Proved;
    }
    let has_method = !enrolment.validated().is_empty();
    match (has_method, has_passkey) {
        (true, _) if FreshProof::of(enrolment, proofs, now).is_some() => Standing::Proved,
        (false, true) if fresh(Factor::Password) => Standing::PasskeyNeeded,
        (true, _) | (false, true) => Standing::ProofNeeded,
        (false, false) => Standing::NothingSetUp,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::factors::status::State;
    use crate::factors::{Method, MethodSet};
    use crate::foundation::id::UserId;

    const NOW: Timestamp = Timestamp::from_secs(1_700_000_000);

    #[test]
    fn a_password_alone_is_never_enough() {
        use Factor::{Email, Passkey, Password, RecoveryCode, Totp};
        let rows: &[(&[Method], bool, &[Factor], Standing)] = &[
            (&[], false, &[Password], Standing::NothingSetUp),
            (&[], false, &[], Standing::NothingSetUp),
            (&[], true, &[Password], Standing::PasskeyNeeded),
            (&[], true, &[], Standing::ProofNeeded),
            (&[], true, &[Passkey], Standing::Proved),
            (&[], false, &[Passkey], Standing::NothingSetUp),
            (&[Method::Totp], false, &[Password], Standing::ProofNeeded),
            (&[Method::Totp], false, &[Totp], Standing::Proved),
            (&[Method::Totp], false, &[RecoveryCode], Standing::Proved),
            (&[Method::Totp], true, &[Passkey], Standing::Proved),
            (&[Method::Email], false, &[Email], Standing::ProofNeeded),
            (&[Method::Email], false, &[Password, Email], Standing::Proved),
        ];
        for (methods, has_passkey, factors, expected) in rows {
            let validated: MethodSet = methods.iter().copied().collect();
            let state = State::of(true, validated, methods.first().copied(), None);
            let enrolment = Enrolment { user: UserId::from_uuid(uuid::Uuid::nil()), state, methods: Vec::new(), recovery_codes_left: 3 };
            let at = |at| factors.iter().map(|factor| FactorUsed::new(*factor, at)).collect::<Vec<_>>();
            assert_eq!(standing(&enrolment, *has_passkey, &at(NOW), NOW), *expected, "{methods:?} {has_passkey} {factors:?}");
            let old = at(NOW.minus(FRESH_FOR).minus(std::time::Duration::from_secs(1)));
            assert_ne!(standing(&enrolment, *has_passkey, &old, NOW), Standing::Proved, "too old: {methods:?} {factors:?}");
        }
    }
}
