//! A signing key and its schedule.

use sea_orm::entity::prelude::*;

use crate::foundation::id::SigningKeyId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SigningKeyId,
    pub kid: String,
    pub alg: String,
    /// PKCS#8, sealed.
    pub private_key: Vec<u8>,
    pub public_jwk: String,
    pub created_at: i64,
    /// Signs from then on.
    pub use_from: i64,
    /// Signs until then.
    pub use_until: i64,
    /// Leaves the JWKS then.
    pub remove_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
