//! Asks before something ends, and names what ends.

use serde::Serialize;

use crate::factors::Method;
use crate::factors::pages::method_name;
use crate::text::{Device, Text};
use crate::web::href::Href;
use crate::web::page::{LONG_HOSTILE, Page};

/// What is about to end.
#[derive(Clone, Debug)]
pub enum Ending {
    /// A method; `is_last` when nothing is left but the password.
    Method {
        method: Method,
        address: Option<String>,
        is_last: bool,
    },
    /// A method that was never validated.
    PendingMethod {
        method: Method,
    },
    TwoFactor,
    Passkey {
        name: String,
    },
    Session {
        device: Option<Device>,
        address: String,
    },
    OtherSessions {
        count: i64,
    },
    Remembered {
        device: Option<Device>,
    },
    Access {
        app: String,
    },
    RecoveryCodes {
        left: i64,
    },
    /// "This wasn't me."
    Everything,
}

/// One question, one button; the way back is the quieter one.
#[derive(Clone, Debug, Serialize)]
pub struct AreYouSurePage {
    action: Href,
    back: Href,
    title: Text,
    /// What it is that ends, by its own name.
    named: Option<String>,
    device: Option<Device>,
    what: Option<Text>,
    ends: Vec<Text>,
    button: Text,
}

impl AreYouSurePage {
    /// A POST to `action` ends it; `back` leaves everything as it is.
    pub fn new(action: Href, back: Href, ending: Ending) -> Self {
        let empty = Self {
            action,
            back,
            title: Text::new("sure-sessions-title"),
            named: None,
            device: None,
            what: None,
            ends: Vec::new(),
            button: Text::new("sure-end"),
        };
        match ending {
            Ending::Method { method, address, is_last } => {
                let ends = if is_last {
                    vec![Text::new("sure-method-last"), Text::new("sure-method-codes")]
                } else {
                    vec![Text::new("sure-method-others")]
                };
                Self {
                    title: Text::new("sure-method-title"),
                    what: Some(method_name(method)),
                    named: address,
                    ends: [ends, vec![Text::new("sure-devices")]].concat(),
                    button: Text::new("sure-remove"),
                    ..empty
                }
            }
            Ending::PendingMethod { method } => Self {
                title: Text::new("sure-pending-title"),
                what: Some(method_name(method)),
                ends: vec![Text::new("sure-pending")],
                button: Text::new("sure-remove"),
                ..empty
            },
            Ending::TwoFactor => Self {
                title: Text::new("sure-off-title"),
                ends: vec![
                    Text::new("sure-off-password"),
                    Text::new("sure-off-methods"),
                    Text::new("sure-method-codes"),
                    Text::new("sure-devices"),
                ],
                button: Text::new("sure-off"),
                ..empty
            },
            Ending::Passkey { name } => Self {
                title: Text::new("sure-passkey-title"),
                named: Some(name),
                ends: vec![Text::new("sure-passkey"), Text::new("sure-passkey-device")],
                button: Text::new("sure-delete"),
                ..empty
            },
            Ending::Session { device, address } => Self {
                title: Text::new("sure-session-title"),
                named: Some(address),
                device,
                ends: vec![Text::new("sure-session"), Text::new("sure-session-apps")],
                ..empty
            },
            Ending::OtherSessions { count } => {
                Self { ends: vec![Text::new("sure-sessions").with("count", count), Text::new("sure-session-apps")], ..empty }
            }
            Ending::Remembered { device } => Self {
                title: Text::new("sure-remembered-title"),
                device,
                ends: vec![Text::new("sure-remembered")],
                button: Text::new("sure-forget"),
                ..empty
            },
            Ending::Access { app } => Self {
                title: Text::new("sure-access-title"),
                named: Some(app),
                ends: vec![Text::new("sure-access"), Text::new("sure-access-again")],
                button: Text::new("sure-withdraw"),
                ..empty
            },
            Ending::RecoveryCodes { left } => Self {
                title: Text::new("sure-codes-title"),
                ends: vec![Text::new("sure-codes").with("left", left), Text::new("sure-codes-new")],
                button: Text::new("sure-renew"),
                ..empty
            },
            Ending::Everything => Self {
                title: Text::new("sure-everything-title"),
                ends: vec![
                    Text::new("sure-everything-sessions"),
                    Text::new("sure-everything-password"),
                    Text::new("sure-everything-factors"),
                ],
                button: Text::new("sure-everything"),
                ..empty
            },
        }
    }
}

impl Page for AreYouSurePage {
    const TEMPLATE: &'static str = "account/are_you_sure.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let firefox = Device::of("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0");
        let number = || Some("+61 412 345 678".to_owned());
        let ask = |ending| Self::new(Href::local("/account/two-factor/sms/remove"), Href::local("/account/two-factor"), ending);
        vec![
            ("method", ask(Ending::Method { method: Method::Sms, address: number(), is_last: false })),
            ("last-method", ask(Ending::Method { method: Method::Totp, address: None, is_last: true })),
            ("pending-method", ask(Ending::PendingMethod { method: Method::Email })),
            ("two-factor", ask(Ending::TwoFactor)),
            ("passkey", ask(Ending::Passkey { name: "Work Laptop".to_owned() })),
            ("session", ask(Ending::Session { device: firefox, address: "203.0.113.9".to_owned() })),
            ("other-sessions", ask(Ending::OtherSessions { count: 2 })),
            ("remembered", ask(Ending::Remembered { device: firefox })),
            ("access", ask(Ending::Access { app: "Billing Bee".to_owned() })),
            ("recovery-codes", ask(Ending::RecoveryCodes { left: 3 })),
            ("everything", ask(Ending::Everything)),
            ("longest", ask(Ending::Passkey { name: LONG_HOSTILE.to_owned() })),
        ]
    }
}
