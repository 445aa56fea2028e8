//! Signing in to a practice app and out of it, as people do: with script and without, by keys alone, with a wrong
//! password, too late, and in two tabs at once.

use std::time::Duration;

use crate::support::{Chrome, Desk, Ground, Key, Look, PASSWORD, Person, PracticeSite};

/// A desk with Alice, and an app of the practice's own that she is about to open.
async fn monday() -> (Desk, Person, PracticeSite) {
    let desk = Desk::open(Ground::Sqlite).await;
    let alice = desk.someone("Alice Nguyen").in_group("Riverside Health").join().await;
    let site = PracticeSite::open(&desk, "notes", |app| app.first_party()).await;
    (desk, alice, site)
}

async fn begin(chrome: &Chrome, desk: &Desk, site: &PracticeSite) {
    chrome.goto(&site.address).await;
    chrome.follow("Sign in").await;
    chrome.arrive_at(&desk.url("/login/")).await;
}

async fn log_in(chrome: &Chrome, email: &str, password: &str) {
    chrome.fill("Email", email).await;
    chrome.fill("Password", password).await;
    chrome.press("Login").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_to_an_app_and_out_again() {
    let Some(chrome) = Chrome::start().await else { return };
    let (desk, alice, site) = monday().await;
    begin(&chrome, &desk, &site).await;
    log_in(&chrome, &alice.email, PASSWORD).await;
    chrome.arrive_at(&format!("{}/callback", site.address)).await;
    chrome.see("Name: Alice Nguyen").await;
    chrome.see("Email: alice.nguyen@riverside.example").await;
    chrome.see("Groups: [\"Riverside Health\"]").await;
    let complaints = chrome.console().await;
    assert!(!complaints.iter().any(|line| line.contains("Content Security Policy")), "{complaints:?}");

    // Signed in already: the next sign-in asks nothing.
    chrome.goto(format!("{}/sign-in", site.address)).await;
    chrome.arrive_at(&format!("{}/callback", site.address)).await;
    chrome.see("Signed in").await;

    chrome.follow("Sign out").await;
    chrome.arrive_at(&format!("{}/bye?state=done", site.address)).await;
    begin(&chrome, &desk, &site).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_needs_no_script() {
    let Some(chrome) = Chrome::start_with(Look { script: false, ..Look::default() }).await else { return };
    let (desk, alice, site) = monday().await;
    begin(&chrome, &desk, &site).await;
    log_in(&chrome, &alice.email, PASSWORD).await;
    chrome.see("Name: Alice Nguyen").await;
    chrome.follow("Sign out").await;
    chrome.see("You are signed out of Riverside Notes").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_needs_no_pointer() {
    let Some(chrome) = Chrome::start().await else { return };
    let (desk, alice, site) = monday().await;
    begin(&chrome, &desk, &site).await;
    chrome.tab_to("Email").await;
    chrome.write(&alice.email).await;
    chrome.tab_to("Password").await;
    chrome.write(PASSWORD).await;
    chrome.tab_to("Login").await;
    chrome.strike(Key::Space).await;
    chrome.see("Name: Alice Nguyen").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_enter_key_in_the_password_field_signs_in() {
    let Some(chrome) = Chrome::start().await else { return };
    let (desk, alice, site) = monday().await;
    begin(&chrome, &desk, &site).await;
    chrome.fill("Email", &alice.email).await;
    chrome.fill("Password", PASSWORD).await;
    chrome.strike(Key::Enter).await;
    chrome.see("Name: Alice Nguyen").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_says_so_and_keeps_the_email() {
    let Some(chrome) = Chrome::start().await else { return };
    let (desk, alice, site) = monday().await;
    begin(&chrome, &desk, &site).await;
    log_in(&chrome, &alice.email, "seven noisy herons wade").await;
    chrome.see("Email and password do not match").await;
    assert_eq!(chrome.value_of("Email").await, alice.email);
    assert_eq!(chrome.value_of("Password").await, "");
    chrome.fill("Password", PASSWORD).await;
    chrome.press("Login").await;
    chrome.see("Name: Alice Nguyen").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_took_too_long_says_how_to_go_on() {
    let Some(chrome) = Chrome::start().await else { return };
    let (desk, alice, site) = monday().await;
    begin(&chrome, &desk, &site).await;
    desk.advance(Duration::from_hours(3));
    log_in(&chrome, &alice.email, PASSWORD).await;
    chrome.see("This sign-in is no longer open").await;
    chrome.see("Go back to your app and start again from there").await;
    begin(&chrome, &desk, &site).await;
    log_in(&chrome, &alice.email, PASSWORD).await;
    chrome.see("Name: Alice Nguyen").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_may_finish_in_reverse_order() {
    let Some(chrome) = Chrome::start().await else { return };
    let (desk, alice, site) = monday().await;
    chrome.goto(format!("{}/sign-in?state=first-tab", site.address)).await;
    chrome.arrive_at(&desk.url("/login/")).await;
    let first = chrome.new_tab().await;
    chrome.goto(format!("{}/sign-in?state=second-tab", site.address)).await;
    chrome.arrive_at(&desk.url("/login/")).await;
    log_in(&chrome, &alice.email, PASSWORD).await;
    chrome.see("State: second-tab").await;

    chrome.switch_to(first).await;
    log_in(&chrome, &alice.email, PASSWORD).await;
    chrome.see("State: first-tab").await;
    chrome.see("Name: Alice Nguyen").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_goes_back_to_the_app() {
    let Some(chrome) = Chrome::start().await else { return };
    let (desk, _, site) = monday().await;
    begin(&chrome, &desk, &site).await;
    chrome.press("cancel").await;
    chrome.arrive_at(&site.address).await;
    chrome.see("Error: access_denied").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_of_somebody_else_asks_for_consent_once() {
    let Some(chrome) = Chrome::start().await else { return };
    let desk = Desk::open(Ground::Sqlite).await;
    let alice = desk.someone("Alice Nguyen").in_group("Riverside Health").join().await;
    let site = PracticeSite::open(&desk, "labels", |app| app).await;
    begin(&chrome, &desk, &site).await;
    log_in(&chrome, &alice.email, PASSWORD).await;
    chrome.arrive_at(&desk.url("/consent/")).await;
    chrome.press("allow").await;
    chrome.see("Name: Alice Nguyen").await;
    chrome.goto(format!("{}/sign-in", site.address)).await;
    chrome.see("Name: Alice Nguyen").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_is_replaced_by_an_emailed_link() {
    let Some(chrome) = Chrome::start().await else { return };
    let (desk, alice, site) = monday().await;
    begin(&chrome, &desk, &site).await;
    chrome.follow("Forgotten password?").await;
    chrome.fill("Email", &alice.email).await;
    chrome.press("Send link").await;
    chrome.see("Look in your inbox").await;
    let letters = desk.letters_to(&alice.email).await;
    chrome.goto(letters[0].link()).await;
    chrome.fill("New password", "four grey pelicans glide").await;
    chrome.press("Save").await;
    chrome.see("Your new password is saved").await;
    begin(&chrome, &desk, &site).await;
    log_in(&chrome, &alice.email, "four grey pelicans glide").await;
    chrome.see("Name: Alice Nguyen").await;
}
