//! The installation that is asked: people, apps, and for each connection someone who is signed in already.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use frontdesk::app::App;
use frontdesk::clients::{self, Client, ClientId, ClientSettings, GroupsServed, Party};
use frontdesk::config::Config;
use frontdesk::foundation::clock::{Clock, SystemClock};
use frontdesk::foundation::id::{ClientSecretId, UserId};
use frontdesk::foundation::random::{OperatingSystem, Random};
use frontdesk::foundation::secret::{OpaqueToken, Secret};
use frontdesk::protocol::algorithm::SigningAlgorithm;
use frontdesk::protocol::grant_type::GrantType;
use frontdesk::protocol::redirect_uri::RedirectUri;
use frontdesk::protocol::scope::ScopeSet;
use frontdesk::users::password::{self, NewPassword};
use frontdesk::users::{self, Email, User};

use crate::errands;
use crate::http::Connection;
use crate::machine::free_address;

pub const PASSWORD: &str = "seven quiet herons wade";
pub const REDIRECT_URI: &str = "https://notes.example/callback";

pub struct Plan {
    pub users: usize,
    pub database: Option<String>,
    pub redis: Option<String>,
}

/// What one connection works with.
#[derive(Default)]
pub struct Seat {
    pub cookies: BTreeMap<String, String>,
    pub access_token: String,
    pub refresh_token: String,
}

pub struct World {
    pub address: SocketAddr,
    pub users: usize,
    /// Client id and secret of each app: the practice app and one service for each algorithm.
    pub secrets: BTreeMap<&'static str, String>,
    pub seats: Vec<Mutex<Seat>>,
    folder: PathBuf,
    environment: Vec<(&'static str, String)>,
}

impl World {
    /// A world without Frontdesk.
    pub fn of_bare_route(address: SocketAddr) -> Self {
        Self { address, users: 0, secrets: BTreeMap::new(), seats: Vec::new(), folder: PathBuf::new(), environment: Vec::new() }
    }

    /// Makes the database that the server will open.
    pub async fn build(plan: &Plan) -> Self {
        let folder = std::env::temp_dir().join(format!("frontdesk-load-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a temporary folder");
        let address = free_address();
        let database = plan.database.clone().unwrap_or_else(|| format!("sqlite:{}", folder.join("frontdesk.db").display()));
        let most = "1000000000".to_owned();
        let mut environment = vec![
            ("FRONTDESK_WEB__ISSUER", format!("http://localhost:{}", address.port())),
            ("FRONTDESK_WEB__LISTEN", address.to_string()),
            ("FRONTDESK_DATABASE__URL", database.clone()),
            ("FRONTDESK_MASTER_KEY__FILE", folder.join("frontdesk.key").display().to_string()),
            ("FRONTDESK_LIMITS__SIGN_INS", most.clone()),
            ("FRONTDESK_LIMITS__FAILED_APP_AUTHENTICATIONS", most),
        ];
        environment.extend(plan.redis.clone().map(|redis| ("FRONTDESK_REDIS__URL", redis)));
        let mut config = Config::default();
        config.database.url = database;
        config.master_key.file = folder.join("frontdesk.key");
        let app = App::start(config).await.expect("a database to fill");
        let mut secrets = BTreeMap::new();
        for (id, alg) in [
            ("notes", SigningAlgorithm::Es256),
            ("service-rs256", SigningAlgorithm::Rs256),
            ("service-es256", SigningAlgorithm::Es256),
            ("service-eddsa", SigningAlgorithm::EdDsa),
        ] {
            secrets.insert(id, add_app(&app, id, alg).await);
        }
        add_users(&app, plan.users).await;
        app.storage.clone().close().await.expect("a closed database");
        Self { address, users: plan.users, secrets, seats: Vec::new(), folder, environment }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn environment(&self) -> impl Iterator<Item = (&'static str, String)> {
        self.environment.clone().into_iter()
    }

    pub fn host(&self) -> String {
        format!("localhost:{}", self.address.port())
    }

    /// Signs one person in for each connection.
    pub async fn ready(mut self, address: SocketAddr, connections: usize) -> Self {
        self.address = address;
        for number in 0..connections {
            let mut connection = Connection::new(address, &self.host());
            let seat =
                errands::sign_in(&self, &mut connection, number % self.users).await.unwrap_or_else(|error| panic!("signing in: {error}"));
            self.seats.push(Mutex::new(seat));
        }
        self
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if self.folder.is_absolute() {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

async fn add_app(app: &App, id: &'static str, alg: SigningAlgorithm) -> String {
    let (now, random) = (SystemClock.now(), OperatingSystem);
    let random: &dyn Random = &random;
    let settings = ClientSettings {
        party: Party::First,
        redirect_uris: vec![RedirectUri::register(REDIRECT_URI).expect("a redirect URI")],
        grant_types: vec![GrantType::AuthorizationCode, GrantType::RefreshToken, GrantType::ClientCredentials],
        scopes: ScopeSet::parse("openid profile email offline_access").expect("scopes"),
        id_token_alg: alg,
        access_token_alg: alg,
        ..ClientSettings::default()
    };
    let client_id = ClientId::parse(id).expect("a client id");
    let client = Client {
        id: client_id.clone(),
        name: id.to_owned(),
        active: true,
        settings,
        groups: GroupsServed::All,
        created_at: now,
        updated_at: now,
    };
    let secret = OpaqueToken::fresh("cs", random);
    let tx = app.storage.write().await.expect("a transaction");
    clients::store::insert(&tx, &client).await.expect("an app");
    clients::store::add_secret(&tx, &client_id, ClientSecretId::new(now, random), secret.digest(), now, None).await.expect("a secret");
    tx.commit().await.expect("a commit");
    secret.expose().to_owned()
}

/// `user0@load.example` and so on, all with one hash: hashing a million would take a day.
async fn add_users(app: &App, count: usize) {
    let (now, random) = (SystemClock.now(), OperatingSystem);
    let random: &dyn Random = &random;
    let chosen = NewPassword::check(&Secret::new(PASSWORD), &[]).expect("a strong password");
    let hashed = password::hash(&app.hasher, chosen, random).await.expect("a hash");
    let mut number = 0;
    while number < count {
        let tx = app.storage.write().await.expect("a transaction");
        for number in number..(number + 1000).min(count) {
            let email = Email::parse(&format!("user{number}@load.example")).expect("an email");
            let user = User::new(UserId::new(now, random), email, &format!("User {number}"), now);
            users::store::insert(&tx, &user).await.expect("a user");
            password::store::set(&tx, user.id, &hashed, now).await.expect("a password");
        }
        tx.commit().await.expect("a commit");
        number += 1000;
    }
}
