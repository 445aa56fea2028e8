//! The practice that a person with several picked last for each app.

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
                    .table("practice_choices")
                    .col(column("user_id").uuid().not_null())
                    .col(column("client_id").text().not_null())
                    .col(column("group_id").uuid().not_null())
                    .col(column("chosen_at").big_integer().not_null())
                    .col(column("asks_again").boolean().not_null())
                    .primary_key(Index::create().col("user_id").col("client_id"))
                    .foreign_key(&mut reference("practice_choices", "user_id", "users", "id"))
                    .foreign_key(&mut reference("practice_choices", "client_id", "clients", "client_id"))
                    .foreign_key(&mut reference("practice_choices", "group_id", "groups", "id"))
                    .take(),
            )
            .await?;
        schema.create_index(index("practice_choices", &["client_id"], false)).await?;
        schema.create_index(index("practice_choices", &["group_id"], false)).await?;
        Ok(())
    }
}
