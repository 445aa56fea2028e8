//! Floor 3: how we speak HTTP: pages, forms, cookies, limits, and the three kinds of failure.
//!
//! Every request passes [`reception`] first, which notes who is asking ([`Visitor`]). A handler has three inputs (the app,
//! the visitor, what was sent) and answers with a response or a [`Failure`]; the layer of its group says a failure in the
//! reader's manner. Forms of ours are read by [`form::PageForm`], which is where the CSRF token is checked: a page handler
//! that reads a form cannot forget it.
//!
//! Not here: addresses (`router`), rules (the rooms). Tokens and sign-ins are no concern of this floor.

pub mod accent;
pub mod assets;
pub mod cookie;
pub mod cors;
pub mod document;
pub mod error;
pub mod form;
pub mod href;
pub mod issuer;
pub mod page;
pub mod pages;
pub mod rate_limit;
pub mod reception;
pub mod return_to;
pub mod script;
pub mod security_headers;
pub mod visitor;
pub(crate) mod words;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use serde::Deserialize;

pub use error::Failure;
pub use issuer::Issuer;
pub use reception::Reception;
pub use visitor::Visitor;

/// The largest body that is read, in bytes.
pub const BODY_LIMIT: usize = 64 * 1024;

/// `[web]`: where Frontdesk listens and how it is reached.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WebSettings {
    /// The public address: the `iss` of every token. May carry a path.
    pub issuer: Issuer,
    /// The address and port to listen on.
    pub listen: SocketAddr,
    /// Certificate chain and key (PEM files) for serving https without a proxy; read again when they change.
    pub tls: Option<TlsSettings>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// How long one request may take before it is answered with 503.
    #[serde(with = "crate::foundation::duration")]
    pub request_timeout: Duration,
    /// How long running requests may take to finish after a signal to stop.
    #[serde(with = "crate::foundation::duration")]
    pub drain: Duration,
    /// Networks that may read `/metrics`.
    pub metrics_from: Vec<IpNet>,
}

impl Default for WebSettings {
    #[expect(clippy::expect_used, reason = "a constant that every start of every test reads")]
    fn default() -> Self {
        Self {
            issuer: Issuer::parse("http://localhost:8080").expect("a well-formed constant"),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            tls: None,
            trusted_proxies: Vec::new(),
            request_timeout: Duration::from_secs(10),
            drain: Duration::from_secs(5),
            metrics_from: vec![IpNet::from(IpAddr::from([127, 0, 0, 1])), IpNet::from(IpAddr::V6(Ipv6Addr::LOCALHOST))],
        }
    }
}

/// Files for built-in TLS.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsSettings {
    pub certificate: PathBuf,
    pub key: PathBuf,
}
