//! SMS that reach nobody: text files, for the demo's mailbox and for trying out, and lines in the log.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use time::format_description::well_known::Rfc3339;

use super::gateway::{OutgoingSms, SmsGateway};
use super::settings::BadSmsSettings;
use crate::foundation::clock::Clock;
use crate::messages::DeliveryError;

/// Puts SMS into a folder, one text file each.
pub struct FileGateway {
    folder: PathBuf,
    clock: Arc<dyn Clock>,
}

/// An SMS as a telephone shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenSms {
    pub to: String,
    /// RFC 3339.
    pub at: String,
    pub text: String,
}

impl WrittenSms {
    /// Reads a file's content; `None` when it is none of ours.
    pub fn parse(source: &str) -> Option<Self> {
        let (head, text) = source.split_once("\n\n")?;
        let (to, at) = head.split_once('\n')?;
        let to = to.strip_prefix("To: ")?.to_owned();
        Some(Self { to, at: at.strip_prefix("Date: ")?.to_owned(), text: text.trim_end_matches('\n').to_owned() })
    }
}

impl FileGateway {
    pub(super) fn new(folder: &Path, clock: Arc<dyn Clock>) -> Result<Self, BadSmsSettings> {
        let made = std::fs::create_dir_all(folder);
        made.map_err(|error| BadSmsSettings::new("folder", format!("= \"{}\" cannot be made: {error}", folder.display())))?;
        Ok(Self { folder: folder.to_owned(), clock })
    }

    async fn write(&self, sms: &OutgoingSms) -> Result<(), DeliveryError> {
        let at = self.clock.now().to_utc().format(&Rfc3339).unwrap_or_default();
        let content = format!("To: {}\nDate: {at}\n\n{}\n", sms.to, sms.text.expose());
        let failed = |error: std::io::Error| DeliveryError::Passing(format!("cannot write to the SMS folder: {error}"));
        let name = format!("{}.sms", sms.id);
        // Written beside and then renamed: who looks into the folder sees whole messages only.
        let unfinished = self.folder.join(format!(".{name}"));
        let mut options = tokio::fs::OpenOptions::new();
        options.create(true).truncate(true).write(true).mode(0o600);
        let mut file = options.open(&unfinished).await.map_err(failed)?;
        tokio::io::AsyncWriteExt::write_all(&mut file, content.as_bytes()).await.map_err(failed)?;
        file.sync_all().await.map_err(failed)?;
        tokio::fs::rename(&unfinished, self.folder.join(name)).await.map_err(failed)
    }
}

impl SmsGateway for FileGateway {
    fn send<'a>(&'a self, sms: &'a OutgoingSms) -> BoxFuture<'a, Result<(), DeliveryError>> {
        Box::pin(self.write(sms))
    }

    fn check(&self) -> BoxFuture<'_, Result<(), DeliveryError>> {
        Box::pin(async {
            let found = tokio::fs::metadata(&self.folder).await;
            let is_folder = found.map_err(|error| DeliveryError::Passing(format!("the SMS folder is gone: {error}")))?.is_dir();
            if is_folder { Ok(()) } else { Err(DeliveryError::Permanent("the SMS folder is no folder".to_owned())) }
        })
    }
}

/// Says in the log that an SMS was due. Neither the number nor the words: a code in a log opens doors to whoever reads it.
pub struct LogGateway;

impl SmsGateway for LogGateway {
    fn send<'a>(&'a self, sms: &'a OutgoingSms) -> BoxFuture<'a, Result<(), DeliveryError>> {
        tracing::info!(message = %sms.id, kind = %sms.kind, "an SMS was due; sms.gateway = \"log\" sends none");
        Box::pin(std::future::ready(Ok(())))
    }

    fn check(&self) -> BoxFuture<'_, Result<(), DeliveryError>> {
        Box::pin(std::future::ready(Ok(())))
    }
}
