//! The lines of the table, in the database.

use std::collections::HashMap;

use sea_orm::sea_query::{Alias, CaseStatement, Expr, ExprTrait, Func, Order, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};

use super::super::store::{due, is_disabled, member, members, of, past_due, ready, status, status_as};
use super::{KeyValue, Line, PageKey, Sort, Wanted};
use crate::factors::status::Status;
use crate::factors::{Method, MethodSet};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{GroupId, UserId};
use crate::groups::{AccessLevel, MembershipState, Role};
use crate::policy::{Accepted, Asked};
use crate::storage::entity::{factor_method, membership, passkey, user};
use crate::storage::{StorageError, search};

/// How many lines are filled in by one query.
const FILLED_AT_ONCE: usize = 500;

/// A line's member, and where it stands.
#[derive(FromQueryResult)]
struct Place {
    user_id: UserId,
    sort_text: Option<String>,
    sort_number: Option<i64>,
}

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
    due_at: Option<i64>,
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

/// Something of the user who a member is.
fn own_user(what: SimpleExpr) -> SelectStatement {
    Query::select().from(user::Entity).expr(what).and_where(of(user::Entity, user::Column::Id).eq(member())).take()
}

fn sort_key(sort: Sort) -> SimpleExpr {
    let words = |all: &[Status]| all.iter().map(|status| status.as_str()).collect::<Vec<_>>();
    match sort {
        Sort::Name => own_user(Func::lower(of(user::Entity, user::Column::Name)).into()).into(),
        // The place of "not set up", which stands first.
        Sort::Status => status_as(|word| place_of(word, &words(Status::ALL)), Expr::value(0_i64)),
        Sort::Role => {
            place_of(of(membership::Entity, membership::Column::Role), &Role::ALL.iter().map(|role| role.as_str()).collect::<Vec<_>>())
        }
        Sort::Access => place_of(
            of(membership::Entity, membership::Column::AccessLevel),
            &AccessLevel::ALL.iter().map(|level| level.as_str()).collect::<Vec<_>>(),
        ),
        Sort::LastSignIn => own_user(Func::coalesce([of(user::Entity, user::Column::LastSignInAt), Expr::value(0_i64)]).into()).into(),
    }
}

fn narrowed(query: &mut SelectStatement, wanted: &Wanted, backend: DbBackend) {
    if let Some(search) = &wanted.search {
        let within = |column| search::holds(backend, &of(user::Entity, column), search);
        let mut found = own_user(Expr::value(1));
        found.and_where(within(user::Column::Name).or(within(user::Column::Email)));
        query.and_where(SimpleExpr::from(found).is_not_null());
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

/// Who stands on a page, in the page's order. Of all the others it reads what orders and narrows, and nothing else.
fn places_query(group: GroupId, wanted: &Wanted, asked: Option<&Asked>, limit: u64, now: Timestamp, backend: DbBackend) -> SelectStatement {
    let mut query = members(group, wanted.state());
    let key = sort_key(wanted.sort);
    let (text, number) = if wanted.sort == Sort::Name { (key.clone(), no_number()) } else { (no_text(), key.clone()) };
    query.expr_as(member(), Alias::new("user_id")).expr_as(text, Alias::new("sort_text")).expr_as(number, Alias::new("sort_number"));
    narrowed(&mut query, wanted, backend);
    if wanted.overdue {
        query.and_where(past_due(asked, now)).and_where(ready(asked).not()).and_where(is_disabled().not());
    }
    if let Some(after) = &wanted.after {
        let value = match &after.value {
            KeyValue::Number(number) => Expr::value(*number),
            KeyValue::Text(text) => Expr::value(text.clone()),
        };
        let beyond = |one: SimpleExpr, other: SimpleExpr| if wanted.descending { one.lt(other) } else { one.gt(other) };
        let same_and_beyond = key.clone().eq(value.clone()).and(beyond(member(), Expr::value(after.user)));
        query.and_where(beyond(key.clone(), value).or(same_and_beyond));
    }
    let order = if wanted.descending { Order::Desc } else { Order::Asc };
    let sorted = Alias::new(if wanted.sort == Sort::Name { "sort_text" } else { "sort_number" });
    query.order_by(sorted, order.clone()).order_by_expr(member(), order).limit(limit).take()
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
    let query = places_query(group, wanted, asked, limit, now, backend);
    let places = Place::find_by_statement(backend.build(&query)).all(c).await?;
    // Ordered once, and filled in parts, however many they are.
    let (mut lines, mut rest) = (Vec::with_capacity(places.len()), places.into_iter());
    loop {
        let some: Vec<Place> = rest.by_ref().take(FILLED_AT_ONCE).collect();
        if some.is_empty() {
            return Ok(lines);
        }
        lines.extend(filled(c, group, asked, some).await?);
    }
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
    let mut query = places_query(group, &wanted, asked, 1, now, backend);
    query.and_where(member().eq(user));
    let places = Place::find_by_statement(backend.build(&query)).all(c).await?;
    Ok(filled(c, group, asked, places).await?.pop())
}

/// What the table shows of these members, and of nobody else.
async fn filled(c: &impl ConnectionTrait, group: GroupId, asked: Option<&Asked>, places: Vec<Place>) -> Result<Vec<Line>, StorageError> {
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<UserId> = places.iter().map(|place| place.user_id).collect();
    let query = Query::select()
        .from(membership::Entity)
        .inner_join(user::Entity, of(user::Entity, user::Column::Id).eq(member()))
        .expr_as(member(), Alias::new("user_id"))
        .expr_as(of(user::Entity, user::Column::Name), Alias::new("name"))
        .expr_as(of(user::Entity, user::Column::Email), Alias::new("email"))
        .expr_as(of(membership::Entity, membership::Column::Role), Alias::new("role"))
        .expr_as(of(membership::Entity, membership::Column::AccessLevel), Alias::new("access_level"))
        .expr_as(of(membership::Entity, membership::Column::State), Alias::new("membership_state"))
        .expr_as(of(user::Entity, user::Column::State), Alias::new("user_state"))
        .expr_as(status(), Alias::new("status"))
        .expr_as(of(user::Entity, user::Column::LastSignInAt), Alias::new("last_sign_in_at"))
        .expr_as(asked.map_or_else(no_number, due), Alias::new("due_at"))
        .and_where(of(membership::Entity, membership::Column::GroupId).eq(group))
        .and_where(member().is_in(ids.clone()))
        .take();
    let rows = Row::find_by_statement(c.get_database_backend().build(&query)).all(c).await?;
    let mut rows: HashMap<UserId, Row> = rows.into_iter().map(|row| (row.user_id, row)).collect();
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
    // Whoever left meanwhile has no row any more.
    let present = places.into_iter().filter_map(|place| rows.remove(&place.user_id).map(|row| (place, row)));
    present
        .map(|(place, row)| {
            let methods = methods.get(&row.user_id).copied().unwrap_or_default();
            let passkeys = passkeys.get(&row.user_id).map_or(0, |count| count.unsigned_abs());
            line_of(place, row, methods, passkeys, asked)
        })
        .collect()
}

fn line_of(place: Place, row: Row, methods: MethodSet, passkeys: u64, asked: Option<&Asked>) -> Result<Line, StorageError> {
    let damaged = |what: &str| StorageError::Damaged(format!("{what} of user {}", row.user_id));
    let value = place.sort_text.map(KeyValue::Text).or(place.sort_number.map(KeyValue::Number)).ok_or_else(|| damaged("order"))?;
    let is_disabled = row.user_state != "active";
    let is_ready = is_disabled || asked.is_none_or(|asked| asked.accepted.meets(Accepted::of(methods, passkeys > 0)));
    Ok(Line {
        user: row.user_id,
        role: Role::parse(&row.role).ok_or_else(|| damaged("role"))?,
        access_level: AccessLevel::parse(&row.access_level).ok_or_else(|| damaged("access level"))?,
        state: MembershipState::parse(&row.membership_state).ok_or_else(|| damaged("membership"))?,
        is_disabled,
        status: Status::parse(&row.status).ok_or_else(|| damaged("two-factor status"))?,
        methods,
        passkeys,
        last_sign_in_at: row.last_sign_in_at.map(Timestamp::from_millis),
        due_at: row.due_at.filter(|_| !is_ready).map(Timestamp::from_millis),
        key: PageKey { value, user: row.user_id },
        name: row.name,
        email: row.email,
    })
}
