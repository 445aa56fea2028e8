//! Users in the database.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, SqlErr,
};

use super::{Email, LONGEST_NAME, User, UserState};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::UserId;
use crate::foundation::one_line::one_line;
use crate::storage::entity::user::{ActiveModel, COLUMN, Column, Entity, Model};
use crate::storage::{StorageError, search};

/// Which users [`list`] gives, a page at a time in order of their ids.
#[derive(Clone, Debug, Default)]
pub struct UserFilter {
    /// Part of the name or email, in any case.
    pub search: Option<String>,
    pub state: Option<UserState>,
    /// The last user of the page before.
    pub after: Option<UserId>,
    /// The most users of a page; zero means 100.
    pub limit: u64,
}

pub async fn find(c: &impl ConnectionTrait, id: UserId) -> Result<Option<User>, StorageError> {
    Entity::find_by_id(id).one(c).await?.map(User::try_from).transpose()
}

pub async fn find_by_email(c: &impl ConnectionTrait, email: &Email) -> Result<Option<User>, StorageError> {
    Entity::find().filter(COLUMN.email.eq(email.as_str())).one(c).await?.map(User::try_from).transpose()
}

/// Adds a user; false when somebody has this email already.
pub async fn insert(c: &impl ConnectionTrait, user: &User) -> Result<bool, StorageError> {
    match Entity::insert(row(user)).exec_without_returning(c).await {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Writes the profile: names, phone, locale, zone, address. Email, state and operator have verbs of their own.
pub async fn update_profile(c: &impl ConnectionTrait, user: &User, now: Timestamp) -> Result<(), StorageError> {
    let row = row(user);
    let profile = ActiveModel {
        name: row.name,
        given_name: row.given_name,
        family_name: row.family_name,
        phone: row.phone,
        locale: row.locale,
        zoneinfo: row.zoneinfo,
        address: row.address,
        updated_at: Set(now.as_millis()),
        ..Default::default()
    };
    Entity::update_many().set(profile).filter(COLUMN.id.eq(user.id)).exec(c).await?;
    Ok(())
}

pub async fn list(c: &impl ConnectionTrait, filter: &UserFilter) -> Result<Vec<User>, StorageError> {
    let mut query = Entity::find().order_by_asc(Column::Id).limit(if filter.limit == 0 { 100 } else { filter.limit });
    if let Some(after) = filter.after {
        query = query.filter(COLUMN.id.gt(after));
    }
    if let Some(state) = filter.state {
        query = query.filter(COLUMN.state.eq(state.as_str()));
    }
    if let Some(search) = &filter.search {
        let within = |column: Column| search::holds(c.get_database_backend(), &Expr::col(column), search);
        query = query.filter(Condition::any().add(within(Column::Email)).add(within(Column::Name)));
    }
    query.all(c).await?.into_iter().map(User::try_from).collect()
}

pub async fn count(c: &impl ConnectionTrait) -> Result<u64, StorageError> {
    use sea_orm::PaginatorTrait;
    Ok(Entity::find().count(c).await?)
}

/// Enables or disables; false when there is no such user. Ending sessions and tokens is the caller's, in the same transaction.
pub async fn set_state(c: &impl ConnectionTrait, id: UserId, state: UserState, now: Timestamp) -> Result<bool, StorageError> {
    let change = ActiveModel { state: Set(state.as_str().to_owned()), updated_at: Set(now.as_millis()), ..Default::default() };
    Ok(Entity::update_many().set(change).filter(COLUMN.id.eq(id)).exec(c).await?.rows_affected == 1)
}

pub async fn set_operator(c: &impl ConnectionTrait, id: UserId, operator: bool, now: Timestamp) -> Result<bool, StorageError> {
    let change = ActiveModel { operator: Set(operator), updated_at: Set(now.as_millis()), ..Default::default() };
    Ok(Entity::update_many().set(change).filter(COLUMN.id.eq(id)).exec(c).await?.rows_affected == 1)
}

/// Marks `email` as proved; false when the user has another address by now, or had proved this one before.
pub async fn mark_email_verified(c: &impl ConnectionTrait, id: UserId, email: &Email, now: Timestamp) -> Result<bool, StorageError> {
    let change = ActiveModel { email_verified_at: Set(Some(now.as_millis())), updated_at: Set(now.as_millis()), ..Default::default() };
    let unproved = Condition::all().add(COLUMN.id.eq(id)).add(COLUMN.email.eq(email.as_str())).add(COLUMN.email_verified_at.is_null());
    Ok(Entity::update_many().set(change).filter(unproved).exec(c).await?.rows_affected == 1)
}

/// Gives a user another address, which they have proved; false when somebody has it already.
pub async fn change_email(c: &impl ConnectionTrait, id: UserId, email: &Email, now: Timestamp) -> Result<bool, StorageError> {
    let change = ActiveModel {
        email: Set(email.as_str().to_owned()),
        email_verified_at: Set(Some(now.as_millis())),
        updated_at: Set(now.as_millis()),
        ..Default::default()
    };
    match Entity::update_many().set(change).filter(COLUMN.id.eq(id)).exec(c).await {
        Ok(changed) => Ok(changed.rows_affected == 1),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

pub async fn record_sign_in(c: &impl ConnectionTrait, id: UserId, now: Timestamp) -> Result<(), StorageError> {
    let change = ActiveModel { last_sign_in_at: Set(Some(now.as_millis())), ..Default::default() };
    Entity::update_many().set(change).filter(COLUMN.id.eq(id)).exec(c).await?;
    Ok(())
}

/// Finds a user and keeps others from changing it until the transaction ends. Whoever changes several things of one user
/// begins with this, so that no two wait for each other.
///
/// On SQLite a writing transaction is alone already.
pub async fn lock(c: &impl ConnectionTrait, id: UserId) -> Result<Option<User>, StorageError> {
    Entity::find_by_id(id).lock_exclusive().one(c).await?.map(User::try_from).transpose()
}

fn row(user: &User) -> ActiveModel {
    let tidy = |text: &Option<String>| text.as_deref().map(|text| one_line(text, LONGEST_NAME)).filter(|text| !text.is_empty());
    Model {
        id: user.id,
        email: user.email.as_str().to_owned(),
        email_verified_at: user.email_verified.then_some(user.updated_at.as_millis()),
        name: one_line(&user.name, LONGEST_NAME),
        given_name: tidy(&user.given_name),
        family_name: tidy(&user.family_name),
        phone: tidy(&user.phone),
        locale: tidy(&user.locale),
        zoneinfo: tidy(&user.zoneinfo),
        address: user.address.as_ref().map(ToString::to_string),
        operator: user.operator,
        state: user.state.as_str().to_owned(),
        created_at: user.created_at.as_millis(),
        updated_at: user.updated_at.as_millis(),
        last_sign_in_at: user.last_sign_in_at.map(Timestamp::as_millis),
    }
    .into_active_model()
    .reset_all()
}

impl TryFrom<Model> for User {
    type Error = StorageError;

    fn try_from(row: Model) -> Result<Self, Self::Error> {
        let damaged = |what: &str| StorageError::Damaged(format!("{what} of user {}", row.id));
        Ok(Self {
            id: row.id,
            email: Email::parse(&row.email).map_err(|_| damaged("email"))?,
            email_verified: row.email_verified_at.is_some(),
            state: UserState::parse(&row.state).ok_or_else(|| damaged("state"))?,
            address: row.address.as_deref().map(serde_json::from_str).transpose()?,
            name: row.name,
            given_name: row.given_name,
            family_name: row.family_name,
            phone: row.phone,
            locale: row.locale,
            zoneinfo: row.zoneinfo,
            operator: row.operator,
            created_at: Timestamp::from_millis(row.created_at),
            updated_at: Timestamp::from_millis(row.updated_at),
            last_sign_in_at: row.last_sign_in_at.map(Timestamp::from_millis),
        })
    }
}
