//! An example practice, its people, two practice apps and a mailbox, for trying Frontdesk out.
//!
//! ```text
//! http://localhost:8080   Frontdesk itself: the same application that `serve` runs
//! http://localhost:8081   the start page, and a mailbox with every email and SMS that was sent
//! http://localhost:8082   Riverside Calendar, the practice's own app
//! http://localhost:8083   Billing Bee, somebody else's app, which asks for consent
//! ```
//!
//! | file | is |
//! |---|---|
//! | `seed.toml`, [`people`] | the practices, their people and their apps |
//! | [`doors`] | ports |
//! | [`relying_party`] | an app's side of OpenID Connect, by the `openidconnect` crate: it knows Frontdesk by its address alone |
//! | [`practice_app`], [`claims`] | the pages of an app, and what it shows of what it was told |
//! | [`second_steps`] | somebody with each status of two-factor authentication |
//! | [`practices`] | what the practices demand, and what was decided about single people |
//! | [`start_desk`], [`mailbox`] | the start page, and what was sent |
//!
//! The passwords are known to everybody, so everything listens on this machine only. Not here: anything that Frontdesk needs.

mod claims;
mod doors;
mod ended_sessions;
mod mailbox;
mod pages;
mod people;
mod practice_app;
mod practices;
mod relying_party;
mod second_steps;
mod start_desk;
mod web;

use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use axum_server::Handle;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use self::doors::Doors;
use crate::app::App;
use crate::audit::Actor;
use crate::config::{BrandSettings, Config, MasterKeySettings};
use crate::foundation::phone::Country;
use crate::foundation::random::OperatingSystem;
use crate::foundation::secret::Secret;
use crate::messages::sms::{SmsRoute, SmsSettings};
use crate::messages::{MailTransport, MessageSettings};
use crate::outbound::OutboundSettings;
use crate::router::router;
use crate::seed::{self, Ground, Seed};
use crate::serve;
use crate::storage::{DatabaseSettings, InstanceLock, master_key};
use crate::users::links::{self, Purpose};
use crate::users::{self, Email, UserState};
use crate::web::page::Help;
use crate::web::{Issuer, WebSettings};

pub use self::doors::Addresses;

const SEED: &str = include_str!("seed.toml");

/// The password of everybody.
pub const PASSWORD: &str = "quiet morning by the lake";

/// How long open connections may take to finish.
const DRAIN: Duration = Duration::from_secs(1);

/// `frontdesk demo`
#[derive(Clone, Debug, Default, clap::Args)]
pub struct DemoOptions {
    /// Keep everything in this folder, and go on from there the next time; without it everything is gone at the end
    #[arg(long, value_name = "DIR")]
    pub folder: Option<PathBuf>,
    /// The port of Frontdesk; the apps take the ones that follow. Ports in use are passed over
    #[arg(long, value_name = "N", default_value_t = 8080)]
    pub port: u16,
}

/// A demo that is open.
pub struct Demo {
    pub addresses: Addresses,
    pub app: Arc<App>,
    handles: Vec<Handle<SocketAddr>>,
    stop: CancellationToken,
    background: TaskTracker,
    servers: TaskTracker,
    _lock: Option<InstanceLock>,
    _folder: Folder,
}

/// Where the demo keeps its things; a temporary folder goes with it.
struct Folder {
    path: PathBuf,
    temporary: bool,
}

impl Folder {
    fn open(wanted: Option<&Path>) -> Result<Self> {
        let temporary = wanted.is_none();
        let path = wanted.map_or_else(|| std::env::temp_dir().join(fresh_name()), Path::to_owned);
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&path)
            .with_context(|| format!("cannot make the folder {}", path.display()))?;
        Ok(Self { path, temporary })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.temporary {
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}

/// A folder name that no other demo of this machine uses, also not another one in this process.
fn fresh_name() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("frontdesk-demo-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

impl Demo {
    /// Opens Frontdesk, the start page and the two apps, and leaves at once; [`Demo::close`] ends it.
    pub async fn open(options: &DemoOptions) -> Result<Self> {
        let folder = Folder::open(options.folder.as_deref())?;
        let doors = Doors::open(options.port)?;
        let addresses = doors.addresses.clone();
        let config = config(&folder.path, &addresses)?;
        // Made here, because a key of a demo needs no warning.
        master_key::read_or_make(&config.master_key.file, &OperatingSystem)?;
        let lock = config.database.file().map(|file| InstanceLock::take(&file)).transpose()?;
        let app = App::start(config).await?;
        furnish(&app, &addresses, &folder.path).await?;

        let stop = CancellationToken::new();
        let background = serve::background(&app, &stop);
        let servers = TaskTracker::new();
        let calendar = practice_app::router(practice_app::calendar(&app, &addresses)?);
        let billing = practice_app::router(practice_app::billing(&app, &addresses)?);
        let desk = start_desk::router(start_desk::StartDesk::new(&app, &addresses, &folder.path));
        let mut handles = Vec::new();
        let rooms = [(doors.frontdesk, router(&app)), (doors.desk, desk), (doors.calendar, calendar), (doors.billing, billing)];
        for (listener, router) in rooms {
            let handle = Handle::new();
            let server = axum_server::from_tcp(listener).context("cannot listen")?.handle(handle.clone());
            servers.spawn(server.serve(router.into_make_service_with_connect_info::<SocketAddr>()));
            handles.push(handle);
        }
        servers.close();
        Ok(Self { addresses, app, handles, stop, background, servers, _lock: lock, _folder: folder })
    }

    /// Closes everything.
    pub async fn close(self) {
        self.stop.cancel();
        for handle in &self.handles {
            handle.graceful_shutdown(Some(DRAIN));
        }
        self.servers.wait().await;
        self.background.wait().await;
        if let Err(error) = self.app.storage.clone().close().await {
            tracing::warn!(%error, "the database did not close");
        }
    }
}

/// Opens the demo, says where it is, and stays until it is told to stop.
pub async fn run(options: DemoOptions) -> Result<()> {
    let demo = Demo::open(&options).await?;
    println!("{}", welcome(&demo.addresses, options.folder.as_deref()));
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).context("cannot listen for signals")?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    println!("\nClosing.");
    demo.close().await;
    Ok(())
}

fn config(folder: &Path, addresses: &Addresses) -> Result<Config> {
    let issuer = Issuer::parse(&addresses.frontdesk).map_err(anyhow::Error::msg)?;
    let help = Help { phone: Some("+61 3 5550 1234".to_owned()), email: Some("desk@riverside.example".to_owned()) };
    Ok(Config {
        web: WebSettings { issuer, ..WebSettings::default() },
        database: DatabaseSettings { url: format!("sqlite:{}", folder.join("frontdesk.db").display()), ..DatabaseSettings::default() },
        master_key: MasterKeySettings { file: folder.join("frontdesk.key"), ..MasterKeySettings::default() },
        // The example apps are on this machine, and are told there that a session has ended.
        outbound: OutboundSettings { allow_private: true, ..OutboundSettings::default() },
        brand: BrandSettings { name: "Riverside Health".to_owned(), help: Some(help), ..BrandSettings::default() },
        mail: MessageSettings {
            transport: MailTransport::File,
            folder: folder.join("mail"),
            from: "Riverside Health <desk@riverside.example>".to_owned(),
            ..MessageSettings::default()
        },
        sms: SmsSettings {
            gateway: SmsRoute::File,
            countries: ["AU", "NZ", "GB", "DE", "US"].into_iter().filter_map(Country::parse).collect(),
            // Beside the emails, so that the mailbox is one.
            folder: folder.join("mail"),
            ..SmsSettings::default()
        },
        ..Config::default()
    })
}

/// The example's people and apps; in a folder that has them already, only the addresses of the apps follow the ports.
async fn furnish(app: &App, addresses: &Addresses, folder: &Path) -> Result<()> {
    let text = SEED.replace("{password}", PASSWORD).replace("{calendar}", &addresses.calendar).replace("{billing}", &addresses.billing);
    let text = text.replace("{deadline}", &practices::deadline(app.clock.now()));
    let mut seed = Seed::parse(&text, Path::new("."))?;
    for draft in &mut seed.apps {
        draft.secret = draft.id.as_deref().map(|id| secret_of(app, id));
    }
    let ground = Ground { app, actor: Actor::System };
    // First the people: what a practice demands begins for those who are there.
    let is_new = seed::apply(&practices::undecided(&seed), &ground).await?.users_added > 0;
    second_steps::set_up(app, folder).await?;
    if is_new {
        practices::set_away(app, UserState::Disabled).await?;
    }
    seed::apply(&seed, &ground).await?;
    if is_new {
        practices::set_away(app, UserState::Active).await?;
        practices::give_time(app).await?;
        send_first_letter(app).await?;
    }
    app.outbox.deliver_due().await?;
    Ok(())
}

/// The secret of an example app: the same at every start of one installation, and of no other.
fn secret_of(app: &App, id: &str) -> Secret {
    Secret::new(URL_SAFE_NO_PAD.encode(app.sealer.mac("demo app secret", id.as_bytes())))
}

/// Asks Farid to confirm his email, so that the mailbox has something in it.
async fn send_first_letter(app: &App) -> Result<()> {
    use crate::messages::{Envelope, Message, Recipient};
    let email = Email::parse("farid@riverside.example")?;
    let tx = app.storage.write().await?;
    if let Some(farid) = users::store::find_by_email(&tx, &email).await? {
        let token = links::store::issue(&tx, &farid, Purpose::VerifyEmail, app.clock.now(), &*app.random).await?;
        let link = app.reception.issuer.url(&format!("/verify-email?token={}", token.expose()));
        let message = Message::VerifyEmail { link: Secret::new(link), valid_for: Purpose::VerifyEmail.lifetime() };
        let to = Recipient { email: email.as_str().to_owned(), name: farid.name.clone(), language: "en".parse().unwrap_or_default() };
        app.outbox.queue(&tx, &Envelope { to, message, asked: None }).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// What the terminal says.
fn welcome(addresses: &Addresses, folder: Option<&Path>) -> String {
    let line = |person: &pages::PersonLine| {
        format!("  {:<25} {:<16} {:<13} {:<11} {}", person.email, person.name, person.role, person.access, person.second_step)
    };
    let people = people::PEOPLE.iter().map(line).collect::<Vec<_>>().join("\n");
    let kept = folder.map_or_else(
        || "Everything is gone when you stop it.".to_owned(),
        |folder| format!("Everything is kept in {}.", crate::storage::shown(folder)),
    );
    format!(
        "
Riverside Health is open. Begin here:

  {desk}

  Riverside Calendar  {calendar}   the practice's own app
  Billing Bee         {billing}   somebody else's app, which asks for consent
  Mailbox             {desk}/mail   every email and SMS that was sent
  Frontdesk           {frontdesk}

People, all with the password: {PASSWORD}
(email, name, role, access level, two-factor authentication)

{people}

Riverside Health demands two-factor authentication from a day that is three days off: until then, Not now goes on to the app.

{kept} Stop it with Ctrl+C.",
        desk = addresses.desk,
        calendar = addresses.calendar,
        billing = addresses.billing,
        frontdesk = addresses.frontdesk,
    )
}
