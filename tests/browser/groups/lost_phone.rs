//! Somebody has lost their phone, and with it their authenticator app.

use std::time::Duration;

use super::colleagues::{Asked, MUST};
use super::{ANY, MANDATORY, Practice};

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_phone_is_reset_and_set_up_anew() {
    let Some(practice) = Practice::opens("groups-lost").await else { return };
    let (office, front, bob) = (&practice.office, &practice.front, practice.colleague("Bob Okafor").await);
    practice.cog_of(&bob).await;
    assert!(!office.has("reset").await, "there is nothing to reset");
    practice.riverside_asks(MANDATORY, ANY).await;
    assert_eq!(practice.signs_in(&bob).await, MUST);
    let lost = practice.sets_up_an_app().await;
    practice.keeps_the_recovery_codes().await;
    practice.is_in_the_app(&bob).await;
    front.goto(practice.desk.url("/account")).await;
    front.see("bob.okafor@").await;

    // She is asked who she is when that is a while ago, and what ends is named before it does.
    practice.desk.advance(Duration::from_mins(11));
    practice.cog_of(&bob).await;
    office.see("Signed in on one device").await;
    office.follow("Reset").await;
    office.see("Is it really you?").await;
    practice.mara_enters_her_code().await;
    office.see("Reset two-factor authentication?").await;
    office.see("They are signed out everywhere").await;
    office.follow("Leave it as it is").await;
    practice.assert_row(&bob, "Enabled").await;
    front.reload().await;
    front.see("bob.okafor@").await;

    practice.cog_of(&bob).await;
    office.follow("Reset").await;
    office.press("confirm").await;
    office.see("Two-factor authentication is reset. They have been signed out everywhere and told by email.").await;
    office.see("Not signed in anywhere").await;
    practice.assert_row(&bob, "Activated").await;

    // His next request finds no session.
    front.reload().await;
    front.arrive_at(&practice.desk.url("/login/")).await;
    let letters = practice.post.letters_to(&practice.desk, &bob.person.email).await;
    let told = letters.iter().rev().find(|letter| letter.subject == "Two-factor authentication was reset").expect("a letter");
    assert!(told.text.contains("You are signed out everywhere"), "{}", told.text);

    assert_eq!(practice.signs_in(&bob).await, MUST);
    let new = practice.sets_up_an_app().await;
    assert_ne!(lost, new);
    practice.keeps_the_recovery_codes().await;
    practice.is_in_the_app(&bob).await;
    assert_eq!(practice.signs_in(&bob).await, Asked::Code);
    practice.enters_what_it_shows(&lost).await;
    front.see("This code is not right").await;
    practice.enters_what_it_shows(&new).await;
    practice.is_in_the_app(&bob).await;
}
