//! What a practice asks of its members, and which wishes contradict each other.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::Accepted;
use crate::factors::{Method, MethodSet};
use crate::foundation::clock::Timestamp;

/// The longest that a device may be remembered.
pub const LONGEST_REMEMBER: Duration = crate::factors::device::LONGEST_TRUST;

/// The most networks that a group may trust.
pub const MOST_NETWORKS: usize = 50;

const DAY: Duration = Duration::from_hours(24);

/// Whether members need two-factor authentication.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    /// The group has no preference: people may set it up.
    #[default]
    Disabled,
    /// "Enabled – optional": asked at sign-in, may skip.
    Prompt,
    /// "Enabled – mandatory": no app gets a code before it is set up and passed.
    Mandatory,
}

/// A set of rules that belong together. A policy that names one is held to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// What the Australian Taxation Office asks of those whose software connects to it: mandatory, remembered for less than a
    /// day, over after half an hour without use.
    AtoDsp,
    /// Mandatory; a passkey or an authenticator app, and nothing that is sent.
    Strict,
    #[default]
    Custom,
}

macro_rules! words {
    ($name:ident { $($variant:ident = $text:literal,)* }) => {
        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                Self::parse(text).ok_or_else(|| format!("\"{text}\" is none of: {}", [$($text),*].join(", ")))
            }
        }
    };
}

words! { Setting { Disabled = "disabled", Prompt = "prompt", Mandatory = "mandatory", } }
words! { Preset { AtoDsp = "ato_dsp", Strict = "strict", Custom = "custom", } }

/// A practice group's two-factor policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupPolicy {
    pub preset: Preset,
    pub setting: Setting,
    /// Never empty in a policy that [`check`](Self::check) lets pass.
    pub accepted: Accepted,
    /// Whether signing in with a user-verified passkey is both factors in one gesture.
    pub passkey_counts: bool,
    /// Until then a mandatory policy reminds, and may be skipped.
    pub enforce_from: Option<Timestamp>,
    /// How long a device is remembered; zero: not at all.
    pub remember_device: Duration,
    /// Where the second step may be skipped by those who have it set up.
    pub trusted_networks: Vec<IpNet>,
    /// Without use, a session of a member is over after this; the installation's setting where it is absent.
    pub idle: Option<Duration>,
    /// In any case, after this.
    pub absolute: Option<Duration>,
    /// Whom an optional policy has asked, it asks again after this.
    pub ask_again: Duration,
    /// When it was last saved; the epoch for a group that never chose one. What was trusted before is trusted no more.
    pub changed_at: Timestamp,
}

impl Default for GroupPolicy {
    /// Of a group that never chose one.
    fn default() -> Self {
        Self {
            preset: Preset::Custom,
            setting: Setting::Disabled,
            accepted: Accepted::ALL,
            passkey_counts: true,
            enforce_from: None,
            remember_device: Duration::ZERO,
            trusted_networks: Vec::new(),
            idle: None,
            absolute: None,
            ask_again: Duration::from_hours(24 * 14),
            changed_at: Timestamp::from_millis(0),
        }
    }
}

/// Two wishes that cannot both be; each says what would be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Contradiction {
    #[error("no method is accepted; accept at least one of totp, sms, email, passkey")]
    NothingAccepted,
    #[error("only passkeys are accepted, and passkeys do not count; let them count, or accept another method too")]
    OnlyPasskeysThatDoNotCount,
    #[error("a device may be remembered for 720 hours at most")]
    RememberedTooLong,
    #[error("a session ends after one minute without use at the earliest, and after 24 hours at the latest")]
    IdleOutOfRange,
    #[error("a session ends after five minutes at the earliest, and after 30 days at the latest")]
    AbsoluteOutOfRange,
    #[error("a session cannot go unused for longer than it lasts; make the idle limit the shorter one")]
    IdleLongerThanAbsolute,
    #[error("people can be asked again after one hour at the earliest, and after 365 days at the latest")]
    AskAgainOutOfRange,
    #[error("a trusted network must not be most of the internet; write the practice's own, such as 203.0.113.0/24")]
    NetworkTooWide,
    #[error("a group can trust 50 networks at most")]
    TooManyNetworks,
    #[error("a deadline more than a year ahead is none; choose a day within a year")]
    DeadlineTooFar,
    #[error("the preset demands the setting mandatory; choose mandatory, or the preset custom")]
    PresetIsMandatory,
    #[error("ato_dsp: a device is remembered for less than 24 hours; choose 23 hours or fewer, or the preset custom")]
    AtoRemember,
    #[error("ato_dsp: a session ends after 30 minutes without use at the latest; choose 30 minutes or fewer, or the preset custom")]
    AtoIdle,
    #[error("ato_dsp: the second step is skipped in no network; remove the trusted networks, or choose the preset custom")]
    AtoNetworks,
    #[error("strict: only a passkey or an authenticator app is accepted; accept no other, or choose the preset custom")]
    StrictMethods,
}

impl GroupPolicy {
    /// What a preset starts from; `custom` from what it is.
    #[must_use]
    pub fn preset(self, preset: Preset) -> Self {
        let short = |duration: Duration, longest: Duration| duration.min(longest);
        match preset {
            Preset::AtoDsp => Self {
                preset,
                setting: Setting::Mandatory,
                remember_device: short(self.remember_device, Duration::from_hours(23)),
                trusted_networks: Vec::new(),
                idle: Some(short(self.idle.unwrap_or(Duration::MAX), Duration::from_mins(30))),
                ..self
            },
            Preset::Strict => Self { preset, setting: Setting::Mandatory, accepted: Self::STRICT, passkey_counts: true, ..self },
            Preset::Custom => Self { preset, ..self },
        }
    }

    /// What the preset `strict` accepts.
    pub const STRICT: Accepted = Accepted::of(MethodSet::NONE.with(Method::Totp), true);

    /// What really satisfies it: passkeys only where they count.
    pub fn satisfied_by(&self) -> Accepted {
        Accepted { passkey: self.accepted.passkey && self.passkey_counts, ..self.accepted }
    }

    /// Refuses wishes that contradict each other or the preset; all of them at once.
    pub fn check(&self, now: Timestamp) -> Result<(), Vec<Contradiction>> {
        use Contradiction as C;
        let outside = |limit: Option<Duration>, least: Duration, most: Duration| limit.is_some_and(|limit| limit < least || limit > most);
        let is = |wrong: bool, what: C| wrong.then_some(what);
        let (ato, strict) = (self.preset == Preset::AtoDsp, self.preset == Preset::Strict);
        let wrong: Vec<C> = [
            is(self.accepted.is_empty(), C::NothingAccepted),
            is(!self.accepted.is_empty() && self.satisfied_by().is_empty(), C::OnlyPasskeysThatDoNotCount),
            is(self.remember_device > LONGEST_REMEMBER, C::RememberedTooLong),
            is(outside(self.idle, Duration::from_mins(1), DAY), C::IdleOutOfRange),
            is(outside(self.absolute, Duration::from_mins(5), DAY * 30), C::AbsoluteOutOfRange),
            is(self.idle.zip(self.absolute).is_some_and(|(idle, absolute)| idle > absolute), C::IdleLongerThanAbsolute),
            is(outside(Some(self.ask_again), Duration::from_hours(1), DAY * 365), C::AskAgainOutOfRange),
            is(self.trusted_networks.iter().any(is_too_wide), C::NetworkTooWide),
            is(self.trusted_networks.len() > MOST_NETWORKS, C::TooManyNetworks),
            is(self.enforce_from.is_some_and(|from| from > now.plus(DAY * 366)), C::DeadlineTooFar),
            is((ato || strict) && self.setting != Setting::Mandatory, C::PresetIsMandatory),
            is(ato && self.remember_device >= DAY, C::AtoRemember),
            is(ato && self.idle.is_none_or(|idle| idle > Duration::from_mins(30)), C::AtoIdle),
            is(ato && !self.trusted_networks.is_empty(), C::AtoNetworks),
            is(strict && Self::STRICT.missing_from(self.accepted).next().is_some(), C::StrictMethods),
        ]
        .into_iter()
        .flatten()
        .collect();
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }
}

/// A network in which whole provinces sit is no practice's own.
fn is_too_wide(network: &IpNet) -> bool {
    match network {
        IpNet::V4(network) => network.prefix_len() < 8,
        IpNet::V6(network) => network.prefix_len() < 19,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

    #[test]
    fn a_group_that_never_chose_and_both_presets_are_sound() {
        let loose = GroupPolicy {
            accepted: Accepted::ALL,
            passkey_counts: false,
            remember_device: LONGEST_REMEMBER,
            trusted_networks: vec!["203.0.113.0/24".parse().unwrap()],
            idle: Some(Duration::from_hours(2)),
            ..GroupPolicy::default()
        };
        for preset in Preset::ALL {
            assert_eq!(GroupPolicy::default().preset(*preset).check(NOW), Ok(()), "{preset}");
            assert_eq!(loose.clone().preset(*preset).check(NOW), Ok(()), "{preset}");
            assert_eq!(Preset::parse(preset.as_str()), Some(*preset));
        }
        assert!(Setting::ALL.is_sorted());
    }

    #[test]
    fn wishes_that_contradict_each_other_are_named() {
        use Contradiction as C;
        let base = GroupPolicy { setting: Setting::Mandatory, ..GroupPolicy::default() };
        let ato = base.clone().preset(Preset::AtoDsp);
        let strict = base.clone().preset(Preset::Strict);
        let minutes = |minutes| Some(Duration::from_mins(minutes));
        let rows: Vec<(GroupPolicy, &[C])> = vec![
            (GroupPolicy { accepted: Accepted::NONE, ..base.clone() }, &[C::NothingAccepted]),
            (GroupPolicy { accepted: "passkey".parse().unwrap(), passkey_counts: false, ..base.clone() }, &[C::OnlyPasskeysThatDoNotCount]),
            (GroupPolicy { remember_device: LONGEST_REMEMBER + Duration::from_secs(1), ..base.clone() }, &[C::RememberedTooLong]),
            (GroupPolicy { idle: Some(Duration::from_secs(59)), ..base.clone() }, &[C::IdleOutOfRange]),
            (GroupPolicy { absolute: minutes(4), ..base.clone() }, &[C::AbsoluteOutOfRange]),
            (GroupPolicy { idle: minutes(60), absolute: minutes(30), ..base.clone() }, &[C::IdleLongerThanAbsolute]),
            (GroupPolicy { ask_again: Duration::ZERO, ..base.clone() }, &[C::AskAgainOutOfRange]),
            (GroupPolicy { trusted_networks: vec!["0.0.0.0/0".parse().unwrap()], ..base.clone() }, &[C::NetworkTooWide]),
            (GroupPolicy { trusted_networks: vec!["::/0".parse().unwrap()], ..base.clone() }, &[C::NetworkTooWide]),
            (GroupPolicy { trusted_networks: vec!["10.0.0.0/8".parse().unwrap(); 51], ..base.clone() }, &[C::TooManyNetworks]),
            (GroupPolicy { enforce_from: Some(NOW.plus(Duration::from_hours(24 * 400))), ..base }, &[C::DeadlineTooFar]),
            (GroupPolicy { setting: Setting::Prompt, ..ato.clone() }, &[C::PresetIsMandatory]),
            (GroupPolicy { remember_device: Duration::from_hours(24), ..ato.clone() }, &[C::AtoRemember]),
            (GroupPolicy { idle: minutes(31), ..ato.clone() }, &[C::AtoIdle]),
            (GroupPolicy { trusted_networks: vec!["10.0.0.0/8".parse().unwrap()], idle: None, ..ato }, &[C::AtoIdle, C::AtoNetworks]),
            (GroupPolicy { accepted: "totp sms".parse().unwrap(), ..strict }, &[C::StrictMethods]),
        ];
        for (policy, expected) in rows {
            assert_eq!(policy.check(NOW), Err(expected.to_vec()));
        }
    }
}
