//! Users, passwords, attempts and links against a real database in a file of its own.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::links::{self, DeadLink, Purpose};
use super::password::{self, NewPassword, PasswordHasher, PasswordSettings, SignInRefused, hasher::HashError};
use super::store::UserFilter;
use super::{Email, User, UserState, attempts, store};
use crate::foundation::clock::{Clock, FrozenClock, Timestamp};
use crate::foundation::id::UserId;
use crate::foundation::random::Seeded;
use crate::foundation::secret::Secret;
use crate::storage::{DatabaseSettings, Storage, migrator};

const NOW: Timestamp = Timestamp::from_secs(1_700_000_000);
const RIGHT: &str = "correct horse battery staple";

/// A database with Alice in it, gone when dropped.
struct Desk {
    storage: Storage,
    clock: FrozenClock,
    random: Seeded,
    hasher: PasswordHasher,
    alice: User,
    folder: PathBuf,
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn cheap(iterations: u32) -> PasswordSettings {
    PasswordSettings { memory_kib: 64, iterations, ..PasswordSettings::default() }
}

fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

impl Desk {
    async fn open() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("frontdesk-users-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let url = format!("sqlite:{}", folder.join("frontdesk.db").display());
        let storage = Storage::connect(&DatabaseSettings { url, ..DatabaseSettings::default() }).await.unwrap();
        migrator::migrate(storage.writer()).await.unwrap();
        let random = Seeded::new(7);
        let alice = User::new(UserId::new(NOW, &random), email("alice@riverside.example"), "Alice Nguyen", NOW);
        let hasher = PasswordHasher::new(&cheap(1), &Seeded::new(1)).unwrap();
        let desk = Self { storage, clock: FrozenClock::at(NOW), random, hasher, alice, folder };
        let hashed = password::hash(&desk.hasher, NewPassword::check(&Secret::new(RIGHT), &[]).unwrap(), &desk.random).await.unwrap();
        let tx = desk.storage.write().await.unwrap();
        assert!(store::insert(&tx, &desk.alice).await.unwrap());
        password::store::set(&tx, desk.alice.id, &hashed, NOW).await.unwrap();
        tx.commit().await.unwrap();
        desk
    }

    async fn sign_in(&self, typed_email: &str, typed: &str) -> Result<UserId, SignInRefused> {
        let verified =
            password::verify(&self.storage, &self.hasher, &self.clock, &self.random, &email(typed_email), &Secret::new(typed)).await?;
        Ok(verified.user())
    }

    async fn refusal(&self, typed_email: &str, typed: &str) -> String {
        match self.sign_in(typed_email, typed).await {
            Ok(_) => "signed in".to_owned(),
            Err(SignInRefused::Wait { retry_after, .. }) => format!("wait {}", retry_after.as_secs()),
            Err(error) => error.to_string(),
        }
    }

    async fn set_state(&self, state: UserState) {
        let tx = self.storage.write().await.unwrap();
        assert!(store::set_state(&tx, self.alice.id, state, NOW).await.unwrap());
        tx.commit().await.unwrap();
    }

    async fn issue(&self, purpose: Purpose) -> crate::foundation::secret::OpaqueToken {
        let tx = self.storage.write().await.unwrap();
        let token = links::store::issue(&tx, &self.alice, purpose, self.clock.now(), &self.random).await.unwrap();
        tx.commit().await.unwrap();
        token
    }

    async fn redeem(&self, token: &crate::foundation::secret::OpaqueToken, purpose: Purpose) -> Result<UserId, DeadLink> {
        let tx = self.storage.write().await.unwrap();
        let redeemed = links::store::redeem(&tx, token, purpose, self.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        redeemed.map(|link| link.user)
    }
}

#[tokio::test]
async fn a_user_is_kept_found_listed_and_changed() {
    let desk = Desk::open().await;
    let tx = desk.storage.write().await.unwrap();
    let mut alice = store::find_by_email(&tx, &email("ALICE@riverside.example")).await.unwrap().unwrap();
    assert_eq!(alice, desk.alice);
    assert!(!store::insert(&tx, &User { id: UserId::new(NOW, &desk.random), ..alice.clone() }).await.unwrap(), "one email, one user");

    alice.phone = Some("+61 2 5550 0000".to_owned());
    alice.address = Some(serde_json::json!({ "locality": "Dubbo" }));
    alice.family_name = Some("Ng\nuyen".to_owned());
    store::update_profile(&tx, &alice, NOW.plus(Duration::from_secs(5))).await.unwrap();
    assert!(store::mark_email_verified(&tx, alice.id, &alice.email, NOW).await.unwrap());
    assert!(!store::mark_email_verified(&tx, alice.id, &alice.email, NOW).await.unwrap(), "proved once");
    assert!(!store::mark_email_verified(&tx, alice.id, &email("other@riverside.example"), NOW).await.unwrap());
    let kept = store::find(&tx, alice.id).await.unwrap().unwrap();
    assert!(kept.email_verified);
    assert_eq!((kept.phone, kept.address, kept.family_name.as_deref()), (alice.phone, alice.address, Some("Ng uyen")));

    let bob = User::new(UserId::new(NOW.plus(Duration::from_secs(1)), &desk.random), email("bob@riverside.example"), "Bob %_\"' Ng", NOW);
    assert!(store::insert(&tx, &bob).await.unwrap());
    let found = |search: &str| UserFilter { search: Some(search.to_owned()), ..UserFilter::default() };
    for (search, expected) in [("ALICE", 1), ("riverside", 2), ("%_\"'", 1), ("%", 1), ("nobody", 0)] {
        assert_eq!(store::list(&tx, &found(search)).await.unwrap().len(), expected, "{search}");
    }
    let second = store::list(&tx, &UserFilter { after: Some(alice.id), limit: 1, ..UserFilter::default() }).await.unwrap();
    assert_eq!(second.iter().map(|user| user.id).collect::<Vec<_>>(), [bob.id]);
    assert_eq!(store::count(&tx).await.unwrap(), 2);
}

#[tokio::test]
async fn the_right_password_is_verified_in_every_spelling_of_the_email() {
    let desk = Desk::open().await;
    for spelling in ["alice@riverside.example", " Alice@RIVERSIDE.example", "ａlice@riverside.example"] {
        assert_eq!(desk.sign_in(spelling, RIGHT).await.unwrap(), desk.alice.id);
    }
}

#[tokio::test]
async fn unknown_disabled_and_passwordless_get_the_same_answers_and_the_same_delays() {
    let desk = Desk::open().await;
    let tx = desk.storage.write().await.unwrap();
    let carol = User::new(UserId::new(NOW, &desk.random), email("carol@riverside.example"), "Carol", NOW);
    store::insert(&tx, &carol).await.unwrap();
    tx.commit().await.unwrap();
    let mut told = Vec::new();
    for who in ["alice@riverside.example", "nobody@riverside.example", "carol@riverside.example"] {
        let mut answers = Vec::new();
        for _ in 0..8 {
            answers.push(desk.refusal(who, "wrong horse battery staple").await);
        }
        told.push(answers);
    }
    assert_eq!(told[0][..6], ["email or password is wrong"; 6]);
    assert_eq!(told[0][6..], ["wait 2"; 2]);
    assert!(told.iter().all(|answers| *answers == told[0]), "{told:?}");
    desk.clock.advance(Duration::from_secs(2));
    desk.set_state(UserState::Disabled).await;
    assert_eq!(desk.refusal("alice@riverside.example", RIGHT).await, "email or password is wrong", "also with the right password");
    desk.clock.advance(Duration::from_secs(4));
    desk.set_state(UserState::Active).await;
    assert_eq!(desk.refusal("alice@riverside.example", RIGHT).await, "signed in");
}

#[tokio::test]
async fn the_delay_grows_ends_and_is_forgotten_after_success() {
    let desk = Desk::open().await;
    for _ in 0..6 {
        assert_eq!(desk.refusal("alice@riverside.example", "wrong").await, "email or password is wrong");
    }
    assert_eq!(desk.refusal("Alice@Riverside.example", RIGHT).await, "wait 2", "also the right one, in any spelling");
    desk.clock.advance(Duration::from_secs(1));
    assert_eq!(desk.refusal("alice@riverside.example", "wrong").await, "wait 1", "trying early does not push the end away");
    desk.clock.advance(Duration::from_secs(1));
    assert_eq!(desk.refusal("alice@riverside.example", "wrong").await, "email or password is wrong");
    assert_eq!(desk.refusal("alice@riverside.example", "wrong").await, "wait 4");
    assert_eq!(desk.refusal("bob@riverside.example", "wrong").await, "email or password is wrong", "others do not wait");
    desk.clock.advance(Duration::from_secs(4));
    assert_eq!(desk.refusal("alice@riverside.example", RIGHT).await, "signed in");
    for _ in 0..6 {
        assert_eq!(desk.refusal("alice@riverside.example", "wrong").await, "email or password is wrong", "counted anew");
    }
}

#[tokio::test]
async fn a_day_of_quiet_forgets_the_count_and_purging_removes_it() {
    let desk = Desk::open().await;
    for _ in 0..7 {
        desk.refusal("alice@riverside.example", "wrong").await;
    }
    desk.clock.advance(attempts::FORGOTTEN_AFTER + Duration::from_secs(1));
    for _ in 0..6 {
        assert_eq!(desk.refusal("alice@riverside.example", "wrong").await, "email or password is wrong");
    }
    desk.clock.advance(attempts::FORGOTTEN_AFTER + Duration::from_secs(1));
    let tx = desk.storage.write().await.unwrap();
    assert_eq!(attempts::store::purge(&tx, desk.clock.now().minus(attempts::FORGOTTEN_AFTER)).await.unwrap(), 1);
}

#[tokio::test]
async fn wrong_passwords_at_once_are_each_counted() {
    let desk = Arc::new(Desk::open().await);
    let tries: Vec<_> = (0..40)
        .map(|_| {
            let desk = Arc::clone(&desk);
            tokio::spawn(async move { desk.refusal("alice@riverside.example", "wrong").await })
        })
        .collect();
    let mut judged = 0;
    for one in tries {
        judged += usize::from(one.await.unwrap() == "email or password is wrong");
    }
    assert_eq!(judged, 6, "forty at once do not get more guesses than forty one after the other");
}

#[tokio::test]
async fn an_oversized_password_is_wrong_without_being_hashed() {
    let desk = Desk::open().await;
    assert_eq!(desk.refusal("alice@riverside.example", &"x".repeat(1_000_000)).await, "email or password is wrong");
    assert_eq!(desk.refusal("alice@riverside.example", "").await, "email or password is wrong");
}

#[tokio::test]
async fn a_hash_grows_with_the_settings_at_the_next_sign_in() {
    let mut desk = Desk::open().await;
    desk.hasher = PasswordHasher::new(&cheap(3), &Seeded::new(1)).unwrap();
    assert_eq!(desk.refusal("alice@riverside.example", "wrong").await, "email or password is wrong");
    assert!(password::store::phc_of(&desk.storage, desk.alice.id).await.contains("t=1"), "a wrong password changes nothing");
    assert_eq!(desk.refusal("alice@riverside.example", RIGHT).await, "signed in");
    assert!(password::store::phc_of(&desk.storage, desk.alice.id).await.contains("t=3"));
    desk.hasher = PasswordHasher::new(&cheap(1), &Seeded::new(1)).unwrap();
    assert_eq!(desk.refusal("alice@riverside.example", RIGHT).await, "signed in");
    assert!(password::store::phc_of(&desk.storage, desk.alice.id).await.contains("t=3"), "a costlier hash stays");
}

#[tokio::test]
async fn a_full_queue_answers_busy() {
    let settings = PasswordSettings { slots: 1, queue_wait: Duration::from_millis(30), ..cheap(1) };
    let hasher = PasswordHasher::new(&settings, &Seeded::new(1)).unwrap();
    let held = hasher.slot().await.unwrap();
    assert!(matches!(hasher.slot().await.err(), Some(HashError::Busy { .. })));
    drop(held);
    assert!(hasher.slot().await.is_ok());
}

#[tokio::test]
async fn a_link_works_once_for_its_purpose_and_only_the_newest() {
    let desk = Desk::open().await;
    let first = desk.issue(Purpose::ResetPassword).await;
    let verify = desk.issue(Purpose::VerifyEmail).await;
    let second = desk.issue(Purpose::ResetPassword).await;
    assert_eq!(desk.redeem(&first, Purpose::ResetPassword).await, Err(DeadLink::Replaced));
    assert_eq!(desk.redeem(&second, Purpose::VerifyEmail).await, Err(DeadLink::Unknown), "of another purpose");
    assert!(Purpose::VerifyEmail.token(second.expose()).is_none(), "its letters already tell");
    assert_eq!(desk.redeem(&second, Purpose::ResetPassword).await, Ok(desk.alice.id));
    assert_eq!(desk.redeem(&second, Purpose::ResetPassword).await, Err(DeadLink::Used));
    desk.clock.advance(Duration::from_millis(86_399_000));
    assert_eq!(desk.redeem(&verify, Purpose::VerifyEmail).await, Ok(desk.alice.id), "not ended by links of another purpose");
    let late = desk.issue(Purpose::ResetPassword).await;
    desk.clock.advance(Duration::from_mins(30));
    assert_eq!(desk.redeem(&late, Purpose::ResetPassword).await, Err(DeadLink::Expired));
}

#[tokio::test]
async fn a_disabled_users_link_is_dead() {
    let desk = Desk::open().await;
    let token = desk.issue(Purpose::ResetPassword).await;
    desk.set_state(UserState::Disabled).await;
    assert_eq!(desk.redeem(&token, Purpose::ResetPassword).await, Err(DeadLink::Unknown));
    desk.set_state(UserState::Active).await;
    assert_eq!(desk.redeem(&token, Purpose::ResetPassword).await, Ok(desk.alice.id));
}

#[tokio::test]
async fn of_many_who_open_a_link_at_once_one_wins() {
    let desk = Arc::new(Desk::open().await);
    let token = desk.issue(Purpose::ResetPassword).await;
    let tries: Vec<_> = (0..30)
        .map(|_| {
            let (desk, token) = (Arc::clone(&desk), token.clone());
            tokio::spawn(async move { desk.redeem(&token, Purpose::ResetPassword).await.is_ok() })
        })
        .collect();
    let mut winners = 0;
    for one in tries {
        winners += usize::from(one.await.unwrap());
    }
    assert_eq!(winners, 1);
}
