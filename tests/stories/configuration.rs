//! The files in `config/` say what is so.

use std::collections::BTreeSet;
use std::path::Path;

use frontdesk::config::Config;
use frontdesk::seed::Seed;

fn read(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("config").join(name)).unwrap()
}

#[test]
fn the_file_of_every_key_holds_the_defaults() {
    let file = Config::parse(&read("frontdesk.toml")).unwrap();
    assert_eq!(format!("{file:#?}"), format!("{:#?}", Config::default()));
}

#[test]
fn the_file_of_every_key_holds_every_key() {
    let text = read("frontdesk.toml");
    let written: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.trim_start_matches("# ").split_once(" = "))
        .map(|(key, _)| key)
        .chain(text.lines().filter_map(|line| line.trim_start_matches("# ").strip_prefix('[')?.strip_suffix(']')?.split('.').next_back()))
        .collect();
    // Sections stand four spaces in, their keys eight; what is deeper is inside a value.
    let printed = format!("{:#?}", Config::default());
    let is_key = |line: &&str| [4, 8].contains(&(line.len() - line.trim_start().len()));
    let keys: Vec<&str> = printed.lines().filter(is_key).filter_map(|line| line.trim().split_once(": ")).map(|(key, _)| key).collect();
    assert!(keys.len() > 50, "{printed}");
    for key in keys {
        assert!(written.contains(key), "config/frontdesk.toml does not speak of `{key}`");
    }
}

#[test]
fn what_is_commented_out_would_be_understood() {
    let text = read("frontdesk.toml");
    let uncommented = text.lines().map(|line| {
        let inside = line.trim_start_matches("# ");
        let is_key = inside.split_once(" = ").is_some_and(|(key, _)| key.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
        let is_table = inside.starts_with('[') && inside.ends_with(']');
        if is_key || is_table { inside } else { line }
    });
    let config = Config::parse(&uncommented.collect::<Vec<_>>().join("\n")).unwrap();
    assert!(config.web.tls.is_some() && config.seed.is_some() && config.brand.help.is_some() && config.outbound.extra_ca.is_some());
}

#[test]
fn the_other_files_can_be_used() {
    let development = Config::parse(&read("development.toml")).unwrap();
    assert_eq!(development.seed.as_deref(), Some(Path::new("config/seed.example.toml")));
    let seed = Seed::parse(&read("seed.example.toml"), Path::new("config")).unwrap();
    assert_eq!((seed.groups.len(), seed.users.len(), seed.apps.len()), (1, 2, 4));
}

#[test]
fn a_misspelt_key_and_a_wrong_value_are_named() {
    for (text, named) in [
        ("[web]\nisuer = \"https://id.example.com\"", "isuer"),
        ("[web]\nissuer = \"https://id.example.com/\"", "must not end in a slash"),
        ("[web]\nissuer = \"http://id.example.com\"", "https"),
        ("[sessions]\nidle = \"soon\"", "\"soon\" is not a duration"),
        ("[mail]\ntransport = \"pigeon\"", "pigeon"),
        ("[mail]\npassword = \"file:/nowhere/at/all\"", "mail.password names a file that cannot be read: /nowhere/at/all"),
        ("[sessions]\nidle = \"13h\"", "sessions.idle"),
    ] {
        let said = Config::parse(text).unwrap_err().to_string();
        assert!(said.contains(named), "{text}: {said}");
    }
}
