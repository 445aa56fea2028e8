//! Practice apps, their secrets, and the keys that sign for them.

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
                    .table("clients")
                    .col(column("client_id").text().not_null())
                    .col(column("name").text().not_null())
                    .col(column("state").text().not_null())
                    .col(column("settings").text().not_null())
                    .col(column("created_at").big_integer().not_null())
                    .col(column("updated_at").big_integer().not_null())
                    .primary_key(Index::create().col("client_id"))
                    .take(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("client_groups")
                    .col(column("client_id").text().not_null())
                    .col(column("group_id").uuid().not_null())
                    .primary_key(Index::create().col("client_id").col("group_id"))
                    .foreign_key(&mut reference("client_groups", "client_id", "clients", "client_id"))
                    .foreign_key(&mut reference("client_groups", "group_id", "groups", "id"))
                    .take(),
            )
            .await?;
        schema.create_index(index("client_groups", &["group_id"], false)).await?;
        schema
            .create_table(
                Table::create()
                    .table("client_secrets")
                    .col(column("id").uuid().not_null())
                    .col(column("client_id").text().not_null())
                    .col(column("digest").blob().not_null())
                    .col(column("created_at").big_integer().not_null())
                    .col(column("expires_at").big_integer())
                    .primary_key(Index::create().col("id"))
                    .foreign_key(&mut reference("client_secrets", "client_id", "clients", "client_id"))
                    .take(),
            )
            .await?;
        schema.create_index(index("client_secrets", &["client_id"], false)).await?;
        schema
            .create_table(
                Table::create()
                    .table("used_assertions")
                    .col(column("digest").blob().not_null())
                    .col(column("expires_at").big_integer().not_null())
                    .primary_key(Index::create().col("digest"))
                    .take(),
            )
            .await?;
        schema.create_index(index("used_assertions", &["expires_at"], false)).await?;
        schema
            .create_table(
                Table::create()
                    .table("signing_keys")
                    .col(column("id").uuid().not_null())
                    .col(column("kid").text().not_null())
                    .col(column("alg").text().not_null())
                    .col(column("private_key").blob().not_null())
                    .col(column("public_jwk").text().not_null())
                    .col(column("created_at").big_integer().not_null())
                    .col(column("use_from").big_integer().not_null())
                    .col(column("use_until").big_integer().not_null())
                    .col(column("remove_at").big_integer().not_null())
                    .primary_key(Index::create().col("id"))
                    .take(),
            )
            .await?;
        schema.create_index(index("signing_keys", &["kid"], true)).await?;
        Ok(())
    }
}
