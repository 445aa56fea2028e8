//! Signing in with email and password: who gets in, who does not, and what strangers can learn from the answers.

use std::collections::BTreeSet;
use std::time::Duration;

use frontdesk::audit::{self, EventKind, Filter};
use frontdesk::users::{self, UserState};
use http::StatusCode;

use crate::on_both_grounds;
use crate::support::{Desk, Ground, PASSWORD, Page, Person, Visitor};

const WRONG: &str = "seven quiet herons swim";

on_both_grounds!(
    a_person_signs_in_sees_it_and_signs_out,
    strangers_learn_nothing_from_the_answers,
    a_delay_survives_spellings_browsers_and_forms,
    tries_at_once_are_all_counted,
    a_disabled_person_is_out_at_the_next_request,
    every_refusal_is_written_down_once,
);

impl Desk {
    /// A visitor in front of the sign-in page.
    pub(crate) async fn visitor(&self) -> Visitor {
        let mut visitor = Visitor::new();
        visitor.open(self.url("/login")).await;
        visitor
    }

    pub(crate) async fn events(&self, kind: EventKind) -> Vec<audit::Recorded> {
        let filter = Filter { kinds: vec![kind], ..Filter::default() };
        audit::list(self.app.storage.read(), &filter, None, 1000).await.unwrap().events
    }

    async fn set_state(&self, person: &Person, state: UserState) {
        let tx = self.app.storage.write().await.unwrap();
        assert!(users::store::set_state(&tx, person.id, state, self.now()).await.unwrap());
        tx.commit().await.unwrap();
    }
}

pub(crate) fn is_signed_in(visitor: &Visitor) -> bool {
    visitor.page.status == StatusCode::OK && visitor.page.has("#logout")
}

async fn a_person_signs_in_sees_it_and_signs_out(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let mut visitor = Visitor::new();
    visitor.open(desk.url("/")).await;
    assert!(!is_signed_in(&visitor));
    visitor.click("Sign in").await;
    visitor.press_only("login", &[("email", &alice.email), ("password", PASSWORD)]).await;
    assert_eq!(visitor.page.status, StatusCode::SEE_OTHER, "a form is answered with 303");
    visitor.follow().await;
    assert!(is_signed_in(&visitor), "{}", visitor.page.body);
    assert!(visitor.page.text().contains("Alice Nguyen"));
    let signed_in = desk.events(EventKind::SignedIn).await;
    assert_eq!(signed_in.iter().map(|event| event.user).collect::<Vec<_>>(), [Some(alice.id)]);

    visitor.open(desk.url("/login")).await;
    assert!(is_signed_in(&visitor), "nobody waits for a new proof");
    visitor.press("logout", &[]).await;
    visitor.open(desk.url("/")).await;
    assert!(!is_signed_in(&visitor));
}

/// A page without what differs between any two requests.
fn told(page: &Page, email: &str) -> (StatusCode, BTreeSet<String>, String) {
    let names = page.headers.keys().map(ToString::to_string).collect();
    let mut body = page.body.replace(email, "EMAIL");
    let number = page.attribute("input[name=csrf]", "value").unwrap_or_default();
    body = body.replace(&number, "CSRF");
    (page.status, names, body)
}

async fn strangers_learn_nothing_from_the_answers(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let bob = desk.someone("Bob Okafor").join().await;
    let carol = desk.someone("Carol Ferreira").without_password().join().await;
    desk.set_state(&bob, UserState::Disabled).await;
    let tries: [(&str, &str); 4] =
        [(&alice.email, WRONG), ("nobody.here@riverside.example", WRONG), (&bob.email, PASSWORD), (&carol.email, PASSWORD)];
    let mut answers = Vec::new();
    for (email, password) in tries {
        let mut visitor = desk.visitor().await;
        let mut seen = Vec::new();
        for _ in 0..7 {
            visitor.open(desk.url("/login")).await;
            visitor.log_in(email, password).await;
            seen.push(told(&visitor.page, email));
            assert!(!visitor.page.body.contains(password), "a password comes never back");
            assert!(visitor.cookies.named("frontdesk_session").is_none());
        }
        answers.push(seen);
    }
    assert_eq!(answers[0][0].0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answers[0][6].0, StatusCode::TOO_MANY_REQUESTS, "also the delay is the same");
    for (other, (email, _)) in answers.iter().zip(tries).skip(1) {
        for (one, another) in answers[0].iter().zip(other) {
            assert_eq!((&one.0, &one.1), (&another.0, &another.1), "{email}");
            if one.0 == StatusCode::UNPROCESSABLE_ENTITY {
                assert_eq!(without_number(&one.2), without_number(&another.2), "{email}");
            }
        }
    }
    // The legal twin: after the delay the right password still opens.
    desk.advance(Duration::from_secs(3));
    let mut visitor = desk.visitor().await;
    visitor.log_in(&alice.email, PASSWORD).await;
    assert!(is_signed_in(&visitor), "{}", visitor.page.body);
}

/// The page without its small number, which is every page's own.
fn without_number(body: &str) -> String {
    let mut kept = String::new();
    for line in body.lines().filter(|line| !line.contains("request-id") && !line.contains("class=\"number\"")) {
        kept.push_str(line);
        kept.push('\n');
    }
    kept
}

async fn a_delay_survives_spellings_browsers_and_forms(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let bob = desk.someone("Bob Okafor").join().await;
    let spellings = [
        "alice.nguyen@riverside.example",
        "ALICE.NGUYEN@RIVERSIDE.EXAMPLE",
        " alice.nguyen@riverside.example ",
        "ａlice.nguyen@riverside.example",
        "Alice.Nguyen@riverside.example",
        "alice.nguyen@RiverSide.example",
    ];
    for spelling in spellings {
        let mut visitor = desk.visitor().await.with_header("x-forwarded-for", "203.0.113.9");
        visitor.log_in(spelling, WRONG).await;
        assert_eq!(visitor.page.status, StatusCode::UNPROCESSABLE_ENTITY, "{spelling}");
    }
    let mut visitor = desk.visitor().await;
    visitor.log_in("alice.nguyen@riverside.EXAMPLE", PASSWORD).await;
    assert_eq!(visitor.page.status, StatusCode::TOO_MANY_REQUESTS, "also with the right password, from a browser never seen");
    assert_eq!(visitor.page.header("retry-after"), Some("2"));

    visitor.open(desk.url("/login")).await;
    visitor.log_in(&bob.email, PASSWORD).await;
    assert!(is_signed_in(&visitor), "others do not wait");

    desk.advance(Duration::from_secs(2));
    let mut visitor = desk.visitor().await;
    visitor.log_in(&alice.email, PASSWORD).await;
    assert!(is_signed_in(&visitor), "nobody is locked out for good");
}

async fn tries_at_once_are_all_counted(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let visitor = desk.visitor().await;
    let tries = (0..30).map(|_| {
        let (mut tab, email) = (visitor.another_tab(), alice.email.clone());
        async move { tab.log_in(&email, WRONG).await.status }
    });
    let statuses = futures_util::future::join_all(tries).await;
    let judged = statuses.iter().filter(|status| **status == StatusCode::UNPROCESSABLE_ENTITY).count();
    assert_eq!(judged, 6, "{statuses:?}");
}

async fn a_disabled_person_is_out_at_the_next_request(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let mut visitor = desk.visitor().await;
    visitor.log_in(&alice.email, PASSWORD).await;
    assert!(is_signed_in(&visitor));
    desk.set_state(&alice, UserState::Disabled).await;
    visitor.open(desk.url("/")).await;
    assert!(!is_signed_in(&visitor));
    visitor.open(desk.url("/login")).await;
    visitor.log_in(&alice.email, PASSWORD).await;
    assert_eq!(visitor.page.status, StatusCode::UNPROCESSABLE_ENTITY);
}

async fn every_refusal_is_written_down_once(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    for _ in 0..8 {
        let mut visitor = desk.visitor().await;
        visitor.log_in(&alice.email, WRONG).await;
    }
    let mut visitor = desk.visitor().await;
    visitor.log_in("nobody.here@riverside.example", WRONG).await;
    let refused = desk.events(EventKind::SignInRefused).await;
    assert_eq!(refused.iter().filter(|event| event.user == Some(alice.id)).count(), 6);
    assert_eq!(refused.iter().filter(|event| event.user.is_none()).count(), 1);
    assert_eq!(desk.events(EventKind::SignInDelayed).await.len(), 2);
    assert!(refused.iter().all(|event| event.address.is_some() && event.request_id.is_some() && !event.details.contains(WRONG)));
}

#[tokio::test]
async fn the_email_stays_after_a_refusal_and_the_password_never() {
    let desk = Desk::open(Ground::Sqlite).await;
    let mut visitor = desk.visitor().await;
    visitor.log_in("Nobody.Here@riverside.example", WRONG).await;
    assert_eq!(visitor.page.attribute("#email", "value").as_deref(), Some("Nobody.Here@riverside.example"));
    assert_eq!(visitor.page.attribute("#password", "value").unwrap_or_default(), "");
    visitor.log_in("\"><script>alert(1)</script>", WRONG).await;
    assert_eq!(visitor.page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!visitor.page.body.contains("<script>alert"), "what was typed is inert");
}

#[tokio::test]
async fn a_session_cookie_is_new_at_every_proof_and_a_planted_one_worth_nothing() {
    let desk = Desk::open(Ground::Sqlite).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let session = |visitor: &Visitor| visitor.cookies.named("frontdesk_session").map(|cookie| cookie.value.clone());
    let mut visitor = desk.visitor().await;
    visitor.log_in(&alice.email, PASSWORD).await;
    let first = session(&visitor).expect("a session");

    // Somebody plants the cookie of their own session in another browser; the person there signs in.
    let mut victim = desk.visitor().await;
    let planted = visitor.cookies.named("frontdesk_session").unwrap().clone();
    let mallory = desk.someone("Mallory Quinn").join().await;
    victim.cookies.put(planted);
    victim.open(desk.url("/")).await;
    assert!(is_signed_in(&victim), "so far it is the planted one");
    let csrf = victim.page.attribute("input[name=csrf]", "value").expect("a form");
    victim.post(desk.url("/login"), &[("csrf", &csrf), ("email", &mallory.email), ("password", PASSWORD)]).await;
    victim.follow().await;
    assert!(victim.page.text().contains("Mallory Quinn"));
    assert_ne!(session(&victim), Some(first));
    visitor.open(desk.url("/")).await;
    assert!(!is_signed_in(&visitor), "the session that was in the way has ended");

    // The same person proves it again: the session goes on under another name.
    let before = session(&victim).expect("a session");
    let csrf = victim.page.attribute("input[name=csrf]", "value").expect("a form");
    victim.post(desk.url("/login"), &[("csrf", &csrf), ("email", &mallory.email), ("password", PASSWORD)]).await;
    assert_ne!(session(&victim), Some(before.clone()));
    let mut stale = desk.visitor().await;
    let mut old = victim.cookies.named("frontdesk_session").unwrap().clone();
    old.value = before;
    stale.cookies.put(old);
    stale.open(desk.url("/")).await;
    assert!(!is_signed_in(&stale), "the name before is worth nothing");
}

#[tokio::test]
async fn a_form_counts_only_from_the_browser_and_site_that_it_was_given_to() {
    let desk = Desk::open(Ground::Sqlite).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let fields = |csrf: &str| [("csrf", csrf.to_owned()), ("email", alice.email.clone()), ("password", PASSWORD.to_owned())];
    let mine = desk.visitor().await;
    let others = desk.visitor().await;
    let token = |visitor: &Visitor| visitor.page.attribute("input[name=csrf]", "value").expect("a token");
    let attacks: [(&str, Visitor, String); 5] = [
        ("no token", mine.another_tab(), String::new()),
        ("another browser's token", mine.another_tab(), token(&others)),
        ("no cookie", Visitor::new(), token(&mine)),
        ("another origin", mine.another_tab().with_header("origin", "https://evil.example"), token(&mine)),
        ("another site", mine.another_tab().with_header("sec-fetch-site", "cross-site"), token(&mine)),
    ];
    for (what, mut visitor, csrf) in attacks {
        let fields = fields(&csrf);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        visitor.post(desk.url("/login"), &fields).await;
        assert_eq!(visitor.page.status, StatusCode::FORBIDDEN, "{what}");
        assert!(visitor.cookies.named("frontdesk_session").is_none(), "{what}");
    }
    let mut twin = mine.another_tab();
    twin.log_in(&alice.email, PASSWORD).await;
    assert!(is_signed_in(&twin));
}

#[tokio::test]
async fn unfit_forms_get_an_answer_that_says_so() {
    let desk = Desk::open(Ground::Sqlite).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let mut visitor = desk.visitor().await;
    let csrf = visitor.page.attribute("input[name=csrf]", "value").expect("a token");
    let long = "x".repeat(10_000);
    let huge = "x".repeat(100_000);
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let cases: [(&[(&str, &str)], StatusCode); 9] = [
        (&[], unprocessable),
        (&[("email", ""), ("password", "")], unprocessable),
        (&[("email", &alice.email)], unprocessable),
        (&[("password", PASSWORD)], unprocessable),
        (&[("email", "alice"), ("password", PASSWORD)], unprocessable),
        (&[("email", &alice.email), ("email", "bob@riverside.example"), ("password", PASSWORD)], StatusCode::BAD_REQUEST),
        (&[("email", &long), ("password", PASSWORD)], unprocessable),
        (&[("email", &alice.email), ("password", &long)], unprocessable),
        (&[("email", &alice.email), ("password", &huge)], StatusCode::PAYLOAD_TOO_LARGE),
    ];
    for (fields, status) in cases {
        let fields: Vec<_> = [("csrf", csrf.as_str())].into_iter().chain(fields.iter().copied()).collect();
        visitor.post(desk.url("/login"), &fields).await;
        assert_eq!(visitor.page.status, status, "{:?}", fields.iter().map(|(name, value)| (name, value.len())).collect::<Vec<_>>());
        assert!(visitor.page.is_html());
    }
    for path in ["/login/", "/login/in_unknown", "/login/in_%00", "/login/../login/x", "/reset-password?token=%ff", "/verify-email?token="]
    {
        visitor.open(desk.url(path)).await;
        assert!(visitor.page.status.is_client_error(), "{path}: {}", visitor.page.status);
    }
}

#[tokio::test]
async fn nobody_is_sent_elsewhere_after_signing_in() {
    let desk = Desk::open(Ground::Sqlite).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    for query in ["?return_to=https://evil.example", "?next=//evil.example", "?interaction=https://evil.example"] {
        let mut visitor = Visitor::new();
        visitor.open(desk.url(&format!("/login{query}"))).await;
        visitor.press_only("login", &[("email", &alice.email), ("password", PASSWORD)]).await;
        assert_eq!(visitor.page.header("location"), Some("/"), "{query}");
    }
}

#[tokio::test]
async fn a_desk_under_a_path_keeps_people_under_it() {
    let desk = Desk::open_with(Ground::Sqlite, |config| {
        let issuer = format!("{}/id", config.web.issuer.as_str());
        config.web.issuer = frontdesk::web::Issuer::parse(&issuer).unwrap();
    })
    .await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let mut visitor = desk.visitor().await;
    visitor.log_in(&alice.email, PASSWORD).await;
    assert!(is_signed_in(&visitor), "{} {}", visitor.page.url, visitor.page.status);
    assert_eq!(visitor.page.url.path(), "/id");
}
