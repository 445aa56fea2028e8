//! A notice to one app that one sign-in has ended, waiting or delivered.

use sea_orm::entity::prelude::*;

use crate::foundation::id::{SessionId, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "logout_notices")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_id: SessionId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub client_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub queued_at: i64,
    pub user_id: UserId,
    /// Later than when it was queued where it was given up and asked for again.
    pub waiting_since: i64,
    pub state: String,
    pub attempts: i32,
    /// While a node delivers it: when another may.
    pub next_attempt_at: i64,
    pub finished_at: Option<i64>,
    pub last_error: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
