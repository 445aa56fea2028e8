//! What came of a form, kept for a moment, so that the page that says it is fetched by GET: reloading it sends nothing again.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::foundation::random::Random;
use crate::foundation::secret::{OpaqueToken, TokenDigest};
use crate::storage::{Ephemeral, StorageError};
use crate::web::Visitor;

const LIFETIME: Duration = Duration::from_hours(1);
const PREFIX: &str = "oc";

/// What came of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A link is on its way, if there is such an account.
    LinkAskedFor {
        email: String,
    },
    PasswordReset,
    EmailVerified {
        email: String,
    },
    /// Somebody new accepted an invitation.
    Joined {
        practice: String,
        email: String,
    },
}

#[derive(Serialize, Deserialize)]
struct Kept {
    browser: TokenDigest,
    outcome: Outcome,
}

impl Outcome {
    /// Keeps it for this visitor's browser; the id goes into the address of the page.
    pub async fn keep(self, ephemeral: &Ephemeral, visitor: &Visitor, random: &dyn Random) -> Result<String, StorageError> {
        let id = OpaqueToken::fresh(PREFIX, random).expose().to_owned();
        ephemeral.put(&key(&id), &Kept { browser: visitor.browser_digest(), outcome: self }, LIFETIME).await?;
        Ok(id)
    }

    /// What is kept under this id for this visitor's browser.
    pub async fn find(ephemeral: &Ephemeral, visitor: &Visitor, id: &str) -> Result<Option<Self>, StorageError> {
        if OpaqueToken::parse(PREFIX, id).is_none() {
            return Ok(None);
        }
        let kept: Option<Kept> = ephemeral.look_at(&key(id)).await?;
        Ok(kept.filter(|kept| kept.browser.matches(&visitor.browser_digest())).map(|kept| kept.outcome))
    }
}

fn key(id: &str) -> String {
    format!("login-outcome:{id}")
}
