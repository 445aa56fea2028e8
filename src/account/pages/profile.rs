//! Who the person is here.

use serde::{Deserialize, Serialize};

use super::{Notice, Place, Section};
use crate::text::{LanguageTag, Text, Texts};
use crate::web::href::Href;
use crate::web::page::{LONG_HOSTILE, Page};

/// Name, language, time zone and telephone; the email with the way to another one.
///
/// The form sends `name`, `given_name`, `family_name`, `phone`, `locale` and `zoneinfo` to the place's root.
#[derive(Clone, Debug, Serialize)]
pub struct ProfilePage {
    pub place: Place,
    pub name: String,
    pub given_name: String,
    pub family_name: String,
    pub phone: String,
    /// The chosen language; empty for the browser's.
    pub locale: String,
    pub languages: Vec<LanguageChoice>,
    /// The chosen time zone; empty for the device's.
    pub zoneinfo: String,
    zones: &'static [&'static str],
    pub email: String,
    pub email_verified: bool,
    pub name_error: Option<Text>,
    pub phone_error: Option<Text>,
}

/// A language by its own name.
#[derive(Clone, Debug, Serialize)]
pub struct LanguageChoice {
    tag: String,
    name: String,
}

impl LanguageChoice {
    /// Every language that is spoken here.
    pub fn all(texts: &Texts) -> Vec<Self> {
        let name = |tag: &LanguageTag| texts.say(tag, &Text::new("frame-language"));
        texts.languages().map(|tag| Self { tag: tag.to_string(), name: name(tag) }).collect()
    }
}

/// What a profile holds, as it is stored or was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileFields {
    pub name: String,
    pub given_name: String,
    pub family_name: String,
    pub phone: String,
    pub locale: String,
    pub zoneinfo: String,
}

impl ProfilePage {
    /// The page with these fields in it; add what is wrong to its errors.
    pub fn new(
        place: Place,
        fields: ProfileFields,
        email: impl Into<String>,
        email_verified: bool,
        languages: Vec<LanguageChoice>,
    ) -> Self {
        let ProfileFields { name, given_name, family_name, phone, locale, zoneinfo } = fields;
        Self {
            place,
            name,
            given_name,
            family_name,
            phone,
            locale,
            languages,
            zoneinfo,
            zones: ZONES,
            email: email.into(),
            email_verified,
            name_error: None,
            phone_error: None,
        }
    }

    pub fn name_missing() -> Text {
        Text::new("profile-error-name")
    }

    pub fn phone_malformed() -> Text {
        Text::new("profile-error-phone")
    }

    /// Whether the time zone is one of those that the page offers.
    pub fn knows_zone(zone: &str) -> bool {
        ZONES.contains(&zone)
    }
}

/// Where practices are. A person who is elsewhere keeps the device's own.
const ZONES: &[&str] = &[
    "Australia/Adelaide",
    "Australia/Brisbane",
    "Australia/Darwin",
    "Australia/Hobart",
    "Australia/Melbourne",
    "Australia/Perth",
    "Australia/Sydney",
    "Pacific/Auckland",
    "Pacific/Fiji",
    "Asia/Dubai",
    "Asia/Hong_Kong",
    "Asia/Kolkata",
    "Asia/Manila",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Africa/Johannesburg",
    "Africa/Lagos",
    "Africa/Nairobi",
    "Europe/Amsterdam",
    "Europe/Athens",
    "Europe/Berlin",
    "Europe/Brussels",
    "Europe/Dublin",
    "Europe/Lisbon",
    "Europe/London",
    "Europe/Madrid",
    "Europe/Paris",
    "Europe/Rome",
    "Europe/Stockholm",
    "Europe/Vienna",
    "Europe/Warsaw",
    "Europe/Zurich",
    "America/Chicago",
    "America/Denver",
    "America/Halifax",
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Toronto",
    "America/Vancouver",
    "UTC",
];

impl Page for ProfilePage {
    const TEMPLATE: &'static str = "account/profile.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let language = |tag: &str, name: &str| LanguageChoice { tag: tag.to_owned(), name: name.to_owned() };
        let languages = vec![language("en", "English"), language("de", "Deutsch")];
        let fields = ProfileFields {
            name: "Alice Nguyen".to_owned(),
            given_name: "Alice".to_owned(),
            family_name: "Nguyen".to_owned(),
            phone: "+61 412 345 678".to_owned(),
            locale: "en".to_owned(),
            zoneinfo: "Australia/Melbourne".to_owned(),
        };
        let email = "alice.nguyen@riverside.example";
        let filled = Self::new(Place::sample(Section::Profile), fields.clone(), email, true, languages.clone());
        let bare = ProfileFields { name: fields.name, ..ProfileFields::default() };
        let long = || LONG_HOSTILE.to_owned();
        let longest =
            ProfileFields { name: long(), given_name: long(), family_name: long(), phone: long(), locale: long(), zoneinfo: long() };
        vec![
            ("filled", filled.clone()),
            ("saved", Self { place: Place::sample(Section::Profile).saying(Some(Notice::ProfileSaved)), ..filled.clone() }),
            ("row", Self { place: Place::sample_row(Section::Profile), ..filled.clone() }),
            ("bare", Self::new(Place::sample(Section::Profile), bare, email, false, languages.clone())),
            (
                "refused",
                Self {
                    name: String::new(),
                    phone: "0412".to_owned(),
                    name_error: Some(Self::name_missing()),
                    phone_error: Some(Self::phone_malformed()),
                    ..filled
                },
            ),
            ("longest", Self::new(Place::longest(Section::Profile), longest, LONG_HOSTILE, false, languages)),
        ]
    }
}

/// Another email. A link goes to it; until it is opened, the present one stays.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeEmailPage {
    pub action: Href,
    /// The present one.
    pub current: String,
    /// What was typed.
    pub email: String,
    pub email_error: Option<Text>,
    pub back: Href,
}

impl ChangeEmailPage {
    pub fn same() -> Text {
        Text::new("change-email-same")
    }

    pub fn missing() -> Text {
        Text::new("login-error-email-missing")
    }

    pub fn malformed() -> Text {
        Text::new("login-error-email-malformed")
    }
}

impl Page for ChangeEmailPage {
    const TEMPLATE: &'static str = "account/change_email.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let empty = Self {
            action: Href::local("/account/email"),
            current: "alice.nguyen@riverside.example".to_owned(),
            email: String::new(),
            email_error: None,
            back: Href::local("/account"),
        };
        vec![
            ("empty", empty.clone()),
            ("refused", Self { email: empty.current.clone(), email_error: Some(Self::same()), ..empty.clone() }),
            ("longest", Self { email: LONG_HOSTILE.to_owned(), current: LONG_HOSTILE.to_owned(), ..empty }),
        ]
    }
}

/// The page behind the link that went to a new email: a press, and the change is made.
#[derive(Clone, Debug, Serialize)]
pub struct ConfirmEmailPage {
    pub action: Href,
    pub token: String,
    pub current: String,
    /// The new one.
    pub email: String,
    pub back: Href,
}

impl Page for ConfirmEmailPage {
    const TEMPLATE: &'static str = "account/confirm_email.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let filled = Self {
            action: Href::local("/account/email/new"),
            token: "ce_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG".to_owned(),
            current: "alice.nguyen@riverside.example".to_owned(),
            email: "alice@new.example".to_owned(),
            back: Href::local("/account"),
        };
        vec![("filled", filled.clone()), ("longest", Self { current: LONG_HOSTILE.to_owned(), email: LONG_HOSTILE.to_owned(), ..filled })]
    }
}
