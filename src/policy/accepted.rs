//! The ways of proving that a group accepts as its second factor.

use std::fmt;
use std::str::FromStr;

use crate::factors::{Factor, Method, MethodSet};
use crate::protocol::assurance::Acr;

/// Some of the methods, and whether passkeys are among them.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Accepted {
    pub methods: MethodSet,
    pub passkey: bool,
}

impl Accepted {
    pub const NONE: Self = Self { methods: MethodSet::NONE, passkey: false };
    pub const ALL: Self = Self { methods: MethodSet::ALL, passkey: true };

    pub const fn of(methods: MethodSet, passkey: bool) -> Self {
        Self { methods, passkey }
    }

    /// What makes a sign-in reach this class, beside the password.
    pub const fn reaching(acr: Acr) -> Self {
        match acr {
            Acr::Password | Acr::TwoStep => Self::ALL,
            Acr::TwoFactor => Self { methods: MethodSet::ALL.without(Method::Email), passkey: true },
            Acr::PhishingResistant => Self { methods: MethodSet::NONE, passkey: true },
        }
    }

    pub const fn contains(self, factor: Factor) -> bool {
        match factor {
            Factor::Passkey => self.passkey,
            Factor::Password | Factor::RecoveryCode => false,
            Factor::Totp => self.methods.contains(Method::Totp),
            Factor::Sms => self.methods.contains(Method::Sms),
            Factor::Email => self.methods.contains(Method::Email),
        }
    }

    pub const fn is_empty(self) -> bool {
        self.methods.is_empty() && !self.passkey
    }

    /// What is in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self { methods: self.methods.and(other.methods), passkey: self.passkey && other.passkey }
    }

    /// What is in either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self { methods: self.methods.or(other.methods), passkey: self.passkey || other.passkey }
    }

    /// Whether the two have anything in common.
    pub const fn meets(self, other: Self) -> bool {
        !self.and(other).is_empty()
    }

    /// What is in it, the one to recommend first.
    pub fn iter(self) -> impl Iterator<Item = Factor> {
        self.passkey.then_some(Factor::Passkey).into_iter().chain(self.methods.iter().map(Method::factor))
    }

    /// What the other has and this has not.
    pub fn missing_from(self, other: Self) -> impl Iterator<Item = Factor> {
        other.iter().filter(move |factor| !self.contains(*factor))
    }
}

impl FromIterator<Factor> for Accepted {
    /// Of the factors that can be accepted; the others are passed over.
    fn from_iter<I: IntoIterator<Item = Factor>>(factors: I) -> Self {
        factors.into_iter().fold(Self::NONE, |set, factor| match (factor, factor.method()) {
            (Factor::Passkey, _) => Self { passkey: true, ..set },
            (_, Some(method)) => Self { methods: set.methods.with(method), ..set },
            (_, None) => set,
        })
    }
}

/// The words separated by spaces, as they are kept and typed: `passkey totp`.
impl fmt::Display for Accepted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.iter().map(Factor::as_str).collect();
        f.write_str(&words.join(" "))
    }
}

impl fmt::Debug for Accepted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl FromStr for Accepted {
    type Err = String;

    /// Words separated by spaces or commas; `any` for all.
    fn from_str(text: &str) -> Result<Self, String> {
        let words = text.split([' ', ',']).filter(|word| !word.is_empty());
        words.map(|word| if word == "any" { Ok(Self::ALL) } else { word_of(word) }).try_fold(Self::NONE, |set, more| Ok(set.or(more?)))
    }
}

fn word_of(word: &str) -> Result<Accepted, String> {
    let factor = Factor::parse(word).filter(|factor| Accepted::ALL.contains(*factor));
    factor.map(|factor| [factor].into_iter().collect()).ok_or_else(|| format!("\"{word}\" is none of: totp, sms, email, passkey, any"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_written_as_they_are_read() {
        for text in ["", "passkey", "totp", "passkey totp", "totp sms email", "passkey totp sms email"] {
            assert_eq!(text.parse::<Accepted>().unwrap().to_string(), text);
        }
        assert_eq!("any".parse(), Ok(Accepted::ALL));
        assert_eq!("sms,passkey".parse::<Accepted>().unwrap().to_string(), "passkey sms");
        assert!("password".parse::<Accepted>().is_err() && "recovery_code".parse::<Accepted>().is_err());
        for factor in Factor::ALL {
            let alone: Accepted = [*factor].into_iter().collect();
            assert_eq!(alone.contains(*factor), Accepted::ALL.contains(*factor), "{factor}");
        }
    }

    #[test]
    fn what_reaches_a_class_reaches_it() {
        use crate::factors::{FactorUsed, assurance};
        use crate::foundation::clock::Timestamp;
        for acr in Acr::ALL.iter().copied().filter(|acr| *acr > Acr::Password) {
            for factor in Accepted::ALL.iter() {
                let used = [Factor::Password, factor].map(|factor| FactorUsed::new(factor, Timestamp::from_secs(1)));
                let reached = assurance(&used).is_some_and(|reached| reached >= acr);
                assert_eq!(Accepted::reaching(acr).contains(factor), reached, "{acr:?} {factor}");
            }
        }
    }
}
