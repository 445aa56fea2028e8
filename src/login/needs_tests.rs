//! The table, row by row, and what must hold whatever the row.

use proptest::prelude::*;

use super::*;
use crate::factors::{Method, assurance};
use crate::policy::Accepted;
use crate::protocol::assurance::Acr;

const AT: Timestamp = Timestamp::from_secs(1_800_000_000);
const INVITED: Demand = Demand { methods: MethodSet::ALL, passkey_counts: true, may_skip: true, deadline: None };
const MANDATORY: Demand = Demand { may_skip: false, ..INVITED };

fn used(factors: &[Factor]) -> Vec<FactorUsed> {
    factors.iter().map(|factor| FactorUsed::new(*factor, AT)).collect()
}

#[test]
fn every_row_of_the_table_holds() {
    use Factor::{Email, Passkey, Password, RecoveryCode, Totp};
    let app = MethodSet::NONE.with(Method::Totp);
    let email = MethodSet::NONE.with(Method::Email);
    let known = Known {
        used: &[],
        validated: MethodSet::NONE,
        is_device_trusted: false,
        lacks: None,
        demand: None,
        is_put_off: false,
        may_offer_passkey: false,
    };
    let strict = Demand { methods: app, ..MANDATORY };
    let own_way = Demand { passkey_counts: false, ..MANDATORY };
    let rows: Vec<(&str, &[Factor], Known<'_>, Needs)> = vec![
        ("1", &[Password], Known { validated: app, ..known }, Needs::SecondStep),
        ("1, whatever is demanded", &[Password], Known { validated: app, demand: Some(MANDATORY), ..known }, Needs::SecondStep),
        ("1, taken", &[Password, Totp], Known { validated: app, ..known }, Needs::Nothing),
        ("1, by a recovery code", &[Password, RecoveryCode], Known { validated: app, ..known }, Needs::Nothing),
        ("1, trusted", &[Password], Known { validated: app, is_device_trusted: true, ..known }, Needs::Nothing),
        ("1, a passkey is both", &[Passkey], Known { validated: app, ..known }, Needs::Nothing),
        ("2", &[Password], Known { demand: Some(MANDATORY), ..known }, Needs::SetUp(MANDATORY)),
        ("2, not put off", &[Password], Known { demand: Some(MANDATORY), is_put_off: true, ..known }, Needs::SetUp(MANDATORY)),
        ("2, another method", &[Password, Email], Known { validated: email, demand: Some(strict), ..known }, Needs::SetUp(strict)),
        (
            "2, on a trusted device",
            &[Password],
            Known { validated: email, is_device_trusted: true, demand: Some(strict), ..known },
            Needs::SetUp(strict),
        ),
        ("2, a passkey counts", &[Passkey], Known { demand: Some(MANDATORY), ..known }, Needs::Nothing),
        ("2, a passkey does not", &[Passkey], Known { demand: Some(own_way), ..known }, Needs::SetUp(own_way)),
        ("3", &[Password], Known { demand: Some(INVITED), may_offer_passkey: true, ..known }, Needs::SetUp(INVITED)),
        ("3, put off", &[Password], Known { demand: Some(INVITED), is_put_off: true, ..known }, Needs::Nothing),
        ("4", &[Password], Known { may_offer_passkey: true, ..known }, Needs::OfferPasskey),
        (
            "4, after all",
            &[Password],
            Known { demand: Some(INVITED), is_put_off: true, may_offer_passkey: true, ..known },
            Needs::OfferPasskey,
        ),
        ("4, has one", &[Passkey], Known { may_offer_passkey: true, ..known }, Needs::Nothing),
        ("5", &[Password], known, Needs::Nothing),
    ];
    for (row, factors, known, expected) in rows {
        assert_eq!(Needs::of(&Known { used: &used(factors), ..known }), expected, "row {row}");
    }
    assert!(Needs::SecondStep.is_before_session() && Needs::SetUp(MANDATORY).is_before_session());
    assert!(![Needs::SetUp(INVITED), Needs::OfferPasskey, Needs::Nothing].iter().any(|needs| needs.is_before_session()));
}

#[test]
fn the_policy_comes_before_what_the_person_chose() {
    let sms = Accepted::of(MethodSet::NONE.with(Method::Sms), false);
    let set_up = |skip| Shortfall::SetUp { accepted: sms, best: sms, by: Vec::new(), skip };
    let pass = Shortfall::SecondStep { by: sms, best: sms };
    let known = Known {
        used: &used(&[Factor::Passkey]),
        validated: MethodSet::NONE,
        is_device_trusted: true,
        lacks: None,
        demand: Some(INVITED),
        is_put_off: false,
        may_offer_passkey: true,
    };
    let needs = |lacks: &Shortfall, is_put_off| Needs::of(&Known { lacks: Some(lacks), is_put_off, ..known });
    assert_eq!(needs(&pass, true), Needs::SecondStep, "a passkey alone does not count, nor does the device");
    let demanded = Demand { methods: sms.methods, passkey_counts: false, may_skip: false, deadline: None };
    assert_eq!(needs(&set_up(None), true), Needs::SetUp(demanded));
    let until = Demand { may_skip: true, deadline: Some(AT), ..demanded };
    assert_eq!(needs(&set_up(Some(Skip::Until(AT))), false), Needs::SetUp(until));
    assert!(!needs(&set_up(Some(Skip::Until(AT))), true).is_before_session(), "put off");
}

#[test]
fn whoever_has_it_turned_on_without_a_method_is_invited() {
    let invited: Vec<Status> = Status::ALL.iter().copied().filter(|status| Demand::of(*status).is_some()).collect();
    assert_eq!(invited, [Status::Activated, Status::Pending]);
    assert_eq!(Demand::of(Status::Pending), Some(INVITED));
}

proptest! {
    /// Whatever is known: no session begins by a password alone where a second step is set up and the device is not trusted,
    /// nor while something is demanded that may not be put off.
    #[test]
    fn no_session_begins_below_what_is_set_up_or_demanded(
        factors in prop::collection::vec(prop::sample::select(Factor::ALL), 1..4),
        methods in prop::collection::vec(prop::sample::select(Method::ALL), 0..3),
        accepted in prop::collection::vec(prop::sample::select(Method::ALL), 0..3),
        is_device_trusted: bool,
        is_demanded: bool,
        passkey_counts: bool,
        may_skip: bool,
        is_put_off: bool,
        may_offer_passkey: bool,
    ) {
        let (validated, accepted): (MethodSet, MethodSet) = (methods.into_iter().collect(), accepted.into_iter().collect());
        let demand = is_demanded.then_some(Demand { methods: accepted, passkey_counts, may_skip, deadline: None });
        let used = used(&factors);
        let needs = Needs::of(&Known { used: &used, validated, is_device_trusted, lacks: None, demand, is_put_off, may_offer_passkey });
        if !needs.is_before_session() {
            prop_assert!(validated.is_empty() || is_device_trusted || assurance(&used) != Some(Acr::Password));
            let passkey = factors.contains(&Factor::Passkey);
            prop_assert!(!is_demanded || may_skip || validated.meets(accepted) || passkey_counts && passkey);
        }
    }
}
