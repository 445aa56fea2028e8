//! Reviews that wait, in the database. Doing one twice does no harm, so nodes need not agree on who does it.

use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{Review, Subject};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{GroupId, UserId};
use crate::storage::entity::policy_review::{ActiveModel, Column, Entity};
use crate::storage::{StorageError, Transaction};

const GROUP: &str = "group";
const PERSON: &str = "user";
const EVERYBODY: &str = "everybody";

impl Subject {
    fn row(self) -> (&'static str, Uuid) {
        match self {
            Self::Group(id) => (GROUP, *id.as_uuid()),
            Self::Person(id) => (PERSON, *id.as_uuid()),
            Self::Everybody => (EVERYBODY, Uuid::nil()),
        }
    }
}

/// Asks for a review from `due_at` on.
pub async fn queue(tx: &Transaction, subject: Subject, due_at: Timestamp) -> Result<(), StorageError> {
    let (kind, id) = subject.row();
    let row = ActiveModel { subject: Set(id), due_at: Set(due_at.as_millis()), kind: Set(kind.to_owned()) };
    Entity::insert(row).on_conflict_do_nothing().exec_without_returning(tx).await?;
    Ok(())
}

/// Takes back what was asked for: a deadline that moved.
pub async fn forget(tx: &Transaction, subject: Subject) -> Result<(), StorageError> {
    Entity::delete_many().filter(Column::Subject.eq(subject.row().1)).exec(tx).await?;
    Ok(())
}

/// Reviews that are due, the oldest first; at most `limit`.
pub async fn due(c: &impl ConnectionTrait, now: Timestamp, limit: u64) -> Result<Vec<Review>, StorageError> {
    let rows =
        Entity::find().filter(Column::DueAt.lte(now.as_millis())).order_by_asc(Column::DueAt).order_by_asc(Column::Subject).limit(limit);
    let review = |row: crate::storage::entity::policy_review::Model| {
        let subject = match row.kind.as_str() {
            GROUP => Subject::Group(GroupId::from_uuid(row.subject)),
            PERSON => Subject::Person(UserId::from_uuid(row.subject)),
            EVERYBODY => Subject::Everybody,
            other => return Err(StorageError::Damaged(format!("policy_reviews.kind: {other}"))),
        };
        Ok(Review { subject, due_at: Timestamp::from_millis(row.due_at) })
    };
    rows.all(c).await?.into_iter().map(review).collect()
}

/// A review could not be done: it comes again then, and lets others go first.
pub async fn put_off(tx: &Transaction, review: Review, until: Timestamp) -> Result<(), StorageError> {
    done(tx, review).await?;
    queue(tx, review.subject, until).await
}

/// A review was done.
pub async fn done(tx: &Transaction, review: Review) -> Result<(), StorageError> {
    let of_subject = Entity::delete_many().filter(Column::Subject.eq(review.subject.row().1));
    of_subject.filter(Column::DueAt.eq(review.due_at.as_millis())).exec(tx).await?;
    Ok(())
}
