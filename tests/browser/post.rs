//! How letters and SMS leave Frontdesk and reach people: a mail server that receives, an SMS gateway that records.

use frontdesk::foundation::phone::Country;
use frontdesk::foundation::secret::Secret;
use frontdesk::messages::sms::SmsRoute;
use frontdesk::messages::{MailTls, MailTransport};

use crate::support::{Desk, Ground, Letter, Mailbox, Posted, RecordingGateway};

pub struct Post {
    mailbox: Mailbox,
    sms: RecordingGateway,
}

impl Post {
    /// `None`, with a message, where there is no mail server. One mailbox takes in the letters of all tests, so each test has
    /// email addresses of its own.
    pub async fn open() -> Option<Self> {
        Some(Self { mailbox: Mailbox::open()?, sms: RecordingGateway::open().await })
    }

    /// A desk that sends by it.
    pub async fn desk(&self) -> Desk {
        let (host, port) = self.mailbox.smtp.rsplit_once(':').expect("host and port");
        Desk::open_with(Ground::Sqlite, |config| {
            config.mail.transport = MailTransport::Smtp;
            config.mail.tls = MailTls::None;
            host.clone_into(&mut config.mail.host);
            config.mail.port = port.parse().expect("a port");
            config.sms.gateway = SmsRoute::Http;
            config.sms.url.clone_from(&self.sms.url);
            config.sms.account = "AC0123456789".to_owned();
            config.sms.password = Secret::new("gateway password");
            config.sms.from = "+61400000001".to_owned();
            config.sms.countries = vec![Country::parse("AU").expect("a country")];
        })
        .await
    }

    /// Sends what is due, and gives the letters to this recipient, oldest first. The mail server puts a letter into the mailbox
    /// before it says that it took it, so none is still on its way.
    pub async fn letters_to(&self, desk: &Desk, recipient: &str) -> Vec<Letter> {
        desk.app.outbox.deliver_due().await.expect("the outbox");
        self.mailbox.letters_to(recipient)
    }

    /// The code in the newest letter with one.
    pub async fn code_by_email(&self, desk: &Desk, recipient: &str) -> String {
        let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
        let letters = self.letters_to(desk, recipient).await;
        let code = letters.iter().rev().find_map(|letter| letter.text.lines().find(is_code));
        code.expect("a letter with a code").to_owned()
    }

    /// Sends what is due, and gives the newest SMS.
    pub async fn newest_sms(&self, desk: &Desk) -> Posted {
        desk.app.outbox.deliver_due().await.expect("the outbox");
        self.sms.posted().pop().expect("an SMS")
    }

    /// The code at the beginning of the newest SMS.
    pub async fn code_by_sms(&self, desk: &Desk) -> String {
        self.newest_sms(desk).await.code()
    }
}
