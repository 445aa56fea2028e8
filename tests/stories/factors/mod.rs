//! The second step: setting it up, passing it, and all the ways in which somebody tries to get around it.

mod answering;
mod at_once;
mod devices;
mod setting_up;
mod sms;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use frontdesk::audit::{self, Actor, EventKind, Filter, SecurityEvent};
use frontdesk::factors::answer::{self, Answer, CodeRefused};
use frontdesk::factors::challenge::{self, Challenge};
use frontdesk::factors::code::{Occasion, Purpose};
use frontdesk::factors::set_up::{self, Choice, SetUp, Validated, Validation};
use frontdesk::factors::{self, Enrolment, Factor, FactorPassed, FactorUsed, FreshProof, Method};
use frontdesk::foundation::clock::{Clock, FrozenClock, Timestamp};
use frontdesk::foundation::id::UserId;
use frontdesk::foundation::random::{OperatingSystem, Random};
use frontdesk::foundation::sealed::{MasterKey, Sealer};
use frontdesk::foundation::secret::{Secret, TokenDigest};
use frontdesk::messages::{Asked, DeliveryError, Mailer, Outbox, OutgoingEmail, Sms, SmsSettings};
use frontdesk::outbound::OutboundSettings;
use frontdesk::storage::{DatabaseSettings, Storage, migrator};
use frontdesk::users::{self, Email, User};
use frontdesk::web::page::{PageSettings, Pages};
use futures_util::future::BoxFuture;

use crate::letters::letters;
use crate::support::{AuthenticatorApp, Folder, Postgres};

/// Keeps what is sent.
#[derive(Default)]
struct Postbox(Mutex<Vec<OutgoingEmail>>);

impl Mailer for Postbox {
    fn send<'a>(&'a self, email: &'a OutgoingEmail) -> BoxFuture<'a, Result<(), DeliveryError>> {
        self.0.lock().unwrap().push(email.clone());
        Box::pin(std::future::ready(Ok(())))
    }

    fn check(&self) -> BoxFuture<'_, Result<(), DeliveryError>> {
        Box::pin(std::future::ready(Ok(())))
    }
}

/// One node: its own connections, the database and the clock that all share.
struct Node {
    storage: Storage,
    outbox: Outbox,
}

struct House {
    nodes: Vec<Node>,
    sealer: Arc<Sealer>,
    clock: Arc<FrozenClock>,
    post: Arc<Postbox>,
    alice: User,
    /// Dropped last.
    _ground: (Folder, Option<Postgres>),
}

/// A browser, by a number.
fn browser(number: u8) -> TokenDigest {
    TokenDigest::of(&[number])
}

/// Two nodes on an SQLite file.
async fn on_sqlite() -> House {
    let folder = Folder::new();
    let url = format!("sqlite:{}", folder.file("frontdesk.db").display());
    House::open(&url, (folder, None)).await
}

/// Two nodes on PostgreSQL; `None`, with a message, where there is no server.
async fn on_postgres() -> Option<House> {
    let postgres = Postgres::fresh().await?;
    let url = postgres.url.clone();
    Some(House::open(&url, (Folder::new(), Some(postgres))).await)
}

impl House {
    async fn open(url: &str, ground: (Folder, Option<Postgres>)) -> Self {
        let sealer = Arc::new(Sealer::new(&MasterKey::generate(&OperatingSystem)).unwrap());
        let clock = Arc::new(FrozenClock::at(Timestamp::from_secs(1_800_000_000)));
        let post = Arc::new(Postbox::default());
        let pages = Pages::load(&PageSettings::default()).unwrap();
        let mut nodes = Vec::new();
        for _ in 0..2 {
            let storage = Storage::connect(&DatabaseSettings { url: url.to_owned(), ..DatabaseSettings::default() }).await.unwrap();
            migrator::migrate(storage.writer()).await.unwrap();
            let random: Arc<dyn Random> = Arc::new(OperatingSystem);
            let (mailer, clock): (Arc<dyn Mailer>, Arc<dyn Clock>) = (post.clone(), clock.clone());
            let outbox = Outbox::new(letters(&pages), mailer, storage.clone(), Arc::clone(&sealer), clock, random);
            nodes.push(Node { storage, outbox });
        }
        let now = clock.now();
        let email = Email::parse("alice@riverside.example").unwrap();
        let alice = User::new(UserId::new(now, &OperatingSystem), email, "Alice Nguyen", now);
        let tx = nodes[0].storage.write().await.unwrap();
        assert!(users::store::insert(&tx, &alice).await.unwrap());
        tx.commit().await.unwrap();
        Self { nodes, sealer, clock, post, alice, _ground: ground }
    }

    /// Whether that changed anything.
    async fn policy_became_mandatory(&self) -> bool {
        let tx = self.nodes[0].storage.write().await.unwrap();
        let changed = factors::change::activate_by_policy(&tx, self.alice.id, self.now()).await.unwrap();
        tx.commit().await.unwrap();
        changed
    }

    /// The same house with SMS.
    fn with_sms(mut self, settings: &SmsSettings) -> Self {
        let pages = Pages::load(&PageSettings::default()).unwrap();
        for node in &mut self.nodes {
            let random: Arc<dyn Random> = Arc::new(OperatingSystem);
            let (mailer, clock): (Arc<dyn Mailer>, Arc<dyn Clock>) = (self.post.clone(), self.clock.clone());
            let texts = letters(&pages).for_sms(Some("id.example.com".to_owned()));
            let sms = Sms::new(settings, &OutboundSettings::default(), texts, &clock).unwrap();
            let outbox = Outbox::new(letters(&pages), mailer, node.storage.clone(), Arc::clone(&self.sealer), clock, random);
            node.outbox = outbox.with_sms(sms);
        }
        self
    }

    fn desk(&self) -> factors::Desk<'_> {
        self.desk_of(&self.nodes[0])
    }

    fn desk_of<'a>(&'a self, node: &'a Node) -> factors::Desk<'a> {
        factors::Desk {
            storage: &node.storage,
            sealer: &self.sealer,
            outbox: &node.outbox,
            clock: &*self.clock,
            random: &OperatingSystem,
            issuer_name: "Riverside Health",
            account_url: "https://id.example.com/account",
            language: "en".parse().unwrap(),
            actor: Actor::User(self.alice.id),
            from: Some(Asked { address: "203.0.113.7".parse().unwrap(), user_agent: "Firefox/140.0 Windows".to_owned() }),
            request_id: "K7M2",
        }
    }

    fn storage(&self) -> &Storage {
        &self.nodes[0].storage
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn advance(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    fn at(&self, purpose: Purpose, number: u8) -> Occasion {
        Occasion { user: self.alice.id, purpose, browser: browser(number) }
    }

    async fn enrolment(&self) -> Enrolment {
        Enrolment::of(self.storage(), self.alice.id).await.unwrap()
    }

    /// Fresh proof by a factor.
    async fn proof(&self, factors: &[Factor]) -> Option<FreshProof> {
        let used: Vec<FactorUsed> = factors.iter().map(|factor| FactorUsed::new(*factor, self.now())).collect();
        FreshProof::of(&self.enrolment().await, &used, self.now())
    }

    /// Fresh proof by a passkey, which is proof of anything.
    async fn fresh(&self) -> FreshProof {
        self.proof(&[Factor::Passkey]).await.unwrap()
    }

    async fn choose(&self, choice: &Choice) -> SetUp {
        set_up::choose(&self.desk(), &self.fresh().await, browser(1), choice).await.unwrap()
    }

    async fn choose_app(&self) -> AuthenticatorApp {
        match self.choose(&Choice::Totp).await {
            SetUp::App(invitation) => AuthenticatorApp::scanned(invitation.uri.expose()),
            SetUp::Sent(_) => panic!("an app needs no delivery"),
        }
    }

    async fn validate(&self, method: Method, code: &str) -> Validation {
        set_up::validate(&self.desk(), self.alice.id, browser(1), method, &Secret::new(code)).await.unwrap()
    }

    async fn validated(&self, method: Method, code: &str) -> Validated {
        match self.validate(method, code).await {
            Validation::Done(done) => done,
            Validation::Refused(refused) => panic!("{refused:?}"),
        }
    }

    /// An authenticator app, validated a while ago, and the recovery codes that came with it.
    async fn with_app(&self) -> (AuthenticatorApp, Vec<String>) {
        let app = self.choose_app().await;
        let done = self.validated(Method::Totp, &app.shows(self.now())).await;
        self.advance(90);
        (app, done.recovery_codes.iter().map(|code| code.shown().expose().to_owned()).collect())
    }

    /// Confirmation by email, validated a while ago.
    async fn with_email(&self) {
        self.choose(&Choice::Email).await;
        let code = self.newest_code().await;
        self.validated(Method::Email, &code).await;
        self.advance(90);
    }

    async fn begin(&self, occasion: &Occasion, method: Method) -> Challenge {
        challenge::begin(&self.desk(), occasion, method).await.unwrap()
    }

    /// Begins a sign-in in a browser and gives the code that was sent.
    async fn code_for(&self, number: u8) -> String {
        let challenge = self.begin(&self.at(Purpose::SignIn, number), Method::Email).await;
        assert!(matches!(challenge, Challenge::Sent { is_new: true, .. }), "{challenge:?}");
        self.newest_code().await
    }

    /// Answers, and commits what was right as a sign-in would.
    async fn answer_on(&self, node: &Node, occasion: &Occasion, factor: Factor, code: &str) -> Result<FactorPassed, CodeRefused> {
        match answer::answer(&self.desk_of(node), occasion, factor, &Secret::new(code)).await.unwrap() {
            Answer::Accepted(proof, open) => {
                let event = SecurityEvent::new(EventKind::SignedIn, Actor::User(self.alice.id)).about(self.alice.id);
                open.commit(proof.at(), &event).await.unwrap();
                Ok(proof.into())
            }
            Answer::Refused(refused) => Err(refused),
        }
    }

    async fn answer(&self, occasion: &Occasion, factor: Factor, code: &str) -> Result<FactorPassed, CodeRefused> {
        self.answer_on(&self.nodes[0], occasion, factor, code).await
    }

    async fn sign_in(&self, factor: Factor, code: &str) -> Result<FactorPassed, CodeRefused> {
        self.answer(&self.at(Purpose::SignIn, 1), factor, code).await
    }

    /// The code in the newest letter.
    async fn newest_code(&self) -> String {
        let letter = self.letters().await.into_iter().rfind(|letter| letter.kind == "code").expect("a letter with a code");
        let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit());
        letter.letter.text.lines().find(is_code).expect("a code in the letter").to_owned()
    }

    async fn letters(&self) -> Vec<OutgoingEmail> {
        self.nodes[0].outbox.deliver_due().await.unwrap();
        self.post.0.lock().unwrap().clone()
    }

    async fn letter_kinds(&self) -> Vec<String> {
        self.letters().await.into_iter().map(|letter| letter.kind).collect()
    }

    /// The names of what was written down, oldest first.
    async fn events(&self) -> Vec<String> {
        let page = audit::list(self.storage().read(), &Filter::default(), None, 500).await.unwrap();
        page.events.into_iter().rev().map(|event| event.kind).collect()
    }
}

/// Makes two tests of each story, `sqlite::…` and `postgres::…`.
macro_rules! on_both {
    ($($story:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                Box::pin(super::$story($crate::factors::on_sqlite().await)).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                if let Some(house) = $crate::factors::on_postgres().await {
                    Box::pin(super::$story(house)).await;
                }
            })*
        }
    };
}
use on_both;
