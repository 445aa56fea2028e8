//! What the mail server received, read from its Maildir.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use mail_parser::MessageParser;

use super::servers::server;

/// A received letter, its parts decoded.
#[derive(Clone, Debug)]
pub struct Letter {
    /// From its `Message-ID`.
    pub id: String,
    pub from: String,
    pub to: Vec<String>,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// Every header and part as they came over the wire.
    pub raw: String,
}

impl Letter {
    pub fn parse(raw: &[u8]) -> Self {
        let message = MessageParser::default().parse(raw).expect("a message");
        let addresses = |list: Option<&mail_parser::Address<'_>>| -> Vec<String> {
            list.into_iter().flat_map(mail_parser::Address::iter).filter_map(|one| one.address.as_deref().map(str::to_owned)).collect()
        };
        Self {
            id: message.message_id().unwrap_or_default().to_owned(),
            from: addresses(message.from()).pop().unwrap_or_default(),
            to: addresses(message.to()),
            subject: message.subject().unwrap_or_default().to_owned(),
            text: message.body_text(0).unwrap_or_default().into_owned(),
            html: message.body_html(0).unwrap_or_default().into_owned(),
            raw: String::from_utf8_lossy(raw).into_owned(),
        }
    }

    /// The first web address in the text part.
    pub fn link(&self) -> String {
        let link = self.text.split_whitespace().find(|word| word.starts_with("http://") || word.starts_with("https://"));
        link.unwrap_or_else(|| panic!("no link in:\n{}", self.text)).trim_end_matches(['.', ',', ')', '>']).to_owned()
    }
}

/// The mail server that `tests/run` starts, with every letter it took in.
pub struct Mailbox {
    /// Where to send: `host:port`.
    pub smtp: String,
    folder: PathBuf,
    /// The files of letters that others got.
    before: HashSet<PathBuf>,
}

impl Mailbox {
    pub fn open() -> Option<Self> {
        let folder = PathBuf::from(server("FRONTDESK_TEST_MAILDIR")?).join("new");
        Some(Self { smtp: server("FRONTDESK_TEST_SMTP")?, before: files(&folder).collect(), folder })
    }

    /// The letters to this recipient since the mailbox was opened, in the order of writing.
    pub fn letters_to(&self, recipient: &str) -> Vec<Letter> {
        let files = files(&self.folder).filter(|file| !self.before.contains(file));
        let letters = files.filter_map(|file| std::fs::read(file).ok()).map(|raw| Letter::parse(&raw));
        let mut letters: Vec<Letter> = letters.filter(|letter| letter.to.iter().any(|to| to.eq_ignore_ascii_case(recipient))).collect();
        // Several are sent side by side, and may arrive in any order; their ids tell in which they were written.
        letters.sort_by(|one, next| one.id.cmp(&next.id));
        letters
    }

    /// Waits until `count` letters to this recipient are in, and gives them.
    pub async fn wait_for(&self, recipient: &str, count: usize) -> Vec<Letter> {
        for _ in 0..200 {
            let letters = self.letters_to(recipient);
            if letters.len() >= count {
                return letters;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{count} letters to {recipient} did not come within ten seconds; came: {:?}", self.letters_to(recipient));
    }
}

fn files(folder: &Path) -> impl Iterator<Item = PathBuf> {
    std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
}
