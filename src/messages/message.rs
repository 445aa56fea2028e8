//! What can be said by email.

use std::net::IpAddr;
use std::time::Duration;

use crate::foundation::clock::Timestamp;
use crate::foundation::secret::Secret;
use crate::text::LanguageTag;

/// Everything that Frontdesk writes to people.
///
/// Links are absolute and made from the configured issuer; the ones that open something are [`Secret`].
#[derive(Clone, Debug)]
pub enum Message {
    /// Proves that the email is theirs.
    VerifyEmail { link: Secret, valid_for: Duration },
    /// Lets them choose a new password, because somebody said it was forgotten.
    ResetPassword { link: Secret, valid_for: Duration },
    /// Lets a person whom an operator added choose their first password. `practice` is the group they were added to.
    SetPassword { link: Secret, valid_for: Duration, practice: Option<String> },
    /// Tells them that their password is another one now. `link` leads to the page for a forgotten password.
    PasswordChanged { link: Secret },
    /// Tells them that a passkey opens their account from now on. `link` leads to their passkeys.
    PasskeyAdded { name: String, link: Secret },
    /// Tells them that a passkey no longer does.
    PasskeyRemoved { name: String, link: Secret },
}

impl Message {
    /// The name in the outbox, in logs and in metrics.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::VerifyEmail { .. } => "verify_email",
            Self::ResetPassword { .. } => "reset_password",
            Self::SetPassword { .. } => "set_password",
            Self::PasswordChanged { .. } => "password_changed",
            Self::PasskeyAdded { .. } => "passkey_added",
            Self::PasskeyRemoved { .. } => "passkey_removed",
        }
    }

    /// How long delivery is tried: a link that no longer works is not worth sending, and a notice of last week is not one.
    pub const fn worth_sending_for(&self) -> Duration {
        match self {
            Self::VerifyEmail { valid_for, .. } | Self::ResetPassword { valid_for, .. } | Self::SetPassword { valid_for, .. } => *valid_for,
            Self::PasswordChanged { .. } | Self::PasskeyAdded { .. } | Self::PasskeyRemoved { .. } => Duration::from_hours(72),
        }
    }

    pub const fn link(&self) -> &Secret {
        match self {
            Self::VerifyEmail { link, .. }
            | Self::ResetPassword { link, .. }
            | Self::SetPassword { link, .. }
            | Self::PasswordChanged { link }
            | Self::PasskeyAdded { link, .. }
            | Self::PasskeyRemoved { link, .. } => link,
        }
    }

    /// Each message as people get it, for the test that renders every one in every language.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let link = || Secret::new("https://id.example.com/reset-password?token=rp_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG");
        let half_an_hour = Duration::from_mins(30);
        let week = Duration::from_hours(168);
        vec![
            ("verify-email", Self::VerifyEmail { link: link(), valid_for: Duration::from_hours(24) }),
            ("reset-password", Self::ResetPassword { link: link(), valid_for: half_an_hour }),
            ("set-password", Self::SetPassword { link: link(), valid_for: week, practice: None }),
            ("set-password-practice", Self::SetPassword { link: link(), valid_for: week, practice: Some("Riverside Health".to_owned()) }),
            (
                "set-password-hostile",
                Self::SetPassword {
                    link: link(),
                    valid_for: week,
                    practice: Some("<b>\"Bold\" & Söhne</b>\r\nBcc: all@example.com".to_owned()),
                },
            ),
            ("password-changed", Self::PasswordChanged { link: Secret::new("https://id.example.com/forgot-password") }),
            (
                "passkey-added",
                Self::PasskeyAdded { name: "iPhone".to_owned(), link: Secret::new("https://id.example.com/account/passkeys") },
            ),
            (
                "passkey-removed-hostile",
                Self::PasskeyRemoved {
                    name: "<b>Work</b> & \"Laptop\"".to_owned(),
                    link: Secret::new("https://id.example.com/account/passkeys"),
                },
            ),
        ]
    }
}

/// Whom a message is for.
#[derive(Clone, Debug)]
pub struct Recipient {
    /// In the canonical form of `users::email`.
    pub email: String,
    pub name: String,
    pub language: LanguageTag,
}

/// Who caused a message, as far as the request told: it goes into the message, so that the person can tell whether it was them.
#[derive(Clone, Debug)]
pub struct Asked {
    pub address: IpAddr,
    /// The browser's own words; only names of a known browser and system are repeated.
    pub user_agent: String,
}

/// A message with everything needed to deliver it.
#[derive(Clone, Debug)]
pub struct Envelope {
    pub to: Recipient,
    pub message: Message,
    /// `None` when it came from the command line or from Frontdesk itself.
    pub asked: Option<Asked>,
}

impl Envelope {
    pub(super) fn expires_at(&self, now: Timestamp) -> Timestamp {
        now.plus(self.message.worth_sending_for())
    }
}
