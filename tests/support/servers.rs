//! The servers that `tests/run` starts, given out so that tests do not meet each other in them.

use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectionTrait, Database};

/// Where a server is, by the variable that `tests/run` exports; `None`, with a message, where it is not set.
///
/// # Panics
/// Where it is not set although `FRONTDESK_TEST_ALL` promises every server.
pub fn server(variable: &str) -> Option<String> {
    let address = std::env::var(variable).ok().filter(|address| !address.is_empty());
    if address.is_none() {
        assert!(std::env::var_os("FRONTDESK_TEST_ALL").is_none(), "{variable} is not set although every server was promised");
        eprintln!("passed over: {variable} is not set; tests/run starts the server and sets it");
    }
    address
}

/// A name that no other test of this run uses.
fn fresh_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let nanos = std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.subsec_nanos());
    format!("frontdesk_{}_{}_{nanos}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// A temporary folder that goes with its owner.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        let path = std::env::temp_dir().join(fresh_name());
        std::fs::create_dir(&path).unwrap_or_else(|error| panic!("cannot make {}: {error}", path.display()));
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// An empty PostgreSQL database of one test's own, dropped with it.
pub struct Postgres {
    pub url: String,
    server: String,
    name: String,
}

impl Postgres {
    pub async fn fresh() -> Option<Self> {
        let server = server("FRONTDESK_TEST_POSTGRES")?;
        let name = fresh_name();
        let url = server.rsplit_once('/').map(|(before, _)| format!("{before}/{name}")).expect("a database URL with a path");
        let this = Self { url, server, name };
        this.tell(&format!("CREATE DATABASE {}", this.name)).await.expect("CREATE DATABASE");
        Some(this)
    }

    async fn tell(&self, statement: &str) -> Result<(), sea_orm::DbErr> {
        let connection = Database::connect(&self.server).await?;
        connection.execute_unprepared(statement).await?;
        connection.close().await
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let statement = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        // The test's own runtime may be ending, so the dropping gets one to itself.
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
                if let Err(error) = runtime.block_on(self.tell(&statement)) {
                    eprintln!("{statement}: {error}");
                }
            });
        });
    }
}

/// An empty database of the Redis server, this test's own until the server's databases are used up and come round again.
pub struct Redis {
    pub url: String,
}

impl Redis {
    pub async fn fresh() -> Option<Self> {
        let server = server("FRONTDESK_TEST_REDIS")?;
        let mut connection = Self::connect(&server).await;
        let (_, databases): (String, u32) =
            redis::cmd("CONFIG").arg("GET").arg("databases").query_async(&mut connection).await.expect("CONFIG GET");
        let count: u32 = redis::cmd("INCR").arg("databases given out").query_async(&mut connection).await.expect("INCR");
        let url = format!("{}/{}", server.trim_end_matches('/'), 1 + count % (databases - 1));
        let () = redis::cmd("FLUSHDB").query_async(&mut Self::connect(&url).await).await.expect("FLUSHDB");
        Some(Self { url })
    }

    async fn connect(url: &str) -> redis::aio::MultiplexedConnection {
        let client = redis::Client::open(url).expect("a Redis URL");
        client.get_multiplexed_async_connection().await.unwrap_or_else(|error| panic!("{url}: {error}"))
    }
}
