//! The errand that brings a person to a hosted step, and the way back.
//!
//! `authorization` keeps an [`Interaction`]; the steps (login, consent) read it to show whose errand it is, and send the
//! person back to `return_to`. They know nothing else of each other. An interaction belongs to one browser.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::accent::Accent;
use super::href::Href;
use super::page::Brand;
use super::{Failure, Visitor};
use crate::foundation::clock::Timestamp;
use crate::foundation::random::Random;
use crate::foundation::secret::{OpaqueToken, TokenDigest};
use crate::storage::{Ephemeral, StorageError};
use crate::web::pages::Problem;

/// How long a person may take from the first page to the answer.
pub const LIFETIME: Duration = Duration::from_hours(1);

/// The app on whose behalf the person is here, as its name and looks go onto the pages.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AskingApp {
    /// Its client id.
    #[serde(default)]
    pub id: String,
    pub name: String,
    pub practice: Option<String>,
    pub logo_uri: Option<String>,
    /// `#rrggbb`.
    pub accent: Option<String>,
    /// Where the person can begin again.
    pub home_uri: Option<String>,
}

impl AskingApp {
    pub(super) fn brand(&self) -> Brand {
        Brand {
            name: self.name.clone(),
            practice: self.practice.clone(),
            logo_url: self.logo_uri.as_deref().and_then(Href::web),
            accent: self.accent.as_deref().and_then(|text| text.parse::<Accent>().ok()),
        }
    }
}

/// What a hosted step needs to know.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Interaction {
    /// In the step's URL. Not a secret by itself: it is worth nothing in another browser.
    pub id: String,
    browser: TokenDigest,
    pub created_at: Timestamp,
    /// `None` when the person came on their own.
    pub app: Option<AskingApp>,
    pub login_hint: Option<String>,
    pub ui_locales: Option<String>,
    /// The local path that decides what comes next.
    pub return_to: String,
    /// The local path that gives up, where somebody waits for an answer.
    pub cancel_to: Option<String>,
    /// A Content-Security-Policy source for where the answer will go.
    pub form_target: String,
}

impl Interaction {
    /// A new errand of this visitor's browser.
    pub fn new(visitor: &Visitor, now: Timestamp, random: &dyn Random) -> Self {
        let id = OpaqueToken::fresh("in", random).expose().to_owned();
        Self {
            id,
            browser: visitor.browser_digest(),
            created_at: now,
            app: None,
            login_hint: None,
            ui_locales: None,
            return_to: "/".to_owned(),
            cancel_to: None,
            form_target: String::new(),
        }
    }

    pub async fn keep(&self, ephemeral: &Ephemeral) -> Result<(), StorageError> {
        ephemeral.put(&key(&self.id), self, LIFETIME).await
    }

    /// Finds the errand with this id; a page that says how to begin again when it is over or belongs to another browser.
    pub async fn find(ephemeral: &Ephemeral, id: &str, visitor: &Visitor, now: Timestamp) -> Result<Self, Failure> {
        let expired = || Failure::page(Problem::Expired);
        OpaqueToken::parse("in", id).ok_or_else(expired)?;
        let found: Self = ephemeral.look_at(&key(id)).await?.ok_or_else(expired)?;
        if now.since(found.created_at) > LIFETIME || !found.browser.matches(&visitor.browser_digest()) {
            return Err(expired());
        }
        Ok(found)
    }

    /// Ends the errand: of two tabs that finish it at once, one gets `true`.
    pub async fn finish(&self, ephemeral: &Ephemeral) -> Result<bool, StorageError> {
        Ok(ephemeral.take::<Self>(&key(&self.id)).await?.is_some())
    }
}

fn key(id: &str) -> String {
    format!("interaction:{id}")
}
