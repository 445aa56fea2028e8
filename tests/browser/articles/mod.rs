//! The two help articles, walked through as they are written: each numbered step is a step here.
//!
//! Everything around Frontdesk is real: Chromium with a virtual authenticator, `zbarimg` as the camera that reads the QR
//! code, `oathtool` as the authenticator app, a mail server that receives, an SMS gateway that records.

mod passkeys;
mod two_factor;

use std::cell::Cell;
use std::process::Command;

use frontdesk::foundation::clock::Timestamp;
use frontdesk::foundation::phone::Country;
use frontdesk::foundation::secret::Secret;
use frontdesk::messages::sms::SmsRoute;
use frontdesk::messages::{MailTls, MailTransport};
use time::OffsetDateTime;

use crate::support::{Chrome, Desk, Folder, Ground, Look, Mailbox, PASSWORD, Person, PracticeSite, RecordingGateway};

/// A morning at the practice: Alice, her browser, and what reaches her.
struct Morning {
    chrome: Chrome,
    desk: Desk,
    alice: Person,
    site: PracticeSite,
    mailbox: Mailbox,
    sms: RecordingGateway,
    /// How many letters Alice has got.
    letters: Cell<usize>,
}

impl Morning {
    /// `None`, with a message, where there is no browser or no mail server. `name` is Alice's email, for one mailbox takes in
    /// the letters of all tests.
    async fn begin(name: &str, look: Look) -> Option<Self> {
        let chrome = Chrome::start_with(look).await?;
        let mailbox = Mailbox::open()?;
        let sms = RecordingGateway::open().await;
        let (host, port) = mailbox.smtp.rsplit_once(':').expect("host and port");
        let desk = Desk::open_with(Ground::Sqlite, |config| {
            config.mail.transport = MailTransport::Smtp;
            config.mail.tls = MailTls::None;
            host.clone_into(&mut config.mail.host);
            config.mail.port = port.parse().expect("a port");
            config.sms.gateway = SmsRoute::Http;
            config.sms.url.clone_from(&sms.url);
            config.sms.account = "AC0123456789".to_owned();
            config.sms.password = Secret::new("gateway password");
            config.sms.from = "+61400000001".to_owned();
            config.sms.countries = vec![Country::parse("AU").expect("a country")];
        })
        .await;
        let email = frontdesk::users::Email::parse(&format!("{name}@riverside.example")).expect("an email");
        let alice = desk.someone("Alice Nguyen").with(|user| user.email = email).in_group("Riverside Health").join().await;
        let site = PracticeSite::open(&desk, "notes").await;
        Some(Self { chrome, desk, alice, site, mailbox, sms, letters: Cell::new(0) })
    }

    /// Opens the app of the practice, which sends Alice to sign in.
    async fn open_app(&self) {
        self.chrome.goto(format!("{}/sign-in", self.site.address)).await;
    }

    async fn is_in_the_app(&self) {
        self.chrome.arrive_at(&format!("{}/callback", self.site.address)).await;
        self.chrome.see("Name: Alice Nguyen").await;
    }

    async fn enter_email_and_password(&self) {
        self.chrome.fill("Email", &self.alice.email).await;
        self.chrome.fill("Password", PASSWORD).await;
        self.chrome.press("Login").await;
    }

    /// Signs in on Frontdesk's own pages, by password, and opens Alice's own settings as the articles say.
    async fn open_own_settings(&self) {
        self.chrome.goto(self.desk.url("/login")).await;
        self.enter_email_and_password().await;
        self.put_off_the_offer().await;
        self.go_to_own_settings().await;
    }

    /// After a sign-in by password on a device that can, a passkey is offered: not now.
    async fn put_off_the_offer(&self) {
        if self.chrome.see_one_of(&["You are signed in", "Not now"]).await == 1 {
            self.chrome.press("not-now").await;
            self.chrome.see("You are signed in").await;
        }
    }

    /// Settings > Users, and the cogwheel next to one's own name.
    async fn go_to_own_settings(&self) {
        self.chrome.goto(self.desk.url("/account")).await;
        self.chrome.follow("Users").await;
        self.chrome.follow("Settings of Alice Nguyen").await;
        self.chrome.arrive_at(&self.desk.url(&format!("/settings/users/{}", self.alice.id))).await;
    }

    /// The code in the newest letter with one.
    async fn newest_code_by_email(&self) -> String {
        let delivered = self.desk.app.outbox.deliver_due().await.expect("the outbox");
        let before = self.letters.get();
        self.letters.set(before + delivered.sent);
        let letters = self.mailbox.wait_for(&self.alice.email, self.letters.get()).await;
        let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
        let codes: Vec<&str> = letters.iter().filter_map(|letter| letter.text.lines().find(is_code)).collect();
        (*codes.last().expect("a letter with a code")).to_owned()
    }

    /// The code at the beginning of the newest SMS.
    async fn code_by_sms(&self) -> String {
        self.desk.app.outbox.deliver_due().await.expect("the outbox");
        self.sms.posted().pop().expect("an SMS").code()
    }

    /// Scans the QR code that the page shows, as a telephone would. Gives the key.
    async fn scan(&self) -> String {
        self.chrome.see("scan this picture").await;
        let folder = Folder::new();
        let picture = folder.file("page.png");
        self.chrome.screenshot(&picture).await;
        let camera = Command::new("zbarimg").args(["--quiet", "--raw"]).arg(&picture).output().expect("zbarimg, which tests/run installs");
        let uri = String::from_utf8(camera.stdout).expect("text");
        let uri = url::Url::parse(uri.trim()).unwrap_or_else(|error| panic!("no QR code on the page: {error}"));
        assert_eq!((uri.scheme(), uri.host_str()), ("otpauth", Some("totp")));
        assert!(uri.query_pairs().any(|(name, value)| name == "issuer" && !value.is_empty()), "{uri}");
        uri.query_pairs().find(|(name, _)| name == "secret").expect("a key").1.into_owned()
    }

    /// What an authenticator app with this key shows now.
    fn app_shows(&self, key: &str) -> String {
        oathtool(key, self.desk.now())
    }
}

/// The code by a program that knows nothing of Frontdesk.
fn oathtool(key: &str, now: Timestamp) -> String {
    let now = OffsetDateTime::from_unix_timestamp(now.as_secs()).expect("a time");
    let now = format!("{} {:02}:{:02}:{:02} UTC", now.date(), now.hour(), now.minute(), now.second());
    let shown =
        Command::new("oathtool").args(["--totp", "--base32", "--now", &now, key]).output().expect("oathtool, which tests/run installs");
    assert!(shown.status.success(), "{}", String::from_utf8_lossy(&shown.stderr));
    String::from_utf8(shown.stdout).expect("digits").trim().to_owned()
}
