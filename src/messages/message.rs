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
    /// Asks them into a practice. The letter is the same whether or not they have an account. `None` where nobody in particular asks.
    Invitation { link: Secret, valid_for: Duration, practice: String, inviter: Option<String> },
    /// Tells them that their password is another one now. `link` leads to the page for a forgotten password.
    PasswordChanged { link: Secret },
    /// Lets them choose a new password, after they said that somebody else was in their account.
    AccountSecured { link: Secret, valid_for: Duration },
    /// Proves that the address that they want to sign in with from now on is theirs. Goes to that address.
    ChangeEmail { link: Secret, valid_for: Duration },
    /// Tells whoever reads an address that it is, was, or was asked to become the one of an account. `link` leads to the account.
    EmailChange { step: EmailStep, link: Secret },
    /// Tells them that a passkey opens their account from now on. `link` leads to their passkeys.
    PasskeyAdded { name: String, link: Secret },
    /// Tells them that a passkey no longer does.
    PasskeyRemoved { name: String, link: Secret },
    /// A code of six digits to enter.
    Code { code: Secret, purpose: CodeFor, valid_for: Duration },
    /// Tells them that the ways in which they prove who they are changed. `link` leads to their account.
    FactorChanged { change: FactorChange, link: Secret },
    /// Tells them that one of their recovery codes was used, and how many are left.
    RecoveryCodeUsed { left: u64, link: Secret },
    /// Tells them that somebody signed in with a browser that they were not seen with before.
    NewDevice { link: Secret },
    /// Reminds them that their practice asks for two-factor authentication in so many days, and they have none that it accepts.
    SetUpDue { practice: String, days: i64, link: Secret },
    /// Tells a manager how many of the practice have not set it up.
    Digest { practice: String, members: usize, missing: usize, overdue: usize, link: Secret },
}

/// How far a change of email has come, in the words of the address that reads of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EmailStep {
    /// To the present address: somebody who is signed in asked for another one.
    Asked { to: String },
    /// To the former address: it is no longer the one.
    Done { to: String },
    /// To an address that has an account of its own: another account wanted it, and nothing was changed.
    InUse,
}

impl EmailStep {
    /// The words by which texts choose, and the other address.
    pub(super) fn words(&self) -> (&'static str, &str) {
        match self {
            Self::Asked { to } => ("asked", to),
            Self::Done { to } => ("done", to),
            Self::InUse => ("in-use", ""),
        }
    }
}

/// What a code is entered for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeFor {
    SignIn,
    SetUp,
    Change,
}

impl CodeFor {
    /// The word by which texts choose.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::SetUp => "set-up",
            Self::Change => "change",
        }
    }
}

/// What changed in how somebody proves who they are. `factor` is `totp`, `sms` or `email`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorChange {
    Added {
        factor: &'static str,
    },
    Removed {
        factor: &'static str,
    },
    TurnedOff,
    /// By somebody who manages their practice.
    Reset,
    RecoveryCodesRenewed,
}

impl FactorChange {
    /// The words by which texts choose: what happened, and to which factor.
    pub(super) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Added { factor } => ("added", factor),
            Self::Removed { factor } => ("removed", factor),
            Self::TurnedOff => ("turned-off", ""),
            Self::Reset => ("reset", ""),
            Self::RecoveryCodesRenewed => ("renewed", ""),
        }
    }
}

impl Message {
    /// The name in the outbox, in logs and in metrics.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::VerifyEmail { .. } => "verify_email",
            Self::ResetPassword { .. } => "reset_password",
            Self::SetPassword { .. } => "set_password",
            Self::Invitation { .. } => "invitation",
            Self::PasswordChanged { .. } => "password_changed",
            Self::AccountSecured { .. } => "account_secured",
            Self::ChangeEmail { .. } => "change_email",
            Self::EmailChange { .. } => "email_change",
            Self::PasskeyAdded { .. } => "passkey_added",
            Self::PasskeyRemoved { .. } => "passkey_removed",
            Self::Code { .. } => "code",
            Self::FactorChanged { .. } => "factor_changed",
            Self::RecoveryCodeUsed { .. } => "recovery_code_used",
            Self::NewDevice { .. } => "new_device",
            Self::SetUpDue { .. } => "set_up_due",
            Self::Digest { .. } => "digest",
        }
    }

    /// How long delivery is tried: a link that no longer works is not worth sending, and a notice of last week is not one.
    pub const fn worth_sending_for(&self) -> Duration {
        match self {
            Self::VerifyEmail { valid_for, .. }
            | Self::ResetPassword { valid_for, .. }
            | Self::SetPassword { valid_for, .. }
            | Self::AccountSecured { valid_for, .. }
            | Self::Invitation { valid_for, .. }
            | Self::ChangeEmail { valid_for, .. }
            | Self::Code { valid_for, .. } => *valid_for,
            Self::PasswordChanged { .. }
            | Self::EmailChange { .. }
            | Self::PasskeyAdded { .. }
            | Self::PasskeyRemoved { .. }
            | Self::FactorChanged { .. }
            | Self::RecoveryCodeUsed { .. }
            | Self::NewDevice { .. } => Duration::from_hours(72),
            // Tomorrow's would say another number.
            Self::SetUpDue { .. } | Self::Digest { .. } => Duration::from_hours(16),
        }
    }

    /// Where its button leads, if it has one.
    pub const fn link(&self) -> Option<&Secret> {
        match self {
            Self::VerifyEmail { link, .. }
            | Self::ResetPassword { link, .. }
            | Self::SetPassword { link, .. }
            | Self::Invitation { link, .. }
            | Self::PasswordChanged { link }
            | Self::AccountSecured { link, .. }
            | Self::ChangeEmail { link, .. }
            | Self::EmailChange { link, .. }
            | Self::PasskeyAdded { link, .. }
            | Self::PasskeyRemoved { link, .. }
            | Self::FactorChanged { link, .. }
            | Self::RecoveryCodeUsed { link, .. }
            | Self::NewDevice { link }
            | Self::SetUpDue { link, .. }
            | Self::Digest { link, .. } => Some(link),
            Self::Code { .. } => None,
        }
    }

    /// The code that it brings, if it brings one.
    pub const fn code(&self) -> Option<&Secret> {
        match self {
            Self::Code { code, .. } => Some(code),
            _ => None,
        }
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
