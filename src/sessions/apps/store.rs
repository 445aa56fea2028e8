//! The apps of sessions, and the notices to them, in the database.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::{Expr, LockType, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::{Notice, NoticeState};
use crate::clients::{self, ClientId};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{GroupId, SessionId, UserId};
use crate::storage::StorageError;
use crate::storage::entity::{login_session, logout_notice, session_app, token_family, user};

/// How many rows are written by one statement.
const BATCH: usize = 500;

/// Writes down that `client` gets tokens out of this session, for this practice where it asks for one; `false` when the session
/// has ended meanwhile.
pub async fn signed_in(
    tx: &DatabaseTransaction,
    session: SessionId,
    user: UserId,
    client: &ClientId,
    practice: Option<GroupId>,
    now: Timestamp,
) -> Result<bool, StorageError> {
    // An end at the same moment waits for these locks, and then sees the row; SQLite's write lock does the same. The person
    // comes before the session, as in every sign-in, so that no two wait for each other.
    user::Entity::find_by_id(user).lock(LockType::KeyShare).one(tx).await?;
    let alive = login_session::Entity::find_by_id(session).filter(login_session::Column::EndedAt.is_null()).lock_shared().one(tx).await?;
    if alive.is_none() {
        return Ok(false);
    }
    let row = session_app::ActiveModel {
        session_id: Set(session),
        client_id: Set(client.to_string()),
        user_id: Set(user),
        practice_id: Set(practice),
        signed_in_at: Set(now.as_millis()),
    };
    let columns = [session_app::Column::SessionId, session_app::Column::ClientId];
    let again = OnConflict::columns(columns).update_column(session_app::Column::PracticeId).to_owned();
    session_app::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await?;
    Ok(true)
}

/// Queues the notices to the apps of one session, which has just ended.
pub(in crate::sessions) async fn tell_of(tx: &DatabaseTransaction, session: SessionId, now: Timestamp) -> Result<(), StorageError> {
    let (apps, families) = (session_app::Column::SessionId.eq(session), token_family::Column::SessionId.eq(session));
    tell(tx, apps.into(), families.into(), now).await
}

/// Queues the notices to the apps of all of a person's sessions, but for one that goes on.
pub(in crate::sessions) async fn tell_all_of(
    tx: &DatabaseTransaction,
    user: UserId,
    but: Option<SessionId>,
    now: Timestamp,
) -> Result<(), StorageError> {
    let mut apps = Condition::all().add(session_app::Column::UserId.eq(user));
    let mut families = Condition::all().add(token_family::Column::UserId.eq(user));
    if let Some(but) = but {
        apps = apps.add(session_app::Column::SessionId.ne(but));
        families = families.add(token_family::Column::SessionId.ne(but));
    }
    tell(tx, apps, families, now).await
}

/// Queues the notices to one app about all of a person's sign-ins to it, as when its access ends while the sessions go on.
/// Comes before its tokens are revoked.
pub async fn tell_app(tx: &DatabaseTransaction, user: UserId, client: &ClientId, now: Timestamp) -> Result<(), StorageError> {
    let apps = Condition::all().add(session_app::Column::UserId.eq(user)).add(session_app::Column::ClientId.eq(client.as_str()));
    let families = Condition::all().add(token_family::Column::UserId.eq(user)).add(token_family::Column::ClientId.eq(client.as_str()));
    tell(tx, apps, families, now).await
}

/// Queues the notice to one app about one session, as when its access ends while the session goes on.
pub async fn tell_app_of(tx: &DatabaseTransaction, session: SessionId, client: &ClientId, now: Timestamp) -> Result<(), StorageError> {
    let apps = Condition::all().add(session_app::Column::SessionId.eq(session)).add(session_app::Column::ClientId.eq(client.as_str()));
    let families =
        Condition::all().add(token_family::Column::SessionId.eq(session)).add(token_family::Column::ClientId.eq(client.as_str()));
    tell(tx, apps, families, now).await
}

/// Who holds something of which sign-in: apps that redeemed a code, and tokens that outlive the session or were there before
/// apps were written down.
async fn held(
    c: &impl ConnectionTrait,
    apps: Condition,
    families: Condition,
) -> Result<BTreeSet<(String, SessionId, UserId)>, StorageError> {
    let mut held = BTreeSet::new();
    let rows: Vec<(String, SessionId, UserId)> = session_app::Entity::find()
        .select_only()
        .columns([session_app::Column::ClientId, session_app::Column::SessionId, session_app::Column::UserId])
        .filter(apps)
        .into_tuple()
        .all(c)
        .await?;
    held.extend(rows);
    let rows: Vec<(String, SessionId, UserId)> = token_family::Entity::find()
        .select_only()
        .columns([token_family::Column::ClientId, token_family::Column::SessionId, token_family::Column::UserId])
        .filter(families)
        .filter(token_family::Column::RevokedAt.is_null())
        .into_tuple()
        .all(c)
        .await?;
    held.extend(rows);
    Ok(held)
}

async fn tell(tx: &DatabaseTransaction, apps: Condition, families: Condition, now: Timestamp) -> Result<(), StorageError> {
    let held = held(tx, apps.clone(), families).await?;
    session_app::Entity::delete_many().filter(apps).exec(tx).await?;
    let mut listening: BTreeMap<String, bool> = BTreeMap::new();
    for (client, _, _) in &held {
        if !listening.contains_key(client) {
            let app = clients::store::find(tx, &client_id(client)?).await?;
            listening.insert(client.clone(), app.is_some_and(|app| app.settings.backchannel_logout_uri.is_some()));
        }
    }
    let row = |(client_id, session_id, user_id): (String, SessionId, UserId)| logout_notice::ActiveModel {
        session_id: Set(session_id),
        client_id: Set(client_id),
        queued_at: Set(now.as_millis()),
        user_id: Set(user_id),
        waiting_since: Set(now.as_millis()),
        state: Set(NoticeState::Waiting.as_str().to_owned()),
        attempts: Set(0),
        next_attempt_at: Set(now.as_millis()),
        finished_at: Set(None),
        last_error: Set(None),
    };
    let rows: Vec<_> = held.into_iter().filter(|(client, _, _)| listening.get(client) == Some(&true)).map(row).collect();
    for batch in rows.chunks(BATCH) {
        logout_notice::Entity::insert_many(batch.to_vec()).on_conflict_do_nothing().exec_without_returning(tx).await?;
    }
    Ok(())
}

fn client_id(text: &str) -> Result<ClientId, StorageError> {
    ClientId::parse(text).map_err(|error| StorageError::Damaged(error.to_string()))
}

/// Which notices are looked for.
#[derive(Clone, Debug, Default)]
pub struct NoticeFilter {
    pub user: Option<UserId>,
    pub client: Option<ClientId>,
    pub state: Option<NoticeState>,
}

impl NoticeFilter {
    fn condition(&self) -> Condition {
        Condition::all()
            .add_option(self.user.map(|user| logout_notice::Column::UserId.eq(user)))
            .add_option(self.client.as_ref().map(|client| logout_notice::Column::ClientId.eq(client.as_str())))
            .add_option(self.state.map(|state| logout_notice::Column::State.eq(state.as_str())))
    }
}

/// Notices, the newest first; at most `limit`. They are kept for some days after they were finished.
pub async fn notices(c: &impl ConnectionTrait, filter: &NoticeFilter, limit: u64) -> Result<Vec<Notice>, StorageError> {
    let rows =
        logout_notice::Entity::find().filter(filter.condition()).order_by_desc(logout_notice::Column::QueuedAt).limit(limit).all(c).await?;
    rows.into_iter().map(notice).collect()
}

/// How many notices are so far.
pub async fn count_notices(c: &impl ConnectionTrait, filter: &NoticeFilter) -> Result<u64, StorageError> {
    Ok(logout_notice::Entity::find().filter(filter.condition()).count(c).await?)
}

/// Lets notices that were given up be delivered after all, with all their time anew; how many there were.
pub async fn tell_again(tx: &DatabaseTransaction, filter: &NoticeFilter, now: Timestamp) -> Result<u64, StorageError> {
    let again = logout_notice::Entity::update_many()
        .col_expr(logout_notice::Column::State, Expr::value(NoticeState::Waiting.as_str()))
        .col_expr(logout_notice::Column::WaitingSince, Expr::value(now.as_millis()))
        .col_expr(logout_notice::Column::NextAttemptAt, Expr::value(now.as_millis()))
        .col_expr(logout_notice::Column::FinishedAt, Expr::value(None::<i64>))
        .filter(filter.condition())
        .filter(logout_notice::Column::State.eq(NoticeState::GivenUp.as_str()))
        .exec(tx)
        .await?;
    Ok(again.rows_affected)
}

fn notice(row: logout_notice::Model) -> Result<Notice, StorageError> {
    let state = NoticeState::parse(&row.state).ok_or_else(|| StorageError::Damaged("logout_notices.state".to_owned()))?;
    Ok(Notice {
        client: client_id(&row.client_id)?,
        session: row.session_id,
        user: row.user_id,
        queued_at: Timestamp::from_millis(row.queued_at),
        state,
        attempts: row.attempts,
        next_attempt_at: Timestamp::from_millis(row.next_attempt_at),
        finished_at: row.finished_at.map(Timestamp::from_millis),
        last_error: row.last_error,
    })
}
