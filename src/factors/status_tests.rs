//! The table of transitions, and what must hold after every sequence of them.

use proptest::prelude::*;

use super::By::{Manager, Person};
use super::Event::{Activate, Choose, Deactivate, MakePrimary, PolicyBecameMandatory, Remove, Reset, Validate};
use super::Method::{Email, Sms, Totp};
use super::*;

const OF: fn(&[Method]) -> MethodSet = |methods| methods.iter().copied().collect();

fn pending(chosen: Method) -> State {
    State::Pending { chosen }
}

fn enabled(primary: Method, backup: &[Method], adding: Option<Method>) -> State {
    State::Enabled { primary, backup: OF(backup), adding }
}

#[test]
fn every_row_of_the_table_holds() {
    use State::{Activated, NotSetup};
    let both = enabled(Totp, &[Email], None);
    let anew = enabled(Totp, &[], Some(Totp));
    let rows: Vec<(State, Event, By, Result<State, Refusal>)> = vec![
        (NotSetup, Activate, Person, Ok(Activated)),
        (NotSetup, Activate, Manager, Ok(Activated)),
        (Activated, Activate, Person, Err(Refusal::AlreadyActivated)),
        (both, Activate, Manager, Err(Refusal::AlreadyActivated)),
        (NotSetup, PolicyBecameMandatory, Manager, Ok(Activated)),
        (pending(Sms), PolicyBecameMandatory, Manager, Ok(pending(Sms))),
        (both, PolicyBecameMandatory, Manager, Ok(both)),
        (NotSetup, Choose(Totp), Person, Ok(pending(Totp))),
        (Activated, Choose(Totp), Person, Ok(pending(Totp))),
        (pending(Sms), Choose(Totp), Person, Ok(pending(Totp))),
        (both, Choose(Sms), Person, Ok(enabled(Totp, &[Email], Some(Sms)))),
        (both, Choose(Totp), Person, Ok(enabled(Totp, &[Email], Some(Totp)))),
        (Activated, Choose(Totp), Manager, Err(Refusal::OnlyThePerson)),
        (NotSetup, Validate(Totp), Person, Err(Refusal::NotChosen)),
        (Activated, Validate(Totp), Person, Err(Refusal::NotChosen)),
        (pending(Totp), Validate(Totp), Person, Ok(enabled(Totp, &[], None))),
        (pending(Totp), Validate(Sms), Person, Err(Refusal::NotChosen)),
        (pending(Totp), Validate(Totp), Manager, Err(Refusal::OnlyThePerson)),
        (enabled(Totp, &[], Some(Email)), Validate(Email), Person, Ok(both)),
        (anew, Validate(Totp), Person, Ok(enabled(Totp, &[], None))),
        (both, Validate(Totp), Person, Err(Refusal::NotChosen)),
        (both, MakePrimary(Email), Person, Ok(enabled(Email, &[Totp], None))),
        (both, MakePrimary(Sms), Person, Err(Refusal::NoSuchMethod)),
        (pending(Sms), MakePrimary(Sms), Person, Err(Refusal::NoSuchMethod)),
        (both, MakePrimary(Email), Manager, Err(Refusal::OnlyThePerson)),
        (NotSetup, Remove(Totp), Person, Err(Refusal::NoSuchMethod)),
        (pending(Totp), Remove(Totp), Person, Ok(Activated)),
        (pending(Totp), Remove(Sms), Person, Err(Refusal::NoSuchMethod)),
        (both, Remove(Totp), Person, Ok(enabled(Email, &[], None))),
        (both, Remove(Sms), Person, Err(Refusal::NoSuchMethod)),
        (both, Remove(Totp), Manager, Err(Refusal::OnlyThePerson)),
        (enabled(Totp, &[], None), Remove(Totp), Person, Ok(Activated)),
        (enabled(Totp, &[], Some(Sms)), Remove(Totp), Person, Ok(pending(Sms))),
        (enabled(Totp, &[], Some(Sms)), Remove(Sms), Person, Ok(enabled(Totp, &[], None))),
        (anew, Remove(Totp), Person, Ok(Activated)),
        (NotSetup, Deactivate, Person, Err(Refusal::NotActivated)),
        (Activated, Deactivate, Manager, Ok(NotSetup)),
        (pending(Sms), Deactivate, Person, Ok(NotSetup)),
        (both, Deactivate, Manager, Ok(NotSetup)),
        (NotSetup, Reset, Manager, Err(Refusal::NotActivated)),
        (Activated, Reset, Manager, Ok(Activated)),
        (pending(Sms), Reset, Manager, Ok(Activated)),
        (both, Reset, Manager, Ok(Activated)),
        (both, Reset, Person, Err(Refusal::OnlyAManager)),
    ];
    for (state, event, by, expected) in rows {
        assert_eq!(state.after(event, by, &Demand::NOTHING), expected, "{state:?} {event:?} {by:?}");
    }
}

#[test]
fn what_a_policy_demands_is_not_taken_away() {
    let app_only = Demand::each_of([OF(&[Totp])]);
    let two_groups = Demand::each_of([OF(&[Totp, Sms]), OF(&[Email, Totp])]);
    let all = enabled(Totp, &[Sms, Email], None);
    assert_eq!(all.after(Remove(Totp), Person, &app_only), Err(Refusal::Demanded));
    assert_eq!(all.after(Remove(Sms), Person, &app_only), Ok(enabled(Totp, &[Email], None)));
    assert_eq!(all.after(Remove(Totp), Person, &two_groups), Ok(enabled(Sms, &[Email], None)), "SMS for one group, email for the other");
    assert_eq!(enabled(Sms, &[Email], None).after(Remove(Sms), Person, &two_groups), Err(Refusal::Demanded));
    assert_eq!(enabled(Email, &[], None).after(Remove(Email), Person, &app_only), Ok(State::Activated), "it was not met before");
    for state in [State::Activated, pending(Totp), all] {
        for by in [Person, Manager] {
            assert_eq!(state.after(Deactivate, by, &app_only), Err(Refusal::Demanded));
        }
    }
    assert_eq!(all.after(Reset, Manager, &app_only), Ok(State::Activated), "a reset is for people who are locked out");
}

fn methods() -> impl Strategy<Value = Method> {
    prop::sample::select(Method::ALL)
}

fn events() -> impl Strategy<Value = Event> {
    prop_oneof![
        Just(Activate),
        Just(PolicyBecameMandatory),
        methods().prop_map(Choose),
        methods().prop_map(Choose),
        methods().prop_map(Validate),
        methods().prop_map(Validate),
        methods().prop_map(MakePrimary),
        methods().prop_map(Remove),
        Just(Deactivate),
        Just(Reset),
    ]
}

fn demands() -> impl Strategy<Value = Demand> {
    let set = prop::collection::vec(methods(), 1..4).prop_map(|methods| OF(&methods));
    prop::collection::vec(set, 0..3).prop_map(Demand::each_of)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// A second book is kept of what the person chose and proved; whatever is asked, by whom, in whatever order, the state says
    /// what stands in the book.
    #[test]
    fn the_state_is_what_the_person_proved(steps in prop::collection::vec((events(), prop::bool::ANY, demands()), 0..60)) {
        let mut state = State::default();
        let (mut is_on, mut proved, mut chosen) = (false, MethodSet::NONE, None);
        for (event, by_person, demand) in steps {
            let by = if by_person { Person } else { Manager };
            let before = state;
            let Ok(after) = state.after(event, by, &demand) else { continue };
            match event {
                Activate | PolicyBecameMandatory => is_on = true,
                Choose(method) => (is_on, chosen) = (true, Some(method)),
                Validate(method) => {
                    prop_assert_eq!(chosen, Some(method), "validated without being chosen");
                    (proved, chosen) = (proved.with(method), None);
                }
                MakePrimary(_) => {}
                Remove(method) => (proved, chosen) = (proved.without(method), chosen.filter(|chosen| *chosen != method)),
                Deactivate => (is_on, proved, chosen) = (false, MethodSet::NONE, None),
                Reset => (proved, chosen) = (MethodSet::NONE, None),
            }
            let expected = match (is_on, proved.is_empty(), chosen) {
                (false, ..) => Status::NotSetup,
                (true, false, _) => Status::Enabled,
                (true, true, Some(_)) => Status::Pending,
                (true, true, None) => Status::Activated,
            };
            prop_assert_eq!(after.status(), expected);
            prop_assert_eq!(after.validated(), proved);
            prop_assert_eq!(after.pending(), chosen);
            prop_assert_eq!(after.primary().is_some(), !proved.is_empty());
            prop_assert!(after.primary().is_none_or(|primary| proved.contains(primary)));
            prop_assert_eq!(after.offered().first().copied(), after.primary());
            prop_assert_eq!(after.offered().into_iter().collect::<MethodSet>(), proved);

            // Nobody but the person validates, and nobody but the person or a reset takes away what a policy needs.
            prop_assert!(by == Person || after.validated() == before.validated() || matches!(event, Deactivate | Reset));
            prop_assert!(event == Reset || !demand.is_met_by(before.validated()) || demand.is_met_by(after.validated()));
            // What is stored is read back.
            let kept = State::of(after.status() != Status::NotSetup, after.validated(), after.primary(), after.pending());
            prop_assert_eq!(kept, after);
            state = after;
        }
    }

    /// Asking for nothing in particular never loses a method: only removing, turning off and resetting do.
    #[test]
    fn methods_are_lost_only_on_purpose(steps in prop::collection::vec(events(), 0..40)) {
        let mut state = State::default();
        for event in steps {
            let Ok(after) = state.after(event, if event == Reset { Manager } else { Person }, &Demand::NOTHING) else { continue };
            if !matches!(event, Remove(_) | Deactivate | Reset) {
                prop_assert!(state.validated().iter().all(|method| after.validated().contains(method)));
            }
            state = after;
        }
    }
}
