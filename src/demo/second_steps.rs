//! The example's second steps: somebody with each status, by the verbs of the factors room, with codes read from the mailbox as
//! the person would.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use totp_rs::Totp;

use super::mailbox::Mailbox;
use super::pages::AppShown;
use crate::app::App;
use crate::audit::Actor;
use crate::factors::change;
use crate::factors::set_up::{self, Choice, SetUp, Validation};
use crate::factors::status::{By, Status};
use crate::factors::{Desk, Enrolment, Factor, FactorUsed, FreshProof, Method};
use crate::foundation::clock::Timestamp;
use crate::foundation::phone::PhoneNumber;
use crate::foundation::secret::{Secret, TokenDigest};
use crate::users::{self, Email, User};

/// A number that is kept free for stories (ACMA).
const NUMBER: &str = "+61491570156";

/// How long an authenticator app shows a code.
const STEP: Duration = Duration::from_secs(30);

/// Who has an authenticator app: the name, and the file with the app's key.
const APPS: &[(&str, &str, &str)] = &[
    ("David O'Brien", "david@riverside.example", "authenticator-david.txt"),
    ("Ines Duarte", "ines@riverside.example", "authenticator-ines.txt"),
];

/// Brings everybody to their status who has none yet.
pub(super) async fn set_up(app: &App, folder: &Path) -> Result<()> {
    let stage = Stage { app, folder, account_url: app.reception.issuer.url("/account") };
    for (email, wanted) in [
        ("david@riverside.example", Wanted::App),
        ("grace@riverside.example", Wanted::Activated),
        ("hamish@riverside.example", Wanted::Pending),
        ("ines@riverside.example", Wanted::App),
        ("jack@riverside.example", Wanted::Sms),
        ("keiko@riverside.example", Wanted::Email),
    ] {
        let email = Email::parse(email)?;
        let person = users::store::find_by_email(app.storage.read(), &email).await?.with_context(|| format!("{email} is missing"))?;
        if Enrolment::of(&app.storage, person.id).await?.status() == Status::NotSetup {
            stage.bring(&person, wanted).await?;
        }
    }
    Ok(())
}

#[derive(Clone, Copy)]
enum Wanted {
    Activated,
    Pending,
    App,
    Sms,
    Email,
}

struct Stage<'a> {
    app: &'a App,
    folder: &'a Path,
    account_url: String,
}

impl Stage<'_> {
    async fn bring(&self, person: &User, wanted: Wanted) -> Result<()> {
        let desk = self.desk(person);
        let browser = TokenDigest::of(b"demo");
        let now = self.app.clock.now();
        let enrolment = Enrolment::of(&self.app.storage, person.id).await?;
        let proof = FreshProof::of(&enrolment, &[FactorUsed::new(Factor::Password, now)], now).context("a password proves a beginner")?;
        let choice = match wanted {
            Wanted::Activated => return Ok(change::activate(&desk, person.id, By::Person).await?.commit().await?),
            Wanted::Pending | Wanted::App => Choice::Totp,
            Wanted::Sms => Choice::Sms { number: PhoneNumber::international(NUMBER)? },
            Wanted::Email => Choice::Email,
        };
        let code = match set_up::choose(&desk, &proof, browser, &choice).await? {
            SetUp::App(_) if matches!(wanted, Wanted::Pending) => return Ok(()),
            SetUp::App(invitation) => {
                let file = APPS.iter().find(|(_, email, _)| *email == person.email.as_str()).map(|(.., file)| self.folder.join(file));
                tokio::fs::write(file.context("the example's key has no file")?, invitation.uri.expose())
                    .await
                    .context("cannot keep the example's key")?;
                // The code before this one, so that the one that the app shows now was not used yet.
                let app = ExampleApp::parse(invitation.uri.expose()).context("the example's key cannot be read")?;
                app.code(now.minus(STEP))
            }
            SetUp::Sent(_) => {
                self.app.outbox.deliver_due().await?;
                Mailbox::of(self.app).newest_code().context("the example's code did not arrive")?
            }
        };
        match set_up::validate(&desk, person.id, browser, choice.method(), &Secret::new(code)).await? {
            Validation::Done(_) => Ok(()),
            Validation::Refused(refused) => bail!("the example's {} cannot be validated: {refused:?}", Method::as_str(choice.method())),
        }
    }

    fn desk(&self, person: &User) -> Desk<'_> {
        let app = self.app;
        Desk {
            storage: &app.storage,
            sealer: &app.sealer,
            outbox: &app.outbox,
            clock: &*app.clock,
            random: &*app.random,
            issuer_name: &app.config.brand.name,
            account_url: &self.account_url,
            language: "en".parse().unwrap_or_default(),
            actor: Actor::User(person.id),
            from: None,
            request_id: "demo",
        }
    }
}

/// The example's authenticator apps, open on the table.
pub(super) fn apps_shown(folder: &Path, now: Timestamp) -> Vec<AppShown> {
    let shown = |(name, _, file): &(&'static str, &str, &str)| {
        let app = ExampleApp::parse(&std::fs::read_to_string(folder.join(file)).ok()?)?;
        Some(AppShown { name, code: app.code(now), typed: app.typed })
    };
    APPS.iter().filter_map(shown).collect()
}

/// An authenticator app of one of the example's people.
struct ExampleApp {
    totp: Totp,
    /// The key in groups of four, to be typed into an app of one's own.
    typed: String,
}

impl ExampleApp {
    fn parse(uri: &str) -> Option<Self> {
        let totp = Totp::from_url(uri).ok()?;
        let base32 = totp.secret().to_base32();
        let groups: Vec<&str> = (0..base32.len()).step_by(4).filter_map(|at| base32.get(at..base32.len().min(at + 4))).collect();
        Some(Self { typed: groups.join(" "), totp })
    }

    /// What the app shows now.
    fn code(&self, now: Timestamp) -> String {
        self.totp.generate(u64::try_from(now.as_secs()).unwrap_or(0)).to_string()
    }
}
