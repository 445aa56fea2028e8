//! Signing in when there is too much of it, and for an app's errand that is over or somebody else's.

use std::time::{Duration, Instant};

use frontdesk::audit;
use http::StatusCode;

use crate::on_both_grounds;
use crate::sign_in::is_signed_in;
use crate::support::{Desk, Ground, PASSWORD, Visitor};

on_both_grounds!(things_that_happen_to_one_person_at_once_do_not_trip_over_each_other);

async fn things_that_happen_to_one_person_at_once_do_not_trip_over_each_other(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").with(|user| user.email_verified = false).join().await;
    let mut signed_in = desk.visitor().await;
    signed_in.log_in(&alice.email, PASSWORD).await;
    let verify = desk.letters_to(&alice.email).await[0].link();
    desk.advance(Duration::from_secs(1));
    let mut asks = desk.visitor().await;
    asks.open(desk.url("/forgot-password")).await;
    asks.press("send", &[("email", &alice.email)]).await;
    let (mut resets, mut confirms) = (Visitor::new(), Visitor::new());
    resets.open(desk.letters_to(&alice.email).await[1].link()).await;
    confirms.open(verify).await;
    signed_in.open(desk.url("/")).await;
    asks.open(desk.url("/forgot-password")).await;

    let csrf = signed_in.page.attribute("input[name=csrf]", "value").expect("a token");
    let login = desk.url("/login");
    let rounds = (0..6).map(|number| {
        let (mut raise, mut reset, mut confirm, mut ask) =
            (signed_in.another_tab(), resets.another_tab(), confirms.another_tab(), asks.another_tab());
        let (csrf, login, email) = (&csrf, &login, &alice.email);
        async move {
            let new = format!("eleven loud kettles hum {number}");
            let fields = [("csrf", csrf.as_str()), ("email", email.as_str()), ("password", PASSWORD)];
            let reset_fields = [("password", new.as_str())];
            let ask_fields = [("email", email.as_str())];
            let (a, b, c, d) = tokio::join!(
                raise.post(login, &fields),
                reset.press_only("save", &reset_fields),
                confirm.press_only("confirm", &[]),
                ask.press_only("send", &ask_fields),
            );
            [a.status, b.status, c.status, d.status]
        }
    });
    let statuses = futures_util::future::join_all(rounds).await;
    assert!(statuses.iter().flatten().all(|status| !status.is_server_error()), "{statuses:?}");
}

#[tokio::test]
async fn a_network_that_tries_too_much_waits_for_the_next_minute() {
    let desk = Desk::open_with(Ground::Sqlite, |config| (config.limits.sign_ins, config.limits.emails) = (3, 1)).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let mut visitor = desk.visitor().await;
    for number in 0..4 {
        visitor.open(desk.url("/login")).await;
        visitor.log_in(&format!("nobody{number}@riverside.example"), "wrong").await;
    }
    assert_eq!(visitor.page.status, StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = visitor.page.header("retry-after").expect("when to come back").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    for (number, status) in [(1, StatusCode::OK), (2, StatusCode::TOO_MANY_REQUESTS)] {
        visitor.open(desk.url("/forgot-password")).await;
        visitor.press("send", &[("email", &format!("nobody{number}@riverside.example"))]).await;
        assert_eq!(visitor.page.status, status);
    }
    desk.advance(Duration::from_secs(wait));
    visitor.open(desk.url("/login")).await;
    visitor.log_in(&alice.email, PASSWORD).await;
    assert!(is_signed_in(&visitor));
}

/// Each such request is written down, so a flood of them must not fill the record.
#[tokio::test]
async fn misdirected_requests_are_bounded_and_others_are_not() {
    let desk = Desk::open_with(Ground::Sqlite, |config| config.limits.misdirected_requests = 2).await;
    let notes = desk.app("notes").first_party().register().await;
    let mut visitor = Visitor::new();
    let mut statuses = Vec::new();
    for _ in 0..4 {
        visitor.open(desk.url("/authorize?client_id=nobody&response_type=code")).await;
        statuses.push(visitor.page.status.as_u16());
    }
    assert_eq!(statuses, [400, 400, 429, 429]);
    let page = audit::list(desk.app.storage.read(), &audit::Filter::default(), None, 100).await.unwrap();
    assert_eq!(page.events.iter().filter(|event| event.kind == "authorization_refused").count(), 2);
    visitor.open(notes.begin().url()).await;
    assert_eq!(visitor.page.status, StatusCode::OK, "an app that is known is served");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rush_is_served_in_turn_or_told_when_to_come_back() {
    let desk = Desk::open_with(Ground::Sqlite, |config| {
        config.password.slots = 1;
        config.password.memory_kib = 19 * 1024;
        config.password.queue_wait = Duration::from_millis(150);
    })
    .await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let visitor = desk.visitor().await;
    // Long queues teach how long a hash takes here.
    let rush = (0..80).map(|number| {
        let mut tab = visitor.another_tab();
        async move {
            let begun = Instant::now();
            tab.log_in(&format!("nobody{number}@riverside.example"), "wrong").await;
            (tab.page.status, tab.page.header("retry-after").is_some(), begun.elapsed())
        }
    });
    let answers = futures_util::future::join_all(rush).await;
    let judged = answers.iter().filter(|answer| answer.0 == StatusCode::UNPROCESSABLE_ENTITY).count();
    let sent_away = answers.iter().filter(|answer| answer.0 == StatusCode::SERVICE_UNAVAILABLE && answer.1).count();
    assert_eq!(judged + sent_away, answers.len(), "{answers:?}");
    assert!(judged > 0 && sent_away > 0, "{judged} judged, {sent_away} sent away");
    let mut visitor = desk.visitor().await;
    visitor.log_in(&alice.email, PASSWORD).await;
    assert!(is_signed_in(&visitor), "afterwards all is as before");
}

#[tokio::test]
async fn an_errand_belongs_to_one_browser_and_ends() {
    let desk = Desk::open(Ground::Sqlite).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let notes = desk.app("notes").first_party().register().await;
    let errand = notes.begin();
    let mut visitor = Visitor::new();
    visitor.open(errand.url()).await;
    assert!(visitor.page.url.path().starts_with("/login/in_"), "{}", visitor.page.url);

    let mut other = desk.visitor().await;
    let csrf = other.page.attribute("input[name=csrf]", "value").expect("a token");
    other.open(visitor.page.url.as_str()).await;
    assert_eq!(other.page.status, StatusCode::BAD_REQUEST, "another browser");
    other.post(visitor.page.url.as_str(), &[("csrf", &csrf), ("email", &alice.email), ("password", PASSWORD)]).await;
    assert_eq!(other.page.status, StatusCode::BAD_REQUEST);
    assert!(other.cookies.named("frontdesk_session").is_none());

    let mut late = Visitor::new();
    let second = notes.begin();
    late.open(second.url()).await;
    desk.advance(Duration::from_mins(61));
    late.log_in(&alice.email, PASSWORD).await;
    assert_eq!(late.page.status, StatusCode::BAD_REQUEST, "too late");

    visitor.open(notes.begin().url()).await;
    visitor.log_in(&alice.email, PASSWORD).await;
    assert!(visitor.page.location().is_some_and(|url| url.as_str().starts_with("https://notes.example/callback?")), "the legal twin");
}

#[tokio::test]
async fn a_person_can_give_up_and_the_app_is_told() {
    let desk = Desk::open(Ground::Sqlite).await;
    let notes = desk.app("notes").first_party().register().await;
    let errand = notes.begin();
    let mut visitor = Visitor::new();
    visitor.open(errand.url()).await;
    visitor.press("cancel", &[]).await;
    let answer = notes.answer(&visitor.page.location().expect("the way back to the app"));
    assert_eq!(answer.error(), Some("access_denied"));
}
