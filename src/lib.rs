//! Frontdesk: where the people of health practices sign in.
//!
//! Practice apps (OpenID Connect relying parties) send a person here; Frontdesk checks who it is and
//! sends back an ID token. This file is the map. Modules stand in reading order, floor by floor; a
//! module imports only from lower floors and along the arrows of [`ROOM_ARROWS`], which
//! `tests/architecture.rs` holds.
//!
//! # Two walks
//!
//! **`GET /authorize`**: [`router`] → `authorization::routes` → [`protocol::params`] → `authorization::request`
//! (who is the app, where may the answer go, is the request sound) → facts (session cookie, policy, consent) →
//! [`authorization::next_step`] → issue a code and reply; or keep the request, send the person to a step, and
//! decide again when the step comes back to `/authorize/{id}`. A session with consent on file needs one redirect
//! and one write.
//!
//! **`POST /token`**: [`router`] → `token::routes` → `web::form` (the form, once) → [`clients::authentication`] →
//! [`token`] (may this app use this grant?) → the grant → `token::issue` → [`keys`] → JSON that nobody stores.
//!
//! # Invariants, also of what is absent
//!
//! - **One decision.** Only `authorization/next_step.rs` decides what a person does next. Steps (login, consent) do
//!   not know each other; they return to the decision.
//! - **The return address comes first.** Until a redirect URI is proved, errors are pages; its one constructor
//!   compares exact strings.
//! - **Evidence in the signature.** `Cleared`, `AuthenticatedClient`, `PasswordVerified` have private fields and one
//!   maker each. Code without the proof does not compile.
//! - **Redeem by asking the database**: one conditional update, then look at the rows affected.
//! - **`authorization` knows no factor and no page**: a new way of proving cannot touch it.
//! - SQL lives in [`storage`] and `store.rs` files; HTTP in [`web`], `routes.rs`, `pages.rs`, one-file rooms,
//!   [`router`] and [`app`]. [`foundation`] and [`protocol`] are pure and synchronous.
//! - Time and chance are passed in; `clippy.toml` forbids the shortcut.

// Deep chains of entity relations are resolved at compile time.
#![recursion_limit = "512"]

// Floor 0: knows nothing of OAuth, HTTP or SQL.
pub mod foundation;

// Floor 1: the words of OAuth 2 and OpenID Connect as types; pure, synchronous.
pub mod protocol;

// Floor 2: where things are kept.
pub mod storage;

// Floor 3: how we speak.
pub mod audit;
pub mod messages;
pub mod outbound;
pub mod text;
pub mod web;

// Floor 4: the rooms.
pub mod account;
pub mod authorization;
pub mod clients;
pub mod consent;
#[cfg(feature = "demo")]
pub mod demo;
pub mod discovery;
pub mod factors;
pub mod groups;
pub mod keys;
pub mod login;
pub mod logout;
pub mod members;
pub mod policy;
pub mod practice;
pub mod reminders;
pub mod sessions;
pub mod token;
pub mod userinfo;
pub mod users;

// The house itself: wiring, addresses, start-up.
pub mod app;
pub mod cli;
pub mod config;
pub mod doctor;
pub mod gallery;
pub mod router;
pub mod seed;
pub mod serve;

/// The floors, lowest first. A module imports only from floors below its own.
pub const FLOORS: &[&[&str]] = &[
    &["foundation"],
    &["protocol"],
    &["storage"],
    &["outbound", "text"],
    &["audit", "messages", "web"],
    &[
        "account",
        "authorization",
        "clients",
        "consent",
        "demo",
        "discovery",
        "factors",
        "groups",
        "keys",
        "login",
        "logout",
        "members",
        "policy",
        "practice",
        "reminders",
        "sessions",
        "token",
        "userinfo",
        "users",
    ],
];

/// Which room may import which others: a directed graph without cycles.
pub const ROOM_ARROWS: &[(&str, &[&str])] = &[
    ("groups", &["users"]),
    ("factors", &["users", "groups"]),
    ("sessions", &["users", "factors", "clients"]),
    ("policy", &["users", "groups", "clients", "factors"]),
    ("members", &["users", "groups", "policy", "sessions"]),
    ("login", &["users", "groups", "factors", "sessions", "policy", "members"]),
    ("reminders", &["users", "groups", "clients", "factors", "policy"]),
    ("consent", &["users", "clients"]),
    ("authorization", &["users", "groups", "clients", "sessions", "consent", "policy"]),
    ("token", &["users", "groups", "clients", "keys", "sessions", "authorization", "policy"]),
    ("userinfo", &["users", "groups", "token"]),
    ("logout", &["users", "sessions", "clients", "keys", "authorization"]),
    ("discovery", &["keys", "token"]),
    ("account", &["users", "groups", "factors", "sessions", "consent", "clients", "token", "policy"]),
    ("practice", &["users", "groups", "policy", "factors", "sessions", "clients", "members"]),
    ("demo", &["users", "groups", "clients", "factors", "policy"]),
];
