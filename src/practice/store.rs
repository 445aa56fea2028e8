//! A group's members with all that the table shows of them, in the database.
//!
//! Every query begins at the group (`memberships_group_id`) and goes from there to single rows by their keys, so an
//! installation of many other people costs nothing.

use std::collections::HashMap;

use sea_orm::sea_query::{Alias, CaseStatement, Expr, ExprTrait, Func, IntoIden, Order, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};

use super::table::{Asked, KeyValue, Line, PageKey, Sort, Wanted};
use crate::factors::status::Status;
use crate::factors::{Method, MethodSet};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{GroupId, UserId};
use crate::groups::{AccessLevel, MembershipState, Role};
use crate::storage::StorageError;
use crate::storage::entity::{deadline_extension, factor_method, membership, passkey, two_factor, user};

pub(super) const READY: &str = "ready";

#[derive(FromQueryResult)]
struct Row {
    user_id: UserId,
    name: String,
    email: String,
    role: String,
    access_level: String,
    membership_state: String,
    user_state: String,
    status: String,
    last_sign_in_at: Option<i64>,
    ready: bool,
    due_at: Option<i64>,
    sort_text: Option<String>,
    sort_number: Option<i64>,
}

pub(super) fn of(table: impl IntoIden, column: impl IntoIden) -> SimpleExpr {
    Expr::col((table, column))
}

pub(super) fn status() -> SimpleExpr {
    Func::coalesce([of(two_factor::Entity, two_factor::Column::Status), Expr::value(Status::NotSetup.as_str())]).into()
}

fn member() -> SimpleExpr {
    of(membership::Entity, membership::Column::UserId)
}

/// A member's validated methods, as far as they are asked for; where nothing is asked, all.
pub(super) fn own_methods(asked: Option<&Asked>) -> SelectStatement {
    let methods = asked.map_or(MethodSet::ALL, |asked| asked.methods);
    let words: Vec<&str> = methods.iter().map(Method::as_str).collect();
    Query::select()
        .from(factor_method::Entity)
        .and_where(of(factor_method::Entity, factor_method::Column::UserId).eq(member()))
        .and_where(of(factor_method::Entity, factor_method::Column::Validated).eq(true))
        .and_where(of(factor_method::Entity, factor_method::Column::Method).is_in(words))
        .take()
}

pub(super) fn own_passkeys() -> SelectStatement {
    Query::select().from(passkey::Entity).and_where(of(passkey::Entity, passkey::Column::UserId).eq(member())).take()
}

/// Whether a member has what is asked; where nothing is asked, anything.
pub(super) fn ready(asked: Option<&Asked>) -> SimpleExpr {
    let method = Expr::exists(own_methods(asked).expr(Expr::value(1)).take());
    if asked.is_none_or(|asked| asked.passkey) { method.or(Expr::exists(own_passkeys().expr(Expr::value(1)).take())) } else { method }
}

/// From when on a member must have it: the group's deadline, or a later one of their own.
fn due(asked: &Asked) -> SimpleExpr {
    let own = || of(deadline_extension::Entity, deadline_extension::Column::Until);
    let group = || Expr::value(asked.from.as_millis());
    CaseStatement::new().case(own().gt(group()), own()).finally(group()).into()
}

/// Whether the deadline of a member who has not what is asked has passed.
pub(super) fn overdue(asked: Option<&Asked>, now: Timestamp) -> SimpleExpr {
    match asked {
        Some(asked) => ready(Some(asked)).not().and(due(asked).lte(now.as_millis())),
        None => Expr::value(1).eq(0),
    }
}

fn place_of(word: SimpleExpr, words: &[&'static str]) -> SimpleExpr {
    let mut case = CaseStatement::new();
    for (place, one) in (0_i64..).zip(words) {
        case = case.case(word.clone().eq(*one), Expr::value(place));
    }
    case.finally(Expr::value(i64::try_from(words.len()).unwrap_or(i64::MAX))).into()
}

/// Nothing, in a column that is a number elsewhere.
fn no_number() -> SimpleExpr {
    Expr::cust("CAST(NULL AS bigint)")
}

fn no_text() -> SimpleExpr {
    Expr::cust("CAST(NULL AS text)")
}

fn sort_key(sort: Sort) -> SimpleExpr {
    let words = |all: &[Status]| all.iter().map(|status| status.as_str()).collect::<Vec<_>>();
    match sort {
        Sort::Name => Func::lower(of(user::Entity, user::Column::Name)).into(),
        Sort::Status => place_of(status(), &words(Status::ALL)),
        Sort::Role => {
            place_of(of(membership::Entity, membership::Column::Role), &Role::ALL.iter().map(|role| role.as_str()).collect::<Vec<_>>())
        }
        Sort::Access => place_of(
            of(membership::Entity, membership::Column::AccessLevel),
            &AccessLevel::ALL.iter().map(|level| level.as_str()).collect::<Vec<_>>(),
        ),
        Sort::LastSignIn => Func::coalesce([of(user::Entity, user::Column::LastSignInAt), Expr::value(0_i64)]).into(),
    }
}

/// The members of a group who are in this state, joined with all that is asked of them.
pub(super) fn members(group: GroupId, state: MembershipState) -> SelectStatement {
    Query::select()
        .from(membership::Entity)
        .inner_join(user::Entity, of(user::Entity, user::Column::Id).eq(member()))
        .left_join(two_factor::Entity, of(two_factor::Entity, two_factor::Column::UserId).eq(member()))
        .left_join(
            deadline_extension::Entity,
            of(deadline_extension::Entity, deadline_extension::Column::UserId)
                .eq(member())
                .and(of(deadline_extension::Entity, deadline_extension::Column::GroupId).eq(group)),
        )
        .and_where(of(membership::Entity, membership::Column::GroupId).eq(group))
        .and_where(of(membership::Entity, membership::Column::State).eq(state.as_str()))
        .take()
}

fn narrowed(query: &mut SelectStatement, wanted: &Wanted, backend: DbBackend) {
    if let Some(search) = &wanted.search {
        let search = search.to_lowercase();
        // A position instead of LIKE: what people type has no wildcards.
        let place = if backend == DbBackend::Postgres { "strpos" } else { "instr" };
        let within = |column| {
            let lower = Func::lower(of(user::Entity, column));
            SimpleExpr::from(Func::cust(place).arg(lower).arg(Expr::value(search.clone()))).gt(0)
        };
        query.and_where(within(user::Column::Name).or(within(user::Column::Email)));
    }
    if let Some(wanted) = wanted.status {
        query.and_where(status().eq(wanted.as_str()));
    }
    if let Some(role) = wanted.role {
        query.and_where(of(membership::Entity, membership::Column::Role).eq(role.as_str()));
    }
    if let Some(level) = wanted.access_level {
        query.and_where(of(membership::Entity, membership::Column::AccessLevel).eq(level.as_str()));
    }
}

/// The query behind [`lines`], for the test that looks at its plan.
fn lines_query(group: GroupId, wanted: &Wanted, asked: Option<&Asked>, limit: u64, now: Timestamp, backend: DbBackend) -> SelectStatement {
    let mut query = members(group, wanted.state());
    let key = sort_key(wanted.sort);
    let alias = |name: &'static str| Alias::new(name);
    query
        .expr_as(of(membership::Entity, membership::Column::UserId), alias("user_id"))
        .expr_as(of(user::Entity, user::Column::Name), alias("name"))
        .expr_as(of(user::Entity, user::Column::Email), alias("email"))
        .expr_as(of(membership::Entity, membership::Column::Role), alias("role"))
        .expr_as(of(membership::Entity, membership::Column::AccessLevel), alias("access_level"))
        .expr_as(of(membership::Entity, membership::Column::State), alias("membership_state"))
        .expr_as(of(user::Entity, user::Column::State), alias("user_state"))
        .expr_as(status(), alias("status"))
        .expr_as(of(user::Entity, user::Column::LastSignInAt), alias("last_sign_in_at"))
        .expr_as(ready(asked), alias(READY))
        .expr_as(asked.map_or_else(no_number, due), alias("due_at"));
    let (text, number) = if wanted.sort == Sort::Name { (key.clone(), no_number()) } else { (no_text(), key.clone()) };
    query.expr_as(text, alias("sort_text")).expr_as(number, alias("sort_number"));
    narrowed(&mut query, wanted, backend);
    if wanted.overdue {
        query.and_where(overdue(asked, now));
    }
    let user_id = || of(membership::Entity, membership::Column::UserId);
    if let Some(after) = &wanted.after {
        let value = match &after.value {
            KeyValue::Number(number) => Expr::value(*number),
            KeyValue::Text(text) => Expr::value(text.clone()),
        };
        let beyond = |one: SimpleExpr, other: SimpleExpr| if wanted.descending { one.lt(other) } else { one.gt(other) };
        let same_and_beyond = key.clone().eq(value.clone()).and(beyond(user_id(), Expr::value(after.user)));
        query.and_where(beyond(key.clone(), value).or(same_and_beyond));
    }
    let order = if wanted.descending { Order::Desc } else { Order::Asc };
    query.order_by_expr(key, order.clone()).order_by_expr(user_id(), order).limit(limit).take()
}

/// The lines of one page, at most `limit`.
pub async fn lines(
    c: &impl ConnectionTrait,
    group: GroupId,
    wanted: &Wanted,
    asked: Option<&Asked>,
    limit: u64,
    now: Timestamp,
) -> Result<Vec<Line>, StorageError> {
    let backend = c.get_database_backend();
    // A key of another column's kind fits no line.
    let fits = |key: &PageKey| matches!(key.value, KeyValue::Text(_)) == (wanted.sort == Sort::Name);
    let wanted = if wanted.after.as_ref().is_some_and(|key| !fits(key)) { &wanted.from_the_start() } else { wanted };
    let query = lines_query(group, wanted, asked, limit, now, backend);
    let rows = Row::find_by_statement(backend.build(&query)).all(c).await?;
    filled(c, rows).await
}

/// The line of one member, in whatever state.
pub async fn line(
    c: &impl ConnectionTrait,
    group: GroupId,
    user: UserId,
    state: MembershipState,
    asked: Option<&Asked>,
    now: Timestamp,
) -> Result<Option<Line>, StorageError> {
    let backend = c.get_database_backend();
    let wanted = Wanted { deactivated: state == MembershipState::Deactivated, ..Wanted::default() };
    let mut query = lines_query(group, &wanted, asked, 1, now, backend);
    query.and_where(of(membership::Entity, membership::Column::UserId).eq(user));
    let rows = Row::find_by_statement(backend.build(&query)).all(c).await?;
    Ok(filled(c, rows).await?.pop())
}

/// Adds methods and passkeys to rows.
async fn filled(c: &impl ConnectionTrait, rows: Vec<Row>) -> Result<Vec<Line>, StorageError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<UserId> = rows.iter().map(|row| row.user_id).collect();
    let validated = factor_method::Entity::find()
        .select_only()
        .columns([factor_method::Column::UserId, factor_method::Column::Method])
        .filter(factor_method::Column::UserId.is_in(ids.clone()))
        .filter(factor_method::Column::Validated.eq(true));
    let mut methods: HashMap<UserId, MethodSet> = HashMap::new();
    for (user, word) in validated.into_tuple::<(UserId, String)>().all(c).await? {
        let method = Method::parse(&word).ok_or_else(|| StorageError::Damaged(format!("a method of user {user}")))?;
        let set = methods.entry(user).or_default();
        *set = set.with(method);
    }
    let kept = passkey::Entity::find()
        .select_only()
        .column(passkey::Column::UserId)
        .column_as(passkey::Column::Id.count(), "count")
        .filter(passkey::Column::UserId.is_in(ids))
        .group_by(passkey::Column::UserId);
    let passkeys: HashMap<UserId, i64> = kept.into_tuple::<(UserId, i64)>().all(c).await?.into_iter().collect();
    rows.into_iter()
        .map(|row| {
            let damaged = |what: &str| StorageError::Damaged(format!("{what} of user {}", row.user_id));
            let value = row.sort_text.map(KeyValue::Text).or(row.sort_number.map(KeyValue::Number)).ok_or_else(|| damaged("order"))?;
            Ok(Line {
                user: row.user_id,
                role: Role::parse(&row.role).ok_or_else(|| damaged("role"))?,
                access_level: AccessLevel::parse(&row.access_level).ok_or_else(|| damaged("access level"))?,
                state: MembershipState::parse(&row.membership_state).ok_or_else(|| damaged("membership"))?,
                is_disabled: row.user_state != "active",
                status: Status::parse(&row.status).ok_or_else(|| damaged("two-factor status"))?,
                methods: methods.get(&row.user_id).copied().unwrap_or_default(),
                passkeys: passkeys.get(&row.user_id).map_or(0, |count| count.unsigned_abs()),
                last_sign_in_at: row.last_sign_in_at.map(Timestamp::from_millis),
                due_at: row.due_at.filter(|_| !row.ready).map(Timestamp::from_millis),
                key: PageKey { value, user: row.user_id },
                name: row.name,
                email: row.email,
            })
        })
        .collect()
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
