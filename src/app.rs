//! The only wiring: everything a request may need, built once.
//!
//! Seen only by routes, the router, the command line and start-up. Rules receive what they need from it, never all of it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use metrics_exporter_prometheus::PrometheusHandle;
use thiserror::Error;

use crate::clients::ClientAuthentication;
use crate::clients::remote_keys::RemoteKeys;
use crate::config::Config;
use crate::factors::passkey::Ceremonies;
use crate::foundation::clock::{Clock, SystemClock};
use crate::foundation::random::{OperatingSystem, Random};
use crate::foundation::sealed::{MasterKey, Sealer};
use crate::keys::{KeyError, KeyRing};
use crate::logout::back_channel::BackChannel;
use crate::logout::request::HintedSignIn;
use crate::messages::{Letterhead, Letters, Outbox, Sms, mailer};
use crate::outbound::Outbound;
use crate::sessions::{self, LoginSession};
use crate::storage::master_key::{self, MasterKeyError};
use crate::storage::{Ephemeral, Storage, StorageError, migrator};
use crate::text::{LanguageTag, Wishes};
use crate::token::{self, origins::Origins};
use crate::users::password::PasswordHasher;
use crate::users::{self, User};
use crate::web::cookie::Cookies;
use crate::web::href::Href;
use crate::web::page::{Brand, Pages};
use crate::web::rate_limit::RateLimits;
use crate::web::return_to::Interaction;
use crate::web::{Reception, Visitor};

/// Whoever is signed in in a browser.
pub struct SignedIn {
    /// In the person's own language.
    pub visitor: Visitor,
    pub session: LoginSession,
    pub user: User,
}

/// Everything.
pub struct App {
    pub config: Config,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub storage: Storage,
    pub ephemeral: Ephemeral,
    pub sealer: Arc<Sealer>,
    pub reception: Arc<Reception>,
    pub limits: RateLimits,
    pub hasher: PasswordHasher,
    /// `None` where the issuer is an address without a name.
    pub passkeys: Option<Ceremonies>,
    pub key_ring: Arc<KeyRing>,
    pub client_authentication: ClientAuthentication,
    /// From where scripts may call.
    pub origins: Origins,
    pub outbox: Outbox,
    pub outbound: Outbound,
    /// Tells apps that sessions have ended.
    pub back_channel: BackChannel,
    /// What `/metrics` shows; there is one recorder in a process, so the one that serves sets it.
    pub figures: OnceLock<PrometheusHandle>,
    leaving: AtomicBool,
}

/// Why Frontdesk does not start.
#[derive(Debug, Error)]
pub enum StartError {
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Keys(#[from] KeyError),
    #[error("{0}")]
    Setting(String),
}

impl App {
    /// Builds everything from the configuration, with the machine's clock and randomness.
    pub async fn start(config: Config) -> Result<Arc<Self>, StartError> {
        Self::start_with(config, Arc::new(SystemClock), Arc::new(OperatingSystem)).await
    }

    /// The same with another clock and other dice. Migrates the database, and makes the master key and the signing keys where
    /// there are none yet.
    pub async fn start_with(config: Config, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Result<Arc<Self>, StartError> {
        let setting = |error: &dyn std::fmt::Display| StartError::Setting(error.to_string());
        let sealer = Arc::new(Sealer::new(&master_key(&config, &*random)?).map_err(MasterKeyError::from)?);
        let storage = Storage::connect(&config.database).await?;
        migrator::migrate(storage.writer()).await?;
        let now = clock.now();
        master_key::check(&storage, &sealer, now).await?;
        let ephemeral = Ephemeral::connect(&config.redis).await?;
        let key_ring = Arc::new(KeyRing::open(&storage, &sealer, now, &*random, &config.keys).await?);
        let pages = Arc::new(Pages::load(&config.pages).map_err(|error| setting(&error))?);
        let reception = Arc::new(reception(&config, Arc::clone(&pages), &sealer, &clock, &random)?);
        let help = config.brand.help.clone().unwrap_or_default();
        let letterhead = Letterhead { name: config.brand.name.clone(), help_phone: help.phone, help_email: help.email };
        let letters = Letters::new(Arc::clone(pages.texts()), Arc::clone(pages.templates()), letterhead);
        let way_out = mailer(&config.mail).map_err(|error| setting(&error))?;
        let sms = Sms::new(&config.sms, &config.outbound, letters.for_sms(config.web.issuer.domain()), &clock)
            .map_err(|error| setting(&error))?;
        let outbox =
            Outbox::new(letters, way_out, storage.clone(), Arc::clone(&sealer), Arc::clone(&clock), Arc::clone(&random)).with_sms(sms);
        let outbound = Outbound::new(&config.outbound).map_err(|error| setting(&error))?;
        let issuer = &config.web.issuer;
        let back_channel = BackChannel::new(
            storage.clone(),
            Arc::clone(&key_ring),
            (outbound.clone(), config.outbound.timeout),
            issuer.as_str().to_owned(),
            (Arc::clone(&clock), Arc::clone(&random)),
            config.logout.clone(),
        );
        let remote_keys = RemoteKeys::new(outbound.clone());
        let token_endpoint = issuer.url(token::routes::TOKEN);
        let client_authentication = ClientAuthentication::new(storage.clone(), remote_keys, issuer.as_str().to_owned(), token_endpoint);
        let limits = RateLimits::new(config.limits.clone(), ephemeral.clone());
        let hasher = PasswordHasher::new(&config.password, &*random).map_err(|error| setting(&error))?;
        let passkeys = Ceremonies::new(&config.web.issuer, &config.brand.name, &config.passkeys).map_err(|error| setting(&error))?;
        let leaving = AtomicBool::new(false);
        Ok(Arc::new(Self {
            config,
            clock,
            random,
            storage,
            ephemeral,
            sealer,
            reception,
            limits,
            hasher,
            passkeys,
            key_ring,
            client_authentication,
            origins: Origins::default(),
            outbox,
            outbound,
            back_channel,
            figures: OnceLock::new(),
            leaving,
        }))
    }

    /// The live session of this visitor's browser.
    pub async fn session_of(&self, visitor: &Visitor) -> Result<Option<LoginSession>, StorageError> {
        sessions::cookie::session_of(&self.storage, &self.reception.cookies, visitor, self.clock.now()).await
    }

    /// Whoever is signed in in this visitor's browser.
    pub async fn signed_in(&self, visitor: &Visitor) -> Result<Option<SignedIn>, StorageError> {
        let Some(session) = self.session_of(visitor).await? else { return Ok(None) };
        let Some(user) = users::store::find(self.storage.read(), session.user).await?.filter(User::is_active) else { return Ok(None) };
        let mut visitor = visitor.clone();
        if let Some(own) = user.locale.as_deref().and_then(|tag| tag.parse::<LanguageTag>().ok()) {
            let browser = visitor.language.to_string();
            let wishes = Wishes { ui_locales: None, own: Some(&own), accept_language: Some(&browser) };
            visitor.language = self.reception.pages.texts().negotiate(wishes);
        }
        Ok(Some(SignedIn { visitor, session, user }))
    }

    /// An errand that ends at a page of ours, a path without the issuer's; `cancel_to` is where it is given up, if it can be.
    pub async fn errand_to(&self, visitor: &Visitor, page: &str, cancel_to: Option<&str>) -> Result<Interaction, StorageError> {
        let mut errand = Interaction::new(visitor, self.clock.now(), &*self.random);
        page.clone_into(&mut errand.return_to);
        errand.cancel_to = cancel_to.map(str::to_owned);
        errand.keep(&self.ephemeral).await?;
        Ok(errand)
    }

    /// Where to sign in, and come back to a page of ours afterwards.
    pub async fn sign_in_first(&self, visitor: &Visitor, page: &str) -> Result<String, StorageError> {
        let errand = self.errand_to(visitor, page, None).await?;
        Ok(self.reception.issuer.local(&format!("/login/{}", errand.id)))
    }

    /// Whose sign-in an ID token was issued for that an app hands back; `None` when it is not one of ours.
    pub fn sign_in_of_hint(&self, id_token: &str) -> Option<HintedSignIn> {
        let hint = self.key_ring.verify_id_token_hint(id_token, self.reception.issuer.as_str(), self.clock.now()).ok()?;
        let client = hint.aud.first()?.parse().ok()?;
        Some(HintedSignIn { client, user: hint.sub, session: hint.sid })
    }

    /// Stops being ready: a load balancer sends no new requests.
    pub fn leave(&self) {
        self.leaving.store(true, Ordering::SeqCst);
    }

    /// What keeps this node from answering, if anything does.
    pub async fn not_ready(&self) -> Option<&'static str> {
        if self.leaving.load(Ordering::SeqCst) {
            return Some("stopping");
        }
        let (database, ephemeral) = tokio::join!(self.storage.ping(), self.ephemeral.ping());
        match (database, ephemeral) {
            (Err(_), _) => Some("the database does not answer"),
            (_, Err(_)) => Some("redis does not answer"),
            _ => None,
        }
    }
}

fn master_key(config: &Config, random: &dyn Random) -> Result<MasterKey, MasterKeyError> {
    let settings = &config.master_key;
    if !settings.key.expose().is_empty() {
        return Ok(MasterKey::parse(&settings.key)?);
    }
    let (key, made) = master_key::read_or_make(&settings.file, random)?;
    if made {
        tracing::warn!(file = %crate::storage::shown(&settings.file), "a new master key was made; keep a copy apart from the database's backups");
    }
    Ok(key)
}

fn reception(
    config: &Config,
    pages: Arc<Pages>,
    sealer: &Arc<Sealer>,
    clock: &Arc<dyn Clock>,
    random: &Arc<dyn Random>,
) -> Result<Reception, StartError> {
    let accent = config.brand.accent.as_deref().map(str::parse).transpose();
    let accent = accent.map_err(|_| StartError::Setting("brand.accent must be a colour such as \"#2f6f4e\"".to_owned()))?;
    let logo_url = config.brand.logo_uri.as_deref().map(|uri| Href::web(uri).ok_or(uri)).transpose();
    let logo_url = logo_url.map_err(|uri| StartError::Setting(format!("brand.logo_uri must be an https address, not \"{uri}\"")))?;
    Ok(Reception {
        issuer: config.web.issuer.clone(),
        cookies: Cookies::new(&config.web.issuer),
        pages,
        brand: Brand { name: config.brand.name.clone(), practice: None, logo_url, accent },
        help: config.brand.help.clone(),
        sealer: Arc::clone(sealer),
        clock: Arc::clone(clock),
        random: Arc::clone(random),
        trusted_proxies: config.web.trusted_proxies.clone(),
    })
}
