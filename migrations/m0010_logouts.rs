//! Which apps a sign-in reached, and the notices that tell them that it has ended.

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
                    .table("session_apps")
                    .col(column("session_id").uuid().not_null())
                    .col(column("client_id").text().not_null())
                    .col(column("user_id").uuid().not_null())
                    .col(column("practice_id").uuid())
                    .col(column("signed_in_at").big_integer().not_null())
                    .primary_key(Index::create().col("session_id").col("client_id"))
                    .foreign_key(&mut reference("session_apps", "session_id", "login_sessions", "id"))
                    .foreign_key(&mut reference("session_apps", "client_id", "clients", "client_id"))
                    .take(),
            )
            .await?;
        schema.create_index(index("session_apps", &["user_id", "client_id"], false)).await?;
        schema.create_index(index("session_apps", &["client_id"], false)).await?;
        schema
            .create_table(
                Table::create()
                    .table("logout_notices")
                    .col(column("session_id").uuid().not_null())
                    .col(column("client_id").text().not_null())
                    .col(column("queued_at").big_integer().not_null())
                    .col(column("user_id").uuid().not_null())
                    .col(column("waiting_since").big_integer().not_null())
                    .col(column("state").text().not_null())
                    .col(column("attempts").integer().not_null())
                    .col(column("next_attempt_at").big_integer().not_null())
                    .col(column("finished_at").big_integer())
                    .col(column("last_error").text())
                    .primary_key(Index::create().col("session_id").col("client_id").col("queued_at"))
                    .foreign_key(&mut reference("logout_notices", "client_id", "clients", "client_id"))
                    .take(),
            )
            .await?;
        // Looked through every second; few rows are unfinished, however many are kept.
        let unfinished = Expr::col("finished_at").is_null();
        schema.create_index(index("logout_notices", &["client_id", "next_attempt_at"], false).and_where(unfinished).take()).await?;
        schema.create_index(index("logout_notices", &["client_id", "queued_at"], false)).await?;
        schema.create_index(index("logout_notices", &["user_id", "queued_at"], false)).await?;
        schema.create_index(index("logout_notices", &["finished_at"], false)).await?;
        Ok(())
    }
}
