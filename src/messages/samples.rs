//! Each message as people get it, for the test that renders every one in every language.

use std::time::Duration;

use super::message::{CodeFor, EmailStep, FactorChange, Message};
use crate::foundation::secret::Secret;

impl Message {
    /// A name for each, and the message.
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
            (
                "invitation",
                Self::Invitation {
                    link: link(),
                    valid_for: week,
                    practice: "Riverside Health".to_owned(),
                    inviter: Some("Alice Nguyen".to_owned()),
                },
            ),
            (
                "invitation-unsigned",
                Self::Invitation { link: link(), valid_for: week, practice: "Riverside Health".to_owned(), inviter: None },
            ),
            (
                "invitation-hostile",
                Self::Invitation {
                    link: link(),
                    valid_for: week,
                    practice: "<b>\"Bold\" & Söhne</b>\r\nBcc: all@example.com".to_owned(),
                    inviter: Some("<i>Mallory</i>\r\nSubject: x".to_owned()),
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
