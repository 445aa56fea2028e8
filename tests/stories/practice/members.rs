//! The users' table, one user, and what a manager does with them.

use std::time::Duration;

use frontdesk::audit::EventKind;
use frontdesk::factors::status::Status;
use frontdesk::groups::{AccessLevel, MembershipState};
use frontdesk::users::{self, UserState};
use http::StatusCode;

use super::{HILLTOP, RIVERSIDE, shown};
use crate::on_both_grounds;
use crate::support::{Desk, Ground};

on_both_grounds!(
    full_access_sees_finds_and_orders_the_users_of_the_practice,
    whoever_is_disabled_is_waited_for_by_nobody,
    a_long_table_goes_page_by_page_in_every_order,
    the_reset_of_a_lost_telephone_takes_everything_but_passkeys_and_ends_every_session,
    full_access_turns_it_on_and_off_and_the_person_is_told,
    access_levels_change_and_the_last_full_access_stays,
    of_two_with_full_access_who_remove_each_other_one_stays,
    a_membership_ends_with_everything_that_was_open_and_comes_back_without_full_access,
    a_second_factor_is_shown_again_after_ten_minutes,
    the_activity_says_who_did_what_to_whom,
);

async fn full_access_sees_finds_and_orders_the_users_of_the_practice(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    let bob = desk.someone("Bob Okafor").in_group(RIVERSIDE).join().await;
    desk.with_app(&bob).await;
    desk.someone("carla Rossi").in_group(RIVERSIDE).in_group(HILLTOP).join().await;
    desk.someone("Dan Wu").in_group(HILLTOP).join().await;
    let riverside = desk.group(RIVERSIDE).await;

    alice.open(desk.url("/settings/groups")).await;
    assert_eq!(alice.page.url.as_str(), desk.practice(riverside, "/users"), "with one group, straight to it");
    assert_eq!(shown(&alice.page), ["Alice Nguyen", "Bob Okafor", "carla Rossi"], "in any case");
    assert!(!alice.page.body.contains("Dan Wu"));
    alice.press("narrow", &[("search", "OKAFOR")]).await;
    assert_eq!(shown(&alice.page), ["Bob Okafor"]);
    alice.press("narrow", &[("search", ""), ("status", "enabled")]).await;
    assert_eq!(shown(&alice.page), ["Alice Nguyen", "Bob Okafor"]);
    assert!(alice.page.body.contains("Authenticator app"));
    alice.press("narrow", &[("search", "nobody%"), ("status", "")]).await;
    assert!(alice.page.text().contains("Nobody fits"), "{}", alice.page.text());
    alice.click("Show everybody").await;
    desk.someone("Émile Öztürk").in_group(RIVERSIDE).join().await;
    for typed in ["émile", "ÖZ", "Émile Öztürk"] {
        alice.press("narrow", &[("search", typed)]).await;
        assert_eq!(shown(&alice.page), ["Émile Öztürk"], "{typed}");
    }
    for strange in [
        "search=%00",
        "search=%E2%80%AE",
        "after=%7B%22value%22%3A%22%5Cu0000%22%2C%22user%22%3A%2201970000-0000-7000-8000-000000000000%22%7D",
    ] {
        alice.open(desk.practice(riverside, &format!("/users?{strange}"))).await;
        assert_eq!(alice.page.status, StatusCode::OK, "{strange}: {}", alice.page.body);
    }
    alice.open(desk.practice(riverside, "/users?sort=name&order=down&search=.example")).await;
    assert_eq!(shown(&alice.page)[1..], ["carla Rossi", "Bob Okafor", "Alice Nguyen"]);

    alice.visit(desk.practice(riverside, "/users.csv?search=.example")).await;
    assert_eq!(alice.page.header("content-type"), Some("text/csv; charset=utf-8"));
    let lines: Vec<&str> = alice.page.body.lines().collect();
    assert_eq!(lines.len(), 5, "{}", alice.page.body);
    assert!(lines[2].contains("bob.okafor@riverside.example,practitioner,standard,active,enabled,totp,0,"), "{}", lines[2]);
    assert!(
        lines[3].starts_with("carla Rossi,carla.rossi@riverside.example,practitioner,standard,active,not_setup,,0,,,no"),
        "{}",
        lines[3]
    );
}

async fn a_long_table_goes_page_by_page_in_every_order(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    for number in 0..60 {
        // Names that are the same to an order without case, so that pages end between equals.
        desk.someone(&format!("Person {number}"))
            .with(|user| user.name = format!("Person {}", number / 30))
            .in_group(RIVERSIDE)
            .join()
            .await;
    }
    let riverside = desk.group(RIVERSIDE).await;
    for query in [
        "search=.example",
        "search=.example&order=down",
        "sort=status",
        "sort=last_sign_in&order=down",
        "sort=role",
        "sort=access&order=down",
    ] {
        let mut seen = Vec::new();
        alice.open(desk.practice(riverside, &format!("/users?{query}&access="))).await;
        for page in 0.. {
            let emails = alice.page.body.split("<span class=\"account-email\"><bdi>").skip(1);
            seen.extend(emails.map(|rest| rest.split("</bdi>").next().unwrap_or_default().to_owned()));
            if !alice.page.has("#next") {
                assert_eq!(page, 1, "{query}");
                break;
            }
            alice.click("Next page").await;
        }
        let all = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert!(seen.len() == 61 && all <= 62, "{query}: everybody, and nobody but oneself twice: {all}");
    }
}

async fn the_reset_of_a_lost_telephone_takes_everything_but_passkeys_and_ends_every_session(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    let bob = desk.someone("Bob Okafor").in_group(RIVERSIDE).join().await;
    let browser = desk.signed_in_with_app(&bob).await;
    let riverside = desk.group(RIVERSIDE).await;
    alice.open(desk.practice(riverside, &format!("/users/{}", bob.id))).await;
    alice.click("Reset").await;
    assert!(alice.page.text().contains("Bob Okafor") && alice.page.text().contains("signed out everywhere"), "{}", alice.page.text());
    assert!(desk.knows(&browser).await, "a question alone does nothing");
    alice.press("confirm", &[]).await;
    assert!(alice.page.has("#notice"), "{}", alice.page.body);
    assert!(!desk.knows(&browser).await);
    let enrolment = desk.enrolment(&bob).await;
    assert_eq!((enrolment.status(), enrolment.recovery_codes_left), (Status::Activated, 0));
    assert_eq!(desk.count_letters(&bob, "reset").await, 1);
    let events = desk.events(EventKind::TwoFactorReset).await;
    assert_eq!((events.len(), events[0].group, events[0].user), (1, Some(riverside), Some(bob.id)));

    // Nobody resets their own: whoever sits at their computer could.
    alice.open(desk.practice(riverside, "/users")).await;
    let own = desk.practice(riverside, &format!("/users/{}/reset", events[0].actor.trim_start_matches("user:")));
    alice.open(&own).await;
    alice.press("confirm", &[]).await;
    assert!(alice.page.has("#objection"), "{}", alice.page.body);
    assert_eq!(desk.events(EventKind::TwoFactorReset).await.len(), 1);
}

async fn full_access_turns_it_on_and_off_and_the_person_is_told(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    let bob = desk.someone("Bob Okafor").in_group(RIVERSIDE).join().await;
    let riverside = desk.group(RIVERSIDE).await;
    alice.open(desk.practice(riverside, &format!("/users/{}", bob.id))).await;
    alice.press("activate", &[]).await;
    assert_eq!(desk.enrolment(&bob).await.status(), Status::Activated);
    alice.click("Turn off").await;
    alice.press("confirm", &[]).await;
    assert_eq!(desk.enrolment(&bob).await.status(), Status::NotSetup);
    assert_eq!(desk.count_letters(&bob, "turned off").await, 1);
    // A second press on a page that is old now.
    alice.open(desk.practice(riverside, &format!("/users/{}/deactivate", bob.id))).await;
    alice.press("confirm", &[]).await;
    assert!(alice.page.has("#objection"));
}

async fn access_levels_change_and_the_last_full_access_stays(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (own, mut alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    let bob = desk.someone("Bob Okafor").in_group(RIVERSIDE).join().await;
    let riverside = desk.group(RIVERSIDE).await;
    let access = |person: &crate::support::Person| desk.practice(riverside, &format!("/users/{}/access", person.id));
    alice.open(access(&own)).await;
    alice.press("save", &[("access", "standard")]).await;
    assert_eq!(alice.page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(alice.page.text().contains("Nobody else has full access"), "{}", alice.page.text());
    alice.open(desk.practice(riverside, &format!("/users/{}/remove", own.id))).await;
    alice.press("confirm", &[]).await;
    assert!(alice.page.has("#objection"), "{}", alice.page.body);

    alice.open(access(&bob)).await;
    alice.press("save", &[("access", "full"), ("role", "administrator")]).await;
    let member = desk.membership(&bob, riverside).await.unwrap();
    assert_eq!((member.access_level, member.role.as_str()), (AccessLevel::Full, "administrator"));
    alice.open(access(&own)).await;
    alice.press("save", &[("access", "read_only")]).await;
    assert_eq!(desk.membership(&own, riverside).await.unwrap().access_level, AccessLevel::ReadOnly);
    alice.open(desk.practice(riverside, "/users")).await;
    assert_eq!(alice.page.status, StatusCode::NOT_FOUND, "at the next request");
    assert_eq!(desk.events(EventKind::MemberChanged).await.len(), 2);
}

async fn of_two_with_full_access_who_remove_each_other_one_stays(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut alices) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    let (bob, mut bobs) = desk.with_full_access("Bob Okafor", RIVERSIDE).await;
    let riverside = desk.group(RIVERSIDE).await;
    alices.open(desk.practice(riverside, &format!("/users/{}/remove", bob.id))).await;
    bobs.open(desk.practice(riverside, &format!("/users/{}/remove", alice.id))).await;
    tokio::join!(alices.press_only("confirm", &[]), bobs.press_only("confirm", &[]));
    let left = [desk.membership(&alice, riverside).await.unwrap(), desk.membership(&bob, riverside).await.unwrap()];
    assert_eq!(left.iter().filter(|member| member.may_manage()).count(), 1, "{left:?}");
}

async fn a_membership_ends_with_everything_that_was_open_and_comes_back_without_full_access(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    let bob = desk.someone("Bob Okafor").in_group_as(RIVERSIDE, AccessLevel::Full).join().await;
    let browser = desk.signed_in(&bob).await;
    let riverside = desk.group(RIVERSIDE).await;
    alice.open(desk.practice(riverside, &format!("/users/{}", bob.id))).await;
    alice.click("Sign out everywhere").await;
    alice.press("confirm", &[]).await;
    assert!(!desk.knows(&browser).await);
    let browser = desk.signed_in(&bob).await;
    alice.open(desk.practice(riverside, &format!("/users/{}/remove", bob.id))).await;
    alice.press("confirm", &[]).await;
    assert!(!desk.knows(&browser).await);
    assert_eq!(desk.membership(&bob, riverside).await.unwrap().state, MembershipState::Deactivated);
    alice.open(desk.practice(riverside, "/users")).await;
    assert_eq!(shown(&alice.page), ["Alice Nguyen"]);
    alice.press("narrow", &[("state", "deactivated")]).await;
    assert_eq!(shown(&alice.page), ["Bob Okafor"]);
    for action in ["/reset", "/access", "/deactivate", "/sign-out", "/extend"] {
        alice.open(desk.practice(riverside, &format!("/users/{}{action}", bob.id))).await;
        assert_eq!(alice.page.status, StatusCode::NOT_FOUND, "{action} of somebody who has left");
    }
    alice.open(desk.practice(riverside, &format!("/users/{}/restore", bob.id))).await;
    alice.press("confirm", &[]).await;
    let member = desk.membership(&bob, riverside).await.unwrap();
    assert_eq!((member.state, member.access_level), (MembershipState::Active, AccessLevel::Standard));
}

async fn a_second_factor_is_shown_again_after_ten_minutes(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    let carol = desk.someone("Carol Jones").in_group_as(RIVERSIDE, AccessLevel::Full).join().await;
    let bob = desk.someone("Bob Okafor").in_group(RIVERSIDE).join().await;
    desk.with_app(&bob).await;
    let riverside = desk.group(RIVERSIDE).await;
    let reset = desk.practice(riverside, &format!("/users/{}/reset", bob.id));
    alice.open(&reset).await;
    assert!(alice.page.has("#confirm"), "the legal twin: {}", alice.page.body);
    desk.advance(Duration::from_mins(10));
    alice.press_only("confirm", &[]).await;
    assert!(alice.page.location().is_some_and(|to| to.path().starts_with("/account/confirm/")), "{:?}", alice.page.location());
    assert_eq!(desk.enrolment(&bob).await.status(), Status::Enabled);
    for action in ["access", "deactivate", "remove"] {
        alice.visit(desk.practice(riverside, &format!("/users/{}/{action}", bob.id))).await;
        assert!(alice.page.location().is_some_and(|to| to.path().starts_with("/account/confirm/")), "{action}");
    }
    // Who has none is asked to set one up first; a password is not enough.
    let mut carols = desk.signed_in(&carol).await;
    carols.open(&reset).await;
    assert_eq!(carols.page.status, StatusCode::FORBIDDEN);
    assert!(carols.page.text().contains("Set up two-factor authentication"), "{}", carols.page.text());
    let csrf = carols.page.attribute("input[name=csrf]", "value").expect("a token");
    carols.post(&reset, &[("csrf", &csrf)]).await;
    assert_eq!(carols.page.status, StatusCode::FORBIDDEN);
    assert_eq!(desk.enrolment(&bob).await.status(), Status::Enabled);
}

async fn the_activity_says_who_did_what_to_whom(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    let bob = desk.someone("Bob Okafor").in_group(RIVERSIDE).join().await;
    let riverside = desk.group(RIVERSIDE).await;
    alice.open(desk.practice(riverside, "/activity")).await;
    assert!(alice.page.has(".empty"), "{}", alice.page.body);
    alice.open(desk.practice(riverside, &format!("/users/{}", bob.id))).await;
    alice.press("activate", &[]).await;
    alice.open(desk.practice(riverside, "/activity")).await;
    let text = alice.page.text();
    assert!(text.contains("Two-factor authentication was turned on Bob Okafor By Alice Nguyen"), "{text}");
    assert!(!text.contains("127.0.0.1"), "where people are is theirs");
}

async fn whoever_is_disabled_is_waited_for_by_nobody(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    let dan = desk.someone("Dan Wu").in_group(RIVERSIDE).join().await;
    let riverside = desk.group(RIVERSIDE).await;
    alice.open(desk.practice(riverside, "/policy")).await;
    alice.press("preview", &[("setting", "mandatory")]).await;
    alice.press("save", &[]).await;
    assert!(alice.page.text().contains("50%"), "{}", alice.page.text());

    let tx = desk.app.storage.write().await.unwrap();
    assert!(users::store::set_state(&tx, dan.id, UserState::Disabled, desk.now()).await.unwrap());
    tx.commit().await.unwrap();
    alice.open(desk.practice(riverside, "")).await;
    assert!(alice.page.text().contains("100%"), "{}", alice.page.text());
    alice.open(desk.practice(riverside, "/users?overdue=yes")).await;
    assert!(shown(&alice.page).is_empty(), "as in letters and reports");
    alice.open(desk.practice(riverside, "/users")).await;
    assert_eq!(shown(&alice.page), ["Alice Nguyen", "Dan Wu"]);
    assert!(!alice.page.text().contains("Overdue") || !alice.page.text().contains("1 overdue"), "{}", alice.page.text());
}
