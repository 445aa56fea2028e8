//! What people set up, in the database. Whoever changes it holds the user's row.

use std::collections::HashSet;

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};

use super::enrolment::EnrolledMethod;
use super::status::{State, Status};
use super::{Method, MethodSet};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{EnrolledMethodId, UserId};
use crate::storage::StorageError;
use crate::storage::entity::{factor_method, two_factor};

use factor_method::{COLUMN, Column, Entity, Model};

/// Those of these people for whom nothing was ever turned on, in the order of their ids.
pub async fn without_two_factor(c: &impl ConnectionTrait, mut people: Vec<UserId>) -> Result<Vec<UserId>, StorageError> {
    let mut turned_on: HashSet<UserId> = HashSet::new();
    for some in people.chunks(1000) {
        let rows = two_factor::Entity::find()
            .select_only()
            .column(two_factor::Column::UserId)
            .filter(two_factor::Column::UserId.is_in(some.iter().copied()))
            .filter(two_factor::Column::Status.ne(Status::NotSetup.as_str()));
        turned_on.extend(rows.into_tuple::<UserId>().all(c).await?);
    }
    people.retain(|user| !turned_on.contains(user));
    people.sort_unstable();
    Ok(people)
}

/// A person's state, and the rows behind it: the validated methods first, in the order in which a sign-in offers them.
pub(super) async fn load(c: &impl ConnectionTrait, user: UserId) -> Result<(State, Vec<EnrolledMethod>), StorageError> {
    let head = two_factor::Entity::find_by_id(user).one(c).await?;
    let rows = Entity::find().filter(COLUMN.user_id.eq(user)).order_by_asc(Column::Id).all(c).await?;
    let mut methods = rows.into_iter().map(EnrolledMethod::try_from).collect::<Result<Vec<_>, _>>()?;
    let Some(head) = head else { return Ok((State::NotSetup, Vec::new())) };
    let damaged = |what: &str| StorageError::Damaged(format!("two-factor {what} of user {user}"));
    let status = Status::parse(&head.status).ok_or_else(|| damaged("status"))?;
    let primary = head.primary_method.map(|word| Method::parse(&word).ok_or_else(|| damaged("method"))).transpose()?;
    let validated: MethodSet = methods.iter().filter(|method| method.validated_at.is_some()).map(|method| method.method).collect();
    let pending = methods.iter().find(|method| method.validated_at.is_none()).map(|method| method.method);
    let state = State::of(status != Status::NotSetup, validated, primary, pending);
    // Fail closed: a status that its rows do not bear out is not guessed at.
    if state.status() != status || state.primary() != primary {
        return Err(damaged("state"));
    }
    methods.sort_by_key(|method| (method.validated_at.is_none(), Some(method.method) != primary, method.method));
    Ok((state, methods))
}

/// Writes the state; `methods_changed` where a method was added, replaced or removed.
pub(super) async fn save(
    c: &impl ConnectionTrait,
    user: UserId,
    state: State,
    methods_changed: bool,
    now: Timestamp,
) -> Result<(), StorageError> {
    let row = two_factor::Model {
        user_id: user,
        status: state.status().as_str().to_owned(),
        primary_method: state.primary().map(|method| method.as_str().to_owned()),
        changed_at: now.as_millis(),
    };
    let mut columns = vec![two_factor::Column::Status, two_factor::Column::PrimaryMethod];
    if methods_changed {
        columns.push(two_factor::Column::ChangedAt);
    }
    let over = OnConflict::column(two_factor::Column::UserId).update_columns(columns).to_owned();
    two_factor::Entity::insert(row.into_active_model()).on_conflict(over).exec_without_returning(c).await?;
    Ok(())
}

/// What a method that was chosen needs until it is validated.
pub(super) struct Chosen {
    pub id: EnrolledMethodId,
    pub method: Method,
    pub secret: Option<Vec<u8>>,
    pub address: Option<String>,
}

/// Keeps a method that was chosen, in place of any that was waiting before.
pub(super) async fn choose(c: &impl ConnectionTrait, user: UserId, chosen: Chosen, now: Timestamp) -> Result<(), StorageError> {
    Entity::delete_many().filter(COLUMN.user_id.eq(user)).filter(COLUMN.validated.eq(false)).exec(c).await?;
    let row = Model {
        id: chosen.id,
        user_id: user,
        method: chosen.method.as_str().to_owned(),
        validated: false,
        secret: chosen.secret,
        address: chosen.address,
        last_step: None,
        created_at: now.as_millis(),
        validated_at: None,
        last_used_at: None,
    };
    Entity::insert(row.into_active_model()).exec_without_returning(c).await?;
    Ok(())
}

/// Makes the method that waits the validated one, in place of the one before; false when it waits no more.
pub(super) async fn validate(c: &impl ConnectionTrait, user: UserId, method: Method, now: Timestamp) -> Result<bool, StorageError> {
    let of_method = || Condition::all().add(COLUMN.user_id.eq(user)).add(COLUMN.method.eq(method.as_str()));
    Entity::delete_many().filter(of_method()).filter(COLUMN.validated.eq(true)).exec(c).await?;
    let validated = Entity::update_many()
        .col_expr(Column::Validated, Expr::value(true))
        .col_expr(Column::ValidatedAt, Expr::value(now.as_millis()))
        .filter(of_method())
        .filter(COLUMN.validated.eq(false))
        .exec(c)
        .await?;
    Ok(validated.rows_affected == 1)
}

/// Removes one method, or all, with what waits to be validated.
pub(super) async fn remove(c: &impl ConnectionTrait, user: UserId, method: Option<Method>) -> Result<(), StorageError> {
    let mut removed = Entity::delete_many().filter(COLUMN.user_id.eq(user));
    if let Some(method) = method {
        removed = removed.filter(COLUMN.method.eq(method.as_str()));
    }
    removed.exec(c).await?;
    Ok(())
}

/// The sealed key of an authenticator app, which only verification reads.
pub(super) async fn sealed_key(c: &impl ConnectionTrait, id: EnrolledMethodId) -> Result<Option<Vec<u8>>, StorageError> {
    Ok(Entity::find_by_id(id).one(c).await?.and_then(|row| row.secret))
}

/// Accepts a step of an authenticator app, once, and none that lies before it. Of many who come with one step, on whatever
/// node, one wins.
pub(super) async fn accept_step(c: &impl ConnectionTrait, id: EnrolledMethodId, step: i64, now: Timestamp) -> Result<bool, StorageError> {
    let accepted = Entity::update_many()
        .col_expr(Column::LastStep, Expr::value(step))
        .col_expr(Column::LastUsedAt, Expr::value(now.as_millis()))
        .filter(COLUMN.id.eq(id))
        .filter(Expr::col(Column::LastStep).is_null().or(Expr::col(Column::LastStep).lt(step)))
        .exec(c)
        .await?;
    Ok(accepted.rows_affected == 1)
}

/// Notes that a method was used; false when it is no more.
pub(super) async fn note_use(c: &impl ConnectionTrait, id: EnrolledMethodId, now: Timestamp) -> Result<bool, StorageError> {
    let used = Entity::update_many().col_expr(Column::LastUsedAt, Expr::value(now.as_millis())).filter(COLUMN.id.eq(id)).exec(c).await?;
    Ok(used.rows_affected == 1)
}

impl TryFrom<Model> for EnrolledMethod {
    type Error = StorageError;

    fn try_from(row: Model) -> Result<Self, Self::Error> {
        let method = Method::parse(&row.method).ok_or_else(|| StorageError::Damaged(format!("method {}", row.id)))?;
        Ok(Self {
            id: row.id,
            method,
            address: row.address,
            created_at: Timestamp::from_millis(row.created_at),
            validated_at: row.validated_at.map(Timestamp::from_millis).filter(|_| row.validated),
            last_used_at: row.last_used_at.map(Timestamp::from_millis),
        })
    }
}
