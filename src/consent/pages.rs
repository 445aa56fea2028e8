//! What the template of consent receives.

use serde::Serialize;

use crate::text::Text;
use crate::web::href::Href;
use crate::web::page::{LONG_HOSTILE, Page};

/// A third-party app asks for something; the person allows it or not.
#[derive(Clone, Debug, Serialize)]
pub struct ConsentPage {
    /// One form with two buttons, `decision=allow` and `decision=deny`.
    pub action: Href,
    pub app: String,
    /// The host to which the answer goes, so that a borrowed name is noticed.
    pub returns_to: Option<String>,
    pub name: String,
    pub email: String,
    pub asked: Vec<ScopeLine>,
    pub policy: Option<Href>,
    pub terms: Option<Href>,
    /// To sign in as somebody else.
    pub switch_account: Option<Href>,
}

/// One thing that an app asks for, in plain words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScopeLine {
    /// Chooses the small picture beside the words.
    icon: &'static str,
    title: Text,
    detail: Text,
}

impl ScopeLine {
    /// The words for a scope; a scope that only the app knows is shown by its name.
    pub fn of(scope: &str) -> Self {
        let (icon, title, detail) = match scope {
            "openid" => ("done", "consent-openid", "consent-openid-detail"),
            "profile" => ("person", "consent-profile", "consent-profile-detail"),
            "email" => ("letter", "consent-email", "consent-email-detail"),
            "phone" => ("phone", "consent-phone", "consent-phone-detail"),
            "address" => ("place", "consent-address", "consent-address-detail"),
            "groups" => ("group", "consent-groups", "consent-groups-detail"),
            "practice" => ("practice", "consent-practice", "consent-practice-detail"),
            "offline_access" => ("clock", "consent-offline", "consent-offline-detail"),
            other => {
                let title = Text::new("consent-other").with("scope", other);
                return Self { icon: "key", title, detail: Text::new("consent-other-detail") };
            }
        };
        Self { icon, title: Text::new(title), detail: Text::new(detail) }
    }
}

impl Page for ConsentPage {
    const TEMPLATE: &'static str = "consent/consent.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let lines = |scopes: &[&str]| scopes.iter().map(|scope| ScopeLine::of(scope)).collect::<Vec<_>>();
        let least = Self {
            action: Href::local("/consent/018f"),
            app: "Riverside Notes".to_owned(),
            returns_to: Some("notes.example.com".to_owned()),
            name: "Alice Nguyen".to_owned(),
            email: "alice.nguyen@riverside.example".to_owned(),
            asked: lines(&["openid"]),
            policy: None,
            terms: None,
            switch_account: None,
        };
        let filled = Self {
            asked: lines(&["openid", "profile", "email", "practice", "offline_access"]),
            policy: Href::web("https://notes.example.com/privacy"),
            terms: Href::web("https://notes.example.com/terms"),
            switch_account: Some(Href::local("/login/018f")),
            ..least.clone()
        };
        let longest = Self {
            app: LONG_HOSTILE.to_owned(),
            returns_to: Some(LONG_HOSTILE.to_owned()),
            name: LONG_HOSTILE.to_owned(),
            email: LONG_HOSTILE.to_owned(),
            asked: lines(&[
                "openid",
                "profile",
                "email",
                "phone",
                "address",
                "groups",
                "practice",
                "offline_access",
                "letters:send",
                LONG_HOSTILE,
            ]),
            ..filled.clone()
        };
        vec![("least", least), ("filled", filled), ("longest", longest)]
    }
}
