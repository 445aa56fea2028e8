//! A request that waits while its person does a step.

use serde::{Deserialize, Serialize};

use crate::foundation::clock::Timestamp;
use crate::foundation::id::SessionId;
use crate::sessions::LoginSession;
use crate::storage::{Ephemeral, StorageError};
use crate::web::Failure;
use crate::web::pages::Problem;
use crate::web::return_to::{Interaction, LIFETIME};

use super::request::AuthorizationRequest;

/// A validated request, and the last proof that its browser's session had when the request arrived: one that differs is new.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PendingAuthorization {
    pub request: AuthorizationRequest,
    pub proof_before: Option<LastProof>,
}

/// Which proof a session rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastProof {
    session: SessionId,
    auth_time: Timestamp,
}

impl LastProof {
    pub fn of(session: &LoginSession) -> Self {
        Self { session: session.id, auth_time: session.auth_time }
    }
}

impl PendingAuthorization {
    pub async fn keep(&self, ephemeral: &Ephemeral, interaction: &Interaction) -> Result<(), StorageError> {
        interaction.keep(ephemeral).await?;
        ephemeral.put(&key(&interaction.id), self, LIFETIME).await
    }

    /// The request of an errand that [`Interaction::find`] has proved to be this browser's.
    pub async fn of(ephemeral: &Ephemeral, interaction: &Interaction) -> Result<Self, Failure> {
        ephemeral.look_at(&key(&interaction.id)).await?.ok_or_else(|| Failure::page(Problem::Expired))
    }
}

fn key(id: &str) -> String {
    format!("authorization:{id}")
}
