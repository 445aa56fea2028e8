//! Invitations to practice groups, and what makes the pages of a group quick.

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
                    .table("invitations")
                    .col(column("id").uuid().not_null())
                    .col(column("digest").blob().not_null())
                    .col(column("group_id").uuid().not_null())
                    .col(column("email").text().not_null())
                    .col(column("role").text().not_null())
                    .col(column("access_level").text().not_null())
                    .col(column("state").text().not_null())
                    .col(column("invited_by").uuid())
                    .col(column("created_at").big_integer().not_null())
                    .col(column("expires_at").big_integer().not_null())
                    .col(column("ended_at").big_integer())
                    .primary_key(Index::create().col("id"))
                    .foreign_key(&mut reference("invitations", "group_id", "groups", "id"))
                    .take(),
            )
            .await?;
        schema.create_index(index("invitations", &["digest"], true)).await?;
        schema.create_index(index("invitations", &["group_id", "created_at"], false)).await?;
        schema.create_index(index("invitations", &["email", "state"], false)).await?;
        schema.create_index(index("security_events", &["group_id", "seq"], false)).await?;
        // A group's active members are counted and ordered without a look at their rows; what begins with the group alone goes
        // by it too.
        schema.create_index(index("memberships", &["group_id", "state", "user_id"], false)).await?;
        schema.drop_index(Index::drop().name("memberships_group_id").table("memberships").to_owned()).await?;
        Ok(())
    }
}
