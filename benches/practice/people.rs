//! People drawn by chance, as rows. Each has dice of their own, so who stands around somebody changes nothing about them.

use std::time::Duration;

use frontdesk::factors::Method;
use frontdesk::factors::status::Status;
use frontdesk::foundation::clock::Timestamp;
use frontdesk::foundation::id::{EnrolledMethodId, GroupId, MembershipId, PasskeyId, UserId};
use frontdesk::foundation::random::{Random, Seeded};
use frontdesk::groups::{AccessLevel, MembershipState, Role};
use frontdesk::storage::Transaction;
use frontdesk::storage::entity::{deadline_extension, factor_method, membership, passkey, two_factor, user};
use sea_orm::{ActiveModelBehavior, ActiveModelTrait, EntityTrait, IntoActiveModel};

use super::{NOW, days};

const GIVEN: &[&str] = &[
    "Alice", "Ben", "Chloe", "Daniel", "Emma", "Farid", "Grace", "Hamish", "Isla", "Jack", "Kiri", "Liam", "Mei", "Noah", "Olivia",
    "Priya", "Quentin", "Ruby", "Sophie", "Tane", "Uma", "Victor", "Willow", "Xavier", "Yasmin", "Zoe",
];
const FAMILY: &[&str] = &[
    "Anderson", "Brown", "Chen", "Davies", "Evans", "Fraser", "García", "Harris", "Ito", "Jones", "Kaur", "Lee", "Martin", "Nguyen",
    "O'Brien", "Patel", "Quinn", "Robinson", "Singh", "Taylor", "Usman", "Vella", "Walker", "Xu", "Young", "Zhang",
];

/// A group as far as its members depend on it.
#[derive(Clone, Copy)]
pub struct Home {
    pub group: GroupId,
    pub has_deadline: bool,
}

/// Rows that wait to be written.
#[derive(Default)]
pub struct Rows {
    users: Vec<user::ActiveModel>,
    memberships: Vec<membership::ActiveModel>,
    states: Vec<two_factor::ActiveModel>,
    methods: Vec<factor_method::ActiveModel>,
    passkeys: Vec<passkey::ActiveModel>,
    extensions: Vec<deadline_extension::ActiveModel>,
}

impl Rows {
    pub async fn write(self, tx: &Transaction) {
        insert(tx, self.users).await;
        insert(tx, self.memberships).await;
        insert(tx, self.states).await;
        insert(tx, self.methods).await;
        insert(tx, self.passkeys).await;
        insert(tx, self.extensions).await;
    }
}

/// As many rows in a statement as SQLite takes values.
pub async fn insert<A: ActiveModelTrait + ActiveModelBehavior>(tx: &Transaction, rows: Vec<A>) {
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        A::Entity::insert_many(rows.by_ref().take(1000)).exec_without_returning(tx).await.expect("new rows");
    }
}

pub struct Person {
    random: Seeded,
    id: UserId,
    joined_at: Timestamp,
    /// The account was not disabled.
    pub is_active: bool,
}

impl Person {
    /// The person of this number, who is in the database from `joined_at` on.
    pub fn draw(rows: &mut Rows, seed: u64, number: usize, joined_at: Timestamp) -> Self {
        let number = u64::try_from(number).expect("a number");
        let random = Seeded::new(seed.wrapping_mul(1_000_000_007).wrapping_add(number));
        let mut person = Self { id: UserId::new(joined_at, &random), random, joined_at, is_active: true };
        person.is_active = person.in_percent(98);
        let (given, family) = (person.one_of(GIVEN), person.one_of(FAMILY));
        let row = user::Model {
            id: person.id,
            email: format!("{given}.{family}.{number}@people.example").to_lowercase(),
            email_verified_at: person.in_percent(90).then_some(joined_at.as_millis()),
            name: format!("{given} {family}"),
            given_name: Some(given.to_owned()),
            family_name: Some(family.to_owned()),
            phone: None,
            locale: Some("en-AU".to_owned()),
            zoneinfo: None,
            address: None,
            operator: false,
            state: if person.is_active { "active" } else { "disabled" }.to_owned(),
            created_at: joined_at.as_millis(),
            updated_at: joined_at.as_millis(),
            last_sign_in_at: person.in_percent(85).then(|| person.since_joined().as_millis()),
        };
        rows.users.push(row.into_active_model());
        person.draw_factors(rows);
        person
    }

    fn draw_factors(&self, rows: &mut Rows) {
        let status = match self.below(100) {
            0..60 => Status::Enabled,
            60..66 => Status::Pending,
            66..75 => Status::Activated,
            _ => Status::NotSetup,
        };
        let methods: &[Method] = match self.below(10) {
            0..5 => &[Method::Totp],
            5..7 => &[Method::Sms],
            7 => &[Method::Email],
            _ => &[Method::Totp, Method::Sms],
        };
        let is_enabled = status == Status::Enabled;
        let methods = if is_enabled || status == Status::Pending { methods } else { &[] };
        if status != Status::NotSetup {
            let primary_method = methods.first().filter(|_| is_enabled).map(|method| method.as_str().to_owned());
            let changed_at = self.since_joined().as_millis();
            let row = two_factor::Model { user_id: self.id, status: status.as_str().to_owned(), primary_method, changed_at };
            rows.states.push(row.into_active_model());
        }
        for method in methods {
            let at = self.since_joined();
            let row = factor_method::Model {
                id: EnrolledMethodId::new(at, &self.random),
                user_id: self.id,
                method: method.as_str().to_owned(),
                validated: is_enabled,
                secret: (*method == Method::Totp).then(|| self.bytes::<60>().to_vec()),
                address: (*method != Method::Totp).then(|| "+61491570156".to_owned()),
                last_step: None,
                created_at: at.as_millis(),
                validated_at: is_enabled.then_some(at.as_millis()),
                last_used_at: None,
            };
            rows.methods.push(row.into_active_model());
        }
        let passkeys = match self.below(100) {
            0..76 => 0,
            76..96 => 1,
            _ => 2,
        };
        for _ in 0..passkeys {
            let at = self.since_joined();
            let row = passkey::Model {
                id: PasskeyId::new(at, &self.random),
                user_id: self.id,
                credential_id: self.bytes::<32>().to_vec(),
                credential: format!("{{\"key\":\"{}\"}}", "x".repeat(400)),
                counter: 0,
                backup_eligible: true,
                backup_state: true,
                aaguid: None,
                name: "Phone".to_owned(),
                created_at: at.as_millis(),
                last_used_at: None,
            };
            rows.passkeys.push(row.into_active_model());
        }
    }

    /// Makes the person an active member who may manage the group, or a member as most are.
    pub fn joins(&self, rows: &mut Rows, home: Home, state: MembershipState, manages: bool) -> UserId {
        let level = match self.below(10) {
            0 => AccessLevel::Full,
            1..8 => AccessLevel::Standard,
            _ => AccessLevel::ReadOnly,
        };
        let row = membership::Model {
            id: MembershipId::new(self.joined_at, &self.random),
            user_id: self.id,
            group_id: home.group,
            role: if self.in_percent(70) { Role::Practitioner } else { Role::Administrator }.as_str().to_owned(),
            access_level: if manages { AccessLevel::Full } else { level }.as_str().to_owned(),
            state: state.as_str().to_owned(),
            created_at: self.joined_at.as_millis(),
        };
        rows.memberships.push(row.into_active_model());
        if home.has_deadline && self.in_percent(5) {
            let row = deadline_extension::Model {
                group_id: home.group,
                user_id: self.id,
                until: NOW.plus(days(14)).as_millis(),
                extended_at: NOW.as_millis(),
                extended_by: "system".to_owned(),
            };
            rows.extensions.push(row.into_active_model());
        }
        self.id
    }

    /// One of the groups, each as likely.
    pub fn one_of_groups(&self, homes: &[Home]) -> Home {
        self.one_of(homes)
    }

    pub fn in_percent(&self, percent: u32) -> bool {
        self.below(100) < percent
    }

    fn one_of<T: Copy>(&self, all: &[T]) -> T {
        all[self.below(u32::try_from(all.len()).expect("a short list")) as usize]
    }

    fn since_joined(&self) -> Timestamp {
        let seconds = u32::try_from(NOW.since(self.joined_at).as_secs()).expect("less than a century");
        self.joined_at.plus(Duration::from_secs(self.below(seconds + 1).into()))
    }

    fn below(&self, bound: u32) -> u32 {
        let random: &dyn Random = &self.random;
        random.below(bound)
    }

    fn bytes<const N: usize>(&self) -> [u8; N] {
        let random: &dyn Random = &self.random;
        random.bytes()
    }
}
