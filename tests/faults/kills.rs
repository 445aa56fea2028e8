//! kill -9 at any moment: what was acknowledged is there after the next start, and nothing revoked comes back.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use frontdesk::foundation::clock::{Clock, SystemClock};
use http::StatusCode;
use sea_orm::{ConnectionTrait, Database, Statement};
use tokio::sync::Notify;

use crate::support::{Desk, Folder, Ground, PASSWORD, RelyingParty, Visitor};

/// The program as an operator runs it, on the database of a desk that has closed.
struct Program {
    folder: Folder,
    issuer: String,
    child: Option<Child>,
}

impl Program {
    fn start(&mut self) {
        let log = std::fs::File::create(self.folder.file("log")).expect("a file for the log");
        let mut command = self.command();
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        self.child = Some(command.spawn().expect("the program"));
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_frontdesk"));
        // What the tests' own variables say is no setting of the program.
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("FRONTDESK_")) {
            command.env_remove(name);
        }
        command.arg("serve").current_dir(self.folder.path()).env("FRONTDESK_CONFIG", self.folder.file("frontdesk.toml"));
        command
    }

    async fn ready(&mut self) {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        for _ in 0..1200 {
            if client.get(format!("{}/readyz", self.issuer)).send().await.is_ok_and(|answer| answer.status() == StatusCode::OK) {
                return;
            }
            let ended = self.child.as_mut().and_then(|child| child.try_wait().ok().flatten());
            assert!(ended.is_none(), "the program ended by itself: {}", self.log());
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("not ready within thirty seconds: {}", self.log());
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.file("log")).unwrap_or_default()
    }

    fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("SIGKILL");
            child.wait().expect("its end");
        }
    }

    fn database(&self) -> PathBuf {
        self.folder.file("frontdesk.db")
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A desk with Alice and one public app, closed again and left to the program; and that app.
async fn program() -> (Program, Arc<RelyingParty>) {
    let desk = Desk::open_at(SystemClock.now(), Ground::Sqlite, |_| {}).await;
    desk.someone("Alice Nguyen").in_group("Riverside Health").join().await;
    let app = desk.app("notes").first_party().public().register().await.asking_for("openid offline_access");
    let app = app.with_clock(Arc::new(SystemClock));
    let port = desk.issuer.rsplit(':').next().expect("a port").to_owned();
    let issuer = desk.issuer.clone();
    let folder = desk.close().await;
    let config = format!(
        "[web]\nissuer = \"{issuer}\"\nlisten = \"127.0.0.1:{port}\"\n[database]\nurl = \"sqlite:{}\"\n[master_key]\nfile = \"{}\"\n\
         [password]\nmemory_kib = 64\niterations = 1\n",
        folder.file("frontdesk.db").display(),
        folder.file("frontdesk.key").display(),
    );
    std::fs::write(folder.file("frontdesk.toml"), config).expect("a configuration");
    let mut program = Program { folder, issuer, child: None };
    program.start();
    program.ready().await;
    (program, Arc::new(app))
}

async fn signed_in(app: &RelyingParty) -> String {
    let errand = app.begin();
    let mut alice = Visitor::new();
    alice.open(errand.url()).await;
    let page = alice.log_in("alice.nguyen@riverside.example", PASSWORD).await;
    let sent_to = page.location().unwrap_or_else(|| panic!("not sent on: {}", page.text()));
    app.redeem(&errand, &app.answer(&sent_to)).await.granted().refresh_token().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_in_the_midst_of_refreshing_loses_nothing_acknowledged() {
    let (mut program, app) = program().await;
    let mut token = signed_in(&app).await;
    let mut acknowledged = 0;
    for kill in 0..12_u64 {
        let running = Arc::new(Notify::new());
        let refreshing = {
            let (app, mut token, running) = (Arc::clone(&app), token.clone(), Arc::clone(&running));
            tokio::spawn(async move {
                let mut answers = 0;
                // Until the connection breaks: what was acknowledged last is what the app holds.
                while let Some(answer) = app.try_refresh(&token).await {
                    token = answer.granted().refresh_token().to_owned();
                    answers += 1;
                    running.notify_one();
                }
                (token, answers)
            })
        };
        tokio::time::timeout(Duration::from_secs(30), running.notified()).await.expect("a first refresh");
        tokio::time::sleep(Duration::from_millis(37 * kill)).await;
        program.kill();
        let (held, answers) = refreshing.await.expect("the app's loop");
        acknowledged += answers;
        program.start();
        program.ready().await;
        // The rotation that was under way may have happened: then this is its repetition within the grace, with its answer.
        token = app.refresh(&held).await.granted().refresh_token().to_owned();
    }
    assert!(acknowledged > 12, "the kills hit a loop that was running: {acknowledged}");
    let revoked = app.revoke(&token).await;
    assert_eq!(revoked.status, StatusCode::OK, "{}", revoked.body);
    program.kill();
    program.start();
    program.ready().await;
    app.refresh(&token).await.refused("invalid_grant");
    program.kill();
    let database = Database::connect(format!("sqlite:{}", program.database().display())).await.unwrap();
    let check = Statement::from_string(database.get_database_backend(), "PRAGMA integrity_check");
    let verdict: String = database.query_one_raw(check).await.unwrap().unwrap().try_get_by_index(0).unwrap();
    assert_eq!(verdict, "ok");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_redeemed_before_a_kill_stays_redeemed() {
    let (mut program, app) = program().await;
    for _ in 0..3 {
        let errand = app.begin();
        let mut alice = Visitor::new();
        alice.open(errand.url()).await;
        alice.log_in("alice.nguyen@riverside.example", PASSWORD).await;
        let answer = app.answer(&alice.page.location().expect("a way back"));
        app.redeem(&errand, &answer).await.granted();
        program.kill();
        program.start();
        program.ready().await;
        app.redeem(&errand, &answer).await.refused("invalid_grant");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_program_on_the_same_database_does_not_start() {
    let (program, _) = program().await;
    let second = program.command().env("FRONTDESK_WEB__LISTEN", "127.0.0.1:0").output().expect("the program");
    assert!(!second.status.success());
    let said = String::from_utf8_lossy(&second.stderr);
    assert!(said.contains("another Frontdesk"), "{said}");
}
