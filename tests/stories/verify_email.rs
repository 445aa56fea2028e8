//! Proving an email: the letter at sign-in, the button, and what mail scanners do in between.

use std::time::Duration;

use frontdesk::audit::EventKind;
use frontdesk::users;
use http::StatusCode;

use crate::on_both_grounds;
use crate::support::{Desk, Ground, Letter, PASSWORD, Person, Visitor};

on_both_grounds!(a_person_proves_their_email_by_pressing_a_button, of_many_who_press_at_once_one_wins);

impl Desk {
    async fn newcomer(&self) -> Person {
        let alice = self.someone("Alice Nguyen").with(|user| user.email_verified = false).join().await;
        self.signs_in(&alice).await;
        alice
    }

    async fn signs_in(&self, person: &Person) {
        let mut visitor = self.visitor().await;
        visitor.log_in(&person.email, PASSWORD).await;
        assert_eq!(visitor.page.status, StatusCode::OK);
    }

    /// The letters with a link that proves the email: other browsers bring other letters.
    async fn links_to(&self, person: &Person) -> Vec<Letter> {
        let letters = self.letters_to(&person.email).await.into_iter();
        letters.filter(|letter| letter.subject != "A new device signed in").collect()
    }

    async fn is_verified(&self, person: &Person) -> bool {
        users::store::find(self.app.storage.read(), person.id).await.unwrap().unwrap().email_verified
    }
}

async fn a_person_proves_their_email_by_pressing_a_button(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.newcomer().await;
    let link = desk.links_to(&alice).await[0].link();
    let mut scanner = Visitor::new();
    for _ in 0..3 {
        scanner.open(&link).await;
        assert_eq!(scanner.page.status, StatusCode::OK);
    }
    assert!(!desk.is_verified(&alice).await, "opening proves nothing");

    let mut visitor = Visitor::new();
    visitor.open(&link).await;
    let mut again = visitor.another_tab();
    visitor.press("confirm", &[]).await;
    assert_eq!(visitor.page.heading(), "Email confirmed");
    assert!(desk.is_verified(&alice).await);
    again.press("confirm", &[]).await;
    assert_eq!(again.page.status, StatusCode::BAD_REQUEST, "a link works once");
    assert_eq!(desk.events(EventKind::EmailVerified).await.len(), 1);
    assert_eq!(desk.events(EventKind::LinkRefused).await.len(), 1);

    desk.advance(Duration::from_hours(25));
    desk.signs_in(&alice).await;
    assert_eq!(desk.links_to(&alice).await.len(), 1, "nothing is asked of those who have proved it");
}

async fn of_many_who_press_at_once_one_wins(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.newcomer().await;
    let mut visitor = Visitor::new();
    visitor.open(desk.links_to(&alice).await[0].link()).await;
    let presses = (0..20).map(|_| {
        let mut tab = visitor.another_tab();
        async move { tab.press_only("confirm", &[]).await.status }
    });
    let statuses = futures_util::future::join_all(presses).await;
    assert_eq!(statuses.iter().filter(|status| **status == StatusCode::SEE_OTHER).count(), 1, "{statuses:?}");
    assert!(desk.is_verified(&alice).await);
}

#[tokio::test]
async fn a_reminder_comes_once_a_day_and_replaces_the_one_before() {
    let desk = Desk::open(Ground::Sqlite).await;
    let alice = desk.newcomer().await;
    desk.advance(Duration::from_hours(23));
    desk.signs_in(&alice).await;
    assert_eq!(desk.links_to(&alice).await.len(), 1);
    let mut late = Visitor::new();
    late.open(desk.links_to(&alice).await[0].link()).await;
    assert_eq!(late.page.status, StatusCode::OK, "works for a day");

    desk.advance(Duration::from_hours(1));
    desk.signs_in(&alice).await;
    let letters = desk.links_to(&alice).await;
    assert_eq!(letters.len(), 2);
    late.press("confirm", &[]).await;
    assert_eq!(late.page.status, StatusCode::BAD_REQUEST);
    assert!(!desk.is_verified(&alice).await);
    let mut visitor = Visitor::new();
    visitor.open(letters[1].link()).await;
    visitor.press("confirm", &[]).await;
    assert!(desk.is_verified(&alice).await);
}

#[tokio::test]
async fn a_link_of_another_purpose_or_too_late_proves_nothing() {
    let desk = Desk::open(Ground::Sqlite).await;
    let alice = desk.newcomer().await;
    let mut visitor = Visitor::new();
    visitor.open(desk.links_to(&alice).await[0].link()).await;
    let csrf = visitor.page.attribute("input[name=csrf]", "value").expect("a token");
    desk.advance(Duration::from_secs(1));
    let mut asks = desk.visitor().await;
    asks.open(desk.url("/forgot-password")).await;
    asks.press("send", &[("email", &alice.email)]).await;
    let reset = desk.links_to(&alice).await[1].link();
    let token = reset.split_once("token=").expect("a token").1;
    for token in [token, &token.replacen("rp_", "ve_", 1), ""] {
        let mut attacker = visitor.another_tab();
        attacker.post(desk.url("/verify-email"), &[("csrf", &csrf), ("token", token)]).await;
        assert_eq!(attacker.page.status, StatusCode::BAD_REQUEST);
    }
    desk.advance(Duration::from_hours(24));
    visitor.press("confirm", &[]).await;
    assert_eq!(visitor.page.status, StatusCode::BAD_REQUEST);
    assert!(!desk.is_verified(&alice).await);
}
