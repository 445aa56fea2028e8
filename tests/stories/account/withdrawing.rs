//! Apps with access, and taking it away.

use frontdesk::audit::EventKind;
use http::StatusCode;

use super::{newcomer, notice, post};
use crate::on_both_grounds;
use crate::support::{Desk, Ground, RelyingParty, TokenAnswer, Visitor};

on_both_grounds!(an_apps_access_is_withdrawn_with_its_tokens, nobody_withdraws_what_another_allowed);

/// Signs in to the app in a browser that is signed in already, and gives the app its tokens.
async fn open_app(app: &RelyingParty, visitor: &mut Visitor) -> TokenAnswer {
    let errand = app.begin();
    visitor.open(errand.url()).await;
    if visitor.page.has("#allow") {
        visitor.press("allow", &[]).await;
    }
    let answer = app.answer(&visitor.page.location().expect("an answer for the app"));
    app.redeem(&errand, &answer).await.granted()
}

async fn an_apps_access_is_withdrawn_with_its_tokens(ground: Ground) {
    let desk = Desk::open(ground).await;
    let bee = desk.app("billing-bee").register().await.asking_for("openid email offline_access");
    let other = desk.app("letters").register().await.asking_for("openid offline_access");
    let (_, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    visitor.open(desk.url("/account/apps")).await;
    assert!(visitor.page.text().contains("You have not allowed any app"), "{}", visitor.page.text());
    let (tokens, others) = (open_app(&bee, &mut visitor).await, open_app(&other, &mut visitor).await);
    let late = bee.begin();
    visitor.open(late.url()).await;
    let code = bee.answer(&visitor.page.location().unwrap());
    assert_eq!(bee.userinfo(tokens.access_token()).await.status, StatusCode::OK);

    visitor.open(desk.url("/account/apps")).await;
    assert!(visitor.page.text().contains("billing-bee") && visitor.page.text().contains("letters"), "{}", visitor.page.text());
    visitor.click("Withdraw access billing-bee").await;
    assert!(visitor.page.text().contains("billing-bee"));
    visitor.press("confirm", &[]).await;
    assert!(notice(&visitor) && !visitor.page.text().contains("billing-bee"), "{}", visitor.page.text());

    bee.refresh(tokens.refresh_token()).await.refused("invalid_grant");
    assert_eq!(bee.userinfo(tokens.access_token()).await.status, StatusCode::UNAUTHORIZED);
    bee.redeem(&late, &code).await.refused("invalid_grant");
    other.refresh(others.refresh_token()).await.granted();
    assert_eq!(desk.events(EventKind::ConsentWithdrawn).await.len(), 1);
    visitor.open(bee.begin().url()).await;
    assert!(visitor.page.has("#allow"), "it asks again");
}

async fn nobody_withdraws_what_another_allowed(ground: Ground) {
    let desk = Desk::open(ground).await;
    let bee = desk.app("billing-bee").register().await.asking_for("openid email offline_access");
    let (_, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    let tokens = open_app(&bee, &mut visitor).await;
    visitor.open(desk.url("/account/apps")).await;
    let path = visitor.page.link("Withdraw access billing-bee").path().to_owned();
    let (_, mut mallory) = newcomer(&desk, "Mallory Kerr").await;
    for path in [&*path, "/account/apps/bm9ib2R5/withdraw", "/account/apps/%2F/withdraw"] {
        mallory.visit(desk.url(path)).await;
        assert_eq!(mallory.page.status, StatusCode::NOT_FOUND);
        post(&desk, &mut mallory, path, &[]).await;
        assert_eq!(mallory.page.status, StatusCode::NOT_FOUND);
    }
    bee.refresh(tokens.refresh_token()).await.granted();
}
