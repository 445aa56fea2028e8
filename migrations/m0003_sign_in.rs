//! Sessions, consent, codes, tokens, links sent by email and failed attempts.

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
                    .table("login_sessions")
                    .col(column("id").uuid().not_null())
                    .col(column("digest").blob().not_null())
                    .col(column("user_id").uuid().not_null())
                    .col(column("proofs").text().not_null())
                    .col(column("auth_time").big_integer().not_null())
                    .col(column("created_at").big_integer().not_null())
                    .col(column("last_seen_at").big_integer().not_null())
                    .col(column("idle_ms").big_integer().not_null())
                    .col(column("expires_at").big_integer().not_null())
                    .col(column("address").text().not_null())
                    .col(column("user_agent").text().not_null())
                    .col(column("ended_at").big_integer())
                    .primary_key(Index::create().col("id"))
                    .foreign_key(&mut reference("login_sessions", "user_id", "users", "id"))
                    .take(),
            )
            .await?;
        schema.create_index(index("login_sessions", &["digest"], true)).await?;
        schema.create_index(index("login_sessions", &["user_id"], false)).await?;
        schema.create_index(index("login_sessions", &["expires_at"], false)).await?;
        schema
            .create_table(
                Table::create()
                    .table("consents")
                    .col(column("user_id").uuid().not_null())
                    .col(column("client_id").text().not_null())
                    .col(column("scope").text().not_null())
                    .col(column("granted_at").big_integer().not_null())
                    .primary_key(Index::create().col("user_id").col("client_id"))
                    .foreign_key(&mut reference("consents", "user_id", "users", "id"))
                    .foreign_key(&mut reference("consents", "client_id", "clients", "client_id"))
                    .take(),
            )
            .await?;
        schema.create_index(index("consents", &["client_id"], false)).await?;
        schema
            .create_table(
                Table::create()
                    .table("authorization_codes")
                    .col(column("digest").blob().not_null())
                    .col(column("client_id").text().not_null())
                    .col(column("user_id").uuid().not_null())
                    .col(column("session_id").uuid().not_null())
                    .col(column("family_id").uuid().not_null())
                    .col(column("redirect_uri").text().not_null())
                    .col(column("code_challenge").text())
                    .col(column("grant").text().not_null())
                    .col(column("created_at").big_integer().not_null())
                    .col(column("expires_at").big_integer().not_null())
                    .col(column("redeemed_at").big_integer())
                    .primary_key(Index::create().col("digest"))
                    .foreign_key(&mut reference("authorization_codes", "user_id", "users", "id"))
                    .foreign_key(&mut reference("authorization_codes", "client_id", "clients", "client_id"))
                    .take(),
            )
            .await?;
        schema.create_index(index("authorization_codes", &["expires_at"], false)).await?;
        schema.create_index(index("authorization_codes", &["user_id"], false)).await?;
        schema.create_index(index("authorization_codes", &["session_id"], false)).await?;
        schema
            .create_table(
                Table::create()
                    .table("token_families")
                    .col(column("id").uuid().not_null())
                    .col(column("client_id").text().not_null())
                    .col(column("user_id").uuid().not_null())
                    .col(column("session_id").uuid().not_null())
                    .col(column("grant").text().not_null())
                    .col(column("offline").boolean().not_null())
                    .col(column("created_at").big_integer().not_null())
                    .col(column("expires_at").big_integer().not_null())
                    .col(column("revoked_at").big_integer())
                    .primary_key(Index::create().col("id"))
                    .foreign_key(&mut reference("token_families", "user_id", "users", "id"))
                    .foreign_key(&mut reference("token_families", "client_id", "clients", "client_id"))
                    .take(),
            )
            .await?;
        schema.create_index(index("token_families", &["user_id", "client_id"], false)).await?;
        schema.create_index(index("token_families", &["session_id"], false)).await?;
        schema.create_index(index("token_families", &["expires_at"], false)).await?;
        schema
            .create_table(
                Table::create()
                    .table("refresh_tokens")
                    .col(column("digest").blob().not_null())
                    .col(column("family_id").uuid().not_null())
                    .col(column("created_at").big_integer().not_null())
                    .col(column("expires_at").big_integer().not_null())
                    .col(column("used_at").big_integer())
                    .col(column("answer").blob())
                    .primary_key(Index::create().col("digest"))
                    .foreign_key(&mut reference("refresh_tokens", "family_id", "token_families", "id"))
                    .take(),
            )
            .await?;
        schema.create_index(index("refresh_tokens", &["family_id"], false)).await?;
        schema.create_index(index("refresh_tokens", &["expires_at"], false)).await?;
        // Few rows keep an answer, and only for seconds: what takes it away must not read all the others.
        let answered = Expr::col("answer").is_not_null();
        schema.create_index(index("refresh_tokens", &["used_at"], false).and_where(answered).take()).await?;
        schema
            .create_table(
                Table::create()
                    .table("revoked_access_tokens")
                    .col(column("jti").text().not_null())
                    .col(column("expires_at").big_integer().not_null())
                    .primary_key(Index::create().col("jti"))
                    .take(),
            )
            .await?;
        schema.create_index(index("revoked_access_tokens", &["expires_at"], false)).await?;
        schema
            .create_table(
                Table::create()
                    .table("one_time_links")
                    .col(column("digest").blob().not_null())
                    .col(column("purpose").text().not_null())
                    .col(column("user_id").uuid().not_null())
                    .col(column("email").text().not_null())
                    .col(column("details").text().not_null())
                    .col(column("created_at").big_integer().not_null())
                    .col(column("expires_at").big_integer().not_null())
                    .col(column("used_at").big_integer())
                    .primary_key(Index::create().col("digest"))
                    .foreign_key(&mut reference("one_time_links", "user_id", "users", "id"))
                    .take(),
            )
            .await?;
        schema.create_index(index("one_time_links", &["user_id", "purpose"], false)).await?;
        schema.create_index(index("one_time_links", &["expires_at"], false)).await?;
        schema
            .create_table(
                Table::create()
                    .table("attempts")
                    .col(column("key").text().not_null())
                    .col(column("failures").integer().not_null())
                    .col(column("last_failed_at").big_integer().not_null())
                    .col(column("blocked_until").big_integer().not_null())
                    .primary_key(Index::create().col("key"))
                    .take(),
            )
            .await?;
        schema.create_index(index("attempts", &["last_failed_at"], false)).await?;
        Ok(())
    }
}
