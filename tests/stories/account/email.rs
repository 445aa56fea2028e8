//! Another email: proved by a link, told to the former one, and never somebody else's.

use std::time::Duration;

use frontdesk::audit::EventKind;
use frontdesk::users;
use http::StatusCode;

use super::{A_WHILE, asks_for_proof, newcomer, notice, post, set_up_email, signed_in, subjects};
use crate::on_both_grounds;
use crate::support::{Desk, Ground, PASSWORD, Person, Visitor};

on_both_grounds!(
    an_email_is_changed_by_a_link_to_the_new_one,
    an_email_of_somebody_else_is_answered_alike_and_changes_nothing,
    the_link_is_worth_nothing_to_others_or_twice_or_late,
    a_change_of_email_needs_fresh_proof,
    a_method_by_email_stays_where_it_was_validated,
    the_link_that_proves_the_present_email_is_sent_again,
);

const NEW: &str = "alice@elsewhere.example";

async fn ask_for(desk: &Desk, visitor: &mut Visitor, email: &str) {
    visitor.open(desk.url("/account/email")).await;
    visitor.press("send", &[("email", email)]).await;
}

async fn email_of(desk: &Desk, person: &Person) -> String {
    users::store::find(desk.app.storage.read(), person.id).await.unwrap().unwrap().email.to_string()
}

async fn an_email_is_changed_by_a_link_to_the_new_one(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    for (typed, says) in
        [("", "Enter your email"), ("nobody", "like name@example.com"), (&*alice.email.to_uppercase(), "your email already")]
    {
        ask_for(&desk, &mut visitor, typed).await;
        assert_eq!(visitor.page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(visitor.page.text().contains(says), "{typed}: {}", visitor.page.text());
    }
    ask_for(&desk, &mut visitor, " Alice@Elsewhere.EXAMPLE ").await;
    assert!(notice(&visitor), "{}", visitor.page.body);
    assert_eq!(subjects(&desk, &alice.email).await.last().unwrap(), "Your email is about to change");
    let letters = desk.letters_to(NEW).await;
    assert_eq!((letters.len(), &*letters[0].subject), (1, "Confirm your new email"));
    let mut scanner = Visitor::new();
    scanner.open(&letters[0].link()).await;
    assert_eq!(email_of(&desk, &alice).await, alice.email, "opening proves nothing, nor does it without the person");

    visitor.open(&letters[0].link()).await;
    assert!(visitor.page.text().contains(NEW));
    visitor.press("confirm", &[]).await;
    assert!(notice(&visitor) && visitor.page.text().contains("Confirmed"), "{}", visitor.page.body);
    assert_eq!(email_of(&desk, &alice).await, NEW);
    let told = subjects(&desk, &alice.email).await;
    assert!(told.contains(&"Your email was changed".to_owned()), "{told:?}");
    assert_eq!(desk.events(EventKind::EmailChanged).await.len(), 1);
    let mut again = desk.visitor().await;
    again.log_in(&alice.email, PASSWORD).await;
    assert_eq!(again.page.status, StatusCode::UNPROCESSABLE_ENTITY, "the former one opens nothing");
    signed_in(&desk, &Person { email: NEW.to_owned(), ..alice }).await;
}

async fn an_email_of_somebody_else_is_answered_alike_and_changes_nothing(ground: Ground) {
    let desk = Desk::open(ground).await;
    let bob = desk.someone("Bob Kerr").join().await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    ask_for(&desk, &mut visitor, NEW).await;
    let free = (visitor.page.status, visitor.page.text());
    ask_for(&desk, &mut visitor, &bob.email).await;
    assert_eq!((visitor.page.status, visitor.page.text()), free);
    let letters = desk.letters_to(&bob.email).await;
    assert_eq!(&*letters[0].subject, "Your email is already in use");
    assert!(!letters[0].text.contains("token="), "and nothing in it to press");
    // The link before is replaced, as any newer wish replaces it.
    visitor.open(desk.letters_to(NEW).await[0].link()).await;
    assert_eq!(visitor.page.status, StatusCode::BAD_REQUEST);
    assert_eq!(email_of(&desk, &alice).await, alice.email);

    // Free when asked for, and taken when pressed.
    desk.advance(Duration::from_secs(1));
    ask_for(&desk, &mut visitor, NEW).await;
    let link = desk.letters_to(NEW).await.last().unwrap().link();
    visitor.open(&link).await;
    desk.someone("Carol Ng").with(|user| user.email = NEW.parse().unwrap()).join().await;
    visitor.press("confirm", &[]).await;
    assert_eq!((visitor.page.status, email_of(&desk, &alice).await), (StatusCode::BAD_REQUEST, alice.email.clone()));
    for _ in 0..5 {
        ask_for(&desk, &mut visitor, "more@elsewhere.example").await;
    }
    assert!(visitor.page.has("#objection"), "nobody's mailbox is filled: {}", visitor.page.text());
}

async fn the_link_is_worth_nothing_to_others_or_twice_or_late(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    let (mallory, mut stranger) = newcomer(&desk, "Mallory Kerr").await;
    ask_for(&desk, &mut visitor, NEW).await;
    let link = desk.letters_to(NEW).await[0].link();
    stranger.open(&link).await;
    assert_eq!(stranger.page.status, StatusCode::BAD_REQUEST, "a mailbox that was mistyped does not get the account");
    let token = link.split("token=").nth(1).unwrap().to_owned();
    post(&desk, &mut stranger, "/account/email/new", &[("token", &token)]).await;
    assert_eq!((stranger.page.status, email_of(&desk, &mallory).await), (StatusCode::BAD_REQUEST, mallory.email.clone()));
    for wrong in ["", "ce_x", &*token.replace("ce_", "ve_"), &*token.replace("ce_", "rp_")] {
        post(&desk, &mut visitor, "/account/email/new", &[("token", wrong)]).await;
        assert_eq!(visitor.page.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
    let mut reset = desk.visitor().await;
    reset.open(desk.url(&format!("/reset-password?token={token}"))).await;
    assert_eq!(reset.page.status, StatusCode::BAD_REQUEST, "a link for one thing is none for another");
    post(&desk, &mut visitor, "/account/email/new", &[("token", &token)]).await;
    assert_eq!(email_of(&desk, &alice).await, NEW);
    post(&desk, &mut visitor, "/account/email/new", &[("token", &token)]).await;
    assert_eq!(visitor.page.status, StatusCode::BAD_REQUEST, "a link works once");

    ask_for(&desk, &mut visitor, &alice.email).await;
    // Two letters of one moment stand in any order.
    let letters = desk.letters_to(&alice.email).await;
    let back = letters.iter().find(|letter| letter.subject == "Confirm your new email").expect("a link").link();
    for _ in 0..2 {
        desk.advance(Duration::from_mins(31));
        visitor.open(desk.url("/account")).await;
    }
    visitor.open(&back).await;
    assert_eq!((visitor.page.status, email_of(&desk, &alice).await), (StatusCode::BAD_REQUEST, NEW.to_owned()));
}

async fn a_change_of_email_needs_fresh_proof(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    desk.advance(A_WHILE);
    post(&desk, &mut visitor, "/account/email", &[("email", NEW)]).await;
    visitor.follow().await;
    assert!(asks_for_proof(&visitor));
    assert!(desk.letters_to(NEW).await.is_empty());
    visitor.press("submit", &[("password", PASSWORD)]).await;
    visitor.press("send", &[("email", NEW)]).await;
    assert_eq!(desk.letters_to(NEW).await.len(), 1);
}

async fn a_method_by_email_stays_where_it_was_validated(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    set_up_email(&desk, &mut visitor, &alice).await;
    ask_for(&desk, &mut visitor, NEW).await;
    visitor.open(desk.letters_to(NEW).await[0].link()).await;
    visitor.press("confirm", &[]).await;
    visitor.open(desk.url("/account/two-factor")).await;
    let text = visitor.page.text();
    let line = text.split("Your methods").nth(1).unwrap().split("Add or replace").next().unwrap();
    assert!(line.contains(&alice.email) && !line.contains(NEW), "{line}");
    assert!(text.contains(NEW), "and can be set up anew at the present one: {text}");
}

async fn the_link_that_proves_the_present_email_is_sent_again(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").with(|user| user.email_verified = false).join().await;
    let mut visitor = signed_in(&desk, &alice).await;
    visitor.open(desk.url("/account")).await;
    visitor.press("confirm-email", &[]).await;
    assert!(notice(&visitor), "{}", visitor.page.body);
    let letters = desk.letters_to(&alice.email).await;
    assert_eq!(letters.len(), 2, "one at the sign-in, one now");
    visitor.open(letters[1].link()).await;
    visitor.press("confirm", &[]).await;
    visitor.open(desk.url("/account")).await;
    assert!(visitor.page.text().contains("Confirmed") && !visitor.page.has("#confirm-email"));
}
