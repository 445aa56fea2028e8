//! The proof that a factor was just passed, what a session keeps of it, and what proofs are worth together.
//!
//! | proofs | `acr` | `amr` |
//! |---|---|---|
//! | password | password | `pwd` |
//! | password, email or recovery code | two_step | `pwd` `otp` |
//! | password, SMS | two_factor | `pwd` `sms` `mfa` |
//! | password, authenticator app | two_factor | `pwd` `otp` `mfa` |
//! | passkey | phr | `hwk` or `swk`, `user` `mfa` |
//! | codes alone | none | what was used |
//!
//! A recovery code proves no more than an email code: it may have been handed out to somebody who showed nothing else.

use serde::{Deserialize, Serialize};

use super::Factor;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::UserId;
use crate::protocol::assurance::{Acr, Amr};
use crate::users::password::PasswordVerified;

/// Where the key of a passkey lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyKind {
    /// It never leaves one device.
    DeviceBound,
    /// The devices of one owner share it.
    Synced,
}

/// Somebody has just proved who they are. Each kind of proof turns into one in its own way; nothing else makes one.
#[derive(Debug)]
pub struct FactorPassed {
    user: UserId,
    used: FactorUsed,
}

impl FactorPassed {
    /// For the conversions from the rooms' own proofs, which stand beside those proofs.
    pub(in crate::factors) const fn new(user: UserId, used: FactorUsed) -> Self {
        Self { user, used }
    }

    pub fn user(&self) -> UserId {
        self.user
    }

    pub fn factor(&self) -> Factor {
        self.used.factor
    }

    pub fn at(&self) -> Timestamp {
        self.used.at
    }

    /// What a session remembers of it.
    pub fn used(&self) -> FactorUsed {
        self.used
    }
}

impl From<PasswordVerified> for FactorPassed {
    fn from(proof: PasswordVerified) -> Self {
        Self::new(proof.user(), FactorUsed::new(Factor::Password, proof.at()))
    }
}

/// A factor that was really used, and when: what a session remembers of a [`FactorPassed`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorUsed {
    pub factor: Factor,
    pub at: Timestamp,
    /// Of a passkey.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<KeyKind>,
}

impl FactorUsed {
    pub const fn new(factor: Factor, at: Timestamp) -> Self {
        Self { factor, at, key: None }
    }

    pub const fn passkey(key: KeyKind, at: Timestamp) -> Self {
        Self { factor: Factor::Passkey, at, key: Some(key) }
    }

    /// How RFC 8176 names its use.
    const fn amr(self) -> &'static [Amr] {
        match (self.factor, self.key) {
            (Factor::Password, _) => &[Amr::Pwd],
            (Factor::Passkey, Some(KeyKind::DeviceBound)) => &[Amr::Hwk, Amr::User],
            (Factor::Passkey, _) => &[Amr::Swk, Amr::User],
            (Factor::Sms, _) => &[Amr::Sms],
            (Factor::Totp | Factor::Email | Factor::RecoveryCode, _) => &[Amr::Otp],
        }
    }
}

/// How sure the factors used make us; `None` when they make no sign-in.
pub fn assurance(used: &[FactorUsed]) -> Option<Acr> {
    let any = |factors: &[Factor]| used.iter().any(|used| factors.contains(&used.factor));
    if any(&[Factor::Passkey]) {
        Some(Acr::PhishingResistant)
    } else if !any(&[Factor::Password]) {
        None
    } else if any(&[Factor::Totp, Factor::Sms]) {
        Some(Acr::TwoFactor)
    } else if any(&[Factor::Email, Factor::RecoveryCode]) {
        Some(Acr::TwoStep)
    } else {
        Some(Acr::Password)
    }
}

/// The methods really used, each once, in a fixed order; `mfa` where two different kinds of proof are among them.
///
/// A passkey is two kinds in one gesture: the key, and what unlocks it.
pub fn methods_used(used: &[FactorUsed]) -> Vec<Amr> {
    let mut methods: Vec<Amr> = used.iter().flat_map(|used| used.amr()).copied().collect();
    if assurance(used).is_some_and(|acr| acr >= Acr::TwoFactor) {
        methods.push(Amr::Mfa);
    }
    methods.sort_unstable();
    methods.dedup();
    methods
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const AT: Timestamp = Timestamp::from_secs(1_700_000_000);

    fn used(factors: &[Factor]) -> Vec<FactorUsed> {
        factors.iter().map(|factor| FactorUsed::new(*factor, AT)).collect()
    }

    #[test]
    fn every_row_of_the_table_holds() {
        use Factor::{Email, Passkey, Password, RecoveryCode, Sms, Totp};
        let rows: &[(&[Factor], Option<Acr>, &[Amr])] = &[
            (&[], None, &[]),
            (&[Password], Some(Acr::Password), &[Amr::Pwd]),
            (&[Password, Email], Some(Acr::TwoStep), &[Amr::Pwd, Amr::Otp]),
            (&[Password, RecoveryCode], Some(Acr::TwoStep), &[Amr::Pwd, Amr::Otp]),
            (&[Password, Email, RecoveryCode], Some(Acr::TwoStep), &[Amr::Pwd, Amr::Otp]),
            (&[Password, Sms], Some(Acr::TwoFactor), &[Amr::Pwd, Amr::Sms, Amr::Mfa]),
            (&[Totp, Password], Some(Acr::TwoFactor), &[Amr::Pwd, Amr::Otp, Amr::Mfa]),
            (&[Passkey], Some(Acr::PhishingResistant), &[Amr::Swk, Amr::User, Amr::Mfa]),
            (&[Totp], None, &[Amr::Otp]),
            (&[Totp, Sms, Email, RecoveryCode], None, &[Amr::Otp, Amr::Sms]),
        ];
        for (factors, acr, amr) in rows {
            assert_eq!(assurance(&used(factors)), *acr, "{factors:?}");
            assert_eq!(methods_used(&used(factors)), *amr, "{factors:?}");
        }
        assert_eq!(methods_used(&[FactorUsed::passkey(KeyKind::DeviceBound, AT)]), [Amr::Hwk, Amr::User, Amr::Mfa]);
    }

    #[test]
    fn what_a_session_kept_before_there_were_passkeys_is_still_read() {
        let kept: FactorUsed = serde_json::from_str(r#"{"factor":"password","at":5}"#).unwrap();
        assert_eq!(kept, FactorUsed::new(Factor::Password, Timestamp::from_millis(5)));
        assert_eq!(serde_json::to_string(&kept).unwrap(), r#"{"factor":"password","at":5}"#);
    }

    proptest! {
        /// More proof never makes us less sure, and `mfa` stands exactly where two kinds were used.
        #[test]
        fn more_proof_is_never_worth_less(
            some in prop::collection::vec(prop::sample::select(Factor::ALL), 0..6),
            more in prop::sample::select(Factor::ALL),
        ) {
            let before = used(&some);
            let after = used(&[some.as_slice(), &[more]].concat());
            prop_assert!(assurance(&after) >= assurance(&before));
            let has = |factor: Factor| some.contains(&factor);
            let two_kinds = has(Factor::Passkey) || has(Factor::Password) && (has(Factor::Totp) || has(Factor::Sms));
            prop_assert_eq!(methods_used(&before).contains(&Amr::Mfa), two_kinds);
        }
    }
}
