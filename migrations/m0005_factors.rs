//! Two-factor authentication: what people set up, codes that were sent, recovery codes, devices.

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
                    .table("two_factor")
                    .col(column("user_id").uuid().not_null())
                    .col(column("status").text().not_null())
                    .col(column("primary_method").text())
                    .col(column("changed_at").big_integer().not_null())
                    .primary_key(Index::create().col("user_id"))
                    .foreign_key(&mut reference("two_factor", "user_id", "users", "id"))
                    .take(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("factor_methods")
                    .col(column("id").uuid().not_null())
                    .col(column("user_id").uuid().not_null())
                    .col(column("method").text().not_null())
                    .col(column("validated").boolean().not_null())
                    .col(column("secret").blob())
                    .col(column("address").text())
                    .col(column("last_step").big_integer())
                    .col(column("created_at").big_integer().not_null())
                    .col(column("validated_at").big_integer())
                    .col(column("last_used_at").big_integer())
                    .primary_key(Index::create().col("id"))
                    .foreign_key(&mut reference("factor_methods", "user_id", "users", "id"))
                    .take(),
            )
            .await?;
        schema.create_index(index("factor_methods", &["user_id", "method", "validated"], true)).await?;
        schema
            .create_table(
                Table::create()
                    .table("one_time_codes")
                    .col(column("id").uuid().not_null())
                    .col(column("user_id").uuid().not_null())
                    .col(column("method").text().not_null())
                    .col(column("purpose").text().not_null())
                    .col(column("browser").blob().not_null())
                    .col(column("address").text().not_null())
                    .col(column("mac").blob().not_null())
                    .col(column("tries").integer().not_null())
                    .col(column("created_at").big_integer().not_null())
                    .col(column("expires_at").big_integer().not_null())
                    .col(column("used_at").big_integer())
                    .col(column("replaced_at").big_integer())
                    .primary_key(Index::create().col("id"))
                    .foreign_key(&mut reference("one_time_codes", "user_id", "users", "id"))
                    .take(),
            )
            .await?;
        schema.create_index(index("one_time_codes", &["user_id", "method", "purpose"], false)).await?;
        schema.create_index(index("one_time_codes", &["expires_at"], false)).await?;
        schema
            .create_table(
                Table::create()
                    .table("recovery_codes")
                    .col(column("user_id").uuid().not_null())
                    .col(column("mac").blob().not_null())
                    .col(column("created_at").big_integer().not_null())
                    .col(column("used_at").big_integer())
                    .primary_key(Index::create().col("user_id").col("mac"))
                    .foreign_key(&mut reference("recovery_codes", "user_id", "users", "id"))
                    .take(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("trusted_devices")
                    .col(column("id").uuid().not_null())
                    .col(column("user_id").uuid().not_null())
                    .col(column("browser").blob().not_null())
                    .col(column("address").text().not_null())
                    .col(column("user_agent").text().not_null())
                    .col(column("created_at").big_integer().not_null())
                    .col(column("last_used_at").big_integer())
                    .col(column("expires_at").big_integer().not_null())
                    .col(column("revoked_at").big_integer())
                    .primary_key(Index::create().col("id"))
                    .foreign_key(&mut reference("trusted_devices", "user_id", "users", "id"))
                    .take(),
            )
            .await?;
        schema.create_index(index("trusted_devices", &["user_id", "browser"], false)).await?;
        schema.create_index(index("trusted_devices", &["expires_at"], false)).await?;
        schema
            .create_table(
                Table::create()
                    .table("known_browsers")
                    .col(column("user_id").uuid().not_null())
                    .col(column("browser").blob().not_null())
                    .col(column("first_seen_at").big_integer().not_null())
                    .col(column("last_seen_at").big_integer().not_null())
                    .primary_key(Index::create().col("user_id").col("browser"))
                    .foreign_key(&mut reference("known_browsers", "user_id", "users", "id"))
                    .take(),
            )
            .await?;
        schema.create_index(index("known_browsers", &["last_seen_at"], false)).await?;
        Ok(())
    }
}
