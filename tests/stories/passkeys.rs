//! Passkeys: added, named, used and removed; and what a stranger, a clone or a lying device gets.

use std::time::Duration;

use ::passkey::client::WebauthnError;
use ::passkey::types::ctap2::Ctap2Error;
use frontdesk::audit::{Actor, EventKind, Recorded, SecurityEvent};
use frontdesk::factors::passkey;
use frontdesk::policy::{self, GroupPolicy, Setting};
use frontdesk::storage::entity::password_credential;
use frontdesk::users::{self, UserState};
use futures_util::future::join_all;
use http::StatusCode;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::sign_in::is_signed_in;
use crate::on_both_grounds;
use crate::support::{Desk, Ground, PASSWORD, Page, Person, SoftAuthenticator, Visitor};

const YUBIKEY_5_NFC: &str = "2fc0579f-8113-47ea-b116-bb5a8db9202a";
const ICLOUD: &str = "fbfc3007-154e-4ecc-8c0b-6e020557d7bd";

on_both_grounds!(
    a_passkey_is_added_named_and_opens_the_account,
    two_devices_have_a_passkey_each_and_none_a_second,
    only_a_recent_proof_adds_or_removes_a_passkey,
    a_name_is_ones_own_choice_within_reason,
    a_removed_passkey_opens_nothing,
    the_only_way_in_is_not_removed,
    nobody_touches_anothers_passkeys,
    a_challenge_works_once_here_and_now,
    of_answers_at_once_one_wins,
    another_origin_gets_nowhere,
    a_device_must_verify_its_owner,
    a_passkey_and_its_person_belong_together,
    a_clone_is_noticed,
    a_disabled_person_is_answered_like_a_stranger,
    calls_come_from_our_own_pages,
    a_passkey_finishes_the_apps_errand,
    wrong_passwords_do_not_block_a_passkey,
    what_a_passkey_proved_ends_with_the_passkey,
);

/// A person's browser in front of their account, freshly signed in by password.
async fn signed_in(desk: &Desk, person: &Person) -> Visitor {
    let mut visitor = desk.visitor().await;
    visitor.log_in(&person.email, PASSWORD).await;
    assert!(is_signed_in(&visitor), "{}", visitor.page.body);
    visitor
}

async fn ask_to_add(desk: &Desk, visitor: &mut Visitor) -> Page {
    visitor.call(desk.url("/account/passkeys/options"), &json!({})).await
}

async fn add(desk: &Desk, visitor: &mut Visitor, device: &SoftAuthenticator) -> Page {
    let asked = ask_to_add(desk, visitor).await.json();
    let made = device.make(&desk.issuer, &asked["publicKey"]).await.expect("a passkey");
    visitor.call(desk.url("/account/passkeys/finish"), &json!({ "ceremony": asked["ceremony"], "credential": made })).await
}

/// Adds a passkey and gives its id.
async fn added(desk: &Desk, visitor: &mut Visitor, device: &SoftAuthenticator) -> String {
    let answer = add(desk, visitor, device).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()["id"].as_str().expect("an id").to_owned()
}

/// Somebody with a password, and a device with a passkey of theirs.
async fn with_passkey(desk: &Desk, name: &str) -> (Person, SoftAuthenticator, String) {
    let (person, device) = (desk.someone(name).join().await, SoftAuthenticator::new());
    let id = added(desk, &mut signed_in(desk, &person).await, &device).await;
    (person, device, id)
}

async fn ask(desk: &Desk, visitor: &mut Visitor) -> Value {
    let asked = visitor.call(desk.url("/login/passkey/options"), &json!({})).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.body);
    asked.json()
}

async fn finish(desk: &Desk, visitor: &mut Visitor, asked: &Value, signed: &Value) -> Page {
    visitor.call(desk.url("/login/passkey/finish"), &json!({ "ceremony": asked["ceremony"], "credential": signed })).await
}

async fn sign_in(desk: &Desk, visitor: &mut Visitor, device: &SoftAuthenticator) -> Page {
    let asked = ask(desk, visitor).await;
    let signed = device.sign(&desk.issuer, &asked["publicKey"]).await.expect("a signature");
    finish(desk, visitor, &asked, &signed).await
}

/// Opens the page that asks before a passkey is deleted, and presses its button.
async fn delete(desk: &Desk, visitor: &mut Visitor, id: &str) {
    visitor.visit(desk.url(&format!("/account/passkeys/{id}/delete"))).await;
    if visitor.page.status == StatusCode::OK {
        visitor.press("confirm", &[]).await;
    }
}

/// Whether the page says that a passkey was deleted, and what is left to the password managers.
fn says_deleted(visitor: &Visitor) -> Value {
    assert!(visitor.page.has("#notice"), "{}", visitor.page.body);
    let signal = visitor.page.attribute("[data-passkey-signal]", "data-passkey-signal").expect("a signal");
    serde_json::from_str(&signal).expect("JSON")
}

async fn opens(desk: &Desk, device: &SoftAuthenticator) -> bool {
    let mut visitor = desk.visitor().await;
    let answer = sign_in(desk, &mut visitor, device).await;
    visitor.open(desk.url("/")).await;
    assert_eq!(answer.status == StatusCode::OK, is_signed_in(&visitor), "{}", answer.body);
    is_signed_in(&visitor)
}

fn is_refused(answer: &Page, word: &str) {
    assert!(answer.status.is_client_error(), "{}: {}", answer.status, answer.body);
    assert_eq!(answer.json()["error"], word, "{}", answer.body);
    assert!(answer.json()["message"].as_str().is_some_and(|message| message.len() > 20), "says what to do: {}", answer.body);
    assert!(
        answer.header("set-cookie").is_none_or(|cookie| !cookie.contains("session")),
        "{cookie:?}",
        cookie = answer.header("set-cookie")
    );
}

fn detail(event: &Recorded, name: &str) -> String {
    let details: Value = serde_json::from_str(&event.details).unwrap();
    details[name].as_str().unwrap_or_default().to_owned()
}

fn bent(signed: &Value, part: &str, change: impl FnOnce(&mut Value)) -> Value {
    let mut bent = signed.clone();
    change(&mut bent["response"][part]);
    bent
}

async fn a_passkey_is_added_named_and_opens_the_account(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let (mut visitor, device) = (signed_in(&desk, &alice).await, SoftAuthenticator::new().of_model(YUBIKEY_5_NFC));
    let asked = ask_to_add(&desk, &mut visitor).await.json();
    let options = &asked["publicKey"];
    assert_eq!(options["rp"]["id"], "localhost");
    assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(options["authenticatorSelection"]["requireResidentKey"], true);
    assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(options["attestation"], "none");
    assert_eq!(options["user"]["name"], alice.email);

    let answer = add(&desk, &mut visitor, &device).await.json();
    assert_eq!(answer["name"], "YubiKey 5 NFC", "the name comes from the device");
    assert_eq!(answer["signal"]["allAcceptedCredentialIds"].as_array().map(Vec::len), Some(1));
    let path = format!("/account/passkeys/{}/rename", answer["id"].as_str().unwrap());
    let named = visitor.call(desk.url(&path), &json!({ "name": " Work Laptop " })).await;
    assert_eq!((named.status, &named.json()["name"], &named.json()["advice"]), (StatusCode::OK, &json!("Work Laptop"), &Value::Null));

    assert!(opens(&desk, &device).await, "with no email typed");
    let letters = desk.letters_to(&alice.email).await;
    assert!(letters.iter().any(|letter| letter.subject == "A passkey was added"), "{:?}", letters.len());
    for kind in [EventKind::PasskeyAdded, EventKind::PasskeyRenamed] {
        assert_eq!(desk.events(kind).await.len(), 1, "{kind}");
    }
    let listed = passkey::store::of(desk.app.storage.read(), alice.id).await.unwrap();
    assert_eq!((listed[0].name.as_str(), listed[0].last_used_at), ("Work Laptop", Some(desk.now())));
}

async fn two_devices_have_a_passkey_each_and_none_a_second(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let mut visitor = signed_in(&desk, &alice).await;
    let (phone, laptop) = (SoftAuthenticator::new().of_model(ICLOUD).without_counter(), SoftAuthenticator::new());
    added(&desk, &mut visitor, &phone).await;
    added(&desk, &mut visitor, &laptop).await;

    let asked = ask_to_add(&desk, &mut visitor).await.json();
    assert_eq!(asked["publicKey"]["excludeCredentials"].as_array().map(Vec::len), Some(2));
    let again = phone.make(&desk.issuer, &asked["publicKey"]).await;
    assert_eq!(again.err(), Some(WebauthnError::AuthenticatorError(Ctap2Error::CredentialExcluded.into())));
    assert_eq!((phone.count(), laptop.count()), (1, 1));
    for device in [&phone, &laptop, &phone] {
        assert!(opens(&desk, device).await);
    }
}

async fn only_a_recent_proof_adds_or_removes_a_passkey(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, device, id) = with_passkey(&desk, "Alice Nguyen").await;
    let mut visitor = signed_in(&desk, &alice).await;
    let asked = ask_to_add(&desk, &mut visitor).await.json();
    let made = SoftAuthenticator::new().make(&desk.issuer, &asked["publicKey"]).await.unwrap();
    desk.advance(Duration::from_mins(11));
    let finish = desk.url("/account/passkeys/finish");
    is_refused(&ask_to_add(&desk, &mut visitor).await, "proof_needed");
    visitor.open(desk.url(&format!("/account/passkeys/{id}/delete"))).await;
    assert_eq!(visitor.page.heading(), "Is it really you?");
    let csrf = visitor.page.attribute("input[name=csrf]", "value").unwrap();
    visitor.post(desk.url(&format!("/account/passkeys/{id}/delete")), &[("csrf", &csrf)]).await;
    assert!(visitor.page.location().unwrap().path().starts_with("/account/confirm/"), "nor by a form that no page gave");
    let late = visitor.call(&finish, &json!({ "ceremony": asked["ceremony"], "credential": made })).await;
    is_refused(&late, "proof_needed");
    assert!(opens(&desk, &device).await, "nothing was removed");

    // The way to prove it again leads back.
    let way = late.json()["continue"].as_str().unwrap().to_owned();
    visitor.visit(desk.url(&way)).await;
    visitor.press_only("submit", &[("password", PASSWORD)]).await;
    assert_eq!(visitor.page.location().unwrap().path(), "/account/passkeys");
    added(&desk, &mut visitor, &SoftAuthenticator::new()).await;
    delete(&desk, &mut visitor, &id).await;
    says_deleted(&visitor);
    assert!(!opens(&desk, &device).await);

    let mut stranger = desk.visitor().await;
    is_refused(&ask_to_add(&desk, &mut stranger).await, "signed_out");
}

async fn a_name_is_ones_own_choice_within_reason(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let mut visitor = signed_in(&desk, &alice).await;
    let first = added(&desk, &mut visitor, &SoftAuthenticator::new()).await;
    let second = add(&desk, &mut visitor, &SoftAuthenticator::new()).await.json();
    assert_eq!(second["name"], "Linux PC 2", "numbered where the name is taken");
    let rename = desk.url(&format!("/account/passkeys/{first}/rename"));
    for (name, word) in
        [("", "name_empty"), (" \u{200B} ", "name_empty"), (&*"x".repeat(51), "name_too_long"), ("linux pc 2", "name_taken")]
    {
        is_refused(&visitor.call(&rename, &json!({ "name": name })).await, word);
    }
    let advised = visitor.call(&rename, &json!({ "name": "Birthday" })).await;
    assert_eq!(advised.status, StatusCode::OK, "advised against, and allowed");
    assert!(advised.json()["advice"].as_str().unwrap().contains("Work Laptop"), "{}", advised.body);
    let fine = visitor.call(&rename, &json!({ "name": "iPhone" })).await.json();
    assert_eq!((&fine["name"], &fine["advice"]), (&json!("iPhone"), &Value::Null));
}

async fn a_removed_passkey_opens_nothing(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, device, id) = with_passkey(&desk, "Alice Nguyen").await;
    let mut visitor = signed_in(&desk, &alice).await;
    delete(&desk, &mut visitor, &id).await;
    assert_eq!(says_deleted(&visitor)["allAcceptedCredentialIds"], json!([]), "the browser is told what is left");
    delete(&desk, &mut visitor, &id).await;
    assert_eq!(visitor.page.status, StatusCode::NOT_FOUND);

    let mut stranger = desk.visitor().await;
    let answer = sign_in(&desk, &mut stranger, &device).await;
    is_refused(&answer, "unknown");
    assert_eq!(answer.json()["gone"]["rpId"], "localhost");
    assert!(answer.json()["gone"]["credentialId"].is_string());
    stranger.log_in(&alice.email, PASSWORD).await;
    assert!(is_signed_in(&stranger), "the password way stays open");
    assert!(desk.letters_to(&alice.email).await.iter().any(|letter| letter.subject == "A passkey was deleted"));
}

async fn the_only_way_in_is_not_removed(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, device, id) = with_passkey(&desk, "Alice Nguyen").await;
    let tx = desk.app.storage.write().await.unwrap();
    password_credential::Entity::delete_by_id(alice.id).exec(&tx).await.unwrap();
    tx.commit().await.unwrap();
    let mut visitor = desk.visitor().await;
    sign_in(&desk, &mut visitor, &device).await;
    delete(&desk, &mut visitor, &id).await;
    assert!(visitor.page.has("#objection") && visitor.page.text().contains("only way into your account"), "{}", visitor.page.body);
    let other = added(&desk, &mut visitor, &SoftAuthenticator::new()).await;
    // Two removals at once leave one.
    let (mut one_tab, mut other_tab) = (visitor.another_tab(), visitor.another_tab());
    tokio::join!(delete(&desk, &mut one_tab, &id), delete(&desk, &mut other_tab, &other));
    let done = [&one_tab, &other_tab].iter().filter(|tab| tab.page.has("#notice")).count();
    assert_eq!(done, 1, "{} {}", one_tab.page.body, other_tab.page.body);
}

async fn nobody_touches_anothers_passkeys(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, device, id) = with_passkey(&desk, "Alice Nguyen").await;
    let mallory = desk.someone("Mallory Kerr").join().await;
    let mut visitor = signed_in(&desk, &mallory).await;
    is_refused(&visitor.call(desk.url(&format!("/account/passkeys/{id}/rename")), &json!({ "name": "Mine" })).await, "not_found");
    delete(&desk, &mut visitor, &id).await;
    assert_eq!(visitor.page.status, StatusCode::NOT_FOUND);
    assert!(!visitor.page.body.contains("Linux PC"), "and not even its name is told");
    assert!(opens(&desk, &device).await);

    // A challenge that was made for Alice's account adds nothing to Mallory's, in the same browser or another.
    let alice_again = desk.someone("Alice Ngo").join().await;
    let mut hers = signed_in(&desk, &alice_again).await;
    let asked = ask_to_add(&desk, &mut hers).await.json();
    let made = SoftAuthenticator::new().make(&desk.issuer, &asked["publicKey"]).await.unwrap();
    let body = json!({ "ceremony": asked["ceremony"], "credential": made });
    is_refused(&visitor.call(desk.url("/account/passkeys/finish"), &body).await, "expired");
    assert_eq!(hers.call(desk.url("/account/passkeys/finish"), &body).await.status, StatusCode::OK, "and is not used up by trying");
    is_refused(&hers.call(desk.url("/account/passkeys/finish"), &body).await, "expired");
}

async fn a_challenge_works_once_here_and_now(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, device, _) = with_passkey(&desk, "Alice Nguyen").await;
    let (mut visitor, mut stranger) = (desk.visitor().await, desk.visitor().await);
    let asked = ask(&desk, &mut visitor).await;
    let signed = device.sign(&desk.issuer, &asked["publicKey"]).await.unwrap();
    is_refused(&finish(&desk, &mut stranger, &asked, &signed).await, "expired");
    assert_eq!(finish(&desk, &mut visitor, &asked, &signed).await.status, StatusCode::OK, "a stranger's try does not use it up");
    is_refused(&finish(&desk, &mut visitor, &asked, &signed).await, "expired");
    // An answer to one challenge is none to another.
    let other = ask(&desk, &mut visitor).await;
    is_refused(&finish(&desk, &mut visitor, &other, &signed).await, "refused");

    let asked = ask(&desk, &mut visitor).await;
    let signed = device.sign(&desk.issuer, &asked["publicKey"]).await.unwrap();
    desk.advance(Duration::from_secs(301));
    is_refused(&finish(&desk, &mut visitor, &asked, &signed).await, "expired");
    let asked = ask(&desk, &mut visitor).await;
    let signed = device.sign(&desk.issuer, &asked["publicKey"]).await.unwrap();
    desk.advance(Duration::from_secs(299));
    assert_eq!(finish(&desk, &mut visitor, &asked, &signed).await.status, StatusCode::OK);

    // A challenge for adding is none for signing in.
    let adding = ask_to_add(&desk, &mut visitor).await.json();
    is_refused(&finish(&desk, &mut visitor, &adding, &signed).await, "expired");
}

async fn of_answers_at_once_one_wins(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, device, _) = with_passkey(&desk, "Alice Nguyen").await;
    let mut visitor = desk.visitor().await;
    let asked = ask(&desk, &mut visitor).await;
    let signed = device.sign(&desk.issuer, &asked["publicKey"]).await.unwrap();
    let mut tabs: Vec<Visitor> = (0..10).map(|_| visitor.another_tab()).collect();
    let answers = join_all(tabs.iter_mut().map(|tab| finish(&desk, tab, &asked, &signed))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == StatusCode::OK).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != StatusCode::OK) {
        is_refused(answer, "expired");
    }
    assert_eq!(desk.events(EventKind::SignedIn).await.iter().filter(|event| detail(event, "factor") == "passkey").count(), 1);
}

async fn another_origin_gets_nowhere(ground: Ground) {
    let related = "https://id.example.org";
    let desk = Desk::open_with(ground, |config| config.passkeys.related_origins = vec![related.to_owned()]).await;
    let (_, device, _) = with_passkey(&desk, "Alice Nguyen").await;
    let mut visitor = desk.visitor().await;
    let port = desk.issuer.rsplit(':').next().unwrap();
    let strangers = [format!("http://evil.localhost:{port}"), "http://localhost:1".to_owned(), format!("https://localhost:{port}")];
    for origin in strangers {
        let asked = ask(&desk, &mut visitor).await;
        // The browser itself would refuse most of these: the device is told what the page is and signs it nevertheless.
        let mut signed = device.sign(&desk.issuer, &asked["publicKey"]).await.unwrap();
        if let Ok(lying) = device.sign(&origin, &asked["publicKey"]).await {
            signed = lying;
        } else {
            signed = bent(&signed, "clientDataJSON", |data| *data = client_data(data, |data| data["origin"] = json!(origin)));
        }
        is_refused(&finish(&desk, &mut visitor, &asked, &signed).await, "refused");
    }
    // In a frame of another site.
    let asked = ask(&desk, &mut visitor).await;
    let signed = device.sign(&desk.issuer, &asked["publicKey"]).await.unwrap();
    let framed = bent(&signed, "clientDataJSON", |data| *data = client_data(data, |data| data["crossOrigin"] = json!(true)));
    is_refused(&finish(&desk, &mut visitor, &asked, &framed).await, "refused");
    assert!(opens(&desk, &device).await);

    visitor.open(desk.url("/.well-known/webauthn")).await;
    assert_eq!(visitor.page.json(), json!({ "origins": [desk.issuer, related] }));
}

/// The client data with something changed, in base64url as it came.
fn client_data(encoded: &Value, change: impl FnOnce(&mut Value)) -> Value {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let bytes = URL_SAFE_NO_PAD.decode(encoded.as_str().unwrap().trim_end_matches('=')).unwrap();
    let mut data: Value = serde_json::from_slice(&bytes).unwrap();
    change(&mut data);
    json!(URL_SAFE_NO_PAD.encode(data.to_string()))
}

async fn a_device_must_verify_its_owner(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, device, _) = with_passkey(&desk, "Alice Nguyen").await;
    let mut lazy = device.cloned();
    lazy.stop_verifying();
    let mut visitor = desk.visitor().await;
    let mut asked = ask(&desk, &mut visitor).await;
    // A page that was tampered with asks for less.
    asked["publicKey"]["userVerification"] = json!("discouraged");
    let signed = lazy.sign(&desk.issuer, &asked["publicKey"]).await.expect("a touch");
    is_refused(&finish(&desk, &mut visitor, &asked, &signed).await, "refused");
    assert!(opens(&desk, &device).await);

    let mut hers = signed_in(&desk, &alice).await;
    let mut unverified = SoftAuthenticator::new();
    unverified.stop_verifying();
    let mut asked = ask_to_add(&desk, &mut hers).await.json();
    asked["publicKey"]["authenticatorSelection"]["userVerification"] = json!("discouraged");
    let made = unverified.make(&desk.issuer, &asked["publicKey"]).await.expect("a touch");
    let body = json!({ "ceremony": asked["ceremony"], "credential": made });
    is_refused(&hers.call(desk.url("/account/passkeys/finish"), &body).await, "refused");
    assert_eq!(detail(&desk.events(EventKind::PasskeyRefused).await[0], "reason"), "user_verification");
}

async fn a_passkey_and_its_person_belong_together(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, device, _) = with_passkey(&desk, "Alice Nguyen").await;
    let (bob, bobs, _) = with_passkey(&desk, "Bob Tran").await;
    let mut visitor = desk.visitor().await;

    // Alice's key with Bob's handle, and with none.
    let handle = {
        let asked = ask(&desk, &mut visitor).await;
        bobs.sign(&desk.issuer, &asked["publicKey"]).await.unwrap()["response"]["userHandle"].clone()
    };
    for lie in [handle, Value::Null, json!("AAAA")] {
        let asked = ask(&desk, &mut visitor).await;
        let signed = device.sign(&desk.issuer, &asked["publicKey"]).await.unwrap();
        is_refused(&finish(&desk, &mut visitor, &asked, &bent(&signed, "userHandle", |value| *value = lie)).await, "refused");
    }
    // Bob's credential id over Alice's signature.
    let asked = ask(&desk, &mut visitor).await;
    let (hers, his) =
        (device.sign(&desk.issuer, &asked["publicKey"]).await.unwrap(), bobs.sign(&desk.issuer, &asked["publicKey"]).await.unwrap());
    let mut mixed = bent(&hers, "userHandle", |value| *value = his["response"]["userHandle"].clone());
    (mixed["id"], mixed["rawId"]) = (his["id"].clone(), his["rawId"].clone());
    is_refused(&finish(&desk, &mut visitor, &asked, &mixed).await, "refused");
    let refusals = desk.events(EventKind::SignInRefused).await;
    assert!(refusals.iter().any(|event| event.user == Some(bob.id) && detail(event, "reason") == "signature"));
    assert!(opens(&desk, &device).await && opens(&desk, &bobs).await);
}

async fn a_clone_is_noticed(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, device, _) = with_passkey(&desk, "Alice Nguyen").await;
    let stolen = device.cloned();
    assert!(opens(&desk, &device).await);
    assert!(!opens(&desk, &stolen).await, "its counter was there already");
    let refusals = desk.events(EventKind::SignInRefused).await;
    assert_eq!((refusals[0].user, &*detail(&refusals[0], "reason")), (Some(alice.id), "counter"));
    assert!(opens(&desk, &device).await, "the owner goes on");

    // Two answers to two challenges with the same count: one is the clone's.
    let stolen = device.cloned();
    let (mut one, mut two) = (desk.visitor().await, desk.visitor().await);
    let (asked_one, asked_two) = (ask(&desk, &mut one).await, ask(&desk, &mut two).await);
    let signed_one = device.sign(&desk.issuer, &asked_one["publicKey"]).await.unwrap();
    let signed_two = stolen.sign(&desk.issuer, &asked_two["publicKey"]).await.unwrap();
    let (first, second) = tokio::join!(finish(&desk, &mut one, &asked_one, &signed_one), finish(&desk, &mut two, &asked_two, &signed_two));
    assert_eq!([first, second].iter().filter(|answer| answer.status == StatusCode::OK).count(), 1);
}

async fn a_disabled_person_is_answered_like_a_stranger(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, device, id) = with_passkey(&desk, "Alice Nguyen").await;
    let (bob, bobs, _) = with_passkey(&desk, "Bob Tran").await;
    let tx = desk.app.storage.write().await.unwrap();
    users::store::set_state(&tx, bob.id, UserState::Disabled, desk.now()).await.unwrap();
    tx.commit().await.unwrap();
    let mut visitor = desk.visitor().await;
    let disabled = sign_in(&desk, &mut visitor, &bobs).await;
    is_refused(&disabled, "unknown");

    // The same answer as for a passkey that was removed.
    let tx = desk.app.storage.write().await.unwrap();
    assert!(passkey::store::remove(&tx, alice.id, id.parse().unwrap()).await.unwrap());
    tx.commit().await.unwrap();
    let removed = sign_in(&desk, &mut visitor, &device).await;
    let without_id = |answer: &Page| {
        let mut body = answer.json();
        body["gone"]["credentialId"] = Value::Null;
        (answer.status, body)
    };
    assert_eq!(without_id(&disabled), without_id(&removed));
}

async fn calls_come_from_our_own_pages(ground: Ground) {
    let desk = Desk::open(ground).await;
    let options = desk.url("/login/passkey/options");
    let page = desk.visitor().await;
    assert_eq!(page.another_tab().call(&options, &json!({})).await.status, StatusCode::OK);
    let hostile: [(&'static str, &str); 4] = [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("x-csrf-token", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
    ];
    for (name, value) in hostile {
        let mut tab = page.another_tab().with_header(name, value);
        is_refused(&tab.call(&options, &json!({})).await, "not_from_us");
    }
    // No page of ours, no token.
    is_refused(&Visitor::new().call(&options, &json!({})).await, "not_from_us");
    // A form cannot send what a script sends.
    let mut tab = page.another_tab();
    tab.post(&options, &[("csrf", "x")]).await;
    is_refused(&tab.page, "not_from_us");
    is_refused(&page.another_tab().call(&options, &json!([1])).await, "bad_request");
    assert_eq!(page.another_tab().call(desk.url("/login/in_none/passkey/options"), &json!({})).await.json()["error"], "expired");
    assert!(page.page.header("content-security-policy").unwrap().contains("connect-src 'self'"));
    let mut german = page.another_tab().speaking("de");
    let answer = german.call(desk.url("/login/passkey/finish"), &json!({ "ceremony": "pk_x", "credential": nonsense() })).await;
    assert_eq!(answer.json()["message"], "Das hat zu lange gedauert. Bitte versuchen Sie es noch einmal.");
}

fn nonsense() -> Value {
    let response = json!({ "authenticatorData": "AAAA", "clientDataJSON": "AAAA", "signature": "AAAA", "userHandle": "AAAA" });
    json!({ "id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": response })
}

async fn a_passkey_finishes_the_apps_errand(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, device, _) = with_passkey(&desk, "Alice Nguyen").await;
    let app = desk.app("notes").first_party().register().await;
    let mut visitor = Visitor::new();
    let errand = app.begin();
    visitor.open(errand.url()).await;
    let page = visitor.page.url.path().to_owned();
    assert!(page.starts_with("/login/in_"), "{page}");
    let asked = visitor.call(desk.url(&format!("{page}/passkey/options")), &json!({})).await.json();
    let signed = device.sign(&desk.issuer, &asked["publicKey"]).await.unwrap();
    let body = json!({ "ceremony": asked["ceremony"], "credential": signed });
    // The challenge belongs to this errand.
    is_refused(&visitor.call(desk.url("/login/passkey/finish"), &body).await, "expired");
    let answer = visitor.call(desk.url(&format!("{page}/passkey/finish")), &body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    visitor.open(desk.url(answer.json()["continue"].as_str().unwrap())).await;
    let sent_to = visitor.page.location().expect("a redirection to the app");
    let tokens = app.redeem(&errand, &app.answer(&sent_to)).await.granted();
    let claims = app.verify(tokens.id_token(), Some(&errand.nonce)).await;
    assert_eq!((&claims["sub"], &claims["acr"]), (&json!(alice.id.to_string()), &json!("phr")));
    assert_eq!(claims["amr"], json!(["swk", "user", "mfa"]), "only what was really used");
}

async fn wrong_passwords_do_not_block_a_passkey(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, device, _) = with_passkey(&desk, "Alice Nguyen").await;
    let mut mallory = desk.visitor().await;
    for _ in 0..8 {
        mallory.open(desk.url("/login")).await;
        mallory.log_in(&alice.email, "seven quiet herons swim").await;
    }
    assert_eq!(mallory.page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(opens(&desk, &device).await);
}

async fn what_a_passkey_proved_ends_with_the_passkey(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (person, device) = (desk.someone("Alice Nguyen").in_group("Riverside Health").join().await, SoftAuthenticator::new());
    added(&desk, &mut signed_in(&desk, &person).await, &device).await;
    let (group, event) = (desk.group("Riverside Health").await, |kind| SecurityEvent::new(kind, Actor::System));
    let counts_not = GroupPolicy { setting: Setting::Mandatory, passkey_counts: false, ..GroupPolicy::default() };
    let tx = desk.app.storage.write().await.unwrap();
    policy::change::adopt(&tx, group, &counts_not, &event, desk.now()).await.unwrap();
    tx.commit().await.unwrap();

    // Whoever has the lost phone stands before the set-up, and one of the two is stopped by the reset.
    let (mut kept, mut thief) = (desk.visitor().await, desk.visitor().await);
    for visitor in [&mut kept, &mut thief] {
        let answer = sign_in(&desk, visitor, &device).await.json();
        visitor.open(desk.url(answer["continue"].as_str().expect("the way on"))).await;
        assert!(visitor.page.has("#method-totp"), "{}", visitor.page.body);
    }
    kept.press("validate", &[("method", "totp")]).await;
    assert!(kept.page.has("#code"), "the legal twin: {}", kept.page.text());
    let tx = desk.app.storage.write().await.unwrap();
    for key in passkey::store::of(&tx, person.id).await.unwrap() {
        assert!(passkey::store::remove(&tx, person.id, key.id).await.unwrap());
    }
    tx.commit().await.unwrap();
    thief.press("validate", &[("method", "totp")]).await;
    assert_eq!(thief.page.status, StatusCode::BAD_REQUEST, "{}", thief.page.text());
    assert!(!desk.knows(&thief).await);
}
