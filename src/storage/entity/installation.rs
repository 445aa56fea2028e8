//! What this installation is.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "installation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    pub master_key_id: String,
    pub created_at: i64,
    /// Raised by a restore: nothing that was rotated afterwards revives.
    pub epoch: i64,
}

impl ActiveModelBehavior for ActiveModel {}
