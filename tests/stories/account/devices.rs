//! Where one is signed in, and "this wasn't me".

use std::time::Duration;

use frontdesk::audit::EventKind;
use frontdesk::factors::device;
use frontdesk::foundation::id::TrustedDeviceId;
use frontdesk::storage::entity::trusted_device;
use http::StatusCode;
use sea_orm::{EntityTrait, IntoActiveModel};

use super::{detail, newcomer, notice, post, signed_in, subjects};
use crate::on_both_grounds;
use crate::support::{Desk, Ground, Letter, PASSWORD, Person, Visitor};

on_both_grounds!(
    sessions_are_seen_and_ended,
    a_remembered_device_is_forgotten,
    nobody_ends_what_is_anothers,
    it_was_not_me_ends_everything_and_asks_for_a_new_password,
    activity_is_ones_own_page_by_page,
);

async fn is_in(desk: &Desk, visitor: &mut Visitor) -> bool {
    visitor.open(desk.url("/account")).await;
    visitor.page.url.path() == "/account"
}

/// The ids in the addresses of a page's acts.
fn ids(visitor: &Visitor, before: &str, after: &str) -> Vec<String> {
    visitor
        .page
        .body
        .split(before)
        .skip(1)
        .filter_map(|rest| rest.split_once(after).map(|(id, _)| id.to_owned()))
        .filter(|id| id.len() == 36)
        .collect()
}

async fn sessions_are_seen_and_ended(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut here) = newcomer(&desk, "Alice Nguyen").await;
    let (mut two, mut three) = (signed_in(&desk, &alice).await, signed_in(&desk, &alice).await);
    here.open(desk.url("/account/devices")).await;
    assert!(here.page.text().contains("This device") && here.page.text().contains("Chrome") && here.page.text().contains("With Password"));
    let others = ids(&here, "/account/devices/sessions/", "/end\"");
    assert_eq!(others.len(), 2, "{}", here.page.body);
    here.open(desk.url(&format!("/account/devices/sessions/{}/end", others[0]))).await;
    here.press("confirm", &[]).await;
    assert!(notice(&here));
    let left = [is_in(&desk, &mut two).await, is_in(&desk, &mut three).await];
    assert_eq!(left.iter().filter(|left| **left).count(), 1);
    here.open(desk.url("/account/devices")).await;
    here.click("Sign out all other devices").await;
    assert!(here.page.text().contains("One other device"), "{}", here.page.text());
    here.press("confirm", &[]).await;
    assert!(notice(&here) && is_in(&desk, &mut here).await);
    assert!(!is_in(&desk, &mut two).await && !is_in(&desk, &mut three).await);
    assert_eq!(desk.events(EventKind::SessionsEnded).await.len(), 2);
}

/// A remembered device, as a sign-in leaves it behind.
async fn remember(desk: &Desk, person: &Person) -> TrustedDeviceId {
    let now = desk.now();
    let id = TrustedDeviceId::new(now, &*desk.app.random);
    let row = trusted_device::Model {
        id,
        user_id: person.id,
        browser: vec![7; 32],
        address: "203.0.113.9".to_owned(),
        user_agent: "Mozilla/5.0 (iPhone) Safari/604.1".to_owned(),
        created_at: now.as_millis(),
        last_used_at: None,
        expires_at: now.plus(Duration::from_hours(24)).as_millis(),
        revoked_at: None,
    };
    let tx = desk.app.storage.write().await.unwrap();
    trusted_device::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn remembered(desk: &Desk, person: &Person) -> usize {
    device::store::list(desk.app.storage.read(), person.id, desk.now()).await.unwrap().len()
}

async fn a_remembered_device_is_forgotten(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    let id = remember(&desk, &alice).await;
    visitor.open(desk.url("/account/devices")).await;
    assert!(visitor.page.text().contains("Safari") && visitor.page.text().contains("203.0.113.9"), "{}", visitor.page.text());
    visitor.open(desk.url(&format!("/account/devices/remembered/{id}/forget"))).await;
    visitor.press("confirm", &[]).await;
    assert!(notice(&visitor) && remembered(&desk, &alice).await == 0);
    assert_eq!(desk.events(EventKind::DeviceRevoked).await.len(), 1);
    remember(&desk, &alice).await;
    visitor.open(desk.url("/account/password")).await;
    visitor.press("save", &[("password", "nine loud magpies at dawn")]).await;
    assert_eq!(remembered(&desk, &alice).await, 0, "void after a change of password");
}

async fn nobody_ends_what_is_anothers(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    let mut second = signed_in(&desk, &alice).await;
    let device = remember(&desk, &alice).await;
    visitor.open(desk.url("/account/devices")).await;
    let session = ids(&visitor, "/account/devices/sessions/", "/end\"").remove(0);
    let (_, mut mallory) = newcomer(&desk, "Mallory Kerr").await;
    let nobody = "01990000-0000-7000-8000-000000000000";
    for (path, theirs) in [("devices/sessions/{id}/end", session), ("devices/remembered/{id}/forget", device.to_string())] {
        let mut answers = Vec::new();
        for id in [&*theirs, nobody, "x"] {
            let path = format!("/account/{}", path.replace("{id}", id));
            mallory.visit(desk.url(&path)).await;
            answers.push((mallory.page.status, mallory.page.heading()));
            post(&desk, &mut mallory, &path, &[]).await;
            answers.push((mallory.page.status, mallory.page.heading()));
        }
        assert!(answers.iter().all(|answer| answer.0 == StatusCode::NOT_FOUND && answer.1 == answers[0].1), "{path}: {answers:?}");
    }
    post(&desk, &mut mallory, "/account/devices/sessions/end-others", &[]).await;
    assert!(is_in(&desk, &mut second).await && remembered(&desk, &alice).await == 1);
}

async fn it_was_not_me_ends_everything_and_asks_for_a_new_password(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    let mut thief = signed_in(&desk, &alice).await;
    remember(&desk, &alice).await;
    visitor.open(desk.url("/account/activity")).await;
    visitor.click("This wasn't me").await;
    visitor.press("confirm", &[]).await;
    assert_eq!(visitor.page.heading(), "You are signed out everywhere");
    assert!(visitor.page.text().contains(&alice.email) && visitor.cookies.named("frontdesk_session").is_none());
    assert!(!is_in(&desk, &mut visitor).await && !is_in(&desk, &mut thief).await && remembered(&desk, &alice).await == 0);
    let event = desk.events(EventKind::SessionsEnded).await.remove(0);
    assert_eq!((detail(&event, "reason"), detail(&event, "sessions_ended")), ("not_me".to_owned(), "2".to_owned()));
    assert_eq!(subjects(&desk, &alice.email).await, ["You are signed out everywhere"]);

    // The password is right, and opens nothing: the answer is that of a forgotten one.
    desk.advance(Duration::from_secs(1));
    let mut knows = desk.visitor().await;
    knows.log_in(&alice.email, PASSWORD).await;
    assert!(knows.cookies.named("frontdesk_session").is_none() && knows.page.url.path() == "/forgot-password", "{}", knows.page.url);
    let letters = desk.letters_to(&alice.email).await;
    let links: Vec<String> = letters.iter().map(Letter::link).filter(|link| link.contains("/reset-password?token=")).collect();
    assert_eq!(links.len(), 2, "one at once, one for whoever forgets it");
    let link = &links[1];
    let mut owner = Visitor::new();
    owner.open(link).await;
    let save = if owner.page.has("#save") { "save" } else { "reset" };
    owner.press(save, &[("password", "nine loud magpies at dawn")]).await;
    let mut again = desk.visitor().await;
    again.log_in(&alice.email, "nine loud magpies at dawn").await;
    assert!(again.cookies.named("frontdesk_session").is_some(), "{}", again.page.body);
}

async fn activity_is_ones_own_page_by_page(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    newcomer(&desk, "Mallory Kerr").await;
    for _ in 0..33 {
        desk.advance(Duration::from_mins(2));
        signed_in(&desk, &alice).await;
        visitor.open(desk.url("/account")).await;
    }
    visitor.open(desk.url("/account/activity")).await;
    let lines = |visitor: &Visitor| visitor.page.body.matches("<li class=\"row row-").count();
    assert_eq!(lines(&visitor), 30);
    assert!(!visitor.page.text().contains("Mallory"));
    visitor.click("Older").await;
    assert_eq!(lines(&visitor), 30);
    visitor.click("Older").await;
    assert!((7..30).contains(&lines(&visitor)) && !visitor.page.text().contains("Older"), "{}", visitor.page.text());
    visitor.click("Newer").await;
    assert_eq!(lines(&visitor), 30);
    visitor.open(desk.url("/account/activity?before=nonsense")).await;
    assert_eq!(visitor.page.status, StatusCode::OK);
}
