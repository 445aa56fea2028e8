//! A method that serves as the second step: validated, or waiting for its code.

use sea_orm::entity::prelude::*;

use crate::foundation::id::{EnrolledMethodId, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "factor_methods")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EnrolledMethodId,
    pub user_id: UserId,
    pub method: String,
    /// One row of a method may be validated, and another wait to take its place.
    pub validated: bool,
    /// The key of an authenticator app, sealed.
    pub secret: Option<Vec<u8>>,
    /// Where codes are sent.
    pub address: Option<String>,
    /// The last step of an authenticator app that was accepted.
    pub last_step: Option<i64>,
    pub created_at: i64,
    pub validated_at: Option<i64>,
    pub last_used_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
