use std::sync::Arc;

use super::*;
use crate::clients::{self, ClientId, GroupsServed};
use crate::config::Config;
use crate::foundation::clock::FrozenClock;
use crate::foundation::random::OperatingSystem;
use crate::foundation::secret::TokenDigest;
use crate::groups::invitation;
use crate::messages::MailTransport;
use crate::users::{self, Email};
use crate::{audit, groups};

struct Garden {
    app: Arc<App>,
    folder: PathBuf,
}

impl Garden {
    async fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("frontdesk-seed-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut config = Config::default();
        config.database.url = format!("sqlite:{}", folder.join("desk.db").display());
        config.master_key.file = folder.join("frontdesk.key");
        (config.mail.transport, config.mail.folder) = (MailTransport::File, folder.join("mail"));
        (config.password.memory_kib, config.password.iterations) = (64, 1);
        let clock = FrozenClock::at(Timestamp::from_secs(1_800_000_000));
        let app = App::start_with(config, Arc::new(clock), Arc::new(OperatingSystem)).await.unwrap();
        Self { app, folder }
    }

    async fn plant(&self, text: &str) -> Result<Applied, SeedError> {
        apply(&Seed::parse(text, &self.folder)?, &Ground { app: &self.app, actor: Actor::System }).await
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

[[groups.invitations]]
email = "Nina@riverside.example"
role = "practitioner"
access_level = "standard"

[[groups.invitations]]
email = "Bob@riverside.example"
role = "administrator"
access_level = "read_only"

[[groups.invitations]]
email = "alice@riverside.example"
role = "practitioner"
access_level = "standard"

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
        invitations_sent: 2,
        apps_added: 2,
        apps_changed: 0,
        without_secret: vec!["calendar".to_owned()],
    };
    assert_eq!(applied, expected);
    let read = garden.app.storage.read();
    let alice = users::store::find_by_email(read, &Email::parse("alice@riverside.example").unwrap()).await.unwrap().unwrap();
    assert!(alice.operator && alice.email_verified);
    let password = Secret::new("violet-tractor-umbrella-98");
    let verified =
        users::password::verify(&garden.app.storage, &garden.app.hasher, &*garden.app.clock, &*garden.app.random, &alice.email, &password)
            .await
            .unwrap();
    assert_eq!(verified.user(), alice.id);
    let notes = ClientId::parse("notes").unwrap();
    let digest = TokenDigest::of(b"a long one, with thirty-two characters");
    assert!(clients::store::secret_matches(read, &notes, &digest, garden.app.clock.now()).await.unwrap());
    let group = groups::store::find_by_name(read, "Riverside Health").await.unwrap().unwrap();
    assert_eq!(clients::store::find(read, &notes).await.unwrap().unwrap().groups, GroupsServed::Only(vec![group.id]));

    assert_eq!(garden.app.outbox.deliver_due().await.unwrap().sent, 2, "alice is there, and is not asked");

    let before = audit::verify(garden.app.storage.read(), None).await.unwrap().events;
    assert!(garden.plant(RIVERSIDE).await.unwrap().is_nothing());
    assert_eq!(audit::verify(garden.app.storage.read(), None).await.unwrap().events, before, "nothing happened, nothing is noted");
}

#[tokio::test]
async fn what_people_changed_stays_and_what_the_file_changed_follows() {
    let garden = Garden::new("follows").await;
    std::fs::write(garden.folder.join("alice"), "violet-tractor-umbrella-98").unwrap();
    garden.plant(RIVERSIDE).await.unwrap();
    let now = garden.app.clock.now();
    let notes = ClientId::parse("notes").unwrap();
    let email = Email::parse("bob@riverside.example").unwrap();
    let tx = garden.app.storage.write().await.unwrap();
    let mut bob = users::store::find_by_email(&tx, &email).await.unwrap().unwrap();
    bob.name = "Robert".to_owned();
    users::store::update_profile(&tx, &bob, now).await.unwrap();
    clients::store::set_active(&tx, &notes, false, now).await.unwrap();
    tx.commit().await.unwrap();

    let changed = RIVERSIDE.replace("email = \"bob@riverside.example\"", "email = \"bob@riverside.example\"\nname = \"Bob\"");
    let changed = changed.replace("name = \"Notes\"", "name = \"Riverside Notes\"");
    let applied = garden.plant(&changed).await.unwrap();
    assert_eq!(applied, Applied { apps_changed: 1, ..Applied::default() });
    let read = garden.app.storage.read();
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
        ("Nina@riverside.example", "nina", "group \"Riverside Health\": invitation \"nina\": "),
        (
            "Nina@riverside.example",
            "Bob@riverside.example",
            "group \"Riverside Health\": invitation \"bob@riverside.example\" is there twice",
        ),
    ] {
        let said = garden.faults(&RIVERSIDE.replace(change, with)).await;
        assert!(said.contains(named), "{with}: {said}");
        assert_eq!(users::store::count(garden.app.storage.read()).await.unwrap(), 0, "{with}");
        assert!(clients::store::list(garden.app.storage.read()).await.unwrap().is_empty(), "{with}");
    }
}

#[tokio::test]
async fn who_was_asked_in_is_not_asked_again_whatever_the_answer() {
    let garden = Garden::new("asked").await;
    std::fs::write(garden.folder.join("alice"), "violet-tractor-umbrella-98").unwrap();
    garden.plant(RIVERSIDE).await.unwrap();
    let (read, now) = (garden.app.storage.read(), garden.app.clock.now());
    let group = groups::store::find_by_name(read, "Riverside Health").await.unwrap().unwrap();
    let waiting = invitation::store::unanswered(read, group.id, 10).await.unwrap();
    assert_eq!(waiting.len(), 2);
    for invitation in &waiting {
        let tx = garden.app.storage.write().await.unwrap();
        assert!(invitation::store::close(&tx, invitation.id, invitation::InvitationState::Declined, now).await.unwrap());
        tx.commit().await.unwrap();
    }
    assert!(garden.plant(RIVERSIDE).await.unwrap().is_nothing());
    let one_more = RIVERSIDE.replace("Nina@", "mona@");
    assert_eq!(garden.plant(&one_more).await.unwrap(), Applied { invitations_sent: 1, ..Applied::default() });
}
