//! An installation drawn by chance: the same seed gives the same people, groups, policies and events.
//!
//! Two practices stand in each, and are the same people in all of them: one of ten members, one of 2 000. Their members came
//! over two years like everybody else, so that their rows lie scattered among those of the others.

mod people;

use std::time::Duration;

use frontdesk::audit::{self, Actor, EventKind, SecurityEvent};
use frontdesk::factors::{Method, MethodSet};
use frontdesk::foundation::clock::Timestamp;
use frontdesk::foundation::id::{GroupId, UserId};
use frontdesk::foundation::random::Seeded;
use frontdesk::groups::MembershipState;
use frontdesk::policy::{Accepted, GroupPolicy, Setting, change};
use frontdesk::storage::entity::group;
use frontdesk::storage::{Storage, Transaction};
use sea_orm::IntoActiveModel;

use people::{Home, Person, Rows, insert};

/// When all of it is looked at: 28 November 2026.
pub const NOW: Timestamp = Timestamp::from_secs(1_795_824_000);

/// Members of the one practice and of the other.
pub const SMALL: usize = 10;
pub const LARGE: usize = 2000;

/// So many people are in the two practices.
const MEMBERS: usize = SMALL + LARGE;

/// How many people or groups are written in one transaction.
const BATCH: usize = 2000;

pub struct Plan {
    /// With those of the two practices.
    pub users: usize,
    pub groups: usize,
    pub seed: u64,
}

impl Plan {
    /// Nothing but the two practices.
    pub fn alone(seed: u64) -> Self {
        Self { users: MEMBERS, groups: 2, seed }
    }
}

pub struct Practice {
    pub group: GroupId,
    pub manager: UserId,
    pub members: usize,
}

pub const fn days(days: u64) -> Duration {
    Duration::from_hours(24 * days)
}

/// Fills an empty, migrated database. Gives the practice of ten and the one of 2 000.
pub async fn fill(storage: &Storage, plan: &Plan) -> [Practice; 2] {
    assert!(plan.users >= MEMBERS && plan.groups >= 2, "there is no room for the two practices");
    let homes = add_groups(storage, plan).await;
    let (practices, others) = homes.split_at(2);
    let came_at = |share: usize, of: usize| {
        let part = u32::try_from(share).expect("few") * 1000 / u32::try_from(of).expect("few");
        NOW.minus(days(730)).plus(days(729) * part / 1000)
    };
    let mut managers = [None; 2];
    let mut members = 0;
    let mut at = 0;
    while at < plan.users {
        let mut rows = Rows::default();
        let end = (at + BATCH).min(plan.users);
        for number in at..end {
            // Every so many people one belongs to the two practices, and of those every 201st to the small one.
            if number * MEMBERS / plan.users == members && members < MEMBERS {
                let which = usize::from(members % (MEMBERS / SMALL) != 0);
                let person = Person::draw(&mut rows, plan.seed, members, came_at(members, MEMBERS));
                let manages = managers[which].is_none() && person.is_active;
                let user = person.joins(&mut rows, practices[which], MembershipState::Active, manages);
                if manages {
                    managers[which] = Some(user);
                }
                if !others.is_empty() && person.in_percent(10) {
                    person.joins(&mut rows, person.one_of_groups(others), MembershipState::Active, false);
                }
                members += 1;
            } else {
                let person = Person::draw(&mut rows, plan.seed, MEMBERS + number, came_at(number, plan.users));
                let home = person.one_of_groups(others);
                let state = if person.in_percent(95) { MembershipState::Active } else { MembershipState::Deactivated };
                person.joins(&mut rows, home, state, person.in_percent(10));
                let second = person.one_of_groups(others);
                if second.group != home.group && person.in_percent(12) {
                    person.joins(&mut rows, second, MembershipState::Active, false);
                }
            }
        }
        let tx = storage.write().await.expect("a transaction");
        rows.write(&tx).await;
        tx.commit().await.expect("a commit");
        at = end;
    }
    add_events(storage, practices, others).await;
    let practice = |which: usize, members| {
        let manager = managers[which].expect("somebody who manages it");
        Practice { group: practices[which].group, manager, members }
    };
    [practice(0, SMALL), practice(1, LARGE)]
}

/// The two practices first, whose deadlines have passed; of the others three in ten chose a policy.
async fn add_groups(storage: &Storage, plan: &Plan) -> Vec<Home> {
    let random = Seeded::new(plan.seed);
    let mut homes: Vec<Home> = Vec::with_capacity(plan.groups);
    while homes.len() < plan.groups {
        let tx = storage.write().await.expect("a transaction");
        let batch: Vec<usize> = (homes.len()..(homes.len() + BATCH).min(plan.groups)).collect();
        let ids: Vec<GroupId> = batch.iter().map(|_| GroupId::new(NOW.minus(days(731)), &random)).collect();
        let row = |(number, id): (&usize, &GroupId)| {
            group::Model {
                id: *id,
                name: format!("Practice {number}"),
                help_phone: None,
                help_email: None,
                zoneinfo: None,
                created_at: NOW.minus(days(731)).as_millis(),
            }
            .into_active_model()
        };
        insert(&tx, batch.iter().zip(&ids).map(row).collect()).await;
        for (number, group) in batch.into_iter().zip(ids) {
            let mandatory = GroupPolicy { setting: Setting::Mandatory, ..GroupPolicy::default() };
            let policy = match number {
                0 | 1 => Some(GroupPolicy { enforce_from: Some(NOW.minus(days(7))), ..mandatory }),
                _ => match number % 20 {
                    0 => Some(mandatory),
                    1 => Some(GroupPolicy { enforce_from: Some(NOW.plus(days(21))), ..mandatory }),
                    2 => Some(GroupPolicy { accepted: Accepted::of(MethodSet::NONE.with(Method::Sms), false), ..mandatory }),
                    3..6 => Some(GroupPolicy { setting: Setting::Prompt, ..GroupPolicy::default() }),
                    _ => None,
                },
            };
            if let Some(policy) = &policy {
                let event = |kind| SecurityEvent::new(kind, Actor::System);
                change::adopt(&tx, group, policy, &event, NOW.minus(days(60))).await.expect("a sound policy");
            }
            homes.push(Home { group, has_deadline: policy.is_some_and(|policy| policy.enforce_from.is_some()) });
        }
        tx.commit().await.expect("a commit");
    }
    homes
}

/// One event in each of the other groups, and between them now and then one in each of the two practices.
async fn add_events(storage: &Storage, practices: &[Home], others: &[Home]) {
    let rounds = 300;
    let mut others = others.chunks(others.len().div_ceil(rounds).max(1));
    for _ in 0..rounds {
        let tx: Transaction = storage.write().await.expect("a transaction");
        for home in others.next().into_iter().flatten().chain(practices) {
            let event = SecurityEvent::new(EventKind::MemberAdded, Actor::System).in_group(home.group);
            audit::append(&tx, NOW.minus(days(1)), &event).await.expect("an event");
        }
        tx.commit().await.expect("a commit");
    }
}
