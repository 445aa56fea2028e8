//! Floor 3: the words people read, and the templates they stand in.
//!
//! Words live in Fluent files, `templates/text/<language>/<room>.ftl`; templates in `templates/<room>/`. Both are part of the
//! binary, and an operator's directory laid over them wins, file by file for templates and message by message for texts.
//!
//! | type | is |
//! |---|---|
//! | [`LanguageTag`] | a language that a person may ask for; [`Texts::negotiate`] finds the best one spoken here |
//! | [`Text`] | a message key with its arguments: what rules and routes hand to a page instead of a sentence |
//! | [`Texts`] | every message in every language |
//! | [`Moment`], [`Device`] | when and with what something happened, in words |
//! | [`Templates`] | Tera with `t(key="…")` and `rich(key="…")`, shared by pages and messages |
//!
//! Not here: what a page is (`web::page`), what a message is (`messages`). Nothing here knows HTTP.

mod device;
mod files;
mod language;
pub mod moment;
mod templates;
mod texts;

pub use device::{Device, Shape};
pub use files::{Files, OverrideError};
pub use language::{LanguageTag, Wishes};
pub use moment::Moment;
pub use templates::{TemplateError, Templates};
pub use texts::{Argument, Text, TextError, Texts};
