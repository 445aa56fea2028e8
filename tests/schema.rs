//! Migrations against entities: an empty database, migrated, is what the entities describe, on SQLite and on PostgreSQL alike.
//! And indexes against queries: `schema/plans.rs`.

#![cfg(test)]

#[path = "schema/plans.rs"]
mod plans;
#[path = "support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};

use frontdesk::for_each_entity;
use frontdesk::storage::{DatabaseSettings, Storage, entity, migrator};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait, FromQueryResult, Schema, Statement};
use support::{Folder, Postgres};

/// What a column is: its type in one spelling, and whether it may be empty.
type Columns = BTreeMap<(String, String), (String, bool)>;

#[derive(FromQueryResult)]
struct Row {
    table: String,
    column: String,
    kind: String,
    required: bool,
}

async fn columns(database: &DatabaseConnection) -> Columns {
    let query = match database.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT table_name::text AS \"table\", column_name::text AS \"column\", data_type::text AS kind, is_nullable = 'NO' AS required
             FROM information_schema.columns WHERE table_schema = 'public'"
        }
        _ => {
            "SELECT m.name AS \"table\", p.name AS \"column\", p.type AS kind, (p.\"notnull\" OR p.pk) AS required
             FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
        }
    };
    let rows = Row::find_by_statement(Statement::from_string(database.get_database_backend(), query)).all(database).await.unwrap();
    let ours = rows.into_iter().filter(|row| row.table != "seaql_migrations");
    ours.map(|row| ((row.table, row.column), (plain(&row.kind), row.required))).collect()
}

/// Text is text and bytes are bytes, whether a length was thought of or not.
fn plain(kind: &str) -> String {
    let kind = kind.to_lowercase();
    let kind = kind.split('(').next().unwrap_or("");
    match kind {
        "varchar" | "character varying" => "text",
        "varbinary_blob" => "blob",
        other => other,
    }
    .to_owned()
}

/// The unique indexes by their tables and columns: the rules that the database itself keeps.
async fn unique_indexes(database: &DatabaseConnection) -> BTreeSet<(String, String)> {
    let query = match database.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT c.relname::text AS \"table\", string_agg(a.attname::text, ',' ORDER BY k.place) AS \"column\", '' AS kind, true AS required
             FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
             JOIN unnest(i.indkey) WITH ORDINALITY AS k(attribute, place) ON true
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attribute
             WHERE i.indisunique GROUP BY c.relname, i.indexrelid"
        }
        _ => {
            "SELECT m.name AS \"table\", (SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) AS \"column\",
             '' AS kind, true AS required
             FROM sqlite_master m JOIN pragma_index_list(m.name) i WHERE m.type = 'table' AND i.\"unique\""
        }
    };
    let rows = Row::find_by_statement(Statement::from_string(database.get_database_backend(), query)).all(database).await.unwrap();
    rows.into_iter().filter(|row| row.table != "seaql_migrations").map(|row| (row.table, row.column)).collect()
}

async fn connect(url: &str) -> Storage {
    Storage::connect(&DatabaseSettings { url: url.to_owned(), ..DatabaseSettings::default() }).await.unwrap()
}

fn sqlite_url(folder: &Folder, name: &str) -> String {
    format!("sqlite:{}", folder.file(name).display())
}

/// Migrates one empty database, lets the entities describe another, and compares.
async fn migrations_match_entities(migrated: &Storage, described: &Storage) {
    migrator::migrate(migrated.writer()).await.unwrap();
    let schema = Schema::new(described.writer().get_database_backend());
    macro_rules! look {
        ($table:ident) => {
            let found = entity::$table::Entity::find().all(migrated.read()).await;
            assert!(found.is_ok(), "{}: {:?}", stringify!($table), found.err());
            described.writer().execute(&schema.create_table_from_entity(entity::$table::Entity)).await.unwrap();
        };
    }
    for_each_entity!(look);
    let (from_migrations, from_entities) = (columns(migrated.read()).await, columns(described.read()).await);
    let differences: Vec<String> = from_migrations
        .keys()
        .chain(from_entities.keys())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .filter(|key| from_migrations.get(*key) != from_entities.get(*key))
        .map(|key| {
            format!("{}.{}: migrations make {:?}, the entity says {:?}", key.0, key.1, from_migrations.get(key), from_entities.get(key))
        })
        .collect();
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
    assert!(from_migrations.len() > 50, "the catalogue was read");
}

#[tokio::test]
async fn migrations_match_entities_on_sqlite() {
    let folder = Folder::new();
    migrations_match_entities(&connect(&sqlite_url(&folder, "migrated.db")).await, &connect(&sqlite_url(&folder, "described.db")).await)
        .await;
}

#[tokio::test]
async fn migrations_match_entities_on_postgres() {
    let (Some(migrated), Some(described)) = (Postgres::fresh().await, Postgres::fresh().await) else { return };
    migrations_match_entities(&connect(&migrated.url).await, &connect(&described.url).await).await;
}

#[tokio::test]
async fn sqlite_and_postgres_have_the_same_schema() {
    let Some(postgres) = Postgres::fresh().await else { return };
    let folder = Folder::new();
    let (server, file) = (connect(&postgres.url).await, connect(&sqlite_url(&folder, "frontdesk.db")).await);
    for storage in [&server, &file] {
        migrator::migrate(storage.writer()).await.unwrap();
    }
    let shape = |columns: Columns| -> BTreeMap<_, _> { columns.into_iter().map(|(key, (_, required))| (key, required)).collect() };
    assert_eq!(shape(columns(server.read()).await), shape(columns(file.read()).await));
    // SQLite tells of no index where a single integer is the primary key, since that is the table's own order.
    let (of_server, of_file) = (unique_indexes(server.read()).await, unique_indexes(file.read()).await);
    let unshared: Vec<_> = of_server.symmetric_difference(&of_file).collect();
    assert!(unshared.iter().all(|(_, column)| ["id", "seq"].contains(&column.as_str())), "{unshared:?}");
}

#[tokio::test]
async fn migrating_again_changes_nothing() {
    let folder = Folder::new();
    let storage = connect(&sqlite_url(&folder, "frontdesk.db")).await;
    assert!(!migrator::pending(storage.writer()).await.unwrap().is_empty());
    migrator::migrate(storage.writer()).await.unwrap();
    let before = columns(storage.read()).await;
    migrator::migrate(storage.writer()).await.unwrap();
    assert_eq!(columns(storage.read()).await, before);
    assert_eq!(migrator::pending(storage.writer()).await.unwrap(), Vec::<String>::new());
}
