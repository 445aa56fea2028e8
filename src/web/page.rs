//! Pages: a struct, a template, a frame around it.
//!
//! A page is a struct that says what varies ([`Page`]); everything that is the same on all pages of one answer is its [`Frame`].
//! In a template `page` is the struct, `brand`, `help`, `csrf`, `request_id` and `base_path` come from the frame, `t(…)` and
//! `rich(…)` say texts, and `asset(name="…")` is the address of a style, script or picture.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tera::{Context, Kwargs, State, Value};

use super::accent::Accent;
use super::assets::{Asset, Assets, brand_stylesheet};
use super::href::Href;
use crate::text::{Files, LanguageTag, OverrideError, TemplateError, Templates, TextError, Texts};

/// What one template receives. The samples are rendered by a test in every language, and shown by `frontdesk pages`.
pub trait Page: Serialize + Sized {
    /// The template's path below `templates/`.
    const TEMPLATE: &'static str;

    /// The page as people meet it, each with a name: at least `empty` or `filled`, and where it can happen `refused` and `longest`.
    fn samples() -> Vec<(&'static str, Self)>;
}

/// A text as unkind as texts get, for the `longest` samples: long, with markup, quotes and a change of direction.
pub(crate) const LONG_HOSTILE: &str = concat!(
    "<script>alert('hostile')</script>\"onmouseover=\"alert(1) ",
    "عيادة النهر {{ page }} ",
    "Gemeinschaftspraxis-für-Physiotherapie-und-Rehabilitation-an-der-Donaudampfschifffahrtsgesellschaftsstraße & Partnerinnen ",
    "with a name that goes on for two hundred characters"
);

/// Whose page it is: the app that asks, or the installation. Shown above the card.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Brand {
    /// The app's name, or the installation's.
    pub name: String,
    /// The practice for which it works, where one is known.
    pub practice: Option<String>,
    pub logo_url: Option<Href>,
    #[serde(skip)]
    pub accent: Option<Accent>,
}

/// Where somebody who is stuck finds a person: the practice's phone or email.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Help {
    pub phone: Option<String>,
    pub email: Option<String>,
}

/// What surrounds every page of one answer.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    pub language: LanguageTag,
    pub brand: Brand,
    /// The token that every form carries, bound to the browser.
    pub csrf: String,
    /// A small number to read out on the telephone.
    pub request_id: String,
    pub help: Option<Help>,
    /// The issuer's path, without a slash at its end; empty where there is none.
    pub base_path: String,
}

/// The section `pages` of the configuration.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PageSettings {
    /// The installation's own language: spoken to those who ask for none of ours, and in the gaps of the others.
    pub language: LanguageTag,
    /// A directory whose files are laid over the built-in templates, texts and assets.
    pub overrides: Option<PathBuf>,
}

/// Templates, texts or assets that cannot be used; the server does not start with them.
#[derive(Debug, thiserror::Error)]
pub enum PagesError {
    #[error(transparent)]
    Files(#[from] OverrideError),
    #[error(transparent)]
    Text(#[from] TextError),
    #[error("a template is broken: {0}")]
    Template(#[from] TemplateError),
}

/// A page that could not be rendered: a template asks for something that the page does not have.
#[derive(Debug, thiserror::Error)]
#[error("{template}: {source}")]
pub struct RenderError {
    template: &'static str,
    source: TemplateError,
}

/// Everything that turns a page into HTML, loaded once.
pub struct Pages {
    texts: Arc<Texts>,
    templates: Arc<Templates>,
    assets: Arc<Assets>,
}

impl Pages {
    /// Loads what is built in, and what the operator laid over it. A broken file is refused here, with its name and line.
    pub fn load(settings: &PageSettings) -> Result<Self, PagesError> {
        Self::from_directory(settings.overrides.as_deref(), &settings.language)
    }

    fn from_directory(overrides: Option<&Path>, language: &LanguageTag) -> Result<Self, PagesError> {
        let files = Files::load(overrides)?;
        let texts = Arc::new(Texts::load(&files, language)?);
        let assets = Arc::new(Assets::load(&files));
        let named = Arc::clone(&assets);
        let templates = Templates::load(&files, &texts, |tera| {
            tera.register_function("asset", move |kwargs: Kwargs, state: &State<'_>| address_of(&named, &kwargs, state));
        })?;
        Ok(Self { texts, templates: Arc::new(templates), assets })
    }

    /// The page as HTML.
    pub fn render<P: Page>(&self, page: &P, frame: &Frame) -> Result<String, RenderError> {
        let failed = |source| RenderError { template: P::TEMPLATE, source };
        let page = Value::try_from_serializable(page).map_err(|source| failed(source.into()))?;
        let mut context = frame.context();
        context.insert_value("page", page);
        self.templates.render(P::TEMPLATE, &frame.language, context).map_err(failed)
    }

    /// The texts, for choosing a language and for messages.
    pub fn texts(&self) -> &Arc<Texts> {
        &self.texts
    }

    /// The templates, for messages.
    pub fn templates(&self) -> &Arc<Templates> {
        &self.templates
    }

    /// The style, script or picture that pages call `name` under `/assets/`.
    pub fn asset(&self, name: &str) -> Option<Asset> {
        self.assets.find(name)
    }

    /// All styles, scripts and pictures.
    pub fn assets(&self) -> &Assets {
        &self.assets
    }
}

impl Frame {
    fn context(&self) -> Context {
        let mut context = Context::new();
        context.insert("brand", &self.brand);
        let initial = self.brand.name.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().collect::<String>());
        context.insert("brand_initial", &initial.unwrap_or_default());
        let stylesheet = self.brand.accent.filter(|accent| *accent != Accent::FRONTDESK);
        context.insert("brand_stylesheet", &stylesheet.map(|accent| format!("{}/assets/{}", self.base_path, brand_stylesheet(accent))));
        context.insert("csrf", &self.csrf);
        context.insert("request_id", &self.request_id);
        context.insert("help", &self.help);
        context.insert("help_phone", &self.help.as_ref().and_then(|help| help.phone.as_deref()).map(Href::telephone));
        context.insert("help_email", &self.help.as_ref().and_then(|help| help.email.as_deref()).map(Href::email));
        context.insert("base_path", &self.base_path);
        context.insert("right_to_left", &self.language.is_right_to_left());
        context
    }
}

fn address_of(assets: &Assets, kwargs: &Kwargs, state: &State<'_>) -> tera::TeraResult<Value> {
    let name = kwargs.must_get::<&str>("name")?;
    let public = assets.public_name(name).ok_or_else(|| tera::Error::message(format!("there is no asset `{name}`")))?;
    let base: Value =
        state.get("base_path")?.ok_or_else(|| tera::Error::message("no `base_path` here; a component declares `@base_path`"))?;
    Ok(Value::from(format!("{}/assets/{public}", base.as_str().unwrap_or_default())))
}
