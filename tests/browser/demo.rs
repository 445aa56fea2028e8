//! The example practice, as a newcomer meets it: nothing is told apart from one address.

use frontdesk::demo::{Demo, DemoOptions, PASSWORD};

use crate::support::{Chrome, Key, Look};

async fn open() -> Demo {
    Demo::open(&DemoOptions { folder: None, port: 0 }).await.unwrap()
}

async fn log_in(chrome: &Chrome, email: &str) {
    chrome.fill("Email", email).await;
    chrome.fill("Password", PASSWORD).await;
    chrome.press("Login").await;
}

/// From the start page to the app, in, and out again.
async fn a_first_visit(chrome: &Chrome) {
    let demo = open().await;
    chrome.goto(&demo.addresses.desk).await;
    chrome.follow("Open Riverside Calendar").await;
    chrome.arrive_at(&demo.addresses.calendar).await;
    chrome.follow("Sign in").await;
    chrome.arrive_at(&demo.addresses.frontdesk).await;
    log_in(chrome, "alice@riverside.example").await;
    chrome.press("Not now").await;
    chrome.arrive_at(&demo.addresses.calendar).await;
    chrome.see("Good morning, Dr Alice Nguyen").await;
    chrome.see("alice@riverside.example").await;
    chrome.see("Riverside Health").await;
    chrome.press("Sign out").await;
    chrome.see("signed out").await;
    demo.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_signs_in_to_the_example_app_and_out_again() {
    let Some(chrome) = Chrome::start().await else { return };
    a_first_visit(&chrome).await;
    let complaints = chrome.console().await;
    assert!(complaints.is_empty(), "the browser complains: {complaints:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_works_without_script() {
    let Some(chrome) = Chrome::start_with(Look { script: false, ..Look::default() }).await else { return };
    a_first_visit(&chrome).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_works_on_a_dark_phone() {
    let look = Look { dark: true, phone: Some((320, 640, 2.0)), ..Look::default() };
    let Some(chrome) = Chrome::start_with(look).await else { return };
    a_first_visit(&chrome).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_works_by_keys_alone() {
    let Some(chrome) = Chrome::start().await else { return };
    let demo = open().await;
    chrome.goto(&demo.addresses.calendar).await;
    chrome.tab_to("Sign in").await;
    chrome.strike(Key::Enter).await;
    chrome.arrive_at(&demo.addresses.frontdesk).await;
    chrome.tab_to("Email").await;
    chrome.write("ben@riverside.example").await;
    chrome.tab_to("Password").await;
    chrome.write(PASSWORD).await;
    chrome.tab_to("Login").await;
    chrome.strike(Key::Enter).await;
    chrome.see("Set up two-factor authentication").await;
    chrome.tab_to("Not now").await;
    chrome.strike(Key::Enter).await;
    chrome.see("Good morning, Ben Carter").await;
    chrome.tab_to("Sign out").await;
    chrome.strike(Key::Enter).await;
    chrome.see("signed out").await;
    demo.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_of_somebody_else_gets_what_the_person_allows() {
    let Some(chrome) = Chrome::start().await else { return };
    let demo = open().await;
    chrome.goto(&demo.addresses.billing).await;
    chrome.follow("Sign in").await;
    log_in(&chrome, "chiara@riverside.example").await;
    chrome.press("Not now").await;
    chrome.arrive_at(&format!("{}/consent/", demo.addresses.frontdesk)).await;
    chrome.press("allow").await;
    chrome.see("Good morning, Chiara Rossi").await;
    // The other app knows her at once, and asks nothing.
    chrome.goto(&demo.addresses.calendar).await;
    chrome.follow("Sign in").await;
    chrome.see("Good morning, Chiara Rossi").await;
    demo.close().await;
}
