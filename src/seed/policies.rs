//! Groups' policies of a seed: adopted where a group never chose one. After people and apps, so that they count for all of them.

use std::time::Duration;

use ipnet::IpNet;
use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{Seed, SeedError, Work};
use crate::audit::SecurityEvent;
use crate::foundation::clock::Timestamp;
use crate::groups;
use crate::policy::{GroupPolicy, PolicyError, Preset, Setting, change, store};

/// `[groups.policy]`: what is absent is as in the preset.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PolicySeed {
    pub preset: Preset,
    pub setting: Option<Setting>,
    /// totp, sms, email, passkey, separated by spaces; or any.
    pub methods: Option<String>,
    pub passkey_counts: Option<bool>,
    /// A moment, such as `2026-12-01T09:00:00+11:00`.
    pub enforce_from: Option<String>,
    pub remember_device: Option<String>,
    pub trusted_networks: Vec<IpNet>,
    pub idle: Option<String>,
    pub absolute: Option<String>,
    pub ask_again: Option<String>,
}

impl PolicySeed {
    /// The policy that it describes, or what is wrong with it.
    pub fn policy(&self) -> Result<GroupPolicy, String> {
        let mut policy = GroupPolicy::default().preset(self.preset);
        policy.setting = self.setting.unwrap_or(policy.setting);
        if let Some(methods) = &self.methods {
            policy.accepted = methods.parse().map_err(|bad| format!("methods: {bad}"))?;
        }
        policy.passkey_counts = self.passkey_counts.unwrap_or(policy.passkey_counts);
        if let Some(text) = &self.enforce_from {
            let bad = |_| format!("enforce_from: \"{text}\" is not a moment such as 2026-12-01T09:00:00+11:00");
            let at = OffsetDateTime::parse(text, &Rfc3339).map_err(bad)?;
            policy.enforce_from = Some(Timestamp::from_secs(at.unix_timestamp()));
        }
        policy.remember_device = length("remember_device", self.remember_device.as_ref())?.unwrap_or(policy.remember_device);
        policy.trusted_networks.clone_from(&self.trusted_networks);
        policy.idle = length("idle", self.idle.as_ref())?.or(policy.idle);
        policy.absolute = length("absolute", self.absolute.as_ref())?.or(policy.absolute);
        policy.ask_again = length("ask_again", self.ask_again.as_ref())?.unwrap_or(policy.ask_again);
        Ok(policy)
    }
}

fn length(name: &str, text: Option<&String>) -> Result<Option<Duration>, String> {
    let bad = |text: &String| format!("{name}: \"{text}\" is not a time such as 15m or 8h");
    text.map(|text| humantime::parse_duration(text).map_err(|_| bad(text))).transpose()
}

pub(super) async fn apply(seed: &Seed, work: &mut Work<'_>) -> Result<(), SeedError> {
    for wanted in &seed.groups {
        let wrong = |what: String| SeedError::Wrong(vec![format!("group \"{}\": policy: {what}", wanted.name)]);
        let Some(policy) = &wanted.policy else { continue };
        let Some(group) = groups::store::find_by_name(work.tx, &wanted.name).await? else { continue };
        if !store::history(work.tx, group.id, 1).await?.is_empty() {
            continue;
        }
        let policy = policy.policy().map_err(wrong)?;
        let actor = work.actor.clone();
        let adopted = change::adopt(work.tx, group.id, &policy, &|kind| SecurityEvent::new(kind, actor.clone()), work.now).await;
        adopted.map_err(|error| match error {
            PolicyError::Storage(error) => error.into(),
            other => wrong(other.to_string()),
        })?;
        work.applied.policies_adopted += 1;
    }
    Ok(())
}
