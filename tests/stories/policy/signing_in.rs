//! Signing in where a policy is met already, or a place spares the second step.

use std::time::Duration;

use frontdesk::policy::{GroupPolicy, Setting};
use serde_json::json;

use super::{HOUR, RIVERSIDE, claims, granted, is_at, mandatory};
use crate::on_both_grounds;
use crate::second_step::is_second_step;
use crate::sign_in::is_signed_in;
use crate::support::{Desk, Ground, PASSWORD};

on_both_grounds!(
    only_an_accepted_method_is_asked_for,
    a_recovery_code_helps_out_for_one_sign_in,
    a_trusted_network_spares_the_second_step,
    a_remembered_device_does_as_far_as_the_practice_allows,
    a_session_meets_a_policy_that_came_later,
    a_silent_request_is_told,
    a_shared_workstation_ends_sessions_early,
);

async fn only_an_accepted_method_is_asked_for(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").in_group(RIVERSIDE).join().await;
    desk.with_email(&alice).await;
    let second = desk.with_app(&alice).await;
    desk.adopt(RIVERSIDE, mandatory("totp")).await;
    let mut visitor = desk.visitor().await;
    visitor.log_in(&alice.email, PASSWORD).await;
    assert!(is_second_step(&visitor.page) && visitor.page.url.query() == Some("method=totp"), "email is primary: {}", visitor.page.url);
    let by_email = format!("{}?method=email", visitor.page.url.path());
    let code = desk.newest_code(&alice).await;
    let csrf = visitor.page.attribute("input[name=csrf]", "value").unwrap();
    let mut tab = visitor.another_tab();
    tab.post(desk.url(&by_email), &[("csrf", &csrf), ("code", &code)]).await;
    assert!(!desk.knows(&tab).await, "nor is a code by email taken");
    visitor.press("submit", &[("code", &second.app.shows(desk.now()))]).await;
    assert!(is_signed_in(&visitor), "{}", visitor.page.body);
}

async fn a_recovery_code_helps_out_for_one_sign_in(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").in_group(RIVERSIDE).join().await;
    let second = desk.with_app(&alice).await;
    desk.adopt(RIVERSIDE, mandatory("totp")).await;
    let rp = desk.app("notes").first_party().register().await;
    let (mut visitor, errand) = desk.brought(&rp, &alice).await;
    visitor.click("Use a recovery code").await;
    visitor.press("submit", &[("code", &second.recovery_codes[0])]).await;
    assert_eq!(claims(&rp, &errand, &visitor).await["acr"], "urn:frontdesk:acr:two_step");
    let (visitor, _) = desk.brought(&rp, &alice).await;
    assert!(is_second_step(&visitor.page), "the next one asks again");
}

async fn a_trusted_network_spares_the_second_step(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").in_group(RIVERSIDE).join().await;
    desk.with_app(&alice).await;
    let rp = desk.app("notes").first_party().register().await.asking_for("openid offline_access");
    let networks = ["127.0.0.0/8", "::1/128"].map(|network| network.parse().unwrap()).to_vec();
    desk.adopt(RIVERSIDE, GroupPolicy { trusted_networks: networks, ..mandatory("totp") }).await;
    let (visitor, errand) = desk.brought(&rp, &alice).await;
    let tokens = granted(&rp, &errand, &visitor).await;
    let claims = rp.verify(tokens.id_token(), Some(&errand.nonce)).await;
    assert_eq!((&claims["acr"], &claims["amr"]), (&json!("urn:frontdesk:acr:password"), &json!(["pwd"])), "it is no proof");
    let tokens = rp.refresh(tokens.refresh_token()).await.granted();

    desk.adopt(RIVERSIDE, GroupPolicy { trusted_networks: vec!["198.51.100.0/24".parse().unwrap()], ..mandatory("totp") }).await;
    rp.refresh(tokens.refresh_token()).await.refused("invalid_grant");
    let (visitor, _) = desk.brought(&rp, &alice).await;
    assert!(is_second_step(&visitor.page), "this is another network");
}

async fn a_remembered_device_does_as_far_as_the_practice_allows(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").in_group(RIVERSIDE).join().await;
    let second = desk.with_app(&alice).await;
    let remembering = GroupPolicy { remember_device: HOUR * 12, ..mandatory("totp") };
    desk.adopt(RIVERSIDE, remembering.clone()).await;
    let rp = desk.app("notes").first_party().register().await;
    let (mut visitor, errand) = desk.brought(&rp, &alice).await;
    visitor.press("submit", &[("code", &second.app.shows(desk.now())), ("remember", "on")]).await;
    let _ = granted(&rp, &errand, &visitor).await;

    let is_asked = async |desk: &Desk| {
        let mut later = visitor.another_tab();
        later.open(desk.url("/")).await;
        if is_signed_in(&later) {
            later.press("logout", &[]).await;
        }
        let errand = rp.begin();
        later.open(errand.url()).await;
        later.log_in(&alice.email, PASSWORD).await;
        let asked = is_second_step(&later.page);
        if !asked {
            let _ = granted(&rp, &errand, &later).await;
        }
        asked
    };
    desk.advance(HOUR * 11);
    assert!(!is_asked(&desk).await, "remembered");
    let (other, _) = desk.brought(&rp, &alice).await;
    assert!(is_second_step(&other.page), "another browser is not");
    desk.adopt(RIVERSIDE, GroupPolicy { remember_device: HOUR * 10, ..remembering.clone() }).await;
    assert!(is_asked(&desk).await, "the limit is shorter by now");
    desk.adopt(RIVERSIDE, remembering).await;
    assert!(is_asked(&desk).await, "nor does going back revive it");
}

async fn a_session_meets_a_policy_that_came_later(ground: Ground) {
    let desk = Desk::open(ground).await;
    let [alice, ben] =
        [desk.someone("Alice Nguyen").in_group(RIVERSIDE).join().await, desk.someone("Ben Okafor").in_group(RIVERSIDE).join().await];
    let rp = desk.app("notes").first_party().register().await;
    let (visitor, errand) = desk.brought(&rp, &alice).await;
    let _ = granted(&rp, &errand, &visitor).await;
    let (others, errand) = desk.brought(&rp, &ben).await;
    let _ = granted(&rp, &errand, &others).await;
    let second = desk.with_app(&alice).await;
    desk.adopt(RIVERSIDE, mandatory("totp")).await;

    // Whoever has it set up passes it, and the session rises.
    let (mut visitor, mut errand) = (visitor, rp.begin());
    visitor.open(errand.url()).await;
    assert!(is_second_step(&visitor.page), "{} {}", visitor.page.url, visitor.page.body);
    visitor.press("submit", &[("code", &second.app.shows(desk.now()))]).await;
    assert_eq!(claims(&rp, &errand, &visitor).await["acr"], "urn:frontdesk:acr:two_factor");
    errand = rp.begin();
    visitor.open(errand.url()).await;
    let _ = granted(&rp, &errand, &visitor).await;

    // Whoever has nothing sets it up, after proving anew who they are, where that is too long ago.
    desk.advance(Duration::from_mins(11));
    let (mut visitor, errand) = (others, rp.begin());
    visitor.open(errand.url()).await;
    assert!(visitor.page.url.path().starts_with("/login/in_"), "{}", visitor.page.url);
    visitor.log_in(&ben.email, PASSWORD).await;
    assert!(is_at(&visitor, "set-up") && !visitor.page.has("#later"), "{}", visitor.page.body);
    super::set_app_up(&desk, &mut visitor).await;
    visitor.press("kept", &[]).await;
    assert_eq!(claims(&rp, &errand, &visitor).await["acr"], "urn:frontdesk:acr:two_factor");
}

async fn a_silent_request_is_told(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").in_group(RIVERSIDE).join().await;
    let rp = desk.app("notes").first_party().register().await;
    let (mut visitor, errand) = desk.brought(&rp, &alice).await;
    let _ = granted(&rp, &errand, &visitor).await;
    let silent = rp.begin().with("prompt", "none");
    visitor.open(silent.url()).await;
    let _ = granted(&rp, &silent, &visitor).await;
    desk.adopt(RIVERSIDE, mandatory("any")).await;
    let silent = rp.begin().with("prompt", "none");
    visitor.open(silent.url()).await;
    let answer = rp.answer(&visitor.page.location().expect("an answer"));
    assert_eq!(answer.error(), Some("interaction_required"));
    desk.adopt(RIVERSIDE, GroupPolicy { setting: Setting::Prompt, ..GroupPolicy::default() }).await;
    let silent = rp.begin().with("prompt", "none");
    visitor.open(silent.url()).await;
    let _ = granted(&rp, &silent, &visitor).await;
}

async fn a_shared_workstation_ends_sessions_early(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").in_group(RIVERSIDE).join().await;
    let mut before = desk.visitor().await;
    before.log_in(&alice.email, PASSWORD).await;
    let limits = GroupPolicy { idle: Some(Duration::from_mins(5)), absolute: Some(HOUR), ..GroupPolicy::default() };
    desk.adopt(RIVERSIDE, limits).await;
    let mut after = desk.visitor().await;
    after.log_in(&alice.email, PASSWORD).await;
    desk.advance(Duration::from_mins(4));
    assert!(desk.knows(&before).await && desk.knows(&after).await);
    desk.advance(Duration::from_mins(6));
    assert!(!desk.knows(&before).await, "one that began before is held to it too");
    assert!(!desk.knows(&after).await);
}
