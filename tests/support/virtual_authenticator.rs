//! A passkey provider inside Chromium that needs no finger (WebAuthn Level 2, section 11, "User Agent Automation").

use http::Method;
use serde_json::{Value, json};

use super::chrome::Chrome;

/// What kind of authenticator: by default like the one built into a phone or laptop, used by its owner.
#[derive(Clone, Copy, Debug)]
pub struct VirtualAuthenticator {
    pub transport: &'static str,
    pub resident_keys: bool,
    pub user_verification: bool,
    /// Whether the owner proves who they are (finger, face, PIN) when asked.
    pub verified: bool,
}

impl Default for VirtualAuthenticator {
    fn default() -> Self {
        Self { transport: "internal", resident_keys: true, user_verification: true, verified: true }
    }
}

impl Chrome {
    /// Plugs an authenticator in; gives its id.
    pub async fn add_authenticator(&self, kind: VirtualAuthenticator) -> String {
        let body = json!({
            "protocol": "ctap2",
            "transport": kind.transport,
            "hasResidentKey": kind.resident_keys,
            "hasUserVerification": kind.user_verification,
            "isUserConsenting": true,
            "isUserVerified": kind.verified,
        });
        let id = self.command(Method::POST, "webauthn/authenticator", Some(body)).await;
        id.as_str().expect("an authenticator id").to_owned()
    }

    pub async fn remove_authenticator(&self, id: &str) {
        self.command(Method::DELETE, &format!("webauthn/authenticator/{id}"), None).await;
    }

    /// The passkeys on the authenticator, private keys included.
    pub async fn credentials(&self, id: &str) -> Vec<Value> {
        let found = self.command(Method::GET, &format!("webauthn/authenticator/{id}/credentials"), None).await;
        found.as_array().expect("a list of credentials").clone()
    }

    /// Puts a passkey onto the authenticator, as [`Chrome::credentials`] gave it: what a thief of a backup would do.
    pub async fn add_credential(&self, id: &str, credential: &Value) {
        self.command(Method::POST, &format!("webauthn/authenticator/{id}/credential"), Some(credential.clone())).await;
    }

    pub async fn remove_credentials(&self, id: &str) {
        self.command(Method::DELETE, &format!("webauthn/authenticator/{id}/credentials"), None).await;
    }

    /// Makes it a browser that does not offer passkeys in a field. One that does signs in as soon as the page opens, for nobody
    /// chooses from the virtual authenticator's list.
    pub async fn without_autofill(&self) {
        let source = "PublicKeyCredential.isConditionalMediationAvailable = async () => false";
        self.cdp("Page.addScriptToEvaluateOnNewDocument", json!({"source": source})).await;
    }

    /// Whether the owner proves who they are from now on.
    pub async fn set_user_verified(&self, id: &str, verified: bool) {
        self.command(Method::POST, &format!("webauthn/authenticator/{id}/uv"), Some(json!({"isUserVerified": verified}))).await;
    }
}
