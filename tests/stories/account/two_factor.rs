//! Two-factor authentication on one's own pages, as the help article walks through it.

use std::time::Duration;

use frontdesk::audit::EventKind;
use http::StatusCode;

use super::{A_WHILE, asks_for_proof, codes_on, newcomer, newest_code, notice, post, set_up_app, set_up_email, subjects};
use crate::on_both_grounds;
use crate::support::{AuthenticatorApp, Desk, Ground, Visitor};

on_both_grounds!(
    the_four_states_are_walked_through,
    several_methods_one_of_them_primary,
    a_code_by_email_is_sent_again_after_a_while,
    wrong_codes_are_refused_with_what_to_do,
    a_method_is_replaced_and_a_pending_one_given_up,
    changes_need_fresh_proof,
    recovery_codes_are_renewed_and_taken_away_as_a_file,
    what_is_not_there_cannot_be_changed,
);

fn status(visitor: &Visitor) -> String {
    let text = visitor.page.text();
    let after = text.split("Current status ").nth(1).unwrap_or_else(|| panic!("no status: {text}"));
    ["Not setup", "Activated", "Pending", "Enabled"].into_iter().find(|word| after.starts_with(word)).expect("a status").to_owned()
}

async fn the_four_states_are_walked_through(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    visitor.open(desk.url("/account/two-factor")).await;
    assert_eq!(status(&visitor), "Not setup");
    assert_eq!(visitor.page.header("cache-control"), Some("no-store"));
    visitor.press("turn-on", &[]).await;
    assert_eq!((status(&visitor), notice(&visitor)), ("Activated".to_owned(), true));

    visitor.press("validate", &[("method", "totp")]).await;
    assert!(visitor.page.has("svg.qr[role=img] path[d]") && visitor.page.has("#key"), "a picture, and the same key to type");
    let app = AuthenticatorApp::scanned(&visitor.page.attribute("#open-app", "href").unwrap());
    visitor.open(desk.url("/account/two-factor")).await;
    assert_eq!(status(&visitor), "Pending");
    visitor.click("Enter code").await;
    let again = AuthenticatorApp::scanned(&visitor.page.attribute("#open-app", "href").unwrap());
    assert_eq!(again.shows(desk.now()), app.shows(desk.now()), "the same key, until another is chosen");

    let before = visitor.cookies.named("frontdesk_session").unwrap().value.clone();
    let shown = app.shows(desk.now());
    visitor.press("submit", &[("code", &format!(" {} {} ", &shown[..3], &shown[3..]))]).await;
    assert_eq!(visitor.page.header("cache-control"), Some("no-store"));
    assert_eq!(codes_on(&visitor.page).len(), 10);
    assert_ne!(visitor.cookies.named("frontdesk_session").unwrap().value, before, "more proof, another token");
    visitor.press("kept", &[]).await;
    assert_eq!((status(&visitor), notice(&visitor)), ("Enabled".to_owned(), true));
    assert!(visitor.page.text().contains("You have 10 recovery codes left"), "{}", visitor.page.text());
    assert!(subjects(&desk, &alice.email).await.contains(&"A way to confirm your sign-in was added".to_owned()));

    visitor.click("Turn off").await;
    assert!(visitor.page.text().contains("Your password alone lets you in"), "{}", visitor.page.text());
    visitor.press("confirm", &[]).await;
    assert_eq!((status(&visitor), notice(&visitor)), ("Not setup".to_owned(), true));
    assert!(subjects(&desk, &alice.email).await.contains(&"Two-factor authentication was turned off".to_owned()));
}

async fn several_methods_one_of_them_primary(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    set_up_app(&desk, &mut visitor).await;
    set_up_email(&desk, &mut visitor, &alice).await;
    assert!(notice(&visitor) && codes_on(&visitor.page).is_empty(), "codes come with the first method alone");
    visitor.press("primary-email", &[]).await;
    assert!(notice(&visitor) && visitor.page.has("#primary-totp") && !visitor.page.has("#primary-email"), "{}", visitor.page.body);

    visitor.open(desk.url("/account/two-factor/email/remove")).await;
    assert!(visitor.page.text().contains(&alice.email) && visitor.page.text().contains("Your other methods stay"));
    visitor.press("confirm", &[]).await;
    assert!(notice(&visitor) && status(&visitor) == "Enabled" && !visitor.page.has("#remove-email"), "{}", visitor.page.body);
    visitor.open(desk.url("/account/two-factor/totp/remove")).await;
    assert!(visitor.page.text().contains("It is your last method"), "{}", visitor.page.text());
    visitor.press("confirm", &[]).await;
    assert_eq!(status(&visitor), "Activated");
    let removed =
        subjects(&desk, &alice.email).await.iter().filter(|subject| *subject == "A way to confirm your sign-in was removed").count();
    assert_eq!(removed, 2);
}

async fn a_code_by_email_is_sent_again_after_a_while(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    visitor.open(desk.url("/account/two-factor?method=email")).await;
    visitor.press("validate", &[]).await;
    assert!(visitor.page.text().contains(&alice.email) && visitor.page.text().contains("0:30"), "{}", visitor.page.text());
    let first = newest_code(&desk, &alice.email).await;
    visitor.press("send-again", &[]).await;
    assert!(!visitor.page.text().contains("on its way") && desk.events(EventKind::CodeSent).await.is_empty(), "too early");
    desk.advance(Duration::from_secs(30));
    visitor.press("send-again", &[]).await;
    assert!(visitor.page.text().contains("A new code is on its way"), "{}", visitor.page.text());
    let second = newest_code(&desk, &alice.email).await;
    if first != second {
        visitor.press("submit", &[("code", &first)]).await;
        assert_eq!(visitor.page.status, StatusCode::UNPROCESSABLE_ENTITY, "the newest only");
    }
    visitor.press("submit", &[("code", &second)]).await;
    assert_eq!(codes_on(&visitor.page).len(), 10);
}

async fn wrong_codes_are_refused_with_what_to_do(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    visitor.open(desk.url("/account/two-factor?method=totp")).await;
    visitor.press("validate", &[]).await;
    let app = AuthenticatorApp::scanned(&visitor.page.attribute("#open-app", "href").unwrap());
    let wrong = app.never_shows(desk.now());
    for (typed, says) in [("", "Enter the six digits"), ("12", "has six digits"), (&*wrong, "Wait for the next one in your app")] {
        visitor.press("submit", &[("code", typed)]).await;
        assert_eq!(visitor.page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(visitor.page.text().contains(says) && visitor.page.has("#summary") && visitor.page.has("#key"), "{}", visitor.page.text());
    }
    // In another browser of the same person the app's code is as good, an email's is not.
    let mut other = super::signed_in(&desk, &alice).await;
    other.open(desk.url("/account/two-factor/validate")).await;
    other.press("submit", &[("code", &app.shows(desk.now()))]).await;
    assert_eq!(codes_on(&other.page).len(), 10);
}

async fn a_method_is_replaced_and_a_pending_one_given_up(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    let (old, _) = set_up_app(&desk, &mut visitor).await;
    visitor.open(desk.url("/account/two-factor?method=totp")).await;
    visitor.press("validate", &[]).await;
    let new = AuthenticatorApp::scanned(&visitor.page.attribute("#open-app", "href").unwrap());
    visitor.press("submit", &[("code", &old.shows(desk.now()))]).await;
    assert_eq!(visitor.page.status, StatusCode::UNPROCESSABLE_ENTITY, "the old app validates nothing");
    visitor.press("submit", &[("code", &new.shows(desk.now()))]).await;
    assert!(notice(&visitor), "{}", visitor.page.body);

    visitor.open(desk.url("/account/two-factor?method=email")).await;
    visitor.press("validate", &[]).await;
    visitor.open(desk.url("/account/two-factor/email/remove")).await;
    assert_eq!(visitor.page.heading(), "Stop setting up this method?");
    visitor.press("confirm", &[]).await;
    assert!(notice(&visitor) && status(&visitor) == "Enabled" && !visitor.page.has("#go-on-email"));
}

async fn changes_need_fresh_proof(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    let (app, _) = set_up_app(&desk, &mut visitor).await;
    set_up_email(&desk, &mut visitor, &alice).await;
    desk.advance(A_WHILE);
    let forms: &[(&str, &[(&str, &str)])] = &[
        ("/account/two-factor/choose", &[("method", "totp")]),
        ("/account/two-factor/primary", &[("method", "email")]),
        ("/account/two-factor/off", &[]),
        ("/account/two-factor/email/remove", &[]),
        ("/account/recovery-codes/renew", &[]),
    ];
    for (path, fields) in forms {
        post(&desk, &mut visitor, path, fields).await;
        assert_eq!(visitor.page.status, StatusCode::SEE_OTHER, "{path}");
        visitor.follow().await;
        assert!(asks_for_proof(&visitor), "{path}: {}", visitor.page.url);
    }
    for page in ["/account/two-factor/off", "/account/two-factor/email/remove", "/account/recovery-codes/renew"] {
        visitor.open(desk.url(page)).await;
        assert!(asks_for_proof(&visitor), "{page}: {}", visitor.page.url);
    }
    assert_eq!(desk.events(EventKind::FactorRemoved).await.len() + desk.events(EventKind::TwoFactorDeactivated).await.len(), 0);
    // With a password alone nothing is proved once there is a method; with its code, the person is back where they were.
    assert!(!visitor.page.has("#password"));
    visitor.open(desk.url("/account/two-factor/email/remove")).await;
    visitor.press("submit", &[("code", &app.shows(desk.now()))]).await;
    assert_eq!(visitor.page.heading(), "Remove this method?", "{}", visitor.page.body);
    visitor.press("confirm", &[]).await;
    assert!(notice(&visitor) && !visitor.page.has("#remove-email"));
}

async fn recovery_codes_are_renewed_and_taken_away_as_a_file(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    visitor.open(desk.url("/account/recovery-codes")).await;
    assert!(visitor.page.text().contains("You get recovery codes when you set up"), "{}", visitor.page.text());
    let (_, old) = set_up_app(&desk, &mut visitor).await;
    visitor.open(desk.url("/account/recovery-codes")).await;
    assert!(visitor.page.text().contains("10 of 10"), "{}", visitor.page.text());
    visitor.click("Get new codes").await;
    visitor.press("confirm", &[]).await;
    let new = codes_on(&visitor.page);
    assert!(new.len() == 10 && new.iter().all(|code| !old.contains(code)));
    let page = visitor.page.clone();
    visitor.press("download", &[]).await;
    assert_eq!(visitor.page.header("content-disposition"), Some("attachment; filename=\"recovery-codes.txt\""));
    assert_eq!((visitor.page.header("cache-control"), visitor.page.header("x-content-type-options")), (Some("no-store"), Some("nosniff")));
    assert!(new.iter().all(|code| visitor.page.body.contains(code)) && visitor.page.body.contains(&alice.email));
    visitor.page = page;
    visitor.press("kept", &[]).await;
    assert!(notice(&visitor));
    assert!(subjects(&desk, &alice.email).await.contains(&"You have new recovery codes".to_owned()));
    post(&desk, &mut visitor, "/account/recovery-codes/file", &[("code", "<script>alert(1)</script>")]).await;
    assert_eq!(visitor.page.status, StatusCode::BAD_REQUEST, "a file of ours holds codes and nothing else");
}

async fn what_is_not_there_cannot_be_changed(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    visitor.open(desk.url("/account/two-factor/validate")).await;
    assert_eq!(visitor.page.url.path(), "/account/two-factor", "nothing waits for a code");
    for (path, says) in [("/account/two-factor/off", "is not turned on"), ("/account/two-factor/sms/remove", "is not set up any more")] {
        post(&desk, &mut visitor, path, &[]).await;
        visitor.follow().await;
        assert!(visitor.page.has("#objection") && visitor.page.text().contains(says), "{path}: {}", visitor.page.text());
    }
    for _ in 0..2 {
        post(&desk, &mut visitor, "/account/two-factor/on", &[]).await;
    }
    visitor.follow().await;
    assert!(visitor.page.has("#objection") && visitor.page.text().contains("turned on already"));
    post(&desk, &mut visitor, "/account/two-factor/choose", &[("method", "carrier-pigeon")]).await;
    assert_eq!(visitor.page.status, StatusCode::UNPROCESSABLE_ENTITY);
    visitor.open(desk.url("/account/two-factor/pigeon/remove")).await;
    assert_eq!(visitor.page.status, StatusCode::NOT_FOUND);
}
