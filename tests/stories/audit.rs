//! The audit chain in a database: many writers, tampering hands, and the ways to read it.

use std::collections::BTreeSet;
use std::sync::Arc;

use frontdesk::audit::{self, Actor, ChainHead, EventKind, ExportFormat, Filter, Finding, SecurityEvent};
use frontdesk::foundation::clock::Timestamp;
use frontdesk::foundation::id::UserId;
use frontdesk::foundation::random::Seeded;
use frontdesk::storage::{DatabaseSettings, Storage, migrator};
use sea_orm::ConnectionTrait;

use crate::support::{Folder, Postgres};

async fn opened(url: &str) -> Storage {
    let storage = Storage::connect(&DatabaseSettings { url: url.to_owned(), ..DatabaseSettings::default() }).await.unwrap();
    migrator::migrate(storage.writer()).await.unwrap();
    storage
}

async fn embedded(folder: &Folder) -> Storage {
    opened(&format!("sqlite:{}", folder.file("frontdesk.db").display())).await
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_secs(1_800_000_000 + seconds)
}

async fn append(storage: &Storage, now: Timestamp, event: &SecurityEvent) -> ChainHead {
    let tx = storage.write().await.unwrap();
    let head = audit::append(&tx, now, event).await.unwrap();
    tx.commit().await.unwrap();
    head
}

async fn ten_events(storage: &Storage) -> ChainHead {
    let mut head = None;
    for second in 0..10 {
        let event = SecurityEvent::new(EventKind::SignInRefused, Actor::Anonymous).with("attempt", second);
        head = Some(append(storage, at(second), &event).await);
    }
    head.unwrap()
}

async fn findings(storage: &Storage) -> Vec<Finding> {
    audit::verify(storage.read(), None).await.unwrap().findings
}

async fn fifty_writers_make_one_chain(storage: Storage) {
    let storage = Arc::new(storage);
    let writers = (0..50).map(|number| {
        let storage = Arc::clone(&storage);
        tokio::spawn(async move {
            let event = SecurityEvent::new(EventKind::SignedIn, Actor::System).with("writer", number);
            append(&storage, at(number), &event).await.seq
        })
    });
    let mut numbers = BTreeSet::new();
    for writer in writers.collect::<Vec<_>>() {
        numbers.insert(writer.await.unwrap());
    }
    assert_eq!(numbers, (1..=50).collect());
    let verdict = audit::verify(storage.read(), None).await.unwrap();
    assert_eq!((verdict.events, verdict.head.seq, verdict.findings), (50, 50, Vec::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_writers_make_one_chain_on_sqlite() {
    let folder = Folder::new();
    fifty_writers_make_one_chain(embedded(&folder).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_writers_make_one_chain_on_postgres() {
    let Some(postgres) = Postgres::fresh().await else { return };
    fifty_writers_make_one_chain(opened(&postgres.url).await).await;
}

#[tokio::test]
async fn an_event_that_was_rolled_back_leaves_no_gap() {
    let folder = Folder::new();
    let storage = embedded(&folder).await;
    let tx = storage.write().await.unwrap();
    audit::append(&tx, at(0), &SecurityEvent::new(EventKind::SignedIn, Actor::System)).await.unwrap();
    drop(tx);
    assert_eq!(append(&storage, at(1), &SecurityEvent::new(EventKind::SignedOut, Actor::System)).await.seq, 1);
    assert_eq!(findings(&storage).await, []);
}

async fn tampering_shows(storage: &Storage, statement: &str, expected: &[Finding]) {
    storage.writer().execute_unprepared(statement).await.unwrap();
    assert_eq!(findings(storage).await, expected, "{statement}");
}

#[tokio::test]
async fn tampering_with_rows_shows() {
    let folders: Vec<Folder> = (0..7).map(|_| Folder::new()).collect();
    let cases: [(&str, &[Finding]); 7] = [
        ("UPDATE security_events SET details = '{}' WHERE seq = 4", &[Finding::Changed { seq: 4 }]),
        ("UPDATE security_events SET hash = x'00' WHERE seq = 4", &[Finding::Changed { seq: 4 }, Finding::Unlinked { seq: 5 }]),
        ("DELETE FROM security_events WHERE seq IN (4, 5)", &[Finding::Missing { first: 4, last: 5 }]),
        ("DELETE FROM security_events WHERE seq > 8", &[Finding::CutOff { last: 8, head: 10 }]),
        ("DELETE FROM audit_head", &[Finding::BeyondHead { first: 1 }]),
        ("UPDATE audit_head SET hash = zeroblob(32)", &[Finding::OtherHead { seq: 10 }]),
        (
            "INSERT INTO security_events SELECT 11, at, kind, user_id, client_id, group_id, actor, address, request_id, details, previous_hash, hash
             FROM security_events WHERE seq = 10",
            &[Finding::BeyondHead { first: 11 }],
        ),
    ];
    for (folder, (statement, expected)) in folders.iter().zip(cases) {
        let storage = embedded(folder).await;
        ten_events(&storage).await;
        assert_eq!(findings(&storage).await, []);
        tampering_shows(&storage, statement, expected).await;
    }
}

#[tokio::test]
async fn a_chain_cut_off_together_with_its_head_shows_by_the_head_that_was_noted() {
    let folder = Folder::new();
    let storage = embedded(&folder).await;
    let noted = ten_events(&storage).await;
    let cut = "UPDATE audit_head SET seq = 8, hash = (SELECT hash FROM security_events WHERE seq = 8)";
    tampering_shows(&storage, "DELETE FROM security_events WHERE seq > 8", &[Finding::CutOff { last: 8, head: 10 }]).await;
    tampering_shows(&storage, cut, &[]).await;
    let verdict = audit::verify(storage.read(), Some(noted)).await.unwrap();
    assert_eq!(verdict.findings, [Finding::CutOff { last: 8, head: 10 }]);
}

#[tokio::test]
async fn events_are_listed_newest_first_page_by_page_and_by_what_they_are_about() {
    let folder = Folder::new();
    let storage = embedded(&folder).await;
    ten_events(&storage).await;
    let alice = UserId::new(at(0), &Seeded::new(1));
    let hers = SecurityEvent::new(EventKind::SignedIn, Actor::User(alice)).about(alice).for_app("calendar");
    append(&storage, at(20), &hers.from("203.0.113.7".parse().unwrap(), "K7M2-9QXD")).await;

    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let page = audit::list(storage.read(), &Filter::default(), before, 4).await.unwrap();
        assert!(page.events.len() <= 4);
        seen.extend(page.events.iter().map(|event| event.seq));
        before = page.older;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(seen, (1..=11).rev().collect::<Vec<_>>());

    let count = async |filter: Filter| audit::list(storage.read(), &filter, None, 100).await.unwrap().events.len();
    assert_eq!(count(Filter { user: Some(alice), ..Filter::default() }).await, 1);
    assert_eq!(count(Filter { client: Some("calendar".to_owned()), ..Filter::default() }).await, 1);
    assert_eq!(count(Filter { kinds: vec![EventKind::SignInRefused], ..Filter::default() }).await, 10);
    assert_eq!(count(Filter { since: Some(at(5)), until: Some(at(8)), ..Filter::default() }).await, 3);
    let newest = audit::list(storage.read(), &Filter::default(), None, 1).await.unwrap().events.remove(0);
    assert_eq!((newest.actor.as_str(), newest.address.as_deref()), (format!("user:{alice}").as_str(), Some("203.0.113.7")));
}

#[tokio::test]
async fn an_export_is_a_line_for_each_event() {
    let folder = Folder::new();
    let storage = embedded(&folder).await;
    append(&storage, at(0), &SecurityEvent::new(EventKind::AppRefused, Actor::Client("=cmd()".to_owned())).with("reason", "a \"quote\""))
        .await;
    ten_events(&storage).await;
    let mut lines = Vec::new();
    assert_eq!(audit::export(storage.read(), &Filter::default(), ExportFormat::JsonLines, &mut lines).await.unwrap(), 11);
    let lines: Vec<serde_json::Value> =
        lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(|line| serde_json::from_slice(line).unwrap()).collect();
    assert_eq!(lines.len(), 11);
    assert_eq!((lines[0]["kind"].as_str(), lines[0]["details"]["reason"].as_str()), (Some("app_refused"), Some("a \"quote\"")));
    assert_eq!(lines[1]["previous_hash"], lines[0]["hash"]);

    let mut table = Vec::new();
    let only_apps = Filter { kinds: vec![EventKind::AppRefused], ..Filter::default() };
    assert_eq!(audit::export(storage.read(), &only_apps, ExportFormat::Csv, &mut table).await.unwrap(), 1);
    let table = String::from_utf8(table).unwrap();
    assert!(table.starts_with("seq,at,kind,"), "{table}");
    assert!(table.contains("\"{\"\"reason\"\":\"\"a \\\"\"quote\\\"\"\"\"}\""), "{table}");
}
