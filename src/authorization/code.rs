//! The authorization code: issued for a [`Cleared`], bound to app, redirect URI, PKCE challenge and session, redeemed once.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clients::ClientId;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{FamilyId, GroupId, SessionId, UserId};
use crate::foundation::random::Random;
use crate::foundation::secret::{OpaqueToken, TokenDigest};
use crate::protocol::assurance::{Acr, Amr};
use crate::protocol::claims::ClaimsRequest;
use crate::protocol::pkce::CodeChallenge;
use crate::protocol::scope::ScopeSet;
use crate::storage::{StorageError, Transaction};

use super::next_step::Cleared;
use super::request::AuthorizationRequest;
use super::store;

pub use super::store::{find, purge, redeem};

/// How long a code lives.
pub const LIFETIME: Duration = Duration::from_mins(1);

/// The prefix of codes.
pub const PREFIX: &str = "ac";

/// What a person's sign-in gave an app: the facts that every token of the family repeats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    pub scope: ScopeSet,
    /// For the first ID token only.
    pub nonce: Option<String>,
    pub claims: ClaimsRequest,
    pub acr: Acr,
    pub amr: Vec<Amr>,
    pub auth_time: Timestamp,
    /// The practice that the person signed in for, where the app asked for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub practice: Option<GroupId>,
}

/// A code as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedCode {
    pub digest: TokenDigest,
    pub client: ClientId,
    pub user: UserId,
    pub session: SessionId,
    /// The family that redemption founds.
    pub family: FamilyId,
    pub redirect_uri: String,
    pub code_challenge: Option<CodeChallenge>,
    pub grant: Grant,
    pub expires_at: Timestamp,
    pub redeemed_at: Option<Timestamp>,
}

/// Issues a code. The proof is used up.
pub async fn issue(
    tx: &Transaction,
    cleared: Cleared,
    request: &AuthorizationRequest,
    now: Timestamp,
    random: &dyn Random,
) -> Result<OpaqueToken, StorageError> {
    let token = OpaqueToken::fresh(PREFIX, random);
    let code = IssuedCode {
        digest: token.digest(),
        client: cleared.client().clone(),
        user: cleared.user(),
        session: cleared.session(),
        family: FamilyId::new(now, random),
        redirect_uri: request.return_address.redirect_uri().as_str().to_owned(),
        code_challenge: request.code_challenge.clone(),
        grant: Grant {
            scope: request.scope.clone(),
            nonce: request.nonce.clone(),
            claims: request.claims.clone(),
            acr: cleared.acr(),
            amr: cleared.amr().to_vec(),
            auth_time: cleared.auth_time(),
            practice: cleared.practice(),
        },
        expires_at: now.plus(LIFETIME),
        redeemed_at: None,
    };
    store::insert(tx, &code, now).await?;
    Ok(token)
}
