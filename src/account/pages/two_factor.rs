//! Two-factor authentication: its status, the methods, one more.

use serde::Serialize;

use super::{Notice, Objection, Place, Section};
use crate::factors::Method;
use crate::factors::pages::{MethodChoice, MethodOffer};
use crate::factors::status::Status;
use crate::text::Moment;
use crate::web::page::{LONG_HOSTILE, Page};

/// Current status, methods, and the choice of one more with its button Validate.
#[derive(Clone, Debug, Serialize)]
pub struct TwoFactorPage {
    pub place: Place,
    pub status: Status,
    /// The primary one first; one that waits for its code last.
    pub methods: Vec<MethodLine>,
    /// What can be chosen. Posted to `two-factor/choose`.
    pub choice: MethodChoice,
    /// The practices that demand it: while there are any, it cannot be turned off.
    pub demanded_by: Vec<String>,
    /// Of a person who has two-factor enabled.
    pub recovery_codes_left: Option<i64>,
    pub passkeys: i64,
    /// Whether a passkey is all that the practices demand, and there is one.
    pub is_met_by_passkey: bool,
}

/// A method that is set up, or being set up.
#[derive(Clone, Debug, Serialize)]
pub struct MethodLine {
    pub method: Method,
    /// Where codes go, in full.
    pub address: Option<String>,
    pub is_primary: bool,
    /// Its code was entered. Otherwise it is pending, and the line leads on to validate it.
    pub is_validated: bool,
    pub added: Moment,
    pub last_used: Option<Moment>,
    /// Whether what the practices demand would still be met without it.
    pub can_be_removed: bool,
}

impl Page for TwoFactorPage {
    const TEMPLATE: &'static str = "account/two_factor.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let line = |method, address: Option<&str>| MethodLine {
            method,
            address: address.map(str::to_owned),
            is_primary: false,
            is_validated: true,
            added: super::sample_moment(40 * 86400),
            last_used: Some(super::sample_moment(7200)),
            can_be_removed: true,
        };
        let app = MethodLine { is_primary: true, ..line(Method::Totp, None) };
        let sms = line(Method::Sms, Some("+61 412 345 678"));
        let pending = MethodLine { is_validated: false, last_used: None, added: super::sample_moment(240), ..sms.clone() };
        let off = Self {
            place: Place::sample(Section::TwoFactor),
            status: Status::NotSetup,
            methods: Vec::new(),
            choice: MethodChoice::sample(),
            demanded_by: Vec::new(),
            recovery_codes_left: None,
            passkeys: 0,
            is_met_by_passkey: false,
        };
        let set_up = |mut choice: MethodChoice, methods: &[Method]| {
            let is_set_up = |method| methods.contains(&method);
            choice.offers = choice
                .offers
                .into_iter()
                .map(|offer| MethodOffer { is_set_up: is_set_up(offer.method), is_recommended: false, ..offer })
                .collect();
            choice.chosen = None;
            choice
        };
        let enabled = Self {
            status: Status::Enabled,
            methods: vec![app.clone(), sms.clone()],
            choice: set_up(MethodChoice::sample(), &[Method::Totp, Method::Sms]),
            recovery_codes_left: Some(9),
            passkeys: 2,
            ..off.clone()
        };
        let mut refused = MethodChoice { chosen: Some(Method::Sms), ..MethodChoice::sample() };
        "0412".clone_into(&mut refused.phone.number);
        refused.phone.error = Some(MethodChoice::phone_malformed());
        let demanded = Self {
            demanded_by: vec!["Riverside Health".to_owned()],
            methods: vec![MethodLine { can_be_removed: false, ..app.clone() }],
            choice: set_up(MethodChoice::sample(), &[Method::Totp]),
            recovery_codes_left: Some(0),
            ..enabled.clone()
        };
        let longest = Self {
            place: Place::longest(Section::TwoFactor),
            methods: vec![MethodLine { address: Some(LONG_HOSTILE.to_owned()), ..line(Method::Email, None) }],
            demanded_by: vec![LONG_HOSTILE.to_owned(), "Riverside Health".to_owned()],
            ..enabled.clone()
        };
        vec![
            ("not-setup", off.clone()),
            ("activated", Self { status: Status::Activated, demanded_by: vec!["Riverside Health".to_owned()], ..off.clone() }),
            (
                "by-passkey",
                Self {
                    status: Status::Activated,
                    demanded_by: vec!["Riverside Health".to_owned()],
                    passkeys: 1,
                    is_met_by_passkey: true,
                    ..off.clone()
                },
            ),
            ("pending", Self { status: Status::Pending, methods: vec![pending.clone()], ..off.clone() }),
            ("enabled", enabled.clone()),
            ("adding", Self { methods: vec![app, pending], ..enabled.clone() }),
            ("demanded", demanded),
            ("saved", Self { place: Place::sample(Section::TwoFactor).saying(Some(Notice::MethodValidated)), ..enabled.clone() }),
            ("demanded-off", Self { place: Place::sample(Section::TwoFactor).objecting(Some(Objection::Demanded)), ..enabled.clone() }),
            ("row", Self { place: Place::sample_row(Section::TwoFactor), ..enabled }),
            ("refused", Self { status: Status::Activated, choice: refused, ..off.clone() }),
            (
                "unticked",
                Self {
                    choice: MethodChoice { chosen: None, method_error: Some(MethodChoice::method_missing()), ..MethodChoice::sample() },
                    ..off
                },
            ),
            ("longest", longest),
        ]
    }
}
