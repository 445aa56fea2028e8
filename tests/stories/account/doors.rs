//! Who gets in: the signed-in person, through two doors, to their own pages; nobody else.

use http::StatusCode;

use super::{add_passkey, newcomer, notice, set_up_app};
use crate::on_both_grounds;
use crate::support::{Desk, Ground, PASSWORD, SoftAuthenticator};

on_both_grounds!(
    whoever_is_not_signed_in_is_sent_to_sign_in_and_back,
    every_page_is_the_persons_own_and_kept_by_nobody,
    forms_without_their_token_change_nothing,
    the_cog_leads_to_the_same_pages,
    the_users_table_has_no_door_to_anybody_else,
    a_passkey_is_named_and_deleted_without_script,
    the_account_speaks_the_persons_language,
);

const PAGES: &[(&str, &str)] = &[
    ("/account", "Profile"),
    ("/account/password", "Password"),
    ("/account/two-factor", "Two-factor"),
    ("/account/passkeys", "Passkeys"),
    ("/account/recovery-codes", "Recovery codes"),
    ("/account/devices", "Devices and sessions"),
    ("/account/apps", "Apps with access"),
    ("/account/activity", "Activity"),
    ("/account/data", "Download my data"),
    ("/settings/users", "Users"),
];

async fn whoever_is_not_signed_in_is_sent_to_sign_in_and_back(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    for (page, _) in PAGES {
        let mut stranger = desk.visitor().await;
        stranger.open(desk.url(page)).await;
        assert!(stranger.page.url.path().starts_with("/login/in_") && stranger.page.has("#login"), "{page}: {}", stranger.page.url);
    }
    let mut visitor = desk.visitor().await;
    visitor.open(desk.url("/account/activity?before=9")).await;
    visitor.press_only("login", &[("email", &alice.email), ("password", PASSWORD)]).await;
    visitor.follow().await;
    if visitor.page.has("#later") {
        visitor.press("later", &[]).await;
    }
    assert_eq!((visitor.page.url.path(), visitor.page.url.query()), ("/account/activity", Some("before=9")));
}

async fn every_page_is_the_persons_own_and_kept_by_nobody(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    for (page, heading) in PAGES {
        visitor.open(desk.url(page)).await;
        assert_eq!((visitor.page.status, &*visitor.page.heading()), (StatusCode::OK, *heading), "{page}");
        assert_eq!(visitor.page.header("cache-control"), Some("no-store"), "{page}");
        assert!(visitor.page.text().contains("Alice Nguyen"), "{page}");
    }
    // What a query says is only ever one of our own words.
    visitor.open(desk.url("/account?done=<script>&not=x")).await;
    assert!(!visitor.page.body.contains("<script>") && !notice(&visitor));
    visitor.press("logout", &[]).await;
    assert!(visitor.cookies.named("frontdesk_session").is_none());
    visitor.open(desk.url("/account")).await;
    assert!(visitor.page.url.path().starts_with("/login/"));
}

async fn forms_without_their_token_change_nothing(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    let row = format!("/settings/users/{}/two-factor/on", alice.id);
    for path in [
        "/account",
        "/account/email",
        "/account/email/confirm",
        "/account/password",
        "/account/two-factor/on",
        "/account/two-factor/choose",
        "/account/two-factor/off",
        "/account/recovery-codes/renew",
        "/account/devices/sessions/end-others",
        "/account/activity/not-me",
        "/account/data",
        &row,
    ] {
        for fields in [&[][..], &[("csrf", "made-up")]] {
            visitor.post(desk.url(path), fields).await;
            assert_eq!(visitor.page.status, StatusCode::FORBIDDEN, "{path}");
        }
    }
    visitor.open(desk.url("/account/two-factor")).await;
    assert!(visitor.page.text().contains("Not setup"));
}

async fn the_cog_leads_to_the_same_pages(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    visitor.open(desk.url("/account")).await;
    visitor.click("Users").await;
    assert!(visitor.page.text().contains("Not setup") && visitor.page.text().contains(&alice.email));
    visitor.click("Settings of Alice Nguyen").await;
    let root = format!("/settings/users/{}", alice.id);
    assert_eq!((visitor.page.url.path(), &*visitor.page.heading()), (&*root, "Alice Nguyen"));
    let tab = visitor.page.attribute(".tabs a[href$='/two-factor']", "href").expect("a tab");
    visitor.open(desk.url(&tab)).await;
    visitor.press("turn-on", &[]).await;
    assert!(notice(&visitor) && visitor.page.url.path() == format!("{root}/two-factor"), "{}", visitor.page.url);
    visitor.open(desk.url(&format!("{root}/passkeys"))).await;
    assert!(visitor.page.has("[data-passkey-add='/account/passkeys']"));
    set_up_app(&desk, &mut visitor).await;
    visitor.open(desk.url("/settings/users")).await;
    assert!(visitor.page.text().contains("Enabled") && visitor.page.text().contains("Authenticator app"));
    desk.advance(super::A_WHILE);
    visitor.open(desk.url(&format!("{root}/two-factor/off"))).await;
    assert!(super::asks_for_proof(&visitor));
    assert_eq!(visitor.page.link("Cancel").path(), format!("{root}/two-factor"));
}

async fn the_users_table_has_no_door_to_anybody_else(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, _) = newcomer(&desk, "Alice Nguyen").await;
    let (_, mut mallory) = newcomer(&desk, "Mallory Kerr").await;
    let nobody = "01990000-0000-7000-8000-000000000000";
    for below in ["", "/two-factor", "/passkeys", "/email", "/two-factor/off", "/nothing"] {
        let mut answers = Vec::new();
        for id in [alice.id.to_string(), nobody.to_owned(), "me".to_owned()] {
            mallory.visit(desk.url(&format!("/settings/users/{id}{below}"))).await;
            assert!(!mallory.page.body.contains("Alice"), "{below}");
            let text = mallory.page.text();
            // Each page has a number of its own, to read out on the telephone.
            answers.push((mallory.page.status, text.split("Number of this page").next().unwrap_or_default().to_owned()));
        }
        assert_eq!(answers[0].0, StatusCode::NOT_FOUND, "{below}");
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{below}: somebody and nobody are answered alike: {answers:?}");
    }
}

async fn a_passkey_is_named_and_deleted_without_script(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    let id = add_passkey(&desk, &mut visitor, &SoftAuthenticator::new()).await;
    add_passkey(&desk, &mut visitor, &SoftAuthenticator::new()).await;
    visitor.open(desk.url(&format!("/account/passkeys/{id}/name"))).await;
    for (name, says) in [("", "Give the passkey a name"), (&*"x".repeat(51), "at most 50 characters"), ("Linux PC 2", "has this name")] {
        visitor.press("save", &[("name", name)]).await;
        assert_eq!(visitor.page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(visitor.page.text().contains(says), "{name}: {}", visitor.page.text());
    }
    visitor.press("save", &[("name", "Birthday")]).await;
    assert!(notice(&visitor) && visitor.page.text().contains("A name of the device"), "advised against, and allowed");
    visitor.open(desk.url(&format!("/account/passkeys/{id}/name"))).await;
    visitor.press("save", &[("name", "Reception iPad")]).await;
    assert!(notice(&visitor) && visitor.page.text().contains("Reception iPad") && visitor.page.has("[data-passkey-signal]"));
    let text = visitor.page.text();
    assert!(text.contains("Synced") && text.contains("not used yet"), "{text}");
    visitor.open(desk.url(&format!("/account/passkeys/{id}/delete"))).await;
    assert!(visitor.page.text().contains("Reception iPad"));
    visitor.press("confirm", &[]).await;
    assert!(notice(&visitor) && !visitor.page.text().contains("Reception iPad"));
    for page in ["name", "delete"] {
        visitor.open(desk.url(&format!("/account/passkeys/{id}/{page}"))).await;
        assert_eq!(visitor.page.status, StatusCode::NOT_FOUND);
    }
}

async fn the_account_speaks_the_persons_language(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    visitor.open(desk.url("/account")).await;
    visitor.press("save", &[("locale", "de")]).await;
    assert_eq!((visitor.page.attribute("html", "lang").as_deref(), &*visitor.page.heading()), (Some("de"), "Profil"));
}
