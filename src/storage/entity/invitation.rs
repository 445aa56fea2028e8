//! An email that was asked into a group.

use sea_orm::entity::prelude::*;

use crate::foundation::id::{GroupId, InvitationId, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InvitationId,
    /// Of the token in the link.
    pub digest: Vec<u8>,
    pub group_id: GroupId,
    /// The canonical form.
    pub email: String,
    pub role: String,
    pub access_level: String,
    pub state: String,
    /// `None` for the command line.
    pub invited_by: Option<UserId>,
    pub created_at: i64,
    pub expires_at: i64,
    pub ended_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
