//! A person with one email sign-in.

use sea_orm::entity::prelude::*;

use crate::foundation::id::UserId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UserId,
    /// The canonical form: unique, and the only one that look-ups use.
    pub email: String,
    pub email_verified_at: Option<i64>,
    pub name: String,
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    pub phone: Option<String>,
    /// A BCP 47 language tag.
    pub locale: Option<String>,
    /// A name of the IANA time zone database.
    pub zoneinfo: Option<String>,
    /// The JSON object of OpenID Connect Core 1.0 section 5.1.1.
    pub address: Option<String>,
    pub operator: bool,
    pub state: String,
    pub created_at: i64,
    pub updated_at: i64,
    pub last_sign_in_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
