//! `[mail]`: how email leaves.

use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use thiserror::Error;

use crate::foundation::secret::Secret;

/// The way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailTransport {
    /// To a mail server.
    Smtp,
    /// As `.eml` files into a folder, for trying it out: any mail program opens them.
    File,
    /// Nowhere: the log says that a message was due, and of which kind.
    Log,
}

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailTls {
    /// Plain at first, TLS before anything is said (RFC 3207); refused when the server does not offer it.
    Starttls,
    /// TLS from the first byte (RFC 8314).
    Implicit,
    /// None at all: only to this machine.
    None,
}

/// The section `mail` of the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MessageSettings {
    pub transport: MailTransport,
    pub host: String,
    /// `0` is the usual port: 587, 465 for `implicit`, 25 for `none`.
    pub port: u16,
    pub tls: MailTls,
    /// A file of further certificate authorities (PEM) that the mail server's certificate may come from.
    pub ca_file: Option<PathBuf>,
    /// Empty for a server that asks for no name.
    pub user: String,
    /// The password itself, or `file:PATH`.
    pub password: Secret,
    /// `Name <name@example.com>`.
    pub from: String,
    /// Where answers go; empty says that nobody reads them.
    pub reply_to: String,
    /// How long the mail server may take for one step.
    #[serde(with = "crate::foundation::duration")]
    pub timeout: Duration,
    /// Where `file` puts messages.
    pub folder: PathBuf,
    /// How long the outbox remembers that a message was sent or given up; its words are gone at once.
    #[serde(with = "crate::foundation::duration")]
    pub keep: Duration,
}

impl Default for MessageSettings {
    fn default() -> Self {
        Self {
            transport: MailTransport::Log,
            host: "localhost".to_owned(),
            port: 0,
            tls: MailTls::Starttls,
            ca_file: None,
            user: String::new(),
            password: Secret::new(""),
            from: "Frontdesk <frontdesk@localhost>".to_owned(),
            reply_to: String::new(),
            timeout: Duration::from_secs(10),
            folder: PathBuf::from("mail"),
            keep: Duration::from_hours(720),
        }
    }
}

impl MessageSettings {
    /// The port that is meant.
    pub const fn port(&self) -> u16 {
        match (self.port, self.tls) {
            (0, MailTls::Starttls) => 587,
            (0, MailTls::Implicit) => 465,
            (0, MailTls::None) => 25,
            (port, _) => port,
        }
    }
}

/// Settings that cannot be used. Each names its key and what would be right.
#[derive(Debug, Error)]
pub enum SettingsError {
    #[error("mail.{key} = \"{value}\" is not an email address; write one such as \"Riverside Health <desk@riverside.example>\"")]
    BadAddress { key: &'static str, value: String },
    #[error("mail.tls = \"none\" would send passwords and links in plain text to {host}; only this machine (localhost) may be reached so")]
    PlainText { host: String },
    #[error("mail.{key}: {path} cannot be read: {source}")]
    Unreadable { key: &'static str, path: String, source: std::io::Error },
    #[error("mail.{key}: {reason}")]
    Tls { key: &'static str, reason: String },
    #[error("mail.folder: {path} cannot be made: {source}")]
    Folder { path: String, source: std::io::Error },
}
