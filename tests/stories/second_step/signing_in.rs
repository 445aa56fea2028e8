//! The two steps, one after the other, in each way that there is.

use std::time::Duration;

use frontdesk::audit::EventKind;
use http::StatusCode;
use serde_json::json;

use super::{complaint, is_second_step};
use crate::on_both_grounds;
use crate::sign_in::is_signed_in;
use crate::support::{Desk, Ground, PASSWORD};

on_both_grounds!(
    a_code_of_the_app_completes_the_sign_in,
    a_code_by_email_completes_the_sign_in,
    a_new_code_is_sent_when_the_time_has_come,
    another_method_is_at_hand,
    a_recovery_code_helps_out_once,
    somebody_else_begins_again,
    the_app_learns_what_was_used,
    whoever_took_too_long_begins_again_and_still_comes_to_the_app,
);

async fn a_code_of_the_app_completes_the_sign_in(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let second = desk.with_app(&alice).await;
    let mut visitor = desk.visitor().await;
    visitor.press_only("login", &[("email", &alice.email), ("password", PASSWORD)]).await;
    assert_eq!(visitor.page.status, StatusCode::SEE_OTHER);
    assert!(visitor.page.headers.get_all("set-cookie").iter().all(|cookie| !cookie.to_str().unwrap().contains("session")));
    visitor.follow().await;
    assert!(is_second_step(&visitor.page), "{}", visitor.page.body);
    assert!(visitor.page.text().contains(&alice.email), "it says who signs in");
    assert_eq!(visitor.page.attribute("input[name=code]", "autocomplete").as_deref(), Some("one-time-code"));
    assert_eq!(visitor.page.header("cache-control"), Some("no-store"));
    assert!(!desk.knows(&visitor).await, "between the steps nobody is signed in");
    assert!(desk.events(EventKind::SignedIn).await.is_empty());

    let code = second.app.shows(desk.now());
    visitor.press_only("submit", &[("code", &format!(" {} {} ", &code[..3], &code[3..]))]).await;
    assert_eq!(visitor.page.status, StatusCode::SEE_OTHER, "{}", visitor.page.body);
    visitor.follow().await;
    assert!(is_signed_in(&visitor), "{}", visitor.page.body);
    let events = desk.events(EventKind::SignedIn).await;
    assert_eq!(events.len(), 1);
    assert!(events[0].details.contains("password totp"), "{}", events[0].details);
}

async fn a_code_by_email_completes_the_sign_in(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    desk.with_email(&alice).await;
    let mut visitor = desk.between(&alice).await;
    assert!(visitor.page.text().contains("•••@"), "the address is masked: {}", visitor.page.text());
    visitor.press("submit", &[("code", "")]).await;
    assert!(complaint(&visitor).contains("Enter the six digits"), "{}", visitor.page.text());
    visitor.press("submit", &[("code", "12345")]).await;
    assert!(complaint(&visitor).contains("six digits"));
    let code = desk.newest_code(&alice).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    visitor.press("submit", &[("code", wrong)]).await;
    assert!(complaint(&visitor).contains("4 more tries"), "{}", visitor.page.text());
    visitor.press("submit", &[("code", &code)]).await;
    assert!(is_signed_in(&visitor), "{}", visitor.page.body);
}

async fn a_new_code_is_sent_when_the_time_has_come(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    desk.with_email(&alice).await;
    let mut visitor = desk.between(&alice).await;
    let first = desk.newest_code(&alice).await;
    assert_eq!(visitor.page.attribute("[data-wait]", "data-wait").as_deref(), Some("30"));
    let sent = desk.letters_to(&alice.email).await.len();
    visitor.press("send-again", &[]).await;
    assert!(is_second_step(&visitor.page) && !visitor.page.text().contains("new code is on its way"), "{}", visitor.page.text());
    assert_eq!(desk.letters_to(&alice.email).await.len(), sent, "not before its time");

    desk.advance(Duration::from_secs(31));
    visitor.press("send-again", &[]).await;
    assert!(visitor.page.text().contains("new code is on its way"), "{}", visitor.page.text());
    assert_eq!(visitor.page.attribute("[data-wait]", "data-wait").as_deref(), Some("60"), "the wait grows");
    let second = desk.newest_code(&alice).await;
    if first != second {
        visitor.press("submit", &[("code", &first)]).await;
        complaint(&visitor);
    }
    visitor.press("submit", &[("code", &second)]).await;
    assert!(is_signed_in(&visitor), "{}", visitor.page.body);
}

async fn another_method_is_at_hand(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let second = desk.with_app(&alice).await;
    desk.with_email(&alice).await;
    let before = desk.letters_to(&alice.email).await.len();
    let mut visitor = desk.between(&alice).await;
    assert!(visitor.page.text().contains("authenticator app"), "the primary method comes first");
    assert_eq!(desk.letters_to(&alice.email).await.len(), before, "nothing is sent that nobody asked for");
    visitor.click("Use another method").await;
    assert!(visitor.page.has("#way-totp") && visitor.page.has("#way-email") && !visitor.page.has("#way-sms"), "{}", visitor.page.body);
    visitor.press("way-email", &[]).await;
    assert!(is_second_step(&visitor.page) && visitor.page.text().contains("by email"), "{}", visitor.page.text());
    visitor.press("submit", &[("code", &second.app.shows(desk.now()))]).await;
    complaint(&visitor);
    visitor.press("submit", &[("code", &desk.newest_code(&alice).await)]).await;
    assert!(is_signed_in(&visitor), "{}", visitor.page.body);
}

async fn a_recovery_code_helps_out_once(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let second = desk.with_app(&alice).await;
    let code = second.recovery_codes[0].clone();
    for (typed, lets_in) in [(code.to_lowercase().replace('-', " "), true), (code, false), (second.recovery_codes[1].clone(), true)] {
        let mut visitor = desk.between(&alice).await;
        visitor.click("Use a recovery code").await;
        visitor.press("submit", &[("code", "short")]).await;
        assert!(complaint(&visitor).contains("ten letters and digits"), "{}", visitor.page.text());
        visitor.press("submit", &[("code", &typed)]).await;
        assert_eq!(is_signed_in(&visitor), lets_in, "{}", visitor.page.body);
    }
    assert_eq!(desk.events(EventKind::RecoveryCodeUsed).await.len(), 2);
    assert_eq!(desk.count_letters(&alice, "recovery code was used").await, 2, "{:?}", desk.letters_to(&alice.email).await);
}

async fn somebody_else_begins_again(ground: Ground) {
    let desk = Desk::open(ground).await;
    let [alice, bob] = [desk.someone("Alice Nguyen").join().await, desk.someone("Bob Tran").join().await];
    let second = desk.with_app(&alice).await;
    let mut visitor = desk.between(&alice).await;
    let mut tab = visitor.another_tab();
    visitor.press("not-you", &[]).await;
    assert_eq!(visitor.page.url.path(), "/login");
    tab.press("submit", &[("code", &second.app.shows(desk.now()))]).await;
    assert!(complaint(&tab).len() > 20, "that sign-in has ended");
    visitor.log_in(&bob.email, PASSWORD).await;
    assert!(is_signed_in(&visitor) && visitor.page.text().contains("Bob Tran"));
}

async fn the_app_learns_what_was_used(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let second = desk.with_app(&alice).await;
    desk.with_email(&alice).await;
    let rp = desk.app("notes").first_party().register().await;
    let [by_app, by_email, by_recovery] = [
        ("totp", "two_factor", json!(["pwd", "otp", "mfa"])),
        ("email", "two_step", json!(["pwd", "otp"])),
        ("recovery", "two_step", json!(["pwd", "otp"])),
    ];
    for (way, acr, amr) in [by_app, by_email, by_recovery] {
        desk.advance(Duration::from_mins(2));
        let mut visitor = desk.visitor().await;
        let errand = rp.begin();
        visitor.open(errand.url()).await;
        visitor.log_in(&alice.email, PASSWORD).await;
        assert!(visitor.page.text().contains("notes") || is_second_step(&visitor.page), "{}", visitor.page.body);
        let code = match way {
            "totp" => second.app.shows(desk.now()),
            "email" => {
                visitor.click("Use another method").await;
                visitor.press("way-email", &[]).await;
                desk.newest_code(&alice).await
            }
            _ => {
                visitor.click("Use a recovery code").await;
                second.recovery_codes[5].clone()
            }
        };
        let at = desk.now();
        visitor.press("submit", &[("code", &code)]).await;
        let answer = rp.answer(&visitor.page.location().expect("a way back to the app"));
        let tokens = rp.redeem(&errand, &answer).await.granted();
        let claims = rp.verify(tokens.id_token(), Some(&errand.nonce)).await;
        assert_eq!(claims["acr"], format!("urn:frontdesk:acr:{acr}"), "{way}");
        assert_eq!(claims["amr"], amr, "{way}");
        assert_eq!(claims["auth_time"], at.as_secs(), "{way}");
    }
}

async fn whoever_took_too_long_begins_again_and_still_comes_to_the_app(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let second = desk.with_app(&alice).await;
    let rp = desk.app("notes").first_party().register().await;
    let errand = rp.begin();
    let mut visitor = desk.visitor().await;
    visitor.open(errand.url()).await;
    visitor.log_in(&alice.email, PASSWORD).await;
    let mut stranger = desk.visitor().await;

    desk.advance(Duration::from_mins(11));
    stranger.open(visitor.page.url.as_str()).await;
    assert!(stranger.page.link("Sign in").path().ends_with("/login"), "another browser learns nothing of the errand");
    visitor.press("submit", &[("code", &second.app.shows(desk.now()))]).await;
    assert_eq!(visitor.page.status, StatusCode::BAD_REQUEST);
    assert!(visitor.page.text().contains("You then go on to your app"), "{}", visitor.page.text());
    assert!(!desk.knows(&visitor).await, "what was shown eleven minutes ago is worth nothing");

    visitor.click("Sign in").await;
    visitor.log_in(&alice.email, PASSWORD).await;
    visitor.press("submit", &[("code", &second.app.shows(desk.now()))]).await;
    let answer = rp.answer(&visitor.page.location().expect("a way back to the app"));
    let tokens = rp.redeem(&errand, &answer).await.granted();
    rp.verify(tokens.id_token(), Some(&errand.nonce)).await;

    let errand = rp.begin();
    let mut late = desk.visitor().await;
    late.open(errand.url()).await;
    late.log_in(&alice.email, PASSWORD).await;
    desk.advance(Duration::from_mins(61));
    late.press("submit", &[("code", &second.app.shows(desk.now()))]).await;
    assert!(late.page.text().contains("Go back to your app"), "the app's request is over, too: {}", late.page.text());
}
