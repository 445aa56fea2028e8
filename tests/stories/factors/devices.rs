//! Trusted devices, and browsers that a person was seen with.

use std::time::Duration;

use frontdesk::factors::change;
use frontdesk::factors::device::{Acquaintance, TrustLimit, TrustedDevice, store};
use frontdesk::factors::set_up::Choice;
use frontdesk::factors::{Factor, Method};
use frontdesk::foundation::id::UserId;
use frontdesk::foundation::random::OperatingSystem;
use frontdesk::foundation::secret::Secret;
use frontdesk::messages::Asked;
use frontdesk::users::password::{self, NewPassword, PasswordHasher, PasswordSettings};

use super::{House, browser, on_both};

on_both!(
    a_device_is_trusted_for_one_person_in_one_browser_for_a_while,
    a_device_is_void_after_the_password_a_method_or_the_policy_changed,
    a_new_browser_is_news_once,
);

const DAY: TrustLimit = TrustLimit { longest: Duration::from_hours(24), policy_changed_at: None };

impl House {
    /// Passes the second step by app and trusts the browser.
    async fn trust(&self, app: &crate::support::AuthenticatorApp, number: u8) -> bool {
        self.advance(60);
        let passed = self.sign_in(Factor::Totp, &app.shows(self.now())).await.unwrap();
        let from = Asked { address: "203.0.113.7".parse().unwrap(), user_agent: "Firefox".to_owned() };
        let tx = self.storage().write().await.unwrap();
        let trusted = store::trust(&tx, &passed, &browser(number), &from, DAY.longest, &OperatingSystem).await.unwrap();
        tx.commit().await.unwrap();
        trusted.is_some()
    }

    async fn recognised(&self, number: u8, limit: TrustLimit) -> Option<TrustedDevice> {
        store::recognise(self.storage().read(), self.alice.id, &browser(number), limit, self.now()).await.unwrap()
    }

    async fn listed(&self) -> Vec<TrustedDevice> {
        store::list(self.storage().read(), self.alice.id, self.now()).await.unwrap()
    }
}

async fn a_device_is_trusted_for_one_person_in_one_browser_for_a_while(house: House) {
    let (app, codes) = house.with_app().await;
    assert!(house.trust(&app, 1).await);
    let device = house.recognised(1, DAY).await.unwrap();
    assert!(house.recognised(2, DAY).await.is_none(), "another browser");
    let bob = UserId::new(house.now(), &OperatingSystem);
    let of_bob = store::recognise(house.storage().read(), bob, &browser(1), DAY, house.now()).await.unwrap();
    assert!(of_bob.is_none(), "another person in the same browser");
    assert!(house.recognised(1, TrustLimit { longest: Duration::ZERO, ..DAY }).await.is_none());
    assert!(house.trust(&app, 1).await);
    assert_eq!(house.listed().await.len(), 1, "a browser is trusted once");
    assert!(house.trust(&app, 2).await);
    let listed = house.listed().await;
    assert_eq!((listed.len(), listed[0].is(&browser(2)), listed[1].is(&browser(2))), (2, true, false));

    let tx = house.storage().write().await.unwrap();
    assert!(!store::revoke(&tx, house.alice.id, device.id, house.now()).await.unwrap(), "it was replaced");
    assert!(!store::revoke(&tx, bob, listed[0].id, house.now()).await.unwrap(), "not one's own");
    assert!(store::revoke(&tx, house.alice.id, listed[0].id, house.now()).await.unwrap());
    store::note_use(&tx, &listed[1], house.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert!(house.recognised(2, DAY).await.is_none());
    assert_eq!(house.recognised(1, DAY).await.unwrap().last_used_at, Some(house.now()));

    // A recovery code is for the day when everything is lost, not for making trusted devices.
    let passed = house.sign_in(Factor::RecoveryCode, &codes[0]).await.unwrap();
    let from = Asked { address: "203.0.113.7".parse().unwrap(), user_agent: String::new() };
    let tx = house.storage().write().await.unwrap();
    assert!(store::trust(&tx, &passed, &browser(3), &from, DAY.longest, &OperatingSystem).await.unwrap().is_none());
    drop(tx);
    house.advance(24 * 3600);
    assert!(house.recognised(1, TrustLimit { longest: Duration::from_hours(720), ..DAY }).await.is_none());
}

async fn a_device_is_void_after_the_password_a_method_or_the_policy_changed(house: House) {
    let (app, _) = house.with_app().await;
    assert!(house.trust(&app, 1).await);
    let policy = TrustLimit { policy_changed_at: Some(house.now().plus(Duration::from_secs(1))), ..DAY };
    assert!(house.recognised(1, policy).await.is_none());

    house.advance(1);
    let settings = PasswordSettings { memory_kib: 64, iterations: 1, ..PasswordSettings::default() };
    let hasher = PasswordHasher::new(&settings, &OperatingSystem).unwrap();
    let password = NewPassword::check(&Secret::new("correct horse battery staple"), &[]).unwrap();
    let hashed = password::hash(&hasher, password, &OperatingSystem).await.unwrap();
    let tx = house.storage().write().await.unwrap();
    password::store::set(&tx, house.alice.id, &hashed, house.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert!(house.recognised(1, DAY).await.is_none() && house.listed().await.is_empty(), "the password is new");

    assert!(house.trust(&app, 1).await);
    house.choose(&Choice::Email).await;
    assert!(house.recognised(1, DAY).await.is_some(), "a method that only waits changes nothing");
    let code = house.newest_code().await;
    house.validated(Method::Email, &code).await;
    assert!(house.recognised(1, DAY).await.is_none(), "a method was added");

    assert!(house.trust(&app, 1).await);
    change::reset(&house.desk(), house.alice.id).await.unwrap().commit().await.unwrap();
    assert!(house.recognised(1, DAY).await.is_none());
}

async fn a_new_browser_is_news_once(house: House) {
    let meet = async |number: u8| {
        let tx = house.storage().write().await.unwrap();
        let met = store::meet(&tx, house.alice.id, &browser(number), house.now()).await.unwrap();
        tx.commit().await.unwrap();
        met
    };
    assert_eq!(meet(1).await, Acquaintance::First);
    assert_eq!(meet(1).await, Acquaintance::Known);
    assert_eq!(meet(2).await, Acquaintance::New);
    assert_eq!(meet(2).await, Acquaintance::Known);
    assert_eq!(meet(1).await, Acquaintance::Known);
}
