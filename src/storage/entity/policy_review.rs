//! Whose sign-ins are to be judged anew, and from when on.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "policy_reviews")]
pub struct Model {
    /// A group or a user, as `kind` says; the nil id where it is everybody.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub due_at: i64,
    pub kind: String,
}

impl ActiveModelBehavior for ActiveModel {}
