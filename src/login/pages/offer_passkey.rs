//! A passkey, offered once after a sign-in by password.

use serde::Serialize;

use crate::web::href::Href;
use crate::web::page::{LONG_HOSTILE, Page};

/// Create one, not now, or never. The form sends `answer` as `not_now` or `never`.
#[derive(Clone, Debug, Serialize)]
pub struct OfferPasskeyPage {
    pub action: Href,
    pub email: String,
    /// The address below which `passkey.js` adds one.
    pub passkey: Href,
}

impl Page for OfferPasskeyPage {
    const TEMPLATE: &'static str = "login/offer_passkey.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let filled = Self {
            action: Href::local("/login/018f/offer-passkey"),
            email: "alice.nguyen@riverside.example".to_owned(),
            passkey: Href::local("/account/passkeys"),
        };
        vec![("filled", filled.clone()), ("longest", Self { email: LONG_HOSTILE.to_owned(), ..filled })]
    }
}
