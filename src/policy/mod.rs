//! Who must use two-factor authentication, and which: what groups and apps demand, resolved into one answer.
//!
//! ```text
//! groups that count (policy, extension, apps that mandate) ┐
//! the app (requires two factors) ──────────────────────────┼─ Situation ─resolve─▶ EffectivePolicy ─shortfall─▶ what a sign-in lacks
//! what the request makes essential (acr), now ─────────────┘                       + why, as texts
//! ```
//!
//! | file | is |
//! |---|---|
//! | [`GroupPolicy`], [`Setting`], [`Preset`] | what a practice asks, and which wishes contradict each other |
//! | [`Accepted`] | the factors that satisfy it |
//! | [`effective`] | the one resolution: the strictest wins, whatever the order |
//! | [`shortfall`] | what a sign-in lacks by it; what a remembered device or a trusted network spares |
//! | [`explanation`] | the reasons, for people |
//! | [`asked`] | what one group asks of each member, for tables, letters and figures |
//! | [`preview`](mod@preview) | whom a change would touch, before it is saved |
//! | [`change`] | policies adopted and undone, time given |
//! | [`review`] | whose sign-ins are to be judged anew after that |
//! | [`store`], [`situation`] | policies with their history; the situation as it is |
//!
//! The groups that count at a sign-in are those of the person that the app serves; on the account pages, all. Mandatory wins
//! over optional wins over no preference; each mandatory group must have one of its methods passed, and one method may
//! satisfy many groups. The shortest limits win.
//!
//! All but the stores and the last three rows is pure. Not here: what a person set up and proved (`factors`), the pages that
//! ask for it (`login`), what an app gets (`authorization`, `token`).

mod accepted;
pub mod asked;
pub mod change;
pub mod effective;
pub mod explanation;
mod group_policy;
pub mod preview;
pub mod review;
pub mod shortfall;
pub mod situation;
pub mod store;

pub use accepted::Accepted;
pub use asked::Asked;
pub use change::{LONGEST_EXTENSION, PolicyError};
pub use effective::{CountingGroup, Demand, Demander, EffectivePolicy, Situation, resolve};
pub use explanation::Reason;
pub use group_policy::{Contradiction, GroupPolicy, LONGEST_REMEMBER, MOST_NETWORKS, Preset, Setting};
pub use preview::{Preview, Readiness, preview};
pub use shortfall::{DeviceTrust, Enrolled, Evidence, Shortfall, Skip, Waiver};
