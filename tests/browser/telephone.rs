//! Somebody's telephone: `zbarimg` as the camera that reads a QR code, `oathtool` as the authenticator app.

use std::process::Command;

use time::OffsetDateTime;

use crate::support::{Chrome, Desk, Folder};

/// With an authenticator app that holds one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telephone {
    pub key: String,
}

impl Telephone {
    /// Scans the QR code that the page shows.
    pub async fn scan(chrome: &Chrome) -> Self {
        chrome.see("scan this picture").await;
        let folder = Folder::new();
        let picture = folder.file("page.png");
        chrome.screenshot(&picture).await;
        let camera = Command::new("zbarimg").args(["--quiet", "--raw"]).arg(&picture).output().expect("zbarimg, which tests/run installs");
        let uri = String::from_utf8(camera.stdout).expect("text");
        let uri = url::Url::parse(uri.trim()).unwrap_or_else(|error| panic!("no QR code on the page: {error}"));
        assert_eq!((uri.scheme(), uri.host_str()), ("otpauth", Some("totp")));
        assert!(uri.query_pairs().any(|(name, value)| name == "issuer" && !value.is_empty()), "{uri}");
        let key = uri.query_pairs().find(|(name, _)| name == "secret").expect("a key").1.into_owned();
        Self { key }
    }

    /// Takes the key that the page shows for those who cannot scan.
    pub async fn type_key(chrome: &Chrome) -> Self {
        chrome.unfold("Cannot scan it?").await;
        let is_part = |word: &&str| word.len() == 4 && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        Self { key: chrome.text().await.split_whitespace().filter(is_part).collect() }
    }

    /// What the app shows now, by a program that knows nothing of Frontdesk.
    pub fn shows(&self, desk: &Desk) -> String {
        let now = OffsetDateTime::from_unix_timestamp(desk.now().as_secs()).expect("a time");
        let now = format!("{} {:02}:{:02}:{:02} UTC", now.date(), now.hour(), now.minute(), now.second());
        let shown = Command::new("oathtool").args(["--totp", "--base32", "--now", &now, &self.key]).output();
        let shown = shown.expect("oathtool, which tests/run installs");
        assert!(shown.status.success(), "{}", String::from_utf8_lossy(&shown.stderr));
        String::from_utf8(shown.stdout).expect("digits").trim().to_owned()
    }
}
