//! Codes at the sign-in: each works once, tries are counted whatever somebody does about it, and nobody is locked out by others.

use std::time::Duration;

use frontdesk::audit::EventKind;
use futures_util::future::join_all;
use http::StatusCode;

use super::{complaint, is_second_step};
use crate::on_both_grounds;
use crate::sign_in::is_signed_in;
use crate::support::{Desk, Ground, PASSWORD, Visitor};

on_both_grounds!(
    a_code_works_once,
    of_codes_at_once_one_signs_in,
    another_code_gives_no_more_tries,
    a_code_belongs_to_its_browser,
    wrong_passwords_leave_the_codes_alone,
    wrong_codes_leave_the_password_and_other_ways_alone,
);

async fn a_code_works_once(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let second = desk.with_app(&alice).await;
    let code = second.app.shows(desk.now());
    for lets_in in [true, false] {
        let mut visitor = desk.between(&alice).await;
        visitor.press("submit", &[("code", &code)]).await;
        assert_eq!(is_signed_in(&visitor), lets_in, "{}", visitor.page.body);
    }
    desk.advance(Duration::from_secs(30));
    let mut visitor = desk.between(&alice).await;
    visitor.press("submit", &[("code", &second.app.shows(desk.now()))]).await;
    assert!(is_signed_in(&visitor), "the next one does: {}", visitor.page.body);

    let bob = desk.someone("Bob Tran").join().await;
    desk.with_email(&bob).await;
    let mut visitor = desk.between(&bob).await;
    let code = desk.newest_code(&bob).await;
    visitor.press("submit", &[("code", &code)]).await;
    assert!(is_signed_in(&visitor));
    visitor.press("logout", &[]).await;
    desk.advance(Duration::from_secs(1));
    visitor.open(desk.url("/login")).await;
    visitor.log_in(&bob.email, PASSWORD).await;
    let newer = desk.newest_code(&bob).await;
    if newer != code {
        visitor.press("submit", &[("code", &code)]).await;
        complaint(&visitor);
    }
    visitor.press("submit", &[("code", &newer)]).await;
    assert!(is_signed_in(&visitor), "{}", visitor.page.body);
}

async fn of_codes_at_once_one_signs_in(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let second = desk.with_app(&alice).await;
    let app = second.app.shows(desk.now());
    let visitor = desk.between(&alice).await;
    assert_eq!(winners(&visitor, &app).await, 1);
    desk.advance(Duration::from_mins(20));
    let mut visitor = desk.between(&alice).await;
    visitor.click("Use a recovery code").await;
    assert_eq!(winners(&visitor, &second.recovery_codes[3]).await, 1);
    assert_eq!(desk.events(EventKind::SignedIn).await.len(), 2);

    let bob = desk.someone("Bob Tran").join().await;
    desk.with_email(&bob).await;
    let visitor = desk.between(&bob).await;
    assert_eq!(winners(&visitor, &desk.newest_code(&bob).await).await, 1);
}

/// Enters one code in ten tabs at once; how many were given a session.
async fn winners(visitor: &Visitor, code: &str) -> usize {
    let mut tabs: Vec<Visitor> = (0..10).map(|_| visitor.another_tab()).collect();
    let typed = [("code", code)];
    let answers = join_all(tabs.iter_mut().map(async |tab| {
        tab.press_only("submit", &typed).await;
        let session = tab.page.headers.get_all("set-cookie").iter().any(|cookie| cookie.to_str().unwrap().contains("frontdesk_session"));
        assert!(tab.page.status == StatusCode::SEE_OTHER || tab.page.status.is_client_error(), "{} {}", tab.page.status, tab.page.body);
        session
    }))
    .await;
    answers.into_iter().filter(|session| *session).count()
}

async fn another_code_gives_no_more_tries(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    desk.with_email(&alice).await;
    let mut visitor = desk.between(&alice).await;
    let right = desk.newest_code(&alice).await;
    let wrong = |code: &str| if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        visitor.press("submit", &[("code", wrong(&right))]).await;
        complaint(&visitor);
    }
    visitor.press("submit", &[("code", &right)]).await;
    assert!(complaint(&visitor).contains("no longer works"), "five tries at one code: {}", visitor.page.text());
    desk.advance(Duration::from_secs(31));
    visitor.press("send-again", &[]).await;
    let right = desk.newest_code(&alice).await;
    visitor.press("submit", &[("code", wrong(&right))]).await;
    complaint(&visitor);
    // The sixth in a row is followed by a wait; neither the new code nor beginning again shortens it.
    visitor.press("submit", &[("code", &right)]).await;
    assert_eq!(visitor.page.status, StatusCode::TOO_MANY_REQUESTS, "{}", visitor.page.text());
    assert!(visitor.page.header("retry-after").is_some());
    visitor.open(desk.url("/login")).await;
    visitor.log_in(&alice.email, PASSWORD).await;
    assert!(is_second_step(&visitor.page));
    visitor.press("submit", &[("code", &right)]).await;
    assert_eq!(visitor.page.status, StatusCode::TOO_MANY_REQUESTS);
    desk.advance(Duration::from_secs(3));
    visitor.press("submit", &[("code", &right)]).await;
    assert!(is_signed_in(&visitor), "the rightful person gets a turn: {}", visitor.page.body);
}

async fn a_code_belongs_to_its_browser(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    desk.with_email(&alice).await;
    let mut visitor = desk.between(&alice).await;
    let code = desk.newest_code(&alice).await;
    let mut thief = desk.between(&alice).await;
    assert_eq!(desk.newest_code(&alice).await, code, "no second code goes out so soon");
    for _ in 0..7 {
        thief.press("submit", &[("code", &code)]).await;
        complaint(&thief);
    }
    assert!(!desk.knows(&thief).await);
    visitor.press("submit", &[("code", &code)]).await;
    assert!(is_signed_in(&visitor), "a stranger's tries use up nothing: {}", visitor.page.body);
}

async fn wrong_passwords_leave_the_codes_alone(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let second = desk.with_app(&alice).await;
    let mut visitor = desk.between(&alice).await;
    let mut guesser = desk.visitor().await;
    for _ in 0..20 {
        guesser.open(desk.url("/login")).await;
        guesser.log_in(&alice.email, "seven quiet herons swim").await;
    }
    assert_eq!(guesser.page.status, StatusCode::TOO_MANY_REQUESTS);
    visitor.press("submit", &[("code", &second.app.shows(desk.now()))]).await;
    assert!(is_signed_in(&visitor), "{}", visitor.page.body);
}

async fn wrong_codes_leave_the_password_and_other_ways_alone(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let second = desk.with_app(&alice).await;
    let mut thief = desk.between(&alice).await;
    for _ in 0..12 {
        thief.press("submit", &[("code", &second.app.never_shows(desk.now()))]).await;
        complaint(&thief);
        desk.advance(Duration::from_secs(17));
    }
    assert_eq!(thief.page.status, StatusCode::TOO_MANY_REQUESTS, "{}", thief.page.text());
    assert!(thief.page.has("#recovery-code"), "it shows another way: {}", thief.page.body);
    let mut visitor = desk.between(&alice).await;
    visitor.click("Use a recovery code").await;
    visitor.press("submit", &[("code", &second.recovery_codes[0])]).await;
    assert!(is_signed_in(&visitor), "{}", visitor.page.body);
    desk.advance(Duration::from_mins(16));
    let mut visitor = desk.between(&alice).await;
    visitor.press("submit", &[("code", &second.app.shows(desk.now()))]).await;
    assert!(is_signed_in(&visitor), "nobody is locked out for good: {}", visitor.page.body);
}

/// Two nodes on one database: a step of the app is accepted on one of them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_works_once_across_two_nodes() {
    let Some(ground) = Ground::shared().await else { return };
    let desk = Desk::open(ground).await;
    let (_node, address) = desk.second_node().await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let second = desk.with_app(&alice).await;
    let (one, two) = (desk.between(&alice).await, desk.between(&alice).await);
    // The second browser sends its form to the other node, as a balancer would have it do.
    let code = second.app.shows(desk.now());
    let mut tabs: Vec<Visitor> = Vec::new();
    for (visitor, on) in [(&one, &desk.address), (&two, &address)] {
        for _ in 0..5 {
            let mut tab = visitor.another_tab().with_header("origin", &desk.issuer);
            tab.page.url = tab.page.url.as_str().replace(&desk.address, on).parse().unwrap();
            tabs.push(tab);
        }
    }
    let typed = [("code", code.as_str())];
    join_all(tabs.iter_mut().map(|tab| tab.press_only("submit", &typed))).await;
    let won = |tab: &&Visitor| tab.page.headers.get_all("set-cookie").iter().any(|c| c.to_str().unwrap().contains("frontdesk_session"));
    assert_eq!(tabs.iter().filter(won).count(), 1, "{:?}", tabs.iter().map(|tab| tab.page.status).collect::<Vec<_>>());
    assert!(tabs.iter().any(|tab| tab.page.url.as_str().starts_with(&address)));
    assert_eq!(desk.events(EventKind::SignedIn).await.len(), 1);
}
