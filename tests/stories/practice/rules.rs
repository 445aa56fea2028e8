//! **Edit Two-Factor Authentication Settings**: the form, the preview, saving, and the way back; and how the practice stands.

use std::time::Duration;

use frontdesk::audit::EventKind;
use frontdesk::foundation::clock::Timestamp;
use frontdesk::foundation::id::GroupId;
use frontdesk::groups::{self, Group};
use frontdesk::policy::{self, GroupPolicy, Preset, Setting};
use http::StatusCode;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{HILLTOP, RIVERSIDE, shown};
use crate::on_both_grounds;
use crate::support::{Desk, Ground};

on_both_grounds!(
    full_access_sees_whom_a_change_touches_saves_it_and_takes_it_back,
    contradictions_are_said_on_the_form_and_nothing_is_lost,
    a_deadline_makes_members_due_then_overdue_and_one_gets_more_time,
    what_is_mandatory_cannot_be_turned_off_for_one,
    days_are_the_practices_own,
    of_two_who_edit_at_once_the_second_is_told,
    whoever_would_sign_themselves_out_is_told_before_saving,
);

impl Desk {
    async fn policy(&self, group: &str) -> GroupPolicy {
        let group = self.group(group).await;
        policy::store::find(self.app.storage.read(), group).await.unwrap()
    }
}

async fn full_access_sees_whom_a_change_touches_saves_it_and_takes_it_back(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    let bob = desk.someone("Bob Okafor").in_group(RIVERSIDE).in_group(HILLTOP).join().await;
    desk.with_email(&bob).await;
    desk.someone("Carla Rossi").in_group(RIVERSIDE).join().await;
    let (mut zoe, hilltop) = (desk.with_full_access("Zoe Hill", HILLTOP).await.1, desk.group(HILLTOP).await);
    zoe.open(desk.practice(hilltop, "/policy")).await;
    zoe.press("preview", &[("setting", "mandatory")]).await;
    zoe.press("save", &[]).await;

    let (_, mut alice2) = desk.with_full_access("Ada Nguyen", RIVERSIDE).await;
    std::mem::swap(&mut alice, &mut alice2);
    let riverside = desk.group(RIVERSIDE).await;
    alice.open(desk.practice(riverside, "/policy")).await;
    alice.press("preview", &[("preset", "strict")]).await;
    let figure = |alice: &crate::support::Visitor, id: &str| {
        let rest = alice.page.body.split(&format!("id=\"{id}\">")).nth(1).unwrap_or_default().to_owned();
        rest.split('<').next().unwrap_or_default().parse::<u32>().unwrap_or_else(|_| panic!("{id}: {}", alice.page.body))
    };
    let figures = ["members", "ready", "must-set-up", "not-accepted"].map(|id| figure(&alice, id));
    assert_eq!(figures, [4, 2, 1, 1], "two managers with an app, Carla with nothing, Bob with email");
    assert_eq!(desk.policy(RIVERSIDE).await, GroupPolicy::default(), "a look saves nothing");
    alice.press("save", &[]).await;
    assert!(alice.page.has("#notice"), "{}", alice.page.body);
    let saved = desk.policy(RIVERSIDE).await;
    assert_eq!((saved.preset, saved.setting, saved.accepted), (Preset::Strict, Setting::Mandatory, GroupPolicy::STRICT));
    assert!(alice.page.text().contains("50%") && alice.page.text().contains("Carla Rossi"), "{}", alice.page.text());
    alice.open(desk.practice(riverside, "/users?overdue=yes")).await;
    assert_eq!(shown(&alice.page), ["Bob Okafor", "Carla Rossi"]);

    alice.open(desk.practice(riverside, "")).await;
    let mut late = alice.another_tab();
    alice.press("undo", &[]).await;
    assert!(alice.page.has("#notice"), "{}", alice.page.body);
    assert_eq!(desk.policy(RIVERSIDE).await.setting, Setting::Disabled);
    late.press("undo", &[]).await;
    assert!(late.page.has("#objection"), "it was undone already: {}", late.page.body);
    assert_eq!(desk.policy(RIVERSIDE).await.setting, Setting::Disabled);
    let changes = desk.events(EventKind::PolicyChanged).await;
    assert_eq!(changes.iter().filter(|event| event.group == Some(riverside)).count(), 2);
    alice.open(desk.practice(riverside, "/activity")).await;
    assert!(alice.page.text().contains("The two-factor settings were changed By Ada Nguyen"), "{}", alice.page.text());

    desk.advance(Duration::from_mins(11));
    for below in ["/policy", ""] {
        alice.visit(desk.practice(riverside, below)).await;
        let asks = alice.page.location().is_some_and(|to| to.path().starts_with("/account/confirm/"));
        assert_eq!(asks, below == "/policy", "looking is free, changing is not");
    }
}

async fn contradictions_are_said_on_the_form_and_nothing_is_lost(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    let riverside = desk.group(RIVERSIDE).await;
    alice.open(desk.practice(riverside, "/policy")).await;
    alice.press("preview", &[("remember_hours", "many"), ("networks", "here"), ("idle_minutes", "20")]).await;
    assert_eq!(alice.page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(alice.page.text().contains("whole hours") && alice.page.text().contains("“here” is no network"), "{}", alice.page.text());
    assert_eq!(alice.page.attribute("#idle_minutes", "value").as_deref(), Some("20"));
    assert!(alice.page.text_of("#networks-error").contains("is no network"), "beside the field, too");
    assert!(alice.page.text_of("#idle_minutes-error").trim().is_empty());
    assert_eq!(alice.page.attribute("#remember_hours", "aria-invalid").as_deref(), Some("true"));
    alice.press("preview", &[("remember_hours", "0"), ("networks", "0.0.0.0/0")]).await;
    assert_eq!(alice.page.status, StatusCode::UNPROCESSABLE_ENTITY, "most of the internet");
    alice.press("preview", &[("networks", ""), ("ask_again_days", "1000")]).await;
    assert!(alice.page.text_of("#ask_again_days-error").contains("365"), "{}", alice.page.text());
    alice.press("preview", &[("ask_again_days", "3"), ("networks", "203.0.113.7, 198.51.100.0/24")]).await;
    assert_eq!(alice.page.status, StatusCode::OK, "the legal twin: {}", alice.page.text());
    alice.click("Leave it as it is").await;
    assert_eq!(alice.page.attribute("#idle_minutes", "value").as_deref(), Some("20"), "back on the form with what was typed");
    // A form that was made up is held to the same rules.
    let csrf = alice.page.attribute("input[name=csrf]", "value").unwrap();
    alice
        .post(
            desk.practice(riverside, "/policy/save"),
            &[("csrf", &csrf), ("version", "0"), ("setting", "mandatory"), ("preset", "custom")],
        )
        .await;
    assert_eq!(alice.page.status, StatusCode::UNPROCESSABLE_ENTITY, "no method at all");
    assert_eq!(desk.policy(RIVERSIDE).await, GroupPolicy::default());
}

async fn a_deadline_makes_members_due_then_overdue_and_one_gets_more_time(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    let bob = desk.someone("Bob Okafor").in_group(RIVERSIDE).join().await;
    desk.someone("Carla Rossi").in_group(RIVERSIDE).join().await;
    let riverside = desk.group(RIVERSIDE).await;
    alice.open(desk.practice(riverside, "/policy")).await;
    // Stories begin on 1 March 2026.
    alice.press("preview", &[("setting", "mandatory"), ("enforce_from", "2026-03-04")]).await;
    alice.press("save", &[]).await;
    alice.open(desk.practice(riverside, "/users?overdue=yes")).await;
    assert!(shown(&alice.page).is_empty(), "not yet");
    alice.open(desk.practice(riverside, &format!("/users/{}", bob.id))).await;
    alice.click("Give more time").await;
    for (until, status) in
        [("2026-05-01", StatusCode::UNPROCESSABLE_ENTITY), ("2026-02-01", StatusCode::UNPROCESSABLE_ENTITY), ("2026-03-09", StatusCode::OK)]
    {
        alice.press("save", &[("until", until)]).await;
        assert_eq!(alice.page.status, status, "{until}");
    }
    assert_eq!(desk.events(EventKind::DeadlineExtended).await.len(), 1);
    // Sessions last; the clock of a session does not matter here.
    desk.advance(Duration::from_hours(24 * 4));
    let mut alice = desk.with_full_access("Ada Nguyen", RIVERSIDE).await.1;
    alice.open(desk.practice(riverside, "/users?overdue=yes")).await;
    assert_eq!(shown(&alice.page), ["Carla Rossi"]);
    desk.advance(Duration::from_hours(24 * 5));
    let mut alice = desk.with_full_access("Amy Nguyen", RIVERSIDE).await.1;
    alice.open(desk.practice(riverside, "/users?overdue=yes")).await;
    assert_eq!(shown(&alice.page), ["Bob Okafor", "Carla Rossi"]);
}

async fn what_is_mandatory_cannot_be_turned_off_for_one(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    let bob = desk.someone("Bob Okafor").in_group(RIVERSIDE).join().await;
    let riverside = desk.group(RIVERSIDE).await;
    alice.open(desk.practice(riverside, "/policy")).await;
    alice.press("preview", &[("setting", "mandatory")]).await;
    alice.press("save", &[]).await;
    assert_eq!(desk.enrolment(&bob).await.status(), frontdesk::factors::status::Status::Activated, "a mandatory practice turns it on");
    alice.open(desk.practice(riverside, &format!("/users/{}/deactivate", bob.id))).await;
    alice.press("confirm", &[]).await;
    assert!(alice.page.has("#objection") && alice.page.text().contains("mandatory"), "{}", alice.page.text());
}

async fn days_are_the_practices_own(ground: Ground) {
    let desk = Desk::open(ground).await;
    let mut group = Group::new(GroupId::new(desk.now(), &*desk.app.random), RIVERSIDE, desk.now());
    group.zoneinfo = Some("Australia/Melbourne".to_owned());
    let tx = desk.app.storage.write().await.unwrap();
    groups::store::insert_group(&tx, &group).await.unwrap();
    tx.commit().await.unwrap();
    let (_, mut alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    let bob = desk.someone("Bob Okafor").in_group(RIVERSIDE).join().await;
    alice.open(desk.practice(group.id, "/policy")).await;
    assert!(alice.page.text().contains("Australia/Melbourne"), "{}", alice.page.text());
    alice.press("preview", &[("setting", "mandatory"), ("enforce_from", "2026-03-04"), ("ask_again_days", "3")]).await;
    alice.press("save", &[]).await;
    // Eleven hours before the day ends in London.
    let ends = |day: &str, hour: u8| OffsetDateTime::parse(&format!("{day}T{hour:02}:59:59Z"), &Rfc3339).unwrap().unix_timestamp();
    let saved = desk.policy(RIVERSIDE).await;
    assert_eq!(saved.enforce_from.map(Timestamp::as_secs), Some(ends("2026-03-04", 12)));
    assert_eq!(saved.ask_again, Duration::from_hours(3 * 24));
    alice.open(desk.practice(group.id, "/policy")).await;
    assert_eq!(alice.page.attribute("#enforce_from", "value").as_deref(), Some("2026-03-04"));
    alice.open(desk.practice(group.id, &format!("/users/{}/extend", bob.id))).await;
    alice.press("save", &[("until", "2026-03-09")]).await;
    let extended = policy::store::extensions_in(desk.app.storage.read(), group.id).await.unwrap();
    assert_eq!(extended[&bob.id].as_secs(), ends("2026-03-09", 12));
}

async fn whoever_would_sign_themselves_out_is_told_before_saving(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    let riverside = desk.group(RIVERSIDE).await;
    for (fields, warned) in [
        (vec![("setting", "mandatory"), ("totp", "")], true),
        (vec![("setting", "mandatory"), ("totp", ""), ("enforce_from", "2026-03-09")], false),
        (vec![("setting", "mandatory")], false),
    ] {
        alice.open(desk.practice(riverside, "/policy")).await;
        alice.press("preview", &fields).await;
        assert_eq!(alice.page.has("#touches-you"), warned, "{fields:?}: {}", alice.page.text());
    }
}

async fn of_two_who_edit_at_once_the_second_is_told(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    let (_, mut ada) = desk.with_full_access("Ada Lovelace", RIVERSIDE).await;
    let riverside = desk.group(RIVERSIDE).await;
    for visitor in [&mut alice, &mut ada] {
        visitor.open(desk.practice(riverside, "/policy")).await;
    }
    alice.press("preview", &[("preset", "strict")]).await;
    alice.press("save", &[]).await;
    assert!(alice.page.has("#notice"), "{}", alice.page.body);

    // Neither a mistake nor a look back makes hers the newer one.
    ada.press("preview", &[("idle_minutes", "soon")]).await;
    assert_eq!(ada.page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", ada.page.text());
    ada.press("preview", &[("idle_minutes", "15")]).await;
    ada.click("Leave it as it is").await;
    ada.press("preview", &[]).await;
    ada.press("save", &[]).await;
    assert_eq!(ada.page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(ada.page.text().contains("Somebody else saved other settings meanwhile"), "{}", ada.page.text());
    assert_eq!(desk.policy(RIVERSIDE).await.preset, Preset::Strict, "nothing was undone unseen");
    assert_eq!(ada.page.attribute("#idle_minutes", "value").as_deref(), Some("15"), "and nothing that was typed is lost");
    ada.press("preview", &[]).await;
    ada.press("save", &[]).await;
    assert_eq!(desk.policy(RIVERSIDE).await.idle, Some(Duration::from_mins(15)), "now that it was said");
}
