//! Apps that the person allowed something. Withdrawing ends the app's tokens, also those that outlive a session, and codes that
//! it has not redeemed yet; what it stored on its own is out of reach.

pub mod routes;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{AccountError, Owner};
use crate::audit::{self, EventKind};
use crate::clients::ClientId;
use crate::consent;
use crate::storage::StorageError;
use crate::token;

/// An app's id as it stands in an address: it may hold any printable character, slashes too.
fn in_address(id: &ClientId) -> String {
    URL_SAFE_NO_PAD.encode(id.as_str())
}

fn from_address(text: &str) -> Option<ClientId> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    ClientId::parse(std::str::from_utf8(&bytes).ok()?).ok()
}

impl Owner<'_> {
    /// Withdraws what an app was allowed; whether there was anything.
    pub async fn withdraw(&self, client: &ClientId) -> Result<bool, AccountError> {
        let now = self.clock.now();
        let tx = self.storage.write().await?;
        if !consent::store::withdraw(&tx, self.user.id, client).await? {
            return Ok(false);
        }
        let revoked = token::store::revoke_all_of_app(&tx, self.user.id, client, now).await?;
        let event = self.event(EventKind::ConsentWithdrawn).for_app(client.as_str()).with("families_revoked", revoked);
        audit::append(&tx, now, &event).await?;
        tx.commit().await.map_err(StorageError::from)?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_apps_id_comes_back_from_its_address() {
        for id in ["billing-bee", "https://app.example/a?b#c", "a b%2F..", "~!@"] {
            let id = ClientId::parse(id).unwrap();
            assert_eq!(from_address(&in_address(&id)), Some(id));
        }
        for bad in ["", "***", "gA", "AAAA"] {
            assert_eq!(from_address(bad), None, "{bad}");
        }
    }
}
