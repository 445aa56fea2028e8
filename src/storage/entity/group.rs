//! A practice group.

use sea_orm::entity::prelude::*;

use crate::foundation::id::GroupId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "groups")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: GroupId,
    pub name: String,
    pub help_phone: Option<String>,
    pub help_email: Option<String>,
    pub zoneinfo: Option<String>,
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
