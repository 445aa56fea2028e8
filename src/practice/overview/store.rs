//! A group's members as figures, in the database.

use sea_orm::sea_query::{Alias, CommonTableExpression, Expr, ExprTrait, Func, Query, SimpleExpr, WithClause};
use sea_orm::{ConnectionTrait, FromQueryResult};

use super::super::store::{is_disabled, members, of, own_methods, own_passkeys, past_due, ready, status};
use super::super::table::Tally;
use super::Beginning;
use crate::factors::status::Status;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::GroupId;
use crate::groups::MembershipState;
use crate::policy::Asked;
use crate::storage::StorageError;
use crate::storage::entity::{factor_method, membership, passkey};

#[derive(FromQueryResult)]
struct Count {
    status: String,
    ready: bool,
    past_due: bool,
    members: i64,
}

/// How many active members there are, by what matters.
pub async fn tally(c: &impl ConnectionTrait, group: GroupId, asked: Option<&Asked>, now: Timestamp) -> Result<Tally, StorageError> {
    let backend = c.get_database_backend();
    let mut one = members(group, MembershipState::Active);
    one.and_where(is_disabled().not());
    one.expr_as(status(), Alias::new("status"))
        .expr_as(ready(asked), Alias::new("ready"))
        .expr_as(past_due(asked, now), Alias::new("past_due"));
    let kinds = || ["status", "ready", "past_due"].map(Alias::new);
    // Made first, and then counted: otherwise PostgreSQL reckons, and SQLite does, all of it twice.
    let each = CommonTableExpression::new().table_name(Alias::new("each")).query(one).materialized(true).to_owned();
    let counted = Query::select()
        .columns(kinds())
        .expr_as(Func::count(Expr::cust("*")), Alias::new("members"))
        .from(Alias::new("each"))
        .group_by_columns(kinds())
        .take()
        .with(WithClause::new().cte(each).to_owned());
    let mut tally = Tally::default();
    for row in Count::find_by_statement(backend.build(&counted)).all(c).await? {
        let members = row.members.unsigned_abs();
        tally.members += members;
        match Status::parse(&row.status).ok_or_else(|| StorageError::Damaged("a two-factor status".to_owned()))? {
            Status::Enabled => tally.enabled += members,
            Status::Pending => tally.pending += members,
            Status::Activated => tally.activated += members,
            Status::NotSetup => tally.not_setup += members,
        }
        tally.ready += if row.ready { members } else { 0 };
        tally.overdue += if row.past_due && !row.ready { members } else { 0 };
    }
    Ok(tally)
}

#[derive(FromQueryResult)]
struct Began {
    joined: i64,
    first_method: Option<i64>,
    first_passkey: Option<i64>,
}

/// When each active member joined, and since when they have what is asked.
pub async fn beginnings(c: &impl ConnectionTrait, group: GroupId, asked: Option<&Asked>) -> Result<Vec<Beginning>, StorageError> {
    let first_method = Expr::col((factor_method::Entity, factor_method::Column::ValidatedAt)).min();
    let first_passkey = Expr::col((passkey::Entity, passkey::Column::CreatedAt)).min();
    let mut query = members(group, MembershipState::Active);
    query
        .and_where(is_disabled().not())
        .expr_as(of(membership::Entity, membership::Column::CreatedAt), Alias::new("joined"))
        .expr_as(SimpleExpr::from(own_methods(asked).expr(first_method).take()), Alias::new("first_method"))
        .expr_as(SimpleExpr::from(own_passkeys().expr(first_passkey).take()), Alias::new("first_passkey"));
    let rows = Began::find_by_statement(c.get_database_backend().build(&query)).all(c).await?;
    let counts = asked.is_none_or(|asked| asked.accepted.passkey);
    let began = |row: Began| {
        let ready = row.first_method.into_iter().chain(row.first_passkey.filter(|_| counts)).min();
        Beginning { joined_at: Timestamp::from_millis(row.joined), ready_at: ready.map(Timestamp::from_millis) }
    };
    Ok(rows.into_iter().map(began).collect())
}
