//! Email by SMTP (RFC 5321), over TLS unless the server is this machine.

use std::error::Error;
use std::net::IpAddr;
use std::time::Duration;

use futures_util::future::BoxFuture;
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};

use super::mailer::{DeliveryError, Mailer, OutgoingEmail, Sender};
use super::settings::{MailTls, MessageSettings, SettingsError};
use crate::foundation::secret::Secret;

/// How many steps of the timeout a whole delivery may take, from greeting to last dot.
const STEPS: u32 = 3;

/// The longest answer of a mail server that is kept.
const LONGEST_ANSWER: usize = 200;

/// Hands messages to a mail server, over connections that are kept a while.
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    sender: Sender,
    patience: Duration,
}

impl SmtpMailer {
    pub fn new(settings: &MessageSettings, sender: Sender) -> Result<Self, SettingsError> {
        let tls = || tls_parameters(settings);
        let tls = match settings.tls {
            MailTls::Starttls => Tls::Required(tls()?),
            MailTls::Implicit => Tls::Wrapper(tls()?),
            MailTls::None if is_this_machine(&settings.host) => Tls::None,
            MailTls::None => return Err(SettingsError::PlainText { host: settings.host.clone() }),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host)
            .port(settings.port())
            .tls(tls)
            .timeout(Some(settings.timeout))
            .pool_config(PoolConfig::new().max_size(4).idle_timeout(Duration::from_secs(30)));
        if !settings.user.is_empty() {
            let password = password(&settings.password)?;
            builder = builder.credentials(Credentials::new(settings.user.clone(), password.expose().to_owned()));
        }
        Ok(Self { transport: builder.build(), sender, patience: settings.timeout * STEPS })
    }

    async fn deliver(&self, email: &OutgoingEmail) -> Result<(), DeliveryError> {
        let message = self.sender.mime(email)?;
        self.in_time(self.transport.send(message)).await.map(|_| ())
    }

    /// A server that answers each step just in time must not hold a delivery for ever.
    async fn in_time<T>(&self, step: impl Future<Output = Result<T, lettre::transport::smtp::Error>> + Send) -> Result<T, DeliveryError> {
        match tokio::time::timeout(self.patience, step).await {
            Ok(done) => done.map_err(|error| explained(&error)),
            Err(_) => Err(DeliveryError::Passing("the mail server takes too long".to_owned())),
        }
    }
}

impl Mailer for SmtpMailer {
    fn send<'a>(&'a self, email: &'a OutgoingEmail) -> BoxFuture<'a, Result<(), DeliveryError>> {
        Box::pin(self.deliver(email))
    }

    fn check(&self) -> BoxFuture<'_, Result<(), DeliveryError>> {
        Box::pin(async {
            match self.in_time(self.transport.test_connection()).await {
                Ok(true) => Ok(()),
                Ok(false) => Err(DeliveryError::Passing("the mail server hangs up".to_owned())),
                Err(error) => Err(error),
            }
        })
    }
}

fn tls_parameters(settings: &MessageSettings) -> Result<TlsParameters, SettingsError> {
    let refused = |key| move |error: lettre::transport::smtp::Error| SettingsError::Tls { key, reason: error.to_string() };
    let mut builder = TlsParameters::builder(settings.host.clone());
    if let Some(path) = &settings.ca_file {
        let unreadable = |source| SettingsError::Unreadable { key: "ca_file", path: path.display().to_string(), source };
        let pem = std::fs::read(path).map_err(unreadable)?;
        builder = builder.add_root_certificate(Certificate::from_pem(&pem).map_err(refused("ca_file"))?);
    }
    builder.build_rustls().map_err(refused("host"))
}

fn password(configured: &Secret) -> Result<Secret, SettingsError> {
    let Some(path) = configured.expose().strip_prefix("file:") else { return Ok(configured.clone()) };
    let read = std::fs::read_to_string(path);
    let unreadable = |source| SettingsError::Unreadable { key: "password", path: path.to_owned(), source };
    read.map(|text| Secret::new(text.trim_end_matches(['\r', '\n']))).map_err(unreadable)
}

fn is_this_machine(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

/// A refusal of the message (5yz, RFC 5321 4.2.1) is for good. Of the server itself (wrong password, no TLS) it is not:
/// the operator can mend that while the message waits.
fn explained(error: &lettre::transport::smtp::Error) -> DeliveryError {
    let source = error.source().map(|source| format!(": {source}")).unwrap_or_default();
    let text: String = format!("{error}{source}").chars().filter(|c| !c.is_control()).take(LONGEST_ANSWER).collect();
    let about_the_server = error.status().is_some_and(|code| matches!(u16::from(code), 500..=504 | 521 | 530 | 534 | 535 | 538));
    if error.is_permanent() && !about_the_server { DeliveryError::Permanent(text) } else { DeliveryError::Passing(text) }
}
