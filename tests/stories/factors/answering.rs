//! Passing the second step, and failing to get around it.

use std::time::Duration;

use frontdesk::factors::answer::CodeRefused;
use frontdesk::factors::challenge::Challenge;
use frontdesk::factors::code::Purpose;
use frontdesk::factors::{Factor, Method};
use frontdesk::users::attempts::{self, AttemptKey};
use frontdesk::users::{self, UserState};

use super::{House, on_both};

on_both!(
    a_step_of_the_app_is_accepted_once_and_none_before_it,
    a_code_by_email_is_of_one_person_purpose_and_browser,
    only_the_newest_code_works_and_only_for_ten_minutes,
    a_code_takes_five_tries,
    sending_again_waits_longer_each_time_and_gives_no_new_tries,
    ten_wrong_codes_bring_a_long_delay_and_ninety_nine_the_end,
    wrong_passwords_do_not_block_codes_and_one_factor_not_another,
    somebody_who_was_disabled_gets_no_further,
);

const WRONG: CodeRefused = CodeRefused::Wrong { tries_left: None };

async fn a_step_of_the_app_is_accepted_once_and_none_before_it(house: House) {
    let (app, _) = house.with_app().await;
    let before = app.shows(house.now().minus(Duration::from_secs(30)));
    let shown = app.shows(house.now());
    let passed = house.sign_in(Factor::Totp, &shown).await.unwrap();
    assert_eq!((passed.user(), passed.factor(), passed.at()), (house.alice.id, Factor::Totp, house.now()));
    for spent in [&shown, &before] {
        assert_eq!(house.sign_in(Factor::Totp, spent).await.unwrap_err(), WRONG);
    }
    house.advance(30);
    // The clock of the telephone runs before ours.
    let next = app.shows(house.now().plus(Duration::from_secs(30)));
    house.sign_in(Factor::Totp, &next).await.unwrap();
    assert_eq!(house.sign_in(Factor::Totp, &app.shows(house.now())).await.unwrap_err(), WRONG, "an older step than the last accepted");
    house.advance(300);
    let far = app.shows(house.now().plus(Duration::from_mins(1)));
    assert_eq!(house.sign_in(Factor::Totp, &far).await.unwrap_err(), WRONG);
}

async fn a_code_by_email_is_of_one_person_purpose_and_browser(house: House) {
    house.with_email().await;
    let code = house.code_for(1).await;
    assert_eq!(house.answer(&house.at(Purpose::Confirm, 1), Factor::Email, &code).await.unwrap_err(), CodeRefused::Gone);
    for _ in 0..7 {
        // A stranger's tries in another browser do not use up the ones of this code.
        assert_eq!(house.answer(&house.at(Purpose::SignIn, 2), Factor::Email, &code).await.unwrap_err(), CodeRefused::Gone);
    }
    assert_eq!(house.sign_in(Factor::Totp, &code).await.unwrap_err(), CodeRefused::NotSetUp);
    assert_eq!(house.sign_in(Factor::Email, &code).await.unwrap().factor(), Factor::Email);
    assert_eq!(house.sign_in(Factor::Email, &code).await.unwrap_err(), CodeRefused::Gone);
}

async fn only_the_newest_code_works_and_only_for_ten_minutes(house: House) {
    house.with_email().await;
    let old = house.code_for(1).await;
    house.advance(30);
    let new = house.code_for(1).await;
    if old != new {
        assert_eq!(house.sign_in(Factor::Email, &old).await.unwrap_err(), CodeRefused::Wrong { tries_left: Some(4) });
    }
    house.sign_in(Factor::Email, &new).await.unwrap();
    let late = house.code_for(1).await;
    house.advance(600);
    assert_eq!(house.sign_in(Factor::Email, &late).await.unwrap_err(), CodeRefused::Gone);
    // A code asked for in another browser ends the one before as well.
    let here = house.code_for(1).await;
    house.advance(61);
    let there = house.code_for(2).await;
    assert_eq!(house.sign_in(Factor::Email, &here).await.unwrap_err(), CodeRefused::Gone);
    house.answer(&house.at(Purpose::SignIn, 2), Factor::Email, &there).await.unwrap();
}

/// Six digits that are not this code.
fn other_than(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

async fn a_code_takes_five_tries(house: House) {
    house.with_email().await;
    let code = house.code_for(1).await;
    for left in (0..5).rev() {
        assert_eq!(house.sign_in(Factor::Email, other_than(&code)).await.unwrap_err(), CodeRefused::Wrong { tries_left: Some(left) });
    }
    assert_eq!(house.sign_in(Factor::Email, &code).await.unwrap_err(), CodeRefused::Gone);
    assert!(matches!(
        house.begin(&house.at(Purpose::SignIn, 1), Method::Email).await,
        Challenge::Sent { is_new: false, is_waiting: false, .. }
    ));
}

async fn sending_again_waits_longer_each_time_and_gives_no_new_tries(house: House) {
    house.with_email().await;
    let occasion = house.at(Purpose::SignIn, 1);
    let letters_before = house.letters().await.len();
    for (number, wait) in [30, 60, 120, 240].into_iter().enumerate() {
        let code = house.code_for(1).await;
        for left in [4, 3] {
            let refused = house.sign_in(Factor::Email, other_than(&code)).await.unwrap_err();
            match refused {
                CodeRefused::Wrong { tries_left } => assert_eq!(tries_left, Some(left)),
                CodeRefused::Wait { .. } => assert!(number > 1, "the sixth wrong one brings a delay, whatever the code"),
                other => panic!("{other:?}"),
            }
        }
        house.advance(wait - 1);
        let Challenge::Sent { is_new, countdown, .. } = house.begin(&occasion, Method::Email).await else { panic!("a sent code") };
        assert_eq!((is_new, countdown.left(house.now()).as_secs()), (false, 1));
        house.advance(1);
    }
    assert_eq!(house.letters().await.len(), letters_before + 4);
    assert!(house.events().await.contains(&"code_delayed".to_owned()));
}

async fn ten_wrong_codes_bring_a_long_delay_and_ninety_nine_the_end(house: House) {
    let (app, codes) = house.with_app().await;
    let mut judged = 0;
    let mut waits = Vec::new();
    loop {
        match house.sign_in(Factor::Totp, &app.never_shows(house.now())).await.unwrap_err() {
            CodeRefused::Wrong { .. } => judged += 1,
            CodeRefused::Wait { retry_after } => {
                waits.push(retry_after.as_secs());
                // A day of quiet between them forgets nothing.
                let pause = if judged == 20 { 2 * 86_400 } else { retry_after.as_secs() };
                house.advance(pause);
            }
            CodeRefused::Blocked => break,
            other => panic!("{other:?}"),
        }
        assert!(judged < 100);
    }
    assert_eq!(judged, 99);
    assert_eq!(waits[..6], [2, 4, 8, 16, 900, 900]);
    house.advance(30 * 86_400);
    assert_eq!(house.sign_in(Factor::Totp, &app.shows(house.now())).await.unwrap_err(), CodeRefused::Blocked, "not even the right one");
    // Another factor opens, and with it the app can be set up anew.
    house.sign_in(Factor::RecoveryCode, &codes[0]).await.unwrap();
    let proof = house.proof(&[Factor::RecoveryCode]).await.unwrap();
    let nothing = frontdesk::factors::status::Demand::NOTHING;
    frontdesk::factors::change::remove(&house.desk(), &proof, Method::Totp, &nothing).await.unwrap();
    house.with_app().await;
}

async fn wrong_passwords_do_not_block_codes_and_one_factor_not_another(house: House) {
    let (app, codes) = house.with_app().await;
    let password = AttemptKey::of_user("password", house.alice.id);
    let tx = house.storage().write().await.unwrap();
    for _ in 0..6 {
        attempts::store::count(&tx, &password, house.now()).await.unwrap().unwrap();
    }
    tx.commit().await.unwrap();
    for _ in 0..6 {
        assert_eq!(house.sign_in(Factor::RecoveryCode, "00000-00000").await.unwrap_err(), WRONG);
    }
    assert!(matches!(house.sign_in(Factor::RecoveryCode, &codes[0]).await.unwrap_err(), CodeRefused::Wait { .. }));
    house.sign_in(Factor::Totp, &app.shows(house.now())).await.unwrap();
    assert!(attempts::store::look(house.storage().read(), &password, house.now()).await.unwrap().is_some(), "nor do codes clear them");
    house.advance(2);
    house.sign_in(Factor::RecoveryCode, &codes[0]).await.unwrap();
}

async fn somebody_who_was_disabled_gets_no_further(house: House) {
    let (app, codes) = house.with_app().await;
    let tx = house.storage().write().await.unwrap();
    assert!(users::store::set_state(&tx, house.alice.id, UserState::Disabled, house.now()).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(house.sign_in(Factor::Totp, &app.shows(house.now())).await.unwrap_err(), CodeRefused::NotSetUp);
    assert_eq!(house.sign_in(Factor::RecoveryCode, &codes[0]).await.unwrap_err(), CodeRefused::NotSetUp);
    assert_eq!(house.begin(&house.at(Purpose::SignIn, 1), Method::Totp).await, Challenge::NotSetUp);
}
