//! The steps from an empty database to this version's schema, in order. Forward only: a step that has been released is
//! never changed, and there is no way down; a backup is.

use sea_orm_migration::prelude::*;

mod m0001_people;
mod m0002_apps;
mod m0003_sign_in;
mod m0004_records;
mod m0005_factors;
mod m0006_passkeys;
mod m0007_sms;
mod m0008_policies;
mod m0009_practice;
mod m0010_logouts;
mod m0011_practice_choices;
mod m0012_reminders;
mod m0013_policy_reviews;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_people::Migration),
            Box::new(m0002_apps::Migration),
            Box::new(m0003_sign_in::Migration),
            Box::new(m0004_records::Migration),
            Box::new(m0005_factors::Migration),
            Box::new(m0006_passkeys::Migration),
            Box::new(m0007_sms::Migration),
            Box::new(m0008_policies::Migration),
            Box::new(m0009_practice::Migration),
            Box::new(m0010_logouts::Migration),
            Box::new(m0011_practice_choices::Migration),
            Box::new(m0012_reminders::Migration),
            Box::new(m0013_policy_reviews::Migration),
        ]
    }
}

fn column(name: &'static str) -> ColumnDef {
    ColumnDef::new(name)
}

fn index(table: &'static str, columns: &[&'static str], unique: bool) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("{table}_{}", columns.join("_"))).table(table);
    for column in columns {
        index.col(*column);
    }
    if unique {
        index.unique();
    }
    index
}

/// A row of `table` belongs to one of `owner`, and goes with it.
fn reference(table: &'static str, column: &'static str, owner: &'static str, key: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, column).to(owner, key).on_delete(ForeignKeyAction::Cascade).take()
}
