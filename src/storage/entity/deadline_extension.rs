//! More time for one member than the group's deadline gives.

use sea_orm::entity::prelude::*;

use crate::foundation::id::{GroupId, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deadline_extensions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub group_id: GroupId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    pub until: i64,
    pub extended_at: i64,
    /// An actor of the audit.
    pub extended_by: String,
}

impl ActiveModelBehavior for ActiveModel {}
