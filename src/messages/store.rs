//! The outbox's rows.

use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::outbox::Channel;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::MessageId;
use crate::storage::StorageError;
use crate::storage::entity::outbox_message::{ActiveModel, COLUMN, Column, Entity, Model};

const WAITING: &str = "waiting";
const SENDING: &str = "sending";
const SUPERSEDED: &str = "superseded";

/// A message to be put into the outbox.
pub(super) struct NewRow {
    pub recipient: String,
    pub kind: &'static str,
    /// Sealed before it is kept.
    pub body: Vec<u8>,
    pub topic: Option<String>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// A message that this node, and no other, may send until its lease is over.
pub(super) struct Claimed {
    pub id: MessageId,
    pub channel: Channel,
    pub recipient: String,
    pub kind: String,
    pub body: Vec<u8>,
    pub attempts: i32,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// A message that somebody was written, without its words.
#[derive(Clone, Debug)]
pub struct Written {
    /// `email` or `sms`.
    pub channel: String,
    pub kind: String,
    pub state: String,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

/// How a message ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Sent,
    Failed,
    Expired,
}

impl End {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Expired => "expired",
        }
    }
}

pub(super) async fn insert(tx: &impl ConnectionTrait, id: MessageId, channel: Channel, row: NewRow) -> Result<(), StorageError> {
    let row = ActiveModel {
        id: Set(id),
        channel: Set(channel.name().to_owned()),
        recipient: Set(row.recipient),
        kind: Set(row.kind.to_owned()),
        body: Set(row.body),
        state: Set(WAITING.to_owned()),
        attempts: Set(0),
        next_attempt_at: Set(row.created_at.as_millis()),
        created_at: Set(row.created_at.as_millis()),
        expires_at: Set(row.expires_at.as_millis()),
        finished_at: Set(None),
        last_error: Set(None),
        topic: Set(row.topic),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// What is due, the longest waiting first, with the number of attempts so far: also what a node claimed and did not finish.
pub(super) async fn due(
    c: &impl ConnectionTrait,
    channel: Channel,
    now: Timestamp,
    limit: u64,
) -> Result<Vec<(MessageId, i32)>, StorageError> {
    let rows = Entity::find()
        .select_only()
        .column(Column::Id)
        .column(Column::Attempts)
        .filter(COLUMN.channel.eq(channel.name()))
        .filter(COLUMN.state.is_in([WAITING, SENDING]))
        .filter(COLUMN.next_attempt_at.lte(now.as_millis()))
        .order_by_asc(Column::NextAttemptAt)
        .order_by_asc(Column::Id)
        .limit(limit)
        .into_tuple()
        .all(c)
        .await?;
    Ok(rows)
}

/// Claims a message as it was seen in [`due`]; `None` when another was quicker.
pub(super) async fn claim(
    c: &impl ConnectionTrait,
    seen: (MessageId, i32),
    now: Timestamp,
    lease_over_at: Timestamp,
) -> Result<Option<Claimed>, StorageError> {
    let (id, attempts) = seen;
    let rows = Entity::update_many()
        .col_expr(Column::State, Expr::value(SENDING))
        .col_expr(Column::Attempts, Expr::value(attempts + 1))
        .col_expr(Column::NextAttemptAt, Expr::value(lease_over_at.as_millis()))
        .filter(COLUMN.id.eq(id))
        .filter(COLUMN.attempts.eq(attempts))
        .filter(COLUMN.state.is_in([WAITING, SENDING]))
        .filter(COLUMN.next_attempt_at.lte(now.as_millis()))
        .exec_with_returning(c)
        .await?;
    rows.into_iter().next().map(claimed).transpose()
}

fn claimed(row: Model) -> Result<Claimed, StorageError> {
    let channel = Channel::parse(&row.channel).ok_or_else(|| StorageError::Damaged(format!("channel of message {}", row.id)))?;
    Ok(Claimed {
        id: row.id,
        channel,
        recipient: row.recipient,
        kind: row.kind,
        body: row.body,
        attempts: row.attempts,
        created_at: Timestamp::from_millis(row.created_at),
        expires_at: Timestamp::from_millis(row.expires_at),
    })
}

/// Ends what waits of a topic, unsent. What a node is sending just now may arrive, but is not tried again.
pub(super) async fn supersede(c: &impl ConnectionTrait, topic: &str, now: Timestamp) -> Result<(), StorageError> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(SUPERSEDED))
        .col_expr(Column::Body, Expr::value(Vec::<u8>::new()))
        .col_expr(Column::FinishedAt, Expr::value(now.as_millis()))
        .filter(COLUMN.topic.eq(topic))
        .filter(COLUMN.state.is_in([WAITING, SENDING]))
        .exec(c)
        .await?;
    Ok(())
}

/// What an address was written, the newest first: kind, state and when. Bodies are sealed and stay so.
pub(super) async fn written_to(c: &impl ConnectionTrait, recipient: &str, limit: u64) -> Result<Vec<Written>, StorageError> {
    let rows = Entity::find().filter(COLUMN.recipient.eq(recipient)).order_by_desc(Column::CreatedAt).limit(limit).all(c).await?;
    let written = |row: Model| Written {
        channel: row.channel,
        kind: row.kind,
        state: row.state,
        created_at: Timestamp::from_millis(row.created_at),
        finished_at: row.finished_at.map(Timestamp::from_millis),
    };
    Ok(rows.into_iter().map(written).collect())
}

/// Gives a claimed message back for another try. A claim that somebody else took over in the meantime is left alone.
pub(super) async fn retry(c: &impl ConnectionTrait, claim: &Claimed, at: Timestamp, error: &str) -> Result<(), StorageError> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(WAITING))
        .col_expr(Column::NextAttemptAt, Expr::value(at.as_millis()))
        .col_expr(Column::LastError, Expr::value(error))
        .filter(COLUMN.id.eq(claim.id))
        .filter(COLUMN.attempts.eq(claim.attempts))
        .filter(COLUMN.state.eq(SENDING))
        .exec(c)
        .await?;
    Ok(())
}

/// Ends a message: its words are gone from here on.
pub(super) async fn finish(
    c: &impl ConnectionTrait,
    claim: &Claimed,
    end: End,
    now: Timestamp,
    error: Option<&str>,
) -> Result<(), StorageError> {
    let mut update = Entity::update_many()
        .col_expr(Column::State, Expr::value(end.name()))
        .col_expr(Column::Body, Expr::value(Vec::<u8>::new()))
        .col_expr(Column::FinishedAt, Expr::value(now.as_millis()));
    if let Some(error) = error {
        update = update.col_expr(Column::LastError, Expr::value(error));
    }
    // A message that was sent is sent, whoever holds the claim by now.
    if end != End::Sent {
        update = update.filter(COLUMN.attempts.eq(claim.attempts));
    }
    update.filter(COLUMN.id.eq(claim.id)).filter(COLUMN.state.is_in([WAITING, SENDING])).exec(c).await?;
    Ok(())
}

/// How many messages of a channel are not finished.
pub(super) async fn unfinished(c: &impl ConnectionTrait, channel: Channel) -> Result<u64, StorageError> {
    Ok(Entity::find().filter(COLUMN.channel.eq(channel.name())).filter(COLUMN.state.is_in([WAITING, SENDING])).count(c).await?)
}

/// Forgets messages that were finished before `before`.
pub(super) async fn purge(c: &impl ConnectionTrait, before: Timestamp) -> Result<u64, StorageError> {
    Ok(Entity::delete_many().filter(COLUMN.finished_at.lt(before.as_millis())).exec(c).await?.rows_affected)
}
