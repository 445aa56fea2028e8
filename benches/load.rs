//! The load generator: the real binary on cores of its own, asked as many questions as it answers.
//!
//! `cargo bench --bench load -- [--seconds 5] [--connections 32] [--users 1000] [--database postgres://…] [--redis redis://…]`
//! `                            [--only sign-in,refresh]`
//!
//! Every answer is checked. Each row is measured twice: as fast as it goes, and at half that rate, where the time that a
//! question waits for its turn counts (so a slow answer is not hidden by the questions that it holds up). References are
//! measured in the same run on the same cores: Argon2id alone, signing alone, and a bare axum route.

#![expect(clippy::expect_used, clippy::panic, reason = "a load run that cannot be set up has nothing to measure")]

#[path = "load/alone.rs"]
mod alone;
#[path = "load/errands.rs"]
mod errands;
#[path = "load/hardware.rs"]
mod hardware;
#[path = "load/http.rs"]
mod http;
#[path = "load/machine.rs"]
mod machine;
#[path = "load/measure.rs"]
mod measure;
#[path = "load/world.rs"]
mod world;

use std::sync::Arc;
use std::time::Duration;

use errands::Kind;
use machine::Cores;
use measure::{Measured, Settings};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let option = |name: &str| arguments.iter().position(|argument| argument == name).and_then(|at| arguments.get(at + 1)).cloned();
    if arguments.iter().any(|argument| argument == "--test") {
        return; // a test runner looks in; there is nothing to test
    }
    if arguments.iter().any(|argument| argument == "--alone") {
        return alone::measure();
    }
    if let Some(port) = option("--bare") {
        return alone::serve_bare_route(port.parse().expect("a port"));
    }
    let number = |name: &str, usual: u64| option(name).map_or(usual, |text| text.parse().expect("a number"));
    let cores = Cores::split();
    cores.pin_this_process();
    let settings = Settings {
        duration: Duration::from_secs(number("--seconds", 5)),
        connections: usize::try_from(number("--connections", 32)).expect("a count"),
    };
    let plan = world::Plan {
        users: usize::try_from(number("--users", 1000)).expect("a count"),
        database: option("--database"),
        redis: option("--redis"),
    };
    let only: Option<Vec<String>> = option("--only").map(|names| names.split(',').map(str::to_owned).collect());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(run(&cores, settings, &plan, only.as_deref()));
}

async fn run(cores: &Cores, settings: Settings, plan: &world::Plan, only: Option<&[String]>) {
    machine::describe(cores, settings, plan);
    let alone = alone::Rates::of(cores);
    println!(
        "Argon2id alone {:.0}/s · RS256 alone {:.0}/s · ES256 alone {:.0}/s · EdDSA alone {:.0}/s",
        alone.argon2, alone.rs256, alone.es256, alone.eddsa
    );

    let bare = machine::Server::start_bare(cores).await;
    let idle = Arc::new(world::World::of_bare_route(bare.address));
    let bare_route = measure::run(&idle, Kind::BareRoute, settings).await;
    drop(bare);

    let world = world::World::build(plan).await;
    let server = machine::Server::start_frontdesk(cores, &world).await;
    println!("cold start to the first answer {:.2} s · memory idle {} MB\n", server.started_in.as_secs_f64(), server.memory_mb());
    let world = Arc::new(world.ready(server.address, settings.connections).await);
    println!("{}", measure::HEADINGS);
    println!("{} |", bare_route.row("–", None));
    for kind in Kind::ALL.iter().filter(|kind| only.is_none_or(|names| names.iter().any(|name| name == kind.name()))) {
        let measured: Measured = measure::run(&world, *kind, settings).await;
        let (reference, rate) = match kind {
            Kind::SignIn => ("Argon2id alone", alone.argon2),
            Kind::ClientCredentialsRs256 => ("RS256 alone", alone.rs256),
            Kind::ClientCredentialsEs256 => ("ES256 alone", alone.es256),
            Kind::ClientCredentialsEdDsa => ("EdDSA alone", alone.eddsa),
            _ => ("bare route", bare_route.rate()),
        };
        println!("{} {} MB |", measured.row(reference, Some(rate)), server.memory_mb());
    }
    println!("\nmost memory {} MB", server.most_memory_mb());
}
