//! "Set up passkeys".

use super::Morning;
use crate::support::{Key, Look, VirtualAuthenticator};

/// "Add a passkey", steps 1 to 6. Gives nothing; the page shows the passkey under `name`.
async fn add_a_passkey(morning: &Morning, name: &str) {
    let chrome = &morning.chrome;
    // 1. Click Settings > Users. 2. Next to your name, click the cogwheel icon.
    morning.go_to_own_settings().await;
    // 3. Click the Passkeys tab.
    chrome.follow("Passkeys").await;
    // 4. Click Add Passkey and follow the prompts on your device to register the passkey.
    chrome.press("Add Passkey").await;
    // 5. Give the passkey a name.
    chrome.see("Name your passkey").await;
    assert!(!chrome.value_of("Name of the passkey").await.is_empty(), "a name is proposed");
    chrome.see("rather than something like “Birthday”").await;
    chrome.fill("Name of the passkey", name).await;
    // 6. Click Save.
    chrome.press("Save").await;
    chrome.see("The passkey is saved").await;
    chrome.see(name).await;
}

/// "Log in with a passkey", steps 1 to 3.
async fn log_in_with_a_passkey(morning: &Morning) {
    // 1. Go to the login page.
    morning.chrome.goto(morning.desk.url("/login")).await;
    // 2. Click Login with Passkey. 3. Authenticate your passkey for the device you are using.
    morning.chrome.press("Login with Passkey").await;
    morning.chrome.see("You are signed in").await;
}

async fn sign_out(morning: &Morning) {
    morning.chrome.goto(morning.desk.url("/")).await;
    morning.chrome.press("logout").await;
    morning.chrome.see("signed out").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn add_a_passkey_and_log_in_with_it() {
    let Some(morning) = Morning::begin("passkey-adder", Look::default()).await else { return };
    morning.chrome.without_autofill().await;
    let device = morning.chrome.add_authenticator(VirtualAuthenticator::default()).await;
    morning.open_own_settings().await;
    add_a_passkey(&morning, "Work Laptop").await;
    assert_eq!(morning.chrome.credentials(&device).await.len(), 1);
    let complaints = morning.chrome.console().await;
    assert!(!complaints.iter().any(|line| line.contains("Content Security Policy")), "{complaints:?}");

    sign_out(&morning).await;
    log_in_with_a_passkey(&morning).await;
    morning.chrome.goto(morning.desk.url("/account/passkeys")).await;
    morning.chrome.see("Work Laptop").await;
    morning.chrome.see("last used").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_opens_an_app_of_the_practice() {
    let Some(morning) = Morning::begin("passkey-app", Look::default()).await else { return };
    morning.chrome.without_autofill().await;
    morning.chrome.add_authenticator(VirtualAuthenticator::default()).await;
    morning.open_own_settings().await;
    add_a_passkey(&morning, "iPhone").await;
    sign_out(&morning).await;
    morning.open_app().await;
    morning.chrome.press("Login with Passkey").await;
    morning.is_in_the_app().await;
}

/// "If you want to create multiple passkeys from different devices, you must log in with each device and follow this process."
#[tokio::test(flavor = "multi_thread")]
async fn each_device_gets_a_passkey_of_its_own() {
    let Some(morning) = Morning::begin("passkey-two", Look::default()).await else { return };
    let chrome = &morning.chrome;
    chrome.without_autofill().await;
    let laptop = chrome.add_authenticator(VirtualAuthenticator::default()).await;
    let kept = {
        morning.open_own_settings().await;
        add_a_passkey(&morning, "Work Laptop").await;
        let kept = chrome.credentials(&laptop).await;
        chrome.remove_authenticator(&laptop).await;
        kept
    };
    let phone = chrome.add_authenticator(VirtualAuthenticator::default()).await;
    add_a_passkey(&morning, "iPhone").await;
    assert_eq!((kept.len(), chrome.credentials(&phone).await.len()), (1, 1));
    chrome.see("Work Laptop").await;

    // The same device gets no second one.
    chrome.press("Add Passkey").await;
    chrome.see("This device already has a passkey for your account").await;

    sign_out(&morning).await;
    log_in_with_a_passkey(&morning).await;
    sign_out(&morning).await;
    chrome.remove_authenticator(&phone).await;
    let laptop = chrome.add_authenticator(VirtualAuthenticator::default()).await;
    chrome.add_credential(&laptop, &kept[0]).await;
    log_in_with_a_passkey(&morning).await;
}

/// "You can only add passkeys for your own account."
#[tokio::test(flavor = "multi_thread")]
async fn nobody_sets_up_a_passkey_for_somebody_else() {
    let Some(morning) = Morning::begin("passkey-own", Look::default()).await else { return };
    morning.chrome.add_authenticator(VirtualAuthenticator::default()).await;
    let bo = morning.desk.someone("Bo Li").in_group("Riverside Health").join().await;
    morning.open_own_settings().await;
    morning.chrome.goto(morning.desk.url(&format!("/settings/users/{}/passkeys", bo.id))).await;
    assert!(!morning.chrome.text().await.contains("Add Passkey"), "{}", morning.chrome.text().await);
    morning.chrome.goto(morning.desk.url(&format!("/settings/users/{}/passkeys", morning.alice.id))).await;
    morning.chrome.see("Add Passkey").await;
}

/// "If you are not able to log in with your passkey, you can still log in to your account with your email, password and
/// 2FA. You can then delete and re-add the passkey for your device."
#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_that_does_not_work_is_deleted_and_added_again() {
    let Some(morning) = Morning::begin("passkey-again", Look::default()).await else { return };
    let chrome = &morning.chrome;
    chrome.without_autofill().await;
    let device = chrome.add_authenticator(VirtualAuthenticator::default()).await;
    morning.open_own_settings().await;
    add_a_passkey(&morning, "Work Laptop").await;
    sign_out(&morning).await;

    // The device has lost it.
    chrome.remove_credentials(&device).await;
    chrome.set_user_verified(&device, false).await;
    chrome.goto(morning.desk.url("/login")).await;
    chrome.press("Login with Passkey").await;
    chrome.see("No passkey was used. Try again, or sign in with your email and password.").await;
    chrome.set_user_verified(&device, true).await;
    morning.enter_email_and_password().await;
    morning.put_off_the_offer().await;

    chrome.goto(morning.desk.url("/account/passkeys")).await;
    chrome.follow("Delete Work Laptop").await;
    chrome.see("Delete this passkey?").await;
    chrome.press("Delete").await;
    chrome.see("The passkey is deleted").await;
    add_a_passkey(&morning, "Work Laptop").await;
    sign_out(&morning).await;
    log_in_with_a_passkey(&morning).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_passkey_is_told_calmly_and_the_password_way_stays_open() {
    let Some(morning) = Morning::begin("passkey-deleted", Look::default()).await else { return };
    let chrome = &morning.chrome;
    chrome.without_autofill().await;
    let device = chrome.add_authenticator(VirtualAuthenticator::default()).await;
    morning.open_own_settings().await;
    add_a_passkey(&morning, "Work Laptop").await;
    let copy = chrome.credentials(&device).await;
    chrome.follow("Delete Work Laptop").await;
    chrome.press("Delete").await;
    chrome.see("The passkey is deleted").await;
    sign_out(&morning).await;
    // The device still has it, however well Chromium listened to the signal.
    chrome.remove_credentials(&device).await;
    chrome.add_credential(&device, &copy[0]).await;
    chrome.goto(morning.desk.url("/login")).await;
    chrome.press("Login with Passkey").await;
    chrome.see("This passkey does not open anything here any more").await;
    morning.enter_email_and_password().await;
    morning.put_off_the_offer().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_does_not_know_its_owner_adds_no_passkey() {
    let Some(morning) = Morning::begin("passkey-uv", Look::default()).await else { return };
    let chrome = &morning.chrome;
    let device = chrome.add_authenticator(VirtualAuthenticator { user_verification: false, ..VirtualAuthenticator::default() }).await;
    morning.open_own_settings().await;
    chrome.follow("Passkeys").await;
    chrome.press("Add Passkey").await;
    chrome.see("You can try again at any time").await;
    chrome.remove_authenticator(&device).await;
    chrome.add_authenticator(VirtualAuthenticator::default()).await;
    add_a_passkey(&morning, "Work Laptop").await;
}

/// The email field offers passkeys: Chromium's virtual authenticator picks the only one at once.
#[tokio::test(flavor = "multi_thread")]
async fn the_email_field_offers_the_passkey() {
    let Some(morning) = Morning::begin("passkey-autofill", Look::default()).await else { return };
    morning.chrome.add_authenticator(VirtualAuthenticator::default()).await;
    morning.open_own_settings().await;
    add_a_passkey(&morning, "Work Laptop").await;
    sign_out(&morning).await;
    morning.chrome.goto(morning.desk.url("/login")).await;
    morning.chrome.see("You are signed in").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn passkeys_need_no_pointer_and_fit_a_dark_phone() {
    let look = Look { dark: true, phone: Some((390, 844, 2.0)), ..Look::default() };
    let Some(morning) = Morning::begin("passkey-keys", look).await else { return };
    let chrome = &morning.chrome;
    chrome.add_authenticator(VirtualAuthenticator::default()).await;
    chrome.goto(morning.desk.url("/login")).await;
    morning.enter_email_and_password().await;
    morning.put_off_the_offer().await;
    chrome.goto(morning.desk.url("/account/passkeys")).await;
    chrome.tab_to("Add Passkey").await;
    chrome.strike(Key::Enter).await;
    chrome.see("Name your passkey").await;
    chrome.tab_to("Save").await;
    chrome.strike(Key::Enter).await;
    chrome.see("The passkey is saved").await;
    assert!(!chrome.scrolls_sideways().await);
}

/// After a sign-in by password, a device that can make a passkey is offered one, once.
#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_is_offered_after_a_sign_in_by_password_until_it_is_declined() {
    let Some(morning) = Morning::begin("passkey-offer", Look::default()).await else { return };
    let chrome = &morning.chrome;
    chrome.add_authenticator(VirtualAuthenticator::default()).await;
    morning.open_app().await;
    morning.enter_email_and_password().await;
    chrome.arrive_at(&morning.desk.url("/login/")).await;
    chrome.press("never").await;
    morning.is_in_the_app().await;

    sign_out(&morning).await;
    morning.open_app().await;
    morning.enter_email_and_password().await;
    morning.is_in_the_app().await;
}
