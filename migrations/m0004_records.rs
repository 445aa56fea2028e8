//! Messages to send, the audit chain, and what this installation is.

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
                    .table("outbox_messages")
                    .col(column("id").uuid().not_null())
                    .col(column("channel").text().not_null())
                    .col(column("recipient").text().not_null())
                    .col(column("kind").text().not_null())
                    .col(column("body").blob().not_null())
                    .col(column("state").text().not_null())
                    .col(column("attempts").integer().not_null())
                    .col(column("next_attempt_at").big_integer().not_null())
                    .col(column("created_at").big_integer().not_null())
                    .col(column("expires_at").big_integer().not_null())
                    .col(column("finished_at").big_integer())
                    .col(column("last_error").text())
                    .primary_key(Index::create().col("id"))
                    .take(),
            )
            .await?;
        schema.create_index(index("outbox_messages", &["state", "next_attempt_at"], false)).await?;
        schema.create_index(index("outbox_messages", &["created_at"], false)).await?;
        schema
            .create_table(
                Table::create()
                    .table("security_events")
                    .col(column("seq").big_integer().not_null())
                    .col(column("at").big_integer().not_null())
                    .col(column("kind").text().not_null())
                    .col(column("user_id").uuid())
                    .col(column("client_id").text())
                    .col(column("group_id").uuid())
                    .col(column("actor").text().not_null())
                    .col(column("address").text())
                    .col(column("request_id").text())
                    .col(column("details").text().not_null())
                    .col(column("previous_hash").blob().not_null())
                    .col(column("hash").blob().not_null())
                    .primary_key(Index::create().col("seq"))
                    .take(),
            )
            .await?;
        schema.create_index(index("security_events", &["user_id", "seq"], false)).await?;
        schema.create_index(index("security_events", &["at"], false)).await?;
        schema.create_index(index("security_events", &["kind", "seq"], false)).await?;
        schema
            .create_table(
                Table::create()
                    .table("audit_head")
                    .col(column("id").integer().not_null())
                    .col(column("seq").big_integer().not_null())
                    .col(column("hash").blob().not_null())
                    .primary_key(Index::create().col("id"))
                    .take(),
            )
            .await?;
        schema
            .create_table(
                Table::create()
                    .table("installation")
                    .col(column("id").integer().not_null())
                    .col(column("master_key_id").text().not_null())
                    .col(column("created_at").big_integer().not_null())
                    .col(column("epoch").big_integer().not_null())
                    .primary_key(Index::create().col("id"))
                    .take(),
            )
            .await?;
        Ok(())
    }
}
