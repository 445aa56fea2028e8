//! Who is in front of the desk: address, browser, language. What they claim, not who they are: that is a session.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, OptionalFromRequestParts};
use axum_extra::extract::cookie::CookieJar;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::request::Parts;
use http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;

use super::Failure;
use super::cookie::CookieName;
use super::reception::Reception;
use crate::foundation::secret::{OpaqueToken, TokenDigest};
use crate::text::{LanguageTag, Wishes};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// Longer ones are cut: they are shown to people, never compared.
const LONGEST_USER_AGENT: usize = 300;

/// One request's sender.
#[derive(Clone, Debug)]
pub struct Visitor {
    pub address: IpAddr,
    pub user_agent: String,
    /// A small number to read out on the telephone; every log line of the request carries it.
    pub request_id: String,
    pub language: LanguageTag,
    pub cookies: CookieJar,
    /// Whether the request says that it was forwarded by a proxy that is not one of the trusted: its address is the proxy's.
    pub is_forwarded_unseen: bool,
    browser: OpaqueToken,
    browser_is_new: bool,
}

impl Visitor {
    pub(super) fn of(reception: &Reception, parts: &Parts) -> Self {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
        let cookies = CookieJar::from_headers(&parts.headers);
        let known = reception.cookies.read(&cookies, CookieName::Browser).and_then(|text| OpaqueToken::parse("br", text));
        let browser_is_new = known.is_none();
        let browser = known.unwrap_or_else(|| OpaqueToken::fresh("br", &*reception.random));
        let text = |name: HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let user_agent = text(header::USER_AGENT).unwrap_or_default().chars().take(LONGEST_USER_AGENT).collect();
        let language = reception.pages.texts().negotiate(Wishes { accept_language: text(header::ACCEPT_LANGUAGE), ..Wishes::default() });
        let request_id = URL_SAFE_NO_PAD.encode(reception.random.bytes::<6>()).replace(['-', '_'], "0");
        let address = sender(&parts.headers, peer, &reception.trusted_proxies);
        let is_forwarded_unseen = parts.headers.contains_key(FORWARDED_FOR) && address == peer.to_canonical();
        Self { address, user_agent, request_id, language, cookies, is_forwarded_unseen, browser, browser_is_new }
    }

    /// The browser's own token, hidden in its cookie.
    pub fn browser(&self) -> &OpaqueToken {
        &self.browser
    }

    /// What started sign-ins are bound to.
    pub fn browser_digest(&self) -> TokenDigest {
        self.browser.digest()
    }

    pub(super) fn browser_is_new(&self) -> bool {
        self.browser_is_new
    }

    /// The address as limits count it: an IPv6 subscriber owns at least a /64.
    pub fn network(&self) -> String {
        network_of(self.address)
    }
}

/// The network that an address belongs to, as limits count it.
pub fn network_of(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).to_string()
        }
    }
}

/// The sender's address. `X-Forwarded-For` counts only as far as trusted proxies wrote it, read from right to left; what
/// cannot be read ends the walk at the last proxy that can be believed.
fn sender(headers: &HeaderMap, peer: IpAddr, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address));
    let mut address = peer.to_canonical();
    if !is_trusted(address) {
        return address;
    }
    let values: Vec<&str> = headers.get_all(FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok()).collect();
    for hop in values.iter().rev().flat_map(|value| value.rsplit(',')) {
        let Ok(next) = hop.trim().parse::<IpAddr>() else { return address };
        address = next.to_canonical();
        if !is_trusted(address) {
            break;
        }
    }
    address
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Failure::internal("a route outside the reception layer"))
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Failure> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forwarded_address_counts_only_as_far_as_trusted_proxies_wrote_it() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let told = |value: &str, peer: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(FORWARDED_FOR, value.parse().unwrap());
            sender(&headers, peer.parse().unwrap(), &trusted).to_string()
        };
        assert_eq!(told("203.0.113.9", "198.51.100.1"), "198.51.100.1", "a stranger may write what they like");
        assert_eq!(told("203.0.113.9", "10.0.0.1"), "203.0.113.9");
        assert_eq!(told("1.2.3.4, 203.0.113.9, 10.0.0.2", "10.0.0.1"), "203.0.113.9", "read from right to left");
        assert_eq!(told("1.2.3.4, nonsense", "10.0.0.1"), "10.0.0.1", "a bad value never skips a check");
        assert_eq!(told("", "::ffff:10.0.0.1"), "10.0.0.1");
    }
}
