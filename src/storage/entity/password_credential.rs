//! The hash of a user's password; apart from `users`, so that only verification reads it.

use sea_orm::entity::prelude::*;

use crate::foundation::id::UserId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "password_credentials")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// Argon2id in PHC string format.
    pub phc: String,
    pub changed_at: i64,
    pub must_change: bool,
}

impl ActiveModelBehavior for ActiveModel {}
