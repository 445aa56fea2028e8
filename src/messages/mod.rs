//! Floor 3: email and SMS: typed messages, an outbox that survives restarts, and the ways out (SMTP, SMS gateways, files, the log).
//!
//! A room puts an [`Envelope`] with a [`Message`] into the [`Outbox`] in the transaction that made the reason for it, and
//! answers at once: whether, when and how it is delivered never shows in an answer. Each message is one row:
//!
//! ```text
//! waiting ─claim─▶ sending ─┬▶ sent
//!    ▲  (one node wins)     ├▶ waiting again, a little later each time
//!    └── lease over ────────┤▶ failed    (refused for good)
//!                           ├▶ expired   (its link would no longer work, or nobody needs it any more)
//!                           └▶ superseded (a newer code is on its way)
//! ```
//!
//! The body is sealed while it waits, because it holds links that open things, and is emptied when the row is finished.
//! A node that dies while sending gives its row back when the lease is over; the message may then arrive twice, with the
//! same `Message-ID`.
//!
//! Not here: what links mean (`users::links`), pages (`web::page`).

mod letter;
mod mailer;
mod message;
mod outbox;
mod runner;
mod samples;
mod settings;
mod smtp;
mod store;

pub mod eml;
pub mod sms;

pub use letter::{Letter, Letterhead, Letters};
pub use mailer::{DeliveryError, FileMailer, LogMailer, Mailer, OutgoingEmail, mailer};
pub use message::{Asked, CodeFor, EmailStep, Envelope, FactorChange, Message, Recipient};
pub use outbox::{Channel, CodeSms, Delivered, MessageError, Outbox};
pub use settings::{MailTls, MailTransport, MessageSettings, SettingsError};
pub use sms::{Sms, SmsAsked, SmsRefused, SmsSettings, SmsTexts};
pub use store::Written;
