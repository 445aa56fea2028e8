//! What a member's page says of the apps that had to be told.

use frontdesk::groups::AccessLevel;

use super::{HILLTOP, RIVERSIDE};
use crate::on_both_grounds;
use crate::support::{BackChannel, Desk, Ground, Manners, PASSWORD, Visitor};

on_both_grounds!(a_members_page_says_how_far_the_practices_apps_were_told);

async fn a_members_page_says_how_far_the_practices_apps_were_told(ground: Ground) {
    let desk = Desk::open_with(ground, |config| config.outbound.allow_private = true).await;
    let (_, mut alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    let bob = desk.someone("Bob Okafor").in_group(RIVERSIDE).in_group_as(HILLTOP, AccessLevel::ReadOnly).join().await;
    let (riverside, hilltop) = (desk.group(RIVERSIDE).await, desk.group(HILLTOP).await);
    let (notes_told, elsewhere_told) = (BackChannel::open().await, BackChannel::open().await);
    notes_told.behaves(Manners::Answers(500));
    let notes = desk.app("riverside-notes").first_party().serving(vec![riverside]).told_at(&notes_told.uri).register().await;
    let elsewhere = desk.app("hilltop-billing").first_party().serving(vec![hilltop]).told_at(&elsewhere_told.uri).register().await;
    let mut visitor = Visitor::new();
    for app in [&notes, &elsewhere] {
        let errand = app.begin();
        visitor.open(errand.url()).await;
        if visitor.page.has("#password") {
            visitor.log_in(&bob.email, PASSWORD).await;
        }
        app.redeem(&errand, &app.answer(&visitor.page.location().expect("the way back"))).await.granted();
    }
    let page = desk.practice(riverside, &format!("/users/{}", bob.id));
    alice.open(&page).await;
    assert!(!alice.page.has("#told-title"), "nothing has ended: {}", alice.page.text());

    alice.click("Sign out everywhere").await;
    alice.press("confirm", &[]).await;
    desk.app.back_channel.deliver_due().await.unwrap();
    alice.open(&page).await;
    let text = alice.page.text();
    assert!(text.contains("riverside-notes") && text.contains("Being told"), "{text}");
    assert!(!text.contains("hilltop-billing"), "what Bob uses at another practice is not shown here: {text}");
    assert_eq!(elsewhere_told.tokens().len(), 1, "and yet it was told");

    notes_told.behaves(Manners::Answers(200));
    desk.advance(std::time::Duration::from_mins(1));
    desk.app.back_channel.deliver_due().await.unwrap();
    alice.open(&page).await;
    assert!(alice.page.text().contains("Signed out") && !alice.page.text().contains("Being told"), "{}", alice.page.text());
}
