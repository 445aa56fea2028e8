//! A policy as it is typed into a form, and read out of one.

use std::net::IpAddr;
use std::time::Duration;

use ipnet::IpNet;

use crate::factors::Factor;
use crate::policy::{Accepted, GroupPolicy, Preset, Setting};
use crate::practice::days::{day, end_of_day};
use crate::protocol::params::Params;
use crate::text::Text;

/// The most characters of one field that are read.
const LONGEST: usize = 4000;

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
}

impl Typed {
    pub fn of(policy: &GroupPolicy) -> Self {
        let minutes = |limit: Option<Duration>| limit.map(|limit| (limit.as_secs() / 60).to_string()).unwrap_or_default();
        let networks: Vec<String> = policy.trusted_networks.iter().map(ToString::to_string).collect();
        Self {
            preset: policy.preset.as_str().to_owned(),
            setting: policy.setting.as_str().to_owned(),
            methods: policy.accepted,
            passkey_counts: policy.passkey_counts,
            enforce_from: policy.enforce_from.map(day).unwrap_or_default(),
            remember_hours: (policy.remember_device.as_secs() / 3600).to_string(),
            networks: networks.join("\n"),
            idle_minutes: minutes(policy.idle),
            absolute_minutes: minutes(policy.absolute),
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

    /// The policy, with the preset laid over it; or what cannot be read. What the form does not show stays as it is in `base`.
    pub fn policy(&self, base: &GroupPolicy) -> Result<GroupPolicy, Vec<Text>> {
        let mut wrong = Vec::new();
        let mut read = |found: Option<u64>, text: Text| {
            if found.is_none() {
                wrong.push(text);
            }
            found.unwrap_or(0)
        };
        let remember =
            read(number(&self.remember_hours).or(self.remember_hours.is_empty().then_some(0)), Text::new("rules-wrong-remember"));
        let idle = read(number(&self.idle_minutes).or(self.idle_minutes.is_empty().then_some(0)), Text::new("rules-wrong-idle"));
        let absolute =
            read(number(&self.absolute_minutes).or(self.absolute_minutes.is_empty().then_some(0)), Text::new("rules-wrong-absolute"));
        let enforce_from = end_of_day(&self.enforce_from);
        if enforce_from.is_none() && !self.enforce_from.is_empty() {
            wrong.push(Text::new("rules-wrong-date"));
        }
        let lines = self.networks.split([',', ' ', '\n', '\r', '\t']).filter(|line| !line.is_empty());
        let mut trusted_networks = Vec::new();
        for line in lines {
            match network(line) {
                Some(network) => trusted_networks.push(network),
                None => wrong.push(Text::new("rules-wrong-network").with("network", line.chars().take(60).collect::<String>())),
            }
        }
        let (Some(setting), Some(preset)) = (Setting::parse(&self.setting), Preset::parse(&self.preset)) else {
            wrong.push(Text::new("rules-wrong-setting"));
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
            ..base.clone()
        };
        Ok(typed.preset(preset))
    }
}

fn number(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number| *number <= 1_000_000)
}

/// A network, or a single address as a network of its own.
fn network(text: &str) -> Option<IpNet> {
    text.parse::<IpNet>().ok().map(|network| network.trunc()).or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_read_as_it_was_written() {
        let policy = GroupPolicy {
            setting: Setting::Mandatory,
            accepted: "passkey totp".parse().unwrap(),
            enforce_from: end_of_day("2026-03-20"),
            remember_device: Duration::from_hours(12),
            trusted_networks: vec!["203.0.113.0/24".parse().unwrap(), "2001:db8::/32".parse().unwrap()],
            idle: Some(Duration::from_mins(30)),
            absolute: Some(Duration::from_hours(8)),
            ..GroupPolicy::default()
        };
        let typed = Typed::of(&policy);
        assert_eq!(Typed::read(&Params::parse(typed.to_query().as_bytes())), typed);
        assert_eq!(typed.policy(&policy), Ok(policy));
        assert_eq!(Typed::of(&GroupPolicy::default()).policy(&GroupPolicy::default()), Ok(GroupPolicy::default()));
    }

    #[test]
    fn a_preset_is_laid_over_what_was_typed() {
        let typed = Typed { preset: "ato_dsp".to_owned(), networks: "203.0.113.7".to_owned(), ..Typed::of(&GroupPolicy::default()) };
        let policy = typed.policy(&GroupPolicy::default()).unwrap();
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
            ..Typed::of(&GroupPolicy::default())
        };
        let wrong = typed.policy(&GroupPolicy::default()).unwrap_err();
        let keys: Vec<&str> = wrong.iter().map(Text::key).collect();
        assert_eq!(keys, ["rules-wrong-remember", "rules-wrong-idle", "rules-wrong-date", "rules-wrong-network"]);
        assert!(Typed::default().policy(&GroupPolicy::default()).is_err());
    }
}
