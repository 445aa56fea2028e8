//! How an authorization is answered: `response_type` (RFC 6749 section 3.1.1) and `response_mode` (OAuth 2.0 Multiple
//! Response Type Encoding Practices; OAuth 2.0 Form Post Response Mode).

use serde::{Deserialize, Serialize};

/// What the authorization endpoint gives out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseType {
    /// An authorization code.
    Code,
}

impl ResponseType {
    pub const SUPPORTED: &[&str] = &["code"];

    pub fn parse(text: &str) -> Option<Self> {
        (text == "code").then_some(Self::Code)
    }

    /// Where answers go when the request does not say.
    pub fn default_mode(self) -> ResponseMode {
        match self {
            Self::Code => ResponseMode::Query,
        }
    }
}

/// How the answer travels to the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    /// In the query of the redirect URI.
    Query,
    /// In a form that the browser posts to the redirect URI.
    FormPost,
}

impl ResponseMode {
    pub const SUPPORTED: &[&str] = &["query", "form_post"];

    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "query" => Some(Self::Query),
            "form_post" => Some(Self::FormPost),
            _ => None,
        }
    }
}
