//! A code that was sent.

use sea_orm::entity::prelude::*;

use crate::foundation::id::{SentCodeId, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "one_time_codes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SentCodeId,
    pub user_id: UserId,
    pub method: String,
    pub purpose: String,
    /// The digest of the browser that asked for it.
    pub browser: Vec<u8>,
    pub address: String,
    pub mac: Vec<u8>,
    pub tries: i32,
    pub created_at: i64,
    pub expires_at: i64,
    pub used_at: Option<i64>,
    pub replaced_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
