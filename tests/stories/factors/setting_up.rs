//! Setting up, changing and taking away.

use frontdesk::factors::answer::CodeRefused;
use frontdesk::factors::challenge::Challenge;
use frontdesk::factors::change::{self, TurnedOffBy};
use frontdesk::factors::code::Purpose;
use frontdesk::factors::set_up::{self, Choice, SetUp, Validation};
use frontdesk::factors::status::{By, Demand, Refusal, Status};
use frontdesk::factors::{Factor, FactorError, Method, MethodSet};
use frontdesk::foundation::phone::PhoneNumber;
use frontdesk::foundation::secret::Secret;

use super::{House, browser, on_both};
use crate::support::AuthenticatorApp;

on_both!(
    the_four_states_of_the_article,
    email_is_set_up_by_a_code_that_was_sent,
    a_second_method_is_a_back_up_and_a_third_takes_the_first_ones_place,
    a_new_app_takes_the_old_ones_place_once_it_is_validated,
    removing_needs_fresh_proof_and_keeps_to_the_policy,
    full_access_turns_it_on_and_off_and_resets_it_and_nothing_else,
    recovery_codes_are_renewed_as_a_set,
);

/// The rule that was against it.
fn refusal<T>(outcome: Result<T, FactorError>) -> Refusal {
    match outcome {
        Err(FactorError::Refused(refusal)) => refusal,
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("it was not refused"),
    }
}

async fn the_four_states_of_the_article(house: House) {
    assert_eq!(house.enrolment().await.status(), Status::NotSetup);
    change::activate(&house.desk(), house.alice.id, By::Person).await.unwrap().commit().await.unwrap();
    assert_eq!(house.enrolment().await.status(), Status::Activated);
    assert!(!house.policy_became_mandatory().await, "it is on already");

    let SetUp::App(invitation) = house.choose(&Choice::Totp).await else { panic!("an app") };
    assert_eq!(house.enrolment().await.status(), Status::Pending);
    assert!(!house.enrolment().await.is_second_step_on());
    let app = AuthenticatorApp::scanned(invitation.uri.expose());
    assert_eq!(AuthenticatorApp::typed(invitation.typed.expose()).shows(house.now()), app.shows(house.now()));
    let again = set_up::invitation(&house.desk(), &house.fresh().await).await.unwrap().unwrap();
    assert_eq!(again.uri.expose(), invitation.uri.expose(), "reloading the page shows the same key");

    let wrong = house.validate(Method::Totp, &app.never_shows(house.now())).await;
    assert!(matches!(wrong, Validation::Refused(CodeRefused::Wrong { tries_left: None })));
    let malformed = house.validate(Method::Totp, "12 34 5").await;
    assert!(matches!(malformed, Validation::Refused(CodeRefused::Malformed)));
    assert_eq!(house.enrolment().await.status(), Status::Pending);

    let shown = app.shows(house.now());
    let done = house.validated(Method::Totp, &format!(" {} {} ", &shown[..3], &shown[3..])).await;
    assert_eq!((done.recovery_codes.len(), done.is_first, done.proof.factor()), (10, true, Factor::Totp));
    let enrolment = house.enrolment().await;
    assert_eq!((enrolment.status(), enrolment.recovery_codes_left), (Status::Enabled, 10));
    assert_eq!(enrolment.offered(false), [Factor::Totp, Factor::RecoveryCode]);
    assert_eq!(enrolment.method(Method::Totp).unwrap().validated_at, Some(house.now()));
    assert_eq!(house.events().await, ["two_factor_activated", "factor_chosen", "code_refused", "factor_validated"]);
    assert_eq!(house.letter_kinds().await, ["factor_changed"]);
    assert!(house.sign_in(Factor::Totp, &shown).await.is_err(), "the code that validated it does not sign in as well");
}

async fn email_is_set_up_by_a_code_that_was_sent(house: House) {
    let SetUp::Sent(Challenge::Sent { to, is_new, countdown, .. }) = house.choose(&Choice::Email).await else { panic!("a code") };
    assert_eq!((to.as_str(), is_new, countdown.left(house.now()).as_secs()), ("a•••@riverside.example", true, 30));
    let code = house.newest_code().await;
    // Neither as a sign-in nor in another browser.
    assert_eq!(house.sign_in(Factor::Email, &code).await.unwrap_err(), CodeRefused::Gone);
    let elsewhere = set_up::validate(&house.desk(), house.alice.id, browser(2), Method::Email, &Secret::new(&*code)).await;
    assert!(matches!(elsewhere.unwrap(), Validation::Refused(CodeRefused::Gone)));
    assert_eq!(house.validated(Method::Email, &code).await.recovery_codes.len(), 10);
    assert_eq!(house.enrolment().await.offered(true), [Factor::Email, Factor::RecoveryCode]);
    let sms = set_up::choose(
        &house.desk(),
        &house.fresh().await,
        browser(1),
        &Choice::Sms { number: PhoneNumber::international("+61400123456").unwrap() },
    )
    .await;
    assert!(matches!(sms, Err(FactorError::NotDelivered)));
}

async fn a_second_method_is_a_back_up_and_a_third_takes_the_first_ones_place(house: House) {
    let (app, _) = house.with_app().await;
    house.choose(&Choice::Email).await;
    assert_eq!(house.enrolment().await.status(), Status::Enabled, "the app goes on being asked for");
    let code = house.newest_code().await;
    let done = house.validated(Method::Email, &code).await;
    assert!(done.recovery_codes.is_empty(), "the list that the person has stays good");
    assert!(!done.is_first, "a method added to step up does not step up");
    assert_eq!(house.enrolment().await.offered(false), [Factor::Totp, Factor::Email, Factor::RecoveryCode]);
    change::make_primary(&house.desk(), &house.fresh().await, Method::Email).await.unwrap();
    assert_eq!(house.enrolment().await.offered(false), [Factor::Email, Factor::Totp, Factor::RecoveryCode]);
    house.sign_in(Factor::Totp, &app.shows(house.now())).await.unwrap();
    let refused = change::make_primary(&house.desk(), &house.fresh().await, Method::Sms).await;
    assert_eq!(refusal(refused), Refusal::NoSuchMethod);
}

async fn a_new_app_takes_the_old_ones_place_once_it_is_validated(house: House) {
    let (old, codes) = house.with_app().await;
    let forgotten = house.choose_app().await;
    let new = house.choose_app().await;
    house.sign_in(Factor::Totp, &old.shows(house.now())).await.unwrap();
    assert!(matches!(house.validate(Method::Totp, &forgotten.shows(house.now())).await, Validation::Refused(CodeRefused::Wrong { .. })));
    house.validated(Method::Totp, &new.shows(house.now())).await;
    house.advance(90);
    assert!(house.sign_in(Factor::Totp, &old.shows(house.now())).await.is_err());
    house.sign_in(Factor::Totp, &new.shows(house.now())).await.unwrap();
    house.sign_in(Factor::RecoveryCode, &codes[0]).await.unwrap();
    assert_eq!(house.enrolment().await.methods.len(), 1);
}

async fn removing_needs_fresh_proof_and_keeps_to_the_policy(house: House) {
    let (_, _) = house.with_app().await;
    house.choose(&Choice::Email).await;
    let code = house.newest_code().await;
    house.validated(Method::Email, &code).await;
    assert!(house.proof(&[Factor::Password, Factor::Email]).await.is_none(), "email alone removes nothing");
    let proof = house.proof(&[Factor::Totp]).await.unwrap();
    let app_only = Demand::each_of([MethodSet::NONE.with(Method::Totp)]);
    let removed = change::remove(&house.desk(), &proof, Method::Totp, &app_only).await;
    assert_eq!(refusal(removed), Refusal::Demanded);
    let turned_off = change::deactivate(&house.desk(), TurnedOffBy::Person(&proof), &app_only).await;
    assert_eq!(refusal(turned_off), Refusal::Demanded);
    change::remove(&house.desk(), &proof, Method::Email, &app_only).await.unwrap();
    assert_eq!(house.enrolment().await.recovery_codes_left, 10);
    change::remove(&house.desk(), &proof, Method::Totp, &Demand::NOTHING).await.unwrap();
    let enrolment = house.enrolment().await;
    assert_eq!((enrolment.status(), enrolment.methods.len(), enrolment.recovery_codes_left), (Status::Activated, 0, 0));
    let kinds = house.letter_kinds().await;
    assert_eq!(kinds.iter().filter(|kind| *kind == "factor_changed").count(), 4, "{kinds:?}");
}

async fn full_access_turns_it_on_and_off_and_resets_it_and_nothing_else(house: House) {
    change::activate(&house.desk(), house.alice.id, By::Manager).await.unwrap().commit().await.unwrap();
    assert_eq!(refusal(change::activate(&house.desk(), house.alice.id, By::Manager).await), Refusal::AlreadyActivated);
    let (app, codes) = house.with_app().await;
    let reset = change::reset(&house.desk(), house.alice.id).await.unwrap();
    reset.with("sessions_ended", 3).commit().await.unwrap();
    let enrolment = house.enrolment().await;
    assert_eq!((enrolment.status(), enrolment.recovery_codes_left), (Status::Activated, 0));
    assert_eq!(house.sign_in(Factor::Totp, &app.shows(house.now())).await.unwrap_err(), CodeRefused::NotSetUp);
    assert_eq!(house.sign_in(Factor::RecoveryCode, &codes[0]).await.unwrap_err(), CodeRefused::NotSetUp);
    change::deactivate(&house.desk(), TurnedOffBy::Manager(house.alice.id), &Demand::NOTHING).await.unwrap().commit().await.unwrap();
    assert_eq!(house.enrolment().await.status(), Status::NotSetup);
    let events = house.events().await;
    assert!(events.contains(&"two_factor_reset".to_owned()) && events.contains(&"two_factor_deactivated".to_owned()), "{events:?}");
    assert!(house.policy_became_mandatory().await);
    // The reset that is dropped is none.
    house.with_app().await;
    drop(change::reset(&house.desk(), house.alice.id).await.unwrap());
    assert_eq!(house.enrolment().await.status(), Status::Enabled);
    assert!(matches!(house.begin(&house.at(Purpose::SignIn, 1), Method::Totp).await, Challenge::App));
}

async fn recovery_codes_are_renewed_as_a_set(house: House) {
    let none = change::renew_recovery_codes(&house.desk(), &house.fresh().await).await;
    assert_eq!(refusal(none), Refusal::NotActivated);
    let (_, old) = house.with_app().await;
    house.sign_in(Factor::RecoveryCode, &old[3].to_lowercase().replace('-', " ")).await.unwrap();
    assert_eq!(house.sign_in(Factor::RecoveryCode, &old[3]).await.unwrap_err(), CodeRefused::Wrong { tries_left: None });
    assert_eq!(house.enrolment().await.recovery_codes_left, 9);
    let new = change::renew_recovery_codes(&house.desk(), &house.fresh().await).await.unwrap();
    assert!(house.sign_in(Factor::RecoveryCode, &old[4]).await.is_err());
    house.sign_in(Factor::RecoveryCode, new[4].shown().expose()).await.unwrap();
    let mut letters = house.letter_kinds().await;
    // Letters that wait together leave in any order.
    letters.sort_unstable();
    assert_eq!(letters, ["factor_changed", "factor_changed", "recovery_code_used", "recovery_code_used"]);
    assert_eq!(house.events().await.iter().filter(|kind| *kind == "recovery_code_used").count(), 2);
}
