//! Listening: plain or TLS, and stopping without dropping anybody.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};
use axum::Router;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use hyper_util::rt::TokioTimer;
use metrics_exporter_prometheus::PrometheusBuilder;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::App;
use crate::audit::Actor;
use crate::config::Config;
use crate::foundation::clock::Timestamp;
use crate::keys::Rotation;
use crate::reminders::Reminders;
use crate::router::router;
use crate::seed::{self, Ground, Seed};
use crate::storage::InstanceLock;
use crate::web::TlsSettings;
use crate::{authorization, clients, factors, messages, reminders, sessions, token, users};

/// How long a client may take to send its headers.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);

/// How often expired rows are removed.
const PURGE_EVERY: Duration = Duration::from_mins(10);

/// How soon sign-ins end after a policy became stricter.
const REVIEW_EVERY: Duration = Duration::from_secs(2);

/// The most rows of a kind that are removed at once, so that no request waits long.
const PURGE_BATCH: u64 = 1000;

/// How long an expired row stays, so that a late repetition is still recognised as one.
const KEEP_EXPIRED: Duration = Duration::from_hours(24);

/// How often certificate files are looked at.
const TLS_CHECK: Duration = Duration::from_mins(1);

/// Serves until a signal to stop arrives.
pub async fn serve(config: Config) -> Result<()> {
    let figures = PrometheusBuilder::new().install_recorder().context("cannot collect figures")?;
    let _lock = config.database.file().map(|file| InstanceLock::take(&file)).transpose()?;
    let app = App::start(config).await?;
    let _ = app.figures.set(figures);
    if let Some(file) = &app.config.seed {
        plant(&app, file).await?;
    }
    if !app.reception.issuer.is_secure() {
        tracing::warn!(issuer = %app.reception.issuer, "serving over plain http, which is for trying out on this machine only");
    }
    let stop = CancellationToken::new();
    let background = background(&app, &stop);
    let handle = Handle::new();
    tokio::spawn(stop_on_signal(Arc::clone(&app), handle.clone(), stop.clone()));
    tracing::info!(listen = %app.config.web.listen, issuer = %app.reception.issuer, "open");
    listen(&app, router(&app), handle).await?;
    stop.cancel();
    background.wait().await;
    app.storage.clone().close().await?;
    tracing::info!("closed");
    Ok(())
}

/// Applies the configured seed file.
async fn plant(app: &App, file: &Path) -> Result<()> {
    let seed = Seed::read(file)?;
    let ground = Ground { app, actor: Actor::System };
    let applied = seed::apply(&seed, &ground).await?;
    if !applied.is_nothing() {
        tracing::info!(file = %file.display(), %applied, "the seed was applied");
    }
    Ok(())
}

/// Answers on the configured address until `handle` says stop.
pub async fn listen(app: &Arc<App>, router: Router, handle: Handle<SocketAddr>) -> Result<()> {
    let settings = &app.config.web;
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let failed = || format!("cannot listen on {}; is another program using that port?", settings.listen);
    if let Some(tls) = &settings.tls {
        let rustls = RustlsConfig::from_pem_file(&tls.certificate, &tls.key)
            .await
            .with_context(|| format!("cannot use {} and {}", tls.certificate.display(), tls.key.display()))?;
        tokio::spawn(reload_on_change(tls.clone(), rustls.clone()));
        let mut server = axum_server::bind_rustls(settings.listen, rustls).handle(handle);
        server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT);
        server.http_builder().http2().timer(TokioTimer::new()).max_concurrent_streams(100);
        server.serve(service).await.with_context(failed)
    } else {
        let mut server = axum_server::bind(settings.listen).handle(handle);
        server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT);
        server.http_builder().http2().timer(TokioTimer::new()).max_concurrent_streams(100);
        server.serve(service).await.with_context(failed)
    }
}

/// Starts the work that no request waits for.
pub fn background(app: &Arc<App>, stop: &CancellationToken) -> TaskTracker {
    let tasks = TaskTracker::new();
    let outbox = Arc::clone(app);
    let stopped = stop.clone();
    tasks.spawn(async move { outbox.outbox.run(stopped, outbox.config.mail.keep).await });
    let notices = Arc::clone(app);
    let stopped = stop.clone();
    tasks.spawn(async move { notices.back_channel.run(stopped).await });
    tasks.spawn(every(app.config.keys.check_interval(), stop.clone(), Arc::clone(app), |app| async move {
        let rotated = app.key_ring.rotate(&app.storage, &app.sealer, app.clock.now(), &*app.random, Rotation::WhenDue).await;
        if let Err(error) = rotated {
            tracing::error!(%error, "signing keys cannot be looked after");
        }
    }));
    tasks.spawn(every(PURGE_EVERY, stop.clone(), Arc::clone(app), |app| async move {
        if let Err(error) = purge(&app, app.clock.now()).await {
            tracing::warn!(%error, "expired rows cannot be removed");
        }
    }));
    tasks.spawn(every(REVIEW_EVERY, stop.clone(), Arc::clone(app), |app| async move {
        if let Err(error) = token::below_policy::review_due(&app.storage, app.clock.now()).await {
            tracing::warn!(%error, "sign-ins below policy cannot be ended");
        }
    }));
    tasks.spawn(every(reminders::EVERY, stop.clone(), Arc::clone(app), |app| async move {
        if let Err(error) = remind(&app, app.clock.now()).await {
            tracing::warn!(%error, "reminders cannot be written");
        }
        if let Err(error) = reminders::report(&app.storage, app.clock.now()).await {
            tracing::warn!(%error, "people cannot be counted");
        }
    }));
    tasks.close();
    tasks
}

async fn every<F, W>(pause: Duration, stop: CancellationToken, app: Arc<App>, work: F)
where
    F: Fn(Arc<App>) -> W + Send,
    W: Future<Output = ()> + Send,
{
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(pause) => work(Arc::clone(&app)).await,
        }
    }
}

/// Writes the reminders and digests that are due; how many there were.
pub async fn remind(app: &App, now: Timestamp) -> Result<usize, messages::MessageError> {
    let (storage, outbox, texts, issuer) = (&app.storage, &app.outbox, app.reception.pages.texts(), &app.reception.issuer);
    Reminders { storage, outbox, texts, issuer, now }.write_due().await
}

/// Removes rows that nobody can use any more.
pub async fn purge(app: &App, now: Timestamp) -> Result<(), crate::storage::StorageError> {
    let before = now.minus(KEEP_EXPIRED);
    let tx = app.storage.write().await?;
    authorization::code::purge(&tx, before).await?;
    users::purge(&tx, before).await?;
    factors::purge(&tx, before).await?;
    messages::sms::purge(&tx, before).await?;
    sessions::store::purge(&tx, before).await?;
    token::store::purge(&tx, now, now.minus(app.config.tokens.refresh_grace), PURGE_BATCH).await?;
    clients::store::forget_expired(&tx, before).await?;
    tx.commit().await?;
    Ok(())
}

async fn stop_on_signal(app: Arc<App>, handle: Handle<SocketAddr>, stop: CancellationToken) {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    tracing::info!("stopping");
    app.leave();
    handle.graceful_shutdown(Some(app.config.web.drain));
    stop.cancel();
}

async fn reload_on_change(files: TlsSettings, rustls: RustlsConfig) {
    let changed_at = || -> Option<(SystemTime, SystemTime)> {
        let time = |path: &Path| std::fs::metadata(path).and_then(|file| file.modified()).ok();
        Some((time(&files.certificate)?, time(&files.key)?))
    };
    let mut known = changed_at();
    loop {
        tokio::time::sleep(TLS_CHECK).await;
        let now = changed_at();
        if now.is_some() && now != known {
            match rustls.reload_from_pem_file(&files.certificate, &files.key).await {
                Ok(()) => {
                    known = now;
                    tracing::info!("the certificate was read again");
                }
                // Half-written files are read again at the next look.
                Err(error) => tracing::warn!(%error, "the new certificate cannot be used; the old one stays"),
            }
        }
    }
}
