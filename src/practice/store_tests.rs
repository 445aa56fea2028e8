//! The plan of the table's query on SQLite: every step goes by an index.

use std::path::PathBuf;

use sea_orm::Statement;

use super::*;
use crate::foundation::clock::Timestamp;
use crate::foundation::random::Seeded;
use crate::storage::{DatabaseSettings, Storage, migrator};

const NOW: Timestamp = Timestamp::from_secs(1_700_000_000);

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn every_step_of_the_table_goes_by_an_index() {
    let folder = Folder(std::env::temp_dir().join(format!("frontdesk-practice-{}", std::process::id())));
    std::fs::create_dir_all(&folder.0).unwrap();
    let url = format!("sqlite:{}", folder.0.join("frontdesk.db").display());
    let storage = Storage::connect(&DatabaseSettings { url, ..DatabaseSettings::default() }).await.unwrap();
    migrator::migrate(storage.writer()).await.unwrap();
    let group = GroupId::new(NOW, &Seeded::new(1));
    let asked = Asked { methods: MethodSet::ALL, passkey: true, from: NOW };
    for sort in Sort::ALL {
        let wanted = Wanted { sort: *sort, search: Some("a".to_owned()), overdue: true, ..Wanted::default() };
        let query = lines_query(group, &wanted, Some(&asked), 50, NOW, DbBackend::Sqlite);
        let built = DbBackend::Sqlite.build(&query);
        let explained = Statement { sql: format!("EXPLAIN QUERY PLAN {}", built.sql), ..built };
        let steps = storage.read().query_all_raw(explained).await.unwrap();
        let steps: Vec<String> = steps.iter().map(|row| row.try_get("", "detail").unwrap()).collect();
        assert!(steps.len() >= 4, "{steps:?}");
        assert!(!steps.iter().any(|step| step.starts_with("SCAN")), "{sort:?}: {steps:?}");
        assert!(steps[0].contains("memberships_group_id"), "it begins at the group: {steps:?}");
    }
}
