//! One link of the audit chain.

use sea_orm::entity::prelude::*;

use crate::foundation::id::{GroupId, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "security_events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub at: i64,
    pub kind: String,
    /// The person it is about.
    pub user_id: Option<UserId>,
    pub client_id: Option<String>,
    pub group_id: Option<GroupId>,
    /// Who did it.
    pub actor: String,
    pub address: Option<String>,
    pub request_id: Option<String>,
    /// JSON.
    pub details: String,
    pub previous_hash: Vec<u8>,
    pub hash: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
