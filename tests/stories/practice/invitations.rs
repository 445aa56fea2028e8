//! Asking people in: somebody new, somebody with an account; late, again, withdrawn, and in somebody else's name.

use std::time::Duration;

use frontdesk::audit::{Actor, EventKind, SecurityEvent};
use frontdesk::groups::{AccessLevel, MembershipState, Role};
use frontdesk::members::{self, Place};
use frontdesk::users::{self, Email};
use http::StatusCode;

use super::{HILLTOP, RIVERSIDE};
use crate::on_both_grounds;
use crate::sign_in::is_signed_in;
use crate::support::{Desk, Ground, PASSWORD, Person, Visitor};

on_both_grounds!(
    somebody_new_chooses_a_password_and_belongs,
    somebody_with_an_account_is_asked_at_the_next_sign_in,
    somebody_with_an_account_accepts_by_the_link,
    an_invitation_ends_by_time_by_a_newer_one_and_by_withdrawal,
    nobody_comes_back_by_an_invitation_from_before_they_left,
    whoever_declines_does_not_tell_their_name,
    of_many_who_accept_at_once_one_wins,
    an_invitation_says_nothing_about_who_has_an_account,
    full_access_is_given_only_with_a_fresh_second_factor,
);

const NEWCOMER: &str = "erin.walsh@riverside.example";
const CHOSEN: &str = "nine purple ladders hum";

impl Desk {
    async fn invite(&self, manager: &mut Visitor, group: &str, email: &str) {
        let group = self.group(group).await;
        self.advance(Duration::from_secs(1));
        manager.open(self.practice(group, "/invite")).await;
        manager.press("send", &[("email", email)]).await;
    }

    async fn open_newest(&self, email: &str) -> Visitor {
        let mut visitor = Visitor::new();
        visitor.open(self.letters_to(email).await.last().expect("a letter").link()).await;
        visitor
    }

    async fn find(&self, email: &str) -> Option<Person> {
        let user = users::store::find_by_email(self.app.storage.read(), &Email::parse(email).unwrap()).await.unwrap()?;
        Some(Person { id: user.id, email: email.to_owned(), password: CHOSEN.to_owned() })
    }
}

async fn somebody_new_chooses_a_password_and_belongs(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    let riverside = desk.group(RIVERSIDE).await;
    desk.invite(&mut alice, RIVERSIDE, "Erin.Walsh@Riverside.example").await;
    assert!(alice.page.has("#notice") && alice.page.text().contains(NEWCOMER), "{}", alice.page.body);
    assert!(desk.find(NEWCOMER).await.is_none(), "until it is accepted there is nobody");

    let mut erin = desk.open_newest(NEWCOMER).await;
    assert!(erin.page.text().contains(RIVERSIDE) && erin.page.text().contains(NEWCOMER), "{}", erin.page.text());
    erin.press("join", &[("name", "Erin Walsh"), ("password", "riversidehealth")]).await;
    assert_eq!(erin.page.status, StatusCode::UNPROCESSABLE_ENTITY, "weak");
    erin.press("join", &[("name", "Erin Walsh"), ("password", CHOSEN)]).await;
    assert_eq!(erin.page.heading(), "Welcome");
    assert!(!is_signed_in(&erin), "a link alone signs nobody in");
    let person = desk.find(NEWCOMER).await.expect("an account");
    let member = desk.membership(&person, riverside).await.unwrap();
    assert_eq!((member.state, member.access_level), (MembershipState::Active, AccessLevel::Standard));
    let kept = users::store::find(desk.app.storage.read(), person.id).await.unwrap().unwrap();
    assert!(kept.email_verified && kept.name == "Erin Walsh");
    erin.click("Sign in").await;
    assert_eq!(erin.page.attribute("#email", "value").as_deref(), Some(NEWCOMER));
    erin.log_in(NEWCOMER, CHOSEN).await;
    assert!(desk.knows(&erin).await);
    let mut again = desk.open_newest(NEWCOMER).await;
    assert_eq!(again.page.status, StatusCode::BAD_REQUEST, "once");
    again.open(desk.url("/invitation?token=iv_nonsense")).await;
    assert_eq!(again.page.status, StatusCode::BAD_REQUEST);
    assert_eq!(desk.events(EventKind::InvitationAccepted).await.len(), 1);
    alice.open(desk.practice(riverside, "/invitations")).await;
    assert!(!alice.page.text().contains(NEWCOMER), "{}", alice.page.text());
}

async fn somebody_with_an_account_is_asked_at_the_next_sign_in(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    let (_, mut zoe) = desk.with_full_access("Zoe Hill", HILLTOP).await;
    let bob = desk.someone("Bob Okafor").join().await;
    let (riverside, hilltop) = (desk.group(RIVERSIDE).await, desk.group(HILLTOP).await);
    desk.invite(&mut alice, RIVERSIDE, &bob.email).await;
    desk.invite(&mut zoe, HILLTOP, &bob.email).await;
    let notes = desk.app("notes").first_party().register().await;
    let errand = notes.begin();
    let mut visitor = Visitor::new();
    visitor.open(errand.url()).await;
    visitor.log_in(&bob.email, PASSWORD).await;
    assert!(visitor.page.text().contains(RIVERSIDE), "{}", visitor.page.text());
    visitor.press("later", &[]).await;
    assert!(visitor.page.location().is_some(), "it can wait, the app not: {}", visitor.page.body);
    assert!(desk.membership(&bob, riverside).await.is_none());

    let mut visitor = Visitor::new();
    let errand = notes.begin();
    visitor.open(errand.url()).await;
    visitor.log_in(&bob.email, PASSWORD).await;
    visitor.press("accept", &[]).await;
    assert!(visitor.page.text().contains(HILLTOP), "one after the other: {}", visitor.page.text());
    visitor.press("decline", &[]).await;
    let answer = notes.answer(&visitor.page.location().expect("the way back to the app"));
    notes.redeem(&errand, &answer).await.granted();
    assert!(desk.membership(&bob, riverside).await.unwrap().is_active());
    assert!(desk.membership(&bob, hilltop).await.is_none());
    assert_eq!(desk.events(EventKind::InvitationDeclined).await.len(), 1);
}

async fn somebody_with_an_account_accepts_by_the_link(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    let bob = desk.someone("Bob Okafor").with(|user| user.email_verified = false).join().await;
    let riverside = desk.group(RIVERSIDE).await;
    desk.invite(&mut alice, RIVERSIDE, &bob.email).await;
    let link = desk.letters_to(&bob.email).await.last().unwrap().link();
    let mut other = desk.signed_in(&desk.someone("Mallory Finch").join().await).await;
    other.open(&link).await;
    assert!(!other.page.has("#accept") && !other.page.has("#join"), "somebody else's: {}", other.page.text());
    let csrf = other.page.attribute("input[name=csrf]", "value").unwrap_or_default();
    let token = link.split_once("token=").unwrap().1.to_owned();
    for fields in [vec![("answer", "accept")], vec![("name", "Mallory"), ("password", CHOSEN)]] {
        let fields: Vec<(&str, &str)> = [vec![("csrf", csrf.as_str()), ("token", token.as_str())], fields].concat();
        other.post(desk.url("/invitation"), &fields).await;
    }
    assert!(desk.membership(&bob, riverside).await.is_none());

    let mut visitor = desk.open_newest(&bob.email).await;
    visitor.click("Sign in").await;
    visitor.log_in(&bob.email, PASSWORD).await;
    visitor.press("accept", &[]).await;
    assert!(desk.membership(&bob, riverside).await.is_some_and(|member| member.is_active()), "{}", visitor.page.text());
    let kept = users::store::find(desk.app.storage.read(), bob.id).await.unwrap().unwrap();
    assert!(kept.email_verified, "whoever reads mail there has proved it");
}

async fn an_invitation_ends_by_time_by_a_newer_one_and_by_withdrawal(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    desk.invite(&mut alice, RIVERSIDE, NEWCOMER).await;
    let mut first = desk.open_newest(NEWCOMER).await;
    alice.press("Send again erin.walsh@riverside.example", &[]).await;
    assert!(alice.page.has("#notice"), "{}", alice.page.body);
    first.press("join", &[("name", "Planted"), ("password", CHOSEN)]).await;
    assert_eq!(first.page.status, StatusCode::BAD_REQUEST, "only the newest link works");
    let mut second = desk.open_newest(NEWCOMER).await;
    assert!(second.page.has("#join"), "the legal twin");
    alice.click("Withdraw erin.walsh@riverside.example").await;
    alice.press("confirm", &[]).await;
    second.press("join", &[("name", "Late"), ("password", CHOSEN)]).await;
    assert_eq!(second.page.status, StatusCode::BAD_REQUEST, "withdrawn");

    desk.invite(&mut alice, RIVERSIDE, NEWCOMER).await;
    let mut third = desk.open_newest(NEWCOMER).await;
    desk.advance(Duration::from_hours(7 * 24));
    third.press("join", &[("name", "Late"), ("password", CHOSEN)]).await;
    assert_eq!(third.page.status, StatusCode::BAD_REQUEST, "expired");
    assert!(desk.find(NEWCOMER).await.is_none());
    assert_eq!(desk.events(EventKind::InvitationWithdrawn).await.len(), 1);
    for _ in 0..5 {
        (_, alice) = desk.with_full_access(&format!("Colleague {}", desk.now().as_secs()), RIVERSIDE).await;
        desk.invite(&mut alice, RIVERSIDE, NEWCOMER).await;
    }
    desk.invite(&mut alice, RIVERSIDE, NEWCOMER).await;
    assert_eq!(alice.page.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody's mailbox is filled");
}

async fn of_many_who_accept_at_once_one_wins(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    desk.invite(&mut alice, RIVERSIDE, NEWCOMER).await;
    let visitor = desk.open_newest(NEWCOMER).await;
    let uses = (0..10).map(|number| {
        let mut tab = visitor.another_tab();
        async move {
            let password = format!("{CHOSEN} number {number}");
            tab.press_only("join", &[("name", "Erin"), ("password", &password)]).await.status
        }
    });
    let answers = futures_util::future::join_all(uses).await;
    assert_eq!(answers.iter().filter(|status| **status == StatusCode::SEE_OTHER).count(), 1, "{answers:?}");
    assert_eq!(desk.events(EventKind::UserAdded).await.len(), 1);
}

async fn an_invitation_says_nothing_about_who_has_an_account(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (own, mut alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    let bob = desk.someone("Bob Okafor").in_group(HILLTOP).join().await;
    let mut told = Vec::new();
    for email in [bob.email.as_str(), "nobody.here@riverside.example"] {
        desk.invite(&mut alice, RIVERSIDE, email).await;
        let letter = desk.letters_to(email).await.pop().expect("a letter");
        let words = letter.text.replace(email, "EMAIL").replace(&letter.link(), "LINK");
        let words: Vec<&str> = words.lines().filter(|line| !line.contains("Asked for on")).collect();
        told.push((alice.page.status, alice.page.heading(), letter.subject.clone(), words.join("\n")));
    }
    assert_eq!(told[0], told[1]);
    // A member of this very group is known to its managers anyway.
    desk.invite(&mut alice, RIVERSIDE, &own.email).await;
    assert_eq!(alice.page.status, StatusCode::UNPROCESSABLE_ENTITY);
}

async fn full_access_is_given_only_with_a_fresh_second_factor(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    let riverside = desk.group(RIVERSIDE).await;
    desk.advance(Duration::from_mins(11));
    alice.open(desk.practice(riverside, "/invite")).await;
    alice.press_only("send", &[("email", NEWCOMER), ("access", "full")]).await;
    assert!(alice.page.location().is_some_and(|to| to.path().starts_with("/account/confirm/")), "{:?}", alice.page.location());
    assert!(desk.letters_to(NEWCOMER).await.is_empty());
    desk.invite(&mut alice, RIVERSIDE, NEWCOMER).await;
    assert_eq!(desk.letters_to(NEWCOMER).await.len(), 1, "the legal twin, with standard access");
}

async fn nobody_comes_back_by_an_invitation_from_before_they_left(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    let riverside = desk.group(RIVERSIDE).await;
    let bob = desk.someone("Bob Okafor").join().await;
    desk.invite(&mut alice, RIVERSIDE, &bob.email).await;
    // He comes in by another way, and is sent out.
    let place = Place { role: Role::Practitioner, access_level: AccessLevel::Standard };
    let event = |kind| SecurityEvent::new(kind, Actor::System);
    let tx = desk.app.storage.write().await.unwrap();
    assert!(members::enter(&tx, (bob.id, riverside), place, &event, desk.now(), &*desk.app.random).await.unwrap());
    tx.commit().await.unwrap();
    let late = desk.open_newest(&bob.email).await;
    assert_eq!(late.page.status, StatusCode::BAD_REQUEST, "who is in needs no invitation: {}", late.page.text());
    alice.open(desk.practice(riverside, &format!("/users/{}/remove", bob.id))).await;
    alice.press("confirm", &[]).await;
    assert_eq!(desk.membership(&bob, riverside).await.unwrap().state, MembershipState::Deactivated);
    let mut visitor = desk.visitor().await;
    visitor.log_in(&bob.email, PASSWORD).await;
    visitor.open(desk.url("/invitations")).await;
    assert!(!visitor.page.has("#accept"), "{}", visitor.page.text());
}

async fn whoever_declines_does_not_tell_their_name(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    let riverside = desk.group(RIVERSIDE).await;
    let jane = desk.someone("Jane Citizen").with(|user| user.name = "Dr Jane Marie Citizen".to_owned()).join().await;
    desk.invite(&mut alice, RIVERSIDE, &jane.email).await;
    let mut visitor = desk.visitor().await;
    visitor.log_in(&jane.email, PASSWORD).await;
    visitor.press("decline", &[]).await;
    alice.open(desk.practice(riverside, "/activity")).await;
    assert!(alice.page.text().contains("declined") && alice.page.text().contains(&jane.email), "{}", alice.page.text());
    assert!(!alice.page.text().contains("Marie"), "{}", alice.page.text());
}
