//! Each method as the only one that the practice accepts: set up inside the sign-in, and asked for at the next.

use super::colleagues::{Asked, MUST};
use super::{ANY, APP, Colleague, EMAIL, MANDATORY, PASSKEY, Practice, SMS};
use crate::support::VirtualAuthenticator;

impl Practice {
    /// Bob is asked to set up this method, and no other is offered.
    async fn is_asked_for_only(&self, bob: &Colleague, only: &str) {
        assert_eq!(self.signs_in(bob).await, MUST);
        for (method, id) in [(APP, "method-totp"), (SMS, "method-sms"), (EMAIL, "method-email"), (PASSKEY, "add-passkey")] {
            assert_eq!(self.front.has(id).await, method == only, "{method} where {only} is mandated: {}", self.front.text().await);
        }
    }

    async fn is_in_the_app_after_the_codes(&self, bob: &Colleague) {
        self.keeps_the_recovery_codes().await;
        self.is_in_the_app(bob).await;
        self.assert_row(bob, "Enabled").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authenticator_app_alone_is_accepted() {
    let Some(practice) = Practice::opens("groups-only-app").await else { return };
    let bob = practice.colleague("Bob Okafor").await;
    practice.riverside_asks(MANDATORY, &[APP]).await;
    practice.is_asked_for_only(&bob, APP).await;
    let telephone = practice.sets_up_an_app().await;
    practice.is_in_the_app_after_the_codes(&bob).await;
    assert_eq!(practice.signs_in(&bob).await, Asked::Code);
    practice.enters_what_it_shows(&telephone).await;
    practice.is_in_the_app(&bob).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sms_alone_is_accepted() {
    let Some(practice) = Practice::opens("groups-only-sms").await else { return };
    let bob = practice.colleague("Bob Okafor").await;
    practice.riverside_asks(MANDATORY, &[SMS]).await;
    practice.is_asked_for_only(&bob, SMS).await;
    practice.sets_up_sms().await;
    practice.is_in_the_app_after_the_codes(&bob).await;
    assert_eq!(practice.signs_in(&bob).await, Asked::Code);
    practice.front.see("by SMS").await;
    let words = practice.post.newest_sms(&practice.desk).await.text();
    assert!(words.contains(" is your Frontdesk code for Riverside Health. Never share it."), "{words}");
    practice.enters_the_code_by_sms().await;
    practice.is_in_the_app(&bob).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn email_alone_is_accepted() {
    let Some(practice) = Practice::opens("groups-only-email").await else { return };
    let bob = practice.colleague("Bob Okafor").await;
    practice.riverside_asks(MANDATORY, &[EMAIL]).await;
    practice.is_asked_for_only(&bob, EMAIL).await;
    practice.sets_up_email(&bob).await;
    practice.is_in_the_app_after_the_codes(&bob).await;
    assert_eq!(practice.signs_in(&bob).await, Asked::Code);
    practice.front.see("by email").await;
    practice.enters_the_code_by_email(&bob).await;
    practice.is_in_the_app(&bob).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_alone_is_accepted() {
    let Some(practice) = Practice::opens("groups-only-passkey").await else { return };
    let (bob, front) = (practice.colleague("Bob Okafor").await, &practice.front);
    front.without_autofill().await;
    let device = front.add_authenticator(VirtualAuthenticator::default()).await;
    practice.riverside_asks(MANDATORY, &[PASSKEY]).await;
    practice.is_asked_for_only(&bob, PASSKEY).await;
    front.press("add-passkey").await;
    // A new one proves nothing yet: it is used at once.
    front.press("login-passkey").await;
    practice.is_in_the_app(&bob).await;
    assert_eq!(front.credentials(&device).await.len(), 1);
    practice.assert_row(&bob, "one passkey").await;
    front.goto(practice.desk.url("/account/two-factor")).await;
    front.see("Your passkey is all that your practice asks for").await;

    front.forget_everybody().await;
    front.goto(format!("{}/sign-in", practice.site.address)).await;
    front.press("Login with Passkey").await;
    practice.is_in_the_app(&bob).await;
    // By password, the passkey is the second step.
    front.forget_everybody().await;
    front.goto(format!("{}/sign-in", practice.site.address)).await;
    practice.enters_email_and_password(&bob).await;
    front.arrive_at(&practice.desk.url("/login/second-step/")).await;
    front.press("login-passkey").await;
    practice.is_in_the_app(&bob).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_that_is_accepted_no_more_is_proved_and_then_replaced() {
    let Some(practice) = Practice::opens("groups-replaced").await else { return };
    let bob = practice.colleague("Bob Okafor").await;
    practice.riverside_asks(MANDATORY, ANY).await;
    assert_eq!(practice.signs_in(&bob).await, MUST);
    practice.sets_up_email(&bob).await;
    practice.is_in_the_app_after_the_codes(&bob).await;
    assert_eq!(practice.signs_in(&bob).await, Asked::Code, "accepted as yet");
    practice.enters_the_code_by_email(&bob).await;
    practice.is_in_the_app(&bob).await;

    practice.riverside_asks(MANDATORY, &[APP]).await;
    assert_eq!(practice.signs_in(&bob).await, Asked::Code, "whoever has the password alone chooses nothing");
    practice.enters_the_code_by_email(&bob).await;
    practice.front.see("It is asked for by Riverside Health").await;
    assert!(practice.front.has("method-totp").await && !practice.front.has("method-email").await && !practice.front.has("later").await);
    let telephone = practice.sets_up_an_app().await;
    practice.is_in_the_app(&bob).await;
    assert_eq!(practice.signs_in(&bob).await, Asked::Code);
    practice.front.see("Open your authenticator app").await;
    practice.enters_what_it_shows(&telephone).await;
    practice.is_in_the_app(&bob).await;
}
