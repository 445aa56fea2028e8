//! When a person last put off setting up a second factor.

use sea_orm::entity::prelude::*;

use crate::foundation::id::UserId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "put_off_set_ups")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    pub put_off_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
