//! Passkeys, and what people answered when they were offered one.

use sea_orm_migration::prelude::*;

use super::{column, index, reference};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .create_table(
                Table::create()
                    .table("passkeys")
                    .col(column("id").uuid().not_null())
                    .col(column("user_id").uuid().not_null())
                    .col(column("credential_id").blob().not_null())
                    .col(column("credential").text().not_null())
                    .col(column("counter").big_integer().not_null())
                    .col(column("backup_eligible").boolean().not_null())
                    .col(column("backup_state").boolean().not_null())
                    .col(column("aaguid").uuid())
                    .col(column("name").text().not_null())
                    .col(column("created_at").big_integer().not_null())
                    .col(column("last_used_at").big_integer())
                    .primary_key(Index::create().col("id"))
                    .foreign_key(&mut reference("passkeys", "user_id", "users", "id"))
                    .take(),
            )
            .await?;
        schema.create_index(index("passkeys", &["credential_id"], true)).await?;
        schema.create_index(index("passkeys", &["user_id"], false)).await?;
        schema
            .create_table(
                Table::create()
                    .table("passkey_offers")
                    .col(column("user_id").uuid().not_null())
                    .col(column("browser").blob().not_null())
                    .col(column("answer").text().not_null())
                    .col(column("answered_at").big_integer().not_null())
                    .primary_key(Index::create().col("user_id").col("browser"))
                    .foreign_key(&mut reference("passkey_offers", "user_id", "users", "id"))
                    .take(),
            )
            .await?;
        Ok(())
    }
}
