//! Frontdesk itself over a filled database, with the managers of its two practices signed in.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use frontdesk::app::App;
use frontdesk::config::Config;
use frontdesk::factors::{Factor, FactorUsed};
use frontdesk::foundation::clock::FrozenClock;
use frontdesk::foundation::id::{GroupId, SessionId, UserId};
use frontdesk::foundation::random::{OperatingSystem, Seeded};
use frontdesk::foundation::secret::OpaqueToken;
use frontdesk::policy::Asked;
use frontdesk::policy::asked::store::of_group;
use frontdesk::practice::table::{PageKey, Wanted, store};
use frontdesk::router::router;
use frontdesk::storage::entity::login_session;
use frontdesk::web::Issuer;
use frontdesk::web::cookie::CookieName;
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};
use tokio::net::TcpListener;
use tokio::sync::Mutex;

use crate::ground::Ground;
use crate::http::Connection;
use crate::installation::{self, NOW, Plan, Practice};

pub struct Desk {
    pub app: Arc<App>,
    /// At the practice of ten, and at that of 2 000.
    pub seats: [Seat; 2],
    pub filled_in: Duration,
    ground: Ground,
}

/// A manager at their practice.
pub struct Seat {
    pub group: GroupId,
    pub members: usize,
    pub asked: Option<Asked>,
    /// Three quarters of the members stand before it.
    pub far: PageKey,
    connection: Mutex<Connection>,
    cookie: String,
}

impl Desk {
    pub async fn open(ground: Ground, plan: &Plan) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let mut config = Config::default();
        config.web.issuer = Issuer::parse(&format!("http://localhost:{}", address.port())).expect("an issuer");
        config.master_key.file = ground.folder.join("frontdesk.key");
        config.database.url.clone_from(&ground.url);
        let clock = Arc::new(FrozenClock::at(NOW));
        let app = App::start_with(config, clock, Arc::new(OperatingSystem)).await.expect("a database to fill");
        let begun = Instant::now();
        let [ten, large] = installation::fill(&app.storage, plan).await;
        if app.storage.is_postgres() {
            // Its own housekeeping would do so within minutes.
            app.storage.writer().execute_unprepared("VACUUM ANALYZE").await.expect("statistics");
        }
        let filled_in = begun.elapsed();
        let service = router(&app).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await.expect("a server") });
        let seats = [Seat::take(&app, address, ten).await, Seat::take(&app, address, large).await];
        Self { app, seats, filled_in, ground }
    }

    pub async fn close(self) {
        self.app.storage.clone().close().await.expect("a closed database");
        self.ground.clear().await;
    }
}

impl Seat {
    async fn take(app: &App, address: SocketAddr, practice: Practice) -> Self {
        let asked = of_group(app.storage.read(), practice.group).await.expect("what is asked");
        let before = u64::try_from(practice.members * 3 / 4).expect("a count");
        let c = app.storage.read();
        let lines = store::lines(c, practice.group, &Wanted::default(), asked.as_ref(), before, NOW).await.expect("lines");
        Self {
            group: practice.group,
            members: practice.members,
            asked,
            far: lines.last().expect("somebody").key.clone(),
            connection: Mutex::new(Connection::new(address, &format!("localhost:{}", address.port()))),
            cookie: sign_in(app, practice.manager).await,
        }
    }

    /// Asks for a page of the practice, and gives it.
    pub async fn page(&self, below: &str) -> String {
        let headers = format!("cookie: {}\r\n", self.cookie);
        let answer = self.connection.lock().await.get(&format!("/settings/groups/{}{below}", self.group), &headers).await;
        answer.and_then(|answer| answer.expect(200)).unwrap_or_else(|error| panic!("{below}: {error}")).body
    }
}

/// A session as a password begins it; the cookie that a browser would send.
async fn sign_in(app: &App, user: UserId) -> String {
    let token = OpaqueToken::fresh("se", &Seeded::new(user.as_uuid().as_u64_pair().1));
    let millis = NOW.as_millis();
    let row = login_session::Model {
        id: SessionId::new(NOW, &OperatingSystem),
        digest: token.digest().to_vec(),
        user_id: user,
        proofs: serde_json::to_string(&[FactorUsed::new(Factor::Password, NOW)]).expect("JSON"),
        auth_time: millis,
        created_at: millis,
        last_seen_at: millis,
        idle_ms: 3_600_000,
        expires_at: millis + 3_600_000,
        address: "127.0.0.1".to_owned(),
        user_agent: "bench".to_owned(),
        ended_at: None,
    };
    let tx = app.storage.write().await.expect("a transaction");
    login_session::Entity::insert(row.into_active_model()).exec_without_returning(&tx).await.expect("a session");
    tx.commit().await.expect("a commit");
    let cookie = app.reception.cookies.set(CookieName::Session, token.expose(), None).expect("a cookie");
    cookie.to_str().expect("text").split(';').next().unwrap_or_default().to_owned()
}
