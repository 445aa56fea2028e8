//! The chain in the database.

use std::io::Write;

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::chain::{ChainHead, Verdict, Walk, link};
use super::event::{EventKind, SecurityEvent};
use super::export::{ExportError, ExportFormat};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{GroupId, UserId};
use crate::storage::entity::{audit_head, security_event};
use crate::storage::{StorageError, Transaction};

/// The one row of `audit_head`.
const HEAD: i32 = 1;

/// How many events are read at a time.
const BATCH: u64 = 1000;

/// An event as it was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    pub seq: i64,
    pub at: Timestamp,
    /// A name of [`EventKind`], also of a kind that a newer version wrote.
    pub kind: String,
    pub user: Option<UserId>,
    pub client: Option<String>,
    pub group: Option<GroupId>,
    pub actor: String,
    pub address: Option<String>,
    pub request_id: Option<String>,
    /// A JSON object.
    pub details: String,
    pub previous_hash: [u8; 32],
    pub hash: [u8; 32],
}

/// Which events are wanted; all of them by default.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub kinds: Vec<EventKind>,
    pub user: Option<UserId>,
    pub client: Option<String>,
    pub group: Option<GroupId>,
    /// From this moment on.
    pub since: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
}

/// Some events, newest first.
#[derive(Clone, Debug)]
pub struct Page {
    pub events: Vec<Recorded>,
    /// Hand this to the next call for older events; `None` when there are none.
    pub older: Option<i64>,
}

/// Writes `event` as the newest link of the chain. Call it last in the transaction: others wait for its commit.
pub async fn append(tx: &Transaction, now: Timestamp, event: &SecurityEvent) -> Result<ChainHead, StorageError> {
    let head = lock_head(tx).await?;
    let mut recorded = Recorded {
        seq: head.seq + 1,
        at: now,
        kind: event.kind.name().to_owned(),
        user: event.user,
        client: event.client.clone(),
        group: event.group,
        actor: event.actor.to_string(),
        address: event.address.map(|address| address.to_string()),
        request_id: event.request_id.clone(),
        details: serde_json::to_string(&event.details)?,
        previous_hash: head.hash,
        hash: head.hash,
    };
    recorded.hash = link(&recorded);
    let row = security_event::ActiveModel {
        seq: Set(recorded.seq),
        at: Set(now.as_millis()),
        kind: Set(recorded.kind),
        user_id: Set(recorded.user),
        client_id: Set(recorded.client),
        group_id: Set(recorded.group),
        actor: Set(recorded.actor),
        address: Set(recorded.address),
        request_id: Set(recorded.request_id),
        details: Set(recorded.details),
        previous_hash: Set(recorded.previous_hash.to_vec()),
        hash: Set(recorded.hash.to_vec()),
    };
    security_event::Entity::insert(row).exec_without_returning(tx).await?;
    let head = ChainHead { seq: recorded.seq, hash: recorded.hash };
    let row = audit_head::ActiveModel { id: Set(HEAD), seq: Set(head.seq), hash: Set(head.hash.to_vec()) };
    row.update(tx).await?;
    Ok(head)
}

/// Takes the head for this transaction; makes it in an empty database, where of several first writers one makes it and the others wait.
async fn lock_head(tx: &Transaction) -> Result<ChainHead, StorageError> {
    let find = || audit_head::Entity::find_by_id(HEAD).lock_exclusive().one(tx);
    if let Some(row) = find().await? {
        return Ok(head_of(row));
    }
    let first = audit_head::ActiveModel { id: Set(HEAD), seq: Set(0), hash: Set(ChainHead::EMPTY.hash.to_vec()) };
    let once = OnConflict::column(audit_head::Column::Id).do_nothing().to_owned();
    audit_head::Entity::insert(first).on_conflict(once).exec_without_returning(tx).await?;
    match find().await? {
        Some(row) => Ok(head_of(row)),
        None => Err(StorageError::Damaged("the head of the audit chain is missing".to_owned())),
    }
}

fn head_of(row: audit_head::Model) -> ChainHead {
    ChainHead { seq: row.seq, hash: hash_of(&row.hash) }
}

/// What is no hash at all fits no event, and so shows in [`verify`] like any other change.
fn hash_of(bytes: &[u8]) -> [u8; 32] {
    bytes.try_into().unwrap_or_default()
}

fn recorded(row: security_event::Model) -> Recorded {
    Recorded {
        previous_hash: hash_of(&row.previous_hash),
        hash: hash_of(&row.hash),
        seq: row.seq,
        at: Timestamp::from_millis(row.at),
        kind: row.kind,
        user: row.user_id,
        client: row.client_id,
        group: row.group_id,
        actor: row.actor,
        address: row.address,
        request_id: row.request_id,
        details: row.details,
    }
}

fn matching(filter: &Filter) -> sea_orm::Select<security_event::Entity> {
    let columns = security_event::COLUMN;
    let mut query = security_event::Entity::find();
    if !filter.kinds.is_empty() {
        query = query.filter(columns.kind.is_in(filter.kinds.iter().map(|kind| kind.name())));
    }
    if let Some(user) = filter.user {
        query = query.filter(columns.user_id.eq(user));
    }
    if let Some(client) = &filter.client {
        query = query.filter(columns.client_id.eq(client.clone()));
    }
    if let Some(group) = filter.group {
        query = query.filter(columns.group_id.eq(group));
    }
    if let Some(since) = filter.since {
        query = query.filter(columns.at.gte(since.as_millis()));
    }
    if let Some(until) = filter.until {
        query = query.filter(columns.at.lt(until.as_millis()));
    }
    query
}

/// The newest events that match, or those older than `before`; at most `limit`.
pub async fn list(c: &impl ConnectionTrait, filter: &Filter, before: Option<i64>, limit: u64) -> Result<Page, StorageError> {
    let limit = limit.clamp(1, BATCH);
    let mut query = matching(filter);
    if let Some(before) = before {
        query = query.filter(security_event::COLUMN.seq.lt(before));
    }
    // One more than wanted tells whether there is a next page.
    let rows = query.order_by_desc(security_event::Column::Seq).limit(limit + 1).all(c).await?;
    let mut events: Vec<_> = rows.into_iter().map(recorded).collect();
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = events.len() > wanted;
    events.truncate(wanted);
    let older = events.last().filter(|_| more).map(|event| event.seq);
    Ok(Page { events, older })
}

/// Writes the events that match, oldest first, and tells how many there were.
pub async fn export(
    c: &impl ConnectionTrait,
    filter: &Filter,
    format: ExportFormat,
    out: &mut (impl Write + Send),
) -> Result<u64, ExportError> {
    format.begin(out)?;
    let mut after = 0;
    let mut written = 0;
    loop {
        let batch = batch_after(c, matching(filter), after).await?;
        let Some(last) = batch.last() else { break };
        after = last.seq;
        for event in &batch {
            format.write(event, out)?;
            written += 1;
        }
    }
    out.flush()?;
    Ok(written)
}

/// Reads the whole chain and tells what is wrong with it. `noted` is a head that was noted down earlier.
pub async fn verify(c: &impl ConnectionTrait, noted: Option<ChainHead>) -> Result<Verdict, StorageError> {
    let mut walk = Walk::new(noted);
    loop {
        let head = current_head(c).await?;
        while walk.at.seq < head.seq {
            let batch =
                batch_after(c, security_event::Entity::find().filter(security_event::COLUMN.seq.lte(head.seq)), walk.at.seq).await?;
            if batch.is_empty() {
                break;
            }
            for event in &batch {
                walk.step(event);
            }
        }
        // An event and its head are committed together: one that is past the head read *after* it was never written by us.
        let beyond =
            security_event::Entity::find().filter(security_event::COLUMN.seq.gt(head.seq)).order_by_asc(security_event::Column::Seq);
        let beyond = beyond.one(c).await?.map(|row| row.seq);
        if beyond.is_none() || current_head(c).await? == head {
            return Ok(walk.finish(head, beyond));
        }
    }
}

async fn current_head(c: &impl ConnectionTrait) -> Result<ChainHead, StorageError> {
    Ok(audit_head::Entity::find_by_id(HEAD).one(c).await?.map_or(ChainHead::EMPTY, head_of))
}

async fn batch_after(
    c: &impl ConnectionTrait,
    query: sea_orm::Select<security_event::Entity>,
    after: i64,
) -> Result<Vec<Recorded>, StorageError> {
    let rows = query.filter(security_event::COLUMN.seq.gt(after)).order_by_asc(security_event::Column::Seq).limit(BATCH).all(c).await?;
    Ok(rows.into_iter().map(recorded).collect())
}
