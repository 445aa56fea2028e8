//! A user in a group.

use sea_orm::entity::prelude::*;

use crate::foundation::id::{GroupId, MembershipId, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "memberships")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MembershipId,
    pub user_id: UserId,
    pub group_id: GroupId,
    pub role: String,
    pub access_level: String,
    pub state: String,
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
