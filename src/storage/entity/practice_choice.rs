//! The practice that a person picked last for an app.

use sea_orm::entity::prelude::*;

use crate::foundation::id::{GroupId, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "practice_choices")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub client_id: String,
    pub group_id: GroupId,
    pub chosen_at: i64,
    /// The person signed out since: proposed, and asked for again.
    pub asks_again: bool,
}

impl ActiveModelBehavior for ActiveModel {}
