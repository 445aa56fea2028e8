//! Apps that the person allowed something.

use serde::Serialize;

use super::{Notice, Place, Section};
use crate::consent::pages::ScopeLine;
use crate::text::Moment;
use crate::web::href::Href;
use crate::web::page::{LONG_HOSTILE, Page};

/// Apps with access, and the way to withdraw it.
#[derive(Clone, Debug, Serialize)]
pub struct AppsPage {
    pub place: Place,
    pub apps: Vec<AppLine>,
}

/// One app.
#[derive(Clone, Debug, Serialize)]
pub struct AppLine {
    /// Its client id, made safe for an address.
    pub id: String,
    pub name: String,
    pub asked: Vec<ScopeLine>,
    /// When it was allowed.
    pub since: Moment,
    pub policy: Option<Href>,
}

impl Page for AppsPage {
    const TEMPLATE: &'static str = "account/apps.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let line = |name: &str, scopes: &[&str]| AppLine {
            id: "billing-bee".to_owned(),
            name: name.to_owned(),
            asked: scopes.iter().map(|scope| ScopeLine::of(scope)).collect(),
            since: super::sample_moment(12 * 86400),
            policy: Href::web("https://bee.example.com/privacy"),
        };
        let empty = Self { place: Place::sample(Section::Apps), apps: Vec::new() };
        let filled = Self {
            apps: vec![
                line("Billing Bee", &["openid", "email", "offline_access"]),
                AppLine { policy: None, ..line("Letters", &["openid", "profile"]) },
            ],
            ..empty.clone()
        };
        vec![
            ("empty", empty),
            ("filled", filled.clone()),
            ("saved", Self { place: Place::sample(Section::Apps).saying(Some(Notice::AccessWithdrawn)), ..filled }),
            ("longest", Self { place: Place::longest(Section::Apps), apps: vec![line(LONG_HOSTILE, &["openid", LONG_HOSTILE])] }),
        ]
    }
}
