//! "What's two-factor authentication (2FA)?"

use std::time::Duration;

use super::Morning;
use crate::support::{Chrome, Key, Look, PASSWORD};
use crate::telephone::Telephone;

/// "Learn how to set up 2FA for your account", steps 1 to 3: one's own settings, and a method.
async fn choose(morning: &Morning, method: &str) {
    // 1. Go to the Profile tab > Users. 2. Locate your user details and click on the cog wheel symbol.
    morning.go_to_own_settings().await;
    morning.chrome.follow("Two-factor").await;
    // 3. Select SMS, Email or Google Authenticator.
    morning.chrome.choose(method).await;
}

/// Step 4, and "Validating your preferred 2FA".
async fn validate(morning: &Morning, code: &str) {
    morning.chrome.fill("Six-digit code", code).await;
    morning.chrome.press("Submit").await;
}

/// The recovery codes that the first method brings.
async fn keep_recovery_codes(morning: &Morning) -> Vec<String> {
    morning.chrome.see("Keep your recovery codes").await;
    let is_code = |word: &&str| word.len() == 11 && word.as_bytes()[5] == b'-';
    let codes: Vec<String> = morning.chrome.text().await.split_whitespace().filter(is_code).map(str::to_owned).collect();
    assert_eq!(codes.len(), 10, "{codes:?}");
    morning.chrome.press("I have kept them").await;
    codes
}

async fn status_is(morning: &Morning, status: &str) {
    morning.chrome.goto(morning.desk.url("/account/two-factor")).await;
    morning.chrome.see(&format!("Current status {status}")).await;
}

async fn sign_out(morning: &Morning) {
    morning.chrome.goto(morning.desk.url("/")).await;
    morning.chrome.press("logout").await;
    morning.chrome.see("signed out").await;
}

/// Sets an authenticator app up, from the settings to Enabled; gives the telephone with it and the recovery codes.
async fn with_app(morning: &Morning) -> (Telephone, Vec<String>) {
    morning.open_own_settings().await;
    choose(morning, "Authenticator app").await;
    // 4. Click Validate.
    morning.chrome.press("Validate").await;
    let telephone = Telephone::scan(&morning.chrome).await;
    // 1. Enter the six-digit code. 2. Click Submit.
    validate(morning, &telephone.shows(&morning.desk)).await;
    let codes = keep_recovery_codes(morning).await;
    status_is(morning, "Enabled").await;
    (telephone, codes)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authenticator_app_is_set_up_and_asked_for() {
    let Some(morning) = Morning::begin("two-factor-app", Look::default()).await else { return };
    let (telephone, _) = with_app(&morning).await;
    sign_out(&morning).await;
    morning.desk.advance(Duration::from_mins(1));

    // "What changes when I sign in": 1. Enter your email and password, click Login.
    morning.open_app().await;
    morning.enter_email_and_password().await;
    // 2. Enter the verification code. 3. Click Submit.
    morning.chrome.see("Open your authenticator app").await;
    validate(&morning, &telephone.shows(&morning.desk)).await;
    morning.is_in_the_app().await;
    let complaints = morning.chrome.console().await;
    assert!(!complaints.iter().any(|line| line.contains("Content Security Policy")), "{complaints:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_can_be_typed_where_it_cannot_be_scanned() {
    let Some(morning) = Morning::begin("two-factor-typed", Look::default()).await else { return };
    morning.open_own_settings().await;
    choose(&morning, "Authenticator app").await;
    morning.chrome.press("Validate").await;
    let scanned = Telephone::scan(&morning.chrome).await;
    let typed = Telephone::type_key(&morning.chrome).await;
    assert_eq!(typed, scanned);
    validate(&morning, "000 000").await;
    morning.chrome.see("This code is not right").await;
    validate(&morning, &typed.shows(&morning.desk)).await;
    keep_recovery_codes(&morning).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn email_is_set_up_and_asked_for() {
    let Some(morning) = Morning::begin("two-factor-email", Look::default()).await else { return };
    morning.open_own_settings().await;
    choose(&morning, "Email").await;
    morning.chrome.press("Validate").await;
    morning.chrome.see(&morning.alice.email).await;
    validate(&morning, &morning.newest_code_by_email().await).await;
    keep_recovery_codes(&morning).await;
    status_is(&morning, "Enabled").await;
    sign_out(&morning).await;
    morning.desk.advance(Duration::from_mins(2));

    morning.open_app().await;
    morning.enter_email_and_password().await;
    morning.chrome.see("We sent six digits by email").await;
    let code = morning.newest_code_by_email().await;
    // As it is copied from a letter: with a space in it.
    validate(&morning, &format!("{} {}", &code[..3], &code[3..])).await;
    morning.is_in_the_app().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sms_is_set_up_and_asked_for() {
    let Some(morning) = Morning::begin("two-factor-sms", Look::default()).await else { return };
    morning.open_own_settings().await;
    choose(&morning, "SMS").await;
    morning.chrome.fill("Mobile number", "0412 345 678").await;
    morning.chrome.press("Validate").await;
    morning.chrome.see("+61 412 345 678").await;
    validate(&morning, &morning.code_by_sms().await).await;
    keep_recovery_codes(&morning).await;
    status_is(&morning, "Enabled").await;
    sign_out(&morning).await;
    morning.desk.advance(Duration::from_mins(2));

    morning.open_app().await;
    morning.enter_email_and_password().await;
    morning.chrome.see("We sent six digits by SMS").await;
    validate(&morning, &morning.code_by_sms().await).await;
    morning.is_in_the_app().await;
}

/// "Two-factor authentication status": each of the four, as it comes about.
#[tokio::test(flavor = "multi_thread")]
async fn each_status_is_shown_as_it_comes_about() {
    let Some(morning) = Morning::begin("two-factor-status", Look::default()).await else { return };
    let chrome = &morning.chrome;
    morning.open_own_settings().await;
    status_is(&morning, "Not setup").await;
    chrome.see("has not been set up yet").await;
    chrome.press("Turn on").await;
    status_is(&morning, "Activated").await;
    chrome.see("has been turned on").await;
    chrome.choose("Email").await;
    chrome.press("Validate").await;
    chrome.see("Enter the code").await;
    status_is(&morning, "Pending").await;
    chrome.see("It is pending until you enter the code").await;
    chrome.follow("Enter code").await;
    validate(&morning, &morning.newest_code_by_email().await).await;
    keep_recovery_codes(&morning).await;
    status_is(&morning, "Enabled").await;

    // The list of users says the same.
    chrome.goto(morning.desk.url("/settings/users")).await;
    chrome.see("Enabled").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_method_and_a_recovery_code_let_in_when_the_phone_is_lost() {
    let Some(morning) = Morning::begin("two-factor-lost", Look::default()).await else { return };
    let chrome = &morning.chrome;
    let (_, codes) = with_app(&morning).await;
    choose(&morning, "Email").await;
    chrome.press("Validate").await;
    validate(&morning, &morning.newest_code_by_email().await).await;
    chrome.see("The method is validated").await;
    sign_out(&morning).await;
    morning.desk.advance(Duration::from_mins(2));

    morning.open_app().await;
    morning.enter_email_and_password().await;
    chrome.see("Open your authenticator app").await;
    chrome.follow("Use another method").await;
    chrome.press("way-email").await;
    chrome.see("We sent six digits by email").await;
    validate(&morning, &morning.newest_code_by_email().await).await;
    morning.is_in_the_app().await;
    sign_out(&morning).await;

    morning.open_app().await;
    morning.enter_email_and_password().await;
    chrome.follow("Use a recovery code").await;
    chrome.fill("Recovery code", &codes[4].to_lowercase()).await;
    chrome.press("Submit").await;
    morning.is_in_the_app().await;
    sign_out(&morning).await;

    // It works once.
    morning.open_app().await;
    morning.enter_email_and_password().await;
    chrome.follow("Use a recovery code").await;
    chrome.fill("Recovery code", &codes[4]).await;
    chrome.press("Submit").await;
    chrome.see("This recovery code is not right, or was used already").await;
    chrome.fill("Recovery code", &codes[5]).await;
    chrome.press("Submit").await;
    morning.is_in_the_app().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_step_needs_neither_script_nor_pointer_and_fits_a_phone() {
    let Some(morning) = Morning::begin("two-factor-keys", Look::default()).await else { return };
    let (telephone, _) = with_app(&morning).await;
    morning.desk.advance(Duration::from_mins(1));

    let looks = [Look { script: false, ..Look::default() }, Look { dark: true, phone: Some((390, 844, 2.0)), ..Look::default() }];
    for look in looks {
        let Some(chrome) = Chrome::start_with(look).await else { return };
        chrome.goto(format!("{}/sign-in", morning.site.address)).await;
        chrome.fill("Email", &morning.alice.email).await;
        chrome.fill("Password", PASSWORD).await;
        chrome.strike(Key::Enter).await;
        chrome.see("Open your authenticator app").await;
        assert!(!chrome.scrolls_sideways().await);
        // The field has the focus, and takes an empty answer calmly.
        chrome.focus_is_on("code").await;
        chrome.strike(Key::Enter).await;
        chrome.see("Enter the six digits of your code").await;
        chrome.tab_to("Six-digit code").await;
        chrome.write(&telephone.shows(&morning.desk)).await;
        chrome.tab_to("Submit").await;
        chrome.strike(Key::Space).await;
        chrome.see("Name: Alice Nguyen").await;
        morning.desk.advance(Duration::from_mins(1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_code_is_sent_when_the_countdown_is_over() {
    let Some(morning) = Morning::begin("two-factor-again", Look::default()).await else { return };
    let chrome = &morning.chrome;
    morning.open_own_settings().await;
    choose(&morning, "Email").await;
    chrome.press("Validate").await;
    chrome.see("possible in").await;
    let first = morning.newest_code_by_email().await;
    morning.desk.advance(Duration::from_secs(61));
    chrome.reload().await;
    chrome.press("Send a new code").await;
    chrome.see("A new code is on its way; the old one no longer works.").await;
    let second = morning.newest_code_by_email().await;
    assert_ne!(first, second);
    validate(&morning, &first).await;
    chrome.see("This code is not right").await;
    validate(&morning, &second).await;
    keep_recovery_codes(&morning).await;
}
