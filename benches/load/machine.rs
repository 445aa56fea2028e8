//! The machine: which cores the server gets and which the load generator, how much memory the server holds.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::alone;
use crate::hardware;
use crate::http::Connection;
use crate::measure::Settings;
use crate::world::{Plan, World};

/// Half of the cores for the server, the rest for the load generator: on two cores, one each.
pub struct Cores {
    server: String,
    load: String,
}

impl Cores {
    pub fn split() -> Self {
        let all = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let half = (all / 2).max(1);
        let load = if all > half { format!("{half}-{}", all - 1) } else { "0".to_owned() };
        Self { server: format!("0-{}", half - 1), load }
    }

    /// Keeps this process and the threads that it starts from now on to the load generator's cores.
    pub fn pin_this_process(&self) {
        let pinned = Command::new("taskset").args(["-apc", &self.load, &std::process::id().to_string()]).stdout(Stdio::null()).status();
        assert!(pinned.is_ok_and(|status| status.success()), "taskset (util-linux) keeps server and load generator apart");
    }

    /// A command that runs on the server's cores.
    pub fn on_the_servers(&self, program: &Path) -> Command {
        let mut command = Command::new("taskset");
        command.args(["-c", &self.server]).arg(program);
        command
    }
}

/// What was measured on what.
pub fn describe(cores: &Cores, settings: Settings, plan: &Plan) {
    println!(
        "{} · server on cores {} · load generator on cores {} · {} GiB · {} connections · {} s each · {} users · {}",
        hardware::processor(),
        cores.server,
        cores.load,
        hardware::memory_gib(),
        settings.connections,
        settings.duration.as_secs(),
        plan.users,
        if plan.database.is_some() { "PostgreSQL" } else { "SQLite, synchronous=FULL" },
    );
}

/// A server that ends with this value.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    pub started_in: Duration,
}

impl Server {
    pub async fn start_bare(cores: &Cores) -> Self {
        let address = free_address();
        Self::start(alone::bare_route(cores, address.port()), address, "/bare").await
    }

    pub async fn start_frontdesk(cores: &Cores, world: &World) -> Self {
        let mut command = cores.on_the_servers(Path::new(env!("CARGO_BIN_EXE_frontdesk")));
        command.arg("serve").current_dir(world.folder()).envs(world.environment()).env("FRONTDESK_LOG__FILTER", "warn");
        Self::start(command, world.address, "/readyz").await
    }

    async fn start(mut command: Command, address: SocketAddr, path: &str) -> Self {
        let begun = Instant::now();
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().expect("the server");
        let mut server = Self { child, address, started_in: Duration::ZERO };
        loop {
            let answer = Connection::new(address, "localhost").get(path, "connection: close\r\n").await;
            if answer.is_ok_and(|answer| answer.status == 200) {
                server.started_in = begun.elapsed();
                return server;
            }
            assert!(begun.elapsed() < Duration::from_mins(1), "the server did not answer within a minute");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    pub fn memory_mb(&self) -> u64 {
        self.memory("VmRSS:")
    }

    pub fn most_memory_mb(&self) -> u64 {
        self.memory("VmHWM:")
    }

    fn memory(&self, what: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(what)).unwrap_or("0");
        line.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1024
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn free_address() -> SocketAddr {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr()).expect("a free port")
}
