//! A policy as it is typed into a form, and read out of one.

use std::net::IpAddr;
use std::time::Duration;

use ipnet::IpNet;

use crate::factors::Factor;
use crate::foundation::clock::Timestamp;
use crate::groups::calendar::Calendar;
use crate::policy::{Accepted, Contradiction, GroupPolicy, Preset, Setting};
use crate::protocol::params::Params;
use crate::text::Text;

/// The most characters of one field that are read.
const LONGEST: usize = 4000;

const DAY_SECONDS: u64 = 24 * 60 * 60;

/// The fields as text, so that nothing that was typed is lost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    pub preset: String,
    pub setting: String,
    pub methods: Accepted,
    pub passkey_counts: bool,
    pub enforce_from: String,
    pub remember_hours: String,
    pub networks: String,
    pub idle_minutes: String,
    pub absolute_minutes: String,
    pub ask_again_days: String,
}

/// What is wrong, and with which field of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    pub field: &'static str,
    pub text: Text,
}

impl Wrong {
    fn new(field: &'static str, key: &'static str) -> Self {
        Self { field, text: Text::new(key) }
    }

    /// Somebody saved another policy since this one was begun.
    pub fn meanwhile() -> Self {
        Self::new("setting", "rules-wrong-meanwhile")
    }

    /// A contradiction, at the field where it can be mended.
    pub fn of(contradiction: Contradiction) -> Self {
        use Contradiction as C;
        let field = match contradiction {
            C::NothingAccepted | C::OnlyPasskeysThatDoNotCount | C::StrictMethods => "methods",
            C::RememberedTooLong | C::AtoRemember => "remember_hours",
            C::IdleOutOfRange | C::IdleLongerThanAbsolute | C::AtoIdle => "idle_minutes",
            C::AbsoluteOutOfRange => "absolute_minutes",
            C::AskAgainOutOfRange => "ask_again_days",
            C::NetworkTooWide | C::TooManyNetworks | C::AtoNetworks => "networks",
            C::DeadlineTooFar => "enforce_from",
            C::PresetIsMandatory => "setting",
        };
        Self { field, text: contradiction.text() }
    }
}

/// Reads numbers, and keeps what cannot be read.
#[derive(Default)]
struct Reading {
    wrong: Vec<Wrong>,
}

impl Reading {
    /// A whole number; nothing is none.
    fn number(&mut self, field: &'static str, typed: &str, complaint: &'static str) -> u64 {
        if typed.is_empty() {
            return 0;
        }
        typed.parse().ok().filter(|number| *number <= 1_000_000).unwrap_or_else(|| {
            self.wrong.push(Wrong::new(field, complaint));
            0
        })
    }
}

impl Typed {
    pub fn of(policy: &GroupPolicy, calendar: &Calendar) -> Self {
        let minutes = |limit: Option<Duration>| limit.map(|limit| (limit.as_secs() / 60).to_string()).unwrap_or_default();
        let networks: Vec<String> = policy.trusted_networks.iter().map(ToString::to_string).collect();
        Self {
            preset: policy.preset.as_str().to_owned(),
            setting: policy.setting.as_str().to_owned(),
            methods: policy.accepted,
            passkey_counts: policy.passkey_counts,
            enforce_from: policy.enforce_from.map(|from| calendar.day(from)).unwrap_or_default(),
            remember_hours: (policy.remember_device.as_secs() / 3600).to_string(),
            networks: networks.join("\n"),
            idle_minutes: minutes(policy.idle),
            absolute_minutes: minutes(policy.absolute),
            ask_again_days: policy.ask_again.as_secs().div_ceil(DAY_SECONDS).to_string(),
        }
    }

    /// Out of a form, or of an address that a preview leads back to.
    pub fn read(params: &Params) -> Self {
        let text = |name: &str| params.get(name).unwrap_or_default().trim().chars().take(LONGEST).collect::<String>();
        let ticked = |name: &str| params.get(name) == Some("yes");
        Self {
            preset: text("preset"),
            setting: text("setting"),
            methods: Accepted::ALL.iter().filter(|factor| ticked(factor.as_str())).collect(),
            passkey_counts: ticked("passkey_counts"),
            enforce_from: text("enforce_from"),
            remember_hours: text("remember_hours"),
            networks: text("networks"),
            idle_minutes: text("idle_minutes"),
            absolute_minutes: text("absolute_minutes"),
            ask_again_days: text("ask_again_days"),
        }
    }

    /// The fields of a form that sends the same again.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let texts = [
            ("preset", &self.preset),
            ("setting", &self.setting),
            ("enforce_from", &self.enforce_from),
            ("remember_hours", &self.remember_hours),
            ("networks", &self.networks),
            ("idle_minutes", &self.idle_minutes),
            ("absolute_minutes", &self.absolute_minutes),
            ("ask_again_days", &self.ask_again_days),
        ];
        let mut fields: Vec<(&'static str, String)> = texts.into_iter().map(|(name, value)| (name, value.clone())).collect();
        fields.extend(self.methods.iter().map(|factor| (factor.as_str(), "yes".to_owned())));
        fields.extend(self.passkey_counts.then(|| ("passkey_counts", "yes".to_owned())));
        fields
    }

    pub fn to_query(&self) -> String {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        pairs.extend_pairs(self.fields());
        pairs.finish()
    }

    pub fn has(&self, factor: Factor) -> bool {
        self.methods.contains(factor)
    }

    /// The policy, with the preset laid over it; or what cannot be read. Days are those of `calendar`.
    pub fn policy(&self, base: &GroupPolicy, calendar: &Calendar) -> Result<GroupPolicy, Vec<Wrong>> {
        let mut reading = Reading::default();
        let remember = reading.number("remember_hours", &self.remember_hours, "rules-wrong-remember");
        let idle = reading.number("idle_minutes", &self.idle_minutes, "rules-wrong-idle");
        let absolute = reading.number("absolute_minutes", &self.absolute_minutes, "rules-wrong-absolute");
        let ask_again = reading.number("ask_again_days", &self.ask_again_days, "rules-wrong-ask-again");
        let mut wrong = reading.wrong;
        let enforce_from = self.deadline(base, calendar);
        if enforce_from.is_none() && !self.enforce_from.is_empty() {
            wrong.push(Wrong::new("enforce_from", "rules-wrong-date"));
        }
        let mut trusted_networks = Vec::new();
        for line in self.networks.split([',', ' ', '\n', '\r', '\t']).filter(|line| !line.is_empty()) {
            if let Some(network) = network(line) {
                trusted_networks.push(network);
            } else {
                let shown = line.chars().take(60).collect::<String>();
                wrong.push(Wrong { field: "networks", text: Text::new("rules-wrong-network").with("network", shown) });
            }
        }
        let (Some(setting), Some(preset)) = (Setting::parse(&self.setting), Preset::parse(&self.preset)) else {
            wrong.push(Wrong::new("setting", "rules-wrong-setting"));
            return Err(wrong);
        };
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let minutes = |minutes: u64| (minutes > 0).then(|| Duration::from_secs(minutes.saturating_mul(60)));
        let typed = GroupPolicy {
            setting,
            accepted: self.methods,
            passkey_counts: self.passkey_counts,
            enforce_from,
            remember_device: Duration::from_secs(remember.saturating_mul(3600)),
            trusted_networks,
            idle: minutes(idle),
            absolute: minutes(absolute),
            ask_again: if ask_again == 0 { GroupPolicy::default().ask_again } else { Duration::from_secs(ask_again * DAY_SECONDS) },
            changed_at: base.changed_at,
            preset: base.preset,
        };
        Ok(typed.preset(preset))
    }

    /// The end of the day that was typed; a deadline within that day that is there already stays as it is.
    fn deadline(&self, base: &GroupPolicy, calendar: &Calendar) -> Option<Timestamp> {
        base.enforce_from.filter(|from| calendar.day(*from) == self.enforce_from).or_else(|| calendar.end_of_day(&self.enforce_from))
    }
}

/// A network, or a single address as a network of its own.
fn network(text: &str) -> Option<IpNet> {
    text.parse::<IpNet>().ok().map(|network| network.trunc()).or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn melbourne() -> Calendar {
        Calendar::of(Some("Australia/Melbourne"))
    }

    fn usual() -> Typed {
        Typed::of(&GroupPolicy::default(), &melbourne())
    }

    #[test]
    fn a_policy_is_read_as_it_was_written() {
        let policy = GroupPolicy {
            setting: Setting::Mandatory,
            accepted: "passkey totp".parse().unwrap(),
            enforce_from: melbourne().end_of_day("2026-03-20"),
            remember_device: Duration::from_hours(12),
            trusted_networks: vec!["203.0.113.0/24".parse().unwrap(), "2001:db8::/32".parse().unwrap()],
            idle: Some(Duration::from_mins(30)),
            absolute: Some(Duration::from_hours(8)),
            ask_again: Duration::from_hours(3 * 24),
            ..GroupPolicy::default()
        };
        let typed = Typed::of(&policy, &melbourne());
        assert_eq!(Typed::read(&Params::parse(typed.to_query().as_bytes())), typed);
        assert_eq!(typed.policy(&GroupPolicy::default(), &melbourne()), Ok(policy.clone()));
        assert_eq!(usual().policy(&GroupPolicy::default(), &melbourne()), Ok(GroupPolicy::default()));
        // A moment that was set elsewhere is not moved to the end of its day by looking at the form.
        let noon = GroupPolicy { enforce_from: policy.enforce_from.map(|from| from.minus(Duration::from_hours(12))), ..policy };
        assert_eq!(Typed::of(&noon, &melbourne()).policy(&noon, &melbourne()), Ok(noon));
    }

    #[test]
    fn a_preset_is_laid_over_what_was_typed() {
        let typed = Typed { preset: "ato_dsp".to_owned(), networks: "203.0.113.7".to_owned(), ..usual() };
        let policy = typed.policy(&GroupPolicy::default(), &melbourne()).unwrap();
        assert_eq!((policy.setting, policy.idle), (Setting::Mandatory, Some(Duration::from_mins(30))));
        assert!(policy.trusted_networks.is_empty());
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let typed = Typed {
            enforce_from: "soon".to_owned(),
            remember_hours: "-1".to_owned(),
            networks: "203.0.113.7 here".to_owned(),
            idle_minutes: "1.5".to_owned(),
            ask_again_days: "often".to_owned(),
            ..usual()
        };
        let wrong = typed.policy(&GroupPolicy::default(), &melbourne()).unwrap_err();
        let fields: Vec<&str> = wrong.iter().map(|wrong| wrong.field).collect();
        assert_eq!(fields, ["remember_hours", "idle_minutes", "ask_again_days", "enforce_from", "networks"]);
        assert!(Typed::default().policy(&GroupPolicy::default(), &melbourne()).is_err());
    }
}
