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

    /// Each message as people get it, for the test that renders every one in every language.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let link = || Secret::new("https://id.example.com/reset-password?token=rp_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG");
        let account = || Secret::new("https://id.example.com/account");
        let code = |purpose| Self::Code { code: Secret::new("038417"), purpose, valid_for: Duration::from_mins(10) };
        let changed = |change| Self::FactorChanged { change, link: account() };
        let step = |step| Self::EmailChange { step, link: account() };
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
            ("account-secured", Self::AccountSecured { link: link(), valid_for: half_an_hour }),
            ("change-email", Self::ChangeEmail { link: link(), valid_for: Duration::from_hours(1) }),
            ("email-change-asked", step(EmailStep::Asked { to: "alice@new.example".to_owned() })),
            ("email-change-done", step(EmailStep::Done { to: "alice@new.example".to_owned() })),
            ("email-change-in-use", step(EmailStep::InUse)),
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
            ("code-sign-in", code(CodeFor::SignIn)),
            ("code-set-up", code(CodeFor::SetUp)),
            ("code-change", code(CodeFor::Change)),
            ("factor-added-totp", changed(FactorChange::Added { factor: "totp" })),
            ("factor-added-sms", changed(FactorChange::Added { factor: "sms" })),
            ("factor-added-email", changed(FactorChange::Added { factor: "email" })),
            ("factor-removed", changed(FactorChange::Removed { factor: "totp" })),
            ("two-factor-turned-off", changed(FactorChange::TurnedOff)),
            ("two-factor-reset", changed(FactorChange::Reset)),
            ("recovery-codes-renewed", changed(FactorChange::RecoveryCodesRenewed)),
            ("recovery-code-used", Self::RecoveryCodeUsed { left: 7, link: account() }),
            ("recovery-code-used-last", Self::RecoveryCodeUsed { left: 0, link: account() }),
            ("new-device", Self::NewDevice { link: account() }),
            ("set-up-due", Self::SetUpDue { practice: "Riverside Health".to_owned(), days: 7, link: account() }),
            ("set-up-due-today", Self::SetUpDue { practice: "Riverside Health".to_owned(), days: 0, link: account() }),
            ("digest", Self::Digest { practice: "Riverside Health".to_owned(), members: 40, missing: 9, overdue: 1, link: account() }),
            (
                "digest-hostile",
                Self::Digest { practice: "<b>R</b>\r\nBcc: x".to_owned(), members: 1, missing: 1, overdue: 0, link: account() },
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
