//! A passkey: the public half of a key pair that one of a person's devices keeps.

use sea_orm::entity::prelude::*;

use crate::foundation::id::{PasskeyId, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "passkeys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PasskeyId,
    pub user_id: UserId,
    /// What the authenticator calls it; at most 1023 bytes.
    #[sea_orm(unique)]
    pub credential_id: Vec<u8>,
    /// JSON: the public key and what else was verified when it was made. Counter and backup flags are the columns below.
    pub credential: String,
    pub counter: i64,
    pub backup_eligible: bool,
    pub backup_state: bool,
    /// The authenticator's model, where it tells.
    pub aaguid: Option<Uuid>,
    pub name: String,
    pub created_at: i64,
    pub last_used_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
