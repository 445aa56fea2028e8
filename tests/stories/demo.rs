//! The demo, as a newcomer walks through it.

use frontdesk::demo::{Demo, DemoOptions, PASSWORD};

use crate::support::{Folder, Visitor};

async fn opened() -> Demo {
    Demo::open(&DemoOptions { folder: None, port: 0 }).await.unwrap()
}

/// Goes along redirects from site to site, as a browser does.
async fn arrive(visitor: &mut Visitor) {
    for _ in 0..20 {
        let Some(next) = visitor.page.location() else { return };
        visitor.visit(next).await;
    }
    panic!("redirects without end at {}", visitor.page.url);
}

async fn open(visitor: &mut Visitor, address: &str) {
    visitor.visit(address).await;
    arrive(visitor).await;
}

async fn sign_in(visitor: &mut Visitor, app: &str, email: &str) {
    open(visitor, &format!("{app}/sign-in")).await;
    visitor.press_only("login", &[("email", email), ("password", PASSWORD)]).await;
    arrive(visitor).await;
}

#[tokio::test]
async fn alice_signs_in_to_the_calendar_renews_its_tokens_and_signs_out() {
    let demo = opened().await;
    let mut alice = Visitor::new();
    open(&mut alice, &demo.addresses.desk).await;
    assert!(alice.page.text().contains(PASSWORD) && alice.page.text().contains("alice@riverside.example"));
    open(&mut alice, &demo.addresses.calendar).await;
    assert!(alice.page.has("#sign-in"));

    sign_in_and_put_off(&mut alice, &demo.addresses.calendar, "alice@riverside.example").await;
    assert_eq!(alice.page.url.as_str(), format!("{}/", demo.addresses.calendar), "{}", alice.page.text());
    let text = alice.page.text();
    for told in ["Good morning, Dr Alice Nguyen", "alice@riverside.example", "Riverside Health", "+61 3 5550 1001", "1 River Street"] {
        assert!(text.contains(told), "{told} is missing in\n{text}");
    }
    for claim in ["iss", "sub", "aud", "nonce", "auth_time", "acr", "amr", "sid", "groups"] {
        assert!(text.contains(claim), "{claim} is missing in\n{text}");
    }

    for renewals in 1..=2 {
        alice.press_only("renew", &[]).await;
        arrive(&mut alice).await;
        assert!(alice.page.text().contains(&format!("{renewals} times")), "{}", alice.page.text());
    }

    alice.press_only("sign-out", &[]).await;
    arrive(&mut alice).await;
    assert_eq!(alice.page.heading(), "You are signed out", "{}", alice.page.text());
    assert!(alice.page.url.as_str().starts_with(&demo.addresses.calendar));
    open(&mut alice, &demo.addresses.calendar).await;
    assert!(alice.page.has("#sign-in"), "the app has forgotten her");
    open(&mut alice, &format!("{}/sign-in", demo.addresses.calendar)).await;
    assert!(alice.page.has("#password"), "Frontdesk has forgotten her too: {}", alice.page.text());
    demo.close().await;
}

#[tokio::test]
async fn the_second_app_knows_alice_and_asks_her_what_it_may_know() {
    let demo = opened().await;
    let mut alice = Visitor::new();
    sign_in_and_put_off(&mut alice, &demo.addresses.calendar, "alice@riverside.example").await;
    open(&mut alice, &format!("{}/sign-in", demo.addresses.billing)).await;
    assert!(alice.page.has("#allow"), "{}", alice.page.text());
    alice.press_only("allow", &[]).await;
    arrive(&mut alice).await;
    assert!(alice.page.text().contains("Good morning, Dr Alice Nguyen"), "{}", alice.page.text());
    // The answer is remembered.
    let mut elsewhere = Visitor::new();
    sign_in_and_put_off(&mut elsewhere, &demo.addresses.billing, "alice@riverside.example").await;
    assert!(elsewhere.page.text().contains("Good morning, Dr Alice Nguyen"), "{}", elsewhere.page.text());
    demo.close().await;
}

#[tokio::test]
async fn ben_may_put_it_off_where_only_the_first_of_his_practices_counts() {
    let demo = opened().await;
    let mut ben = Visitor::new();
    sign_in_and_put_off(&mut ben, &demo.addresses.calendar, "ben@riverside.example").await;
    assert!(ben.page.has("[data-group]") && !ben.page.text().contains("Harbour Clinic"), "the calendar serves one practice");
    open(&mut ben, &format!("{}/sign-in", demo.addresses.billing)).await;
    assert!(ben.page.has("#method-totp") && !ben.page.has("#method-sms") && !ben.page.has("#later"), "{}", ben.page.text());
    assert!(ben.page.text().contains("Harbour Clinic"), "it says who asks: {}", ben.page.text());
    demo.close().await;
}

#[tokio::test]
async fn david_sees_every_status_and_resets_ines_whose_app_signs_her_out() {
    let demo = opened().await;
    let (mut ines, mut david) = (Visitor::new(), Visitor::new());
    sign_in(&mut ines, &demo.addresses.calendar, "ines@riverside.example").await;
    ines.press_only("submit", &[("code", &code_of(&demo, "Ines Duarte").await)]).await;
    arrive(&mut ines).await;
    assert!(ines.page.text().contains("Good morning, Ines Duarte"), "{}", ines.page.text());

    open(&mut david, &format!("{}/settings/users", demo.addresses.frontdesk)).await;
    david.press_only("login", &[("email", "david@riverside.example"), ("password", PASSWORD)]).await;
    arrive(&mut david).await;
    david.press_only("submit", &[("code", &code_of(&demo, "David O'Brien").await)]).await;
    arrive(&mut david).await;
    for status in ["Not setup", "Activated", "Pending", "Enabled", "in 3 days", "in 14 days"] {
        assert!(david.page.text().contains(status), "{status}: {}", david.page.text());
    }
    let row = david.page.body.split("<tr>").find(|row| row.contains("ines@riverside.example")).unwrap();
    let settings = row.split("class=\"cog\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    open(&mut david, &format!("{}{settings}/reset", demo.addresses.frontdesk)).await;
    david.press_only("confirm", &[]).await;
    arrive(&mut david).await;
    assert!(david.page.text().contains("is reset"), "{}", david.page.text());
    for _ in 0..100 {
        open(&mut ines, &demo.addresses.calendar).await;
        if ines.page.has("#sign-in") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(ines.page.has("#sign-in"), "the app was told: {}", ines.page.text());
    demo.close().await;
}

#[tokio::test]
async fn nina_accepts_her_invitation_from_the_mailbox() {
    let demo = opened().await;
    let mut nina = Visitor::new();
    open_letter(&mut nina, &demo, "You are invited to a practice").await;
    let link = nina.page.attribute("#text a", "href").unwrap();
    open(&mut nina, &link).await;
    nina.press_only("join", &[("name", "Nina Petrova"), ("password", "nine purple ladders hum")]).await;
    arrive(&mut nina).await;
    assert_eq!(nina.page.heading(), "Welcome", "{}", nina.page.text());
    demo.close().await;
}

#[tokio::test]
async fn chiara_tells_the_second_app_nothing() {
    let demo = opened().await;
    let mut chiara = Visitor::new();
    sign_in_and_put_off(&mut chiara, &demo.addresses.billing, "chiara@riverside.example").await;
    chiara.press_only("deny", &[]).await;
    arrive(&mut chiara).await;
    assert!(chiara.page.text().contains("access_denied") && chiara.page.heading() == "Not signed in", "{}", chiara.page.text());
    demo.close().await;
}

#[tokio::test]
async fn farid_confirms_his_email_from_the_mailbox() {
    let demo = opened().await;
    let mut farid = Visitor::new();
    open_letter(&mut farid, &demo, "Confirm your email").await;
    assert!(farid.page.text().contains("farid@riverside.example"), "{}", farid.page.text());
    let mailbox = farid.page.url.to_string();
    let link = farid.page.attribute("#text a", "href").unwrap();
    assert!(farid.page.attribute("iframe", "sandbox").is_some_and(|sandbox| !sandbox.contains("allow-scripts")));
    open(&mut farid, &format!("{mailbox}/html")).await;
    assert!(farid.page.header("content-security-policy").is_some_and(|policy| policy.contains("sandbox") && !policy.contains("script")));

    open(&mut farid, &link).await;
    assert!(farid.page.has("form"), "{}", farid.page.text());
    let button = farid.page.attribute("form button[type=submit]", "id").unwrap();
    farid.press_only(&button, &[]).await;
    arrive(&mut farid).await;
    sign_in_and_put_off(&mut farid, &demo.addresses.calendar, "farid@riverside.example").await;
    assert!(farid.page.has(".chip-done"), "confirmed: {}", farid.page.text());
    demo.close().await;
}

#[tokio::test]
async fn a_letter_is_found_by_names_of_letters_only() {
    let demo = opened().await;
    let mut visitor = Visitor::new();
    for path in ["/mail/..%2Ffrontdesk.key", "/mail/%2e%2e%2Ffrontdesk", "/mail/nothing", "/mail/nothing/html"] {
        visitor.visit(format!("{}{path}", demo.addresses.desk)).await;
        assert_eq!(visitor.page.status, 404, "{path}");
    }
    demo.close().await;
}

#[tokio::test]
async fn an_app_takes_no_answer_that_this_browser_did_not_ask_for() {
    let demo = opened().await;
    let mut alice = Visitor::new();
    sign_in_and_put_off(&mut alice, &demo.addresses.calendar, "alice@riverside.example").await;
    alice.visit(format!("{}/callback?state=made-up&code=ac_1&iss={}", demo.addresses.calendar, demo.addresses.frontdesk)).await;
    assert!(alice.page.text().contains("begun in another browser"));
    // A form from another site does not sign her out.
    let mut elsewhere = alice.another_tab().with_header("origin", "https://evil.example");
    elsewhere.post(format!("{}/sign-out", demo.addresses.calendar), &[]).await;
    open(&mut alice, &demo.addresses.calendar).await;
    assert!(alice.page.has("#sign-out"));
    demo.close().await;
}

#[tokio::test]
async fn a_folder_is_gone_on_with() {
    let folder = Folder::new();
    let options = DemoOptions { folder: Some(folder.file("demo")), port: 0 };
    let first = Demo::open(&options).await.unwrap();
    assert!(Demo::open(&options).await.is_err(), "one at a time");
    let mut alice = Visitor::new();
    sign_in_and_put_off(&mut alice, &first.addresses.calendar, "alice@riverside.example").await;
    let subject = sub(&alice);
    first.close().await;
    // The ports are others by now; the people, the apps and her sign-in are the same.
    let second = Demo::open(&options).await.unwrap();
    open(&mut alice, &format!("{}/sign-in", second.addresses.calendar)).await;
    assert!(alice.page.text().contains("Good morning, Dr Alice Nguyen"), "{}", alice.page.text());
    assert_eq!(sub(&alice), subject);
    second.close().await;
}

/// Signs in, and puts off what the practice demands in three days.
async fn sign_in_and_put_off(visitor: &mut Visitor, app: &str, email: &str) {
    sign_in(visitor, app, email).await;
    assert!(visitor.page.url.path().starts_with("/login/set-up/"), "reminded: {} {}", visitor.page.url, visitor.page.text());
    visitor.press_only("later", &[]).await;
    arrive(visitor).await;
}

/// Opens the newest message with these words in its line.
async fn open_letter(visitor: &mut Visitor, demo: &Demo, words: &str) {
    for _ in 0..100 {
        open(visitor, &format!("{}/mail", demo.addresses.desk)).await;
        if visitor.page.text().contains(words) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let lines = visitor.page.body.split("<a ").filter(|line| line.contains(words)).map(str::to_owned).collect::<Vec<_>>();
    let path = lines.first().and_then(|line| line.split("href=\"").nth(1)?.split('"').next()).unwrap_or_else(|| panic!("no {words}"));
    open(visitor, &format!("{}{path}", demo.addresses.desk)).await;
}

/// What somebody's authenticator app shows on the start page.
async fn code_of(demo: &Demo, name: &str) -> String {
    let mut visitor = Visitor::new();
    open(&mut visitor, &demo.addresses.desk).await;
    let text = visitor.page.text();
    let after = text.split("Authenticator apps").nth(1).and_then(|rest| rest.split(name).nth(1)).unwrap_or_else(|| panic!("{text}"));
    after.split_whitespace().next().unwrap().to_owned()
}

/// The value of `sub` on an app's page.
fn sub(visitor: &Visitor) -> String {
    let text = visitor.page.text();
    let after = text.split("never reused").nth(1).unwrap_or_else(|| panic!("{text}"));
    after.split_whitespace().next().unwrap().to_owned()
}
