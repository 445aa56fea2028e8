//! The table, row by row.

use super::super::effective::{CountingGroup, Situation, resolve};
use super::super::{GroupPolicy, Preset, Setting};
use super::*;
use crate::factors::{KeyKind, Method};
use crate::foundation::id::GroupId;
use crate::protocol::assurance::Acr;

const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

fn set(words: &str) -> Accepted {
    words.parse().unwrap()
}

fn mandatory(accepted: &str) -> GroupPolicy {
    GroupPolicy { setting: Setting::Mandatory, accepted: set(accepted), ..GroupPolicy::default() }
}

fn policy_of(policies: &[GroupPolicy]) -> EffectivePolicy {
    let group = |(number, policy): (usize, &GroupPolicy)| CountingGroup {
        id: GroupId::from_uuid(uuid::Uuid::from_u128(number as u128)),
        name: format!("Group {number}"),
        policy: policy.clone(),
        extended_until: None,
        mandated_by: Vec::new(),
    };
    let groups = policies.iter().enumerate().map(group).collect();
    resolve(&Situation { groups, app_requires: None, essential_acr: None, now: NOW })
}

fn used(factors: &[Factor]) -> Evidence {
    Evidence { proofs: factors.iter().map(|factor| FactorUsed::new(*factor, NOW)).collect(), waiver: None }
}

fn has(words: &str) -> Enrolled {
    Enrolled { methods: set(words).methods, passkey: set(words).passkey, put_off_at: None }
}

/// The shortfall in a few words: `pass …`, `set up …`, with what is best behind a bar and how it may be put off.
fn said(shortfall: Option<Shortfall>) -> String {
    match shortfall {
        None => "nothing".to_owned(),
        Some(Shortfall::OutOfReach) => "out of reach".to_owned(),
        Some(Shortfall::SecondStep { by, best }) => format!("pass {by} | {best}"),
        Some(Shortfall::SetUp { accepted, best, by, skip }) => {
            let skip = skip.map_or("", |skip| if matches!(skip, Skip::Until(_)) { ", may wait" } else { ", may skip" });
            format!("set up {accepted} | {best} for {}{skip}", by.len())
        }
    }
}

/// What it is, the policies, what is set up, what was shown, and what is lacking.
type Row<'a> = (&'a str, &'a [GroupPolicy], &'a str, &'a [Factor], &'a str);

#[test]
fn every_row_of_the_table_holds() {
    use Factor::{Email, Passkey, Password, RecoveryCode, Sms, Totp};
    let any = [mandatory("any")];
    let strict = [GroupPolicy::default().preset(Preset::Strict)];
    let own_way = [GroupPolicy { passkey_counts: false, ..mandatory("any") }];
    let two = [mandatory("totp sms"), mandatory("sms passkey")];
    let apart = [mandatory("totp"), mandatory("sms")];
    let soon = [GroupPolicy { enforce_from: Some(NOW.plus(Duration::from_secs(1))), ..mandatory("totp") }];
    let prompt = [GroupPolicy { setting: Setting::Prompt, ..GroupPolicy::default() }];
    let rows: &[Row<'_>] = &[
        ("nothing demanded", &[], "", &[Password], "nothing"),
        ("passed", &any, "totp", &[Password, Totp], "nothing"),
        ("passed, and removed since", &any, "", &[Password, Totp], "nothing"),
        ("nothing set up", &any, "", &[Password], "set up passkey totp sms email | passkey totp sms email for 1"),
        ("set up, not passed", &any, "totp sms", &[Password], "pass totp sms | totp sms"),
        ("a passkey is both", &any, "passkey", &[Passkey], "nothing"),
        ("a passkey, and not used", &any, "passkey", &[Password], "pass passkey | passkey"),
        ("a passkey does not count", &own_way, "passkey", &[Passkey], "set up totp sms email | totp sms email for 1"),
        ("a passkey does not count, a code does", &own_way, "passkey sms", &[Passkey], "pass sms | sms"),
        ("not accepted, not proved", &strict, "sms", &[Password], "pass sms | sms"),
        ("not accepted, proved", &strict, "sms", &[Password, Sms], "set up passkey totp | passkey totp for 1"),
        ("not accepted, by a recovery code", &strict, "sms", &[Password, RecoveryCode], "set up passkey totp | passkey totp for 1"),
        ("accepted, by a recovery code", &strict, "totp", &[Password, RecoveryCode], "nothing"),
        (
            "a recovery code and nothing set up",
            &any,
            "",
            &[Password, RecoveryCode],
            "set up passkey totp sms email | passkey totp sms email for 1",
        ),
        ("two groups", &two, "", &[Password], "set up passkey totp sms | sms for 2"),
        ("two groups, one method", &two, "sms", &[Password, Sms], "nothing"),
        ("two groups, one met", &two, "totp", &[Password, Totp], "set up passkey sms | passkey sms for 1"),
        ("two groups, one to pass", &two, "totp passkey", &[Password], "pass passkey totp | passkey totp"),
        ("nothing in common", &apart, "", &[Password], "set up totp sms | totp sms for 2"),
        ("nothing in common, one met", &apart, "totp", &[Password, Totp], "set up sms | sms for 1"),
        ("nothing in common, both set up", &apart, "totp sms", &[Password, Totp], "pass sms | sms"),
        ("before the deadline", &soon, "", &[Password], "set up totp | totp for 1, may wait"),
        ("before the deadline, another", &soon, "sms", &[Password, Sms], "set up totp | totp for 1, may wait"),
        ("before the deadline, ready", &soon, "totp", &[Password], "nothing"),
        ("optional", &prompt, "", &[Password], "set up passkey totp sms email | passkey totp sms email for 0, may skip"),
        ("optional, has something", &prompt, "email", &[Password, Email], "nothing"),
    ];
    for (row, policies, enrolled, factors, expected) in rows {
        assert_eq!(said(policy_of(policies).shortfall(&used(factors), has(enrolled), NOW)), *expected, "{row}");
    }
}

#[test]
fn an_optional_group_asks_again_after_its_interval() {
    let policy = policy_of(&[GroupPolicy { setting: Setting::Prompt, ask_again: Duration::from_hours(24), ..GroupPolicy::default() }]);
    let asked = |put_off_at| policy.shortfall(&used(&[Factor::Password]), Enrolled { put_off_at, ..has("") }, NOW).is_some();
    assert!(asked(None) && asked(Some(NOW.minus(Duration::from_hours(24)))));
    assert!(!asked(Some(NOW)) && !asked(Some(NOW.minus(Duration::from_hours(23)))));
    assert!(asked(Some(NOW.plus(Duration::from_secs(1)))), "the clock was set back");
}

#[test]
fn a_device_or_network_spares_the_second_step_and_nothing_else() {
    let hours = Duration::from_hours;
    let remembering = GroupPolicy { remember_device: hours(24), changed_at: NOW.minus(hours(48)), ..mandatory("totp sms") };
    let trusting = GroupPolicy { trusted_networks: vec!["203.0.113.0/24".parse().unwrap()], ..mandatory("totp") };
    let device =
        |ago| Waiver { device: Some(DeviceTrust { id: TrustedDeviceId::from_uuid(uuid::Uuid::nil()), since: ago }), address: None };
    let at = |address: &str| Waiver { device: None, address: Some(address.parse().unwrap()) };
    let rows = [
        ("remembered", vec![remembering.clone()], "totp", device(NOW.minus(hours(23))), "nothing"),
        ("too long ago", vec![remembering.clone()], "totp", device(NOW.minus(hours(24))), "pass totp | totp"),
        ("from the future", vec![remembering.clone()], "totp", device(NOW.plus(hours(1))), "pass totp | totp"),
        ("nothing set up", vec![remembering.clone()], "", device(NOW), "set up totp sms | totp sms for 1"),
        ("what is set up is not accepted", vec![remembering.clone()], "email", device(NOW), "pass email | email"),
        ("another remembers nothing", vec![remembering.clone(), mandatory("sms totp")], "totp", device(NOW), "pass totp | totp"),
        (
            "the policy is newer",
            vec![GroupPolicy { changed_at: NOW, ..remembering.clone() }],
            "totp",
            device(NOW.minus(hours(1))),
            "pass totp | totp",
        ),
        ("trusted network", vec![trusting.clone()], "totp", at("203.0.113.9"), "nothing"),
        ("the same, written longer", vec![trusting.clone()], "totp", at("::ffff:203.0.113.9"), "nothing"),
        ("another network", vec![trusting.clone()], "totp", at("203.0.114.9"), "pass totp | totp"),
        ("one of two trusts it", vec![trusting, mandatory("totp")], "totp", at("203.0.113.9"), "pass totp | totp"),
    ];
    for (row, policies, enrolled, waiver, expected) in rows {
        let evidence = Evidence { waiver: Some(waiver), ..used(&[Factor::Password]) };
        assert_eq!(said(policy_of(&policies).shortfall(&evidence, has(enrolled), NOW)), expected, "{row}");
    }
}

#[test]
fn an_app_is_spared_nothing_and_a_request_leads_to_no_set_up() {
    let asked = |app: Option<&str>, essential_acr| {
        resolve(&Situation { groups: Vec::new(), app_requires: app.map(str::to_owned), essential_acr, now: NOW })
    };
    let app = asked(Some("Ledger"), None);
    let waiver = Waiver { device: Some(DeviceTrust { id: TrustedDeviceId::from_uuid(uuid::Uuid::nil()), since: NOW }), address: None };
    let spared = Evidence { waiver: Some(waiver), ..used(&[Factor::Password]) };
    assert_eq!(said(app.shortfall(&spared, has("totp"), NOW)), "pass totp | totp");
    assert_eq!(
        said(app.shortfall(&used(&[Factor::Password, Factor::Email]), has("email"), NOW)),
        "set up passkey totp sms | passkey totp sms for 1"
    );
    let request = asked(None, Some(Acr::PhishingResistant));
    assert_eq!(said(request.shortfall(&used(&[Factor::Password, Factor::Totp]), has("totp"), NOW)), "out of reach");
    assert_eq!(said(request.shortfall(&used(&[Factor::Password, Factor::Totp]), has("totp passkey"), NOW)), "pass passkey | passkey");
    let two_step = asked(None, Some(Acr::TwoStep));
    assert_eq!(said(two_step.shortfall(&used(&[Factor::Password, Factor::RecoveryCode]), has("totp"), NOW)), "nothing");
    assert!(asked(None, Some(Acr::Password)).demands.is_empty());
}

#[test]
fn what_a_sign_in_showed_is_read_back() {
    let device = Some(DeviceTrust { id: TrustedDeviceId::from_uuid(uuid::Uuid::nil()), since: NOW });
    let waiver = Some(Waiver { device, address: Some("203.0.113.9".parse().unwrap()) });
    let evidence = Evidence { proofs: vec![FactorUsed::passkey(KeyKind::Synced, NOW)], waiver };
    assert_eq!(serde_json::from_str::<Evidence>(&serde_json::to_string(&evidence).unwrap()).unwrap(), evidence);
    assert_eq!(has("totp").methods, MethodSet::NONE.with(Method::Totp));
}
