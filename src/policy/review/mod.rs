//! Whose sign-ins are to be judged anew: what is demanded of them became stricter, or does so at a moment that is known.
//!
//! | what happens | is queued |
//! |---|---|
//! | a group's policy is saved or undone | the group, at once; and again at its deadline, where that is ahead |
//! | somebody joins a group | the person, when they have had time to set up what is asked |
//! | somebody gets more time | the person, when that time is over |
//! | an app requires two factors or mandates them, and did not before | everybody, at once |
//!
//! Every use of a session, code or token is judged anyway. A review is for what nobody uses just now: it ends, and the apps
//! that hold it are told. Not here: how sign-ins end (`token::below_policy`).

pub mod store;

use crate::foundation::clock::Timestamp;
use crate::foundation::id::{GroupId, UserId};

/// Whom a review is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Its active members.
    Group(GroupId),
    Person(UserId),
    /// All who are signed in.
    Everybody,
}

/// A review that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Review {
    pub subject: Subject,
    pub due_at: Timestamp,
}
