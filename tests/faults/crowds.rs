//! Crowds: many hands on one thing at the same moment, and one hand gets it.

use std::collections::BTreeSet;
use std::sync::Arc;

use frontdesk::audit::{Actor, SecurityEvent};
use frontdesk::policy::{self, GroupPolicy, Setting};
use http::StatusCode;
use tokio::sync::Barrier;

use crate::on_both_grounds;
use crate::support::{Answer, Desk, Errand, Ground, PASSWORD, Person, RelyingParty, TokenAnswer, Visitor};

on_both_grounds!(
    one_of_fifty_redemptions_of_a_code_wins,
    one_of_fifty_refreshes_of_a_token_wins,
    fifty_wrong_passwords_at_once_are_each_counted,
    a_policy_is_saved_while_its_people_sign_in,
);

const CROWD: usize = 50;

/// Alice signs in to an app that may act while she is away.
async fn alice_at(desk: &Desk, app: &RelyingParty) -> (Errand, Answer) {
    desk.someone("Alice Nguyen").in_group("Riverside Health").join().await;
    let errand = app.begin();
    let mut alice = Visitor::new();
    alice.open(errand.url()).await;
    let page = alice.log_in("alice.nguyen@riverside.example", PASSWORD).await;
    let sent_to = page.location().unwrap_or_else(|| panic!("not sent on: {}", page.text()));
    (errand, app.answer(&sent_to))
}

/// Does the same thing from many tasks, let go at once.
async fn all_at_once<F, W, T>(what: F) -> Vec<T>
where
    F: Fn(usize) -> W,
    W: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let gate = Arc::new(Barrier::new(CROWD));
    let tasks = (0..CROWD).map(|number| {
        let (gate, work) = (Arc::clone(&gate), what(number));
        tokio::spawn(async move {
            gate.wait().await;
            work.await
        })
    });
    let mut answers = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        answers.push(task.await.unwrap());
    }
    answers
}

async fn one_of_fifty_redemptions_of_a_code_wins(ground: Ground) {
    let desk = Desk::open(ground).await;
    let app = Arc::new(desk.app("notes").first_party().register().await);
    let (errand, answer) = alice_at(&desk, &app).await;
    let (code, verifier) = (answer.code().to_owned(), errand.verifier.clone());
    let answers = all_at_once(|_| {
        let (app, code, verifier) = (Arc::clone(&app), code.clone(), verifier.clone());
        async move { app.redeem_code(&code, &verifier).await }
    })
    .await;
    let (winners, losers): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == StatusCode::OK);
    assert_eq!(winners.len(), 1, "{losers:?}");
    for loser in &losers {
        loser.refused("invalid_grant");
    }
    // A code that comes twice was stolen by someone: what the first use got is worth nothing any more (RFC 6749 section 4.1.2).
    let revoked = app.userinfo(winners[0].access_token()).await;
    assert_eq!(revoked.status, StatusCode::UNAUTHORIZED, "{}", revoked.body);
}

async fn one_of_fifty_refreshes_of_a_token_wins(ground: Ground) {
    let desk = Desk::open(ground).await;
    let app = desk.app("notes").first_party().public().register().await.asking_for("openid offline_access");
    let app = Arc::new(app);
    let (errand, answer) = alice_at(&desk, &app).await;
    let token = app.redeem(&errand, &answer).await.granted().refresh_token().to_owned();
    let answers = all_at_once(|_| {
        let (app, token) = (Arc::clone(&app), token.clone());
        async move { app.refresh(&token).await }
    })
    .await;
    // One rotation takes place. Whoever repeats the old token within the grace gets the answer of that one rotation.
    let next: BTreeSet<String> =
        answers.iter().filter(|answer| answer.status == StatusCode::OK).map(|answer| answer.refresh_token().to_owned()).collect();
    assert_eq!(next.len(), 1, "{next:?}");
    assert!(!next.contains(&token), "the token was not rotated");
    let refused: Vec<&TokenAnswer> = answers.iter().filter(|answer| answer.status != StatusCode::OK).collect();
    for answer in refused {
        answer.refused("invalid_grant");
    }
    // The one that won goes on.
    let winner = next.into_iter().next().unwrap();
    app.refresh(&winner).await.granted();
}

async fn fifty_wrong_passwords_at_once_are_each_counted(ground: Ground) {
    let desk = Desk::open(ground).await;
    let app = desk.app("notes").first_party().register().await;
    let alice = desk.someone("Alice Nguyen").in_group("Riverside Health").join().await;
    let url = app.begin().url();
    let visitors = all_at_once(|_| {
        let url = url.clone();
        async move {
            let mut visitor = Visitor::new();
            visitor.open(&url).await;
            visitor
        }
    })
    .await;
    let visitors = std::sync::Mutex::new(visitors);
    let answers = all_at_once(|number| {
        let mut visitor = visitors.lock().unwrap().pop().unwrap();
        let email = alice.email.clone();
        async move { visitor.log_in(&email, &format!("a wrong password number {number}")).await.clone() }
    })
    .await;
    assert!(answers.iter().all(|page| !page.status.is_server_error() && page.location().is_none()), "nobody gets in, nothing breaks");
    // Far fewer were judged than tried, so that a crowd guesses no faster than one: the right password has to wait as well.
    let mut owner = Visitor::new();
    owner.open(&url).await;
    let page = owner.log_in(&alice.email, PASSWORD).await;
    assert!(page.location().is_none(), "the growing delay was passed by");
    desk.advance(std::time::Duration::from_hours(24));
    let mut owner = Visitor::new();
    owner.open(app.begin().url()).await;
    let page = owner.log_in(&alice.email, PASSWORD).await;
    assert!(page.location().is_some(), "the owner is locked out: {}", page.text());
}

async fn a_policy_is_saved_while_its_people_sign_in(ground: Ground) {
    let desk = Desk::open(ground).await;
    let mut people = Vec::new();
    for number in 0..8 {
        people.push(desk.someone(&format!("Person Number{number}")).in_group("Riverside Health").join().await);
    }
    let group = desk.group("Riverside Health").await;
    for setting in [Setting::Mandatory, Setting::Disabled, Setting::Mandatory, Setting::Prompt] {
        let save = async {
            let tx = desk.app.storage.write().await.unwrap();
            let event = |kind| SecurityEvent::new(kind, Actor::System);
            let policy = GroupPolicy { setting, ..GroupPolicy::default() };
            policy::change::adopt(&tx, group, &policy, &event, desk.now()).await.unwrap();
            tx.commit().await.unwrap();
        };
        let sign_in = |person: Person| {
            let login = desk.url("/login");
            tokio::spawn(async move {
                let mut visitor = Visitor::new();
                visitor.open(login).await;
                visitor.press_only("login", &[("email", &person.email), ("password", &person.password)]).await;
                visitor.page.status
            })
        };
        let tasks: Vec<_> = people.iter().cloned().map(sign_in).collect();
        save.await;
        for task in tasks {
            assert_eq!(task.await.unwrap(), StatusCode::SEE_OTHER, "nobody stands in the other's way");
        }
    }
}
