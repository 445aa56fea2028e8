//! Email on its way: servers that are down, slow, refusing or forgetful; two nodes; a node that dies.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use frontdesk::foundation::clock::{Clock, FrozenClock};
use frontdesk::foundation::random::{OperatingSystem, Random, Seeded};
use frontdesk::foundation::sealed::{MasterKey, Sealer};
use frontdesk::foundation::secret::Secret;
use frontdesk::messages::eml::Eml;
use frontdesk::messages::{
    Delivered, DeliveryError, Envelope, MailTls, MailTransport, Mailer, Message, MessageSettings, Outbox, OutgoingEmail, SettingsError,
    mailer,
};
use frontdesk::storage::{DatabaseSettings, Storage, entity::outbox_message, migrator};
use frontdesk::web::page::{PageSettings, Pages};
use futures_util::future::BoxFuture;
use sea_orm::EntityTrait;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::letters::{envelope, letters, now};
use crate::support::{Folder, Letter, Mailbox, Postgres};

const TOKEN: &str = "rp_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";

fn reset() -> Message {
    Message::ResetPassword {
        link: Secret::new(format!("https://id.example.com/reset-password?token={TOKEN}")),
        valid_for: Duration::from_mins(30),
    }
}

/// A database, a clock that stands still, and outboxes on it.
struct Desk {
    storage: Storage,
    clock: Arc<FrozenClock>,
    sealer: Arc<Sealer>,
    pages: Pages,
    folder: Folder,
}

impl Desk {
    async fn new() -> Self {
        let folder = Folder::new();
        let url = format!("sqlite:{}", folder.file("frontdesk.db").display());
        Self::over(&url, folder).await
    }

    async fn over(url: &str, folder: Folder) -> Self {
        let storage = Storage::connect(&DatabaseSettings { url: url.to_owned(), ..DatabaseSettings::default() }).await.unwrap();
        migrator::migrate(storage.writer()).await.unwrap();
        let sealer = Arc::new(Sealer::new(&MasterKey::generate(&Seeded::new(7))).unwrap());
        Self { storage, clock: Arc::new(FrozenClock::at(now())), sealer, pages: Pages::load(&PageSettings::default()).unwrap(), folder }
    }

    fn outbox(&self, mailer: Arc<dyn Mailer>) -> Outbox {
        let clock: Arc<dyn Clock> = self.clock.clone();
        let random: Arc<dyn Random> = Arc::new(OperatingSystem);
        Outbox::new(letters(&self.pages), mailer, self.storage.clone(), Arc::clone(&self.sealer), clock, random)
    }

    fn smtp(&self, address: &str) -> Outbox {
        self.outbox(mailer(&smtp_settings(address)).unwrap())
    }

    async fn queue(&self, outbox: &Outbox, envelope: &Envelope) {
        let tx = self.storage.write().await.unwrap();
        outbox.queue(&tx, envelope).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn rows(&self) -> Vec<outbox_message::Model> {
        outbox_message::Entity::find().all(self.storage.read()).await.unwrap()
    }
}

fn smtp_settings(address: &str) -> MessageSettings {
    let (host, port) = address.rsplit_once(':').unwrap();
    MessageSettings {
        transport: MailTransport::Smtp,
        host: host.to_owned(),
        port: port.parse().unwrap(),
        tls: MailTls::None,
        from: "Riverside Health <desk@riverside.example>".to_owned(),
        reply_to: "help@riverside.example".to_owned(),
        timeout: Duration::from_secs(4),
        ..MessageSettings::default()
    }
}

fn sent(count: usize) -> Delivered {
    Delivered { sent: count, ..Delivered::default() }
}

fn put_off() -> Delivered {
    Delivered { put_off: 1, ..Delivered::default() }
}

/// A mailer that keeps what it got, after a pause.
#[derive(Default)]
struct Kept {
    emails: Mutex<Vec<OutgoingEmail>>,
    pause: Duration,
}

impl Mailer for Kept {
    fn send<'a>(&'a self, email: &'a OutgoingEmail) -> BoxFuture<'a, Result<(), DeliveryError>> {
        Box::pin(async move {
            tokio::time::sleep(self.pause).await;
            self.emails.lock().unwrap().push(email.clone());
            Ok(())
        })
    }

    fn check(&self) -> BoxFuture<'_, Result<(), DeliveryError>> {
        Box::pin(std::future::ready(Ok(())))
    }
}

/// A mail server that answers each line from a list by its first word; an empty answer hangs up. Keeps what it was told.
async fn smtp_server(answers: &'static [(&'static str, &'static str)]) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&heard);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let told = Arc::clone(&told);
            tokio::spawn(async move {
                let (read, mut write) = stream.into_split();
                let answer = |verb: &str| answers.iter().find(|(known, _)| *known == verb).map_or("250 fine", |(_, answer)| *answer);
                write.write_all(format!("{}\r\n", answer("greeting")).as_bytes()).await?;
                let mut lines = BufReader::new(read).lines();
                let mut in_message = false;
                while let Some(line) = lines.next_line().await? {
                    told.lock().unwrap().push(line.clone());
                    let verb =
                        if in_message { if line == "." { "." } else { continue } } else { line.split([' ', ':']).next().unwrap_or("") };
                    in_message = verb == "DATA";
                    let answer = if verb == "DATA" { "354 go on" } else { answer(verb) };
                    if answer.is_empty() {
                        break;
                    }
                    write.write_all(format!("{answer}\r\n").as_bytes()).await?;
                }
                std::io::Result::Ok(())
            });
        }
    });
    (address, heard)
}

#[tokio::test]
async fn a_message_goes_out_by_smtp_and_its_words_are_gone_afterwards() {
    let Some(mailbox) = Mailbox::open() else { return };
    let desk = Desk::new().await;
    let outbox = desk.smtp(&mailbox.smtp);
    outbox.mailer().check().await.unwrap();
    desk.queue(&outbox, &envelope("zoe.smtp@riverside.example", "de", reset())).await;
    let row = desk.rows().await.remove(0);
    assert!(!row.body.windows(TOKEN.len()).any(|window| window == TOKEN.as_bytes()), "the link lies open in the database");
    assert_eq!(outbox.deliver_due().await.unwrap(), sent(1));

    let letter = mailbox.wait_for("zoe.smtp@riverside.example", 1).await.remove(0);
    assert_eq!((letter.from.as_str(), letter.subject.as_str()), ("desk@riverside.example", "Wählen Sie ein neues Passwort"));
    assert!(letter.text.contains("Guten Tag Zoë <O'Brien> & Söhne,"), "{}", letter.text);
    assert!(letter.html.contains("Guten Tag Zoë &lt;O") && letter.html.contains(TOKEN));
    assert!(letter.link().ends_with(TOKEN));
    for header in [
        "Date: Sun, 22 Nov 2026 10:03:00 +0000",
        "Auto-Submitted: auto-generated",
        "@riverside.example>",
        "Reply-To: help@riverside.example",
    ] {
        assert!(letter.raw.contains(header), "{header} is missing in\n{}", letter.raw);
    }
    let row = desk.rows().await.remove(0);
    assert_eq!((row.state.as_str(), row.body.len(), row.attempts), ("sent", 0, 1));
    assert_eq!(outbox.deliver_due().await.unwrap(), Delivered::default());
}

#[tokio::test]
async fn what_is_not_committed_is_not_sent() {
    let desk = Desk::new().await;
    let kept = Arc::new(Kept::default());
    let outbox = desk.outbox(kept.clone());
    let tx = desk.storage.write().await.unwrap();
    outbox.queue(&tx, &envelope("zoe@riverside.example", "en", reset())).await.unwrap();
    drop(tx);
    assert_eq!(outbox.deliver_due().await.unwrap(), Delivered::default());
    assert!(kept.emails.lock().unwrap().is_empty());
}

#[tokio::test]
async fn while_the_server_is_down_a_message_waits_longer_each_time_until_its_link_is_dead() {
    let desk = Desk::new().await;
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().to_string();
    let outbox = desk.smtp(&nobody);
    desk.queue(&outbox, &envelope("zoe@riverside.example", "en", reset())).await;
    for wait in [10, 60, 5 * 60, 15 * 60] {
        assert_eq!(outbox.deliver_due().await.unwrap(), put_off(), "before {wait} s");
        desk.clock.advance(Duration::from_secs(wait - 1));
        assert_eq!(outbox.deliver_due().await.unwrap(), Delivered::default(), "not due before {wait} s");
        desk.clock.advance(Duration::from_secs(1));
    }
    // 21 min 10 s have passed; the next try would come after the link's half hour.
    assert_eq!(outbox.deliver_due().await.unwrap(), Delivered { expired: 1, ..Delivered::default() });
    let row = desk.rows().await.remove(0);
    assert_eq!((row.state.as_str(), row.body.len()), ("expired", 0));
    assert!(row.last_error.is_some_and(|error| !error.is_empty()));
}

#[tokio::test]
async fn a_message_is_not_sent_after_its_link_died() {
    let desk = Desk::new().await;
    let kept = Arc::new(Kept::default());
    let outbox = desk.outbox(kept.clone());
    desk.queue(&outbox, &envelope("zoe@riverside.example", "en", reset())).await;
    desk.clock.advance(Duration::from_mins(30));
    assert_eq!(outbox.deliver_due().await.unwrap(), Delivered { expired: 1, ..Delivered::default() });
    assert!(kept.emails.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_server_that_takes_too_long_is_left() {
    let desk = Desk::new().await;
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let outbox = desk.smtp(&silent.local_addr().unwrap().to_string());
    desk.queue(&outbox, &envelope("zoe@riverside.example", "en", reset())).await;
    let patience = tokio::time::timeout(Duration::from_secs(20), outbox.deliver_due()).await;
    assert_eq!(patience.expect("it hangs").unwrap(), put_off());
    assert_eq!(desk.rows().await[0].state, "waiting");
}

#[tokio::test]
async fn a_refusal_for_good_ends_a_message_and_any_other_does_not() {
    let cases: [(&'static [(&'static str, &'static str)], Delivered); 4] = [
        (&[("greeting", "220 hello"), ("RCPT", "550 no such person")], Delivered { failed: 1, ..Delivered::default() }),
        (&[("greeting", "220 hello"), ("RCPT", "451 try later")], put_off()),
        (&[("greeting", "421 too busy")], put_off()),
        (&[("greeting", "220 hello"), ("MAIL", "530 authenticate first")], put_off()),
    ];
    for (answers, expected) in cases {
        let desk = Desk::new().await;
        let (address, _) = smtp_server(answers).await;
        let outbox = desk.smtp(&address);
        desk.queue(&outbox, &envelope("zoe@riverside.example", "en", reset())).await;
        assert_eq!(outbox.deliver_due().await.unwrap(), expected, "{answers:?}");
        assert!(desk.rows().await[0].last_error.is_some());
    }
}

#[tokio::test]
async fn a_message_that_may_have_arrived_is_sent_again_under_the_same_name() {
    let desk = Desk::new().await;
    // Takes the message, and is gone before it says so.
    let (address, heard) = smtp_server(&[("greeting", "220 hello"), (".", "")]).await;
    let outbox = desk.smtp(&address);
    desk.queue(&outbox, &envelope("zoe@riverside.example", "en", reset())).await;
    assert_eq!(outbox.deliver_due().await.unwrap(), put_off());
    desk.clock.advance(Duration::from_secs(10));
    assert_eq!(outbox.deliver_due().await.unwrap(), put_off());
    let heard = heard.lock().unwrap();
    let names: Vec<_> = heard.iter().filter(|line| line.starts_with("Message-ID:")).collect();
    assert_eq!(names.len(), 2);
    assert_eq!(names[0], names[1]);
}

async fn two_nodes_send_each_message_once(desk: Desk) {
    let kept = Arc::new(Kept { pause: Duration::from_millis(3), ..Kept::default() });
    let nodes = [desk.outbox(kept.clone()), desk.outbox(kept.clone())];
    for number in 0..30 {
        desk.queue(&nodes[0], &envelope(&format!("person{number}@riverside.example"), "en", reset())).await;
    }
    let (one, other) = tokio::join!(nodes[0].deliver_due(), nodes[1].deliver_due());
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.sent + other.sent, 30);
    let mut recipients: Vec<_> = kept.emails.lock().unwrap().iter().map(|email| email.to.clone()).collect();
    assert_eq!(recipients.len(), 30);
    recipients.sort();
    recipients.dedup();
    assert_eq!(recipients.len(), 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_send_each_message_once_on_sqlite() {
    two_nodes_send_each_message_once(Desk::new().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_send_each_message_once_on_postgres() {
    let Some(postgres) = Postgres::fresh().await else { return };
    two_nodes_send_each_message_once(Desk::over(&postgres.url, Folder::new()).await).await;
}

#[tokio::test]
async fn what_a_dying_node_held_is_sent_by_another_after_its_lease() {
    let desk = Desk::new().await;
    let stuck = desk.outbox(Arc::new(Kept { pause: Duration::from_hours(1), ..Kept::default() }));
    desk.queue(&stuck, &envelope("zoe@riverside.example", "en", reset())).await;
    let claimed = async {
        while desk.rows().await[0].state != "sending" {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    // The node dies while it sends.
    tokio::select! {
        _ = stuck.deliver_due() => panic!("it takes an hour"),
        () = claimed => {}
    }

    let kept = Arc::new(Kept::default());
    let other = desk.outbox(kept.clone());
    assert_eq!(other.deliver_due().await.unwrap(), Delivered::default());
    desk.clock.advance(Duration::from_mins(2));
    assert_eq!(other.deliver_due().await.unwrap(), sent(1));
    assert_eq!(kept.emails.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn the_runner_sends_soon_after_the_commit_and_stops_when_told() {
    let desk = Desk::new().await;
    let kept = Arc::new(Kept::default());
    let outbox = Arc::new(desk.outbox(kept.clone()));
    let stop = CancellationToken::new();
    let running = tokio::spawn({
        let (outbox, stop) = (Arc::clone(&outbox), stop.clone());
        async move { outbox.run(stop, Duration::from_hours(1)).await }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    desk.queue(&outbox, &envelope("zoe@riverside.example", "en", reset())).await;
    for _ in 0..1000 {
        if !kept.emails.lock().unwrap().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(kept.emails.lock().unwrap().len(), 1);
    stop.cancel();
    tokio::time::timeout(Duration::from_secs(20), running).await.expect("it stops").unwrap();
}

#[tokio::test]
async fn nothing_is_said_to_a_server_that_offers_no_tls_when_tls_is_wanted() {
    let desk = Desk::new().await;
    let (address, heard) = smtp_server(&[("greeting", "220 hello")]).await;
    let settings = MessageSettings { tls: MailTls::Starttls, user: "desk".to_owned(), ..smtp_settings(&address) };
    let outbox = desk.outbox(mailer(&settings).unwrap());
    desk.queue(&outbox, &envelope("zoe@riverside.example", "en", reset())).await;
    assert_eq!(outbox.deliver_due().await.unwrap(), put_off());
    let heard = heard.lock().unwrap();
    assert!(heard.iter().all(|line| line.starts_with("EHLO") || line.starts_with("QUIT")), "{heard:?}");
}

#[tokio::test]
async fn the_file_transport_writes_what_a_mail_program_reads() {
    let desk = Desk::new().await;
    let folder = desk.folder.file("mail");
    let settings = MessageSettings { transport: MailTransport::File, folder: folder.clone(), ..MessageSettings::default() };
    let outbox = desk.outbox(mailer(&settings).unwrap());
    for (language, (_, message)) in ["en", "de"].iter().cycle().zip(Message::samples()) {
        desk.queue(&outbox, &envelope("zoe@riverside.example", language, message)).await;
    }
    assert_eq!(outbox.deliver_due().await.unwrap(), sent(Message::samples().len()));
    let files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), Message::samples().len());
    for file in files {
        let source = std::fs::read(&file).unwrap();
        let (ours, independent) = (Eml::parse(&String::from_utf8(source.clone()).unwrap()).unwrap(), Letter::parse(&source));
        assert_eq!(ours.subject, independent.subject);
        assert_eq!(ours.text.trim(), independent.text.replace("\r\n", "\n").trim());
        assert_eq!(ours.html.trim(), independent.html.replace("\r\n", "\n").trim());
        match ours.link() {
            Some(link) => assert_eq!(link, independent.link()),
            None => assert!(!independent.text.contains("://"), "only a code's letter leads nowhere: {}", independent.text),
        }
        assert_eq!(ours.to, "zoe@riverside.example");
    }
}

/// Everything that is logged, at every level, while the story runs.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_log_at_any_level_holds_a_link_or_the_mail_servers_password() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone()).finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let desk = Desk::new().await;
    let (address, heard) =
        smtp_server(&[("greeting", "220 hello"), ("EHLO", "250-hello\r\n250 AUTH PLAIN"), ("AUTH", "235 welcome")]).await;
    let settings = MessageSettings { user: "desk".to_owned(), password: Secret::new("hunter2-hunter2"), ..smtp_settings(&address) };
    for way in [settings, MessageSettings::default()] {
        let outbox = desk.outbox(mailer(&way).unwrap());
        desk.queue(&outbox, &envelope("zoe@riverside.example", "en", reset())).await;
        assert_eq!(outbox.deliver_due().await.unwrap(), sent(1));
    }
    drop(guard);
    assert!(heard.lock().unwrap().iter().any(|line| line.starts_with("AUTH PLAIN ")), "the password was sent");
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("reset_password"), "{log}");
    // The password as it goes over the wire: base64 of NUL desk NUL hunter2-hunter2.
    for secret in [TOKEN, &TOKEN[3..20], "hunter2", "aHVudGVyMi1odW50ZXIy", "GRlc2sAaHVudGVyMi", "zoe@riverside.example"] {
        assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
    }
}

#[test]
fn settings_that_would_send_in_plain_text_or_from_nobody_are_refused() {
    let refused = |settings: MessageSettings| mailer(&settings).err().expect("refused").to_string();
    let plain = MessageSettings { host: "mail.example.com".to_owned(), ..smtp_settings("127.0.0.1:25") };
    assert!(matches!(mailer(&plain).err(), Some(SettingsError::PlainText { .. })));
    assert!(refused(MessageSettings { from: "nobody".to_owned(), ..MessageSettings::default() }).contains("mail.from"));
    let no_file =
        MessageSettings { user: "desk".to_owned(), password: Secret::new("file:/nowhere/password"), ..smtp_settings("127.0.0.1:25") };
    assert!(refused(no_file).contains("/nowhere/password"));
}
