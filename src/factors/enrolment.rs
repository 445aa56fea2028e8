//! What one person set up, as the pages and the sign-in see it.

use std::time::Duration;

use super::status::{State, Status};
use super::{Factor, FactorUsed, Method, MethodSet, recovery_code, store};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{EnrolledMethodId, UserId};
use crate::foundation::phone::PhoneNumber;
use crate::storage::{Storage, StorageError, Transaction};

/// How long a proof is fresh enough for changing a factor.
pub const FRESH_FOR: Duration = Duration::from_mins(10);

/// One person's two-factor authentication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    pub user: UserId,
    pub state: State,
    /// The validated ones in the order in which a sign-in offers them, then the one that waits for its code.
    pub methods: Vec<EnrolledMethod>,
    pub recovery_codes_left: u64,
}

/// A method as one person set it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolledMethod {
    pub id: EnrolledMethodId,
    pub method: Method,
    /// Where its codes are sent, in full: for the person's own eyes after signing in. See [`masked`].
    pub address: Option<String>,
    pub created_at: Timestamp,
    /// `None` while it waits for its code.
    pub validated_at: Option<Timestamp>,
    pub last_used_at: Option<Timestamp>,
}

impl EnrolledMethod {
    /// Where its codes go, as people write it: a telephone number in groups of digits.
    pub fn address_shown(&self) -> Option<String> {
        let address = self.address.as_deref()?;
        let number = (self.method == Method::Sms).then(|| PhoneNumber::international(address).ok()).flatten();
        Some(number.map_or_else(|| address.to_owned(), |number| number.shown_abroad()))
    }
}

impl Enrolment {
    pub async fn of(storage: &Storage, user: UserId) -> Result<Self, StorageError> {
        let (state, methods) = store::load(storage.read(), user).await?;
        let recovery_codes_left = recovery_code::store::left(storage.read(), user).await?;
        Ok(Self { user, state, methods, recovery_codes_left })
    }

    /// The same, for a change: nobody else changes it until the transaction ends. `None` when there is no such user.
    pub async fn held(tx: &Transaction, user: UserId) -> Result<Option<Self>, StorageError> {
        if crate::users::store::lock(tx, user).await?.is_none() {
            return Ok(None);
        }
        let (state, methods) = store::load(tx, user).await?;
        let recovery_codes_left = recovery_code::store::left(tx, user).await?;
        Ok(Some(Self { user, state, methods, recovery_codes_left }))
    }

    pub fn status(&self) -> Status {
        self.state.status()
    }

    /// Whether a sign-in by password asks for a second step.
    pub fn is_second_step_on(&self) -> bool {
        self.status() == Status::Enabled
    }

    pub fn validated(&self) -> MethodSet {
        self.state.validated()
    }

    /// The validated method of this kind.
    pub fn method(&self, method: Method) -> Option<&EnrolledMethod> {
        self.methods.iter().find(|row| row.method == method && row.validated_at.is_some())
    }

    /// The method that waits for its code.
    pub fn pending(&self) -> Option<&EnrolledMethod> {
        self.methods.iter().find(|row| row.validated_at.is_none())
    }

    /// The ways of taking the second step, the primary one first, a recovery code last.
    ///
    /// After a password reset by email (in the last 24 hours: `users::links::store::used_since`) an email code proves nothing
    /// that the reset did not, so it is offered only where there is no other method.
    pub fn offered(&self, reset_by_email: bool) -> Vec<Factor> {
        let mut methods = self.state.offered();
        if reset_by_email && methods.len() > 1 {
            methods.retain(|method| *method != Method::Email);
        }
        let recovery = (self.recovery_codes_left > 0 && self.is_second_step_on()).then_some(Factor::RecoveryCode);
        methods.into_iter().map(Method::factor).chain(recovery).collect()
    }
}

/// The person has proved within the last ten minutes what a change to their factors needs. Only [`FreshProof::of`] makes one.
///
/// | set up | fresh proof is |
/// |---|---|
/// | anything | a passkey |
/// | no validated method | the password |
/// | email alone | the password and an email code, or a recovery code |
/// | anything else | a code of another validated method than email, or a recovery code |
///
/// So email alone removes no factor, and a password alone none that was set up beside it.
#[derive(Debug)]
pub struct FreshProof {
    user: UserId,
}

impl FreshProof {
    pub fn of(enrolment: &Enrolment, proofs: &[FactorUsed], now: Timestamp) -> Option<Self> {
        let fresh = |factor: Factor| proofs.iter().any(|used| used.factor == factor && used.at <= now && now.since(used.at) <= FRESH_FOR);
        let validated = enrolment.validated();
        let strong = |method: &Method| *method != Method::Email && fresh(method.factor());
        let proved = fresh(Factor::Passkey)
            || if validated.is_empty() {
                fresh(Factor::Password)
            } else {
                fresh(Factor::RecoveryCode)
                    || validated.iter().any(|method| strong(&method))
                    || validated == MethodSet::NONE.with(Method::Email) && fresh(Factor::Password) && fresh(Factor::Email)
            };
        proved.then_some(Self { user: enrolment.user })
    }

    pub fn user(&self) -> UserId {
        self.user
    }
}

/// An address as somebody may see it who has shown only a password: enough to recognise one's own, too little to learn it.
pub fn masked(method: Method, address: &str) -> String {
    const DOTS: &str = "•••";
    if let (Method::Email, Some((local, domain))) = (method, address.rsplit_once('@')) {
        let first: String = local.chars().take(1).collect();
        return format!("{first}{DOTS}@{domain}");
    }
    let count = address.chars().count();
    let last: String = address.chars().skip(count.saturating_sub(if count > 6 { 3 } else { 0 })).collect();
    format!("{DOTS}{last}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_700_000_000);

    fn enrolment(methods: &[Method]) -> Enrolment {
        let validated: MethodSet = methods.iter().copied().collect();
        let state = State::of(true, validated, methods.first().copied(), None);
        Enrolment { user: UserId::from_uuid(uuid::Uuid::nil()), state, methods: Vec::new(), recovery_codes_left: 3 }
    }

    #[test]
    fn what_is_offered_begins_with_the_primary_method() {
        use Factor::{Email, RecoveryCode, Sms, Totp};
        let all = enrolment(&[Method::Sms, Method::Email, Method::Totp]);
        assert_eq!(all.offered(false), [Sms, Totp, Email, RecoveryCode]);
        assert_eq!(all.offered(true), [Sms, Totp, RecoveryCode], "an email code repeats what the reset has shown");
        assert_eq!(enrolment(&[Method::Email]).offered(true), [Email, RecoveryCode], "nobody is locked out by it");
        assert_eq!(enrolment(&[]).offered(false), []);
        let used_up = Enrolment { recovery_codes_left: 0, ..enrolment(&[Method::Totp]) };
        assert_eq!(used_up.offered(false), [Totp]);
    }

    #[test]
    fn fresh_proof_is_of_what_is_set_up() {
        use Factor::{Email, Passkey, Password, RecoveryCode, Sms, Totp};
        let rows: &[(&[Method], &[Factor], bool)] = &[
            (&[], &[], false),
            (&[], &[Password], true),
            (&[], &[Email], false),
            (&[], &[Passkey], true),
            (&[Method::Totp], &[Password], false),
            (&[Method::Totp], &[Totp], true),
            (&[Method::Totp], &[RecoveryCode], true),
            (&[Method::Totp], &[Passkey], true),
            (&[Method::Totp], &[Password, Sms], false),
            (&[Method::Totp, Method::Email], &[Password, Email], false),
            (&[Method::Email], &[Email], false),
            (&[Method::Email], &[Password, Email], true),
        ];
        for (methods, factors, expected) in rows {
            let at = |at| factors.iter().map(|factor| FactorUsed::new(*factor, at)).collect::<Vec<_>>();
            let is_fresh = |proofs: Vec<FactorUsed>| FreshProof::of(&enrolment(methods), &proofs, NOW).is_some();
            assert_eq!(is_fresh(at(NOW.minus(FRESH_FOR))), *expected, "{methods:?} {factors:?}");
            assert!(!is_fresh(at(NOW.minus(FRESH_FOR).minus(Duration::from_secs(1)))), "too old: {methods:?} {factors:?}");
            assert!(!is_fresh(at(NOW.plus(Duration::from_secs(1)))), "from the future: {methods:?} {factors:?}");
        }
    }

    #[test]
    fn a_masked_address_shows_little() {
        assert_eq!(masked(Method::Email, "zoe.nguyen@riverside.example"), "z•••@riverside.example");
        assert_eq!(masked(Method::Sms, "+61400123456"), "•••456");
        assert_eq!(masked(Method::Sms, "12"), "•••", "too short to show any of it");
    }
}
