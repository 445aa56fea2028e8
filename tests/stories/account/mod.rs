//! A person's own account: what people see and change there, and what nobody else does.

mod confirm;
mod devices;
mod doors;
mod download;
mod email;
mod password;
mod profile;
mod two_factor;
mod withdrawing;

use std::time::Duration;

use frontdesk::factors::passkey;
use http::StatusCode;
use serde_json::{Value, json};

use crate::support::{AuthenticatorApp, Desk, PASSWORD, Page, Person, SoftAuthenticator, Visitor};

/// Longer than a proof is fresh, shorter than a session without use.
const A_WHILE: Duration = Duration::from_mins(11);

/// A person's browser, freshly signed in by password.
async fn signed_in(desk: &Desk, person: &Person) -> Visitor {
    let mut visitor = desk.visitor().await;
    visitor.log_in(&person.email, PASSWORD).await;
    assert!(visitor.cookies.named("frontdesk_session").is_some(), "{}", visitor.page.body);
    visitor
}

/// Somebody new, signed in.
async fn newcomer(desk: &Desk, name: &str) -> (Person, Visitor) {
    let person = desk.someone(name).join().await;
    let visitor = signed_in(desk, &person).await;
    (person, visitor)
}

/// Sets an authenticator app up on the pages; gives the app and the recovery codes.
async fn set_up_app(desk: &Desk, visitor: &mut Visitor) -> (AuthenticatorApp, Vec<String>) {
    visitor.open(desk.url("/account/two-factor?method=totp")).await;
    visitor.press("validate", &[]).await;
    assert_eq!(visitor.page.heading(), "Connect your authenticator app", "{}", visitor.page.body);
    let app = AuthenticatorApp::scanned(&visitor.page.attribute("#open-app", "href").expect("a key"));
    visitor.press("submit", &[("code", &app.shows(desk.now()))]).await;
    let codes = codes_on(&visitor.page);
    desk.advance(Duration::from_mins(1));
    (app, codes)
}

/// Sets confirmation by email up on the pages.
async fn set_up_email(desk: &Desk, visitor: &mut Visitor, person: &Person) {
    visitor.open(desk.url("/account/two-factor?method=email")).await;
    visitor.press("validate", &[]).await;
    assert_eq!(visitor.page.heading(), "Enter the code", "{}", visitor.page.body);
    let code = newest_code(desk, &person.email).await;
    visitor.press("submit", &[("code", &code)]).await;
    assert_eq!(visitor.page.status, StatusCode::OK, "{}", visitor.page.body);
    desk.advance(Duration::from_mins(1));
}

/// The recovery codes that a page shows, none on any other page.
fn codes_on(page: &Page) -> Vec<String> {
    if !page.has("#codes") {
        return Vec::new();
    }
    page.fill("download", &[]).fields.into_iter().filter(|(name, _)| name == "code").map(|(_, code)| code).collect()
}

/// The code in the newest letter that has one.
async fn newest_code(desk: &Desk, email: &str) -> String {
    let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
    let letters = desk.letters_to(email).await;
    let code = letters.iter().rev().find_map(|letter| letter.text.lines().map(str::trim).find(is_code).map(str::to_owned));
    code.expect("a letter with a code")
}

/// Adds a passkey as the page's script does; gives its id.
async fn add_passkey(desk: &Desk, visitor: &mut Visitor, device: &SoftAuthenticator) -> String {
    let asked = visitor.call(desk.url("/account/passkeys/options"), &json!({})).await.json();
    let made = device.make(&desk.issuer, &asked["publicKey"]).await.expect("a passkey");
    let body = json!({ "ceremony": asked["ceremony"], "credential": made });
    let answer = visitor.call(desk.url("/account/passkeys/finish"), &body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()["id"].as_str().expect("an id").to_owned()
}

/// Answers the page in front of the person with a passkey, as its script does.
async fn confirm_with_passkey(desk: &Desk, visitor: &mut Visitor, device: &SoftAuthenticator) -> Page {
    let path = visitor.page.attribute("[data-passkey-login]", "data-passkey-login").expect("a passkey button");
    let asked = visitor.call(desk.url(&format!("{path}/options")), &json!({})).await.json();
    let signed = device.sign(&desk.issuer, &asked["publicKey"]).await.expect("a signature");
    visitor.call(desk.url(&format!("{path}/finish")), &json!({ "ceremony": asked["ceremony"], "credential": signed })).await
}

/// Whether the page asks for fresh proof.
fn asks_for_proof(visitor: &Visitor) -> bool {
    visitor.page.url.path().starts_with("/account/confirm/") && visitor.page.heading() == "Is it really you?"
}

/// Posts a form that no page gave, with the token that this browser's pages carry.
async fn post(desk: &Desk, visitor: &mut Visitor, path: &str, fields: &[(&str, &str)]) {
    visitor.open(desk.url("/account")).await;
    let csrf = visitor.page.attribute("input[name=csrf]", "value").expect("a form");
    let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("csrf", &*csrf)]).collect();
    visitor.post(desk.url(path), &fields).await;
}

/// What a page says about the last change.
fn notice(visitor: &Visitor) -> bool {
    visitor.page.has("#notice")
}

async fn passkeys_of(desk: &Desk, person: &Person) -> usize {
    passkey::store::of(desk.app.storage.read(), person.id).await.unwrap().len()
}

/// The subjects of the letters to somebody, oldest first, but for those that greet a new browser.
async fn subjects(desk: &Desk, email: &str) -> Vec<String> {
    let letters = desk.letters_to(email).await.into_iter().map(|letter| letter.subject);
    letters.filter(|subject| subject != "A new device signed in").collect()
}

/// A detail of an event.
fn detail(event: &frontdesk::audit::Recorded, name: &str) -> String {
    let details: Value = serde_json::from_str(&event.details).unwrap();
    details[name].as_str().unwrap_or_default().to_owned()
}
