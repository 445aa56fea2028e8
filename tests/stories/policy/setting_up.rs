//! Setting a factor up within the sign-in, because somebody demands it or would like it.

use std::time::Duration;

use frontdesk::factors::Method;
use frontdesk::factors::status::Status;
use frontdesk::policy::{GroupPolicy, Setting, change};
use serde_json::json;

use super::{HILLSIDE, HOUR, RIVERSIDE, claims, event, granted, is_at, mandatory, set_app_up, set_email_up};
use crate::on_both_grounds;
use crate::second_step::is_second_step;
use crate::support::{Desk, Ground, SoftAuthenticator};

on_both_grounds!(
    mandatory_is_set_up_before_the_app_gets_anything,
    an_optional_practice_asks_and_asks_again,
    a_practice_without_preference_asks_nothing,
    each_method_alone_can_be_mandated,
    a_passkey_alone_can_be_mandated,
    before_the_deadline_it_may_wait,
    full_access_may_give_time,
    two_practices_with_one_method_in_common,
    two_practices_with_nothing_in_common,
    an_app_requires_two_factors_of_everybody,
    an_app_mandates_it_for_its_practices,
    a_method_that_is_accepted_no_more_is_proved_and_replaced,
);

async fn mandatory_is_set_up_before_the_app_gets_anything(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").in_group(RIVERSIDE).join().await;
    desk.adopt(RIVERSIDE, mandatory("any")).await;
    assert_eq!(desk.enrolment(&alice).await.status(), Status::Activated);
    let rp = desk.app("notes").first_party().register().await;
    let (mut visitor, errand) = desk.brought(&rp, &alice).await;
    assert!(is_at(&visitor, "set-up"), "{} {}", visitor.page.url, visitor.page.body);
    assert!(!visitor.page.has("#later"), "it may not be put off: {}", visitor.page.body);
    assert!(visitor.page.text().contains(RIVERSIDE), "it says who demands it: {}", visitor.page.text());
    assert!(!desk.knows(&visitor).await, "no session begins before");
    let mut tab = visitor.another_tab();
    tab.open(errand.url()).await;
    assert!(tab.page.url.path().starts_with("/login/"), "another tab gets no further: {}", tab.page.url);

    set_app_up(&desk, &mut visitor).await;
    assert_eq!(visitor.page.heading(), "Keep your recovery codes", "{}", visitor.page.body);
    visitor.press("kept", &[]).await;
    let claims = claims(&rp, &errand, &visitor).await;
    assert_eq!((&claims["acr"], &claims["amr"]), (&json!("urn:frontdesk:acr:two_factor"), &json!(["pwd", "otp", "mfa"])));
    desk.advance(Duration::from_mins(2));
    let (visitor, _) = desk.brought(&rp, &alice).await;
    assert!(is_second_step(&visitor.page), "from now on it is asked for: {}", visitor.page.body);
}

async fn an_optional_practice_asks_and_asks_again(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").in_group(RIVERSIDE).join().await;
    let prompt = GroupPolicy { setting: Setting::Prompt, ask_again: HOUR * 24, ..GroupPolicy::default() };
    desk.adopt(RIVERSIDE, prompt).await;
    let rp = desk.app("notes").first_party().register().await;
    let (mut visitor, errand) = desk.brought(&rp, &alice).await;
    assert!(is_at(&visitor, "set-up") && visitor.page.has("#later"), "{}", visitor.page.body);
    visitor.press("later", &[]).await;
    assert_eq!(claims(&rp, &errand, &visitor).await["acr"], "urn:frontdesk:acr:password");

    desk.advance(HOUR * 23);
    let (visitor, errand) = desk.brought(&rp, &alice).await;
    let _ = claims(&rp, &errand, &visitor).await;
    desk.advance(HOUR * 2);
    let (mut visitor, errand) = desk.brought(&rp, &alice).await;
    assert!(is_at(&visitor, "set-up"), "it asks again: {}", visitor.page.url);
    set_app_up(&desk, &mut visitor).await;
    visitor.press("kept", &[]).await;
    assert_eq!(claims(&rp, &errand, &visitor).await["acr"], "urn:frontdesk:acr:two_factor");
}

async fn a_practice_without_preference_asks_nothing(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").in_group(RIVERSIDE).join().await;
    desk.adopt(RIVERSIDE, GroupPolicy::default()).await;
    let rp = desk.app("notes").first_party().register().await;
    let (visitor, errand) = desk.brought(&rp, &alice).await;
    assert_eq!(claims(&rp, &errand, &visitor).await["acr"], "urn:frontdesk:acr:password");
    assert_eq!(desk.enrolment(&alice).await.status(), Status::NotSetup);
}

async fn each_method_alone_can_be_mandated(ground: Ground) {
    let desk = Desk::open(ground).await;
    for (name, group, method) in [("Alice Nguyen", RIVERSIDE, "totp"), ("Ben Okafor", HILLSIDE, "email")] {
        let person = desk.someone(name).in_group(group).join().await;
        desk.adopt(group, mandatory(method)).await;
        let rp = desk.app(&format!("notes-{method}")).first_party().register().await;
        let (mut visitor, errand) = desk.brought(&rp, &person).await;
        let other = if method == "totp" { "email" } else { "totp" };
        assert!(visitor.page.has(&format!("#method-{method}")) && !visitor.page.has(&format!("#method-{other}")), "{}", visitor.page.body);
        assert!(!visitor.page.has("#add-passkey"), "{}", visitor.page.body);
        match method {
            "totp" => drop(set_app_up(&desk, &mut visitor).await),
            _ => set_email_up(&desk, &mut visitor, &person).await,
        }
        visitor.press("kept", &[]).await;
        let acr = if method == "totp" { "urn:frontdesk:acr:two_factor" } else { "urn:frontdesk:acr:two_step" };
        assert_eq!(claims(&rp, &errand, &visitor).await["acr"], acr, "{method}");
        assert!(desk.enrolment(&person).await.validated().contains(Method::parse(method).unwrap()));
    }
}

async fn a_passkey_alone_can_be_mandated(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").in_group(RIVERSIDE).join().await;
    desk.adopt(RIVERSIDE, mandatory("passkey")).await;
    let rp = desk.app("notes").first_party().register().await;
    let (mut visitor, errand) = desk.brought(&rp, &alice).await;
    assert!(is_at(&visitor, "set-up") && visitor.page.has("#add-passkey"), "{}", visitor.page.body);
    assert!(!visitor.page.has("input[name=method]"), "{}", visitor.page.body);
    let device = SoftAuthenticator::new();
    let path = visitor.page.attribute("#add-passkey", "data-passkey-add").unwrap();
    let asked = visitor.call(desk.url(&format!("{path}/options")), &json!({})).await.json();
    let made = device.make(&desk.issuer, &asked["publicKey"]).await.unwrap();
    let answer = visitor.call(desk.url(&format!("{path}/finish")), &json!({ "ceremony": asked["ceremony"], "credential": made })).await;
    assert!(answer.status.is_success(), "{}", answer.body);
    assert!(!desk.knows(&visitor).await, "a new passkey is no proof yet");

    // The page is loaded again, as the script does, and leads to the step that wants it used.
    let page = visitor.page.url.clone();
    visitor.open(&page).await;
    assert!(is_at(&visitor, "second-step") && visitor.page.has("#login-passkey"), "{} {}", visitor.page.url, visitor.page.body);
    let path = visitor.page.attribute("#login-passkey", "data-passkey-login").unwrap();
    let asked = visitor.call(desk.url(&format!("{path}/options")), &json!({})).await.json();
    let signed = device.sign(&desk.issuer, &asked["publicKey"]).await.unwrap();
    let answer = visitor.call(desk.url(&format!("{path}/finish")), &json!({ "ceremony": asked["ceremony"], "credential": signed })).await;
    visitor.open(desk.url(answer.json()["continue"].as_str().unwrap())).await;
    assert_eq!(claims(&rp, &errand, &visitor).await["acr"], "phr");
}

async fn before_the_deadline_it_may_wait(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").in_group(RIVERSIDE).join().await;
    let from = desk.now().plus(HOUR * 72);
    desk.adopt(RIVERSIDE, GroupPolicy { enforce_from: Some(from), ..mandatory("any") }).await;
    let rp = desk.app("notes").first_party().register().await;
    let (mut visitor, errand) = desk.brought(&rp, &alice).await;
    assert!(visitor.page.has("#later") && visitor.page.has("time[datetime]"), "the date is told: {}", visitor.page.body);
    visitor.press("later", &[]).await;
    let _ = granted(&rp, &errand, &visitor).await;
    let (visitor, _) = desk.brought(&rp, &alice).await;
    assert!(is_at(&visitor, "set-up"), "reminded at each sign-in");

    desk.advance(HOUR * 72);
    let (mut visitor, errand) = desk.brought(&rp, &alice).await;
    assert!(is_at(&visitor, "set-up") && !visitor.page.has("#later"), "{}", visitor.page.body);
    set_app_up(&desk, &mut visitor).await;
    visitor.press("kept", &[]).await;
    let _ = granted(&rp, &errand, &visitor).await;
}

async fn full_access_may_give_time(ground: Ground) {
    let desk = Desk::open(ground).await;
    let [alice, ben] =
        [desk.someone("Alice Nguyen").in_group(RIVERSIDE).join().await, desk.someone("Ben Okafor").in_group(RIVERSIDE).join().await];
    desk.adopt(RIVERSIDE, mandatory("any")).await;
    let group = desk.group(RIVERSIDE).await;
    let tx = desk.app.storage.write().await.unwrap();
    change::extend(&tx, (alice.id, group), desk.now().plus(HOUR * 48), &event, desk.now()).await.unwrap();
    tx.commit().await.unwrap();
    let rp = desk.app("notes").first_party().register().await;
    let (visitor, _) = desk.brought(&rp, &alice).await;
    assert!(visitor.page.has("#later"), "{}", visitor.page.body);
    let (visitor, _) = desk.brought(&rp, &ben).await;
    assert!(is_at(&visitor, "set-up") && !visitor.page.has("#later"), "only she has time");
    desk.advance(HOUR * 49);
    let (visitor, _) = desk.brought(&rp, &alice).await;
    assert!(is_at(&visitor, "set-up") && !visitor.page.has("#later"));
}

async fn two_practices_with_one_method_in_common(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").in_group(RIVERSIDE).in_group(HILLSIDE).join().await;
    desk.adopt(RIVERSIDE, mandatory("totp email")).await;
    desk.adopt(HILLSIDE, mandatory("totp passkey")).await;
    let rp = desk.app("notes").first_party().register().await;
    let (mut visitor, errand) = desk.brought(&rp, &alice).await;
    let text = visitor.page.text();
    assert!(text.contains(RIVERSIDE) && text.contains(HILLSIDE) && text.contains("One method that all of them accept"), "{text}");
    set_app_up(&desk, &mut visitor).await;
    visitor.press("kept", &[]).await;
    let _ = granted(&rp, &errand, &visitor).await;
}

async fn two_practices_with_nothing_in_common(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").in_group(RIVERSIDE).in_group(HILLSIDE).join().await;
    desk.adopt(RIVERSIDE, mandatory("totp")).await;
    desk.adopt(HILLSIDE, mandatory("email")).await;
    let rp = desk.app("notes").first_party().register().await;
    let (mut visitor, errand) = desk.brought(&rp, &alice).await;
    set_app_up(&desk, &mut visitor).await;
    assert!(!desk.knows(&visitor).await, "one of two is not enough");
    assert!(visitor.page.has("#method-email") && !visitor.page.has("#method-totp"), "{}", visitor.page.body);
    set_email_up(&desk, &mut visitor, &alice).await;
    assert_eq!(visitor.page.heading(), "Keep your recovery codes", "those of the first method: {}", visitor.page.body);
    visitor.press("kept", &[]).await;
    let _ = granted(&rp, &errand, &visitor).await;

    // An app that serves only one of them asks for one.
    let only = desk.app("billing").first_party().serving(vec![desk.group(HILLSIDE).await]).register().await;
    desk.advance(Duration::from_mins(5));
    let (mut visitor, errand) = desk.brought(&only, &alice).await;
    assert!(is_second_step(&visitor.page) && visitor.page.url.query() == Some("method=email"), "{}", visitor.page.url);
    visitor.press("submit", &[("code", &desk.newest_code(&alice).await)]).await;
    let _ = granted(&only, &errand, &visitor).await;
    // The other app wants the other one too, of the same session.
    let errand = rp.begin();
    visitor.open(errand.url()).await;
    assert!(is_second_step(&visitor.page) && visitor.page.url.query() == Some("method=totp"), "{} {}", visitor.page.url, visitor.page.body);
}

async fn an_app_requires_two_factors_of_everybody(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    desk.with_email(&alice).await;
    let rp = desk.app("ledger").first_party().with(|settings| settings.require_two_factor = true).register().await;
    let (mut visitor, errand) = desk.brought(&rp, &alice).await;
    assert!(is_second_step(&visitor.page), "{}", visitor.page.body);
    visitor.press("submit", &[("code", &desk.newest_code(&alice).await)]).await;
    assert!(is_at(&visitor, "set-up"), "a code by email is not two factors: {} {}", visitor.page.url, visitor.page.text());
    assert!(visitor.page.text().contains("ledger") && !visitor.page.has("#method-email"), "{}", visitor.page.text());
    set_app_up(&desk, &mut visitor).await;
    assert_eq!(claims(&rp, &errand, &visitor).await["acr"], "urn:frontdesk:acr:two_factor");
}

async fn an_app_mandates_it_for_its_practices(ground: Ground) {
    let desk = Desk::open(ground).await;
    let [alice, ben] =
        [desk.someone("Alice Nguyen").in_group(RIVERSIDE).join().await, desk.someone("Ben Okafor").in_group(HILLSIDE).join().await];
    desk.adopt(RIVERSIDE, GroupPolicy::default()).await;
    let served = vec![desk.group(RIVERSIDE).await];
    desk.app("ledger").first_party().with(|settings| settings.mandate_two_factor = true).serving(served).register().await;
    let notes = desk.app("notes").first_party().register().await;
    let (visitor, _) = desk.brought(&notes, &alice).await;
    assert!(is_at(&visitor, "set-up") && !visitor.page.has("#later"), "at every app, whatever the practice says: {}", visitor.page.url);
    let (visitor, errand) = desk.brought(&notes, &ben).await;
    let _ = granted(&notes, &errand, &visitor).await;
}

async fn a_method_that_is_accepted_no_more_is_proved_and_replaced(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").in_group(RIVERSIDE).join().await;
    desk.with_email(&alice).await;
    desk.adopt(RIVERSIDE, mandatory("totp")).await;
    let rp = desk.app("notes").first_party().register().await;
    let (mut visitor, errand) = desk.brought(&rp, &alice).await;
    assert!(is_second_step(&visitor.page), "whoever knows the password alone chooses nothing: {}", visitor.page.body);
    visitor.press("submit", &[("code", &desk.newest_code(&alice).await)]).await;
    assert!(is_at(&visitor, "set-up") && !visitor.page.has("#method-email"), "{} {}", visitor.page.url, visitor.page.body);
    assert!(!desk.knows(&visitor).await);
    set_app_up(&desk, &mut visitor).await;
    assert_eq!(claims(&rp, &errand, &visitor).await["amr"], json!(["pwd", "otp", "mfa"]));
}
