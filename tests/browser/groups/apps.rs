//! Apps that ask for more than the practice does.

use super::colleagues::{Asked, MUST};
use super::{ANY, DISABLED, HILLSIDE, Practice, RIVERSIDE};
use crate::support::PracticeSite;

#[tokio::test(flavor = "multi_thread")]
async fn an_app_requires_two_factors_of_whoever_opens_it() {
    let Some(practice) = Practice::opens("groups-app-requires").await else { return };
    let bob = practice.colleague("Bob Okafor").await;
    let ledger = practice.desk.app("ledger").first_party().with(|settings| settings.require_two_factor = true);
    let ledger = PracticeSite::open_as(ledger).await;
    assert_eq!(practice.signs_in(&bob).await, Asked::Nothing, "the other app asks nothing");

    // It asks in the middle of a session too.
    practice.front.goto(format!("{}/sign-in", ledger.address)).await;
    assert_eq!(practice.asked_of(&bob).await, MUST);
    practice.front.see("It is asked for by ledger").await;
    assert!(!practice.front.has("method-email").await, "who reads the email could have chosen the password anew");
    let telephone = practice.sets_up_an_app().await;
    practice.keeps_the_recovery_codes().await;
    practice.is_in(&ledger, &bob).await;

    assert_eq!(practice.signs_in_to(&ledger, &bob).await, Asked::Code);
    practice.enters_what_it_shows(&telephone).await;
    practice.is_in(&ledger, &bob).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_mandates_it_for_its_practices_and_they_cannot_switch_it_off() {
    let Some(practice) = Practice::opens("groups-app-mandates").await else { return };
    let (office, bob) = (&practice.office, practice.colleague("Bob Okafor").await);
    let told = "An app that this practice uses makes two-factor authentication mandatory for it";
    practice.edit_settings_of(RIVERSIDE).await;
    assert!(!office.text().await.contains(told));
    assert_eq!(practice.signs_in(&bob).await, Asked::Nothing, "before the practice connects the app");

    let served = vec![practice.desk.group(RIVERSIDE).await];
    let tax = practice.desk.app("tax").first_party().with(|settings| settings.mandate_two_factor = true).serving(served);
    let tax = PracticeSite::open_as(tax).await;
    practice.edit_settings_of(HILLSIDE).await;
    assert!(!office.text().await.contains(told), "it does not serve the other practice");
    practice.edit_settings_of(RIVERSIDE).await;
    office.see(told).await;
    office.see("Whatever you choose here, it stays mandatory").await;

    // Mara chooses the opposite: at every app, Bob is asked nevertheless.
    practice.riverside_asks(DISABLED, ANY).await;
    office.see("An app that this practice uses makes two-factor authentication mandatory: everybody must set it up").await;
    assert!(!office.text().await.contains("The practice has no preference"));
    assert_eq!(practice.signs_in(&bob).await, MUST);
    assert_eq!(practice.signs_in_to(&tax, &bob).await, MUST);
    practice.sets_up_an_app().await;
    practice.keeps_the_recovery_codes().await;
    practice.is_in(&tax, &bob).await;

    // Nor can it be turned off for one.
    practice.cog_of(&bob).await;
    office.follow("Turn off").await;
    practice.mara_proves_who_she_is().await;
    office.press("Turn off").await;
    office.see("Two-factor authentication is mandatory for this user, so it cannot be turned off").await;
    practice.assert_row(&bob, "Enabled").await;
}
