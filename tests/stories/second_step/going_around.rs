//! What somebody tries who has the password and not the second step. Each story ends with the legal twin: the rightful person
//! gets in.

use std::collections::BTreeSet;
use std::time::Duration;

use frontdesk::audit::EventKind;
use frontdesk::factors::set_up::Choice;
use http::StatusCode;
use serde_json::json;

use super::{complaint, is_second_step};
use crate::on_both_grounds;
use crate::sign_in::is_signed_in;
use crate::support::{Desk, Ground, PASSWORD, Page, Visitor};

on_both_grounds!(
    the_state_between_the_steps_opens_no_address,
    forms_without_the_right_fields_open_nothing,
    the_state_belongs_to_one_browser_and_one_person,
    other_doors_stay_shut,
    a_new_password_ends_the_state_and_keeps_the_second_step,
    email_proves_nothing_right_after_a_reset_by_email,
    the_set_up_is_no_way_around,
    a_wrong_password_tells_nothing_of_the_second_step,
    the_state_ends_after_ten_minutes,
);

/// Every path of the house, as its routes name them.
fn every_path() -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") && !path.to_string_lossy().contains("/demo/") {
                let text = std::fs::read_to_string(path).unwrap();
                let routes = text.split(".route(").skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next());
                paths.extend(routes.filter(|path| path.starts_with('/')).map(str::to_owned));
            }
        }
    }
    assert!(paths.len() > 30 && paths.contains("/login/second-step/{id}"), "{paths:?}");
    paths
}

fn hands_out_nothing(page: &Page) {
    let session = page.headers.get_all("set-cookie").iter().any(|cookie| {
        let cookie = cookie.to_str().unwrap();
        cookie.contains("frontdesk_session=") && !cookie.contains("frontdesk_session=;")
    });
    assert!(!session, "{} gave a session", page.url);
    let sent_to = page.header("location").unwrap_or_default();
    assert!(!sent_to.contains("code=ac_") && !page.body.contains("access_token"), "{} gave a code: {sent_to}", page.url);
}

async fn the_state_between_the_steps_opens_no_address(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let second = desk.with_app(&alice).await;
    let rp = desk.app("notes").first_party().register().await;
    let mut before = desk.visitor().await;
    let errand = rp.begin();
    before.open(errand.url()).await;
    let interaction = before.page.url.path().rsplit('/').next().unwrap().to_owned();
    before.log_in(&alice.email, PASSWORD).await;
    assert!(is_second_step(&before.page), "{}", before.page.body);
    let id = before.page.url.path().rsplit('/').next().unwrap().to_owned();
    let csrf = before.page.attribute("input[name=csrf]", "value").unwrap();

    for path in every_path() {
        // These two end the state or the errand, as its person may.
        if path.ends_with("/not-you") || path.ends_with("/cancel") {
            continue;
        }
        for filled in [
            path.replace("{id}", &id).replace("{interaction}", &interaction),
            path.replace("{id}", &interaction).replace("{interaction}", &id),
        ] {
            let filled = filled.replace("{user}", &alice.id.to_string()).replace("{name}", "page.js");
            for query in ["", "?acr=urn:frontdesk:acr:password", "?method=email"] {
                let mut visitor = before.another_tab();
                visitor.visit(desk.url(&format!("{filled}{query}"))).await;
                hands_out_nothing(&visitor.page);
            }
            for more in
                [&[][..], &[("code", ""), ("method", "email"), ("remember", "on"), ("answer", "not_now"), ("decision", "allow")][..]]
            {
                let mut visitor = before.another_tab();
                let fields: Vec<(&str, &str)> = [("csrf", csrf.as_str())].into_iter().chain(more.iter().copied()).collect();
                visitor.post(desk.url(&filled), &fields).await;
                hands_out_nothing(&visitor.page);
            }
            let mut visitor = before.another_tab();
            hands_out_nothing(&visitor.call(desk.url(&filled), &json!({})).await);
        }
    }
    assert!(!desk.knows(&before).await);
    assert!(desk.events(EventKind::SignedIn).await.is_empty());
    assert_eq!(desk.enrolment(&alice).await.validated().iter().count(), 1);
    before.press("submit", &[("code", &second.app.shows(desk.now()))]).await;
    let tokens = rp.redeem(&errand, &rp.answer(&before.page.location().expect("the rightful person gets on"))).await;
    tokens.granted();
}

async fn forms_without_the_right_fields_open_nothing(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let second = desk.with_app(&alice).await;
    let mut visitor = desk.between(&alice).await;
    let (form, csrf) = (visitor.page.fill("submit", &[]), visitor.page.attribute("input[name=csrf]", "value").unwrap());
    let code = second.app.shows(desk.now());
    let wrong = second.app.never_shows(desk.now());
    let tries: &[&[(&str, &str)]] = &[
        &[],
        &[("csrf", &csrf)],
        &[("code", &code)],
        &[("csrf", "nonsense"), ("code", &code)],
        &[("csrf", &csrf), ("code", "")],
        &[("csrf", &csrf), ("code", "null")],
        &[("csrf", &csrf), ("code", "true")],
        &[("csrf", &csrf), ("code[]", &code)],
        &[("csrf", &csrf), ("code", &wrong), ("code", &code)],
        &[("csrf", &csrf), ("method", "totp")],
    ];
    for fields in tries {
        let mut tab = visitor.another_tab();
        tab.post(&form.action, fields).await;
        assert!(tab.page.status.is_client_error(), "{fields:?}: {}", tab.page.status);
        hands_out_nothing(&tab.page);
    }
    visitor.press("submit", &[("code", &code)]).await;
    assert!(is_signed_in(&visitor), "none of it was even counted: {}", visitor.page.body);
}

async fn the_state_belongs_to_one_browser_and_one_person(ground: Ground) {
    let desk = Desk::open(ground).await;
    let [alice, bob] = [desk.someone("Alice Nguyen").join().await, desk.someone("Bob Tran").join().await];
    let (of_alice, of_bob) = (desk.with_app(&alice).await, desk.with_app(&bob).await);
    let [mut visitor, mut stranger] = [desk.between(&alice).await, desk.between(&bob).await];
    // Bob takes over the address of Alice's step, in his own browser.
    let own = stranger.page.clone();
    stranger.open(visitor.page.url.as_str()).await;
    complaint(&stranger);
    stranger.page = own;
    stranger.press("submit", &[("code", &of_alice.app.shows(desk.now()))]).await;
    complaint(&stranger);
    assert!(!desk.knows(&stranger).await);
    visitor.press("submit", &[("code", &of_alice.app.shows(desk.now()))]).await;
    assert!(is_signed_in(&visitor) && visitor.page.text().contains("Alice"), "{}", visitor.page.body);
    stranger.press("submit", &[("code", &of_bob.app.shows(desk.now()))]).await;
    assert!(is_signed_in(&stranger) && stranger.page.text().contains("Bob"), "{}", stranger.page.body);
}

async fn other_doors_stay_shut(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let rp = desk.app("notes").first_party().register().await.asking_for("openid offline_access");
    // From before there was a second step.
    let mut old = desk.visitor().await;
    let errand = rp.begin().with("prompt", "consent");
    old.open(errand.url()).await;
    old.log_in(&alice.email, PASSWORD).await;
    let tokens = rp.redeem(&errand, &rp.answer(&old.page.location().unwrap_or_else(|| panic!("{}", old.page.body)))).await.granted();
    desk.advance(Duration::from_secs(5));

    let second = desk.with_app(&alice).await;
    let mut visitor = desk.between(&alice).await;
    let silent = rp.begin().with("prompt", "none");
    visitor.open(silent.url()).await;
    assert_eq!(rp.answer(&visitor.page.location().unwrap()).error(), Some("login_required"));
    // An old family goes on as what it was, and never as more.
    if let Some(refresh) = tokens.body["refresh_token"].as_str() {
        let again = rp.refresh(refresh).await.granted();
        if let Some(id_token) = again.body["id_token"].as_str() {
            let claims = rp.verify(id_token, None).await;
            assert_eq!((&claims["acr"], &claims["amr"]), (&json!("urn:frontdesk:acr:password"), &json!(["pwd"])));
        }
    }
    // A second tab, with an errand of its own, is where this one is: before the second step.
    let mut tab = visitor.another_tab();
    let other = rp.begin();
    tab.open(other.url()).await;
    assert!(tab.page.url.path().starts_with("/login/in_"), "{}", tab.page.url);
    tab.log_in(&alice.email, PASSWORD).await;
    assert!(is_second_step(&tab.page), "{}", tab.page.body);
    tab.press("submit", &[("code", &second.app.shows(desk.now()))]).await;
    rp.redeem(&other, &rp.answer(&tab.page.location().expect("the right code finishes it"))).await.granted();
}

async fn a_new_password_ends_the_state_and_keeps_the_second_step(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let second = desk.with_app(&alice).await;
    let mut thief = desk.between(&alice).await;
    desk.advance(Duration::from_secs(40));

    let mut visitor = desk.visitor().await;
    visitor.click("Forgotten password?").await;
    visitor.press("Send link", &[("email", &alice.email)]).await;
    let letters = desk.letters_to(&alice.email).await;
    let link = letters.iter().rev().find(|letter| letter.text.contains("/reset-password?token=")).expect("a link").link();
    visitor.open(&link).await;
    let changed = "nine loud pelicans swim";
    visitor.press("Save", &[("password", changed)]).await;
    assert!(!desk.knows(&visitor).await, "a link signs nobody in: {}", visitor.page.body);

    thief.press("submit", &[("code", &second.app.shows(desk.now()))]).await;
    complaint(&thief);
    assert!(!desk.knows(&thief).await);
    visitor.open(desk.url("/login")).await;
    visitor.log_in(&alice.email, changed).await;
    assert!(is_second_step(&visitor.page), "{}", visitor.page.body);
    visitor.press("submit", &[("code", &second.app.shows(desk.now()))]).await;
    assert!(is_signed_in(&visitor), "{}", visitor.page.body);
}

async fn email_proves_nothing_right_after_a_reset_by_email(ground: Ground) {
    let desk = Desk::open(ground).await;
    let [alice, bob] = [desk.someone("Alice Nguyen").join().await, desk.someone("Bob Tran").join().await];
    desk.with_email(&alice).await;
    desk.with_email(&bob).await;
    let second = desk.with_app(&alice).await;
    let visitor = desk.between(&alice).await;
    assert!(visitor.page.text().contains("by email"), "her email is the primary method");
    for person in [&alice, &bob] {
        let mut visitor = desk.visitor().await;
        visitor.click("Forgotten password?").await;
        visitor.press("Send link", &[("email", &person.email)]).await;
        let letters = desk.letters_to(&person.email).await;
        let link = letters.iter().rev().find(|letter| letter.text.contains("/reset-password?token=")).expect("a link").link();
        visitor.open(&link).await;
        visitor.press("Save", &[("password", "nine loud pelicans swim")]).await;
    }
    desk.advance(Duration::from_mins(20));
    let log_in = async |email: &str| {
        let mut visitor = desk.visitor().await;
        visitor.log_in(email, "nine loud pelicans swim").await;
        visitor
    };
    let mut visitor = log_in(&alice.email).await;
    assert!(visitor.page.text().contains("authenticator app") && !visitor.page.has("#other-ways"), "{}", visitor.page.body);
    let by_hand = visitor.page.url.as_str().replace("method=totp", "method=email");
    visitor.open(&by_hand).await;
    assert!(!visitor.page.text().contains("by email"), "{}", visitor.page.text());
    visitor.press("submit", &[("code", &second.app.shows(desk.now()))]).await;
    assert!(is_signed_in(&visitor), "{}", visitor.page.body);
    assert!(log_in(&bob.email).await.page.text().contains("by email"), "nobody is locked out by it");
    desk.advance(Duration::from_hours(24));
    assert!(log_in(&alice.email).await.page.text().contains("by email"), "a day later it is a method again");
}

async fn the_set_up_is_no_way_around(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let second = desk.with_app(&alice).await;
    // She is about to add her email.
    desk.choose(&alice, &Choice::Email).await;
    let mut visitor = desk.between(&alice).await;
    let (page, id) = (visitor.page.clone(), visitor.page.url.path().rsplit('/').next().unwrap().to_owned());
    let csrf = page.attribute("input[name=csrf]", "value").unwrap();
    let code = desk.newest_code(&alice).await;
    for below in ["", "/validate", "/send", "/later", "/recovery-codes", "/recovery-codes/file"] {
        let url = desk.url(&format!("/login/set-up/{id}{below}"));
        visitor.open(&url).await;
        assert!(visitor.page.status.is_client_error(), "{url}");
        visitor.post(&url, &[("csrf", &csrf), ("code", &code), ("method", "email")]).await;
        assert!(visitor.page.status.is_client_error(), "{url}");
        hands_out_nothing(&visitor.page);
    }
    assert_eq!(desk.enrolment(&alice).await.validated().iter().count(), 1);
    visitor.page = page;
    visitor.press("submit", &[("code", &second.app.shows(desk.now()))]).await;
    assert!(is_signed_in(&visitor), "{}", visitor.page.body);
}

async fn a_wrong_password_tells_nothing_of_the_second_step(ground: Ground) {
    let desk = Desk::open(ground).await;
    let [alice, bob, carol] =
        [desk.someone("Alice Nguyen").join().await, desk.someone("Bob Tran").join().await, desk.someone("Carol Ferreira").join().await];
    let second = desk.with_app(&alice).await;
    desk.with_email(&carol).await;
    let letters = desk.letters_to(&carol.email).await.len();
    let mut answers = Vec::new();
    for person in [&alice, &bob, &carol] {
        let mut visitor = desk.visitor().await;
        visitor.press_only("login", &[("email", &person.email), ("password", "seven quiet herons swim")]).await;
        let page = &visitor.page;
        let names: BTreeSet<String> = page.headers.keys().map(ToString::to_string).collect();
        let cookies: Vec<String> = visitor.cookies.iter().map(|cookie| cookie.name.clone()).collect();
        let csrf = page.attribute("input[name=csrf]", "value").unwrap();
        answers.push((
            page.status,
            names,
            cookies,
            page.text().replace(&person.email, "EMAIL"),
            page.body.replace(&person.email, "EMAIL").replace(&csrf, "").len(),
        ));
    }
    assert_eq!(answers[0].0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(without_request_id(&answers[0].3), without_request_id(&answers[1].3));
    for other in &answers[1..] {
        assert_eq!((&answers[0].0, &answers[0].1, &answers[0].2, answers[0].4), (&other.0, &other.1, &other.2, other.4));
    }
    assert_eq!(desk.letters_to(&carol.email).await.len(), letters, "no code is sent for a wrong password");
    let mut visitor = desk.between(&alice).await;
    visitor.press("submit", &[("code", &second.app.shows(desk.now()))]).await;
    assert!(is_signed_in(&visitor));
}

/// The text without the number to read out on the telephone.
fn without_request_id(text: &str) -> String {
    let is_number = |word: &&str| word.len() == 8 && word.chars().all(|c| c.is_ascii_alphanumeric());
    text.split(' ').filter(|word| !is_number(word)).collect::<Vec<_>>().join(" ")
}

async fn the_state_ends_after_ten_minutes(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let second = desk.with_app(&alice).await;
    let mut visitor: Visitor = desk.between(&alice).await;
    desk.advance(Duration::from_secs(601));
    visitor.press("submit", &[("code", &second.app.shows(desk.now()))]).await;
    complaint(&visitor);
    assert!(!desk.knows(&visitor).await);
    let mut visitor = desk.between(&alice).await;
    desk.advance(Duration::from_secs(599));
    visitor.press("submit", &[("code", &second.app.shows(desk.now()))]).await;
    assert!(is_signed_in(&visitor), "{}", visitor.page.body);
}
