//! A browser in which one person skips the second step for a while.

use sea_orm::entity::prelude::*;

use crate::foundation::id::{TrustedDeviceId, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "trusted_devices")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TrustedDeviceId,
    pub user_id: UserId,
    /// The digest of the browser's own token.
    pub browser: Vec<u8>,
    pub address: String,
    pub user_agent: String,
    pub created_at: i64,
    pub last_used_at: Option<i64>,
    pub expires_at: i64,
    pub revoked_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
