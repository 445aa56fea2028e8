//! A forgotten password: the link, the new password, and everything that must not work.

use std::time::Duration;

use frontdesk::audit::EventKind;
use frontdesk::users::{self, UserState};
use http::StatusCode;

use crate::on_both_grounds;
use crate::sign_in::is_signed_in;
use crate::support::{Desk, Ground, PASSWORD, Person, Visitor};

const NEW: &str = "eleven loud kettles hum";

on_both_grounds!(
    a_person_chooses_a_new_password_by_a_link,
    a_reset_ends_every_session_and_forgets_the_delay,
    of_many_who_use_a_link_at_once_one_wins,
    only_the_newest_link_works_and_only_once_and_not_for_long,
    strangers_learn_nothing_from_asking_for_a_link,
);

impl Desk {
    async fn ask_for_link(&self, email: &str) -> Visitor {
        // So that letters come in an order.
        self.advance(Duration::from_secs(1));
        let mut visitor = self.visitor().await;
        visitor.click("Forgotten password?").await;
        visitor.press("send", &[("email", email)]).await;
        assert_eq!(visitor.page.status, StatusCode::OK, "{}", visitor.page.body);
        visitor
    }

    /// Asks for a link and opens it in another browser.
    async fn reset_page(&self, person: &Person) -> Visitor {
        self.ask_for_link(&person.email).await;
        self.open_newest_link(person).await
    }

    async fn open_newest_link(&self, person: &Person) -> Visitor {
        let letters = self.letters_to(&person.email).await;
        let mut visitor = Visitor::new();
        visitor.open(letters.last().expect("a letter").link()).await;
        visitor
    }

    async fn can_sign_in(&self, person: &Person, password: &str) -> bool {
        let mut visitor = self.visitor().await;
        visitor.log_in(&person.email, password).await;
        is_signed_in(&visitor)
    }
}

async fn a_person_chooses_a_new_password_by_a_link(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").with(|user| user.email_verified = false).join().await;
    let sent = desk.ask_for_link("ALICE.Nguyen@riverside.example").await;
    assert!(sent.page.text().contains("alice.nguyen@riverside.example"));
    let mut visitor = desk.open_newest_link(&alice).await;
    assert!(visitor.page.text().contains(&alice.email));

    desk.advance(Duration::from_mins(1));
    visitor.press_only("save", &[("password", NEW)]).await;
    assert_eq!(visitor.page.status, StatusCode::SEE_OTHER);
    visitor.follow().await;
    assert_eq!(visitor.page.heading(), "Your new password is saved");
    assert!(visitor.cookies.named("frontdesk_session").is_none(), "a link alone signs nobody in");

    assert!(!desk.can_sign_in(&alice, PASSWORD).await);
    assert!(desk.can_sign_in(&alice, NEW).await);
    let kept = users::store::find(desk.app.storage.read(), alice.id).await.unwrap().unwrap();
    assert!(kept.email_verified, "who reads mail there has proved the address");
    let letters = desk.letters_to(&alice.email).await;
    assert_eq!(letters.len(), 2, "the link, and a notice of the change");
    assert!(!letters[1].raw.contains(NEW) && !letters[1].text.contains("token="), "a notice opens nothing");
    assert_eq!(desk.events(EventKind::PasswordReset).await.len(), 1);
    assert_eq!(desk.events(EventKind::PasswordResetRequested).await.len(), 1);
}

async fn a_reset_ends_every_session_and_forgets_the_delay(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let bob = desk.someone("Bob Okafor").join().await;
    let mut browsers = Vec::new();
    for person in [&alice, &alice, &bob] {
        let mut visitor = desk.visitor().await;
        visitor.log_in(&person.email, PASSWORD).await;
        browsers.push(visitor);
    }
    for _ in 0..10 {
        desk.can_sign_in(&alice, "wrong wrong wrong").await;
    }
    assert!(!desk.can_sign_in(&alice, PASSWORD).await, "the delay holds");
    let mut visitor = desk.reset_page(&alice).await;
    visitor.press("save", &[("password", NEW)]).await;
    for visitor in &mut browsers {
        visitor.open(desk.url("/")).await;
    }
    assert_eq!(browsers.iter().map(is_signed_in).collect::<Vec<_>>(), [false, false, true]);
    assert!(desk.can_sign_in(&alice, NEW).await, "at once");
}

async fn of_many_who_use_a_link_at_once_one_wins(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let visitor = desk.reset_page(&alice).await;
    let uses = (0..20).map(|number| {
        let mut tab = visitor.another_tab();
        async move {
            let password = format!("{NEW} number {number}");
            (tab.press_only("save", &[("password", &password)]).await.status, password)
        }
    });
    let answers = futures_util::future::join_all(uses).await;
    let won: Vec<_> = answers.iter().filter(|(status, _)| *status == StatusCode::SEE_OTHER).collect();
    assert_eq!(won.len(), 1, "{answers:?}");
    assert!(answers.iter().all(|(status, _)| [StatusCode::SEE_OTHER, StatusCode::BAD_REQUEST].contains(status)), "{answers:?}");
    assert!(desk.can_sign_in(&alice, &won[0].1).await, "the winner's password holds");
    assert_eq!(desk.events(EventKind::PasswordReset).await.len(), 1);
    assert_eq!(desk.events(EventKind::LinkRefused).await.len(), 19);
}

async fn only_the_newest_link_works_and_only_once_and_not_for_long(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let mut first = desk.reset_page(&alice).await;
    let mut second = desk.reset_page(&alice).await;
    first.press("save", &[("password", "planted by a stranger who had the first")]).await;
    assert_eq!(first.page.status, StatusCode::BAD_REQUEST);
    assert!(first.page.text().contains("newer link"), "{}", first.page.text());

    let mut again = second.another_tab();
    second.press("save", &[("password", NEW)]).await;
    assert_eq!(second.page.heading(), "Your new password is saved");
    again.press("save", &[("password", "a second use of the same link")]).await;
    assert_eq!(again.page.status, StatusCode::BAD_REQUEST);
    assert!(again.page.text().contains("has been used"), "{}", again.page.text());

    desk.advance(Duration::from_hours(1));
    let mut late = desk.reset_page(&alice).await;
    desk.advance(Duration::from_mins(29));
    let mut in_time = late.another_tab();
    in_time.open(late.page.url.as_str()).await;
    assert_eq!(in_time.page.status, StatusCode::OK, "the legal twin");
    desk.advance(Duration::from_mins(1));
    late.press("save", &[("password", "too late to be a password")]).await;
    assert!(late.page.text().contains("short time only"), "{}", late.page.text());
    assert!(desk.can_sign_in(&alice, NEW).await);
}

async fn strangers_learn_nothing_from_asking_for_a_link(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let bob = desk.someone("Bob Okafor").join().await;
    let tx = desk.app.storage.write().await.unwrap();
    users::store::set_state(&tx, bob.id, UserState::Disabled, desk.now()).await.unwrap();
    tx.commit().await.unwrap();
    let mut told = Vec::new();
    for email in [alice.email.as_str(), "nobody.here@riverside.example", bob.email.as_str()] {
        let visitor = desk.ask_for_link(email).await;
        let names: Vec<String> = visitor.page.headers.keys().map(ToString::to_string).collect();
        told.push((visitor.page.status, names, visitor.page.text().replace(email, "EMAIL")));
    }
    assert!(told.iter().all(|answer| *answer == told[0]), "{told:#?}");
    assert_eq!(desk.letters_to(&alice.email).await.len(), 1);
    assert!(desk.letters_to("nobody.here@riverside.example").await.is_empty());
    assert!(desk.letters_to(&bob.email).await.is_empty());
    assert_eq!(desk.events(EventKind::PasswordResetRequested).await.len(), 3);
}

#[tokio::test]
async fn a_link_is_for_one_purpose_and_guesses_are_refused() {
    let desk = Desk::open(Ground::Sqlite).await;
    let alice = desk.someone("Alice Nguyen").with(|user| user.email_verified = false).join().await;
    assert!(desk.can_sign_in(&alice, PASSWORD).await);
    let verify = desk.letters_to(&alice.email).await[0].link();
    let token = verify.split_once("token=").expect("a token").1.to_owned();
    let guess = format!("rp_{}", "A".repeat(43));
    let disguised = token.replacen("ve_", "rp_", 1);
    for token in [token.as_str(), &guess, &disguised, "rp_", "", "rp_%00", &"x".repeat(5000)] {
        let mut visitor = desk.visitor().await;
        let csrf = visitor.page.attribute("input[name=csrf]", "value").expect("a token");
        visitor.post(desk.url("/reset-password"), &[("csrf", &csrf), ("token", token), ("password", NEW)]).await;
        assert_eq!(visitor.page.status, StatusCode::BAD_REQUEST, "{token}");
        assert!(visitor.page.has("a[href='/forgot-password']"), "the page says how to go on");
    }
    assert!(desk.can_sign_in(&alice, PASSWORD).await);
}

#[tokio::test]
async fn a_weak_password_is_refused_with_advice_and_the_link_lives_on() {
    let desk = Desk::open(Ground::Sqlite).await;
    let alice = desk.someone("Alice Nguyen").in_group("Riverside Health").join().await;
    let mut visitor = desk.reset_page(&alice).await;
    let long = "seven quiet herons wade ".repeat(6);
    for (typed, advice) in [
        ("", "Enter your password"),
        ("short", "too short"),
        (long.as_str(), "too long"),
        ("alice.nguyen@riverside.example", "name or email"),
        ("riversidehealth", "name or email"),
        ("qwertyuiop[]", "easy to guess"),
        ("unbelievable", "among the first"),
    ] {
        visitor.press("save", &[("password", typed)]).await;
        assert_eq!(visitor.page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(visitor.page.text().contains(advice), "{typed}: {}", visitor.page.text());
        assert!(typed.is_empty() || !visitor.page.body.contains(&format!("value=\"{typed}\"")) || typed == alice.email);
    }
    visitor.press("save", &[("password", NEW)]).await;
    assert_eq!(visitor.page.heading(), "Your new password is saved");
}

#[tokio::test]
async fn asking_again_and_again_neither_fills_a_mailbox_nor_kills_the_newest_link() {
    let desk = Desk::open(Ground::Sqlite).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    for _ in 0..9 {
        desk.ask_for_link(&alice.email).await;
    }
    assert_eq!(desk.letters_to(&alice.email).await.len(), 5);
    let mut visitor = desk.open_newest_link(&alice).await;
    visitor.press("save", &[("password", NEW)]).await;
    assert_eq!(visitor.page.heading(), "Your new password is saved");
}

#[tokio::test]
async fn a_link_leads_to_the_issuer_whatever_host_was_asked() {
    let desk = Desk::open(Ground::Sqlite).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let mut visitor = desk.visitor().await.with_header("x-forwarded-host", "evil.example").with_header("forwarded", "host=evil.example");
    visitor.open(desk.url("/forgot-password")).await;
    visitor.press("send", &[("email", &alice.email)]).await;
    let link = desk.letters_to(&alice.email).await[0].link();
    assert!(link.starts_with(&desk.url("/reset-password?token=rp_")), "{link}");
}

#[tokio::test]
async fn the_page_of_a_link_that_was_sent_is_the_asking_browsers_alone() {
    let desk = Desk::open(Ground::Sqlite).await;
    let asked = desk.ask_for_link("alice.nguyen@riverside.example").await;
    let mut other = Visitor::new();
    other.open(asked.page.url.as_str()).await;
    assert!(!other.page.body.contains("alice.nguyen"), "the address does not tell whom it was about");
    let mut reloaded = asked.another_tab();
    reloaded.open(asked.page.url.as_str()).await;
    assert!(reloaded.page.body.contains("alice.nguyen"));
}
