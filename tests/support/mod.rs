//! What every story needs: the people, programs and servers around Frontdesk.
//!
//! - [`Desk`]: Frontdesk itself on a free port, with its own database, a clock that stands still, and mail that is kept;
//!   `desk.someone("Alice Nguyen")` and `desk.app("notes")` bring people and apps.
//! - [`Visitor`]: a person with a browser that keeps cookies and submits the form the page contains.
//! - [`RelyingParty`]: a practice app, written without Frontdesk's code: its own PKCE, state and nonce, and its own
//!   library for verifying ID tokens.
//! - [`PracticeSite`]: that app with pages, for a browser.
//! - [`BackChannel`]: where that app is told that a session has ended, polite, rude or hanging.
//! - [`Chrome`]: a real Chromium, with script or without, and with a virtual authenticator.
//! - [`SoftAuthenticator`]: a device with passkeys, in software.
//! - [`AuthenticatorApp`]: shows six digits, computed without the library that Frontdesk judges them with.
//! - [`RecordingGateway`]: an SMS gateway that keeps what it is sent, and can be slow, rude or dead.
//! - [`Postgres`], [`Redis`], [`Mailbox`]: servers that `tests/run` starts. A test that asks for a server that is not
//!   there passes with a message; under `tests/run` it fails.
//!
//! Every test binary takes this module in with `#[path = "../support/mod.rs"] mod support;`.

#![cfg(test)]
#![expect(dead_code, unused_imports, reason = "each test binary uses its own part of it")]

mod authenticator;
mod authenticator_app;
mod back_channel;
mod chrome;
mod cookies;
mod desk;
mod keyboard;
mod mailbox;
mod page;
mod people;
mod practice_site;
mod relying_party;
mod servers;
mod sms_gateway;
mod virtual_authenticator;
mod visitor;

pub use authenticator::SoftAuthenticator;
pub use authenticator_app::AuthenticatorApp;
pub use back_channel::{BackChannel, Manners, verify_logout_token};
pub use chrome::{Chrome, Look};
pub use desk::{Desk, Ground};
pub use keyboard::Key;
pub use mailbox::{Letter, Mailbox};
pub use page::Page;
pub use people::{NewApp, Newcomer, PASSWORD, Person};
pub use practice_site::PracticeSite;
pub use relying_party::{Answer, Errand, Proof, RelyingParty, TokenAnswer, claims_of, header_of};
pub use servers::{Folder, Postgres, Redis, server};
pub use sms_gateway::{Manner, Posted, RecordingGateway};
pub use virtual_authenticator::VirtualAuthenticator;
pub use visitor::Visitor;
