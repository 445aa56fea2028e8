//! Setting a second step up within the sign-in, for somebody who has it turned on and no method yet.

use frontdesk::audit::EventKind;
use frontdesk::factors::status::{By, Status};
use frontdesk::factors::{Method, change};
use http::StatusCode;
use serde_json::json;

use super::{complaint, is_second_step};
use crate::on_both_grounds;
use crate::sign_in::is_signed_in;
use crate::support::{AuthenticatorApp, Desk, Ground, PASSWORD, Person, RelyingParty};

on_both_grounds!(
    an_app_is_set_up_on_the_way,
    email_is_set_up_on_the_way,
    it_can_wait,
    a_method_that_waits_is_taken_up_again,
    what_was_set_up_elsewhere_is_not_asked_for,
);

/// Somebody for whom two-factor authentication was turned on.
async fn invited(desk: &Desk) -> Person {
    let alice = desk.someone("Alice Nguyen").join().await;
    change::activate(&desk.factors(&alice), alice.id, By::Manager).await.unwrap().commit().await.unwrap();
    alice
}

async fn claims(rp: &RelyingParty, errand: &crate::support::Errand, sent_to: Option<url::Url>) -> serde_json::Value {
    let answer = rp.answer(&sent_to.expect("a way back to the app"));
    let tokens = rp.redeem(errand, &answer).await.granted();
    rp.verify(tokens.id_token(), Some(&errand.nonce)).await
}

async fn an_app_is_set_up_on_the_way(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = invited(&desk).await;
    let rp = desk.app("notes").first_party().register().await;
    let (mut visitor, errand) = (desk.visitor().await, rp.begin());
    visitor.open(errand.url()).await;
    visitor.log_in(&alice.email, PASSWORD).await;
    assert!(visitor.page.url.path().starts_with("/login/set-up/"), "{} {}", visitor.page.url, visitor.page.body);
    assert!(visitor.page.has("#later") && visitor.page.has("#method-email"), "{}", visitor.page.body);
    assert!(!visitor.page.has("#method-sms"), "no SMS is sent here");
    assert!(desk.knows(&visitor).await, "what may be put off does not keep anybody out");

    visitor.press("validate", &[("method", "totp")]).await;
    let app = AuthenticatorApp::scanned(&visitor.page.attribute("#open-app", "href").expect("a key"));
    assert_eq!(desk.enrolment(&alice).await.status(), Status::Pending);
    visitor.press("submit", &[("code", "")]).await;
    assert!(complaint(&visitor).contains("Enter the six digits"));
    visitor.press("submit", &[("code", &app.never_shows(desk.now()))]).await;
    assert!(complaint(&visitor).contains("not right"));
    assert_eq!(
        AuthenticatorApp::scanned(&visitor.page.attribute("#open-app", "href").unwrap()).shows(desk.now()),
        app.shows(desk.now()),
        "the same key is shown again"
    );
    visitor.press("submit", &[("code", &app.shows(desk.now()))]).await;
    assert_eq!(visitor.page.heading(), "Keep your recovery codes", "{}", visitor.page.body);
    let codes: Vec<String> =
        visitor.page.fill("download", &[]).fields.into_iter().filter(|field| field.0 == "code").map(|field| field.1).collect();
    assert_eq!(codes.len(), 10);
    let page = visitor.page.url.clone();
    visitor.visit(&page).await;
    assert!(visitor.page.body.contains(&codes[9]), "loading the page again loses nothing");
    visitor.press("download", &[]).await;
    assert_eq!(visitor.page.header("content-disposition"), Some("attachment; filename=\"recovery-codes.txt\""));
    assert!(codes.iter().all(|code| visitor.page.body.contains(code.as_str())), "{}", visitor.page.body);
    visitor.visit(&page).await;
    visitor.press("kept", &[]).await;
    let claims = claims(&rp, &errand, visitor.page.location()).await;
    assert_eq!((&claims["acr"], &claims["amr"]), (&json!("urn:frontdesk:acr:two_factor"), &json!(["pwd", "otp", "mfa"])));
    assert_eq!(desk.events(EventKind::FactorValidated).await.len(), 1);
    visitor.open(&page).await;
    assert!(!visitor.page.body.contains(&codes[9]), "kept codes are shown no more");

    desk.advance(std::time::Duration::from_mins(1));
    let visitor = desk.between(&alice).await;
    assert!(is_second_step(&visitor.page), "from now on it is asked for");
}

async fn email_is_set_up_on_the_way(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = invited(&desk).await;
    let mut visitor = desk.visitor().await;
    visitor.log_in(&alice.email, PASSWORD).await;
    visitor.press("validate", &[("method", "email")]).await;
    assert!(visitor.page.text().contains(&alice.email), "{}", visitor.page.text());
    visitor.press("send-again", &[]).await;
    assert!(visitor.page.has("input[name=code]"), "{}", visitor.page.body);
    visitor.press("submit", &[("code", &desk.newest_code(&alice).await)]).await;
    visitor.press("kept", &[]).await;
    assert!(is_signed_in(&visitor), "{}", visitor.page.body);
    assert!(desk.enrolment(&alice).await.validated().contains(Method::Email));
    assert_eq!(desk.events(EventKind::SignedIn).await.len(), 2, "the session began, and rose by it");
}

async fn it_can_wait(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = invited(&desk).await;
    let rp = desk.app("notes").first_party().register().await;
    for _ in 0..2 {
        desk.advance(std::time::Duration::from_secs(5));
        let (mut visitor, errand) = (desk.visitor().await, rp.begin());
        visitor.open(errand.url()).await;
        visitor.log_in(&alice.email, PASSWORD).await;
        visitor.press("later", &[]).await;
        let claims = claims(&rp, &errand, visitor.page.location()).await;
        assert_eq!((&claims["acr"], &claims["amr"]), (&json!("urn:frontdesk:acr:password"), &json!(["pwd"])));
    }
    assert_eq!(desk.enrolment(&alice).await.status(), Status::Activated);
}

async fn a_method_that_waits_is_taken_up_again(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = invited(&desk).await;
    let mut visitor = desk.visitor().await;
    visitor.log_in(&alice.email, PASSWORD).await;
    visitor.press("validate", &[("method", "email")]).await;
    let code = desk.newest_code(&alice).await;

    let mut other = desk.visitor().await;
    other.log_in(&alice.email, PASSWORD).await;
    assert!(other.page.has("#method-email[checked]"), "the choice is kept: {}", other.page.body);
    let set_up = other.page.url.clone();
    other.open(format!("{set_up}/validate")).await;
    other.press("submit", &[("code", &code)]).await;
    complaint(&other);
    visitor.press("submit", &[("code", &code)]).await;
    assert_eq!(visitor.page.heading(), "Keep your recovery codes", "a code of another browser is not used up: {}", visitor.page.body);
}

async fn what_was_set_up_elsewhere_is_not_asked_for(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = invited(&desk).await;
    let mut visitor = desk.visitor().await;
    visitor.log_in(&alice.email, PASSWORD).await;
    let set_up = visitor.page.clone();
    desk.with_app(&alice).await;
    visitor.open(&set_up.url).await;
    assert!(is_signed_in(&visitor), "{}", visitor.page.body);
    visitor.page = set_up;
    visitor.press("validate", &[("method", "email")]).await;
    assert_eq!(visitor.page.status, StatusCode::OK);
    assert_eq!(desk.enrolment(&alice).await.pending(), None, "a password alone adds no method beside one that is set up");
}
