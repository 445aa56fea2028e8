//! The addresses of an app: where people are sent back to, what pages show and what we call.

use url::{Host, Url};

use super::Findings;
use crate::protocol::redirect_uri::RedirectUri;

/// The most addresses in one list.
const MAX_URIS: usize = 50;

/// Addresses that people are sent back to, each one once.
pub(super) fn redirects(texts: &[String], field: &'static str, native: bool, findings: &mut Findings) -> Vec<RedirectUri> {
    findings.unless(texts.len() <= MAX_URIS, field, format!("must be {MAX_URIS} at most"));
    let mut uris: Vec<RedirectUri> = Vec::new();
    for text in texts {
        match RedirectUri::register(text) {
            Err(bad) => findings.add(field, format!("\"{text}\" {bad}")),
            Ok(uri) if uris.contains(&uri) => findings.add(field, format!("\"{text}\" is there twice")),
            Ok(uri) => {
                let private_use = !(text.starts_with("https:") || text.starts_with("http:"));
                findings.unless(
                    native || !private_use,
                    field,
                    format!("\"{text}\" has a private-use scheme, which is for native apps (application_type native)"),
                );
                uris.push(uri);
            }
        }
    }
    uris
}

/// Origins whose scripts may call us, in the form that browsers send.
pub(super) fn origins(texts: &[String], findings: &mut Findings) -> Vec<String> {
    let field = "origins";
    findings.unless(texts.len() <= MAX_URIS, field, format!("must be {MAX_URIS} at most"));
    let mut origins: Vec<String> = Vec::new();
    for text in texts {
        let parsed = Url::parse(text).ok().filter(is_web);
        let normal = parsed.map(|url| url.origin().ascii_serialization());
        match normal {
            Some(normal) if normal != *text => findings.add(field, format!("\"{text}\" must be written as browsers send it: \"{normal}\"")),
            None => findings
                .add(field, format!("\"{text}\" is not an origin; write scheme, host and port only, such as https://notes.example.com")),
            Some(normal) if origins.contains(&normal) => findings.add(field, format!("\"{text}\" is there twice")),
            Some(normal) => origins.push(normal),
        }
    }
    origins
}

/// An address that pages link to, or that we call.
pub(super) fn web(text: Option<&str>, field: &'static str, findings: &mut Findings) -> Option<Url> {
    let text = text?;
    let url =
        Url::parse(text).ok().filter(|url| is_web(url) && url.username().is_empty() && url.password().is_none() && text.len() <= 2000);
    findings.unless(url.is_some(), field, format!("\"{text}\" must be an https address, such as https://notes.example.com/about"));
    url
}

/// An address that we call ourselves and that means nothing behind a `#`.
pub(super) fn called(text: Option<&str>, field: &'static str, findings: &mut Findings) -> Option<Url> {
    let url = web(text, field, findings)?;
    let whole = url.fragment().is_none();
    findings.unless(whole, field, format!("\"{url}\" must not have a fragment (#…)"));
    whole.then_some(url)
}

/// `https`, or for trying out `http` on this very machine.
fn is_web(url: &Url) -> bool {
    let local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.has_host() && (url.scheme() == "https" || (url.scheme() == "http" && local))
}
