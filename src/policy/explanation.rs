//! Why a policy is as it is, in words that a manager can read: "mandatory because of group A and app B; SMS is not accepted
//! because of group A".

use std::time::Duration;

use super::Contradiction;
use crate::factors::Factor;
use crate::foundation::clock::Timestamp;
use crate::protocol::assurance::Acr;
use crate::text::Text;

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    NothingDemanded,
    MandatoryByGroup {
        group: String,
    },
    /// For every group that connects the app.
    MandatedByApp {
        app: String,
        group: String,
    },
    MandatoryFrom {
        group: String,
        from: Timestamp,
    },
    /// This person has more time than the others.
    Extended {
        group: String,
        until: Timestamp,
    },
    PromptedBy {
        group: String,
    },
    RequiredByApp {
        app: String,
    },
    AskedByRequest {
        acr: Acr,
    },
    NotAccepted {
        factor: Factor,
        by: String,
    },
    SkippedInNetworks {
        group: String,
    },
    Limited {
        limit: Limit,
        to: Duration,
        group: String,
    },
}

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// How long a device is remembered.
    Remember,
    Idle,
    Absolute,
}

impl Reason {
    /// As people read it. Times are in UTC, as everywhere in texts.
    pub fn text(&self) -> Text {
        match self {
            Self::NothingDemanded => Text::new("policy-reason-nothing"),
            Self::MandatoryByGroup { group } => Text::new("policy-reason-mandatory").with("group", group.as_str()),
            Self::MandatedByApp { app, group } => {
                Text::new("policy-reason-mandated").with("app", app.as_str()).with("group", group.as_str())
            }
            Self::MandatoryFrom { group, from } => dated("policy-reason-from", group, *from),
            Self::Extended { group, until } => dated("policy-reason-extended", group, *until),
            Self::PromptedBy { group } => Text::new("policy-reason-prompted").with("group", group.as_str()),
            Self::RequiredByApp { app } => Text::new("policy-reason-required").with("app", app.as_str()),
            Self::AskedByRequest { acr } => Text::new("policy-reason-asked").with("acr", acr.as_str()),
            Self::NotAccepted { factor, by } => not_accepted(*factor).with("by", by.as_str()),
            Self::SkippedInNetworks { group } => Text::new("policy-reason-networks").with("group", group.as_str()),
            Self::Limited { limit, to, group } => limited(*limit, *to).with("group", group.as_str()),
        }
    }
}

fn dated(key: &'static str, group: &str, at: Timestamp) -> Text {
    let date = at.to_utc();
    let day = format!("{:04}-{:02}-{:02} {:02}:{:02}", date.year(), u8::from(date.month()), date.day(), date.hour(), date.minute());
    Text::new(key).with("group", group).with("date", day)
}

fn not_accepted(factor: Factor) -> Text {
    match factor {
        Factor::Totp => Text::new("policy-reason-no-totp"),
        Factor::Sms => Text::new("policy-reason-no-sms"),
        Factor::Email => Text::new("policy-reason-no-email"),
        Factor::Passkey | Factor::Password | Factor::RecoveryCode => Text::new("policy-reason-no-passkey"),
    }
}

fn limited(limit: Limit, to: Duration) -> Text {
    let count = |unit: u64| i64::try_from(to.as_secs() / unit).unwrap_or(i64::MAX);
    match limit {
        Limit::Remember if to.is_zero() => Text::new("policy-reason-not-remembered"),
        Limit::Remember => Text::new("policy-reason-remembered").with("hours", count(3600)),
        Limit::Idle => Text::new("policy-reason-idle").with("minutes", count(60)),
        Limit::Absolute => Text::new("policy-reason-absolute").with("minutes", count(60)),
    }
}

impl Contradiction {
    /// As people read it, with what would be right.
    pub fn text(self) -> Text {
        match self {
            Self::NothingAccepted => Text::new("policy-wrong-nothing-accepted"),
            Self::OnlyPasskeysThatDoNotCount => Text::new("policy-wrong-passkeys"),
            Self::RememberedTooLong => Text::new("policy-wrong-remember"),
            Self::IdleOutOfRange => Text::new("policy-wrong-idle"),
            Self::AbsoluteOutOfRange => Text::new("policy-wrong-absolute"),
            Self::IdleLongerThanAbsolute => Text::new("policy-wrong-idle-absolute"),
            Self::AskAgainOutOfRange => Text::new("policy-wrong-ask-again"),
            Self::NetworkTooWide => Text::new("policy-wrong-network"),
            Self::TooManyNetworks => Text::new("policy-wrong-networks"),
            Self::DeadlineTooFar => Text::new("policy-wrong-deadline"),
            Self::PresetIsMandatory => Text::new("policy-wrong-preset-mandatory"),
            Self::AtoRemember => Text::new("policy-wrong-ato-remember"),
            Self::AtoIdle => Text::new("policy-wrong-ato-idle"),
            Self::AtoNetworks => Text::new("policy-wrong-ato-networks"),
            Self::StrictMethods => Text::new("policy-wrong-strict"),
        }
    }
}
