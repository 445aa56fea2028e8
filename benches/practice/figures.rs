//! Each question asked in turn of both practices in both installations, so that a busy moment of the machine falls on all.

use std::time::{Duration, Instant};

use hdrhistogram::Histogram;

use crate::desk::Desk;
use crate::questions::Question;

/// Rounds that are not measured.
const WARM: u32 = 3;

pub const HEADINGS: &str = "\
| what | ten, alone | ten, among all | 2 000, alone | 2 000, among all | ten: among all ÷ alone | 2 000: among all ÷ alone | 2 000 among all ÷ ten alone |\n\
|---|---|---|---|---|---|---|---|";

/// One row: p50 and p95 in milliseconds, and the ratios of the p50.
pub async fn row(question: Question, alone: &Desk, all: &Desk, rounds: u32) -> String {
    let cells = [(alone, 0), (all, 0), (alone, 1), (all, 1)];
    let mut times = [(); 4].map(|()| Histogram::<u64>::new_with_bounds(1, 60_000_000, 3).expect("bounds in order"));
    let mut answers = [0; 4];
    for round in 0..WARM + rounds {
        for (cell, (desk, which)) in cells.iter().enumerate() {
            let begun = Instant::now();
            let asked = question.ask(desk, &desk.seats[*which]).await;
            let took = begun.elapsed();
            answers[cell] = asked.unwrap_or_else(|error| panic!("{}: {error}", question.name()));
            if round >= WARM {
                times[cell].saturating_record(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
            }
        }
    }
    assert!(answers[0] == answers[1] && answers[2] == answers[3], "{}: {answers:?}", question.name());
    let millis = |cell: usize, quantile| Duration::from_micros(times[cell].value_at_quantile(quantile)).as_secs_f64() * 1000.0;
    let shown = |cell| format!("{:.2} / {:.2}", millis(cell, 0.5), millis(cell, 0.95));
    let ratio = |more, less| format!("{:.1}", millis(more, 0.5) / millis(less, 0.5));
    let cells = [shown(0), shown(1), shown(2), shown(3), ratio(1, 0), ratio(3, 2), ratio(3, 0)];
    format!("| {} | {} |", question.name(), cells.join(" | "))
}
