//! The table, row by row; and whatever the situation: the strictest wins, the order does not matter, and more of anything
//! never weakens.

use proptest::prelude::*;

use super::*;
use crate::factors::{Factor, FactorUsed, KeyKind, MethodSet};
use crate::foundation::id::TrustedDeviceId;
use crate::policy::{DeviceTrust, Enrolled, Evidence, Waiver};

const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);
const DAY: Duration = Duration::from_hours(24);

fn group(number: u128, policy: GroupPolicy) -> CountingGroup {
    let id = GroupId::from_uuid(uuid::Uuid::from_u128(number));
    CountingGroup { id, name: format!("Group {number}"), policy, extended_until: None, mandated_by: Vec::new() }
}

fn with(setting: Setting) -> GroupPolicy {
    GroupPolicy { setting, ..GroupPolicy::default() }
}

fn situation(groups: Vec<CountingGroup>) -> Situation {
    Situation { groups, app_requires: None, essential_acr: None, now: NOW }
}

#[test]
fn every_row_of_the_table_holds() {
    let mandatory = with(Setting::Mandatory);
    let of = |group: CountingGroup| {
        let policy = resolve(&situation(vec![group]));
        (policy.demands.len(), policy.coming.first().and_then(|demand| demand.from), policy.prompt.is_some())
    };
    assert_eq!(of(group(1, with(Setting::Disabled))), (0, None, false));
    assert_eq!(of(group(1, with(Setting::Prompt))), (0, None, true));
    assert_eq!(of(group(1, mandatory.clone())), (1, None, false));
    let later = NOW.plus(DAY);
    let dated = GroupPolicy { enforce_from: Some(later), ..mandatory.clone() };
    assert_eq!(of(group(1, dated.clone())), (0, Some(later), false));
    assert_eq!(of(group(1, GroupPolicy { enforce_from: Some(NOW), ..mandatory.clone() })), (1, None, false), "on the second");
    let extended = CountingGroup { extended_until: Some(later), ..group(1, mandatory) };
    assert_eq!(of(extended.clone()), (0, Some(later), false));
    let sooner = CountingGroup { extended_until: Some(NOW.plus(DAY / 2)), ..group(1, dated.clone()) };
    assert_eq!(of(sooner), (0, Some(later), false), "an extension never shortens");
    let mandated = |group: CountingGroup| CountingGroup { mandated_by: vec!["Ledger".to_owned()], ..group };
    for waiting in [extended, group(1, dated), group(1, with(Setting::Prompt)), group(1, with(Setting::Disabled))] {
        assert_eq!(of(mandated(waiting)), (1, None, false), "a mandate waits for nothing");
    }
}

#[test]
fn a_passkey_is_enough_where_everybody_counts_it() {
    let keys_do_not_count = GroupPolicy { passkey_counts: false, ..with(Setting::Mandatory) };
    let enough = |groups| resolve(&situation(groups)).is_met_by_passkey();
    assert!(enough(vec![group(1, with(Setting::Mandatory)), group(2, with(Setting::Prompt))]));
    assert!(!enough(vec![group(1, with(Setting::Mandatory)), group(2, keys_do_not_count)]));
    assert!(!enough(vec![group(1, with(Setting::Prompt))]), "nothing is demanded");
}

#[test]
fn the_reasons_can_be_read() {
    let policy = GroupPolicy { remember_device: DAY, idle: Some(Duration::from_mins(15)), ..with(Setting::Mandatory) };
    let strict = policy.clone().preset(super::super::Preset::Strict);
    let asked = Situation { app_requires: Some("Ledger".to_owned()), ..situation(vec![group(2, strict), group(1, policy)]) };
    let keys: Vec<String> = resolve(&asked).reasons.iter().map(|reason| reason.text().key().to_owned()).collect();
    let expected = [
        "policy-reason-mandatory",
        "policy-reason-remembered",
        "policy-reason-idle",
        "policy-reason-mandatory",
        "policy-reason-no-sms",
        "policy-reason-no-email",
        "policy-reason-required",
        "policy-reason-no-email",
    ];
    assert_eq!(keys, expected);
    assert_eq!(resolve(&situation(Vec::new())).reasons, [Reason::NothingDemanded]);
}

#[test]
fn what_is_demanded_is_kept() {
    use crate::factors::Method;
    let policy = resolve(&situation(vec![group(1, with(Setting::Mandatory).preset(super::super::Preset::Strict))]));
    let totp = MethodSet::NONE.with(Method::Totp);
    assert!(policy.kept_by(false).is_met_by(totp) && !policy.kept_by(false).is_met_by(MethodSet::NONE));
    assert!(policy.kept_by(true).is_met_by(MethodSet::NONE), "a passkey stays");
    let has = |methods, passkey| policy.kept_by_what_is_set_up(Enrolled { methods, passkey, put_off_at: None });
    assert!(!has(totp, false).is_met_by(MethodSet::NONE), "it is all that satisfies the group");
    assert!(has(totp, true).is_met_by(MethodSet::NONE), "a passkey does too");
    assert!(has(MethodSet::NONE.with(Method::Sms), false).is_met_by(MethodSet::NONE), "what was not accepted is not missed");
    assert!(policy.bears_loss("totp passkey".parse().unwrap(), "totp".parse().unwrap()));
    assert!(!policy.bears_loss("passkey".parse().unwrap(), "sms".parse().unwrap()));
    let own_way = resolve(&situation(vec![group(1, GroupPolicy { passkey_counts: false, ..with(Setting::Mandatory) })]));
    assert!(!own_way.kept_by(true).is_met_by(MethodSet::NONE), "it does not count");
}

#[test]
fn a_session_is_over_by_the_shortest_limits() {
    let limited = |idle, absolute| GroupPolicy { idle: Some(idle), absolute: Some(absolute), ..GroupPolicy::default() };
    let [short, long] = [Duration::from_mins(10), Duration::from_hours(3)];
    let policy = resolve(&situation(vec![group(1, limited(short, long)), group(2, limited(short * 2, long * 2))]));
    assert_eq!((policy.idle, policy.absolute), (Some(short), Some(long)));
    assert!(policy.is_over(NOW.minus(long), NOW, NOW) && policy.is_over(NOW, NOW.minus(short), NOW));
    assert!(!policy.is_over(NOW.minus(long / 2), NOW.minus(short / 2), NOW));
}

prop_compose! {
    fn accepted()(bits in 1_u8..16) -> Accepted {
        Accepted::ALL.iter().enumerate().filter(|(place, _)| bits & 1 << place != 0).map(|(_, factor)| factor).collect()
    }
}

fn days(days: i64) -> Timestamp {
    Timestamp::from_secs(NOW.as_secs() + days * 86_400)
}

prop_compose! {
    fn policies()(
        setting in prop::sample::select(Setting::ALL),
        accepted in accepted(),
        passkey_counts: bool,
        enforce_from in prop::option::of(-2_i64..3),
        remember in prop::sample::select(vec![0_u64, 1, 24, 720]),
        networks in prop::collection::vec(prop::sample::select(vec!["203.0.113.0/24", "198.51.100.0/24"]), 0..2),
        idle in prop::option::of(1_u64..120),
        absolute in prop::option::of(120_u64..1440),
        changed_at in -3_i64..1,
    ) -> GroupPolicy {
        GroupPolicy {
            setting,
            accepted,
            passkey_counts,
            enforce_from: enforce_from.map(days),
            remember_device: Duration::from_hours(remember),
            trusted_networks: networks.into_iter().map(|network| network.parse().unwrap()).collect(),
            idle: idle.map(Duration::from_mins),
            absolute: absolute.map(Duration::from_mins),
            changed_at: days(changed_at),
            ..GroupPolicy::default()
        }
    }
}

prop_compose! {
    fn groups()(number in 1_u128..1_000_000, policy in policies(), extended in prop::option::of(-1_i64..30), mandated in 0_usize..4)
        -> CountingGroup {
        CountingGroup {
            extended_until: extended.map(days),
            mandated_by: (3..mandated).map(|number| format!("App {number}")).collect(),
            ..group(number, policy)
        }
    }
}

prop_compose! {
    fn situations()(
        groups in prop::collection::vec(groups(), 0..4),
        requires: bool,
        acr in prop::option::of(prop::sample::select(Acr::ALL)),
    ) -> Situation {
        Situation { groups, app_requires: requires.then(|| "App".to_owned()), essential_acr: acr, now: NOW }
    }
}

prop_compose! {
    fn evidence()(
        second in prop::collection::vec(prop::sample::select(Factor::ALL), 0..3),
        by_passkey: bool,
        remembered in prop::option::of(-3_i64..1),
        address in prop::option::of(prop::sample::select(vec!["203.0.113.7", "198.51.100.7", "192.0.2.7"])),
    ) -> Evidence {
        let first = if by_passkey { FactorUsed::passkey(KeyKind::Synced, NOW) } else { FactorUsed::new(Factor::Password, NOW) };
        let id = TrustedDeviceId::from_uuid(uuid::Uuid::nil());
        let device = remembered.map(|since| DeviceTrust { id, since: days(since) });
        Evidence {
            proofs: std::iter::once(first).chain(second.into_iter().map(|factor| FactorUsed::new(factor, NOW))).collect(),
            waiver: Some(Waiver { device, address: address.map(|address| address.parse().unwrap()) }),
        }
    }
}

prop_compose! {
    fn enrolments()(set in prop::option::of(accepted())) -> Enrolled {
        let set = set.unwrap_or_default();
        Enrolled { methods: set.methods, passkey: set.passkey, put_off_at: None }
    }
}

fn passes(situation: &Situation, evidence: &Evidence, enrolled: Enrolled) -> bool {
    resolve(situation).shortfall(evidence, enrolled, NOW).is_none_or(|shortfall| !shortfall.is_in_the_way())
}

/// Whether whatever passes under `more` passes under `less`, and no limit is longer.
fn never_weaker(more: &Situation, less: &Situation, evidence: &Evidence, enrolled: Enrolled) -> Result<(), TestCaseError> {
    prop_assert!(!passes(more, evidence, enrolled) || passes(less, evidence, enrolled), "more is asked, and less passes");
    let (more, less) = (resolve(more), resolve(less));
    for (more, less) in [(more.remember, less.remember), (more.idle, less.idle), (more.absolute, less.absolute)] {
        prop_assert!(less.is_none_or(|less| more.is_some_and(|more| more <= less)));
    }
    prop_assert!(more.changed_at >= less.changed_at);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn a_group_more_never_weakens(before in situations(), group in groups(), evidence in evidence(), enrolled in enrolments()) {
        let mut after = before.clone();
        after.groups.push(group);
        never_weaker(&after, &before, &evidence, enrolled)?;
    }

    #[test]
    fn a_requirement_more_never_weakens(
        before in situations(),
        acr in prop::sample::select(Acr::ALL),
        evidence in evidence(),
        enrolled in enrolments(),
    ) {
        let required = Situation { app_requires: Some("App".to_owned()), ..before.clone() };
        never_weaker(&required, &before, &evidence, enrolled)?;
        let asked = Situation { essential_acr: before.essential_acr.max(Some(acr)), ..before.clone() };
        never_weaker(&asked, &before, &evidence, enrolled)?;
        let mandated = before.groups.iter().cloned().map(|group| CountingGroup { mandated_by: vec!["App".to_owned()], ..group });
        never_weaker(&Situation { groups: mandated.collect(), ..before.clone() }, &before, &evidence, enrolled)?;
    }

    #[test]
    fn a_setting_more_never_weakens(
        before in situations(),
        setting in prop::sample::select(Setting::ALL),
        evidence in evidence(),
        enrolled in enrolments(),
    ) {
        let stricter = |group: CountingGroup| {
            let policy = GroupPolicy { setting: group.policy.setting.max(setting), ..group.policy };
            CountingGroup { policy, ..group }
        };
        let after = Situation { groups: before.groups.iter().cloned().map(stricter).collect(), ..before.clone() };
        prop_assert!(!passes(&after, &evidence, enrolled) || passes(&before, &evidence, enrolled));
    }

    #[test]
    fn the_order_does_not_matter(situation in situations(), turn in 0_usize..4) {
        let mut numbered = situation;
        for (number, group) in numbered.groups.iter_mut().enumerate() {
            group.id = GroupId::from_uuid(uuid::Uuid::from_u128(number as u128));
        }
        let mut turned = numbered.clone();
        turned.groups.reverse();
        let middle = turn.min(turned.groups.len());
        turned.groups.rotate_left(middle);
        prop_assert_eq!(resolve(&turned), resolve(&numbered));
    }

    /// The one thing that must never happen: something passes without a factor that a demand in force accepts, without a
    /// recovery code, and without a reason to spare it.
    #[test]
    fn nothing_passes_below_a_demand(situation in situations(), evidence in evidence(), enrolled in enrolments()) {
        let policy = resolve(&situation);
        if !passes(&situation, &evidence, enrolled) {
            return Ok(());
        }
        let used = |factor: Factor| evidence.proofs.iter().any(|used| used.factor == factor);
        for demand in &policy.demands {
            let passed = demand.accepted.iter().any(used);
            let backed_up = enrolled.all().meets(demand.accepted) && !matches!(demand.by, Demander::Request { .. });
            let waiver = evidence.waiver.unwrap();
            let in_network = waiver.address.is_some_and(|at| demand.trusted_networks.iter().any(|network| network.contains(&at)));
            let on_device = waiver.device.is_some_and(|device| {
                let longest = situation.groups.iter().filter(|group| group.policy.setting != Setting::Disabled || !group.mandated_by.is_empty());
                longest.map(|group| group.policy.remember_device).min().is_some_and(|longest| NOW.since(device.since) < longest)
                    && situation.groups.iter().all(|group| group.policy.changed_at <= device.since)
            });
            let spared = matches!(demand.by, Demander::Group { .. }) && (in_network || on_device);
            let reached = matches!(demand.by, Demander::Request { acr } if acr <= Acr::TwoStep && used(Factor::RecoveryCode))
                || matches!(demand.by, Demander::Request { .. }) && used(Factor::Passkey);
            prop_assert!(passed || reached || backed_up && (used(Factor::RecoveryCode) || spared), "{demand:?}");
        }
    }
}
