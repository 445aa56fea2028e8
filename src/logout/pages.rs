//! What the templates of signing out receive.

use serde::Serialize;

use crate::web::href::Href;
use crate::web::page::{LONG_HOSTILE, Page};

/// Asks before it signs out, when the request does not prove that an app of this session asked (RP-Initiated Logout 2).
#[derive(Clone, Debug, Serialize)]
pub struct LogoutPage {
    pub action: Href,
    pub app: Option<String>,
    /// Who is signed in here, when somebody is.
    pub email: Option<String>,
    /// What the request carried and the confirmation must carry on, such as `state`.
    pub fields: Vec<(String, String)>,
    /// Stay signed in.
    pub stay: Href,
}

impl Page for LogoutPage {
    const TEMPLATE: &'static str = "logout/logout.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let empty = Self { action: Href::local("/logout"), app: None, email: None, fields: Vec::new(), stay: Href::local("/") };
        let filled = Self {
            app: Some("Riverside Notes".to_owned()),
            email: Some("alice.nguyen@riverside.example".to_owned()),
            fields: vec![("state".to_owned(), "af0ifjsldkj".to_owned())],
            ..empty.clone()
        };
        let longest = Self {
            app: Some(LONG_HOSTILE.to_owned()),
            email: Some(LONG_HOSTILE.to_owned()),
            fields: vec![("state".to_owned(), LONG_HOSTILE.to_owned())],
            ..empty.clone()
        };
        vec![("empty", empty), ("filled", filled), ("longest", longest)]
    }
}

/// The session is gone.
#[derive(Clone, Debug, Serialize)]
pub struct SignedOutPage {
    pub sign_in: Href,
    /// Back to the app that asked, where it registered an address for it.
    pub return_to: Option<Href>,
    pub app: Option<String>,
}

impl Page for SignedOutPage {
    const TEMPLATE: &'static str = "logout/signed_out.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let empty = Self { sign_in: Href::local("/login"), return_to: None, app: None };
        let back = |app: &str| Self { return_to: Href::web("https://notes.example.com/"), app: Some(app.to_owned()), ..empty.clone() };
        vec![("empty", empty.clone()), ("filled", back("Riverside Notes")), ("longest", back(LONG_HOSTILE))]
    }
}
