//! Tera with our texts: one engine for pages and messages.
//!
//! In a template `t(key="login-title", app=brand.name)` says a message in the render's `language`, and `t(text=page.error)` says a
//! [`Text`](super::Text) that a rule chose. `rich(…)` does the same for messages with `<strong>` or `<em>` in them: what goes into
//! the message is escaped first, so only the translator's own tags are tags. Inside a component, `@language` must be declared.

use std::collections::HashMap;
use std::sync::Arc;

use fluent_templates::fluent_bundle::{FluentArgs, FluentValue};
use tera::{Context, Kwargs, State, Tera, TeraResult, Value};

use super::files::Files;
use super::language::LanguageTag;
use super::texts::Texts;

/// A template that cannot be used or rendered. The message names file, line and column.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    #[error("{file} is not UTF-8")]
    Encoding { file: String },
    #[error(transparent)]
    Tera(#[from] tera::Error),
}

/// Every template, checked as a whole when it is loaded.
pub struct Templates {
    tera: Tera,
}

impl Templates {
    /// Reads every `.html` and `.txt`; `extend` registers further functions before the templates are compiled.
    pub fn load(files: &Files, texts: &Arc<Texts>, extend: impl FnOnce(&mut Tera)) -> Result<Self, TemplateError> {
        let mut tera = Tera::new();
        tera.autoescape_on(vec![".html"]);
        let said = Arc::new(Said::of(Arc::clone(texts)));
        let aloud = Arc::clone(&said);
        tera.register_function("t", move |kwargs: Kwargs, state: &State<'_>| said.say(&kwargs, state));
        tera.register_function("rich", move |kwargs: Kwargs, state: &State<'_>| aloud.say_rich(&kwargs, state));
        extend(&mut tera);
        let mut sources = Vec::new();
        for (file, data) in files.effective("", &[".html", ".txt"]) {
            let source = std::str::from_utf8(data).map_err(|_| TemplateError::Encoding { file: file.to_owned() })?;
            sources.push((file, source));
        }
        tera.add_raw_templates(sources)?;
        Ok(Self { tera })
    }

    /// Renders `template` in `language`.
    pub fn render(&self, template: &str, language: &LanguageTag, mut context: Context) -> Result<String, TemplateError> {
        context.insert_value("language", Value::from(language.to_string()));
        Ok(self.tera.render(template, &context)?)
    }
}

/// The texts as templates ask for them. Messages without arguments, nearly all of them, are made once and then shared.
struct Said {
    texts: Arc<Texts>,
    plain: HashMap<String, HashMap<String, Value>>,
}

impl Said {
    fn of(texts: Arc<Texts>) -> Self {
        let mut plain: HashMap<String, HashMap<String, Value>> = HashMap::new();
        for (language, key) in texts.keys() {
            let language = language.to_string();
            if let Some(said) = texts.message(&language, key, None) {
                plain.entry(language).or_default().insert(key.to_owned(), Value::from(said));
            }
        }
        Self { texts, plain }
    }

    fn say(&self, kwargs: &Kwargs, state: &State<'_>) -> TeraResult<Value> {
        self.look_up(kwargs, state, str::to_owned)
    }

    fn say_rich(&self, kwargs: &Kwargs, state: &State<'_>) -> TeraResult<Value> {
        self.look_up(kwargs, state, escaped).map(Value::mark_safe)
    }

    fn look_up(&self, kwargs: &Kwargs, state: &State<'_>, words: fn(&str) -> String) -> TeraResult<Value> {
        let language: Value =
            state.get("language")?.ok_or_else(|| tera::Error::message("no `language` here; a component declares `@language`"))?;
        let language = language.as_str().unwrap_or_default();
        let text = kwargs.get::<&Value>("text")?;
        let key = match text {
            Some(text) => text.get_from_path("key").and_then(Value::as_str).ok_or_else(|| tera::Error::message("`text` is not a text"))?,
            None => kwargs.must_get::<&str>("key")?,
        };
        if let Some(plain) = self.plain.get(language).and_then(|plain| plain.get(key)) {
            return Ok(plain.clone());
        }
        let mut args = FluentArgs::new();
        let inner = text.and_then(|text| text.get_from_path("args")).and_then(Value::as_map);
        let passed = kwargs.iter().chain(inner.into_iter().flatten());
        for (name, value) in passed {
            if let Some(name) = name.as_str().filter(|name| !matches!(*name, "key" | "text")) {
                args.set(name.to_owned(), fluent(value, words));
            }
        }
        let said = self.texts.message(language, key, Some(&args));
        said.map(Value::from).ok_or_else(|| tera::Error::message(format!("the text `{key}` is unknown or lacks an argument")))
    }
}

fn fluent(value: &Value, words: fn(&str) -> String) -> FluentValue<'static> {
    match (value.as_i64(), value.as_str()) {
        (Some(number), _) => FluentValue::from(number),
        (None, Some(text)) => FluentValue::from(words(text)),
        (None, None) => FluentValue::from(words(&value.to_string())),
    }
}

/// Escaped, and isolated from the direction of the sentence around it.
fn escaped(words: &str) -> String {
    let mut out = Vec::with_capacity(words.len() + 16);
    // Writing to a vector cannot fail.
    let _ = tera::escape_html(words, &mut out);
    format!("<bdi>{}</bdi>", String::from_utf8(out).unwrap_or_default())
}
