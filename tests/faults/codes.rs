//! Codes while the mail server or the SMS gateway is down, slow, or says everything twice: the answer comes at once, there is
//! never a second valid code, another method goes on working, and what waits leaves in time or not at all.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use frontdesk::audit::Actor;
use frontdesk::factors::answer::{self, Answer, CodeRefused};
use frontdesk::factors::challenge::{self, Challenge};
use frontdesk::factors::code::{Occasion, Purpose};
use frontdesk::factors::set_up::{self, Choice, SetUp, Validation};
use frontdesk::factors::{self, Enrolment, Factor, FactorUsed, FreshProof, Method};
use frontdesk::foundation::id::UserId;
use frontdesk::foundation::phone::{Country, PhoneNumber};
use frontdesk::foundation::secret::{Secret, TokenDigest};
use frontdesk::messages::sms::SmsRoute;
use frontdesk::messages::{MailTls, MailTransport};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use crate::on_both_grounds;
use crate::support::{AuthenticatorApp, Desk, Ground, Manner, RecordingGateway};

on_both_grounds!(
    a_hanging_gateway_holds_up_neither_the_answer_nor_email,
    a_mail_server_that_is_down_delivers_in_time_or_not_at_all,
    a_mail_server_that_forgets_sends_the_same_code_twice,
);

/// An answer of Frontdesk while others are down.
const AT_ONCE: Duration = Duration::from_secs(3);

impl Desk {
    fn second_step(&self) -> factors::Desk<'_> {
        let app = &*self.app;
        factors::Desk {
            storage: &app.storage,
            sealer: &app.sealer,
            outbox: &app.outbox,
            clock: &*app.clock,
            random: &*app.random,
            issuer_name: "Riverside Health",
            account_url: "https://id.example.com/account",
            language: "en".parse().unwrap(),
            actor: Actor::Anonymous,
            from: None,
            request_id: "K7M2",
        }
    }

    async fn choose(&self, user: UserId, choice: &Choice) -> SetUp {
        let enrolment = Enrolment::of(&self.app.storage, user).await.unwrap();
        let used = [FactorUsed::new(Factor::Passkey, self.now())];
        let proof = FreshProof::of(&enrolment, &used, self.now()).unwrap();
        set_up::choose(&self.second_step(), &proof, browser(), choice).await.unwrap()
    }

    async fn validate(&self, user: UserId, method: Method, code: &str) {
        let done = set_up::validate(&self.second_step(), user, browser(), method, &Secret::new(code)).await.unwrap();
        assert!(matches!(done, Validation::Done(_)));
        self.advance(Duration::from_secs(90));
    }

    /// Asks for a code to sign in with; it must be answered at once.
    async fn ask(&self, user: UserId, method: Method) -> Challenge {
        let began = Instant::now();
        let challenge = challenge::begin(&self.second_step(), &sign_in(user), method).await.unwrap();
        assert!(began.elapsed() < AT_ONCE, "{:?}", began.elapsed());
        assert!(matches!(challenge, Challenge::App | Challenge::Sent { is_new: true, .. }), "{challenge:?}");
        challenge
    }

    async fn answer(&self, user: UserId, factor: Factor, code: &str) -> Result<(), CodeRefused> {
        match answer::answer(&self.second_step(), &sign_in(user), factor, &Secret::new(code)).await.unwrap() {
            Answer::Accepted(proof, open) => {
                let event = frontdesk::audit::SecurityEvent::new(frontdesk::audit::EventKind::SignedIn, Actor::User(user));
                open.commit(proof.at(), &event).await.unwrap();
                Ok(())
            }
            Answer::Refused(refused) => Err(refused),
        }
    }
}

fn browser() -> TokenDigest {
    TokenDigest::of(b"a browser")
}

fn sign_in(user: UserId) -> Occasion {
    Occasion { user, purpose: Purpose::SignIn, browser: browser() }
}

async fn a_hanging_gateway_holds_up_neither_the_answer_nor_email(ground: Ground) {
    let gateway = RecordingGateway::open().await;
    let desk = Desk::open_with(ground, |config| {
        config.sms.gateway = SmsRoute::Webhook;
        config.sms.countries = vec![Country::parse("AU").unwrap()];
        config.sms.url.clone_from(&gateway.url);
        config.sms.secret = Secret::new("sixteen letters or more");
        config.sms.timeout = Duration::from_secs(20);
    })
    .await;
    let (alice, ben) = (desk.someone("Alice Nguyen").join().await, desk.someone("Ben Carter").join().await);
    desk.choose(alice.id, &Choice::Sms { number: PhoneNumber::international("+61412345678").unwrap() }).await;
    desk.app.outbox.deliver_due().await.unwrap();
    desk.validate(alice.id, Method::Sms, &gateway.posted().pop().unwrap().code()).await;
    let SetUp::App(invitation) = desk.choose(alice.id, &Choice::Totp).await else { panic!("an app") };
    let app = AuthenticatorApp::scanned(invitation.uri.expose());
    desk.validate(alice.id, Method::Totp, &app.shows(desk.now())).await;
    desk.app.outbox.deliver_due().await.unwrap();

    gateway.behave(Manner::Hangs);
    let stop = CancellationToken::new();
    let (running, stopped) = (Arc::clone(&desk.app), stop.clone());
    let runner = tokio::spawn(async move { running.outbox.run(stopped, Duration::from_hours(1)).await });
    let began = Instant::now();
    desk.ask(alice.id, Method::Sms).await;
    while gateway.posted().len() < 2 {
        assert!(began.elapsed() < Duration::from_secs(10), "the gateway was not called");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // Now it hangs. Ben's email goes past it, and Alice signs in with her app.
    desk.choose(ben.id, &Choice::Email).await;
    let folder = desk.folder.file("mail");
    let arrived = || {
        let files = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        files.filter(|file| file.file_name().to_string_lossy().ends_with("-code.eml")).count()
    };
    while arrived() == 0 {
        assert!(began.elapsed() < Duration::from_secs(15), "the email waits for the SMS");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    desk.ask(alice.id, Method::Totp).await;
    desk.answer(alice.id, Factor::Totp, &app.shows(desk.now())).await.unwrap();
    stop.cancel();
    runner.abort();
}

/// A mail server on a port that is free at first. It keeps every line that it is told.
struct MailServer {
    port: u16,
    heard: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    async fn down() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self { port: listener.local_addr().unwrap().port(), heard: Arc::default() }
    }

    /// Opens. A forgetful one takes the first message, and hangs up before it says so.
    async fn up(&self, is_forgetful: bool) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        let (heard, forgets) = (Arc::clone(&self.heard), Arc::new(AtomicBool::new(is_forgetful)));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(take_mail(stream, Arc::clone(&heard), Arc::clone(&forgets)));
            }
        });
    }

    /// Every line of six digits: the codes that came.
    fn codes(&self) -> Vec<String> {
        let heard = self.heard.lock().unwrap();
        heard.iter().filter(|line| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit())).cloned().collect()
    }
}

async fn take_mail(stream: TcpStream, heard: Arc<Mutex<Vec<String>>>, forgets: Arc<AtomicBool>) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    write.write_all(b"220 hello\r\n").await?;
    let (mut lines, mut in_message) = (BufReader::new(read).lines(), false);
    while let Some(line) = lines.next_line().await? {
        heard.lock().unwrap().push(line.clone());
        if in_message && line != "." {
            continue;
        }
        if in_message && forgets.swap(false, Ordering::SeqCst) {
            return Ok(());
        }
        in_message = line == "DATA";
        write.write_all(if in_message { b"354 go on\r\n" } else { b"250 fine\r\n" }).await?;
    }
    Ok(())
}

async fn desk_with(server: &MailServer, ground: Ground) -> Desk {
    Desk::open_with(ground, |config| {
        config.mail.transport = MailTransport::Smtp;
        config.mail.host = "127.0.0.1".to_owned();
        config.mail.port = server.port;
        config.mail.tls = MailTls::None;
        config.mail.timeout = Duration::from_secs(10);
    })
    .await
}

async fn a_mail_server_that_is_down_delivers_in_time_or_not_at_all(ground: Ground) {
    let server = MailServer::down().await;
    let desk = desk_with(&server, ground).await;
    let (alice, ben) = (desk.someone("Alice Nguyen").join().await, desk.someone("Ben Carter").join().await);
    let began = Instant::now();
    for user in [alice.id, ben.id] {
        assert!(matches!(desk.choose(user, &Choice::Email).await, SetUp::Sent(Challenge::Sent { is_new: true, .. })));
    }
    assert!(began.elapsed() < 2 * AT_ONCE);
    assert_eq!(desk.app.outbox.deliver_due().await.unwrap().put_off, 2);
    // Alice asks again: only her newest code may leave.
    desk.advance(Duration::from_secs(31));
    desk.choose(alice.id, &Choice::Email).await;
    assert_eq!(desk.app.outbox.deliver_due().await.unwrap().put_off, 2);
    desk.advance(Duration::from_mins(8));
    server.up(false).await;
    assert_eq!(desk.app.outbox.deliver_due().await.unwrap().sent, 2);
    let mut codes = server.codes();
    codes.sort();
    codes.dedup();
    assert_eq!(codes.len(), 2, "one each: {codes:?}");
    let mut opened = 0;
    for code in &codes {
        let typed = Secret::new(code.as_str());
        let done = set_up::validate(&desk.second_step(), alice.id, browser(), Method::Email, &typed).await.unwrap();
        opened += usize::from(matches!(done, Validation::Done(_)));
    }
    assert_eq!(opened, 1, "the newest code works, within its ten minutes");
}

async fn a_mail_server_that_forgets_sends_the_same_code_twice(ground: Ground) {
    let server = MailServer::down().await;
    let desk = desk_with(&server, ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    server.up(true).await;
    desk.choose(alice.id, &Choice::Email).await;
    assert_eq!(desk.app.outbox.deliver_due().await.unwrap().put_off, 1);
    desk.advance(Duration::from_secs(10));
    assert_eq!(desk.app.outbox.deliver_due().await.unwrap().sent, 1);
    let codes = server.codes();
    assert!(codes.len() >= 2 && codes.iter().all(|code| *code == codes[0]), "{codes:?}");
    desk.validate(alice.id, Method::Email, &codes[0]).await;
    desk.ask(alice.id, Method::Email).await;
    assert!(desk.answer(alice.id, Factor::Email, &codes[0]).await.is_err(), "a code is used once");
    // Nobody fetched this one; after ten minutes it does not leave any more.
    desk.advance(Duration::from_mins(10));
    let before = server.codes().len();
    assert!(desk.app.outbox.deliver_due().await.unwrap().expired >= 1);
    assert_eq!(server.codes().len(), before);
}
