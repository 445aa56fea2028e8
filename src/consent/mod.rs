//! What a person allowed a third-party app to see, remembered until withdrawn.
//!
//! `authorization` keeps a [`Question`]; the consent page asks it and returns to the decision. Whether there is anything
//! to ask is decided by `authorization::next_step`, not here.
//!
//! Sections: OpenID Connect Core 1.0 3.1.2.4, RFC 6749 10.2.

pub mod pages;
pub mod routes;
pub mod store;

use serde::{Deserialize, Serialize};

use crate::clients::ClientId;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{SessionId, UserId};
use crate::protocol::scope::ScopeSet;
use crate::storage::{Ephemeral, StorageError};
use crate::web::return_to::{Interaction, LIFETIME};

/// What a person allowed an app, and when they last said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    pub scope: ScopeSet,
    pub granted_at: Timestamp,
}

/// What the consent page asks, of whom, on behalf of which app.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Question {
    pub client: ClientId,
    pub user: UserId,
    /// The sign-in that was asked: another person at the same browser cannot answer for this one.
    pub session: SessionId,
    pub scope: ScopeSet,
    /// Where the answer goes in the end, for the person's eyes.
    pub returns_to: Option<String>,
    pub answer: Option<Answer>,
}

/// What the person said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Allowed,
    Refused,
}

impl Question {
    pub async fn keep(&self, ephemeral: &Ephemeral, interaction: &Interaction) -> Result<(), StorageError> {
        ephemeral.put(&key(interaction), self, LIFETIME).await
    }

    pub async fn of(ephemeral: &Ephemeral, interaction: &Interaction) -> Result<Option<Self>, StorageError> {
        ephemeral.look_at(&key(interaction)).await
    }
}

fn key(interaction: &Interaction) -> String {
    format!("consent:{}", interaction.id)
}
