//! `[sms]`: how SMS leave, where they may go, and how many.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Deserializer};
use thiserror::Error;
use url::{Host, Url};

use crate::foundation::phone::{Country, PhoneNumber};
use crate::foundation::secret::Secret;

/// A gateway that takes longer would hold others up.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(30);
/// A shorter secret could be guessed from one signed message.
const SHORTEST_SECRET: usize = 16;

/// The way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SmsRoute {
    /// There is none: nobody is offered SMS.
    None,
    /// To an API of the form that Twilio has, and others after it.
    Http,
    /// To an address of the operator's own, as signed JSON.
    Webhook,
    /// As text files into a folder, for trying it out.
    File,
    /// Nowhere: the log says that an SMS was due.
    Log,
}

/// The section `sms` of the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SmsSettings {
    pub gateway: SmsRoute,
    /// Where SMS may go: ISO 3166 codes. The first is where numbers without a country code belong.
    #[serde(deserialize_with = "countries")]
    pub countries: Vec<Country>,
    /// `http`: the address of the API. `webhook`: where to post.
    pub url: String,
    /// `http`: the account's id.
    pub account: String,
    /// `http`: the name of an API key; empty is the account itself.
    pub user: String,
    /// `http`: the account's token, or the API key's secret.
    pub password: Secret,
    /// `http`: a number, a name of up to eleven letters and digits, or the id of a messaging service (`MG…`).
    pub from: String,
    /// `webhook`: what its messages are signed with.
    pub secret: Secret,
    /// How long the gateway may take.
    #[serde(with = "crate::foundation::duration")]
    pub timeout: Duration,
    /// The gateway stands in a private network.
    pub allow_private: bool,
    /// Where `file` puts messages.
    pub folder: PathBuf,
    pub limits: SmsLimits,
}

/// The most parts of SMS that are sent; a text of usual length is one. What is over is not sent, and the person is led to
/// another method.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SmsLimits {
    pub number_per_hour: u32,
    pub number_per_day: u32,
    pub person_per_day: u32,
    /// An IPv4 address or an IPv6 /64. A practice's whole reception may share one.
    pub network_per_hour: u32,
    pub group_per_day: u32,
    /// The whole installation.
    pub all_per_day: u32,
}

impl Default for SmsLimits {
    fn default() -> Self {
        Self { number_per_hour: 6, number_per_day: 20, person_per_day: 30, network_per_hour: 60, group_per_day: 500, all_per_day: 2000 }
    }
}

impl Default for SmsSettings {
    fn default() -> Self {
        Self {
            gateway: SmsRoute::None,
            countries: Vec::new(),
            url: "https://api.twilio.com".to_owned(),
            account: String::new(),
            user: String::new(),
            password: Secret::new(""),
            from: String::new(),
            secret: Secret::new(""),
            timeout: Duration::from_secs(5),
            allow_private: false,
            folder: PathBuf::from("sms"),
            limits: SmsLimits::default(),
        }
    }
}

/// A list; in the environment, its parts with commas between them.
fn countries<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Country>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        List(Vec<String>),
        Line(String),
    }
    let codes = match Written::deserialize(deserializer)? {
        Written::List(codes) => codes,
        Written::Line(line) => line.split(',').map(|code| code.trim().to_owned()).filter(|code| !code.is_empty()).collect(),
    };
    let wrong =
        |code: &str| serde::de::Error::custom(format!("\"{code}\" is not a country; write its two capital letters, such as \"AU\""));
    codes.iter().map(|code| Country::parse(code).ok_or_else(|| wrong(code))).collect()
}

/// Settings that cannot be used: the key, and what would be right.
#[derive(Debug, Error)]
#[error("sms.{key} {what}")]
pub struct BadSmsSettings {
    pub key: &'static str,
    pub what: String,
}

impl BadSmsSettings {
    pub(super) fn new(key: &'static str, what: impl Into<String>) -> Self {
        Self { key, what: what.into() }
    }
}

/// Whom an SMS of the API says it is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum From {
    /// A number or a name.
    Sender(String),
    /// A pool of numbers, by its id.
    Service(String),
}

impl SmsSettings {
    /// The address that is called, with whether it is this machine itself.
    pub(super) fn address(&self) -> Result<(Url, bool), BadSmsSettings> {
        let wrong = |what: String| BadSmsSettings::new("url", what);
        let url = Url::parse(&self.url).map_err(|_| wrong(format!("= \"{}\" is not an address; write https://…", self.url)))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("holds a name or a password; write them into sms.user and sms.password, or sign with sms.secret".to_owned()));
        }
        let is_this_machine = match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => return Err(wrong(format!("= \"{}\" names no host; write https://…", self.url))),
        };
        match url.scheme() {
            "https" => Ok((url, is_this_machine)),
            "http" if is_this_machine => Ok((url, true)),
            _ => Err(wrong(format!("= \"{}\" would send codes in plain text; write https:// (http:// only to this machine)", self.url))),
        }
    }

    /// Refuses what cannot work, before the first person waits for a code.
    pub(super) fn check(&self) -> Result<(), BadSmsSettings> {
        let wrong = |key, what: &str| Err(BadSmsSettings::new(key, what));
        if self.gateway == SmsRoute::None {
            return Ok(());
        }
        if self.countries.is_empty() {
            return wrong(
                "countries",
                "is empty: list where SMS may go, such as [\"AU\", \"NZ\"]; numbers without a country code are of the first",
            );
        }
        if self.timeout.is_zero() || self.timeout > LONGEST_TIMEOUT {
            return wrong("timeout", "must be between \"1s\" and \"30s\"");
        }
        match self.gateway {
            SmsRoute::Http if self.account.is_empty() || !self.account.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
                wrong("account", "must be the account's id, such as \"AC0123…\"")
            }
            SmsRoute::Http if self.password.expose().is_empty() => {
                wrong("password", "is empty: give the account's token, or \"file:PATH\"")
            }
            SmsRoute::Webhook if self.secret.expose().len() < SHORTEST_SECRET => {
                wrong("secret", "must have 16 characters at least; `openssl rand -base64 32` makes a good one")
            }
            _ => Ok(()),
        }
    }

    pub(super) fn sender(&self) -> Result<From, BadSmsSettings> {
        let from = self.from.trim();
        let is_id = |id: &str| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        let is_name = (1..=11).contains(&from.len())
            && from.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b' ')
            && from.bytes().any(|byte| byte.is_ascii_alphabetic());
        if from.strip_prefix("MG").is_some_and(is_id) {
            Ok(From::Service(from.to_owned()))
        } else if is_name {
            Ok(From::Sender(from.to_owned()))
        } else if let Ok(number) = PhoneNumber::international(from) {
            Ok(From::Sender(number.as_str().to_owned()))
        } else {
            let right = "write a number such as \"+61412345678\", a name of up to 11 letters and digits, or a messaging service \"MG…\"";
            Err(BadSmsSettings::new("from", format!("= \"{from}\" is no sender; {right}")))
        }
    }
}
