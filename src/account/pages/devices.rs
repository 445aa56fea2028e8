//! Where the person is signed in, and which devices are remembered.

use serde::Serialize;

use super::{Notice, Place, Section};
use crate::factors::Factor;
use crate::text::{Device, Moment, Text};
use crate::web::page::{LONG_HOSTILE, Page};

/// Sessions and remembered devices.
#[derive(Clone, Debug, Serialize)]
pub struct DevicesPage {
    pub place: Place,
    /// This one first, then by last use.
    pub sessions: Vec<SessionLine>,
    pub remembered: Vec<RememberedLine>,
}

/// One session.
#[derive(Clone, Debug, Serialize)]
pub struct SessionLine {
    pub id: String,
    pub device: Option<Device>,
    pub address: String,
    /// It is the one that looks at the page.
    pub is_this: bool,
    pub began: Moment,
    pub last_seen: Moment,
    factors: Vec<Text>,
}

impl SessionLine {
    /// `factors` are the ones that were really used.
    pub fn new(
        id: impl Into<String>,
        user_agent: &str,
        address: impl Into<String>,
        began: Moment,
        last_seen: Moment,
        factors: &[Factor],
    ) -> Self {
        Self {
            id: id.into(),
            device: Device::of(user_agent),
            address: address.into(),
            is_this: false,
            began,
            last_seen,
            factors: factors.iter().map(|factor| factor_name(*factor)).collect(),
        }
    }
}

pub(super) use crate::factors::pages::factor_name;

/// A device on which the second step is skipped for a while.
#[derive(Clone, Debug, Serialize)]
pub struct RememberedLine {
    pub id: String,
    pub device: Option<Device>,
    pub address: String,
    pub is_this: bool,
    pub since: Moment,
    pub until: Moment,
}

impl Page for DevicesPage {
    const TEMPLATE: &'static str = "account/devices.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile/15E148 Safari/604.1";
        let (hour, day) = (3600, 86400);
        let moment = super::sample_moment;
        let here = SessionLine {
            is_this: true,
            ..SessionLine::new("0199a", firefox, "203.0.113.9", moment(2 * hour), moment(0), &[Factor::Password, Factor::Totp])
        };
        let telephone = SessionLine::new("0199b", iphone, "198.51.100.4", moment(9 * hour), moment(hour), &[Factor::Passkey]);
        let unknown =
            SessionLine::new("0199c", "curl/8", "2001:db8::1", moment(3 * day), moment(2 * day), &[Factor::Password, Factor::RecoveryCode]);
        let remembered = RememberedLine {
            id: "0199d".to_owned(),
            device: Device::of(firefox),
            address: "203.0.113.9".to_owned(),
            is_this: true,
            since: moment(2 * hour),
            until: moment(-10 * hour),
        };
        let alone = Self { place: Place::sample(Section::Devices), sessions: vec![here.clone()], remembered: Vec::new() };
        let filled = Self { sessions: vec![here, telephone.clone(), unknown], remembered: vec![remembered], ..alone.clone() };
        vec![
            ("alone", alone),
            ("filled", filled.clone()),
            ("saved", Self { place: Place::sample(Section::Devices).saying(Some(Notice::SessionEnded)), ..filled.clone() }),
            (
                "longest",
                Self {
                    place: Place::longest(Section::Devices),
                    sessions: vec![SessionLine { address: LONG_HOSTILE.to_owned(), ..telephone }],
                    ..filled
                },
            ),
        ]
    }
}
