//! Asks before something ends for somebody else, and names what ends.

use serde::Serialize;

use crate::text::Text;
use crate::web::href::Href;
use crate::web::page::{LONG_HOSTILE, Page};

/// One question, one button; the way back is the quieter one.
#[derive(Clone, Debug, Serialize)]
pub struct SurePage {
    action: Href,
    back: Href,
    title: Text,
    /// Whom it is about.
    named: String,
    ends: Vec<Text>,
    tick: Option<Tick>,
    button: Text,
}

/// A box to tick beside the button.
#[derive(Clone, Debug, Serialize)]
pub struct Tick {
    label: Text,
    hint: Text,
}

impl SurePage {
    fn new(title: &'static str, (action, back): (Href, Href), named: &str, ends: Vec<Text>, button: &'static str) -> Self {
        Self { action, back, title: Text::new(title), named: named.to_owned(), ends, tick: None, button: Text::new(button) }
    }

    pub fn deactivate(hrefs: (Href, Href), named: &str) -> Self {
        let ends = vec![Text::new("member-off-methods"), Text::new("member-off-password"), Text::new("member-told")];
        Self::new("member-off-title", hrefs, named, ends, "sure-off")
    }

    /// `has_passkeys` offers to take those away too.
    pub fn reset(hrefs: (Href, Href), named: &str, has_passkeys: bool) -> Self {
        let ends = vec![Text::new("member-reset-methods"), Text::new("member-reset-sessions"), Text::new("member-told")];
        let tick = Tick { label: Text::new("member-reset-passkeys"), hint: Text::new("member-reset-passkeys-hint") };
        Self { tick: Some(tick).filter(|_| has_passkeys), ..Self::new("member-reset-title", hrefs, named, ends, "member-reset-button") }
    }

    pub fn sign_out(hrefs: (Href, Href), named: &str, sessions: i64) -> Self {
        let ends = vec![Text::new("member-sign-out-devices").with("count", sessions), Text::new("member-sign-out-apps")];
        Self::new("member-sign-out-title", hrefs, named, ends, "member-sign-out-button")
    }

    pub fn remove(hrefs: (Href, Href), named: &str, group: &str) -> Self {
        let ends = vec![
            Text::new("member-remove-apps").with("group", group),
            Text::new("member-remove-sessions"),
            Text::new("member-remove-kept"),
        ];
        Self::new("member-remove-title", hrefs, named, ends, "member-remove-button")
    }

    pub fn restore(hrefs: (Href, Href), named: &str, group: &str) -> Self {
        let ends = vec![Text::new("member-restore-apps").with("group", group), Text::new("member-restore-access")];
        Self::new("member-restore-title", hrefs, named, ends, "member-restore-button")
    }

    pub fn withdraw(hrefs: (Href, Href), email: &str) -> Self {
        Self::new("invitation-withdraw-title", hrefs, email, vec![Text::new("invitation-withdraw-link")], "invitation-withdraw")
    }
}

impl Page for SurePage {
    const TEMPLATE: &'static str = "practice/sure.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let hrefs = || (Href::local("/settings/groups/0199/users/0198/reset"), Href::local("/settings/groups/0199/users/0198"));
        let bob = "Bob Okafor";
        vec![
            ("deactivate", Self::deactivate(hrefs(), bob)),
            ("reset", Self::reset(hrefs(), bob, false)),
            ("reset-passkeys", Self::reset(hrefs(), bob, true)),
            ("sign-out", Self::sign_out(hrefs(), bob, 3)),
            ("remove", Self::remove(hrefs(), bob, "Riverside Health")),
            ("restore", Self::restore(hrefs(), bob, "Riverside Health")),
            ("withdraw", Self::withdraw(hrefs(), "new.person@riverside.example")),
            ("longest", Self::remove(hrefs(), LONG_HOSTILE, LONG_HOSTILE)),
        ]
    }
}
