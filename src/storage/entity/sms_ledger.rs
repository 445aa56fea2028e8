//! What was spent on SMS within one budget and time.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sms_ledger")]
pub struct Model {
    /// Whose budget: `number:…` (a keyed hash), `person:…`, `network:…`, `group:…` or `all`, with its length.
    #[sea_orm(primary_key, auto_increment = false)]
    pub scope: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub since: i64,
    pub until: i64,
    /// In parts: what gateways charge for.
    pub spent: i64,
}

impl ActiveModelBehavior for ActiveModel {}
