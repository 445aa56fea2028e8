//! The apps of a session: who got tokens out of a sign-in, and who has to be told that it ended.
//!
//! ```text
//! code redeemed ─▶ session_apps ─ the session ends ─▶ logout_notices: waiting ─┬▶ told
//!                                                       ▲ put off ─────────────┤
//!                                                       └ asked for again ◀────┴▶ given up
//! ```
//!
//! A notice is queued in the transaction that ends the session, so that no end is forgotten and none is told that did not
//! happen. Only apps with a back-channel logout address get one. Every end queues by itself: see
//! [`super::store::end`] and its kin.
//!
//! Not here: how a notice is delivered (`logout::back_channel`).

pub mod store;

use crate::clients::ClientId;
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{SessionId, UserId};

/// What is being told: that this sign-in has ended, to this app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub client: ClientId,
    pub session: SessionId,
    pub user: UserId,
    pub queued_at: Timestamp,
    pub state: NoticeState,
    /// How often the app was called.
    pub attempts: i32,
    /// When it is called next, while it waits.
    pub next_attempt_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    /// Why the last call came to nothing, for the operator.
    pub last_error: Option<String>,
}

/// How far a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeState {
    Waiting,
    /// The app answered that it signed the person out.
    Told,
    /// A dead letter: the app did not take it in all the time that it had.
    GivenUp,
}

impl NoticeState {
    pub const ALL: &'static [Self] = &[Self::Waiting, Self::Told, Self::GivenUp];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Told => "told",
            Self::GivenUp => "given_up",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.as_str() == text)
    }
}
