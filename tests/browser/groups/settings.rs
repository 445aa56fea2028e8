//! Each setting, with a member of each status: what the sign-in to the app asks, and that the app gets its code right after.

use super::colleagues::{Asked, MAY, MUST};
use super::{ANY, APP, Colleague, DISABLED, EMAIL, MANDATORY, OPTIONAL, Practice};
use crate::telephone::Telephone;

/// One of each status, by what they and Mara did before the practice asked for anything.
struct Four {
    not_setup: Colleague,
    activated: Colleague,
    pending: Colleague,
    enabled: Colleague,
    telephone: Telephone,
}

impl Practice {
    async fn with_one_of_each_status(&self) -> Four {
        let [not_setup, activated, pending, enabled] = [
            self.colleague("Nora Abbott").await,
            self.colleague("Adam Burke").await,
            self.colleague("Petra Cole").await,
            self.colleague("Edith Dunn").await,
        ];
        self.cog_of(&activated).await;
        self.office.press("Turn on").await;
        self.office.see("Two-factor authentication is turned on").await;

        self.opens_their_settings(&pending).await;
        self.front.choose(EMAIL).await;
        self.front.press("Validate").await;
        self.front.see("Enter the code").await;

        self.opens_their_settings(&enabled).await;
        let telephone = self.sets_up_an_app().await;
        self.keeps_the_recovery_codes().await;

        self.users_of(super::RIVERSIDE).await;
        for (who, status) in [(&not_setup, "Not setup"), (&activated, "Activated"), (&pending, "Pending"), (&enabled, "Enabled")] {
            let row = self.row_shown(who.name).await;
            assert!(row.contains(status), "{row}");
        }
        Four { not_setup, activated, pending, enabled, telephone }
    }

    /// Whoever has it enabled is asked for a code, whatever the practice asks.
    async fn asks_the_enabled_for_a_code(&self, four: &Four) {
        assert_eq!(self.signs_in(&four.enabled).await, Asked::Code);
        self.front.see("Open your authenticator app").await;
        self.enters_what_it_shows(&four.telephone).await;
        self.is_in_the_app(&four.enabled).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mandatory_lets_nobody_into_an_app_without_it() {
    let Some(practice) = Practice::opens("groups-mandatory").await else { return };
    let four = practice.with_one_of_each_status().await;
    practice.riverside_asks(MANDATORY, ANY).await;
    practice.assert_row(&four.not_setup, "Activated").await;
    practice.assert_row(&four.not_setup, "Overdue").await;

    for who in [&four.not_setup, &four.activated] {
        assert_eq!(practice.signs_in(who).await, MUST, "{}", who.name);
        practice.front.see("It is asked for by Riverside Health").await;
        // There is no way around: neither the app nor the account opens.
        practice.front.goto(format!("{}/sign-in", practice.site.address)).await;
        practice.front.arrive_at(&practice.desk.url("/login/")).await;
        practice.front.goto(practice.desk.url("/account")).await;
        practice.front.arrive_at(&practice.desk.url("/login/")).await;

        assert_eq!(practice.signs_in(who).await, MUST, "{}", who.name);
        practice.sets_up_an_app().await;
        practice.keeps_the_recovery_codes().await;
        practice.is_in_the_app(who).await;
        practice.assert_row(who, "Enabled").await;
    }
    // What was begun goes on where it stopped.
    assert_eq!(practice.signs_in(&four.pending).await, MUST);
    assert!(practice.front.run("return document.getElementById('method-email').checked", Vec::new()).await == true);
    practice.sets_up_email(&four.pending).await;
    practice.keeps_the_recovery_codes().await;
    practice.is_in_the_app(&four.pending).await;
    practice.asks_the_enabled_for_a_code(&four).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn optional_asks_everybody_and_lets_everybody_skip() {
    let Some(practice) = Practice::opens("groups-optional").await else { return };
    let four = practice.with_one_of_each_status().await;
    practice.riverside_asks(OPTIONAL, ANY).await;
    practice.assert_row(&four.not_setup, "Not setup").await;

    assert_eq!(practice.signs_in(&four.not_setup).await, MAY);
    practice.front.see("Your practice recommends it").await;
    practice.front.press("Not now").await;
    practice.is_in_the_app(&four.not_setup).await;
    assert_eq!(practice.signs_in(&four.not_setup).await, Asked::Nothing, "not at every sign-in");
    practice.desk.advance(std::time::Duration::from_hours(24 * 14));
    assert_eq!(practice.signs_in(&four.not_setup).await, MAY, "but again after two weeks");
    practice.sets_up_an_app().await;
    practice.keeps_the_recovery_codes().await;
    practice.is_in_the_app(&four.not_setup).await;

    for who in [&four.activated, &four.pending] {
        assert_eq!(practice.signs_in(who).await, MAY, "{}", who.name);
        practice.front.press("Not now").await;
        practice.is_in_the_app(who).await;
        assert_eq!(practice.signs_in(who).await, MAY, "theirs is turned on, so they are asked at every sign-in: {}", who.name);
        practice.sets_up_email(who).await;
        practice.keeps_the_recovery_codes().await;
        practice.is_in_the_app(who).await;
    }
    practice.asks_the_enabled_for_a_code(&four).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn disabled_asks_nobody_but_those_who_have_it_turned_on() {
    let Some(practice) = Practice::opens("groups-disabled").await else { return };
    let four = practice.with_one_of_each_status().await;
    // From optional back to disabled, so that it is the setting that matters.
    practice.riverside_asks(OPTIONAL, &[APP]).await;
    assert_eq!(practice.signs_in(&four.not_setup).await, MAY);
    practice.riverside_asks(DISABLED, ANY).await;

    assert_eq!(practice.signs_in(&four.not_setup).await, Asked::Nothing);
    practice.assert_row(&four.not_setup, "Not setup").await;
    for who in [&four.activated, &four.pending] {
        assert_eq!(practice.signs_in(who).await, MAY, "{}", who.name);
        practice.front.press("Not now").await;
        practice.is_in_the_app(who).await;
    }
    practice.asks_the_enabled_for_a_code(&four).await;
}
