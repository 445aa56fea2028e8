//! The authorization endpoint: a request is identified, validated, decided on and answered.
//!
//! ```text
//! Params ─identify─▶ (Client, ReturnAddress) ─validate─▶ AuthorizationRequest ─(only if a page is needed: keep)─▶ PendingAuthorization
//!   │ Failure::Page                            │ OAuthError
//!   ▼ told to the person                       ▼ sent to the ReturnAddress
//! next_step(request, facts) → LogIn · StepUp · PickPractice · AskConsent · Refuse(OAuthError)
//!                             └ Issue(Cleared) ─▶ code ─redeem once─▶ Redeemed
//! ```
//!
//! | file | holds |
//! |---|---|
//! | [`request`] | the two stages of reading a request, and the types they end in |
//! | [`next_step`] | the one decision, a pure function with its table |
//! | [`code`] | the authorization code: issued for a [`next_step::Cleared`], redeemed once |
//! | [`pending`] | a request that waits while its person does a step |
//! | [`practice`] | which of a person's practices it is for, and the page that asks |
//! | `reply` | the answer on its way to the app |
//! | [`routes`] | the addresses |
//!
//! This room knows no factor, and no page but the one that posts an answer and the practice picker: a new way of proving who one is cannot touch it.
//! What the code buys is `token`; who the app is is `clients`.
//!
//! Sections: RFC 6749 4.1, RFC 7636, RFC 9207, RFC 9700; OpenID Connect Core 1.0 3.1.2 and 5.5.

pub mod code;
pub mod next_step;
pub mod pages;
pub mod pending;
pub mod practice;
mod reply;
pub mod request;
pub mod routes;
mod store;
