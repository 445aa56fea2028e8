//! The decision's table, row by row, and what must hold whatever the row.

use std::time::Duration;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::authorization::request::{Hint, ReturnAddress};
use crate::clients::{Client, ClientSettings, GroupsServed};
use crate::factors::{Factor, FactorUsed};
use crate::protocol::params::Params;
use crate::protocol::redirect_uri::RedirectUri;
use crate::protocol::scope::ScopeSet;

const ARRIVED: Timestamp = Timestamp::from_secs(1_000_000);
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn person(number: u128) -> UserId {
    UserId::from_uuid(Uuid::from_u128(number))
}

fn request(extra: &str, hint: Hint) -> AuthorizationRequest {
    let uri = "https://notes.example.com/cb";
    let client = Client {
        id: ClientId::parse("notes").unwrap(),
        name: "Notes".to_owned(),
        active: true,
        settings: ClientSettings {
            redirect_uris: vec![RedirectUri::register(uri).unwrap()],
            scopes: ScopeSet::parse("openid profile email practice").unwrap(),
            ..ClientSettings::default()
        },
        groups: GroupsServed::All,
        created_at: ARRIVED,
        updated_at: ARRIVED,
    };
    let (extra, practice) = extra.split_once("&practice-scope").map_or((extra, ""), |(before, _)| (before, "+practice"));
    let text = format!(
        "response_type=code&client_id=notes&redirect_uri={uri}&scope=openid+email{practice}&code_challenge={CHALLENGE}&code_challenge_method=S256&{extra}"
    );
    let params = Params::parse(text.as_bytes());
    let return_address = ReturnAddress::identify(&params, &client).unwrap();
    AuthorizationRequest::validate(&params, &client, return_address, hint, ARRIVED).unwrap()
}

/// A sign-in whose last proof was given `seconds` before the request arrived (negative: after).
fn session(seconds: i64) -> LoginSession {
    let auth_time = Timestamp::from_millis(ARRIVED.as_millis() - seconds * 1000);
    LoginSession {
        id: SessionId::from_uuid(Uuid::from_u128(9)),
        user: person(1),
        proofs: vec![FactorUsed::new(Factor::Password, auth_time)],
        auth_time,
        created_at: auth_time,
        last_seen_at: auth_time,
        expires_at: ARRIVED.plus(Duration::from_hours(1)),
    }
}

fn practices(open: &[u128], picked: Option<u128>, hinted: Option<u128>, remembered: Option<u128>) -> Practices {
    let group = |number: u128| GroupId::from_uuid(Uuid::from_u128(number));
    let mut open: Vec<GroupId> = open.iter().copied().map(group).collect();
    open.dedup();
    Practices { open, picked: picked.map(group), hinted: hinted.map(group), remembered: remembered.map(group) }
}

fn consent(scope: &str, seconds: i64) -> Consent {
    Consent { scope: ScopeSet::parse(scope).unwrap(), granted_at: Timestamp::from_millis(ARRIVED.as_millis() - seconds * 1000) }
}

fn outcome(step: &Step<'_>) -> &'static str {
    match step {
        Step::LogIn => "log in",
        Step::StepUp(_) => "step up",
        Step::PickPractice => "pick",
        Step::AskConsent(_) => "ask",
        Step::Refuse(error) => error.code.as_str(),
        Step::Issue(_) => "issue",
    }
}

#[test]
fn every_row_of_the_table_holds() {
    let old = session(60);
    let allowed = consent("openid email", 60);
    let less = consent("openid", 60);
    let somebody_else = Hint::Of(person(2));
    let base = Facts {
        session: Some(&old),
        fresh_proof: false,
        reach: None,
        first_party: false,
        served: true,
        consent: Some(&allowed),
        answer: None,
        practices: Practices::default(),
        now: ARRIVED,
    };
    let essential = "claims=%7B%22id_token%22%3A%7B%22acr%22%3A%7B%22essential%22%3Atrue%2C%22values%22%3A%5B%22urn%3Aother%22%5D%7D%7D%7D";
    let reachable = "claims=%7B%22id_token%22%3A%7B%22acr%22%3A%7B%22essential%22%3Atrue%2C%22values%22%3A%5B%22urn%3Afrontdesk%3Aacr%3Apassword%22%5D%7D%7D%7D";
    let essential_two = "claims=%7B%22id_token%22%3A%7B%22acr%22%3A%7B%22essential%22%3Atrue%2C%22values%22%3A%5B%22phr%22%2C%22urn%3Afrontdesk%3Aacr%3Atwo_factor%22%5D%7D%7D%7D";
    let two = "acr_values=phr+urn:frontdesk:acr:two_factor";
    let either = "acr_values=phr+urn:frontdesk:acr:password";
    let reaching = |reach| Facts { reach: Some(reach), ..base.clone() };
    // (row, request, hint, facts, with prompt=none, otherwise)
    let rows: Vec<(&str, &str, Hint, Facts<'_>, &str, &str)> = vec![
        ("1", "", Hint::Absent, Facts { session: None, ..base.clone() }, "login_required", "log in"),
        ("2", "", somebody_else, base.clone(), "login_required", "log in"),
        ("3", "", somebody_else, Facts { fresh_proof: true, ..base.clone() }, "login_required", "login_required"),
        ("5", "max_age=59", Hint::Absent, base.clone(), "login_required", "log in"),
        ("5, fresh", "max_age=0", Hint::Absent, Facts { fresh_proof: true, ..base.clone() }, "issue", "issue"),
        ("5, young enough", "max_age=60", Hint::Absent, base.clone(), "issue", "issue"),
        ("6", "", Hint::Absent, Facts { served: false, ..base.clone() }, "interaction_required", "access_denied"),
        ("7", essential, Hint::Absent, base.clone(), "interaction_required", "unmet_authentication_requirements"),
        ("7, reached", reachable, Hint::Absent, base.clone(), "issue", "issue"),
        ("7, in reach", essential_two, Hint::Absent, reaching(Acr::TwoFactor), "interaction_required", "step up"),
        ("7, in reach by more", essential_two, Hint::Absent, reaching(Acr::PhishingResistant), "interaction_required", "step up"),
        (
            "7, out of reach",
            essential_two,
            Hint::Absent,
            reaching(Acr::TwoStep),
            "interaction_required",
            "unmet_authentication_requirements",
        ),
        ("8, unknown here", "acr_values=urn:other", Hint::Absent, reaching(Acr::TwoFactor), "issue", "issue"),
        ("8", two, Hint::Absent, reaching(Acr::TwoFactor), "issue", "step up"),
        ("8, out of reach", two, Hint::Absent, reaching(Acr::TwoStep), "issue", "issue"),
        ("8, one is reached", either, Hint::Absent, reaching(Acr::PhishingResistant), "issue", "issue"),
        ("10, never asked", "", Hint::Absent, Facts { consent: None, ..base.clone() }, "consent_required", "ask"),
        ("10, less allowed", "", Hint::Absent, Facts { consent: Some(&less), ..base.clone() }, "consent_required", "ask"),
        (
            "10, refused",
            "",
            Hint::Absent,
            Facts { consent: None, answer: Some(Answer::Refused), ..base.clone() },
            "access_denied",
            "access_denied",
        ),
        ("10, first party", "", Hint::Absent, Facts { consent: None, first_party: true, ..base.clone() }, "issue", "issue"),
        ("11", "", Hint::Absent, base.clone(), "issue", "issue"),
        ("11, the expected person", "", Hint::Of(person(1)), base.clone(), "issue", "issue"),
    ];
    for (row, extra, hint, facts, silent, otherwise) in rows {
        assert_eq!(outcome(&next_step(&request(&format!("prompt=none&{extra}"), hint), &facts)), silent, "row {row}, prompt=none");
        assert_eq!(outcome(&next_step(&request(extra, hint), &facts)), otherwise, "row {row}");
    }
    // Rows that only a prompt brings about.
    for prompt in ["prompt=login", "prompt=select_account", "prompt=login+consent"] {
        assert_eq!(outcome(&next_step(&request(prompt, Hint::Absent), &base)), "log in", "row 4, {prompt}");
    }
    assert_eq!(
        outcome(&next_step(&request("prompt=login", Hint::Absent), &Facts { fresh_proof: true, ..base.clone() })),
        "issue",
        "row 4, fresh"
    );
    assert_eq!(outcome(&next_step(&request("prompt=consent", Hint::Absent), &base)), "ask", "row 10, prompt=consent");
    assert_eq!(
        outcome(&next_step(&request("prompt=consent", Hint::Absent), &Facts { answer: Some(Answer::Allowed), ..base.clone() })),
        "issue",
        "row 10, fresh"
    );
}

#[test]
fn a_practice_is_settled_by_what_is_nearest_to_the_person() {
    let old = session(60);
    let base = Facts {
        session: Some(&old),
        fresh_proof: true,
        reach: None,
        first_party: true,
        served: true,
        consent: None,
        answer: None,
        practices: Practices::default(),
        now: ARRIVED,
    };
    let number = |group: GroupId| group.as_uuid().as_u128();
    // (open, picked, hinted, remembered, asked for plainly, with select_account)
    let rows: &[(&[u128], Option<u128>, Option<u128>, Option<u128>, Option<u128>, Option<u128>)] = &[
        (&[], None, None, None, Some(0), Some(0)),
        (&[1], None, Some(2), Some(3), Some(1), Some(1)),
        (&[1, 2], None, None, None, None, None),
        (&[1, 2], Some(2), Some(1), Some(1), Some(2), Some(2)),
        (&[1, 2], None, Some(2), Some(1), Some(2), None),
        (&[1, 2], None, None, Some(2), Some(2), None),
        (&[1, 2], Some(3), None, None, None, None),
        (&[1, 2], None, Some(3), Some(4), None, None),
    ];
    for (open, picked, hinted, remembered, plainly, selecting) in rows {
        let facts = Facts { practices: practices(open, *picked, *hinted, *remembered), ..base.clone() };
        for (extra, expected) in [("&practice-scope", plainly), ("prompt=select_account&practice-scope", selecting)] {
            let settled = match next_step(&request(extra, Hint::Absent), &facts) {
                Step::Issue(cleared) => Some(cleared.practice().map_or(0, number)),
                step => {
                    assert_eq!(step, Step::PickPractice);
                    None
                }
            };
            assert_eq!(settled, *expected, "{extra} {facts:?}");
        }
        let silent = next_step(&request("prompt=none&practice-scope", Hint::Absent), &facts);
        assert_eq!(outcome(&silent), if plainly.is_some() { "issue" } else { "interaction_required" }, "{facts:?}");
        let Step::Issue(cleared) = next_step(&request("", Hint::Absent), &facts) else { panic!("nobody asked for a practice") };
        assert_eq!(cleared.practice(), None);
    }
}

proptest! {
    /// Whatever is asked and known: nobody is cleared who did not sign in, whom the app does not serve, or who did not allow
    /// it; and a silent request never shows a page.
    #[test]
    fn nothing_is_issued_below_what_was_asked(
        prompt in prop::sample::select(vec!["", "none", "login", "consent", "select_account", "login consent"]),
        max_age in prop::option::of(0_u32..200),
        hinted in prop::option::of(1_u128..3),
        age in prop::option::of(-5_i64..200),
        first_party: bool,
        served: bool,
        allowed in prop::option::of((prop::sample::select(vec!["openid", "openid email", "openid email profile"]), -5_i64..100)),
        fresh_proof: bool,
        acr in prop::sample::select(vec!["", "&acr_values=phr", "&acr_values=urn:frontdesk:acr:two_factor"]),
        reach in prop::sample::select(vec![None, Some(Acr::Password), Some(Acr::TwoFactor), Some(Acr::PhishingResistant)]),
        answer in prop::sample::select(vec![None, Some(Answer::Allowed), Some(Answer::Refused)]),
        asks_for_practice: bool,
        open in prop::collection::vec(1_u128..5, 0..4),
        picked in prop::option::of(1_u128..6),
        hinted_practice in prop::option::of(1_u128..6),
        remembered in prop::option::of(1_u128..6),
    ) {
        let practices = practices(&open, picked, hinted_practice, remembered);
        let max_age_text = max_age.map(|seconds| format!("&max_age={seconds}")).unwrap_or_default();
        let hint = hinted.map_or(Hint::Absent, |number| Hint::Of(person(number)));
        let wish = if asks_for_practice { "&practice-scope" } else { "" };
        let request = request(&format!("prompt={}{max_age_text}{acr}{wish}", prompt.replace(' ', "+")), hint);
        let session = age.map(session);
        let consent = allowed.map(|(scope, age)| consent(scope, age));
        let facts = Facts { session: session.as_ref(), reach, first_party, served, fresh_proof, consent: consent.as_ref(), answer, practices: practices.clone(), now: ARRIVED };
        match next_step(&request, &facts) {
            Step::StepUp(wanted) => {
                prop_assert!(request.prompt != Prompt::None);
                // It can be done, and is not done yet: no circle.
                prop_assert!(reach >= Some(wanted) && session.as_ref().unwrap().acr() < Some(wanted));
            }
            Step::LogIn | Step::PickPractice | Step::AskConsent(_) => prop_assert!(request.prompt != Prompt::None),
            Step::Refuse(error) if request.prompt == Prompt::None => prop_assert!(error.code != ErrorCode::AccessDenied || answer == Some(Answer::Refused)),
            Step::Refuse(_) => {}
            Step::Issue(cleared) => {
                let session = session.as_ref().unwrap();
                prop_assert!(served);
                prop_assert_eq!(cleared.user(), session.user);
                prop_assert!(request.expected.is_none_or(|expected| expected == session.user));
                prop_assert!(fresh_proof || !request.prompt.wants_login());
                prop_assert!(fresh_proof || request.max_age.is_none_or(|most| facts.now.since(session.auth_time) <= most));
                prop_assert!(first_party || consent.is_some_and(|given| request.scope.is_subset(&given.scope)));
                prop_assert!(first_party || !request.prompt.wants_consent() || answer == Some(Answer::Allowed));
                prop_assert_eq!(cleared.practice().is_some(), asks_for_practice && !practices.open.is_empty(), "what is asked for is settled");
                prop_assert!(cleared.practice().is_none_or(|group| practices.open.contains(&group)), "and is one of the person's own");
                let asked_again = prompt == "select_account" && practices.open.len() > 1;
                prop_assert!(!asks_for_practice || !asked_again || cleared.practice() == practices.picked);
            }
        }
    }
}
