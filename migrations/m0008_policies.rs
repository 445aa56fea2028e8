//! Two-factor policies of groups, with their history; time that a manager gave; apps that mandate it.

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
                    .table("group_policies")
                    .col(column("group_id").uuid().not_null())
                    .col(column("version").integer().not_null())
                    .col(column("setting").text().not_null())
                    .col(column("enforce_from").big_integer())
                    .col(column("policy").text().not_null())
                    .col(column("changed_at").big_integer().not_null())
                    .primary_key(Index::create().col("group_id"))
                    .foreign_key(&mut reference("group_policies", "group_id", "groups", "id"))
                    .take(),
            )
            .await?;
        schema.create_index(index("group_policies", &["setting", "enforce_from"], false)).await?;
        schema
            .create_table(
                Table::create()
                    .table("group_policy_versions")
                    .col(column("group_id").uuid().not_null())
                    .col(column("version").integer().not_null())
                    .col(column("policy").text().not_null())
                    .col(column("saved_at").big_integer().not_null())
                    .col(column("saved_by").text().not_null())
                    .primary_key(Index::create().col("group_id").col("version"))
                    .foreign_key(&mut reference("group_policy_versions", "group_id", "groups", "id"))
                    .take(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("deadline_extensions")
                    .col(column("group_id").uuid().not_null())
                    .col(column("user_id").uuid().not_null())
                    .col(column("until").big_integer().not_null())
                    .col(column("extended_at").big_integer().not_null())
                    .col(column("extended_by").text().not_null())
                    .primary_key(Index::create().col("group_id").col("user_id"))
                    .foreign_key(&mut reference("deadline_extensions", "group_id", "groups", "id"))
                    .foreign_key(&mut reference("deadline_extensions", "user_id", "users", "id"))
                    .take(),
            )
            .await?;
        schema.create_index(index("deadline_extensions", &["user_id"], false)).await?;
        schema
            .create_table(
                Table::create()
                    .table("put_off_set_ups")
                    .col(column("user_id").uuid().not_null())
                    .col(column("put_off_at").big_integer().not_null())
                    .primary_key(Index::create().col("user_id"))
                    .foreign_key(&mut reference("put_off_set_ups", "user_id", "users", "id"))
                    .take(),
            )
            .await?;
        let mandates = column("mandates_two_factor").boolean().not_null().default(false).take();
        schema.alter_table(Table::alter().table("clients").add_column(mandates).take()).await?;
        schema.create_index(index("clients", &["mandates_two_factor"], false)).await?;
        Ok(())
    }
}
