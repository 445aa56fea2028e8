//! Configuration: defaults, then a file, then the environment.
//!
//! Each room owns its section. A key in the environment is `FRONTDESK_` and its path with `__` between the parts:
//! `FRONTDESK_WEB__ISSUER`. Unknown keys are refused, so that a misspelt one is noticed. Secrets may be given as
//! `file:/path`, which is read when the configuration is.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use thiserror::Error;

use crate::factors::device::LONGEST_TRUST;
use crate::factors::passkey::PasskeySettings;
use crate::foundation::secret::Secret;
use crate::keys::KeySettings;
use crate::logout::back_channel::LogoutSettings;
use crate::messages::{MessageSettings, SmsSettings};
use crate::outbound::OutboundSettings;
use crate::sessions::SessionSettings;
use crate::storage::DatabaseSettings;
use crate::storage::ephemeral::RedisSettings;
use crate::token::TokenSettings;
use crate::users::password::PasswordSettings;
use crate::web::WebSettings;
use crate::web::page::{Help, PageSettings};
use crate::web::rate_limit::LimitSettings;

/// Everything that can be set.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    pub web: WebSettings,
    pub database: DatabaseSettings,
    pub redis: RedisSettings,
    pub master_key: MasterKeySettings,
    pub pages: PageSettings,
    pub brand: BrandSettings,
    pub limits: LimitSettings,
    pub outbound: OutboundSettings,
    pub password: PasswordSettings,
    pub passkeys: PasskeySettings,
    pub sessions: SessionSettings,
    pub tokens: TokenSettings,
    pub logout: LogoutSettings,
    pub keys: KeySettings,
    pub mail: MessageSettings,
    pub sms: SmsSettings,
    pub log: LogSettings,
    /// A seed file that is applied at every start; what exists already stays as it is.
    pub seed: Option<PathBuf>,
}

/// `[master_key]`: the key that secrets at rest are sealed under.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MasterKeySettings {
    /// The key itself in base64, or `file:PATH`. Empty takes the file below.
    pub key: Secret,
    /// The file that is read, and made at the first start, when `key` is empty.
    pub file: PathBuf,
}

impl Default for MasterKeySettings {
    fn default() -> Self {
        Self { key: Secret::new(""), file: PathBuf::from("frontdesk.key") }
    }
}

/// `[brand]`: the installation's own name and colours, where no app brings its own.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BrandSettings {
    pub name: String,
    /// `#rrggbb`; its contrast is corrected for light and dark.
    pub accent: Option<String>,
    /// An https address of a picture.
    pub logo_uri: Option<String>,
    /// Whom somebody who is stuck can call or write to.
    pub help: Option<Help>,
}

impl Default for BrandSettings {
    fn default() -> Self {
        Self { name: "Frontdesk".to_owned(), accent: None, logo_uri: None, help: None }
    }
}

/// `[log]`: what is written to standard error.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogSettings {
    /// `info`, or finer: `info,frontdesk::token=debug`.
    pub filter: String,
    pub format: LogFormat,
}

/// How a log line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line, for machines.
    Json,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self { filter: "info,sqlx=warn".to_owned(), format: LogFormat::Text }
    }
}

/// The configuration cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    #[error("the configuration cannot be used: {0}")]
    Unreadable(#[from] config::ConfigError),
    #[error("{key} names a file that cannot be read: {path}: {source}")]
    SecretFile { key: &'static str, path: String, source: std::io::Error },
    #[error("{0}")]
    Wrong(String),
}

impl Config {
    /// Loads `file`, or `frontdesk.toml` in the working directory where there is one, and the environment over it.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let mut builder = config::Config::builder();
        builder = match file {
            Some(path) => builder.add_source(config::File::from(path).format(config::FileFormat::Toml)),
            None => builder.add_source(config::File::with_name("frontdesk.toml").format(config::FileFormat::Toml).required(false)),
        };
        // FRONTDESK_CONFIG names the file and is no key in it.
        let settings = std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        let settings = settings.filter(|(name, _)| name != "FRONTDESK_CONFIG").collect();
        let environment = config::Environment::with_prefix("FRONTDESK").prefix_separator("_").separator("__").try_parsing(true);
        let environment = environment.source(Some(settings));
        let loaded: Self = builder.add_source(environment).build()?.try_deserialize()?;
        loaded.resolved()
    }

    /// Reads a configuration from text, without the environment.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let source = config::File::from_str(text, config::FileFormat::Toml);
        let loaded: Self = config::Config::builder().add_source(source).build()?.try_deserialize()?;
        loaded.resolved()
    }

    fn resolved(mut self) -> Result<Self, ConfigError> {
        self.master_key.key = resolve("master_key.key", self.master_key.key)?;
        self.redis.url = resolve("redis.url", self.redis.url)?;
        self.mail.password = resolve("mail.password", self.mail.password)?;
        self.sms.password = resolve("sms.password", self.sms.password)?;
        self.sms.secret = resolve("sms.secret", self.sms.secret)?;
        self.check()?;
        Ok(self)
    }

    /// What no single section can see.
    fn check(&self) -> Result<(), ConfigError> {
        let wrong = |text: String| Err(ConfigError::Wrong(text));
        if let Some(fault) = self.keys.fault(self.tokens.longest_jwt()) {
            return wrong(fault);
        }
        if self.sessions.idle > self.sessions.absolute {
            return wrong("sessions.idle must not be longer than sessions.absolute".to_owned());
        }
        if self.sessions.remember_device > LONGEST_TRUST {
            return wrong("sessions.remember_device must not be longer than \"720h\"".to_owned());
        }
        if self.web.issuer.is_secure()
            && self.web.tls.is_none()
            && !self.web.listen.ip().is_loopback()
            && self.web.trusted_proxies.is_empty()
        {
            return wrong(
                "web.listen is reachable from other machines without TLS: set web.tls, or web.trusted_proxies to the proxy that ends TLS"
                    .to_owned(),
            );
        }
        Ok(())
    }
}

/// A secret as a value, or the content of the file that `file:PATH` names.
fn resolve(key: &'static str, secret: Secret) -> Result<Secret, ConfigError> {
    let Some(path) = secret.expose().strip_prefix("file:") else { return Ok(secret) };
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Secret::new(text.trim())),
        Err(source) => Err(ConfigError::SecretFile { key, path: path.to_owned(), source }),
    }
}
