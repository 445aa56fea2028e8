//! The ways of proving who one is, and which of them serve as a second step.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One way of proving who one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Factor {
    Password,
    Passkey,
    Totp,
    Sms,
    Email,
    RecoveryCode,
}

impl Factor {
    pub const ALL: &[Self] = &[Self::Password, Self::Passkey, Self::Totp, Self::Sms, Self::Email, Self::RecoveryCode];

    /// The word for it in the database, the audit and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Passkey => "passkey",
            Self::Totp => "totp",
            Self::Sms => "sms",
            Self::Email => "email",
            Self::RecoveryCode => "recovery_code",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|factor| factor.as_str() == text)
    }

    /// The method that it is, if it can be set up as one.
    pub const fn method(self) -> Option<Method> {
        match self {
            Self::Totp => Some(Method::Totp),
            Self::Sms => Some(Method::Sms),
            Self::Email => Some(Method::Email),
            Self::Password | Self::Passkey | Self::RecoveryCode => None,
        }
    }
}

impl fmt::Display for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A factor that a person sets up as the second step after the password. Ordered from the one to recommend to the one to
/// fall back to: a code in an email is read by whoever reads the mail, and most passwords are reset by email too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    Totp,
    Sms,
    Email,
}

impl Method {
    pub const ALL: &[Self] = &[Self::Totp, Self::Sms, Self::Email];

    pub const fn factor(self) -> Factor {
        match self {
            Self::Totp => Factor::Totp,
            Self::Sms => Factor::Sms,
            Self::Email => Factor::Email,
        }
    }

    pub const fn as_str(self) -> &'static str {
        self.factor().as_str()
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|method| method.as_str() == text)
    }

    /// Whether its codes are sent, rather than shown by something that the person holds.
    pub const fn is_sent(self) -> bool {
        matches!(self, Self::Sms | Self::Email)
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Some of the methods.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct MethodSet(u8);

impl MethodSet {
    pub const NONE: Self = Self(0);
    pub const ALL: Self = Self(0b111);

    #[must_use]
    pub const fn with(self, method: Method) -> Self {
        Self(self.0 | method.bit())
    }

    #[must_use]
    pub const fn without(self, method: Method) -> Self {
        Self(self.0 & !method.bit())
    }

    pub const fn contains(self, method: Method) -> bool {
        self.0 & method.bit() != 0
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The methods in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The methods in either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the two have a method in common.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The methods in it, the one to recommend first.
    pub fn iter(self) -> impl Iterator<Item = Method> {
        Method::ALL.iter().copied().filter(move |method| self.contains(*method))
    }
}

impl FromIterator<Method> for MethodSet {
    fn from_iter<I: IntoIterator<Item = Method>>(methods: I) -> Self {
        methods.into_iter().fold(Self::NONE, Self::with)
    }
}

impl fmt::Debug for MethodSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_factor_and_method_is_read_back_by_its_word() {
        for factor in Factor::ALL {
            assert_eq!(Factor::parse(factor.as_str()), Some(*factor));
            assert_eq!(serde_json::to_string(factor).unwrap(), format!("{:?}", factor.as_str()));
        }
        for method in Method::ALL {
            assert_eq!(Method::parse(method.as_str()), Some(*method));
            assert_eq!(method.factor().method(), Some(*method));
        }
        assert_eq!(Method::parse("password"), None);
        assert_eq!(MethodSet::ALL.iter().collect::<Vec<_>>(), Method::ALL);
        assert_eq!(Method::ALL.iter().copied().collect::<MethodSet>(), MethodSet::ALL);
        let [one, two] = [MethodSet::ALL.without(Method::Sms), MethodSet::NONE.with(Method::Sms).with(Method::Totp)];
        assert_eq!((one.and(two), one.or(two)), (MethodSet::NONE.with(Method::Totp), MethodSet::ALL));
        assert!(MethodSet::ALL.without(Method::Sms).contains(Method::Email) && !MethodSet::ALL.without(Method::Sms).contains(Method::Sms));
    }
}
