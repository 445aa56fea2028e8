//! Fresh proof: every way to it, and the ways around it that lead nowhere.

use std::time::Duration;

use frontdesk::audit::EventKind;
use http::StatusCode;

use super::{
    A_WHILE, add_passkey, asks_for_proof, confirm_with_passkey, detail, newcomer, newest_code, passkeys_of, set_up_app, set_up_email,
    signed_in,
};
use crate::on_both_grounds;
use crate::support::{Desk, Ground, PASSWORD, SoftAuthenticator, Visitor};

on_both_grounds!(
    a_password_is_proof_where_there_is_no_method,
    a_recovery_code_and_a_passkey_are_proof_of_anything,
    email_alone_is_not_enough,
    wrong_passwords_count_as_at_a_sign_in,
    an_errand_belongs_to_one_browser_and_ends,
    one_session_rises_and_no_other,
    a_code_of_another_browser_is_none,
    a_colleagues_passkey_proves_nothing_here,
);

const EMAIL_PAGE: &str = "/account/email";

fn session(visitor: &Visitor) -> String {
    visitor.cookies.named("frontdesk_session").expect("a session").value.clone()
}

async fn a_password_is_proof_where_there_is_no_method(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    visitor.open(desk.url(EMAIL_PAGE)).await;
    assert_eq!(visitor.page.heading(), "Change your email", "fresh from the sign-in");
    desk.advance(A_WHILE);
    let mut thief = visitor.another_tab();
    visitor.open(desk.url(EMAIL_PAGE)).await;
    assert!(asks_for_proof(&visitor));
    assert_eq!(visitor.page.header("cache-control"), Some("no-store"));
    for (typed, says) in [("", "Enter your password"), ("not the password", "not your current password")] {
        visitor.press("submit", &[("password", typed)]).await;
        assert_eq!(visitor.page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(visitor.page.text().contains(says), "{}", visitor.page.text());
    }
    let before = session(&visitor);
    visitor.press("submit", &[("password", PASSWORD)]).await;
    assert_eq!(visitor.page.heading(), "Change your email");
    assert_ne!(session(&visitor), before);
    thief.open(desk.url("/account")).await;
    assert!(thief.page.url.path().starts_with("/login/"), "the token of before is worth nothing");
    let confirmed = desk.events(EventKind::Confirmed).await;
    assert_eq!((confirmed.len(), confirmed[0].user, detail(&confirmed[0], "factor")), (1, Some(alice.id), "password".to_owned()));
    desk.advance(Duration::from_mins(9));
    visitor.open(desk.url(EMAIL_PAGE)).await;
    assert!(!asks_for_proof(&visitor));
}

async fn a_recovery_code_and_a_passkey_are_proof_of_anything(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    let (_, codes) = set_up_app(&desk, &mut visitor).await;
    let device = SoftAuthenticator::new();
    add_passkey(&desk, &mut visitor, &device).await;
    desk.advance(A_WHILE);
    visitor.open(desk.url(EMAIL_PAGE)).await;
    visitor.click("Use a recovery code").await;
    visitor.press("submit", &[("code", &codes[3].to_lowercase())]).await;
    assert_eq!(visitor.page.heading(), "Change your email", "{}", visitor.page.body);
    desk.advance(A_WHILE);
    visitor.open(desk.url("/account/recovery-codes/renew")).await;
    visitor.click("Use a recovery code").await;
    visitor.press("submit", &[("code", &codes[3])]).await;
    assert!(visitor.page.text().contains("was used already"), "each works once");
    let answer = confirm_with_passkey(&desk, &mut visitor, &device).await;
    assert_eq!(answer.json()["continue"], "/account/recovery-codes/renew", "{}", answer.body);
    visitor.open(desk.url("/account/recovery-codes/renew")).await;
    assert!(visitor.page.text().contains("The 9 that you have left"), "{}", visitor.page.text());
    assert!(desk.letters_to(&alice.email).await.iter().any(|letter| letter.subject == "A recovery code was used"));
}

async fn email_alone_is_not_enough(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    set_up_email(&desk, &mut visitor, &alice).await;
    desk.advance(A_WHILE);
    visitor.open(desk.url("/account/two-factor/off")).await;
    assert!(asks_for_proof(&visitor) && visitor.page.has("#password"), "the password first");
    visitor.press("submit", &[("password", PASSWORD)]).await;
    assert!(asks_for_proof(&visitor) && visitor.page.has("#code") && !visitor.page.has("#password"), "{}", visitor.page.body);
    let code = newest_code(&desk, &alice.email).await;
    visitor.press("submit", &[("code", &code)]).await;
    assert_eq!(visitor.page.heading(), "Turn off two-factor authentication?");
}

async fn wrong_passwords_count_as_at_a_sign_in(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    desk.advance(A_WHILE);
    visitor.open(desk.url(EMAIL_PAGE)).await;
    let page = visitor.page.clone();
    for _ in 0..6 {
        visitor.page = page.clone();
        visitor.press("submit", &[("password", "not the password")]).await;
        assert_eq!(visitor.page.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    visitor.page = page.clone();
    visitor.press("submit", &[("password", PASSWORD)]).await;
    assert_eq!(visitor.page.status, StatusCode::TOO_MANY_REQUESTS, "not even looked at");
    let mut elsewhere = desk.visitor().await;
    elsewhere.log_in(&alice.email, PASSWORD).await;
    assert_eq!(elsewhere.page.status, StatusCode::TOO_MANY_REQUESTS, "one count for both doors");
    assert_eq!(desk.events(EventKind::SignInRefused).await.len(), 6);
    desk.advance(Duration::from_secs(3));
    visitor.page = page;
    visitor.press("submit", &[("password", PASSWORD)]).await;
    assert_eq!(visitor.page.heading(), "Change your email");
}

async fn an_errand_belongs_to_one_browser_and_ends(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    desk.advance(A_WHILE);
    visitor.open(desk.url(EMAIL_PAGE)).await;
    let errand = visitor.page.url.clone();
    let page = visitor.page.clone();
    let mut other = signed_in(&desk, &alice).await;
    other.open(&errand).await;
    assert_eq!(other.page.status, StatusCode::BAD_REQUEST, "another browser of the same person");
    let (_, mut mallory) = newcomer(&desk, "Mallory Kerr").await;
    mallory.open(&errand).await;
    assert_eq!(mallory.page.status, StatusCode::BAD_REQUEST);
    let mut stranger = desk.visitor().await;
    stranger.open(&errand).await;
    assert!(stranger.page.url.path().starts_with("/login/"));
    for _ in 0..2 {
        desk.advance(Duration::from_mins(31));
        visitor.open(desk.url("/account")).await;
    }
    visitor.page = page;
    visitor.press("submit", &[("password", PASSWORD)]).await;
    assert_eq!(visitor.page.status, StatusCode::BAD_REQUEST, "an hour is too long");
    visitor.open(desk.url(EMAIL_PAGE)).await;
    visitor.press("submit", &[("password", PASSWORD)]).await;
    assert_eq!(visitor.page.heading(), "Change your email");
    visitor.open(desk.url("/account/confirm/in_nothing")).await;
    assert_eq!(visitor.page.status, StatusCode::BAD_REQUEST);
}

async fn one_session_rises_and_no_other(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut laptop) = newcomer(&desk, "Alice Nguyen").await;
    let mut reception = signed_in(&desk, &alice).await;
    desk.advance(A_WHILE);
    laptop.open(desk.url(EMAIL_PAGE)).await;
    laptop.press("submit", &[("password", PASSWORD)]).await;
    assert!(!asks_for_proof(&laptop));
    reception.open(desk.url(EMAIL_PAGE)).await;
    assert!(asks_for_proof(&reception), "what was proved there is not proved here");
}

async fn a_code_of_another_browser_is_none(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut laptop) = newcomer(&desk, "Alice Nguyen").await;
    set_up_email(&desk, &mut laptop, &alice).await;
    let mut reception = laptop.another_tab();
    desk.advance(A_WHILE);
    laptop.open(desk.url("/account/two-factor/off")).await;
    laptop.press("submit", &[("password", PASSWORD)]).await;
    let code = newest_code(&desk, &alice.email).await;
    // The session's cookie in another browser: a stolen one, as far as Frontdesk can tell.
    reception.cookies.clear();
    reception.open(desk.url("/login")).await;
    reception.cookies.put(laptop.cookies.named("frontdesk_session").unwrap().clone());
    reception.open(desk.url("/account/two-factor/off")).await;
    assert!(asks_for_proof(&reception), "{}", reception.page.url);
    reception.press("submit", &[("code", &code)]).await;
    assert_eq!(reception.page.status, StatusCode::UNPROCESSABLE_ENTITY);
    laptop.press("submit", &[("code", &code)]).await;
    assert_eq!(laptop.page.heading(), "Turn off two-factor authentication?", "and is not used up by that");
}

async fn a_colleagues_passkey_proves_nothing_here(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    add_passkey(&desk, &mut visitor, &SoftAuthenticator::new()).await;
    let (_, mut colleague) = newcomer(&desk, "Bob Kerr").await;
    let theirs = SoftAuthenticator::new();
    add_passkey(&desk, &mut colleague, &theirs).await;
    desk.advance(A_WHILE);
    visitor.open(desk.url(EMAIL_PAGE)).await;
    let answer = confirm_with_passkey(&desk, &mut visitor, &theirs).await;
    assert_eq!((answer.status, answer.json()["error"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("refused")));
    visitor.open(desk.url(EMAIL_PAGE)).await;
    assert!(asks_for_proof(&visitor));
    assert_eq!(passkeys_of(&desk, &alice).await, 1);
}
