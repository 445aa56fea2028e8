//! What members and managers read about two-factor authentication before anybody has to ask them.

use std::time::Duration;

use frontdesk::audit::{Actor, EventKind, SecurityEvent};
use frontdesk::foundation::clock::Timestamp;
use frontdesk::foundation::id::GroupId;
use frontdesk::groups::AccessLevel;
use frontdesk::policy::change::{adopt, extend};
use frontdesk::policy::{GroupPolicy, Preset, Setting};
use frontdesk::reminders::Figures;
use frontdesk::serve::remind;
use frontdesk::storage::Transaction;
use frontdesk::users::{self, UserState};

use crate::on_both_grounds;
use crate::support::{Desk, Ground, Person};

on_both_grounds!(
    members_are_reminded_seven_two_and_no_days_before,
    an_extension_moves_the_reminders,
    full_access_reads_a_digest_on_mondays,
    an_optional_group_has_a_digest_and_no_reminders,
    a_group_without_a_wish_is_left_alone,
    whoever_has_more_time_is_reminded_where_no_deadline_was_set,
    a_group_without_a_wish_of_its_own_is_asked_by_an_app,
    two_nodes_write_each_letter_once,
    the_figures_count_people_by_status_and_who_is_late,
);

const HOUR: u64 = 3600;

struct Scene {
    desk: Desk,
    group: GroupId,
    alice: Person,
    manager: Person,
}

/// A Monday at 9 in UTC, where the group has its mornings.
const MONDAY: Timestamp = Timestamp::from_secs(1_772_442_000);

async fn scene(ground: Ground) -> Scene {
    let desk = Desk::open_at(MONDAY, ground, |_| {}).await;
    let alice = desk.someone("Alice Nguyen").in_group("Riverside Health").join().await;
    let manager = desk.someone("Mara Lind").in_group_as("Riverside Health", AccessLevel::Full).join().await;
    let group = desk.group("Riverside Health").await;
    Scene { desk, group, alice, manager }
}

fn event(kind: EventKind) -> SecurityEvent {
    SecurityEvent::new(kind, Actor::System)
}

impl Scene {
    async fn write(&self) -> Transaction {
        self.desk.app.storage.write().await.unwrap()
    }

    async fn adopt(&self, policy: GroupPolicy) {
        let tx = self.write().await;
        adopt(&tx, self.group, &policy, &event, self.desk.now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Gives Alice time from now on.
    async fn give_alice(&self, time: Duration) {
        let (tx, now) = (self.write().await, self.desk.now());
        extend(&tx, (self.alice.id, self.group), now.plus(time), &event, now).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Looks whether letters are due, as the background does; how many were written.
    async fn remind(&self) -> usize {
        remind(&self.desk.app, self.desk.now()).await.unwrap()
    }

    /// The subjects that this person read so far about two-factor authentication.
    async fn subjects(&self, person: &Person) -> Vec<String> {
        let letters = self.desk.letters_to(&person.email).await;
        letters.into_iter().map(|letter| letter.subject).filter(|subject| subject.contains("wo-factor")).collect()
    }

    fn next_day(&self) {
        self.desk.advance(Duration::from_hours(24));
    }
}

fn mandatory_from(enforce_from: Timestamp) -> GroupPolicy {
    GroupPolicy { setting: Setting::Mandatory, enforce_from: Some(enforce_from), ..GroupPolicy::default() }
}

async fn members_are_reminded_seven_two_and_no_days_before(ground: Ground) {
    let scene = scene(ground).await;
    let gone = scene.desk.someone("Gus Gone").in_group("Riverside Health").join().await;
    let tx = scene.write().await;
    users::store::set_state(&tx, gone.id, UserState::Disabled, scene.desk.now()).await.unwrap();
    tx.commit().await.unwrap();
    // Nine days from now, at the end of that day.
    scene.adopt(mandatory_from(MONDAY.plus(Duration::from_secs((9 * 24 + 14) * HOUR)))).await;
    let mut written = Vec::new();
    for day in 0..11 {
        let before = scene.subjects(&scene.alice).await.len();
        scene.remind().await;
        scene.remind().await;
        let subjects = scene.subjects(&scene.alice).await;
        assert!(subjects.len() <= before + 1, "once a day at most: {subjects:?}");
        if let Some(subject) = subjects.get(before) {
            written.push((day, subject.clone()));
        }
        scene.next_day();
    }
    let expected = [
        (2, "Two-factor authentication is needed in 7 days"),
        (7, "Two-factor authentication is needed in 2 days"),
        (9, "Two-factor authentication: today is the last day"),
    ];
    assert_eq!(written, expected.map(|(day, subject)| (day, subject.to_owned())));
    assert!(scene.subjects(&gone).await.is_empty(), "who cannot sign in needs no reminder");
    let letters = scene.desk.letters_to(&scene.alice.email).await;
    let letter = letters.iter().find(|letter| letter.subject.contains("7 days")).unwrap();
    assert!(letter.text.contains("Riverside Health") && letter.text.contains("/account/two-factor"), "{}", letter.text);
}

async fn an_extension_moves_the_reminders(ground: Ground) {
    let scene = scene(ground).await;
    scene.adopt(mandatory_from(MONDAY.plus(Duration::from_hours(2 * 24)))).await;
    scene.give_alice(Duration::from_hours(7 * 24)).await;
    scene.remind().await;
    assert_eq!(scene.subjects(&scene.alice).await, ["Two-factor authentication is needed in 7 days"]);
    assert!(scene.subjects(&scene.manager).await.iter().any(|subject| subject.contains("in 2 days")), "everybody else has two");
}

async fn full_access_reads_a_digest_on_mondays(ground: Ground) {
    let scene = scene(ground).await;
    scene.adopt(GroupPolicy { setting: Setting::Mandatory, ..GroupPolicy::default() }).await;
    let mut mondays = Vec::new();
    for day in 0..15 {
        let before = scene.subjects(&scene.manager).await.len();
        scene.remind().await;
        scene.remind().await;
        if scene.subjects(&scene.manager).await.len() > before {
            mondays.push(day);
        }
        scene.next_day();
    }
    assert_eq!(mondays, [0, 7, 14]);
    assert!(scene.subjects(&scene.alice).await.is_empty(), "a standard member manages nobody");
    let letters = scene.desk.letters_to(&scene.manager.email).await;
    let letter = letters.iter().find(|letter| letter.subject.contains("2 people without")).unwrap_or_else(|| panic!("{letters:?}"));
    assert!(letter.text.contains("2 of 2") && letter.text.contains("2 are overdue"), "{}", letter.text);
    assert!(letter.text.contains("/settings/users"), "{}", letter.text);
}

async fn an_optional_group_has_a_digest_and_no_reminders(ground: Ground) {
    let scene = scene(ground).await;
    let enforce_from = Some(MONDAY.plus(Duration::from_hours(2 * 24)));
    scene.adopt(GroupPolicy { setting: Setting::Prompt, enforce_from, ..GroupPolicy::default() }).await;
    assert_eq!(scene.remind().await, 1);
    let letters = scene.desk.letters_to(&scene.manager.email).await;
    assert!(letters.last().unwrap().text.contains("Nobody is overdue"));
}

async fn a_group_without_a_wish_is_left_alone(ground: Ground) {
    let scene = scene(ground).await;
    assert_eq!(scene.remind().await, 0);
    scene.adopt(GroupPolicy::default()).await;
    assert_eq!(scene.remind().await, 0);
}

async fn whoever_has_more_time_is_reminded_where_no_deadline_was_set(ground: Ground) {
    let scene = scene(ground).await;
    scene.adopt(GroupPolicy { setting: Setting::Mandatory, ..GroupPolicy::default() }).await;
    scene.give_alice(Duration::from_hours(2 * 24 + 3)).await;
    scene.remind().await;
    assert_eq!(scene.subjects(&scene.alice).await, ["Two-factor authentication is needed in 2 days"]);
    let letters = scene.desk.letters_to(&scene.manager.email).await;
    assert!(letters.last().unwrap().text.contains("One person is overdue"), "herself, and not Alice: {letters:?}");
    scene.next_day();
    assert_eq!(scene.remind().await, 0);
    scene.next_day();
    scene.remind().await;
    assert_eq!(scene.subjects(&scene.alice).await[1..], ["Two-factor authentication: today is the last day"]);
}

async fn a_group_without_a_wish_of_its_own_is_asked_by_an_app(ground: Ground) {
    let scene = scene(ground).await;
    let ledger = scene.desk.app("ledger").first_party().with(|settings| settings.mandate_two_factor = true);
    ledger.register().await;
    assert_eq!(scene.remind().await, 1);
    let letters = scene.desk.letters_to(&scene.manager.email).await;
    assert!(letters.last().unwrap().text.contains("2 are overdue"), "{letters:?}");
    assert_eq!(Figures::count(&scene.desk.app.storage, scene.desk.now()).await.unwrap().overdue, 2);
}

async fn two_nodes_write_each_letter_once(ground: Ground) {
    let shared = matches!(ground, Ground::Postgres(..));
    let scene = scene(ground).await;
    for number in 0..25 {
        scene.desk.someone(&format!("Person Number{number}")).in_group("Riverside Health").join().await;
    }
    scene.adopt(mandatory_from(MONDAY.plus(Duration::from_hours(7 * 24)))).await;
    let now = scene.desk.now();
    let written = if shared {
        let (other, _) = scene.desk.second_node().await;
        let (here, there) = tokio::join!(remind(&scene.desk.app, now), remind(&other, now));
        here.unwrap() + there.unwrap()
    } else {
        let (here, there) = tokio::join!(remind(&scene.desk.app, now), remind(&scene.desk.app, now));
        here.unwrap() + there.unwrap()
    };
    assert_eq!(written, 28, "27 reminders and one digest");
}

async fn the_figures_count_people_by_status_and_who_is_late(ground: Ground) {
    use frontdesk::factors::status::Status::{Activated, Enabled, NotSetup, Pending};
    let scene = scene(ground).await;
    let count = async || Figures::count(&scene.desk.app.storage, scene.desk.now()).await.unwrap();
    assert_eq!(count().await, Figures { people: vec![(NotSetup, 2), (Activated, 0), (Pending, 0), (Enabled, 0)], overdue: 0, resets: 0 });

    scene.desk.with_app(&scene.manager).await;
    scene.desk.someone("Olive Out").join().await;
    scene.adopt(mandatory_from(MONDAY.plus(Duration::from_hours(24)))).await;
    let before = count().await;
    assert_eq!(before.people, [(NotSetup, 1), (Activated, 1), (Pending, 0), (Enabled, 1)]);
    assert_eq!(before.overdue, 0, "the deadline is ahead");
    scene.next_day();
    assert_eq!(count().await.overdue, 1, "Alice; neither the manager nor somebody of no practice");
    scene.give_alice(Duration::from_hours(1)).await;
    assert_eq!(count().await.overdue, 0, "she has more time");
    scene.desk.advance(Duration::from_hours(1));
    assert_eq!(count().await.overdue, 1);
    scene.desk.with_email(&scene.alice).await;
    assert_eq!(count().await.overdue, 0);
    scene.adopt(GroupPolicy::default().preset(Preset::Strict)).await;
    assert_eq!(count().await.overdue, 1, "codes by email are not accepted any more");
}
