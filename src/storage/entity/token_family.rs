//! All tokens that came from one authorization.

use sea_orm::entity::prelude::*;

use crate::foundation::id::{FamilyId, SessionId, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "token_families")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FamilyId,
    pub client_id: String,
    pub user_id: UserId,
    pub session_id: SessionId,
    /// JSON: what was granted.
    pub grant: String,
    /// Outlives the session.
    pub offline: bool,
    pub created_at: i64,
    pub expires_at: i64,
    pub revoked_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
