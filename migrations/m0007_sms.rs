//! SMS: what was spent within each budget; and messages that end when a newer one of their topic is queued.

use sea_orm_migration::prelude::*;

use super::{column, index};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema
            .create_table(
                Table::create()
                    .table("sms_ledger")
                    .col(column("scope").text().not_null())
                    .col(column("since").big_integer().not_null())
                    .col(column("until").big_integer().not_null())
                    .col(column("spent").big_integer().not_null())
                    .primary_key(Index::create().col("scope").col("since"))
                    .take(),
            )
            .await?;
        schema.create_index(index("sms_ledger", &["until"], false)).await?;
        schema.alter_table(Table::alter().table("outbox_messages").add_column(column("topic").text()).take()).await?;
        schema.create_index(index("outbox_messages", &["topic"], false)).await
    }
}
