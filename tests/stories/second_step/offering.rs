//! A passkey for the next time, offered after a sign-in by password.

use http::StatusCode;
use serde_json::json;

use crate::on_both_grounds;
use crate::sign_in::is_signed_in;
use crate::support::{Desk, Ground, PASSWORD, Person, SoftAuthenticator, Visitor};

on_both_grounds!(
    it_is_offered_once_in_each_browser,
    never_means_never,
    it_is_made_and_the_errand_goes_on,
    it_comes_after_the_second_step_and_after_no_passkey,
);

/// Signs in on a device that could make a passkey; whether one was offered.
async fn is_offered(desk: &Desk, visitor: &mut Visitor, person: &Person) -> bool {
    visitor.open(desk.url("/login")).await;
    visitor.press("login", &[("email", &person.email), ("password", PASSWORD), ("passkey_ready", "1")]).await;
    let offered = visitor.page.url.path().starts_with("/login/offer-passkey/");
    assert!(offered || is_signed_in(visitor), "{}", visitor.page.body);
    assert!(desk.knows(visitor).await, "the session has begun, whatever the answer");
    offered
}

async fn sign_out(desk: &Desk, visitor: &mut Visitor) {
    visitor.open(desk.url("/")).await;
    visitor.press("logout", &[]).await;
}

async fn it_is_offered_once_in_each_browser(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let mut visitor = desk.visitor().await;
    visitor.log_in(&alice.email, PASSWORD).await;
    assert!(is_signed_in(&visitor), "a device that cannot make one is not asked");
    sign_out(&desk, &mut visitor).await;
    assert!(is_offered(&desk, &mut visitor, &alice).await);
    visitor.press("not-now", &[]).await;
    assert!(is_signed_in(&visitor), "{}", visitor.page.body);
    sign_out(&desk, &mut visitor).await;
    assert!(!is_offered(&desk, &mut visitor, &alice).await, "once");
    assert!(is_offered(&desk, &mut desk.visitor().await, &alice).await, "another device is asked by itself");
}

async fn never_means_never(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let mut visitor = desk.visitor().await;
    assert!(is_offered(&desk, &mut visitor, &alice).await);
    visitor.press("never", &[]).await;
    assert!(is_signed_in(&visitor), "{}", visitor.page.body);
    sign_out(&desk, &mut visitor).await;
    assert!(!is_offered(&desk, &mut visitor, &alice).await);
    assert!(!is_offered(&desk, &mut desk.visitor().await, &alice).await);
}

async fn it_is_made_and_the_errand_goes_on(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let rp = desk.app("notes").first_party().register().await;
    let (mut visitor, device, errand) = (desk.visitor().await, SoftAuthenticator::new(), rp.begin());
    visitor.open(errand.url()).await;
    visitor.press("login", &[("email", &alice.email), ("password", PASSWORD), ("passkey_ready", "1")]).await;
    let path = visitor.page.attribute("[data-passkey-add]", "data-passkey-add").expect("a button");
    let asked = visitor.call(desk.url(&format!("{path}/options")), &json!({})).await.json();
    let made = device.make(&desk.issuer, &asked["publicKey"]).await.expect("a passkey");
    let body = json!({ "ceremony": asked["ceremony"], "credential": made });
    let answer = visitor.call(desk.url(&format!("{path}/finish")), &body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    // The script loads the page again.
    let page = visitor.page.url.clone();
    visitor.open(&page).await;
    let tokens = rp.redeem(&errand, &rp.answer(&visitor.page.location().expect("back to the app"))).await.granted();
    rp.verify(tokens.id_token(), Some(&errand.nonce)).await;
}

async fn it_comes_after_the_second_step_and_after_no_passkey(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let second = desk.with_app(&alice).await;
    let mut visitor = desk.visitor().await;
    visitor.press("login", &[("email", &alice.email), ("password", PASSWORD), ("passkey_ready", "1")]).await;
    assert!(super::is_second_step(&visitor.page), "{}", visitor.page.body);
    visitor.press("submit", &[("code", &second.app.shows(desk.now()))]).await;
    assert!(visitor.page.url.path().starts_with("/login/offer-passkey/"), "{}", visitor.page.body);
    assert!(desk.knows(&visitor).await);
    let offer = visitor.page.url.clone();
    let mut stranger = desk.visitor().await;
    stranger.open(&offer).await;
    assert!(stranger.page.status.is_client_error(), "it belongs to one browser: {}", stranger.page.body);
}
