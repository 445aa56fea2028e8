//! Reads back what the file transport wrote: for the demo's mailbox, and for tests that follow a link in a message.
//!
//! It knows the one form that Frontdesk writes (RFC 5322 headers, two quoted-printable parts) and is no mail program.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A message as the recipient's mail program shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Eml {
    pub from: String,
    pub to: String,
    pub subject: String,
    pub date: String,
    pub headers: Vec<(String, String)>,
    pub text: String,
    pub html: String,
}

impl Eml {
    /// Reads a file's content; `None` when it is not a message of ours.
    pub fn parse(source: &str) -> Option<Self> {
        let (head, body) = source.split_once("\r\n\r\n")?;
        let headers = headers(head);
        let find = |name: &str| header(&headers, name).map(str::to_owned);
        let kind = find("Content-Type")?;
        let boundary = kind.split_once("boundary=\"")?.1.split_once('"')?.0;
        let delimiter = format!("--{boundary}");
        let mut parts = body.split(&delimiter).filter_map(part);
        let mut take = |kind: &str| parts.next().filter(|(found, _)| found.starts_with(kind)).map(|(_, words)| words);
        let (text, html) = (take("text/plain")?, take("text/html")?);
        Some(Self {
            from: find("From")?.replace('"', ""),
            to: find("To")?,
            subject: decoded_words(&find("Subject")?),
            date: find("Date")?,
            headers,
            text,
            html,
        })
    }

    /// The first link of the text part.
    pub fn link(&self) -> Option<&str> {
        let start = self.text.find("http://").into_iter().chain(self.text.find("https://")).min()?;
        self.text[start..].split(char::is_whitespace).next()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// Header lines; a line that begins with a space goes on from the one before.
fn headers(head: &str) -> Vec<(String, String)> {
    head.replace("\r\n ", " ")
        .replace("\r\n\t", " ")
        .split("\r\n")
        .filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_owned(), value.trim().to_owned()))
        })
        .collect()
}

/// A part of the body: its type and its words.
fn part(source: &str) -> Option<(String, String)> {
    let (head, body) = source.trim_start_matches("\r\n").split_once("\r\n\r\n")?;
    let headers = headers(head);
    let words = quoted_printable(body.strip_suffix("\r\n").unwrap_or(body));
    Some((header(&headers, "Content-Type")?.to_owned(), words))
}

/// RFC 2045 section 6.7.
fn quoted_printable(source: &str) -> String {
    let joined = source.replace("=\r\n", "");
    let bytes = joined.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let escaped = bytes.get(index..index + 3).filter(|three| three[0] == b'=').and_then(|three| std::str::from_utf8(&three[1..]).ok());
        if let Some(byte) = escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            out.push(byte);
            index += 3;
        } else {
            out.push(bytes[index]);
            index += 1;
        }
    }
    String::from_utf8_lossy(&out).replace("\r\n", "\n")
}

/// RFC 2047: `=?utf-8?b?…?=`, the one encoding that is used here. White space between two such words is no part of the text.
fn decoded_words(value: &str) -> String {
    let mut out = String::new();
    let mut after_encoded = false;
    for word in value.split(' ') {
        let inner = word.strip_prefix("=?utf-8?b?").and_then(|rest| rest.strip_suffix("?="));
        let decoded = inner.and_then(|inner| STANDARD.decode(inner).ok()).and_then(|bytes| String::from_utf8(bytes).ok());
        let encoded = decoded.is_some();
        if !(out.is_empty() || encoded && after_encoded) {
            out.push(' ');
        }
        out.push_str(decoded.as_deref().unwrap_or(word));
        after_encoded = encoded;
    }
    out
}
