use super::*;
use crate::clients::{self, ClientId, GroupsServed};
use crate::foundation::clock::FrozenClock;
use crate::foundation::random::Seeded;
use crate::foundation::secret::TokenDigest;
use crate::storage::{DatabaseSettings, migrator};
use crate::users::password::PasswordSettings;
use crate::users::{self, Email};
use crate::{audit, groups};

struct Garden {
    storage: Storage,
    hasher: PasswordHasher,
    clock: FrozenClock,
    random: Seeded,
    folder: PathBuf,
}

impl Garden {
    async fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("frontdesk-seed-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let url = format!("sqlite:{}", folder.join("desk.db").display());
        let storage = Storage::connect(&DatabaseSettings { url, ..Default::default() }).await.unwrap();
        migrator::migrate(storage.writer()).await.unwrap();
        let cheap = PasswordSettings { memory_kib: 64, iterations: 1, ..Default::default() };
        let hasher = PasswordHasher::new(&cheap, &Seeded::new(8)).unwrap();
        Self { storage, hasher, clock: FrozenClock::at(Timestamp::from_secs(1_800_000_000)), random: Seeded::new(7), folder }
    }

    async fn plant(&self, text: &str) -> Result<Applied, SeedError> {
        let ground =
            Ground { storage: &self.storage, hasher: &self.hasher, clock: &self.clock, random: &self.random, actor: Actor::System };
        apply(&Seed::parse(text, &self.folder)?, &ground).await
    }

    async fn faults(&self, text: &str) -> String {
        self.plant(text).await.unwrap_err().to_string()
    }
}

impl Drop for Garden {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

const RIVERSIDE: &str = r#"
[[groups]]
name = "Riverside Health"
help_phone = "+61 3 9000 1234"

[[users]]
email = "Alice@Riverside.example"
name = "Alice Ng"
email_verified = true
password = "file:alice"
operator = true
memberships = [{ group = "riverside health", role = "administrator", access_level = "full" }]

[[users]]
email = "bob@riverside.example"

[[apps]]
id = "notes"
name = "Notes"
redirect_uris = ["https://notes.example.com/cb"]
groups = ["Riverside Health"]
secret = "a long one, with thirty-two characters"

[[apps]]
id = "calendar"
name = "Calendar"
redirect_uris = ["https://calendar.example.com/cb"]
"#;

#[tokio::test]
async fn a_seed_grows_once_and_then_stays() {
    let garden = Garden::new("once").await;
    std::fs::write(garden.folder.join("alice"), "violet-tractor-umbrella-98\n").unwrap();
    let applied = garden.plant(RIVERSIDE).await.unwrap();
    let expected = Applied {
        groups_added: 1,
        users_added: 2,
        memberships_added: 1,
        policies_adopted: 0,
        apps_added: 2,
        apps_changed: 0,
        without_secret: vec!["calendar".to_owned()],
    };
    assert_eq!(applied, expected);
    let read = garden.storage.read();
    let alice = users::store::find_by_email(read, &Email::parse("alice@riverside.example").unwrap()).await.unwrap().unwrap();
    assert!(alice.operator && alice.email_verified);
    let password = Secret::new("violet-tractor-umbrella-98");
    let verified =
        users::password::verify(&garden.storage, &garden.hasher, &garden.clock, &garden.random, &alice.email, &password).await.unwrap();
    assert_eq!(verified.user(), alice.id);
    let notes = ClientId::parse("notes").unwrap();
    let digest = TokenDigest::of(b"a long one, with thirty-two characters");
    assert!(clients::store::secret_matches(read, &notes, &digest, garden.clock.now()).await.unwrap());
    let group = groups::store::find_by_name(read, "Riverside Health").await.unwrap().unwrap();
    assert_eq!(clients::store::find(read, &notes).await.unwrap().unwrap().groups, GroupsServed::Only(vec![group.id]));

    let before = audit::verify(garden.storage.read(), None).await.unwrap().events;
    assert!(garden.plant(RIVERSIDE).await.unwrap().is_nothing());
    assert_eq!(audit::verify(garden.storage.read(), None).await.unwrap().events, before, "nothing happened, nothing is noted");
}

#[tokio::test]
async fn what_people_changed_stays_and_what_the_file_changed_follows() {
    let garden = Garden::new("follows").await;
    std::fs::write(garden.folder.join("alice"), "violet-tractor-umbrella-98").unwrap();
    garden.plant(RIVERSIDE).await.unwrap();
    let now = garden.clock.now();
    let notes = ClientId::parse("notes").unwrap();
    let email = Email::parse("bob@riverside.example").unwrap();
    let tx = garden.storage.write().await.unwrap();
    let mut bob = users::store::find_by_email(&tx, &email).await.unwrap().unwrap();
    bob.name = "Robert".to_owned();
    users::store::update_profile(&tx, &bob, now).await.unwrap();
    clients::store::set_active(&tx, &notes, false, now).await.unwrap();
    tx.commit().await.unwrap();

    let changed = RIVERSIDE.replace("email = \"bob@riverside.example\"", "email = \"bob@riverside.example\"\nname = \"Bob\"");
    let changed = changed.replace("name = \"Notes\"", "name = \"Riverside Notes\"");
    let applied = garden.plant(&changed).await.unwrap();
    assert_eq!(applied, Applied { apps_changed: 1, ..Applied::default() });
    let read = garden.storage.read();
    assert_eq!(users::store::find_by_email(read, &email).await.unwrap().unwrap().name, "Robert");
    let app = clients::store::find(read, &notes).await.unwrap().unwrap();
    assert_eq!((app.name.as_str(), app.active), ("Riverside Notes", false));
}

#[tokio::test]
async fn a_seed_with_a_fault_grows_nothing_and_names_it() {
    let garden = Garden::new("faults").await;
    std::fs::write(garden.folder.join("alice"), "violet-tractor-umbrella-98").unwrap();
    for (change, with, named) in [
        ("id = \"notes\"", "", "needs one"),
        (
            "https://notes.example.com/cb",
            "http://notes.example.com/cb",
            "app \"notes\": redirect_uris: \"http://notes.example.com/cb\" must use https",
        ),
        ("file:alice", "alice", "user \"alice@riverside.example\": password: a password has at least 12"),
        ("file:alice", "file:nowhere", "cannot read"),
        ("role = \"administrator\"", "role = \"boss\"", "unknown variant `boss`"),
        ("operator = true", "oprator = true", "unknown field `oprator`"),
        ("riverside health", "Lakeside", "there is no group \"Lakeside\""),
        ("groups = [\"Riverside Health\"]", "groups = [\"Lakeside\"]", "app \"notes\": groups: there is no group \"Lakeside\""),
        ("bob@riverside.example", "alice@riverside.example", "user \"alice@riverside.example\" is there twice"),
        ("bob@riverside.example", "bob", "user \"bob\""),
        ("id = \"calendar\"", "id = \"notes\"", "app \"notes\" is there twice"),
    ] {
        let said = garden.faults(&RIVERSIDE.replace(change, with)).await;
        assert!(said.contains(named), "{with}: {said}");
        assert_eq!(users::store::count(garden.storage.read()).await.unwrap(), 0, "{with}");
        assert!(clients::store::list(garden.storage.read()).await.unwrap().is_empty(), "{with}");
    }
}
