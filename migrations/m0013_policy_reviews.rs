//! Whose sign-ins are to be judged anew, because what is demanded of them has changed or is about to.

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
                    .table("policy_reviews")
                    .col(column("subject").uuid().not_null())
                    .col(column("due_at").big_integer().not_null())
                    .col(column("kind").text().not_null())
                    .primary_key(Index::create().col("subject").col("due_at"))
                    .take(),
            )
            .await?;
        schema.create_index(index("policy_reviews", &["due_at"], false)).await?;
        Ok(())
    }
}
