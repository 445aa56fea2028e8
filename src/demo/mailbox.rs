//! Everything that was sent: the `.eml` and `.sms` files of one folder.

use std::path::PathBuf;

use crate::app::App;
use crate::messages::eml::Eml;
use crate::messages::sms::WrittenSms;

pub(super) struct Mailbox {
    folder: PathBuf,
}

/// A message that was sent.
pub(super) enum Sent {
    Email(Eml),
    Sms(WrittenSms),
}

impl Mailbox {
    pub fn of(app: &App) -> Self {
        Self { folder: app.config.mail.folder.clone() }
    }

    /// The names of all messages, newest first: they begin with an id that sorts by time.
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| !name.starts_with('.') && matches!(ending(name), Some("eml" | "sms")))
            .collect();
        names.sort_unstable_by(|one, other| other.cmp(one));
        names
    }

    pub fn message(&self, name: &str) -> Option<Sent> {
        // Only names that a look into the folder gave lead to a file.
        let known = self.names().into_iter().find(|known| known == name)?;
        let source = std::fs::read_to_string(self.folder.join(&known)).ok()?;
        if ending(&known) == Some("sms") { WrittenSms::parse(&source).map(Sent::Sms) } else { Eml::parse(&source).map(Sent::Email) }
    }

    /// The six digits in the newest message that has any.
    pub fn newest_code(&self) -> Option<String> {
        self.names().into_iter().find_map(|name| {
            let text = match self.message(&name)? {
                Sent::Email(letter) => letter.text,
                Sent::Sms(sms) => sms.text,
            };
            let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
            text.split_whitespace().find(is_code).map(str::to_owned)
        })
    }
}

fn ending(name: &str) -> Option<&str> {
    name.rsplit_once('.').map(|(_, ending)| ending)
}
