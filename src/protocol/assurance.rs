//! How surely a sign-in proves who somebody is: `acr` (OpenID Connect Core 1.0 section 2) and `amr` (RFC 8176).

use serde::{Deserialize, Serialize};

/// An authentication context class, ordered: a later one is stronger and meets whatever an earlier one meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Acr {
    #[serde(rename = "urn:frontdesk:acr:password")]
    Password,
    /// A password, and a step that somebody who reads the person's mail could take as well.
    #[serde(rename = "urn:frontdesk:acr:two_step")]
    TwoStep,
    /// A password, and something that the person has.
    #[serde(rename = "urn:frontdesk:acr:two_factor")]
    TwoFactor,
    /// A proof that is worth nothing on another site (OpenID Connect Extended Authentication Profile ACR Values 1.0).
    #[serde(rename = "phr")]
    PhishingResistant,
}

impl Acr {
    /// All, the weakest first.
    pub const ALL: &[Self] = &[Self::Password, Self::TwoStep, Self::TwoFactor, Self::PhishingResistant];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "urn:frontdesk:acr:password",
            Self::TwoStep => "urn:frontdesk:acr:two_step",
            Self::TwoFactor => "urn:frontdesk:acr:two_factor",
            Self::PhishingResistant => "phr",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|acr| acr.as_str() == text)
    }
}

/// An authentication method that was really used (RFC 8176 section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amr {
    Pwd,
    /// A code that works once: from an authenticator app, an email or the list of recovery codes.
    Otp,
    /// A code sent to a telephone.
    Sms,
    /// A key that cannot leave its device.
    Hwk,
    /// A key that its owner's devices share.
    Swk,
    /// Somebody was there and confirmed it on the device.
    User,
    /// Two different kinds of proof.
    Mfa,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_ordered_and_written_as_they_are_read() {
        assert!(Acr::ALL.is_sorted());
        for acr in Acr::ALL {
            assert_eq!(Acr::parse(acr.as_str()), Some(*acr));
            assert_eq!(serde_json::to_string(acr).unwrap(), format!("{:?}", acr.as_str()));
        }
        assert_eq!(Acr::parse("urn:other"), None);
        assert_eq!(serde_json::to_string(&[Amr::Pwd, Amr::Otp, Amr::Hwk]).unwrap(), r#"["pwd","otp","hwk"]"#);
    }
}
