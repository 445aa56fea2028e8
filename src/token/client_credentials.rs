//! The client credentials grant (RFC 6749 section 4.4): an app acts for itself, and no person is in it.

use crate::clients::authentication::AuthenticatedClient;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::scope::{STANDARD, ScopeSet};

use super::issue::Answer;
use super::{Refused, TokenDesk};

impl TokenDesk<'_> {
    /// Reads and writes nothing: the token stands by its signature until it expires.
    pub(super) async fn issue_to_app(&self, client: &AuthenticatedClient, asked: Option<ScopeSet>) -> Result<Answer, Refused> {
        if !client.is_proved() {
            return Err(OAuthError::new(ErrorCode::UnauthorizedClient, "a public app cannot act for itself").into());
        }
        let client = client.client();
        // Scopes that are about a person mean nothing here.
        let allowed = STANDARD.iter().fold(client.settings.scopes.clone(), |scopes, name| scopes.without(name));
        let scope = asked.unwrap_or_else(|| allowed.clone());
        if !scope.is_subset(&allowed) {
            return Err(OAuthError::new(ErrorCode::InvalidScope, "this app may not have this scope for itself").into());
        }
        let claims = self.access_claims(client, client.id.as_str().to_owned(), &scope);
        self.sign_access_token(client, &claims).await
    }
}
