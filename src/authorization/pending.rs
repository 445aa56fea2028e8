//! A request that waits while its person does a step.

use serde::{Deserialize, Serialize};

use crate::storage::{Ephemeral, StorageError};
use crate::web::Failure;
use crate::web::pages::Problem;
use crate::web::return_to::{Interaction, LIFETIME};

use super::request::AuthorizationRequest;

/// A validated request together with the errand that its pages show.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PendingAuthorization {
    pub request: AuthorizationRequest,
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
