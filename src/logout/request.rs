//! Reading a sign-out request.

use serde::{Deserialize, Serialize};

use crate::clients::{Client, ClientId};
use crate::foundation::id::{SessionId, UserId};
use crate::protocol::params::Params;
use crate::protocol::redirect_uri::RedirectUri;

/// Parameters of which none may be given twice.
pub const KNOWN: &[&str] = &["id_token_hint", "client_id", "post_logout_redirect_uri", "state", "ui_locales", "logout_hint", "csrf"];

/// The longest `state` that is given back, in bytes.
const LONGEST_STATE: usize = 4096;

/// What an ID token of ours says that was presented as a hint; it may have expired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HintedSignIn {
    pub client: ClientId,
    pub user: UserId,
    pub session: Option<SessionId>,
}

/// Where the person goes after the sign-out, proved to be the app's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WayBack {
    uri: RedirectUri,
    state: Option<String>,
}

impl WayBack {
    /// The only way to get one: a valid hint named the app, and the URI is one that it registered, letter by letter.
    pub fn identify(params: &Params, hinted_client: &Client) -> Option<Self> {
        let uri = hinted_client.post_logout_redirect(params.get("post_logout_redirect_uri")?)?.clone();
        let state = params.get("state").filter(|state| state.len() <= LONGEST_STATE).map(str::to_owned);
        Some(Self { uri, state })
    }

    pub fn url(&self) -> String {
        let state: Vec<(&str, &str)> = self.state.as_deref().map(|state| ("state", state)).into_iter().collect();
        self.uri.with_query(&state)
    }
}
