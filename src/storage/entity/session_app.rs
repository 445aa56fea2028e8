//! An app that got tokens out of a sign-in, and is to be told when that ends.

use sea_orm::entity::prelude::*;

use crate::foundation::id::{GroupId, SessionId, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session_apps")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub session_id: SessionId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub client_id: String,
    pub user_id: UserId,
    /// The practice that the app got last.
    pub practice_id: Option<GroupId>,
    pub signed_in_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
