//! What the template of a form-post answer receives.

use serde::Serialize;

use crate::web::href::Href;
use crate::web::page::{LONG_HOSTILE, Page};

/// Carries an answer to the app by a form that sends itself (OAuth 2.0 Form Post Response Mode); without script, by a button.
#[derive(Clone, Debug, Serialize)]
pub struct FormPostPage {
    /// The registered address of the app.
    pub action: Href,
    pub fields: Vec<(String, String)>,
    pub app: String,
}

impl Page for FormPostPage {
    const TEMPLATE: &'static str = "authorization/form_post.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let filled = Self {
            action: Href::form_target("https://notes.example.com/callback").unwrap_or(Href::local("/")),
            fields: [("code", "ac_0123456789"), ("state", "af0ifjsldkj"), ("iss", "https://id.example.com")]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec(),
            app: "Riverside Notes".to_owned(),
        };
        let longest = Self { fields: vec![("state".to_owned(), LONG_HOSTILE.to_owned())], app: LONG_HOSTILE.to_owned(), ..filled.clone() };
        vec![("filled", filled), ("longest", longest)]
    }
}
