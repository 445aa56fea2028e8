//! Floor 3: calls to addresses elsewhere (an app's `jwks_uri`, an SMS gateway): https, public addresses only, no redirects, little
//! time, small answers.
//!
//! An app's developer names the address, Frontdesk calls it from inside a practice's network: without a guard that is a way
//! in. The guard stands where the connection is made, after the name was resolved, so that a name that resolves elsewhere the
//! second time changes nothing. What counts as public is decided in [`public_address`].

mod public_address;

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Certificate, RequestBuilder, redirect};
use serde::Deserialize;
use thiserror::Error;
use url::{Host, Url};

pub use public_address::is_public;

use crate::foundation::secret::Secret;

/// The largest answer that is read, in bytes.
pub const ANSWER_LIMIT: usize = 256 * 1024;

/// `[outbound]`: calls to addresses that apps registered.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OutboundSettings {
    /// Also calls private and loopback addresses, and plain http. For development only.
    pub allow_private: bool,
    /// A PEM file of certificate authorities that are trusted besides the system's.
    pub extra_ca: Option<PathBuf>,
    /// How long one call may take from name resolution to the last byte.
    #[serde(with = "crate::foundation::duration")]
    pub timeout: Duration,
}

impl Default for OutboundSettings {
    fn default() -> Self {
        Self { allow_private: false, extra_ca: None, timeout: Duration::from_secs(5) }
    }
}

/// Outbound calls cannot be set up.
#[derive(Debug, Error)]
pub enum BadOutbound {
    #[error("outbound.extra_ca: cannot read {0}: {1}")]
    CaFile(PathBuf, #[source] io::Error),
    #[error("outbound.extra_ca: {0} holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)")]
    NoCertificate(PathBuf),
    #[error("no trusted certificate authorities were found for outbound calls; install the system's (package ca-certificates): {0}")]
    Trust(#[source] reqwest::Error),
}

/// An outbound call came to nothing.
#[derive(Debug, Error)]
pub enum OutboundError {
    #[error("the address must use https and carry no user name")]
    Scheme,
    #[error("{0} is not a public address; `outbound.allow_private = true` allows it for development")]
    NotPublic(String),
    #[error("it did not answer in time")]
    Timeout,
    #[error("its answer has status {0}, not 200")]
    Status(u16),
    #[error("its answer is larger than {ANSWER_LIMIT} bytes")]
    TooLarge,
    #[error("the call failed: {0}")]
    Failed(String),
}

impl OutboundError {
    /// Whether the call was refused because of where it would have gone, which is worth a security event.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Scheme | Self::NotPublic(_))
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// The `Date` header, as it was sent.
    pub date: Option<String>,
    pub body: Vec<u8>,
}

/// What is posted.
#[derive(Default)]
pub struct Post<'a> {
    pub content_type: &'static str,
    pub body: Vec<u8>,
    pub headers: Vec<(&'static str, String)>,
    /// A name and a password (RFC 7617).
    pub as_whom: Option<(&'a str, &'a Secret)>,
}

/// Makes outbound calls.
#[derive(Clone)]
pub struct Outbound {
    client: reqwest::Client,
    allow_private: bool,
}

impl Outbound {
    pub fn new(settings: &OutboundSettings) -> Result<Self, BadOutbound> {
        if settings.allow_private {
            tracing::warn!("outbound.allow_private is on: calls to private addresses and over plain http are made; for development only");
        }
        Self::quietly(settings)
    }

    /// The same without the warning, for calling addresses of our own.
    pub fn quietly(settings: &OutboundSettings) -> Result<Self, BadOutbound> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("Frontdesk/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .referer(false)
            // A proxy from the environment would resolve names itself, behind the guard.
            .no_proxy()
            .https_only(!settings.allow_private)
            .timeout(settings.timeout)
            .connect_timeout(settings.timeout)
            // Idle connections would outlive a change of a name's address.
            .pool_max_idle_per_host(0)
            .dns_resolver(GuardedNames { allow_private: settings.allow_private });
        if let Some(path) = &settings.extra_ca {
            let pem = std::fs::read(path).map_err(|error| BadOutbound::CaFile(path.clone(), error))?;
            let certificates = Certificate::from_pem_bundle(&pem).map_err(|_| BadOutbound::NoCertificate(path.clone()))?;
            if certificates.is_empty() {
                return Err(BadOutbound::NoCertificate(path.clone()));
            }
            builder = builder.tls_certs_merge(certificates);
        }
        Ok(Self { client: builder.build().map_err(BadOutbound::Trust)?, allow_private: settings.allow_private })
    }

    /// The body of an answer with status 200.
    pub async fn fetch(&self, url: &Url) -> Result<Vec<u8>, OutboundError> {
        let answer = self.call(url).await?;
        if answer.status == 200 { Ok(answer.body) } else { Err(OutboundError::Status(answer.status)) }
    }

    /// Whatever answers to a GET.
    pub async fn call(&self, url: &Url) -> Result<Answer, OutboundError> {
        self.call_as(url, None).await
    }

    /// The same, with a name and a password (RFC 7617).
    pub async fn call_as(&self, url: &Url, as_whom: Option<(&str, &Secret)>) -> Result<Answer, OutboundError> {
        self.check(url)?;
        let mut request = self.client.get(url.clone());
        if let Some((user, password)) = as_whom {
            request = request.basic_auth(user, Some(password.expose()));
        }
        Self::answer(request).await
    }

    /// Whatever answers to a POST.
    pub async fn post(&self, url: &Url, post: Post<'_>) -> Result<Answer, OutboundError> {
        self.check(url)?;
        let mut request = self.client.post(url.clone()).header("content-type", post.content_type).body(post.body);
        for (name, value) in post.headers {
            request = request.header(name, value);
        }
        if let Some((user, password)) = post.as_whom {
            request = request.basic_auth(user, Some(password.expose()));
        }
        Self::answer(request).await
    }

    async fn answer(request: RequestBuilder) -> Result<Answer, OutboundError> {
        let mut response = request.header("accept", "application/json").send().await.map_err(failed)?;
        let status = response.status().as_u16();
        let date = response.headers().get("date").and_then(|value| value.to_str().ok()).map(str::to_owned);
        if response.content_length().is_some_and(|length| length > ANSWER_LIMIT as u64) {
            return Err(OutboundError::TooLarge);
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > ANSWER_LIMIT {
                return Err(OutboundError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status, date, body })
    }

    /// Posts a form, and gives the status of the answer; its body is not read.
    pub async fn post_form(&self, url: &Url, fields: &[(&str, &str)]) -> Result<u16, OutboundError> {
        self.check(url)?;
        let response = self.client.post(url.clone()).form(fields).send().await.map_err(failed)?;
        Ok(response.status().as_u16())
    }

    /// What can be told from the URL alone. Addresses that are spelled out never reach the resolver, so they are judged here.
    fn check(&self, url: &Url) -> Result<(), OutboundError> {
        let scheme_allowed = url.scheme() == "https" || (self.allow_private && url.scheme() == "http");
        if !scheme_allowed || !url.username().is_empty() || url.password().is_some() {
            return Err(OutboundError::Scheme);
        }
        let address: Option<IpAddr> = match url.host() {
            Some(Host::Ipv4(address)) => Some(address.into()),
            Some(Host::Ipv6(address)) => Some(address.into()),
            Some(Host::Domain(_)) => None,
            None => return Err(OutboundError::Scheme),
        };
        match address {
            Some(address) if !self.allow_private && !is_public(address) => Err(OutboundError::NotPublic(address.to_string())),
            _ => Ok(()),
        }
    }
}

fn failed(error: reqwest::Error) -> OutboundError {
    if error.is_timeout() {
        return OutboundError::Timeout;
    }
    let mut cause: &dyn std::error::Error = &error;
    while let Some(source) = cause.source() {
        if let Some(NotPublicName(name)) = source.downcast_ref() {
            return OutboundError::NotPublic(name.clone());
        }
        cause = source;
    }
    // The innermost cause says what happened; the outer ones repeat the address.
    OutboundError::Failed(cause.to_string())
}

/// A name that resolves to no public address.
#[derive(Debug)]
struct NotPublicName(String);

impl fmt::Display for NotPublicName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} has no public address", self.0)
    }
}

impl std::error::Error for NotPublicName {}

/// Resolves names with the operating system, and hands on only the addresses that may be called: what is judged is what is
/// connected to.
struct GuardedNames {
    allow_private: bool,
}

impl Resolve for GuardedNames {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        Box::pin(async move {
            let resolved = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = resolved.filter(|address| allow_private || is_public(address.ip())).collect();
            if allowed.is_empty() {
                return Err(NotPublicName(name.as_str().to_owned()).into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests;
