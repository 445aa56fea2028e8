//! What is demanded of one person at one sign-in: the one resolution of all that groups, apps and the request ask.
//!
//! | a counting group is | and | then it |
//! |---|---|---|
//! | mandatory, or an app that it is connected to mandates it | no deadline ahead | demands, in force |
//! | mandatory | its deadline, or this person's own, is ahead | demands, coming |
//! | optional | | prompts |
//! | without preference | | asks nothing |
//!
//! An app's mandate waits for no deadline: the group cannot put off what it cannot switch off. An app that requires two
//! factors demands what makes the sign-in reach `two_factor`, and nothing spares that.

use std::net::IpAddr;
use std::time::Duration;

use ipnet::IpNet;

use super::explanation::{Limit, Reason};
use super::shortfall::Enrolled;
use super::{Accepted, GroupPolicy, Setting};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::GroupId;
use crate::protocol::assurance::Acr;

/// A group of the person that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountingGroup {
    pub id: GroupId,
    pub name: String,
    pub policy: GroupPolicy,
    /// A manager gave this person time until then.
    pub extended_until: Option<Timestamp>,
    /// The names of the apps that mandate two-factor authentication for every group that connects them, this one among these.
    pub mandated_by: Vec<String>,
}

/// Everything that is asked of a person at a sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Situation {
    pub groups: Vec<CountingGroup>,
    /// The name of the app, where it requires two factors by itself.
    pub app_requires: Option<String>,
    /// What the request makes essential. A mere wish demands nothing.
    pub essential_acr: Option<Acr>,
    pub now: Timestamp,
}

/// Who demands something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Demander {
    Group { id: GroupId, name: String },
    App { name: String },
    Request { acr: Acr },
}

/// One of these factors is to be passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    pub by: Demander,
    /// Passkeys are in it only where they count.
    pub accepted: Accepted,
    /// From then on it is in force; `None` where it is already.
    pub from: Option<Timestamp>,
    /// Where the second step may be skipped.
    pub trusted_networks: Vec<IpNet>,
}

/// Somebody would like the person to set something up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    pub accepted: Accepted,
    /// The names of the groups.
    pub by: Vec<String>,
    pub ask_again: Duration,
}

/// What holds for one person at one sign-in. Made by [`resolve`] only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EffectivePolicy {
    /// In force.
    pub demands: Vec<Demand>,
    /// With their dates, the nearest first.
    pub coming: Vec<Demand>,
    pub prompt: Option<Prompt>,
    /// The shortest of the groups that have a preference; `None` where no group has one, and the installation's setting counts.
    pub remember: Option<Duration>,
    pub idle: Option<Duration>,
    pub absolute: Option<Duration>,
    /// When a policy that counts last changed.
    pub changed_at: Option<Timestamp>,
    /// The trusted networks of each group that has a preference.
    networks: Vec<Vec<IpNet>>,
    /// Why all this is so.
    pub reasons: Vec<Reason>,
}

/// Resolves. The order of the groups does not matter, and more of them, or of anything else, never weakens the answer.
pub fn resolve(situation: &Situation) -> EffectivePolicy {
    let mut groups: Vec<&CountingGroup> = situation.groups.iter().collect();
    groups.sort_by_key(|group| group.id);
    let mut resolved = EffectivePolicy::default();
    for group in groups {
        resolved.count(group, situation.now);
    }
    if let Some(name) = &situation.app_requires {
        let by = Demander::App { name: name.clone() };
        resolved.reasons.push(Reason::RequiredByApp { app: name.clone() });
        resolved.demand(by, Accepted::reaching(Acr::TwoFactor), None, &[]);
    }
    if let Some(acr) = situation.essential_acr.filter(|acr| *acr > Acr::Password) {
        resolved.reasons.push(Reason::AskedByRequest { acr });
        resolved.demand(Demander::Request { acr }, Accepted::reaching(acr), None, &[]);
    }
    resolved.coming.sort_by_key(|demand| demand.from);
    if resolved.demands.is_empty() && resolved.coming.is_empty() && resolved.prompt.is_none() {
        resolved.reasons.insert(0, Reason::NothingDemanded);
    }
    resolved
}

impl EffectivePolicy {
    fn count(&mut self, group: &CountingGroup, now: Timestamp) {
        let (policy, name) = (&group.policy, &group.name);
        let (mandated, mandatory) = (!group.mandated_by.is_empty(), policy.setting == Setting::Mandatory);
        let deadline = policy.enforce_from.max(group.extended_until).filter(|until| *until > now);
        let by = || Demander::Group { id: group.id, name: name.clone() };
        if mandated || mandatory && deadline.is_none() {
            if mandatory {
                self.reasons.push(Reason::MandatoryByGroup { group: name.clone() });
            }
            let mandate = |app: &String| Reason::MandatedByApp { app: app.clone(), group: name.clone() };
            let mut apps: Vec<&String> = group.mandated_by.iter().collect();
            apps.sort_unstable();
            self.reasons.extend(apps.into_iter().map(mandate));
            self.demand(by(), policy.satisfied_by(), None, &policy.trusted_networks);
        } else if let (true, Some(from)) = (mandatory, deadline) {
            let own = group.extended_until.is_some_and(|own| policy.enforce_from.is_none_or(|from| own > from));
            let group = name.clone();
            self.reasons.push(if own { Reason::Extended { group, until: from } } else { Reason::MandatoryFrom { group, from } });
            self.demand(by(), policy.satisfied_by(), Some(from), &policy.trusted_networks);
        } else if policy.setting == Setting::Prompt {
            self.reasons.push(Reason::PromptedBy { group: name.clone() });
            let prompt = self.prompt.get_or_insert(Prompt { accepted: Accepted::NONE, by: Vec::new(), ask_again: policy.ask_again });
            prompt.accepted = prompt.accepted.or(policy.accepted);
            prompt.ask_again = prompt.ask_again.min(policy.ask_again);
            prompt.by.push(name.clone());
        }
        if mandated || policy.setting != Setting::Disabled {
            self.shorten(Limit::Remember, Some(policy.remember_device), name);
            self.networks.push(policy.trusted_networks.clone());
        }
        self.shorten(Limit::Idle, policy.idle, name);
        self.shorten(Limit::Absolute, policy.absolute, name);
        self.changed_at = self.changed_at.max(Some(policy.changed_at).filter(|at| at.as_millis() > 0));
    }

    fn demand(&mut self, by: Demander, accepted: Accepted, from: Option<Timestamp>, trusted_networks: &[IpNet]) {
        let who = match &by {
            Demander::Group { name, .. } | Demander::App { name } => name.clone(),
            // The class that is asked for says it all.
            Demander::Request { .. } => String::new(),
        };
        if !who.is_empty() {
            let lacking = accepted.missing_from(Accepted::ALL).map(|factor| Reason::NotAccepted { factor, by: who.clone() });
            self.reasons.extend(lacking);
            if !trusted_networks.is_empty() {
                self.reasons.push(Reason::SkippedInNetworks { group: who });
            }
        }
        let demand = Demand { by, accepted, from, trusted_networks: trusted_networks.to_vec() };
        if from.is_some() { &mut self.coming } else { &mut self.demands }.push(demand);
    }

    /// The shorter wins, and says whose it is.
    fn shorten(&mut self, limit: Limit, wanted: Option<Duration>, group: &str) {
        let held = match limit {
            Limit::Remember => &mut self.remember,
            Limit::Idle => &mut self.idle,
            Limit::Absolute => &mut self.absolute,
        };
        let Some(wanted) = wanted.filter(|wanted| held.is_none_or(|held| *wanted < held)) else { return };
        *held = Some(wanted);
        self.reasons.retain(|reason| !matches!(reason, Reason::Limited { limit: other, .. } if *other == limit));
        self.reasons.push(Reason::Limited { limit, to: wanted, group: group.to_owned() });
    }

    /// Whether anything is demanded now.
    pub fn is_mandatory(&self) -> bool {
        !self.demands.is_empty()
    }

    /// What is demanded of the person's methods, now or from a day that is set: two-factor authentication cannot be turned off
    /// while there is any. `passkey_stays` where the person keeps a passkey, which satisfies whoever counts it.
    pub fn kept_by(&self, passkey_stays: bool) -> crate::factors::status::Demand {
        let groups = self.demands.iter().chain(&self.coming).filter(|demand| !matches!(demand.by, Demander::Request { .. }));
        let sets = groups.filter(|demand| !(passkey_stays && demand.accepted.passkey)).map(|demand| demand.accepted.methods);
        crate::factors::status::Demand::each_of(sets)
    }

    /// What a method cannot be removed against: who has done what is asked keeps it. What is not met yet is lost by nothing.
    pub fn kept_by_what_is_set_up(&self, enrolled: Enrolled) -> crate::factors::status::Demand {
        let met = |demand: &&Demand| demand.accepted.methods.meets(enrolled.methods);
        let groups = self.demands.iter().chain(&self.coming).filter(|demand| !matches!(demand.by, Demander::Request { .. }));
        let by_methods = groups.filter(met).filter(|demand| !(enrolled.passkey && demand.accepted.passkey));
        crate::factors::status::Demand::each_of(by_methods.map(|demand| demand.accepted.methods))
    }

    /// Whether anything is demanded, now or from a day that is set, and a passkey is enough for all of it.
    pub fn is_met_by_passkey(&self) -> bool {
        let mut demands = self.demands.iter().chain(&self.coming).peekable();
        demands.peek().is_some() && demands.all(|demand| demand.accepted.passkey)
    }

    /// The names of those who demand two-factor authentication, now or from a day that is set.
    pub fn demanded_by(&self) -> Vec<String> {
        let name = |demand: &Demand| match &demand.by {
            Demander::Group { name, .. } | Demander::App { name } => Some(name.clone()),
            Demander::Request { .. } => None,
        };
        self.demands.iter().chain(&self.coming).filter_map(name).collect()
    }

    /// Whether every group that has a preference lets the second step be skipped there.
    pub fn is_trusted_network(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        !self.networks.is_empty() && self.networks.iter().all(|group| group.iter().any(|network| network.contains(&address)))
    }

    /// Whether what the person would have left satisfies all that it satisfied before: nobody removes a method or passkey
    /// that is demanded, now or from a day that is set.
    pub fn bears_loss(&self, before: Accepted, after: Accepted) -> bool {
        let groups = self.demands.iter().chain(&self.coming);
        groups.filter(|demand| demand.accepted.meets(before)).all(|demand| demand.accepted.meets(after))
    }

    /// Whether a session with these times is over by the limits.
    pub fn is_over(&self, created_at: Timestamp, last_seen_at: Timestamp, now: Timestamp) -> bool {
        self.idle.is_some_and(|idle| now.since(last_seen_at) >= idle) || self.absolute.is_some_and(|most| now.since(created_at) >= most)
    }
}

#[cfg(test)]
#[path = "effective_tests.rs"]
mod tests;
