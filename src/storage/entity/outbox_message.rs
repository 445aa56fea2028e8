//! A message waiting in, or sent from, the outbox.

use sea_orm::entity::prelude::*;

use crate::foundation::id::MessageId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox_messages")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MessageId,
    pub channel: String,
    pub recipient: String,
    pub kind: String,
    /// The rendered message, sealed; empty once it is sent or given up.
    pub body: Vec<u8>,
    pub state: String,
    pub attempts: i32,
    pub next_attempt_at: i64,
    pub created_at: i64,
    pub expires_at: i64,
    pub finished_at: Option<i64>,
    pub last_error: Option<String>,
    /// A newer message of the same topic ends this one.
    pub topic: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
