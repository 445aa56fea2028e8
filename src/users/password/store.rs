//! Password hashes in the database. Only verification reads them.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, JoinType, QueryFilter, QuerySelect};

use super::super::{Email, UserState};
use super::hasher::HashedPassword;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::UserId;
use crate::storage::StorageError;
use crate::storage::entity::{password_credential, user};

/// What verification needs to know of an account.
pub(super) struct Credential {
    pub user: UserId,
    pub state: UserState,
    /// `None` where the user has no password.
    pub phc: Option<String>,
    /// Somebody else may know it: it opens nothing until another one is chosen.
    pub must_change: bool,
}

/// One query, whether the account exists, has a password, or neither.
pub(super) async fn by_email(c: &impl ConnectionTrait, email: &Email) -> Result<Option<Credential>, StorageError> {
    let to_password =
        user::Entity::belongs_to(password_credential::Entity).from(user::Column::Id).to(password_credential::Column::UserId).into();
    let row: Option<(UserId, String, Option<String>, Option<bool>)> = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .column(user::Column::State)
        .column(password_credential::Column::Phc)
        .column(password_credential::Column::MustChange)
        .join(JoinType::LeftJoin, to_password)
        .filter(user::COLUMN.email.eq(email.as_str()))
        .into_tuple()
        .one(c)
        .await?;
    row.map(|(user, state, phc, must_change)| {
        let state = UserState::parse(&state).ok_or_else(|| StorageError::Damaged(format!("state of user {user}")))?;
        Ok(Credential { user, state, phc, must_change: must_change.unwrap_or(false) })
    })
    .transpose()
}

/// Sets a user's password, over the one before. Ending sessions and links is the caller's, in the same transaction.
pub async fn set(c: &impl ConnectionTrait, user: UserId, password: &HashedPassword, now: Timestamp) -> Result<(), StorageError> {
    let row =
        password_credential::Model { user_id: user, phc: password.as_str().to_owned(), changed_at: now.as_millis(), must_change: false };
    let over = OnConflict::column(password_credential::Column::UserId)
        .update_columns([password_credential::Column::Phc, password_credential::Column::ChangedAt, password_credential::Column::MustChange])
        .to_owned();
    password_credential::Entity::insert(row.into_active_model()).on_conflict(over).exec_without_returning(c).await?;
    Ok(())
}

/// Makes the user's password open nothing until another one is chosen; whether there was one.
pub async fn require_change(c: &impl ConnectionTrait, user: UserId) -> Result<bool, StorageError> {
    let change = password_credential::ActiveModel { must_change: sea_orm::ActiveValue::Set(true), ..Default::default() };
    let own = password_credential::Entity::update_many().set(change).filter(password_credential::COLUMN.user_id.eq(user));
    Ok(own.exec(c).await?.rows_affected == 1)
}

/// Stores a costlier hash of the same password, unless the password has been changed since `old` was read.
pub(super) async fn replace(c: &impl ConnectionTrait, user: UserId, old: &str, new: &HashedPassword) -> Result<(), StorageError> {
    let change = password_credential::ActiveModel { phc: sea_orm::ActiveValue::Set(new.as_str().to_owned()), ..Default::default() };
    password_credential::Entity::update_many()
        .set(change)
        .filter(password_credential::COLUMN.user_id.eq(user))
        .filter(password_credential::COLUMN.phc.eq(old))
        .exec(c)
        .await?;
    Ok(())
}

/// When the user's password was last set; `None` where there is none.
pub async fn changed_at(c: &impl ConnectionTrait, user: UserId) -> Result<Option<Timestamp>, StorageError> {
    let row = password_credential::Entity::find_by_id(user).one(c).await?;
    Ok(row.map(|row| Timestamp::from_millis(row.changed_at)))
}

/// Whether a password that was verified at `shown_at` still opens something: it was neither changed since nor must it be.
pub async fn holds(c: &impl ConnectionTrait, user: UserId, shown_at: Timestamp) -> Result<bool, StorageError> {
    let row = password_credential::Entity::find_by_id(user).one(c).await?;
    Ok(row.is_some_and(|row| !row.must_change && row.changed_at <= shown_at.as_millis()))
}

/// The stored hash, for tests that look at its parameters.
#[cfg(test)]
pub(in crate::users) async fn phc_of(storage: &crate::storage::Storage, user: UserId) -> String {
    password_credential::Entity::find_by_id(user).one(storage.read()).await.unwrap().unwrap().phc
}
