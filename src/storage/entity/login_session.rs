//! A sign-in that lives on in a browser.

use sea_orm::entity::prelude::*;

use crate::foundation::id::{SessionId, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "login_sessions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    /// Of the token in the cookie; changes whenever the session rises.
    pub digest: Vec<u8>,
    pub user_id: UserId,
    /// JSON: the factors really used, each with its time.
    pub proofs: String,
    pub auth_time: i64,
    pub created_at: i64,
    pub last_seen_at: i64,
    pub idle_ms: i64,
    pub expires_at: i64,
    pub address: String,
    pub user_agent: String,
    pub ended_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
