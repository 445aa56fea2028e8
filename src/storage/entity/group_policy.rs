//! A group's two-factor policy as it is.

use sea_orm::entity::prelude::*;

use crate::foundation::id::GroupId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "group_policies")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub group_id: GroupId,
    /// Of the newest entry of the history.
    pub version: i32,
    pub setting: String,
    pub enforce_from: Option<i64>,
    /// JSON: all of it.
    pub policy: String,
    pub changed_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
