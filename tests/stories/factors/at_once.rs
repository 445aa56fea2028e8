//! Many at once, on two nodes: of one step, one code, one recovery code, exactly one comes through.

use std::sync::Arc;

use frontdesk::factors::answer::CodeRefused;
use frontdesk::factors::code::Purpose;
use frontdesk::factors::set_up::{Choice, Validation};
use frontdesk::factors::{Factor, Method};
use futures_util::future::join_all;

use super::{House, on_both};

on_both!(
    ten_uses_of_one_step_of_the_app,
    ten_uses_of_one_code_by_email,
    ten_uses_of_one_recovery_code,
    ten_wishes_for_a_code_send_one,
    fifty_wrong_tries_are_all_counted,
    ten_validations_make_one_method,
);

/// Ten answers at the same moment, in turn on each node: how many came through, and how many were judged wrong.
async fn ten(house: House, factor: Factor, code: String) -> (usize, usize, Arc<House>) {
    let house = Arc::new(house);
    let answers = (0..10).map(|number| {
        let (house, code) = (Arc::clone(&house), code.clone());
        tokio::spawn(async move {
            let node = &house.nodes[number % house.nodes.len()];
            house.answer_on(node, &house.at(Purpose::SignIn, 1), factor, &code).await.map(|passed| passed.factor())
        })
    });
    let answers: Vec<_> = join_all(answers).await.into_iter().map(|answer| answer.expect("no answer fell over")).collect();
    let passed = answers.iter().filter(|answer| answer.is_ok()).count();
    let wrong = answers.iter().filter(|answer| matches!(answer, Err(CodeRefused::Wrong { .. }))).count();
    (passed, wrong, house)
}

async fn ten_uses_of_one_step_of_the_app(house: House) {
    let (app, _) = house.with_app().await;
    let code = app.shows(house.now());
    let (passed, _, house) = ten(house, Factor::Totp, code).await;
    assert_eq!(passed, 1);
    let events = house.events().await;
    assert_eq!(events.iter().filter(|kind| *kind == "signed_in").count(), 1);
    assert_eq!(events.iter().filter(|kind| ["code_refused", "code_delayed"].contains(&kind.as_str())).count(), 9);
}

async fn ten_uses_of_one_code_by_email(house: House) {
    house.with_email().await;
    let code = house.code_for(1).await;
    let (passed, wrong, _) = ten(house, Factor::Email, code).await;
    assert_eq!(passed, 1);
    assert!(wrong < 5, "no more than five were judged");
}

async fn ten_uses_of_one_recovery_code(house: House) {
    let (_, codes) = house.with_app().await;
    let (passed, _, house) = ten(house, Factor::RecoveryCode, codes[0].clone()).await;
    assert_eq!(passed, 1);
    assert_eq!(house.enrolment().await.recovery_codes_left, 9);
    assert_eq!(house.letter_kinds().await.iter().filter(|kind| *kind == "recovery_code_used").count(), 1);
}

async fn ten_wishes_for_a_code_send_one(house: House) {
    house.with_email().await;
    let before = house.letters().await.len();
    let occasion = house.at(Purpose::SignIn, 1);
    join_all((0..10).map(|_| house.begin(&occasion, Method::Email))).await;
    assert_eq!(house.letters().await.len(), before + 1);
}

async fn fifty_wrong_tries_are_all_counted(house: House) {
    house.with_email().await;
    let code = house.code_for(1).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let occasion = house.at(Purpose::SignIn, 1);
    let tries = join_all((0..50).map(|number| house.answer_on(&house.nodes[number % 2], &occasion, Factor::Email, wrong))).await;
    let judged = tries.iter().filter(|tried| matches!(tried, Err(CodeRefused::Wrong { .. }))).count();
    assert_eq!(judged, 5);
    assert_eq!(house.sign_in(Factor::Email, &code).await.unwrap_err(), CodeRefused::Gone);
}

async fn ten_validations_make_one_method(house: House) {
    house.choose(&Choice::Email).await;
    let code = house.newest_code().await;
    let done = join_all((0..10).map(|_| house.validate(Method::Email, &code))).await;
    let done = done.iter().filter(|done| matches!(done, Validation::Done(_))).count();
    assert_eq!((done, house.enrolment().await.methods.len(), house.enrolment().await.recovery_codes_left), (1, 1, 10));
}
