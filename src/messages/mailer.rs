//! The ways out, and the message as it goes over the wire.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, Message as Mime, MultiPart, SinglePart};
use thiserror::Error;

use super::letter::Letter;
use super::settings::{MailTransport, MessageSettings, SettingsError};
use super::smtp::SmtpMailer;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::MessageId;

/// Why a message was not accepted. The words go to the operator; they never hold the message's own.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum DeliveryError {
    /// Worth another try.
    #[error("{0}")]
    Passing(String),
    /// Refused for good.
    #[error("{0}")]
    Permanent(String),
}

/// A message on its way out.
#[derive(Clone, Debug)]
pub struct OutgoingEmail {
    pub id: MessageId,
    pub kind: String,
    pub to: String,
    pub letter: Letter,
    /// When it was queued: the `Date`.
    pub at: Timestamp,
}

/// A way out.
pub trait Mailer: Send + Sync {
    /// Hands the message over; `Ok` means that somebody else answers for it now.
    fn send<'a>(&'a self, email: &'a OutgoingEmail) -> BoxFuture<'a, Result<(), DeliveryError>>;

    /// Whether the way is open, without sending anything.
    fn check(&self) -> BoxFuture<'_, Result<(), DeliveryError>>;
}

/// The way out that the settings ask for.
pub fn mailer(settings: &MessageSettings) -> Result<Arc<dyn Mailer>, SettingsError> {
    let sender = Sender::new(settings)?;
    Ok(match settings.transport {
        MailTransport::Smtp => Arc::new(SmtpMailer::new(settings, sender)?),
        MailTransport::File => Arc::new(FileMailer::new(&settings.folder, sender)?),
        MailTransport::Log => Arc::new(LogMailer),
    })
}

/// Who a message says it is from.
#[derive(Clone, Debug)]
pub struct Sender {
    from: Mailbox,
    reply_to: Option<Mailbox>,
}

impl Sender {
    pub fn new(settings: &MessageSettings) -> Result<Self, SettingsError> {
        let mailbox = |key, value: &str| value.parse().map_err(|_| SettingsError::BadAddress { key, value: value.to_owned() });
        let reply_to = (!settings.reply_to.is_empty()).then(|| mailbox("reply_to", &settings.reply_to)).transpose()?;
        Ok(Self { from: mailbox("from", &settings.from)?, reply_to })
    }

    /// The message as MIME (RFC 5322, RFC 2046): text first, HTML as the same in another dress.
    pub(super) fn mime(&self, email: &OutgoingEmail) -> Result<Mime, DeliveryError> {
        let refused = |what: &str| DeliveryError::Permanent(what.to_owned());
        let to = email.to.parse().map_err(|_| refused("the recipient's address cannot be written in a message"))?;
        let part = |kind: ContentType, words: &str| {
            let body = Body::new_with_encoding(words.to_owned(), ContentTransferEncoding::QuotedPrintable);
            body.map(|body| SinglePart::builder().header(kind).body(body)).map_err(|_| refused("the message cannot be encoded"))
        };
        let parts = MultiPart::alternative()
            .singlepart(part(ContentType::TEXT_PLAIN, &email.letter.text)?)
            .singlepart(part(ContentType::TEXT_HTML, &email.letter.html)?);
        let mut message = Mime::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(email.letter.subject.clone())
            .date(email.at.to_utc().into())
            // The same at every attempt, so that a message that arrives twice can be told.
            .message_id(Some(format!("<{}@{}>", email.id, self.from.email.domain())));
        if let Some(reply_to) = &self.reply_to {
            message = message.reply_to(reply_to.clone());
        }
        // RFC 3834: keeps holiday answers away.
        for (name, value) in [("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")] {
            message = message.raw_header(HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned()));
        }
        message.multipart(parts).map_err(|_| refused("the message cannot be written"))
    }
}

/// Puts messages into a folder, one `.eml` file each.
pub struct FileMailer {
    folder: PathBuf,
    sender: Sender,
}

impl FileMailer {
    pub fn new(folder: &Path, sender: Sender) -> Result<Self, SettingsError> {
        std::fs::create_dir_all(folder).map_err(|source| SettingsError::Folder { path: folder.display().to_string(), source })?;
        Ok(Self { folder: folder.to_owned(), sender })
    }

    async fn write(&self, email: &OutgoingEmail) -> Result<(), DeliveryError> {
        let bytes = self.sender.mime(email)?.formatted();
        let name = format!("{}-{}.eml", email.id, email.kind.replace('_', "-"));
        let failed = |error: std::io::Error| DeliveryError::Passing(format!("cannot write to the mail folder: {error}"));
        // Written beside and then renamed: who looks into the folder sees whole messages only.
        let unfinished = self.folder.join(format!(".{name}"));
        let mut options = tokio::fs::OpenOptions::new();
        options.create(true).truncate(true).write(true).mode(0o600);
        let mut file = options.open(&unfinished).await.map_err(failed)?;
        tokio::io::AsyncWriteExt::write_all(&mut file, &bytes).await.map_err(failed)?;
        file.sync_all().await.map_err(failed)?;
        tokio::fs::rename(&unfinished, self.folder.join(name)).await.map_err(failed)
    }
}

impl Mailer for FileMailer {
    fn send<'a>(&'a self, email: &'a OutgoingEmail) -> BoxFuture<'a, Result<(), DeliveryError>> {
        Box::pin(self.write(email))
    }

    fn check(&self) -> BoxFuture<'_, Result<(), DeliveryError>> {
        Box::pin(async {
            let found = tokio::fs::metadata(&self.folder).await;
            let is_folder = found.map_err(|error| DeliveryError::Passing(format!("the mail folder is gone: {error}")))?.is_dir();
            if is_folder { Ok(()) } else { Err(DeliveryError::Permanent("the mail folder is no folder".to_owned())) }
        })
    }
}

/// Says in the log that a message was due. Neither the recipient nor the words: links in a log open doors to whoever reads it.
pub struct LogMailer;

impl Mailer for LogMailer {
    fn send<'a>(&'a self, email: &'a OutgoingEmail) -> BoxFuture<'a, Result<(), DeliveryError>> {
        tracing::info!(message = %email.id, kind = %email.kind, "an email was due; mail.transport = \"log\" sends none");
        Box::pin(std::future::ready(Ok(())))
    }

    fn check(&self) -> BoxFuture<'_, Result<(), DeliveryError>> {
        Box::pin(std::future::ready(Ok(())))
    }
}
