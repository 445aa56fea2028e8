//! What a manager's pages cost: a practice of ten and one of 2 000, alone in an installation and among 200 000 people.
//!
//! `cargo bench --bench practice -- [--users 200000] [--groups 20000] [--seed 1] [--rounds 100]`
//! `                                [--database postgres://…]`
//!
//! Both installations are made by the same seed ([`installation`]), so the two practices are the same people in both, and
//! every answer in the one must be the answer in the other. `--database` names a PostgreSQL server by any database on it;
//! two fresh ones are made there, and dropped at the end.

#![expect(clippy::expect_used, clippy::panic, reason = "an installation that cannot be made has nothing to measure")]

#[path = "practice/desk.rs"]
mod desk;
#[path = "practice/figures.rs"]
mod figures;
#[path = "practice/ground.rs"]
mod ground;
#[path = "load/hardware.rs"]
mod hardware;
#[path = "load/http.rs"]
#[expect(dead_code, reason = "pages are only looked at here")]
mod http;
#[path = "practice/installation.rs"]
mod installation;
#[path = "practice/questions.rs"]
mod questions;

use desk::Desk;
use ground::Ground;
use installation::Plan;
use questions::Question;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let option = |name: &str| arguments.iter().position(|argument| argument == name).and_then(|at| arguments.get(at + 1)).cloned();
    if arguments.iter().any(|argument| argument == "--test") {
        return; // a test runner looks in; there is nothing to test
    }
    let number = |name: &str, usual: u64| option(name).map_or(usual, |text| text.parse().expect("a number"));
    let count = |name: &str, usual: u64| usize::try_from(number(name, usual)).expect("a count");
    let plan = Plan { users: count("--users", 200_000), groups: count("--groups", 20_000), seed: number("--seed", 1) };
    let rounds = u32::try_from(number("--rounds", 100)).expect("a count");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(run(&plan, rounds, option("--database").as_deref()));
}

async fn run(plan: &Plan, rounds: u32, server: Option<&str>) {
    println!(
        "{} · {} cores · {} GiB · {} users · {} groups · seed {} · {rounds} rounds · {}",
        hardware::processor(),
        std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        hardware::memory_gib(),
        plan.users,
        plan.groups,
        plan.seed,
        if server.is_some() { "PostgreSQL" } else { "SQLite" },
    );
    let alone = Desk::open(Ground::fresh(server, "alone").await, &Plan::alone(plan.seed)).await;
    let all = Desk::open(Ground::fresh(server, "all").await, plan).await;
    println!("filled in {:.1} s and {:.1} s\n", alone.filled_in.as_secs_f64(), all.filled_in.as_secs_f64());
    println!("{}", figures::HEADINGS);
    for question in Question::all() {
        println!("{}", figures::row(question, &alone, &all, rounds).await);
    }
    alone.close().await;
    all.close().await;
}
