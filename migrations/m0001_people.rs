//! Users, their passwords, practice groups and who belongs to them.

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
                    .table("users")
                    .col(column("id").uuid().not_null())
                    .col(column("email").text().not_null())
                    .col(column("email_verified_at").big_integer())
                    .col(column("name").text().not_null())
                    .col(column("given_name").text())
                    .col(column("family_name").text())
                    .col(column("phone").text())
                    .col(column("locale").text())
                    .col(column("zoneinfo").text())
                    .col(column("address").text())
                    .col(column("operator").boolean().not_null())
                    .col(column("state").text().not_null())
                    .col(column("created_at").big_integer().not_null())
                    .col(column("updated_at").big_integer().not_null())
                    .col(column("last_sign_in_at").big_integer())
                    .primary_key(Index::create().col("id"))
                    .take(),
            )
            .await?;
        schema.create_index(index("users", &["email"], true)).await?;
        schema
            .create_table(
                Table::create()
                    .table("password_credentials")
                    .col(column("user_id").uuid().not_null())
                    .col(column("phc").text().not_null())
                    .col(column("changed_at").big_integer().not_null())
                    .col(column("must_change").boolean().not_null())
                    .primary_key(Index::create().col("user_id"))
                    .foreign_key(&mut reference("password_credentials", "user_id", "users", "id"))
                    .take(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("groups")
                    .col(column("id").uuid().not_null())
                    .col(column("name").text().not_null())
                    .col(column("help_phone").text())
                    .col(column("help_email").text())
                    .col(column("zoneinfo").text())
                    .col(column("created_at").big_integer().not_null())
                    .primary_key(Index::create().col("id"))
                    .take(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("memberships")
                    .col(column("id").uuid().not_null())
                    .col(column("user_id").uuid().not_null())
                    .col(column("group_id").uuid().not_null())
                    .col(column("role").text().not_null())
                    .col(column("access_level").text().not_null())
                    .col(column("state").text().not_null())
                    .col(column("created_at").big_integer().not_null())
                    .primary_key(Index::create().col("id"))
                    .foreign_key(&mut reference("memberships", "user_id", "users", "id"))
                    .foreign_key(&mut reference("memberships", "group_id", "groups", "id"))
                    .take(),
            )
            .await?;
        schema.create_index(index("memberships", &["user_id", "group_id"], true)).await?;
        schema.create_index(index("memberships", &["group_id"], false)).await?;
        Ok(())
    }
}
