//! Indexes against queries: what a manager's pages ask goes by an index at every step, on SQLite and on PostgreSQL.
//!
//! The verbs of the rooms are asked as the pages ask them, over a connection that has every query explained first, in an
//! installation of enough people for a database to care.

#[path = "../../benches/practice/installation.rs"]
#[expect(dead_code, reason = "nobody signs in here")]
mod installation;

use std::sync::Mutex;

use frontdesk::audit::{self, Filter};
use frontdesk::factors::status::Status;
use frontdesk::foundation::id::GroupId;
use frontdesk::policy::Asked;
use frontdesk::policy::asked::store::of_group;
use frontdesk::policy::situation;
use frontdesk::practice::table::{Sort, Wanted};
use frontdesk::practice::{overview, table};
use frontdesk::storage::{Storage, Transaction, migrator};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement};
use serde_json::Value;

use super::support::{Folder, Postgres};
use super::{connect, sqlite_url};
use installation::{NOW, Plan, fill};

/// A connection that looks at the plan of each query before it asks it.
struct Explaining<'a> {
    tx: &'a Transaction,
    looked_at: Mutex<usize>,
    offences: Mutex<Vec<String>>,
}

impl<'a> Explaining<'a> {
    fn over(tx: &'a Transaction) -> Self {
        Self { tx, looked_at: Mutex::new(0), offences: Mutex::default() }
    }

    async fn look(&self, asked: &Statement) -> Result<(), DbErr> {
        let is_postgres = asked.db_backend == DbBackend::Postgres;
        let how = if is_postgres { "EXPLAIN (FORMAT JSON)" } else { "EXPLAIN QUERY PLAN" };
        let explained = Statement { sql: format!("{how} {}", asked.sql), ..asked.clone() };
        let plan = self.tx.query_all_raw(explained).await?;
        let found = if is_postgres { postgres_offences(&plan) } else { sqlite_offences(&plan) };
        *self.looked_at.lock().unwrap() += 1;
        self.offences.lock().unwrap().extend(found.into_iter().map(|offence| format!("{offence}\n    in {}", asked.sql)));
        Ok(())
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Explaining<'_> {
    fn get_database_backend(&self) -> DbBackend {
        self.tx.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.tx.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.tx.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.look(&statement).await?;
        self.tx.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.look(&statement).await?;
        self.tx.query_all_raw(statement).await
    }
}

/// A walk through a table or a whole index, or an index made for the one query. What the query itself made may be walked.
fn sqlite_offences(plan: &[QueryResult]) -> Vec<String> {
    let steps: Vec<String> = plan.iter().map(|row| row.try_get("", "detail").unwrap()).collect();
    assert!(!steps.is_empty());
    let offends = |step: &&String| step.starts_with("SCAN") && *step != "SCAN each" || step.contains("AUTOMATIC");
    steps.iter().filter(offends).cloned().collect()
}

/// The same: a sequential scan, an index without a condition, or one whose condition leaves out its first column.
fn postgres_offences(plan: &[QueryResult]) -> Vec<String> {
    fn walk(node: &Value, offences: &mut Vec<String>) {
        let text = |name: &str| node[name].as_str().unwrap_or_default();
        let kind = text("Node Type");
        if kind == "Seq Scan" {
            offences.push(format!("{kind} of {}", text("Relation Name")));
        }
        if kind.contains("Index") {
            let (index, condition) = (text("Index Name"), text("Index Cond"));
            let columns = condition.split(|c: char| !c.is_ascii_alphabetic() && c != '_').filter(|word| !word.is_empty());
            let begins = index.ends_with("_pkey") || columns.into_iter().any(|word| index.contains(&format!("s_{word}")));
            if condition.is_empty() || !begins {
                offences.push(format!("{kind} by {index} where {condition:?}"));
            }
        }
        for child in node["Plans"].as_array().into_iter().flatten() {
            walk(child, offences);
        }
    }
    let plan: Value = plan[0].try_get("", "QUERY PLAN").unwrap();
    assert!(plan[0]["Plan"].is_object(), "{plan}");
    let mut offences = Vec::new();
    walk(&plan[0]["Plan"], &mut offences);
    offences
}

/// Everything that the pages of a practice read, but for the group and its policy.
async fn ask(c: &impl ConnectionTrait, group: GroupId, asked: Option<&Asked>) {
    let everybody = table::store::lines(c, group, &Wanted::default(), asked, 5, NOW).await.unwrap();
    let after = everybody.last().map(|line| line.key.clone());
    let narrowed = Wanted { search: Some("a".to_owned()), status: Some(Status::Enabled), overdue: true, ..Wanted::default() };
    for wanted in [Wanted::default(), Wanted { after, ..Wanted::default() }, narrowed] {
        for sort in Sort::ALL {
            let wanted = Wanted { sort: *sort, ..wanted.clone() };
            table::store::lines(c, group, &wanted, asked, 50, NOW).await.unwrap();
        }
    }
    let one = &everybody[0];
    table::store::line(c, group, one.user, one.state, asked, NOW).await.unwrap().unwrap();
    overview::store::tally(c, group, asked, NOW).await.unwrap();
    overview::store::beginnings(c, group, asked).await.unwrap();
    audit::list(c, &Filter { group: Some(group), ..Filter::default() }, Some(1_000_000), 50).await.unwrap();
}

async fn every_step_goes_by_an_index(storage: &Storage) {
    migrator::migrate(storage.writer()).await.unwrap();
    let plan = Plan { users: 4000, groups: 400, seed: 1 };
    let practices = fill(storage, &plan).await;
    let tx = storage.write().await.unwrap();
    if storage.is_postgres() {
        // Small tables are walked through whatever indexes they have; what matters is that there are some.
        tx.execute_unprepared("ANALYZE").await.unwrap();
        tx.execute_unprepared("SET LOCAL enable_seqscan = off").await.unwrap();
    }
    for practice in &practices {
        let asked = of_group(storage.read(), practice.group).await.unwrap();
        assert!(asked.is_some(), "a deadline has passed");
        for asked in [asked.as_ref(), None] {
            let c = Explaining::over(&tx);
            ask(&c, practice.group, asked).await;
            // Of half an installation PostgreSQL rightly walks through everything.
            if practice.members < plan.users / 10 || !storage.is_postgres() {
                situation::store::members(&c, practice.group).await.unwrap();
            }
            let offences = c.offences.into_inner().unwrap();
            assert!(offences.is_empty(), "{} members:\n{}", practice.members, offences.join("\n"));
            assert!(c.looked_at.into_inner().unwrap() > 30);
        }
    }
    // Without its index a query offends, so this can fail.
    for index in ["memberships_group_id_state_user_id", "factor_methods_user_id_method_validated", "security_events_group_id_seq"] {
        tx.execute_unprepared(&format!("DROP INDEX {index}")).await.unwrap();
        let c = Explaining::over(&tx);
        ask(&c, practices[0].group, None).await;
        assert!(!c.offences.into_inner().unwrap().is_empty(), "nothing misses {index}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_step_goes_by_an_index_on_sqlite() {
    let folder = Folder::new();
    every_step_goes_by_an_index(&connect(&sqlite_url(&folder, "frontdesk.db")).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_step_goes_by_an_index_on_postgres() {
    let Some(postgres) = Postgres::fresh().await else { return };
    every_step_goes_by_an_index(&connect(&postgres.url).await).await;
}
