//! Holds the house to its plan: floors and arrows of `src/lib.rs`, what may be imported where, and names.
//!
//! Each rule is a function from a file to its offences (`architecture/rules.rs`). It is tried twice: on every file of
//! the tree, where it must find nothing, and on offending snippets, where it must find something: a rule that cannot
//! fail holds nothing.

#![cfg(test)]

#[path = "architecture/rules.rs"]
mod rules;
#[path = "architecture/source.rs"]
mod source;

use frontdesk::{FLOORS, ROOM_ARROWS};
use rules::{RULES, Rule};
use source::{Import, Source, files_under, relative};
use std::fmt::Write as _;

fn rust_files() -> Vec<Source> {
    ["src", "migrations", "tests", "benches"]
        .iter()
        .flat_map(|folder| files_under(folder))
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| Source::new(&relative(&path), &std::fs::read_to_string(&path).unwrap()))
        .collect()
}

#[test]
fn every_file_keeps_every_rule() {
    let files = rust_files();
    assert!(files.len() > 30, "the tree was not found");
    let mut report = String::new();
    for (name, rule) in RULES {
        for offence in files.iter().flat_map(rule) {
            writeln!(report, "{name}: {offence}").unwrap();
        }
    }
    assert!(report.is_empty(), "\n{report}");
}

/// Asserts that the rule refuses the first snippet and lets the second pass.
fn refuses(rule: Rule, path: &str, offending: &str, sound: &str) {
    assert!(!rule(&Source::new(path, offending)).is_empty(), "{path}: should be refused: {offending}");
    let offences = rule(&Source::new(path, sound));
    assert!(offences.is_empty(), "{path}: should pass: {sound}: {offences:?}");
}

#[test]
fn a_room_does_not_import_upwards_or_across() {
    refuses(rules::floors, "src/protocol/scope.rs", "use crate::storage::Storage;", "use crate::foundation::id::UserId;");
    refuses(
        rules::floors,
        "src/consent/mod.rs",
        "use crate::{foundation::id, login::routes};",
        "use crate::{foundation::id, users::User};",
    );
    refuses(rules::floors, "src/authorization/next_step.rs", "fn f(x: crate::factors::Factor) {}", "// crate::factors::Factor\nfn f() {}");
    refuses(rules::floors, "src/web/mod.rs", "use crate::login;", "#[cfg(test)]\nmod tests { use crate::login; }");
    assert!(!rules::floors(&Source::new("src/basement/mod.rs", "")).is_empty(), "a room that lib.rs does not place");
}

#[test]
fn sql_is_refused_outside_stores() {
    let rule = rules::sql_stays_in_stores;
    refuses(rule, "src/users/mod.rs", "use sea_orm::EntityTrait;", "use crate::storage::Storage;");
    refuses(rule, "src/users/routes.rs", "let x: redis::Client;", "let redis = 1; settings.redis.url");
    assert!(rule(&Source::new("src/users/store.rs", "use sea_orm::EntityTrait;")).is_empty());
}

#[test]
fn http_is_refused_inside_rules() {
    let rule = rules::http_stays_at_the_edge;
    refuses(rule, "src/token/issue.rs", "use axum::Json;", "use crate::keys::KeyRing;");
    refuses(rule, "src/token/mod.rs", "fn f(s: http::StatusCode) {}", "let url = \"http://localhost\";");
    assert!(rule(&Source::new("src/token/routes.rs", "use axum::Json;")).is_empty());
}

#[test]
fn app_is_refused_inside_rules() {
    let rule = rules::app_is_seen_by_routes_only;
    refuses(rule, "src/token/issue.rs", "use crate::app::App;", "use crate::keys::KeyRing;");
    refuses(rule, "src/web/page.rs", "use crate::router::routes;", "use crate::text::Texts;");
    assert!(rule(&Source::new("src/token/routes.rs", "use crate::app::App;")).is_empty());
}

#[test]
fn waiting_is_refused_on_the_lowest_floors() {
    let rule = rules::lowest_floors_are_pure;
    refuses(rule, "src/foundation/clock.rs", "pub async fn now() {}", "pub fn now() {}");
    refuses(rule, "src/protocol/scope.rs", "use tokio::sync::Mutex;", "use std::sync::Mutex;");
}

#[test]
fn empty_names_are_refused() {
    let rule = rules::names_say_what_a_thing_is;
    refuses(rule, "src/users/mod.rs", "pub struct UserManager;", "pub struct User;");
    refuses(rule, "src/users/mod.rs", "fn get_user() {}", "fn user_by_email() {}");
    refuses(rule, "src/users/mod.rs", "pub struct UserInfo;", "pub struct UserInformed; fn userinfo() {}");
    refuses(rule, "src/users/mod.rs", "mod common;", "const COMMON_PASSWORDS: u8 = 1; mod common_passwords;");
    assert!(!rule(&Source::new("src/web/helpers.rs", "")).is_empty());
}

#[test]
fn transactions_outside_storage_are_refused() {
    refuses(
        rules::transactions_begin_in_storage,
        "src/users/store.rs",
        "db.begin().await",
        "LoginSession::begin(now); storage.write().await",
    );
}

#[test]
fn unwrap_outside_tests_is_refused() {
    let rule = rules::no_unwrap;
    refuses(rule, "src/users/mod.rs", "value.unwrap()", "value.unwrap_or_default()");
    refuses(rule, "src/users/mod.rs", "value.expect(\"why\")", "#[cfg(test)]\nmod tests { fn f() { value.expect(\"why\"); } }");
}

#[test]
fn long_files_are_refused() {
    let long = "fn f() {}\n".repeat(301);
    refuses(rules::short_files, "src/users/mod.rs", &long, "fn f() {}");
}

#[test]
fn arrows_name_rooms_and_make_no_circle() {
    fn reaches<'a>(from: &'a str, goal: &str, seen: &mut Vec<&'a str>, arrows: &[(&'a str, &[&'a str])]) -> bool {
        let next = arrows.iter().find(|(room, _)| *room == from).map_or(&[] as &[&str], |(_, to)| to);
        next.iter().any(|&to| {
            to == goal
                || !seen.contains(&to) && {
                    seen.push(to);
                    reaches(to, goal, seen, arrows)
                }
        })
    }
    for (from, to) in ROOM_ARROWS {
        for room in std::iter::once(from).chain(*to) {
            assert!(FLOORS.iter().any(|floor| floor.contains(room)), "`{room}` stands on no floor");
        }
        assert!(!reaches(from, from, &mut Vec::new(), ROOM_ARROWS), "`{from}` reaches itself");
    }
    assert!(reaches("a", "a", &mut Vec::new(), &[("a", &["b"]), ("b", &["c"]), ("c", &["a"])]), "a circle is seen");
}

#[test]
fn sources_are_read_as_the_compiler_reads_them() {
    let text = "use crate::{a::{x, y}, b};\n/* crate::c */ let s = \"crate::d\"; let c = '\"'; let r = r#\"crate::e \" \"#;\nfn f<'t>(x: &'t crate::g::H) {}";
    let import = |module: &str, item: &str, line| Import { module: module.into(), item: item.into(), line };
    let expected = [import("a", "x", 1), import("a", "y", 1), import("b", "", 1), import("g", "H", 3)];
    assert_eq!(Source::new("src/z/mod.rs", text).imports(), expected);
}

/// Places and people of the making that the tree must not speak of. Written in halves, so that this file does not.
const MAKING: &[&[&str]] = &[
    &["/wo", "rk/"],
    &["/ro", "ot/"],
    &["/ho", "me/"],
    &["arti", "factory"],
    &["issues", " show"],
    &["co-auth", "ored-by"],
    &["clau", "de"],
    &["chat", "gpt"],
    &["language", " model"],
];

fn speaks_of_its_making(line: &str) -> Option<String> {
    let line = line.to_lowercase();
    let issue = ["iss", "ue "].concat();
    let numbered = |at: usize| line[at + issue.len()..].trim_start_matches('#').starts_with(|character: char| character.is_ascii_digit());
    if line.match_indices(&issue).any(|(at, _)| numbered(at)) {
        return Some(issue);
    }
    MAKING.iter().map(|halves| halves.concat()).find(|place| line.contains(place))
}

#[test]
fn the_tree_speaks_of_itself_alone() {
    let mut report = String::new();
    for path in files_under(".") {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        for (number, line) in text.lines().enumerate() {
            if let Some(what) = speaks_of_its_making(line) {
                writeln!(report, "{}:{} {what}", relative(&path), number + 1).unwrap();
            }
        }
    }
    assert!(report.is_empty(), "\n{report}");
    assert!(speaks_of_its_making(&["see iss", "ue #2"].concat()).is_some());
    assert!(speaks_of_its_making(&["in /wo", "rk/main"].concat()).is_some());
    assert!(speaks_of_its_making("the tokens that we issue").is_none());
}
