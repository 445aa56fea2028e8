//! The rules themselves: each takes one file and gives its offences as `path:line what is wrong`.

use super::source::Source;
use frontdesk::{FLOORS, ROOM_ARROWS};

pub type Rule = fn(&Source) -> Vec<String>;

/// Every rule with the name of its test.
pub const RULES: &[(&str, Rule)] = &[
    ("floors", floors),
    ("sql_stays_in_stores", sql_stays_in_stores),
    ("http_stays_at_the_edge", http_stays_at_the_edge),
    ("app_is_seen_by_routes_only", app_is_seen_by_routes_only),
    ("lowest_floors_are_pure", lowest_floors_are_pure),
    ("names_say_what_a_thing_is", names_say_what_a_thing_is),
    ("transactions_begin_in_storage", transactions_begin_in_storage),
    ("no_unwrap", no_unwrap),
    ("short_files", short_files),
];

/// Modules that wire the house together: they may import anything; of them the rooms see only what their rule allows.
const HOUSE: &[&str] = &["app", "cli", "config", "doctor", "gallery", "lib", "main", "router", "seed", "serve"];

fn offence(source: &Source, line: usize, what: &str) -> String {
    format!("{}:{line} {what}", source.path)
}

fn floor_of(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

/// Imports go to lower floors, or along an arrow.
pub fn floors(source: &Source) -> Vec<String> {
    let room = source.room();
    let Some(floor) = floor_of(room) else {
        let known = HOUSE.contains(&room) || !source.path.starts_with("src/");
        return if known { Vec::new() } else { vec![offence(source, 1, "this module stands on no floor of lib.rs")] };
    };
    let arrows = ROOM_ARROWS.iter().find(|(from, _)| *from == room).map_or(&[] as &[&str], |(_, to)| to);
    let mut offences = Vec::new();
    for import in source.imports() {
        let Some(other) = floor_of(&import.module) else { continue };
        if import.module != room && other >= floor && !arrows.contains(&import.module.as_str()) {
            offences.push(offence(source, import.line, &format!("`{room}` may not import `{}`", import.module)));
        }
    }
    offences
}

/// `sea_orm` and `redis` only where things are kept, so that no query is written outside a function with typed parameters.
pub fn sql_stays_in_stores(source: &Source) -> Vec<String> {
    let keeps = source.room() == "storage"
        || source.file_name() == "store.rs"
        || source.path.starts_with("migrations/")
        || source.path == "src/foundation/id.rs";
    if keeps || !source.path.starts_with("src/") {
        return Vec::new();
    }
    naming(source, &["sea_orm", "sea_orm_migration", "sea_query", "sqlx", "redis"], "belongs in a store.rs or in storage/")
}

/// `axum`, `tera` and `http` only at the edge, so that rules can be read and tested without them. `text` holds the one template
/// engine, which pages and messages share.
pub fn http_stays_at_the_edge(source: &Source) -> Vec<String> {
    let edge = ["web", "text", "demo"].contains(&source.room())
        || ["routes.rs", "pages.rs", "reply.rs", "cookie.rs"].contains(&source.file_name())
        || source.path.starts_with("src/") && source.is_one_file_room();
    if edge || !source.path.starts_with("src/") {
        return Vec::new();
    }
    let mut edge_only = vec!["axum", "axum_extra", "axum_server", "http", "tower", "tower_http"];
    // Messages fill templates too, and speak no HTTP.
    if source.room() != "messages" {
        edge_only.push("tera");
    }
    naming(source, &edge_only, "belongs in web/, or the routes.rs, pages.rs, reply.rs or cookie.rs of a room")
}

fn naming(source: &Source, crates: &[&str], remedy: &str) -> Vec<String> {
    let mut offences = Vec::new();
    for name in crates {
        offences.extend(source.lines_naming_crate(name).into_iter().map(|line| offence(source, line, &format!("`{name}` {remedy}"))));
    }
    offences
}

/// Rules receive what they need; only what answers a request, or starts the house, sees `App`.
pub fn app_is_seen_by_routes_only(source: &Source) -> Vec<String> {
    let room = source.room();
    if HOUSE.contains(&room) || !source.path.starts_with("src/") {
        return Vec::new();
    }
    let answers = source.file_name() == "routes.rs" || source.is_one_file_room() || room == "demo";
    let mut offences = Vec::new();
    for import in source.imports() {
        let module = import.module.as_str();
        let allowed = match module {
            "app" => answers,
            "router" | "serve" | "config" | "seed" => room == "demo",
            _ => !HOUSE.contains(&module),
        };
        if !allowed {
            offences.push(offence(source, import.line, &format!("`crate::{module}` is not for this file: pass what it needs")));
        }
    }
    offences
}

/// `foundation` and `protocol` neither wait nor reach out.
pub fn lowest_floors_are_pure(source: &Source) -> Vec<String> {
    if !["foundation", "protocol"].contains(&source.room()) {
        return Vec::new();
    }
    let mut offences = naming(source, &["tokio", "reqwest", "futures_util", "tracing"], "has no place on the lowest floors");
    for fragment in ["async fn", "async move", ".await"] {
        offences
            .extend(source.lines_containing(fragment).into_iter().map(|line| offence(source, line, "the lowest floors are synchronous")));
    }
    offences
}

const EMPTY_WORDS: &[&str] = &["util", "utils", "helper", "helpers", "manager", "managers", "service", "services", "handler", "handlers"];
const EMPTY_ENDINGS: &[&str] = &["data", "info", "context", "common"];

/// Names say what a thing is: no `utils`, `helpers`, `common`, `manager`, `service`, `handler`, `get_`, `…Data`, `…Info`, `…Context`.
pub fn names_say_what_a_thing_is(source: &Source) -> Vec<String> {
    let folders = source.path.trim_end_matches(".rs").split('/').map(|part| ("mod", part.to_owned(), 1));
    let mut offences = Vec::new();
    for (kind, name, line) in source.declarations().into_iter().chain(folders) {
        let parts = parts_of(&name);
        let empty = parts.iter().any(|part| EMPTY_WORDS.contains(&part.as_str()));
        let names_a_thing = ["struct", "enum", "trait", "mod", "type"].contains(&kind);
        let vague = names_a_thing && parts.last().is_some_and(|part| EMPTY_ENDINGS.contains(&part.as_str()));
        // Tests implement traits of others, which have names of their own.
        let fetches = kind == "fn" && name.starts_with("get_") && source.path.starts_with("src/");
        if empty || vague || fetches {
            offences.push(offence(source, line, &format!("the {kind} name `{name}` does not say what it is")));
        }
    }
    offences
}

/// `LoginSession` and `login_session` both as `login`, `session`.
fn parts_of(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for character in name.chars() {
        if character == '_' || character == '-' || character.is_uppercase() && name.chars().any(char::is_lowercase) {
            parts.push(String::new());
        }
        if character != '_'
            && character != '-'
            && let Some(last) = parts.last_mut()
        {
            last.extend(character.to_lowercase());
        }
    }
    parts
}

/// A transaction begun elsewhere would not take SQLite's write lock at once.
pub fn transactions_begin_in_storage(source: &Source) -> Vec<String> {
    if source.room() == "storage" || !source.path.starts_with("src/") {
        return Vec::new();
    }
    let mut offences = Vec::new();
    for fragment in [".begin()", ".begin_with_config(", ".begin_with_options(", ".transaction(", ".transaction::<"] {
        offences.extend(source.lines_containing(fragment).into_iter().map(|line| offence(source, line, "open it with `Storage::write`")));
    }
    offences
}

/// What cannot fail is written so that it cannot; the rare exception carries `#[expect(…, reason)]`, which clippy holds to its place.
pub fn no_unwrap(source: &Source) -> Vec<String> {
    if !source.path.starts_with("src/") || source.code.contains("clippy::expect_used") || source.code.contains("clippy::unwrap_used") {
        return Vec::new();
    }
    let mut offences = Vec::new();
    for fragment in [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!("] {
        offences.extend(
            source.lines_containing(fragment).into_iter().map(|line| offence(source, line, &format!("`{fragment}` outside tests"))),
        );
    }
    offences
}

/// Over 300 lines there is a second idea in the file.
pub fn short_files(source: &Source) -> Vec<String> {
    let long = source.path.starts_with("src/") && source.length > 300;
    if long { vec![offence(source, source.length, "is over 300 lines: look for the second idea in it")] } else { Vec::new() }
}
