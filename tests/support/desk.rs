//! Frontdesk itself, whole, on a free port, with its own database, a clock that stands still and mail that is kept.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use frontdesk::app::App;
use frontdesk::config::Config;
use frontdesk::foundation::clock::{Clock, FrozenClock, Timestamp};
use frontdesk::foundation::random::OperatingSystem;
use frontdesk::foundation::secret::Secret;
use frontdesk::messages::MailTransport;
use frontdesk::router::router;
use frontdesk::web::Issuer;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::mailbox::Letter;
use super::servers::{Folder, Postgres, Redis};

/// Where a desk keeps things: what one node has, or what several nodes share.
pub enum Ground {
    /// An SQLite file, values with a time to live in the process.
    Sqlite,
    /// A PostgreSQL database and a Redis database.
    Postgres(Postgres, Redis),
}

impl Ground {
    /// The shared ground; `None`, with a message, where its servers are missing.
    pub async fn shared() -> Option<Self> {
        Some(Self::Postgres(Postgres::fresh().await?, Redis::fresh().await?))
    }
}

/// Makes two tests of each story, `sqlite::…` and `postgres::…`. A story is an
/// `async fn(Ground)`; `use crate::on_both_grounds;` brings this in.
#[macro_export]
macro_rules! on_both_grounds {
    ($($story:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                Box::pin(super::$story($crate::support::Ground::Sqlite)).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                if let Some(ground) = $crate::support::Ground::shared().await {
                    Box::pin(super::$story(ground)).await;
                }
            })*
        }
    };
}

/// When every story begins: a Monday morning in Sydney.
const MORNING: Timestamp = Timestamp::from_secs(1_772_402_400);

pub struct Desk {
    pub app: Arc<App>,
    pub clock: Arc<FrozenClock>,
    /// The issuer, which is also the address it answers on unless the story says otherwise.
    pub issuer: String,
    /// Where it listens.
    pub address: String,
    pub folder: Folder,
    ground: Ground,
    server: JoinHandle<()>,
}

impl Desk {
    pub async fn open(ground: Ground) -> Self {
        Self::open_with(ground, |_| {}).await
    }

    /// Opens a desk with settings of the story's own.
    pub async fn open_with(ground: Ground, settings: impl FnOnce(&mut Config)) -> Self {
        Self::open_at(MORNING, ground, settings).await
    }

    /// Opens a desk on which the clock stands at `now`.
    pub async fn open_at(now: Timestamp, ground: Ground, settings: impl FnOnce(&mut Config)) -> Self {
        let folder = Folder::new();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://localhost:{}", listener.local_addr().expect("an address").port());
        let mut config = Config::default();
        config.web.issuer = Issuer::parse(&address).expect("an issuer");
        config.master_key.file = folder.file("frontdesk.key");
        config.mail.transport = MailTransport::File;
        config.mail.folder = folder.file("mail");
        // Hashes that cost next to nothing, and no limit that a story does not ask for.
        (config.password.memory_kib, config.password.iterations) = (64, 1);
        (config.limits.sign_ins, config.limits.emails, config.limits.failed_app_authentications) = (u64::MAX, u64::MAX, u64::MAX);
        config.database.url = match &ground {
            Ground::Sqlite => format!("sqlite:{}", folder.file("frontdesk.db").display()),
            Ground::Postgres(postgres, redis) => {
                config.redis.url = Secret::new(&redis.url);
                postgres.url.clone()
            }
        };
        config.limits.misdirected_requests = u64::MAX;
        settings(&mut config);
        let issuer = config.web.issuer.as_str().to_owned();
        let clock = Arc::new(FrozenClock::at(now));
        let app = App::start_with(config, clock.clone(), Arc::new(OperatingSystem)).await.expect("a desk that starts");
        let server = serve(&app, listener);
        Self { app, clock, issuer, address, folder, ground, server }
    }

    /// A second node on the same database, and the address it answers on.
    pub async fn second_node(&self) -> (Arc<App>, String) {
        assert!(matches!(self.ground, Ground::Postgres(..)), "only the shared ground carries two nodes");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://localhost:{}", listener.local_addr().expect("an address").port());
        let app = App::start_with(self.app.config.clone(), self.clock.clone(), Arc::new(OperatingSystem)).await.expect("a second node");
        drop(serve(&app, listener));
        (app, address)
    }

    /// Closes the desk, and leaves its folder with everything in it.
    pub async fn close(mut self) -> Folder {
        self.server.abort();
        let _ = (&mut self.server).await;
        self.app.storage.clone().close().await.expect("a closed database");
        std::mem::replace(&mut self.folder, Folder::new())
    }

    /// One of the desk's own addresses.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.issuer)
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Lets time pass. Nothing else does.
    pub fn advance(&self, duration: Duration) {
        self.clock.advance(duration);
    }

    /// Sends what is due, and gives every letter to this recipient so far, oldest first.
    pub async fn letters_to(&self, recipient: &str) -> Vec<Letter> {
        self.app.outbox.deliver_due().await.expect("the outbox");
        let mut files: Vec<PathBuf> = std::fs::read_dir(self.folder.file("mail"))
            .map(|entries| {
                entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|kind| kind == "eml")).collect()
            })
            .unwrap_or_default();
        files.sort();
        let letters = files.iter().map(|file| Letter::parse(&std::fs::read(file).expect("a letter")));
        letters.filter(|letter| letter.to.iter().any(|to| to.eq_ignore_ascii_case(recipient))).collect()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn serve(app: &Arc<App>, listener: TcpListener) -> JoinHandle<()> {
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move {
        axum::serve(listener, service).await.expect("a server");
    })
}
