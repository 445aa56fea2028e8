//! Who demands a set-up, and what each of them accepts, in the words of the page.

use super::super::needs::Demand;
use crate::factors::pages::{DemandLine, SetUpReason};
use crate::foundation::clock::Timestamp;
use crate::policy::{self, Demander, Shortfall};
use crate::text::Moment;

/// Those who demand it.
pub fn of(lacks: Shortfall) -> Vec<policy::Demand> {
    if let Shortfall::SetUp { by, .. } = lacks { by } else { Vec::new() }
}

fn practice(by: &Demander) -> Option<&str> {
    if let Demander::Group { name, .. } = by { Some(name) } else { None }
}

fn app(by: &Demander) -> Option<&String> {
    if let Demander::App { name } = by { Some(name) } else { None }
}

/// Why the person is asked: practices first, then the app, then nobody but themselves or a recommendation.
pub fn reason(by: &[policy::Demand], demand: Demand, now: Timestamp) -> SetUpReason {
    let from = demand.deadline.map(|from| Moment::ending_a_day(from, now));
    let practices: Vec<&str> = by.iter().filter_map(|demand| practice(&demand.by)).collect();
    if !practices.is_empty() {
        return SetUpReason::Demanded { practice: Some(practices.join(", ")), from };
    }
    match by.iter().find_map(|demand| app(&demand.by)) {
        Some(app) => SetUpReason::DemandedByApp { app: app.clone() },
        None if demand.may_skip => SetUpReason::Prompted,
        None => SetUpReason::Demanded { practice: None, from },
    }
}

/// Who accepts what, where several demand different things: one method may satisfy them all, or each needs its own.
pub fn each(by: &[policy::Demand]) -> Vec<DemandLine> {
    let differ = by.windows(2).any(|two| two[0].accepted != two[1].accepted);
    let line = |demand: &policy::Demand| {
        let name = practice(&demand.by).or(app(&demand.by).map(String::as_str))?;
        Some(DemandLine::new(name, demand.accepted.iter()))
    };
    by.iter().filter(|_| differ).filter_map(line).collect()
}
