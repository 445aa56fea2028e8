//! Whether two-factor authentication is turned on for somebody, and how far it is set up.

use sea_orm::entity::prelude::*;

use crate::foundation::id::UserId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "two_factor")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    pub status: String,
    pub primary_method: Option<String>,
    /// When a method was last added, replaced or removed.
    pub changed_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
