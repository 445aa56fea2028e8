//! A letter that reminded somebody, or told a manager, on one day of a group.

use sea_orm::entity::prelude::*;

use crate::foundation::id::{GroupId, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sent_reminders")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub group_id: GroupId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// Days since 1970 began, as the group counts them.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: i32,
    pub sent_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
