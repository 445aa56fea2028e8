//! A refresh token.

use sea_orm::entity::prelude::*;

use crate::foundation::id::FamilyId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refresh_tokens")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub digest: Vec<u8>,
    pub family_id: FamilyId,
    pub created_at: i64,
    pub expires_at: i64,
    pub used_at: Option<i64>,
    /// The answer of its first use, sealed, for a repetition within the grace.
    pub answer: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
