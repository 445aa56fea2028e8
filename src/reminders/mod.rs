//! Letters that nobody asked for and somebody needs: before a group's deadline, and once a week to those who manage it.
//!
//! | letter | to | when |
//! |---|---|---|
//! | two-factor authentication is due | members of a mandatory group who have none of its methods | 7, 2 and 0 days before their deadline |
//! | the week's digest | active members with full access, while anybody is missing | Mondays |
//!
//! All in the morning of the group's own time zone ([`morning`]), through the outbox. Each letter is noted in the transaction
//! that queues it, so that it is written once, on however many nodes and after however many restarts; a morning that was slept
//! through is made up for until midnight.
//!
//! Also here: the figures about members that `/metrics` shows. What a group demands is `policy`.

pub mod morning;
mod store;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use crate::factors::status::Status;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{GroupId, UserId};
use crate::foundation::secret::Secret;
use crate::groups::{self, AccessLevel, Group, MembershipState};
use crate::messages::{Envelope, Message, MessageError, Outbox, Recipient};
use crate::policy::situation::store::members;
use crate::policy::{self, Accepted, Asked};
use crate::storage::{Storage, StorageError, Transaction};
use crate::text::{LanguageTag, Texts, Wishes};
use crate::users::{self, User};
use crate::web::Issuer;
use morning::LocalDay;

/// How often the groups are looked through.
pub const EVERY: Duration = Duration::from_mins(15);

/// How many people are written to in one transaction.
const AT_ONCE: usize = 20;

/// How long it is remembered who was written to.
const KEEP: Duration = Duration::from_hours(24 * 60);

/// How many groups or members are read at a time.
const BATCH: u64 = 500;

/// Days before a deadline on which members are reminded.
const REMIND_BEFORE: &[i64] = &[7, 2, 0];

/// What writing takes.
pub struct Reminders<'a> {
    pub storage: &'a Storage,
    pub outbox: &'a Outbox,
    pub texts: &'a Arc<Texts>,
    pub issuer: &'a Issuer,
    pub now: Timestamp,
}

impl Reminders<'_> {
    /// Writes every letter that is due now and was not written; how many there were.
    pub async fn write_due(&self) -> Result<usize, MessageError> {
        let mandated = policy::asked::store::mandated(self.storage.read()).await?;
        let mut with_a_wish = mandated.clone();
        with_a_wish.extend(store::groups_with_a_wish(self.storage.read()).await?);
        let mut written = 0;
        for id in with_a_wish {
            let Some(group) = groups::store::find(self.storage.read(), id).await? else { continue };
            let Some(today) = morning::of(group.calendar(), self.now) else { continue };
            let policy = policy::store::find(self.storage.read(), id).await?;
            let asked = Asked::of(&policy, mandated.contains(&id));
            written += self.write_to_group(&group, policy.satisfied_by(), asked, &today).await?;
        }
        let tx = self.storage.write().await?;
        store::forget(&tx, self.now.minus(KEEP)).await?;
        tx.commit().await.map_err(StorageError::from)?;
        Ok(written)
    }

    /// `accepted` is what the group wishes for, `asked` what it demands, if anything.
    async fn write_to_group(
        &self,
        group: &Group,
        accepted: Accepted,
        asked: Option<Asked>,
        today: &LocalDay,
    ) -> Result<usize, MessageError> {
        let extended = policy::store::extensions_in(self.storage.read(), group.id).await?;
        let due = |asked: Asked, user: UserId| asked.due(extended.get(&user).copied());
        let latest = asked.map(|asked| extended.keys().map(|user| due(asked, *user)).fold(asked.from, Timestamp::max));
        if !today.is_monday && latest.is_none_or(|latest| latest <= self.now) {
            return Ok(0);
        }
        let people = members(self.storage.read(), group.id).await?;
        let missing = people.iter().filter(|member| !member.enrolled.all().meets(accepted));
        let missing: Vec<(UserId, Option<Timestamp>)> =
            missing.map(|member| (member.user, asked.map(|asked| due(asked, member.user)))).collect();
        let mut letters: Vec<(UserId, Message)> = Vec::new();
        for (user, deadline) in &missing {
            let Some(days) = deadline.filter(|at| *at > self.now).and_then(|at| today.days_until(at)) else { continue };
            if REMIND_BEFORE.contains(&days) {
                let link = Secret::new(self.issuer.url("/account/two-factor"));
                letters.push((*user, Message::SetUpDue { practice: group.name.clone(), days, link }));
            }
        }
        if today.is_monday && !missing.is_empty() {
            let overdue = missing.iter().filter(|(_, deadline)| deadline.is_some_and(|at| at <= self.now)).count();
            for manager in self.with_full_access(group.id).await? {
                let link = Secret::new(self.issuer.url("/settings/users"));
                let message =
                    Message::Digest { practice: group.name.clone(), members: people.len(), missing: missing.len(), overdue, link };
                letters.push((manager, message));
            }
        }
        self.queue(group.id, today, letters).await
    }

    async fn with_full_access(&self, group: GroupId) -> Result<Vec<UserId>, StorageError> {
        let (mut managers, mut after) = (Vec::new(), None);
        loop {
            let some = groups::store::members_of(self.storage.read(), group, after, BATCH).await?;
            let Some(last) = some.last() else { return Ok(managers) };
            after = Some(last.user);
            let manages = some.iter().filter(|one| one.state == MembershipState::Active && one.access_level == AccessLevel::Full);
            managers.extend(manages.map(|one| one.user));
        }
    }

    async fn queue(&self, group: GroupId, today: &LocalDay, letters: Vec<(UserId, Message)>) -> Result<usize, MessageError> {
        let mut written = 0;
        for some in letters.chunks(AT_ONCE) {
            let tx = self.storage.write().await?;
            for (user, message) in some {
                written += usize::from(self.queue_one(&tx, group, today, *user, message).await?);
            }
            tx.commit().await.map_err(StorageError::from)?;
        }
        Ok(written)
    }

    async fn queue_one(
        &self,
        tx: &Transaction,
        group: GroupId,
        today: &LocalDay,
        user: UserId,
        message: &Message,
    ) -> Result<bool, MessageError> {
        let Some(person) = users::store::find(tx, user).await?.filter(User::is_active) else { return Ok(false) };
        if !store::note(tx, user, group, message.kind(), today.number, self.now).await? {
            return Ok(false);
        }
        let own: Option<LanguageTag> = person.locale.as_deref().and_then(|locale| locale.parse().ok());
        let language = self.texts.negotiate(Wishes { ui_locales: None, own: own.as_ref(), accept_language: None });
        let to = Recipient { email: person.email.as_str().to_owned(), name: person.name.clone(), language };
        self.outbox.queue(tx, &Envelope { to, message: message.clone(), asked: None }).await?;
        Ok(true)
    }
}

/// The figures about the people of the installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Active people by their two-factor status, in the order of [`Status::ALL`].
    pub people: Vec<(Status, u64)>,
    /// Active people who are late in any of their groups.
    pub overdue: u64,
    /// How often two-factor authentication was reset, as far as the record goes back.
    pub resets: u64,
}

impl Figures {
    pub async fn count(storage: &Storage, now: Timestamp) -> Result<Self, StorageError> {
        let c = storage.read();
        let by_status: HashMap<String, u64> = store::people_by_status(c).await?;
        let without_row = store::people(c).await?.saturating_sub(by_status.values().sum());
        let of = |status: &Status| {
            let counted = by_status.get(status.as_str()).copied().unwrap_or(0);
            (*status, if *status == Status::NotSetup { counted + without_row } else { counted })
        };
        let people = Status::ALL.iter().map(of).collect();
        Ok(Self { people, overdue: store::overdue(c, now).await?, resets: store::resets(c).await? })
    }
}

/// Brings the gauges about people up to date.
pub async fn report(storage: &Storage, now: Timestamp) -> Result<(), StorageError> {
    let figures = Figures::count(storage, now).await?;
    for (status, count) in figures.people {
        metrics::gauge!("frontdesk_people", "two_factor" => status.as_str()).set(height(count));
    }
    metrics::gauge!("frontdesk_people_overdue").set(height(figures.overdue));
    metrics::gauge!("frontdesk_two_factor_resets").set(height(figures.resets));
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a gauge")]
fn height(count: u64) -> f64 {
    count as f64
}
