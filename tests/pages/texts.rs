//! The texts: none missing, none unknown, none left over, and the same places to fill in every language.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Every file below `root` with one of these endings: its path below `root`, and its content.
pub fn files(root: &Path, endings: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(root)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted)) {
                let below = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join(root)).unwrap();
                found.push((below.to_string_lossy().replace('\\', "/"), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

struct Message {
    file: String,
    places: BTreeSet<String>,
    tags: BTreeSet<String>,
}

/// The messages of a language by key, read without Fluent's own parser.
fn messages(language: &str) -> BTreeMap<String, Message> {
    let mut all: BTreeMap<String, Message> = BTreeMap::new();
    let root = Path::new("templates/text").join(language);
    for (file, content) in files(&root, &["ftl"]) {
        let mut current: Option<String> = None;
        for line in content.lines().filter(|line| !line.starts_with('#')) {
            if let Some((key, _)) = line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_alphabetic())) {
                let fresh = Message { file: file.clone(), places: BTreeSet::new(), tags: BTreeSet::new() };
                assert!(all.insert(key.to_owned(), fresh).is_none(), "{language}/{file}: {key} stands twice");
                current = Some(key.to_owned());
            }
            let Some(message) = current.as_ref().and_then(|key| all.get_mut(key)) else { continue };
            message.places.extend(after(line, "$", |c| c.is_ascii_alphanumeric() || c == '-' || c == '_'));
            message.tags.extend(after(line, "<", |c| c != '>'));
        }
    }
    assert!(all.len() > 50, "the texts were not found");
    all
}

/// What follows each `mark`, as far as the characters fit.
fn after(text: &str, mark: &str, fits: impl Fn(char) -> bool) -> Vec<String> {
    text.split(mark).skip(1).map(|rest| rest.chars().take_while(|c| fits(*c)).collect()).collect()
}

fn templates() -> Vec<(String, String)> {
    files(Path::new("templates"), &["html", "txt"])
}

/// The calls of a template function with a literal key: file and key.
fn called(function: &str) -> Vec<(String, String)> {
    let call = format!("{function}(key=\"");
    let with_key = |(file, content): (String, String)| -> Vec<(String, String)> {
        let starts = content.match_indices(&call).filter(|(at, _)| !content[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_'));
        starts.map(|(at, _)| (file.clone(), content[at + call.len()..].chars().take_while(|c| *c != '"').collect())).collect()
    };
    templates().into_iter().flat_map(with_key).collect()
}

#[test]
fn languages_have_the_same_messages_with_the_same_places() {
    let english = messages("en");
    for folder in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/text")).unwrap() {
        let language = folder.unwrap().file_name().to_string_lossy().into_owned();
        let other = messages(&language);
        let keys = |all: &BTreeMap<String, Message>| all.keys().cloned().collect::<BTreeSet<_>>();
        let differing: Vec<_> = keys(&english).symmetric_difference(&keys(&other)).cloned().collect();
        assert!(differing.is_empty(), "only in one of en and {language}: {differing:?}");
        for (key, message) in &english {
            assert_eq!(message.places, other[key].places, "{language}: places of {key}");
            assert_eq!(message.tags, other[key].tags, "{language}: tags of {key}");
            assert_eq!(message.file, other[key].file, "{language}: file of {key}");
        }
    }
}

#[test]
fn every_message_that_is_asked_for_exists() {
    let english = messages("en");
    for (file, key) in called("t").into_iter().chain(called("rich")) {
        assert!(english.contains_key(&key), "templates/{file} says {key}, which is unknown");
    }
    for (file, content) in files(Path::new("src"), &["rs"]) {
        for key in after(&content, "Text::new(\"", |c| c != '"') {
            assert!(english.contains_key(&key), "src/{file} says {key}, which is unknown");
        }
    }
    for (file, content) in templates() {
        assert!(
            !content.contains("t(key={") && !content.contains("t(key=page."),
            "templates/{file}: keys are literals; pass a Text otherwise"
        );
    }
}

#[test]
fn every_message_is_asked_for() {
    let from_templates: BTreeSet<String> = called("t").into_iter().chain(called("rich")).map(|(_, key)| key).collect();
    let rust: String = files(Path::new("src"), &["rs"]).into_iter().map(|(_, content)| content).collect();
    let unused = messages("en").into_iter().filter(|(key, _)| !from_templates.contains(key) && !rust.contains(&format!("\"{key}\"")));
    let unused: Vec<_> = unused.map(|(key, message)| format!("{}: {key}", message.file)).collect();
    assert!(unused.is_empty(), "nobody says {unused:?}");
}

#[test]
fn only_rich_messages_have_tags_and_only_harmless_ones() {
    let english = messages("en");
    let harmless = ["strong", "/strong", "em", "/em"];
    for (key, message) in &english {
        assert!(message.tags.iter().all(|tag| harmless.contains(&tag.as_str())), "{key}: {:?}", message.tags);
    }
    for (file, key) in called("t") {
        assert!(english.get(&key).is_none_or(|message| message.tags.is_empty()), "templates/{file}: {key} has tags; say it with rich()");
    }
}

#[test]
fn templates_quote_attributes_doubly_and_never_mark_safe() {
    for (file, content) in files(Path::new("templates"), &["html"]) {
        // Tera's quick escaping leaves the single quote alone.
        assert!(!content.contains("='") && !content.contains("=\t'"), "templates/{file}: an attribute in single quotes");
        assert!(!content.contains("| safe") && !content.contains("|safe"), "templates/{file}: unescaped text");
        assert!(!content.contains("autoescape"), "templates/{file}: escaping is not switched off");
    }
}
