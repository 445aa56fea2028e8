//! A group that an app serves; whether an app serves only those stands in its settings.

use sea_orm::entity::prelude::*;

use crate::foundation::id::GroupId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "client_groups")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub client_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub group_id: GroupId,
}

impl ActiveModelBehavior for ActiveModel {}
