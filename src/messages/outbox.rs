//! The outbox: what is queued is delivered, once if at all possible, or given up in time. Delivering is [`runner`](super::runner).

use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;
use tokio::sync::Notify;

use super::letter::Letters;
use super::mailer::Mailer;
use super::message::Envelope;
use super::sms::Sms;
use super::store::{self, Written};
use crate::foundation::clock::Clock;
use crate::foundation::id::MessageId;
use crate::foundation::phone::PhoneNumber;
use crate::foundation::random::Random;
use crate::foundation::sealed::Sealer;
use crate::foundation::secret::Secret;
use crate::storage::{Storage, StorageError, Transaction};
use crate::text::LanguageTag;

/// The kind of an SMS in the outbox, in logs and in metrics.
const CODE: &str = "code";

/// Why a message could not be queued.
#[derive(Debug, Error)]
pub enum MessageError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error("a message's link must be an absolute http or https address")]
    BadLink,
    #[error("a message cannot be written: {0}")]
    Words(String),
}

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    Email,
    Sms,
}

impl Channel {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
        }
    }

    pub(super) fn parse(name: &str) -> Option<Self> {
        [Self::Email, Self::Sms].into_iter().find(|channel| channel.name() == name)
    }
}

/// A code to be sent by SMS. Its budget was asked for before: [`Sms::spend`].
#[derive(Clone, Debug)]
pub struct CodeSms {
    pub to: PhoneNumber,
    pub code: Secret,
    pub language: LanguageTag,
    /// For whom the person enters it, where that is one practice.
    pub practice: Option<String>,
    pub valid_for: Duration,
    /// An older message of the same topic that still waits is not sent any more.
    pub topic: String,
}

/// What a round of deliveries did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    pub sent: usize,
    /// Will be tried again.
    pub put_off: usize,
    pub failed: usize,
    pub expired: usize,
}

/// The outbox.
pub struct Outbox {
    letters: Letters,
    pub(super) mailer: Arc<dyn Mailer>,
    pub(super) sms: Sms,
    pub(super) storage: Storage,
    pub(super) sealer: Arc<Sealer>,
    pub(super) clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    pub(super) woken: Woken,
}

/// Each channel has a runner of its own.
#[derive(Default)]
pub(super) struct Woken {
    pub email: Notify,
    pub sms: Notify,
}

impl Outbox {
    pub fn new(
        letters: Letters,
        mailer: Arc<dyn Mailer>,
        storage: Storage,
        sealer: Arc<Sealer>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Self {
        let sms = Sms::none(letters.for_sms(None));
        Self { letters, mailer, sms, storage, sealer, clock, random, woken: Woken::default() }
    }

    /// The same outbox with SMS; without, none are offered.
    #[must_use]
    pub fn with_sms(self, sms: Sms) -> Self {
        Self { sms, ..self }
    }

    /// What may be sent by SMS, and to where.
    pub fn sms(&self) -> &Sms {
        &self.sms
    }

    /// Puts a message into the outbox; it exists once `tx` is committed, and the runner sends it soon after.
    pub async fn queue(&self, tx: &Transaction, envelope: &Envelope) -> Result<MessageId, MessageError> {
        self.queue_letter(tx, envelope, None).await
    }

    /// The same, in place of what still waits of this topic: a code that a newer one made worthless is not sent.
    pub async fn queue_instead(&self, tx: &Transaction, envelope: &Envelope, topic: String) -> Result<MessageId, MessageError> {
        self.queue_letter(tx, envelope, Some(topic)).await
    }

    async fn queue_letter(&self, tx: &Transaction, envelope: &Envelope, topic: Option<String>) -> Result<MessageId, MessageError> {
        let now = self.clock.now();
        let letter = self.letters.compose(envelope, now)?;
        let body = serde_json::to_vec(&letter).map_err(StorageError::from)?;
        let (recipient, kind) = (envelope.to.email.clone(), envelope.message.kind());
        self.insert(
            tx,
            Channel::Email,
            store::NewRow { recipient, kind, body, topic, created_at: now, expires_at: envelope.expires_at(now) },
        )
        .await
    }

    /// Puts a code into the outbox that travels by SMS.
    pub async fn queue_sms(&self, tx: &Transaction, sms: &CodeSms) -> Result<MessageId, MessageError> {
        let now = self.clock.now();
        let text = self.sms.code(&sms.language, &sms.code, sms.practice.as_deref());
        let row = store::NewRow {
            recipient: sms.to.as_str().to_owned(),
            kind: CODE,
            body: text.expose().as_bytes().to_vec(),
            topic: Some(sms.topic.clone()),
            created_at: now,
            expires_at: now.plus(sms.valid_for),
        };
        self.insert(tx, Channel::Sms, row).await
    }

    async fn insert(&self, tx: &Transaction, channel: Channel, mut row: store::NewRow) -> Result<MessageId, MessageError> {
        let id = MessageId::new(row.created_at, &*self.random);
        row.body = self.sealer.seal(&place(id), &row.body, &*self.random).map_err(StorageError::from)?;
        if let Some(topic) = &row.topic {
            store::supersede(tx, topic, row.created_at).await?;
        }
        store::insert(tx, id, channel, row).await?;
        match channel {
            Channel::Email => self.woken.email.notify_one(),
            Channel::Sms => self.woken.sms.notify_one(),
        }
        Ok(id)
    }

    /// What an address was written and that is not forgotten yet, the newest first.
    pub async fn written_to(&self, recipient: &str, limit: u64) -> Result<Vec<Written>, StorageError> {
        store::written_to(self.storage.read(), recipient, limit).await
    }

    /// The way out, for checking whether it is open.
    pub fn mailer(&self) -> &dyn Mailer {
        &*self.mailer
    }
}

/// Where a sealed body belongs.
pub(super) fn place(id: MessageId) -> String {
    format!("outbox_messages:{id}")
}
