//! What the pure part of the room is asked with, read from the database.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait, Order, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QuerySelect, TryGetableMany};

use super::super::effective::{CountingGroup, EffectivePolicy, Situation, resolve};
use super::super::preview::Member;
use super::super::{Accepted, DeviceTrust, Enrolled, Evidence, GroupPolicy, Setting, Waiver, store};
use super::{Judgement, Place};
use crate::clients::{Client, ClientId};
use crate::factors::device::store as devices;
use crate::factors::{FactorUsed, Method};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{GroupId, UserId};
use crate::groups::{Group, Membership, MembershipState};
use crate::protocol::assurance::Acr;
use crate::storage::entity::{factor_method, group, group_policy, login_session, membership, passkey, user};
use crate::storage::{StorageError, Transaction};
use crate::{clients, groups};

/// What is asked of a person at a sign-in to `app`, or on Frontdesk's own pages.
pub async fn situation(
    c: &impl ConnectionTrait,
    person: UserId,
    app: Option<&Client>,
    essential_acr: Option<Acr>,
    now: Timestamp,
) -> Result<Situation, StorageError> {
    let memberships = groups::store::memberships_of(c, person).await?;
    situation_within(c, person, &memberships, app, essential_acr, now).await
}

/// The same, where the memberships were read already.
pub async fn situation_within(
    c: &impl ConnectionTrait,
    person: UserId,
    memberships: &[(Group, Membership)],
    app: Option<&Client>,
    essential_acr: Option<Acr>,
    now: Timestamp,
) -> Result<Situation, StorageError> {
    let counts = |(group, membership): &&(Group, Membership)| {
        membership.state == MembershipState::Active && app.is_none_or(|app| app.serves(group.id))
    };
    let counting: Vec<&Group> = memberships.iter().filter(counts).map(|(group, _)| group).collect();
    let app_requires = app.filter(|app| app.settings.require_two_factor).map(|app| app.name.clone());
    if counting.is_empty() {
        return Ok(Situation { groups: Vec::new(), app_requires, essential_acr, now });
    }
    let ids: Vec<GroupId> = counting.iter().map(|group| group.id).collect();
    let mut policies = store::of_groups(c, &ids).await?;
    let mandating = clients::store::mandating(c).await?;
    let is_dated = policies.values().any(|policy| policy.setting == Setting::Mandatory);
    let extensions = if is_dated { store::extensions_of(c, person).await? } else { HashMap::new() };
    let groups = counting
        .into_iter()
        .map(|group| CountingGroup {
            id: group.id,
            name: group.name.clone(),
            policy: policies.remove(&group.id).unwrap_or_default(),
            extended_until: extensions.get(&group.id).copied(),
            mandated_by: mandating.iter().filter(|app| app.serves(group.id)).map(|app| app.name.clone()).collect(),
        })
        .collect();
    Ok(Situation { groups, app_requires, essential_acr, now })
}

/// The policy for a person at a sign-in to `app`, or on Frontdesk's own pages.
pub async fn effective(
    c: &impl ConnectionTrait,
    person: UserId,
    app: Option<&Client>,
    essential_acr: Option<Acr>,
    now: Timestamp,
) -> Result<EffectivePolicy, StorageError> {
    Ok(resolve(&situation(c, person, app, essential_acr, now).await?))
}

/// The app with this id, while it is active.
pub async fn app(c: &impl ConnectionTrait, id: Option<&str>) -> Result<Option<Client>, StorageError> {
    let Some(id) = id.and_then(|id| ClientId::parse(id).ok()) else { return Ok(None) };
    Ok(clients::store::find(c, &id).await?.filter(|app| app.active))
}

/// Judges a sign-in to `app` that showed `proofs`, in this place.
pub async fn judge(
    c: &impl ConnectionTrait,
    person: UserId,
    app: Option<&Client>,
    proofs: Vec<FactorUsed>,
    place: &Place,
    now: Timestamp,
) -> Result<Judgement, StorageError> {
    let policy = effective(c, person, app, None, now).await?;
    let limit = super::limit(&policy, place);
    let device = devices::recognise(c, person, &place.browser, limit, now).await?;
    let evidence = Evidence { proofs, waiver: Some(super::waiver(device.as_ref(), place.address)) };
    let enrolled = enrolled(c, person).await?;
    let lacks = policy.shortfall(&evidence, enrolled, now);
    Ok(Judgement { policy, enrolled, evidence, device, lacks, limit })
}

/// Whether what an app holds of a sign-in is enough today: its evidence, judged anew. A device that was forgotten since, or
/// trusted on other grounds than today's, spares nothing.
pub async fn still_enough(
    c: &impl ConnectionTrait,
    person: UserId,
    policy: &EffectivePolicy,
    evidence: &Evidence,
    now: Timestamp,
) -> Result<bool, StorageError> {
    if policy.demands.is_empty() {
        return Ok(true);
    }
    let mut evidence = evidence.clone();
    if let Some(waiver) = &mut evidence.waiver
        && let Some(device) = waiver.device
        && !devices::is_trusted(c, person, device.id, now).await?
    {
        waiver.device = None;
    }
    let lacks = policy.shortfall(&evidence, enrolled(c, person).await?, now);
    Ok(lacks.is_none_or(|lacks| !lacks.is_in_the_way()))
}

/// What a session may show to [`still_enough`] while nobody uses it. It does not say which device it is on: one that is
/// remembered spares it, until it is used.
pub async fn evidence_of_session(
    c: &impl ConnectionTrait,
    person: UserId,
    proofs: Vec<FactorUsed>,
    address: Option<IpAddr>,
    now: Timestamp,
) -> Result<Evidence, StorageError> {
    let device = devices::list(c, person, now).await?.first().map(|device| DeviceTrust { id: device.id, since: device.created_at });
    Ok(Evidence { proofs, waiver: Some(Waiver { device, address }) })
}

/// What a person has set up.
pub async fn enrolled(c: &impl ConnectionTrait, person: UserId) -> Result<Enrolled, StorageError> {
    let methods = factor_method::Entity::find()
        .filter(factor_method::COLUMN.user_id.eq(person))
        .filter(factor_method::COLUMN.validated.eq(true))
        .all(c)
        .await?;
    let methods = methods.iter().filter_map(|row| Method::parse(&row.method)).collect();
    let passkey = passkey::Entity::find().filter(passkey::COLUMN.user_id.eq(person)).one(c).await?.is_some();
    Ok(Enrolled { methods, passkey, put_off_at: store::put_off_at(c, person).await? })
}

/// The active people who are active members of a group. Whether they are active is one look at each: of a join PostgreSQL would
/// make a walk through all users of the installation as soon as the group is large.
fn members_of(group: GroupId) -> SelectStatement {
    let state = Query::select()
        .column((user::Entity, user::Column::State))
        .from(user::Entity)
        .and_where(Expr::col((user::Entity, user::Column::Id)).equals((membership::Entity, membership::Column::UserId)))
        .take();
    Query::select()
        .column((membership::Entity, membership::Column::UserId))
        .from(membership::Entity)
        .and_where(Expr::col((membership::Entity, membership::Column::GroupId)).eq(group))
        .and_where(Expr::col((membership::Entity, membership::Column::State)).eq(MembershipState::Active.as_str()))
        .and_where(SimpleExpr::from(state).eq("active"))
        .take()
}

/// The active members of a group, with what they have set up and what other groups demand of them: for a preview, and for
/// reports. Four queries, however many they are.
pub async fn members(c: &impl ConnectionTrait, group: GroupId) -> Result<Vec<Member>, StorageError> {
    let people = members_of(group).order_by((membership::Entity, membership::Column::UserId), Order::Asc).take();
    let people = found::<(UserId,)>(c, &people).await?;
    let mut enrolled: HashMap<UserId, Enrolled> = HashMap::new();
    let methods: Vec<(UserId, String)> = factor_method::Entity::find()
        .select_only()
        .columns([factor_method::Column::UserId, factor_method::Column::Method])
        .filter(factor_method::COLUMN.validated.eq(true))
        .filter(factor_method::Column::UserId.in_subquery(members_of(group)))
        .into_tuple()
        .all(c)
        .await?;
    for (user, method) in methods {
        let known = enrolled.entry(user).or_default();
        known.methods = Method::parse(&method).map_or(known.methods, |method| known.methods.with(method));
    }
    let passkeys: Vec<(UserId,)> = passkey::Entity::find()
        .select_only()
        .column(passkey::Column::UserId)
        .filter(passkey::Column::UserId.in_subquery(members_of(group)))
        .into_tuple()
        .all(c)
        .await?;
    for (user,) in passkeys {
        enrolled.entry(user).or_default().passkey = true;
    }
    let mut others = other_demands(c, group).await?;
    let member = |(user,): (UserId,)| Member {
        user,
        enrolled: enrolled.get(&user).copied().unwrap_or_default(),
        others: others.remove(&user).unwrap_or_default(),
    };
    Ok(people.into_iter().map(member).collect())
}

async fn found<T: TryGetableMany>(c: &impl ConnectionTrait, query: &SelectStatement) -> Result<Vec<T>, StorageError> {
    let rows = c.query_all(query).await?;
    Ok(rows.iter().map(T::try_get_many_by_index).collect::<Result<_, _>>().map_err(DbErr::from)?)
}

type Demands = HashMap<UserId, Vec<(GroupId, String, Accepted)>>;

/// What other mandatory groups accept, by the members of this one.
async fn other_demands(c: &impl ConnectionTrait, group: GroupId) -> Result<Demands, StorageError> {
    let elsewhere = found::<(UserId, GroupId)>(c, &elsewhere(group)).await?;
    if elsewhere.is_empty() {
        return Ok(Demands::new());
    }
    let mut ids: Vec<GroupId> = elsewhere.iter().map(|(_, group)| *group).collect();
    ids.sort_unstable();
    ids.dedup();
    let policies = store::of_groups(c, &ids).await?;
    let names: HashMap<GroupId, String> =
        group::Entity::find().filter(group::COLUMN.id.is_in(ids)).all(c).await?.into_iter().map(|row| (row.id, row.name)).collect();
    let mut demands = Demands::new();
    for (user, group) in elsewhere {
        if let Some((policy, name)) = policies.get(&group).zip(names.get(&group)) {
            demands.entry(user).or_default().push((group, name.clone(), policy.satisfied_by()));
        }
    }
    Ok(demands)
}

/// The members of a group with each other group that is mandatory and that they are active members of. The joins are crossed
/// because SQLite keeps to the order of those: left to choose, it tries every member with every mandatory group there is.
fn elsewhere(group: GroupId) -> SelectStatement {
    let other = Alias::new("elsewhere");
    let of_other = |column: membership::Column| Expr::col((other.clone(), column));
    let mut query = members_of(group);
    query
        .clear_selects()
        .expr(of_other(membership::Column::UserId))
        .expr(of_other(membership::Column::GroupId))
        .join_as(JoinType::CrossJoin, membership::Entity, other.clone(), Condition::all())
        .cross_join(group_policy::Entity)
        .and_where(of_other(membership::Column::UserId).equals((membership::Entity, membership::Column::UserId)))
        .and_where(of_other(membership::Column::GroupId).ne(group))
        .and_where(of_other(membership::Column::State).eq(MembershipState::Active.as_str()))
        .and_where(Expr::col((group_policy::Entity, group_policy::Column::GroupId)).equals((other, membership::Column::GroupId)))
        .and_where(Expr::col((group_policy::Entity, group_policy::Column::Setting)).eq(Setting::Mandatory.as_str()))
        .take()
}

/// Holds the running sessions of a group's members to its limits, from now on: what is over by them is over.
pub(in crate::policy) async fn shorten_sessions_in(tx: &Transaction, group: GroupId, policy: &GroupPolicy) -> Result<(), StorageError> {
    shorten(tx, members_of(group), policy.idle, policy.absolute).await
}

/// The same for one person, who has joined a group.
pub async fn shorten_sessions_of(tx: &Transaction, person: UserId, now: Timestamp) -> Result<(), StorageError> {
    let policy = effective(tx, person, None, None, now).await?;
    let own = Query::select().column(user::Column::Id).from(user::Entity).and_where(Expr::col(user::Column::Id).eq(person)).to_owned();
    shorten(tx, own, policy.idle, policy.absolute).await
}

async fn shorten(
    tx: &Transaction,
    people: SelectStatement,
    idle: Option<Duration>,
    absolute: Option<Duration>,
) -> Result<(), StorageError> {
    use login_session::Column as C;
    let millis = |limit: Duration| i64::try_from(limit.as_millis()).unwrap_or(i64::MAX);
    if let Some(idle) = idle.map(millis) {
        login_session::Entity::update_many()
            .col_expr(C::IdleMs, Expr::value(idle))
            .filter(C::UserId.in_subquery(people.clone()))
            .filter(C::EndedAt.is_null())
            .filter(C::IdleMs.gt(idle))
            .exec(tx)
            .await?;
    }
    if let Some(absolute) = absolute.map(millis) {
        login_session::Entity::update_many()
            .col_expr(C::ExpiresAt, Expr::col(C::CreatedAt).add(absolute))
            .filter(C::UserId.in_subquery(people))
            .filter(C::EndedAt.is_null())
            .filter(Expr::col(C::ExpiresAt).gt(Expr::col(C::CreatedAt).add(absolute)))
            .exec(tx)
            .await?;
    }
    Ok(())
}
