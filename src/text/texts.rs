//! Every message in every language, as Fluent bundles.

use std::borrow::Cow;
use std::collections::BTreeMap;

use fluent_templates::FluentBundle;
use fluent_templates::fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde::{Deserialize, Serialize};

use super::files::Files;
use super::language::{LanguageTag, Wishes};

/// A value inside a message: words stay words, numbers choose plural forms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Argument {
    Number(i64),
    Words(String),
}

impl From<&str> for Argument {
    fn from(words: &str) -> Self {
        Self::Words(words.to_owned())
    }
}

impl From<String> for Argument {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

impl From<i64> for Argument {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

/// A message to be said in the reader's language later: its key, and what goes into it.
///
/// Rules choose the key, the page chooses the language. A template says it with `t(text=page.error)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Text {
    key: Cow<'static, str>,
    args: BTreeMap<Cow<'static, str>, Argument>,
}

impl Text {
    /// A message by its key. The key is a literal, so that a test can find every key in use.
    pub fn new(key: &'static str) -> Self {
        Self { key: Cow::Borrowed(key), args: BTreeMap::new() }
    }

    /// The same message with `value` in the place `{ $name }`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Argument>) -> Self {
        self.args.insert(Cow::Borrowed(name), value.into());
        self
    }

    pub fn key(&self) -> &str {
        &self.key
    }

    pub fn args(&self) -> impl Iterator<Item = (&str, &Argument)> {
        self.args.iter().map(|(name, value)| (name.as_ref(), value))
    }
}

/// A file of texts that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    #[error("{file} is not under text/<language>/")]
    Misplaced { file: String },
    #[error("{file}, line {line}: this is not a Fluent message ({reason})")]
    Syntax { file: String, line: usize, reason: String },
    #[error("there are no texts in {language}, the installation's own language; speak one of: {spoken}")]
    UnknownDefault { language: LanguageTag, spoken: String },
}

/// Every message in every language. The language of the installation comes first and fills the gaps of the others.
pub struct Texts {
    languages: Vec<Language>,
}

struct Language {
    tag: LanguageTag,
    bundle: FluentBundle<FluentResource>,
    keys: Vec<String>,
}

impl Texts {
    /// Reads `text/<language>/*.ftl`; messages of overriding files replace built-in ones of the same key.
    pub fn load(files: &Files, default: &LanguageTag) -> Result<Self, TextError> {
        let mut languages: Vec<Language> = Vec::new();
        for (file, data) in files.layered("text/", ".ftl") {
            let folder = file.split('/').nth(1).and_then(|folder| folder.parse::<LanguageTag>().ok());
            let tag = folder.ok_or_else(|| TextError::Misplaced { file: file.to_owned() })?;
            let resource = read(file, data)?;
            let index = languages.iter().position(|language| language.tag == tag).unwrap_or_else(|| {
                languages.push(Language::empty(tag));
                languages.len() - 1
            });
            languages[index].add(resource);
        }
        let Some(index) = languages.iter().position(|language| language.tag == *default) else {
            let spoken = languages.iter().map(|language| language.tag.to_string()).collect::<Vec<_>>().join(", ");
            return Err(TextError::UnknownDefault { language: default.clone(), spoken });
        };
        languages[..=index].rotate_right(1);
        Ok(Self { languages })
    }

    /// The languages spoken here, the installation's own first.
    pub fn languages(&self) -> impl Iterator<Item = &LanguageTag> + Clone {
        self.languages.iter().map(|language| &language.tag)
    }

    /// The language in which to answer somebody with these wishes.
    pub fn negotiate(&self, wishes: Wishes<'_>) -> LanguageTag {
        wishes.best_of(self.languages(), &self.languages[0].tag).clone()
    }

    /// Says a message in a language.
    pub fn say(&self, language: &LanguageTag, text: &Text) -> String {
        let args: FluentArgs<'_> = text.args().map(|(name, value)| (name.to_owned(), fluent(value))).collect();
        self.message(&language.to_string(), text.key(), Some(&args)).unwrap_or_else(|| text.key().to_owned())
    }

    /// A message, in the installation's language where this one lacks it; `None` for an unknown key or missing arguments.
    pub(super) fn message(&self, language: &str, key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let asked = self.languages.iter().find(|candidate| candidate.tag.to_string() == language);
        asked.into_iter().chain(self.languages.first()).find_map(|language| language.format(key, args))
    }

    /// The keys known in any language, each once per language that has it.
    pub(super) fn keys(&self) -> impl Iterator<Item = (&LanguageTag, &str)> {
        self.languages.iter().flat_map(|language| language.keys.iter().map(|key| (&language.tag, key.as_str())))
    }
}

impl Language {
    fn empty(tag: LanguageTag) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![tag.identifier().clone()]);
        // Isolation marks (U+2068, U+2069) would end up in attributes and mail subjects; templates isolate with <bdi> instead.
        bundle.set_use_isolating(false);
        Self { tag, bundle, keys: Vec::new() }
    }

    fn add(&mut self, resource: FluentResource) {
        self.keys.extend(resource.source().lines().filter_map(key_of_line).map(str::to_owned));
        self.bundle.add_resource_overriding(resource);
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let said = self.bundle.format_pattern(pattern, args, &mut errors);
        errors.is_empty().then(|| said.into_owned())
    }
}

/// The key that a line of a Fluent file defines, if it begins a message.
fn key_of_line(line: &str) -> Option<&str> {
    let key = line.split_once('=')?.0.trim_end();
    (key.starts_with(|c: char| c.is_ascii_alphabetic()) && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'))
        .then_some(key)
}

fn fluent(argument: &Argument) -> FluentValue<'static> {
    match argument {
        Argument::Number(number) => FluentValue::from(*number),
        Argument::Words(words) => FluentValue::from(words.clone()),
    }
}

fn read(file: &str, data: &[u8]) -> Result<FluentResource, TextError> {
    let source = String::from_utf8_lossy(data).into_owned();
    FluentResource::try_new(source).map_err(|(resource, errors)| {
        let position = errors.first().map_or(0, |error| error.pos.start);
        let line = resource.source()[..position].lines().count().max(1);
        let reason = errors.first().map(|error| error.kind.to_string()).unwrap_or_default();
        TextError::Syntax { file: file.to_owned(), line, reason }
    })
}
