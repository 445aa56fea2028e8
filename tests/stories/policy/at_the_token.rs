//! What apps hold already, when a policy becomes stricter.

use std::time::Duration;

use frontdesk::policy::{GroupPolicy, Setting};

use super::{HOUR, RIVERSIDE, granted, mandatory};
use crate::on_both_grounds;
use crate::support::{Desk, Ground};

on_both_grounds!(
    a_stricter_policy_ends_what_is_below_it_everywhere,
    a_deadline_that_passes_does_so_by_itself,
    a_code_is_judged_when_it_is_redeemed,
    joining_a_stricter_practice_counts_at_once,
    what_meets_the_policy_goes_on,
);

async fn a_stricter_policy_ends_what_is_below_it_everywhere(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").in_group(RIVERSIDE).join().await;
    let rp = desk.app("notes").first_party().register().await.asking_for("openid email offline_access");
    let (visitor, errand) = desk.brought(&rp, &alice).await;
    let tokens = granted(&rp, &errand, &visitor).await;
    assert_eq!(rp.introspect(tokens.access_token()).await.body["active"], true);
    desk.adopt(RIVERSIDE, mandatory("any")).await;
    assert_eq!(rp.introspect(tokens.access_token()).await.body["active"], false);
    assert_eq!(rp.introspect(tokens.refresh_token()).await.body["active"], false);
    assert_eq!(rp.userinfo(tokens.access_token()).await.status, 401);
    rp.refresh(tokens.refresh_token()).await.refused("invalid_grant");
    desk.adopt(RIVERSIDE, GroupPolicy { setting: Setting::Prompt, ..GroupPolicy::default() }).await;
    assert_eq!(rp.userinfo(tokens.access_token()).await.status, 200, "what was not revoked counts again");
    let _ = rp.refresh(tokens.refresh_token()).await.granted();
}

async fn a_deadline_that_passes_does_so_by_itself(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").in_group(RIVERSIDE).join().await;
    let rp = desk.app("notes").first_party().register().await.asking_for("openid offline_access");
    desk.adopt(RIVERSIDE, GroupPolicy { enforce_from: Some(desk.now().plus(HOUR)), ..mandatory("totp") }).await;
    let (mut visitor, errand) = desk.brought(&rp, &alice).await;
    visitor.press("later", &[]).await;
    let tokens = granted(&rp, &errand, &visitor).await;
    desk.advance(Duration::from_mins(59));
    let tokens = rp.refresh(tokens.refresh_token()).await.granted();
    desk.advance(Duration::from_mins(1));
    rp.refresh(tokens.refresh_token()).await.refused("invalid_grant");
}

async fn a_code_is_judged_when_it_is_redeemed(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").in_group(RIVERSIDE).join().await;
    let rp = desk.app("notes").first_party().register().await;
    let (visitor, errand) = desk.brought(&rp, &alice).await;
    desk.adopt(RIVERSIDE, mandatory("any")).await;
    let answer = rp.answer(&visitor.page.location().expect("a code"));
    rp.redeem(&errand, &answer).await.refused("invalid_grant");
}

async fn joining_a_stricter_practice_counts_at_once(ground: Ground) {
    let desk = Desk::open(ground).await;
    let [alice, _] = [desk.someone("Alice Nguyen").join().await, desk.someone("Ben Okafor").in_group(RIVERSIDE).join().await];
    desk.adopt(RIVERSIDE, mandatory("any")).await;
    let rp = desk.app("notes").first_party().register().await.asking_for("openid offline_access");
    let (visitor, errand) = desk.brought(&rp, &alice).await;
    let tokens = granted(&rp, &errand, &visitor).await;
    let group = desk.group(RIVERSIDE).await;
    desk.take_in(&alice, group).await;
    rp.refresh(tokens.refresh_token()).await.refused("invalid_grant");
    assert_eq!(desk.enrolment(&alice).await.status(), frontdesk::factors::status::Status::Activated);
}

async fn what_meets_the_policy_goes_on(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").in_group(RIVERSIDE).join().await;
    let second = desk.with_app(&alice).await;
    let rp = desk.app("notes").first_party().register().await.asking_for("openid offline_access");
    let (mut visitor, errand) = desk.brought(&rp, &alice).await;
    visitor.press("submit", &[("code", &second.app.shows(desk.now()))]).await;
    let tokens = granted(&rp, &errand, &visitor).await;
    desk.adopt(RIVERSIDE, mandatory("totp")).await;
    let tokens = rp.refresh(tokens.refresh_token()).await.granted();
    assert_eq!(rp.userinfo(tokens.access_token()).await.status, 200);
    desk.adopt(RIVERSIDE, mandatory("email")).await;
    rp.refresh(tokens.refresh_token()).await.refused("invalid_grant");
}
