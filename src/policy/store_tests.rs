//! Policies in a database: kept with their history, undone for a day, counting at once.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use super::*;
use crate::audit::{EventKind, SecurityEvent};
use crate::clients::{Client, ClientId, ClientSettings, GroupsServed};
use crate::foundation::id::MembershipId;
use crate::foundation::random::Seeded;
use crate::groups::{self, AccessLevel, Group, Membership, MembershipState, Role};
use crate::policy::change::{PolicyError, adopt, extend, undo, welcome};
use crate::policy::situation::store::{effective, enrolled, members};
use crate::storage::{DatabaseSettings, Storage, migrator};
use crate::users::{self, Email, User};
use crate::{clients, factors};

const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

struct Ground {
    storage: Storage,
    random: Seeded,
    folder: PathBuf,
}

impl Drop for Ground {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Ground {
    async fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let folder =
            std::env::temp_dir().join(format!("frontdesk-policy-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed)));
        std::fs::create_dir_all(&folder).unwrap();
        let settings = DatabaseSettings { url: format!("sqlite:{}", folder.join("desk.db").display()), ..Default::default() };
        let storage = Storage::connect(&settings).await.unwrap();
        migrator::migrate(storage.writer()).await.unwrap();
        Self { storage, random: Seeded::new(1), folder }
    }

    async fn group(&self, name: &str) -> GroupId {
        let group = Group::new(GroupId::new(NOW, &self.random), name, NOW);
        let tx = self.storage.write().await.unwrap();
        groups::store::insert_group(&tx, &group).await.unwrap();
        tx.commit().await.unwrap();
        group.id
    }

    async fn member(&self, email: &str, group: GroupId) -> UserId {
        let tx = self.storage.write().await.unwrap();
        let email = Email::parse(email).unwrap();
        let known = users::store::find_by_email(&tx, &email).await.unwrap();
        let user = known.unwrap_or_else(|| User::new(UserId::new(NOW, &self.random), email, "", NOW));
        if users::store::find(&tx, user.id).await.unwrap().is_none() {
            users::store::insert(&tx, &user).await.unwrap();
        }
        let membership = Membership {
            id: MembershipId::new(NOW, &self.random),
            user: user.id,
            group,
            role: Role::Practitioner,
            access_level: AccessLevel::Standard,
            state: MembershipState::Active,
            created_at: NOW,
        };
        assert!(groups::store::add_member(&tx, &membership).await.unwrap());
        welcome(&tx, user.id, group, &event, NOW).await.unwrap();
        tx.commit().await.unwrap();
        user.id
    }

    async fn adopt(&self, group: GroupId, policy: &GroupPolicy, now: Timestamp) -> Result<GroupPolicy, PolicyError> {
        let tx = self.storage.write().await.unwrap();
        let adopted = adopt(&tx, group, policy, &event, now).await?;
        tx.commit().await.unwrap();
        Ok(adopted)
    }
}

fn event(kind: EventKind) -> SecurityEvent {
    SecurityEvent::new(kind, Actor::Cli("test".to_owned()))
}

fn mandatory() -> GroupPolicy {
    GroupPolicy {
        setting: Setting::Mandatory,
        accepted: "totp passkey".parse().unwrap(),
        passkey_counts: false,
        enforce_from: Some(NOW.plus(Duration::from_hours(48))),
        remember_device: Duration::from_hours(12),
        trusted_networks: vec!["203.0.113.0/24".parse().unwrap(), "2001:db8::/32".parse().unwrap()],
        idle: Some(Duration::from_mins(20)),
        absolute: Some(Duration::from_hours(8)),
        ask_again: Duration::from_hours(7),
        ..GroupPolicy::default()
    }
}

#[tokio::test]
async fn a_policy_is_kept_with_its_history_and_undone_for_a_day() {
    let ground = Ground::new().await;
    let (group, other) = (ground.group("Riverside").await, ground.group("Hillside").await);
    assert_eq!(find(ground.storage.read(), group).await.unwrap(), GroupPolicy::default());
    let adopted = ground.adopt(group, &mandatory(), NOW).await.unwrap();
    assert_eq!(adopted, GroupPolicy { changed_at: NOW, ..mandatory() });
    assert_eq!(find(ground.storage.read(), group).await.unwrap(), adopted);
    assert_eq!(find(ground.storage.read(), other).await.unwrap(), GroupPolicy::default());
    let later = NOW.plus(Duration::from_hours(1));
    let strict = GroupPolicy::default().preset(Preset::Strict);
    ground.adopt(group, &strict, later).await.unwrap();
    let wrong = GroupPolicy { accepted: Accepted::NONE, ..mandatory() };
    assert!(matches!(ground.adopt(group, &wrong, later).await, Err(PolicyError::Contradictions(_))));
    let history = history(ground.storage.read(), group, 10).await.unwrap();
    assert_eq!(history.iter().map(|saved| (saved.version, saved.by.as_str())).collect::<Vec<_>>(), [(2, "cli:test"), (1, "cli:test")]);

    let undone = async |version, now| {
        let tx = ground.storage.write().await.unwrap();
        let undone = undo(&tx, group, version, &event, now).await;
        tx.commit().await.unwrap();
        undone
    };
    assert!(matches!(undone(1, later).await, Err(PolicyError::NothingToUndo)), "another came after it");
    assert!(matches!(undone(2, later.plus(UNDO_WITHIN)).await, Err(PolicyError::NothingToUndo)), "the day is over");
    let back = undone(2, later).await.unwrap();
    assert_eq!(back, GroupPolicy { changed_at: later, ..mandatory() }, "trust given before is void");
    let redone = undone(3, later).await.unwrap();
    assert_eq!(redone, GroupPolicy { changed_at: later, ..strict }, "an undo can be undone");
}

#[tokio::test]
async fn the_situation_is_read_as_it_is() {
    let ground = Ground::new().await;
    let (riverside, hillside) = (ground.group("Riverside").await, ground.group("Hillside").await);
    let ada = ground.member("ada@example.com", riverside).await;
    ground.member("ada@example.com", hillside).await;
    let ben = ground.member("ben@example.com", riverside).await;
    ground.adopt(riverside, &GroupPolicy { enforce_from: None, ..mandatory() }, NOW).await.unwrap();
    let c = ground.storage.read();
    let of = async |user, app: Option<&Client>| effective(ground.storage.read(), user, app, None, NOW).await.unwrap();
    assert_eq!((of(ada, None).await.demands.len(), of(ben, None).await.demands.len()), (1, 1));
    assert_eq!(enrolled(c, ada).await.unwrap(), crate::policy::Enrolled::default());
    let status = factors::Enrolment::of(&ground.storage, ada).await.unwrap().status();
    assert_eq!(status, factors::status::Status::Activated, "a mandatory group turns it on");
    let cleo = ground.member("cleo@example.com", riverside).await;
    assert_eq!(factors::Enrolment::of(&ground.storage, cleo).await.unwrap().status(), factors::status::Status::Activated);

    let mut app = Client {
        id: ClientId::parse("ledger").unwrap(),
        name: "Ledger".to_owned(),
        active: true,
        settings: ClientSettings { require_two_factor: true, ..ClientSettings::default() },
        groups: GroupsServed::Only(vec![hillside]),
        created_at: NOW,
        updated_at: NOW,
    };
    let tx = ground.storage.write().await.unwrap();
    clients::store::insert(&tx, &app).await.unwrap();
    extend(&tx, (ada, riverside), NOW.plus(Duration::from_hours(1)), &event, NOW).await.unwrap();
    for until in [NOW, NOW.plus(Duration::from_hours(24 * 30 + 1))] {
        assert!(matches!(extend(&tx, (ada, riverside), until, &event, NOW).await, Err(PolicyError::ExtensionOutOfRange)));
    }
    tx.commit().await.unwrap();
    assert_eq!((of(ada, None).await.demands.len(), of(ada, None).await.coming.len()), (0, 1), "more time");
    assert_eq!(of(ada, Some(&app)).await.demands.len(), 1, "the app requires it, and Riverside does not count there");
    assert_eq!(of(ben, Some(&app)).await.idle, None, "no group of his counts there");

    app.settings.mandate_two_factor = true;
    let tx = ground.storage.write().await.unwrap();
    clients::store::update(&tx, &app).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(of(ada, None).await.demands.len(), 1, "Hillside connects the app that mandates it");
    assert_eq!(of(ben, None).await.demands.len(), 1);

    let seen = members(c, riverside).await.unwrap();
    assert_eq!(seen.len(), 3);
    ground.adopt(hillside, &GroupPolicy { enforce_from: None, ..mandatory() }, NOW).await.unwrap();
    let others: Vec<usize> = members(c, riverside).await.unwrap().iter().map(|member| member.others.len()).collect();
    assert_eq!(others, [1, 0, 0], "Ada is in both");
}

#[tokio::test]
async fn what_was_put_off_is_known() {
    let ground = Ground::new().await;
    let ada = ground.member("ada@example.com", ground.group("Riverside").await).await;
    assert_eq!(put_off_at(ground.storage.read(), ada).await.unwrap(), None);
    for at in [NOW, NOW.plus(Duration::from_secs(5))] {
        put_off(ground.storage.writer(), ada, at).await.unwrap();
        assert_eq!(put_off_at(ground.storage.read(), ada).await.unwrap(), Some(at));
    }
}
