//! A policy that a group had, or has.

use sea_orm::entity::prelude::*;

use crate::foundation::id::GroupId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "group_policy_versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub group_id: GroupId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// JSON: all of it.
    pub policy: String,
    pub saved_at: i64,
    /// An actor of the audit.
    pub saved_by: String,
}

impl ActiveModelBehavior for ActiveModel {}
