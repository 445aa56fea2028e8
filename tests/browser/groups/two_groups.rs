//! Somebody who works at two practices that ask for different things.

use super::colleagues::{Asked, MUST};
use super::{APP, EMAIL, HILLSIDE, MANDATORY, PASSKEY, Practice, RIVERSIDE};
use crate::support::PracticeSite;

#[tokio::test(flavor = "multi_thread")]
async fn one_method_that_both_accept_is_enough() {
    let Some(practice) = Practice::opens("groups-one-method").await else { return };
    let bob = practice.colleague_of_both("Bob Okafor").await;
    practice.group_asks(RIVERSIDE, MANDATORY, &[APP, EMAIL], None).await;
    practice.group_asks(HILLSIDE, MANDATORY, &[APP, PASSKEY], None).await;
    assert_eq!(practice.signs_in(&bob).await, MUST);
    practice.front.see("Riverside Health accepts: Authenticator app, Email").await;
    practice.front.see("Hillside Physio accepts:").await;
    practice.front.see("One method that all of them accept is enough").await;
    practice.sets_up_an_app().await;
    practice.keeps_the_recovery_codes().await;
    practice.is_in_the_app(&bob).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_practice_gets_its_own_where_they_have_nothing_in_common() {
    let Some(practice) = Practice::opens("groups-nothing-in-common").await else { return };
    let bob = practice.colleague_of_both("Bob Okafor").await;
    practice.group_asks(RIVERSIDE, MANDATORY, &[APP], None).await;

    // Mara is told before she saves it: she and Bob will need one for each.
    let office = &practice.office;
    practice.edit_settings_of(HILLSIDE).await;
    office.choose(MANDATORY).await;
    practice.accept(&[APP, EMAIL]).await;
    office.press("See whom it touches").await;
    office.see("Nothing is saved yet").await;
    assert!(!office.text().await.contains("will need one for each"), "the legal twin: {}", office.text().await);
    office.follow("Leave it as it is").await;
    practice.accept(&[EMAIL]).await;
    office.press("See whom it touches").await;
    office.see("2 users are also in Riverside Health, which accepts none of these methods, and will need one for each").await;
    office.press("Save").await;
    office.see("The settings are saved").await;

    assert_eq!(practice.signs_in(&bob).await, MUST);
    practice.front.see("Riverside Health accepts: Authenticator app").await;
    practice.front.see("Hillside Physio accepts: Email").await;
    let telephone = practice.sets_up_an_app().await;
    practice.front.see("It is asked for by Hillside Physio").await;
    assert!(practice.front.has("method-email").await && !practice.front.has("method-totp").await);
    practice.sets_up_email(&bob).await;
    practice.keeps_the_recovery_codes().await;
    practice.is_in_the_app(&bob).await;

    // An app that serves only one of them asks for its method only; one that serves both for both.
    let only = practice.desk.app("rehab").first_party().serving(vec![practice.desk.group(HILLSIDE).await]);
    let only = PracticeSite::open_as(only).await;
    assert_eq!(practice.signs_in_to(&only, &bob).await, Asked::Code);
    practice.front.see("by email").await;
    practice.enters_the_code_by_email(&bob).await;
    practice.is_in(&only, &bob).await;
    practice.front.goto(format!("{}/sign-in", practice.site.address)).await;
    practice.front.see("Open your authenticator app").await;
    practice.enters_what_it_shows(&telephone).await;
    practice.is_in_the_app(&bob).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_works_at_one_of_them_is_asked_what_that_one_asks() {
    let Some(practice) = Practice::opens("groups-one-of-two").await else { return };
    let bob = practice.colleague("Bob Okafor").await;
    practice.group_asks(HILLSIDE, MANDATORY, &[EMAIL], None).await;
    assert_eq!(practice.signs_in(&bob).await, Asked::Nothing, "it is not his");
    practice.group_asks(RIVERSIDE, MANDATORY, &[APP], None).await;
    assert_eq!(practice.signs_in(&bob).await, MUST);
    practice.front.see("It is asked for by Riverside Health").await;
    assert!(!practice.front.text().await.contains("Hillside"), "{}", practice.front.text().await);
    assert!(!practice.front.has("method-email").await);
}
