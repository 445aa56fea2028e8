//! A browser that one person has signed in with before.

use sea_orm::entity::prelude::*;

use crate::foundation::id::UserId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "known_browsers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    #[sea_orm(primary_key, auto_increment = false)]
    /// The digest of the browser's own token.
    pub browser: Vec<u8>,
    pub first_seen_at: i64,
    pub last_seen_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
