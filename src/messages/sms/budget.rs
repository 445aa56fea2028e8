//! How many SMS may be sent: what stands between a stranger with a script and the operator's bill.
//!
//! | budget | against |
//! |---|---|
//! | a number, by hour and day | somebody's telephone that is made to ring |
//! | a person, by day | one account that goes through many numbers |
//! | a network, by hour | one machine with many accounts |
//! | each group of the person, by day | a practice that was taken over |
//! | all, by day | everything else: the most that a day can cost |
//!
//! What counts is parts, which is what gateways charge for. A budget is spent in the transaction that queues the SMS, before a
//! code is made; an SMS that could not be delivered is not given back, or a dead gateway would make budgets endless.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use thiserror::Error;

use super::settings::SmsLimits;
use super::store::{self, Span};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{GroupId, UserId};
use crate::foundation::phone::PhoneNumber;
use crate::foundation::sealed::Sealer;
use crate::storage::{StorageError, Transaction};

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

/// From this share of the day's budget on, the log warns once.
const NEARLY: (i64, i64) = (4, 5);

/// An SMS that somebody wants to be sent.
#[derive(Clone, Debug)]
pub struct SmsAsked {
    pub number: PhoneNumber,
    pub person: UserId,
    /// The network that asks, as limits count it; `None` on the command line and on schedule.
    pub network: Option<String>,
    /// The groups that the person is a member of.
    pub groups: Vec<GroupId>,
    pub parts: u32,
}

/// Why an SMS is not sent. The person takes another method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SmsRefused {
    #[error("SMS may not go to this country, or the number is none that can receive them")]
    Unreachable,
    #[error("as many went to this number as may")]
    Number,
    #[error("this person had as many as may")]
    Person,
    #[error("as many were asked for from this network as may")]
    Network,
    #[error("a group of this person had as many as may")]
    Group,
    #[error("as many went out today as may")]
    Day,
}

impl SmsRefused {
    /// The word in audit and metrics.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Number => "number",
            Self::Person => "person",
            Self::Network => "network",
            Self::Group => "group",
            Self::Day => "day",
        }
    }
}

/// One budget that an SMS counts against.
struct Budget {
    refusal: SmsRefused,
    scope: String,
    span: Span,
    most: i64,
}

impl Budget {
    fn new(refusal: SmsRefused, scope: String, length: Duration, most: u32, now: Timestamp) -> Self {
        let millis = i64::try_from(length.as_millis()).unwrap_or(i64::MAX);
        let since = Timestamp::from_millis(now.as_millis().div_euclid(millis) * millis);
        let name = if length == HOUR { "hour" } else { "day" };
        Self { refusal, scope: format!("{scope}:{name}"), span: Span { since, until: since.plus(length) }, most: i64::from(most) }
    }
}

/// Every budget that this SMS counts against. Always in this order, the one that all share last: two transactions that take
/// them in turn would wait for each other.
fn budgets(limits: &SmsLimits, sealer: &Sealer, asked: &SmsAsked, now: Timestamp) -> Vec<Budget> {
    // The ledger needs to tell numbers apart, not to know them.
    let mac = sealer.mac("messages:sms:number", asked.number.as_str().as_bytes());
    let number = URL_SAFE_NO_PAD.encode(&mac[..16]);
    let number = |length, most| Budget::new(SmsRefused::Number, format!("number:{number}"), length, most, now);
    let mut budgets = vec![
        number(HOUR, limits.number_per_hour),
        number(DAY, limits.number_per_day),
        Budget::new(SmsRefused::Person, format!("person:{}", asked.person), DAY, limits.person_per_day, now),
    ];
    if let Some(network) = &asked.network {
        budgets.push(Budget::new(SmsRefused::Network, format!("network:{network}"), HOUR, limits.network_per_hour, now));
    }
    let mut groups: Vec<String> = asked.groups.iter().map(|group| format!("group:{group}")).collect();
    groups.sort();
    budgets.extend(groups.into_iter().map(|scope| Budget::new(SmsRefused::Group, scope, DAY, limits.group_per_day, now)));
    budgets.push(Budget::new(SmsRefused::Day, "all".to_owned(), DAY, limits.all_per_day, now));
    budgets
}

/// Spends what this SMS costs of every budget, or of none.
pub(super) async fn spend(
    tx: &Transaction,
    limits: &SmsLimits,
    sealer: &Sealer,
    asked: &SmsAsked,
    now: Timestamp,
) -> Result<Result<(), SmsRefused>, StorageError> {
    let (budgets, parts) = (budgets(limits, sealer, asked, now), i64::from(asked.parts));
    for (index, budget) in budgets.iter().enumerate() {
        let Some(spent) = store::spend(tx, &budget.scope, budget.span, parts, budget.most).await? else {
            for spent in &budgets[..index] {
                store::give_back(tx, &spent.scope, spent.span, parts).await?;
            }
            return Ok(Err(budget.refusal));
        };
        let nearly = budget.most * NEARLY.0 / NEARLY.1;
        if budget.refusal == SmsRefused::Day && spent >= nearly && spent - parts < nearly {
            tracing::warn!(spent, most = budget.most, "most of today's SMS are spent (sms.limits.all_per_day)");
        }
    }
    Ok(Ok(()))
}
