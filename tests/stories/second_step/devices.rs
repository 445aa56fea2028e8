//! Remembered devices, and the letter about one that was never seen before.

use std::time::Duration;

use frontdesk::audit::EventKind;
use frontdesk::factors::device;
use frontdesk::foundation::secret::Secret;
use frontdesk::users::password::{self, NewPassword};
use serde_json::json;

use super::is_second_step;
use crate::on_both_grounds;
use crate::sign_in::is_signed_in;
use crate::support::{Desk, Ground, PASSWORD, Person, Visitor};

on_both_grounds!(
    a_remembered_device_skips_the_second_step,
    it_is_one_device_of_one_person,
    it_is_void_after_a_new_password,
    it_is_void_after_another_method,
    it_is_void_once_revoked,
    nothing_is_remembered_where_that_is_not_allowed,
    a_new_device_is_told_of,
);

const DAY: Duration = Duration::from_hours(24);

async fn remembering(ground: Ground) -> Desk {
    Desk::open_with(ground, |config| config.sessions.remember_device = DAY).await
}

/// Somebody with an app, and the browser that they had remembered a while ago, signed out.
async fn remembered(desk: &Desk) -> (Person, super::SecondStep, Visitor) {
    let alice = desk.someone("Alice Nguyen").join().await;
    let second = desk.with_app(&alice).await;
    let mut visitor = desk.between(&alice).await;
    visitor.press("submit", &[("code", &second.app.shows(desk.now())), ("remember", "on")]).await;
    assert!(is_signed_in(&visitor), "{}", visitor.page.body);
    visitor.press("logout", &[]).await;
    desk.advance(Duration::from_mins(5));
    (alice, second, visitor)
}

/// Whether this browser is asked for a second step by a right password.
async fn is_asked(desk: &Desk, visitor: &Visitor, email: &str, password: &str) -> bool {
    let mut visitor = visitor.another_tab();
    visitor.open(desk.url("/login")).await;
    visitor.log_in(email, password).await;
    let asked = is_second_step(&visitor.page);
    assert!(asked || is_signed_in(&visitor), "{}", visitor.page.body);
    asked
}

async fn a_remembered_device_skips_the_second_step(ground: Ground) {
    let desk = remembering(ground).await;
    let (alice, _, mut visitor) = remembered(&desk).await;
    assert_eq!(desk.events(EventKind::DeviceTrusted).await.len(), 1);
    let rp = desk.app("notes").first_party().register().await;
    let errand = rp.begin();
    visitor.open(errand.url()).await;
    visitor.log_in(&alice.email, PASSWORD).await;
    let tokens = rp.redeem(&errand, &rp.answer(&visitor.page.location().expect("straight back"))).await.granted();
    let claims = rp.verify(tokens.id_token(), Some(&errand.nonce)).await;
    assert_eq!((&claims["acr"], &claims["amr"]), (&json!("urn:frontdesk:acr:password"), &json!(["pwd"])), "a device is no proof");
    let listed = device::store::list(desk.app.storage.read(), alice.id, desk.now()).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].last_used_at, Some(desk.now()));
    assert!(desk.events(EventKind::SignedIn).await.iter().any(|event| event.details.contains("trusted_device")));

    desk.advance(Duration::from_mins(24 * 60 - 5));
    assert!(is_asked(&desk, &visitor, &alice.email, PASSWORD).await, "after its time it is asked again");
}

async fn it_is_one_device_of_one_person(ground: Ground) {
    let desk = remembering(ground).await;
    let (alice, _, visitor) = remembered(&desk).await;
    let bob = desk.someone("Bob Tran").join().await;
    desk.with_app(&bob).await;
    assert!(is_asked(&desk, &desk.visitor().await, &alice.email, PASSWORD).await, "another browser");
    assert!(is_asked(&desk, &visitor, &bob.email, PASSWORD).await, "another person");
    assert!(!is_asked(&desk, &visitor, &alice.email, PASSWORD).await);
}

async fn it_is_void_after_a_new_password(ground: Ground) {
    let desk = remembering(ground).await;
    let (alice, _, visitor) = remembered(&desk).await;
    assert!(!is_asked(&desk, &visitor, &alice.email, PASSWORD).await);
    let changed = "nine loud pelicans swim";
    let new = NewPassword::check(&Secret::new(changed), &[]).unwrap();
    let hashed = password::hash(&desk.app.hasher, new, &*desk.app.random).await.unwrap();
    let tx = desk.app.storage.write().await.unwrap();
    password::store::set(&tx, alice.id, &hashed, desk.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert!(is_asked(&desk, &visitor, &alice.email, changed).await);
}

async fn it_is_void_after_another_method(ground: Ground) {
    let desk = remembering(ground).await;
    let (alice, _, visitor) = remembered(&desk).await;
    assert!(!is_asked(&desk, &visitor, &alice.email, PASSWORD).await);
    desk.with_email(&alice).await;
    assert!(is_asked(&desk, &visitor, &alice.email, PASSWORD).await);
}

async fn it_is_void_once_revoked(ground: Ground) {
    let desk = remembering(ground).await;
    let (alice, _, visitor) = remembered(&desk).await;
    assert!(!is_asked(&desk, &visitor, &alice.email, PASSWORD).await);
    let tx = desk.app.storage.write().await.unwrap();
    assert_eq!(device::store::revoke_all(&tx, alice.id, desk.now()).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert!(is_asked(&desk, &visitor, &alice.email, PASSWORD).await);
}

async fn nothing_is_remembered_where_that_is_not_allowed(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let second = desk.with_app(&alice).await;
    let mut visitor = desk.between(&alice).await;
    assert!(!visitor.page.has("input[name=remember]"), "{}", visitor.page.body);
    let mut form = visitor.page.fill("submit", &[("code", &second.app.shows(desk.now()))]);
    form.fields.push(("remember".to_owned(), "on".to_owned()));
    let fields: Vec<(&str, &str)> = form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    visitor.post(&form.action, &fields).await;
    visitor.follow().await;
    assert!(is_signed_in(&visitor), "{}", visitor.page.body);
    assert!(desk.events(EventKind::DeviceTrusted).await.is_empty());
    visitor.press("logout", &[]).await;
    assert!(is_asked(&desk, &visitor, &alice.email, PASSWORD).await);
}

async fn a_new_device_is_told_of(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let sign_in = async |visitor: &mut Visitor| {
        visitor.open(desk.url("/login")).await;
        visitor.log_in(&alice.email, PASSWORD).await;
        assert!(is_signed_in(visitor), "{}", visitor.page.body);
        visitor.press("logout", &[]).await;
        desk.letters_to(&alice.email).await.len()
    };
    let (mut first, mut second) = (desk.visitor().await, desk.visitor().await);
    assert_eq!(sign_in(&mut first).await, 0, "the first browser of all is no news");
    assert_eq!(sign_in(&mut first).await, 0);
    assert_eq!(sign_in(&mut second).await, 1, "another one is");
    assert_eq!(sign_in(&mut second).await, 1, "once");
    assert_eq!(sign_in(&mut first).await, 1);
    assert_eq!(desk.events(EventKind::NewDevice).await.len(), 1);

    // A wrong password, or a right one without the second step, makes no device known.
    let before = desk.letters_to(&alice.email).await.len();
    desk.with_app(&alice).await;
    let set_up = desk.letters_to(&alice.email).await.len();
    desk.between(&alice).await;
    let mut stranger = desk.visitor().await;
    stranger.log_in(&alice.email, "seven quiet herons swim").await;
    assert_eq!(desk.letters_to(&alice.email).await.len(), set_up, "{before}");
}
