//! An authorization code.

use sea_orm::entity::prelude::*;

use crate::foundation::id::{FamilyId, SessionId, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "authorization_codes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub digest: Vec<u8>,
    pub client_id: String,
    pub user_id: UserId,
    pub session_id: SessionId,
    /// The family that its redemption founds; known ahead, so that a second use can revoke it.
    pub family_id: FamilyId,
    pub redirect_uri: String,
    pub code_challenge: Option<String>,
    /// JSON: what was granted.
    pub grant: String,
    pub created_at: i64,
    pub expires_at: i64,
    pub redeemed_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
