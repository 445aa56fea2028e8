//! What a person answered, in one browser, when a passkey was offered.

use sea_orm::entity::prelude::*;

use crate::foundation::id::UserId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "passkey_offers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// Digest of the browser's token.
    #[sea_orm(primary_key, auto_increment = false)]
    pub browser: Vec<u8>,
    /// `made`, `not_now` or `never`.
    pub answer: String,
    pub answered_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
