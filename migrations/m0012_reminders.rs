//! Who was reminded of what, so that nobody is reminded twice.

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
                    .table("sent_reminders")
                    .col(column("user_id").uuid().not_null())
                    .col(column("group_id").uuid().not_null())
                    .col(column("kind").text().not_null())
                    .col(column("day").integer().not_null())
                    .col(column("sent_at").big_integer().not_null())
                    .primary_key(Index::create().col("user_id").col("group_id").col("kind").col("day"))
                    .foreign_key(&mut reference("sent_reminders", "user_id", "users", "id"))
                    .foreign_key(&mut reference("sent_reminders", "group_id", "groups", "id"))
                    .take(),
            )
            .await?;
        schema.create_index(index("sent_reminders", &["group_id"], false)).await?;
        schema.create_index(index("sent_reminders", &["sent_at"], false)).await?;
        Ok(())
    }
}
