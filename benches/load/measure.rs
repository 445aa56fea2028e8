//! Asking: as fast as answers come, and then at half that rate, with percentiles and the share of wrong answers.

use std::sync::Arc;
use std::time::Duration;

use hdrhistogram::Histogram;
use tokio::time::Instant;

use crate::errands::{Asker, Kind};
use crate::world::World;

#[derive(Clone, Copy)]
pub struct Settings {
    pub duration: Duration,
    pub connections: usize,
}

/// One row.
pub struct Measured {
    kind: Kind,
    flat_out: Run,
    half: Run,
}

struct Run {
    times: Histogram<u64>,
    errors: u64,
    first_error: Option<String>,
    took: Duration,
}

impl Run {
    fn rate(&self) -> f64 {
        let answered = u32::try_from(self.times.len()).unwrap_or(u32::MAX);
        f64::from(answered) / self.took.as_secs_f64()
    }

    /// p50, p95 and p99 in milliseconds.
    fn percentiles(&self) -> String {
        let millis = |quantile| Duration::from_micros(self.times.value_at_quantile(quantile)).as_secs_f64() * 1000.0;
        format!("{:.2} / {:.2} / {:.2}", millis(0.5), millis(0.95), millis(0.99))
    }
}

pub const HEADINGS: &str = "\
| what | per second | of its reference | p50 / p95 / p99 ms flat out | at half load | wrong answers | memory |\n\
|---|---|---|---|---|---|---|";

impl Measured {
    pub fn rate(&self) -> f64 {
        self.flat_out.rate()
    }

    pub fn row(&self, reference: &str, rate: Option<f64>) -> String {
        let share = rate.map_or_else(|| reference.to_owned(), |rate| format!("{:.0} % of {reference}", 100.0 * self.rate() / rate));
        let asked = self.flat_out.times.len() + self.half.times.len() + self.flat_out.errors + self.half.errors;
        let wrong = self.flat_out.errors + self.half.errors;
        let first = [&self.flat_out.first_error, &self.half.first_error].into_iter().flatten().next();
        let wrong = first.map_or_else(|| "0".to_owned(), |error| format!("{wrong} of {asked} ({error})"));
        let (name, rate) = (self.kind.name(), self.rate());
        format!("| {name} | {rate:.0} | {share} | {} | {} | {wrong} |", self.flat_out.percentiles(), self.half.percentiles())
    }
}

pub async fn run(world: &Arc<World>, kind: Kind, settings: Settings) -> Measured {
    let warm = Settings { duration: Duration::from_secs(1), ..settings };
    ask(world, kind, warm, None).await;
    let flat_out = ask(world, kind, settings, None).await;
    let half = ask(world, kind, settings, Some(flat_out.rate() / 2.0)).await;
    Measured { kind, flat_out, half }
}

/// Asks over every connection until the time is over: at once after each answer, or on a timetable.
async fn ask(world: &Arc<World>, kind: Kind, settings: Settings, per_second: Option<f64>) -> Run {
    let begun = Instant::now();
    let end = begun + settings.duration;
    let connections = f64::from(u32::try_from(settings.connections).unwrap_or(1));
    let pause = per_second.map(|rate| Duration::from_secs_f64(connections / rate.max(1.0)));
    let mut tasks = Vec::new();
    for number in 0..settings.connections {
        let world = Arc::clone(world);
        tasks.push(tokio::spawn(async move {
            let mut asker = Asker::new(&world, kind, number);
            let mut run = Run { times: times(), errors: 0, first_error: None, took: Duration::ZERO };
            let share = f64::from(u32::try_from(number).unwrap_or(0)) / connections;
            let mut due = pause.map(|pause| begun + pause.mul_f64(share));
            loop {
                if let Some(due) = due {
                    tokio::time::sleep_until(due).await;
                }
                // On a timetable the clock runs from when the question was due, not from when there was time for it.
                let from = due.unwrap_or_else(Instant::now);
                if from >= end {
                    return run;
                }
                match asker.ask(&world).await {
                    Ok(()) => run.times.saturating_record(u64::try_from(from.elapsed().as_micros()).unwrap_or(u64::MAX)),
                    Err(error) => {
                        run.errors += 1;
                        run.first_error.get_or_insert(error);
                    }
                }
                due = due.zip(pause).map(|(due, pause)| due + pause);
            }
        }));
    }
    let mut all = Run { times: times(), errors: 0, first_error: None, took: Duration::ZERO };
    for task in tasks {
        let one = task.await.expect("an asker that ends");
        all.times.add(&one.times).expect("histograms alike");
        all.errors += one.errors;
        all.first_error = all.first_error.or(one.first_error);
    }
    all.took = begun.elapsed();
    all
}

fn times() -> Histogram<u64> {
    Histogram::new_with_bounds(1, 60_000_000, 3).expect("bounds in order")
}
