//! An app asks for more than the session shows.

use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};

use super::is_second_step;
use crate::on_both_grounds;
use crate::support::{Desk, Errand, Ground, PASSWORD, Person, RelyingParty, SoftAuthenticator, Visitor};

on_both_grounds!(
    a_session_rises_by_a_code,
    a_session_rises_by_a_passkey,
    what_nobody_can_show_is_refused_or_left,
    a_silent_request_is_never_asked,
    a_step_up_lets_nobody_in_by_less,
);

const TWO_FACTOR: &str = "urn:frontdesk:acr:two_factor";

fn essential(errand: Errand, acr: &str) -> Errand {
    errand.with("claims", &json!({ "id_token": { "acr": { "essential": true, "values": [acr] } } }).to_string())
}

async fn claims(rp: &RelyingParty, errand: &Errand, visitor: &Visitor) -> Value {
    let sent_to = visitor.page.location().unwrap_or_else(|| panic!("no way back: {} {}", visitor.page.url, visitor.page.body));
    let tokens = rp.redeem(errand, &rp.answer(&sent_to)).await.granted();
    rp.verify(tokens.id_token(), Some(&errand.nonce)).await
}

/// Somebody with an app who is signed in by the password alone, on a device that is remembered.
async fn trusted(desk: &Desk) -> (Person, super::SecondStep, Visitor) {
    let alice = desk.someone("Alice Nguyen").join().await;
    let second = desk.with_app(&alice).await;
    let mut visitor = desk.between(&alice).await;
    visitor.press("submit", &[("code", &second.app.shows(desk.now())), ("remember", "on")]).await;
    visitor.press("logout", &[]).await;
    desk.advance(Duration::from_mins(2));
    visitor.open(desk.url("/login")).await;
    visitor.log_in(&alice.email, PASSWORD).await;
    assert!(desk.knows(&visitor).await, "{}", visitor.page.body);
    (alice, second, visitor)
}

async fn remembering(ground: Ground) -> Desk {
    Desk::open_with(ground, |config| config.sessions.remember_device = Duration::from_hours(24)).await
}

async fn a_session_rises_by_a_code(ground: Ground) {
    let desk = remembering(ground).await;
    let (_, second, mut visitor) = trusted(&desk).await;
    let rp = desk.app("notes").first_party().register().await;
    let plain = rp.begin();
    visitor.open(plain.url()).await;
    let before = claims(&rp, &plain, &visitor).await;
    assert_eq!(before["acr"], "urn:frontdesk:acr:password");

    desk.advance(Duration::from_secs(30));
    for errand in [rp.begin().with("acr_values", TWO_FACTOR), essential(rp.begin(), TWO_FACTOR)] {
        visitor.open(errand.url()).await;
        if is_second_step(&visitor.page) {
            let token = visitor.cookies.named("frontdesk_session").unwrap().value.clone();
            let code = second.app.shows(desk.now());
            visitor.press("submit", &[("code", &second.app.never_shows(desk.now()))]).await;
            assert_eq!(visitor.page.status, StatusCode::UNPROCESSABLE_ENTITY);
            visitor.press("submit", &[("code", &code)]).await;
            assert_ne!(visitor.cookies.named("frontdesk_session").unwrap().value, token, "the token is new at each rise");
        }
        let after = claims(&rp, &errand, &visitor).await;
        assert_eq!((&after["acr"], &after["amr"]), (&json!(TWO_FACTOR), &json!(["pwd", "otp", "mfa"])));
        assert_eq!(after["sid"], before["sid"], "it is the same session");
        assert!(after["auth_time"].as_i64() > before["auth_time"].as_i64());
    }
}

async fn a_session_rises_by_a_passkey(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, device) = (desk.someone("Alice Nguyen").join().await, SoftAuthenticator::new());
    let mut visitor = desk.visitor().await;
    visitor.log_in(&alice.email, PASSWORD).await;
    let asked = visitor.call(desk.url("/account/passkeys/options"), &json!({})).await.json();
    let made = device.make(&desk.issuer, &asked["publicKey"]).await.expect("a passkey");
    visitor.call(desk.url("/account/passkeys/finish"), &json!({ "ceremony": asked["ceremony"], "credential": made })).await;

    let rp = desk.app("notes").first_party().register().await;
    let errand = essential(rp.begin(), "phr");
    visitor.open(errand.url()).await;
    let path = visitor.page.attribute("[data-passkey-login]", "data-passkey-login").unwrap_or_else(|| panic!("{}", visitor.page.body));
    assert!(!visitor.page.has("button[name=method]"), "nothing less is offered");
    let asked = visitor.call(desk.url(&format!("{path}/options")), &json!({})).await.json();
    let signed = device.sign(&desk.issuer, &asked["publicKey"]).await.unwrap();
    let answer = visitor.call(desk.url(&format!("{path}/finish")), &json!({ "ceremony": asked["ceremony"], "credential": signed })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    visitor.open(desk.url(answer.json()["continue"].as_str().unwrap())).await;
    let claims = claims(&rp, &errand, &visitor).await;
    assert_eq!(claims["acr"], "phr");
    assert_eq!(claims["amr"], json!(["pwd", "swk", "user", "mfa"]), "all that the session was shown");
}

async fn what_nobody_can_show_is_refused_or_left(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let rp = desk.app("notes").first_party().register().await;
    let mut visitor = desk.visitor().await;
    visitor.log_in(&alice.email, PASSWORD).await;
    let errand = essential(rp.begin(), TWO_FACTOR);
    visitor.open(errand.url()).await;
    assert_eq!(rp.answer(&visitor.page.location().unwrap()).error(), Some("unmet_authentication_requirements"));
    let wish = rp.begin().with("acr_values", &format!("phr {TWO_FACTOR}"));
    visitor.open(wish.url()).await;
    assert_eq!(claims(&rp, &wish, &visitor).await["acr"], "urn:frontdesk:acr:password");
}

async fn a_silent_request_is_never_asked(ground: Ground) {
    let desk = remembering(ground).await;
    let (_, _, mut visitor) = trusted(&desk).await;
    let rp = desk.app("notes").first_party().register().await;
    let errand = essential(rp.begin(), TWO_FACTOR).with("prompt", "none");
    visitor.open(errand.url()).await;
    assert_eq!(rp.answer(&visitor.page.location().unwrap()).error(), Some("interaction_required"));
    let wish = rp.begin().with("acr_values", TWO_FACTOR).with("prompt", "none");
    visitor.open(wish.url()).await;
    assert_eq!(claims(&rp, &wish, &visitor).await["acr"], "urn:frontdesk:acr:password");
}

async fn a_step_up_lets_nobody_in_by_less(ground: Ground) {
    let desk = remembering(ground).await;
    let (_, second, mut visitor) = trusted(&desk).await;
    let rp = desk.app("notes").first_party().register().await;
    let errand = essential(rp.begin(), TWO_FACTOR);
    visitor.open(errand.url()).await;
    assert!(is_second_step(&visitor.page), "{}", visitor.page.body);
    assert!(!visitor.page.has("#recovery-code"), "a recovery code is not enough here");
    let step = visitor.page.url.clone();
    let id = step.path().rsplit('/').next().unwrap().to_owned();
    let page = visitor.page.clone();

    // What is not enough is not taken, even by hand.
    let csrf = visitor.page.attribute("input[name=csrf]", "value").unwrap();
    let recovery = desk.url(&format!("/login/second-step/{id}/recovery-code"));
    visitor.post(&recovery, &[("csrf", &csrf), ("code", &second.recovery_codes[0])]).await;
    assert!(visitor.page.status.is_client_error(), "{}", visitor.page.body);
    // The way there may be named with less; the decision does not care.
    let interaction = errand_of(&page);
    visitor.open(desk.url(&format!("/authorize/{interaction}"))).await;
    assert!(is_second_step(&visitor.page), "{}", visitor.page.body);
    visitor.open(desk.url(&format!("/login/step-up/{interaction}?acr=urn:frontdesk:acr:two_step"))).await;
    visitor.click("Use a recovery code").await;
    visitor.press("submit", &[("code", &second.recovery_codes[0])]).await;
    assert!(is_second_step(&visitor.page), "it is asked for all the same: {} {}", visitor.page.url, visitor.page.body);
    visitor.press("submit", &[("code", &second.app.shows(desk.now()))]).await;
    assert_eq!(claims(&rp, &errand, &visitor).await["acr"], TWO_FACTOR);
}

/// The errand whose page this is, by its way out.
fn errand_of(page: &crate::support::Page) -> String {
    let cancel = page.fill("cancel", &[]).action;
    cancel.path().split('/').nth(2).expect("an errand").to_owned()
}
