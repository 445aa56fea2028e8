//! The desk itself: it opens on both grounds, answers, and is ready.

use crate::on_both_grounds;
use crate::support::{Desk, Ground, Visitor};

on_both_grounds!(a_desk_opens_and_says_that_it_is_ready);

async fn a_desk_opens_and_says_that_it_is_ready(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").in_group("Riverside Health").join().await;
    assert_eq!(alice.email, "alice.nguyen@riverside.example");
    let mut visitor = Visitor::new();
    assert_eq!(visitor.open(desk.url("/healthz")).await.body, "alive\n");
    assert_eq!(visitor.open(desk.url("/readyz")).await.body, "ready\n");
}
