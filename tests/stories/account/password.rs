//! Another password.

use frontdesk::audit::EventKind;
use http::StatusCode;

use super::{A_WHILE, newcomer, notice, set_up_app, signed_in, subjects};
use crate::on_both_grounds;
use crate::support::{Desk, Ground, PASSWORD, Person};

on_both_grounds!(a_password_is_changed_by_whoever_knows_it, a_weak_or_unproved_one_is_refused, fresh_proof_stands_for_the_present_one);

const BETTER: &str = "nine loud magpies at dawn";

async fn a_password_is_changed_by_whoever_knows_it(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    let mut elsewhere = signed_in(&desk, &alice).await;
    desk.advance(A_WHILE);
    visitor.open(desk.url("/account/password")).await;
    visitor.press("save", &[("current_password", PASSWORD), ("password", BETTER)]).await;
    assert!(notice(&visitor), "{}", visitor.page.body);
    assert_eq!(subjects(&desk, &alice.email).await, ["Your password was changed"]);
    assert_eq!(desk.events(EventKind::PasswordChanged).await.len(), 1);
    elsewhere.open(desk.url("/account")).await;
    assert!(elsewhere.page.url.path().starts_with("/login/"), "other sessions ended");
    visitor.open(desk.url("/account")).await;
    assert_eq!(visitor.page.status, StatusCode::OK, "this one goes on");
    let mut old = desk.visitor().await;
    old.log_in(&alice.email, PASSWORD).await;
    assert_eq!(old.page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut new = desk.visitor().await;
    new.log_in(&alice.email, BETTER).await;
    assert!(new.cookies.named("frontdesk_session").is_some());
}

async fn a_weak_or_unproved_one_is_refused(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    desk.advance(A_WHILE);
    visitor.open(desk.url("/account/password")).await;
    for (current, new, says) in [
        ("", BETTER, "Enter your current password"),
        (PASSWORD, "", "Enter your new password"),
        ("not the password", BETTER, "not your current password"),
        (PASSWORD, "short", "at least 12 characters"),
        (PASSWORD, "alice.nguyen@riverside.example", "contains your name or email"),
        (PASSWORD, PASSWORD, "your current password. Choose another"),
    ] {
        visitor.press("save", &[("current_password", current), ("password", new)]).await;
        assert_eq!(visitor.page.status, StatusCode::UNPROCESSABLE_ENTITY, "{current} {new}");
        assert!(visitor.page.text().contains(says), "{says}: {}", visitor.page.text());
        assert!(!visitor.page.has("input[type=password][value]"), "never shown again");
    }
    signed_in(&desk, &alice).await;
    assert_eq!(desk.events(EventKind::PasswordChanged).await.len(), 0);
    assert_eq!(desk.events(EventKind::SignInRefused).await.len(), 1, "the wrong one is written down");
}

async fn fresh_proof_stands_for_the_present_one(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    visitor.open(desk.url("/account/password")).await;
    assert!(!visitor.page.has("#current_password"));
    visitor.press("save", &[("password", BETTER)]).await;
    assert!(notice(&visitor), "{}", visitor.page.body);
    // Somebody who has a second step shows it, or the present password.
    set_up_app(&desk, &mut visitor).await;
    desk.advance(A_WHILE);
    visitor.open(desk.url("/account/password")).await;
    visitor.press("save", &[("current_password", PASSWORD), ("password", "four small owls at noon")]).await;
    assert_eq!(visitor.page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let alice = Person { password: BETTER.to_owned(), ..alice };
    assert_eq!(subjects(&desk, &alice.email).await.iter().filter(|subject| *subject == "Your password was changed").count(), 1);
}
