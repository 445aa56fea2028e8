//! What operators do on the command line with who belongs to a practice: the same as its managers on their pages.

use std::process::Command;
use std::time::Duration;

use frontdesk::audit::{Actor, EventKind};
use frontdesk::foundation::clock::{Clock, SystemClock};
use frontdesk::groups::{AccessLevel, MembershipState};
use http::StatusCode;
use serde_json::Value;

use super::RIVERSIDE;
use crate::on_both_grounds;
use crate::support::{BackChannel, Desk, Ground, Visitor};

on_both_grounds!(
    an_operator_asks_somebody_in_by_the_rule_of_the_pages,
    an_operator_takes_an_invitation_back,
    an_operator_changes_a_membership_and_the_last_full_access_stays,
    who_is_taken_out_of_a_practice_is_signed_out_at_once_and_the_apps_are_told,
);

const NINA: &str = "nina@riverside.example";

/// A desk whose clock stands at the program's own.
async fn desk(ground: Ground) -> Desk {
    Desk::open_at(SystemClock.now(), ground, |config| config.outbound.allow_private = true).await
}

impl Desk {
    /// Types a command at this installation; whether it succeeded, and what it said.
    fn types(&self, line: &[&str]) -> (bool, String) {
        let config = &self.app.config;
        let settings = format!(
            "[web]\nissuer = \"{}\"\n[database]\nurl = \"{}\"\n[master_key]\nfile = \"{}\"\n[password]\nmemory_kib = 64\niterations = 1\n\
             [mail]\ntransport = \"file\"\nfolder = \"{}\"\n",
            self.issuer,
            config.database.url,
            config.master_key.file.display(),
            config.mail.folder.display()
        );
        std::fs::write(self.folder.file("frontdesk.toml"), settings).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_frontdesk"));
        command.arg("group").args(line).current_dir(self.folder.path()).env("USER", "olga").env_remove("SUDO_USER");
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("FRONTDESK_")) {
            command.env_remove(name);
        }
        let said = command.output().unwrap();
        (said.status.success(), format!("{}{}", String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr)))
    }

    fn does(&self, line: &[&str]) -> String {
        let (is_done, said) = self.types(line);
        assert!(is_done, "{line:?}: {said}");
        // What the program did is past for this desk.
        self.advance(Duration::from_mins(1));
        said
    }

    /// One line that says what was wrong.
    fn refuses(&self, line: &[&str]) -> String {
        let (is_done, said) = self.types(line);
        assert!(!is_done && said.starts_with("frontdesk: ") && said.lines().count() == 1, "{line:?}: {said}");
        said
    }
}

async fn an_operator_asks_somebody_in_by_the_rule_of_the_pages(ground: Ground) {
    let desk = desk(ground).await;
    let (own, mut alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    let riverside = desk.group(RIVERSIDE).await;
    assert!(desk.does(&["invitations", RIVERSIDE]).contains("frontdesk group invite"));
    let said = desk.does(&["invite", RIVERSIDE, "Nina@Riverside.example", "--role", "administrator", "--access-level", "full"]);
    assert!(said.contains(NINA) && said.contains("administrator"), "{said}");
    assert!(desk.refuses(&["invite", RIVERSIDE, &own.email]).contains("is in Riverside Health already"));
    assert!(desk.refuses(&["invite", RIVERSIDE, "nina"]).contains("\"nina\" cannot be an email"));

    alice.open(desk.practice(riverside, "/invitations")).await;
    assert!(alice.page.text().contains(NINA), "{}", alice.page.text());
    let listed: Value = serde_json::from_str(&desk.does(&["invitations", RIVERSIDE, "--format", "json"])).unwrap();
    assert_eq!((&listed[0]["email"], &listed[0]["state"], &listed[0]["by"]), (&NINA.into(), &"open".into(), &Value::Null));
    let csv = desk.does(&["invitations", RIVERSIDE, "--format", "csv"]);
    assert!(
        csv.starts_with("email,role,access_level,state,sent_at,ends_at,by\r\nnina@riverside.example,administrator,full,open,"),
        "{csv}"
    );

    let letter = desk.letters_to(NINA).await.pop().expect("a letter");
    assert!(letter.text.contains(RIVERSIDE), "{}", letter.text);
    let mut nina = Visitor::new();
    nina.open(letter.link()).await;
    nina.press("join", &[("name", "Nina Petrova"), ("password", "nine purple ladders hum")]).await;
    assert_eq!(nina.page.heading(), "Welcome", "{}", nina.page.text());
    let members = desk.does(&["member", "list", RIVERSIDE, "--json"]);
    let members: Value = serde_json::from_str(&members).unwrap();
    let nina = members.as_array().unwrap().iter().find(|member| member["email"] == NINA).unwrap();
    assert_eq!((&nina["role"], &nina["access_level"]), (&"administrator".into(), &"full".into()));
    let asked = desk.events(EventKind::UserInvited).await;
    assert_eq!((asked.len(), &asked[0].actor), (1, &Actor::Cli("olga".to_owned()).to_string()));
}

async fn an_operator_takes_an_invitation_back(ground: Ground) {
    let desk = desk(ground).await;
    desk.group(RIVERSIDE).await;
    for _ in 0..5 {
        desk.does(&["invite", RIVERSIDE, NINA]);
    }
    assert!(desk.refuses(&["invite", RIVERSIDE, NINA]).contains("5 letters"), "nobody's mailbox is filled");
    let links: Vec<String> = desk.letters_to(NINA).await.iter().map(crate::support::Letter::link).collect();
    assert_eq!(links.len(), 5);
    let mut alive = 0;
    for link in &links {
        let mut visitor = Visitor::new();
        visitor.open(link).await;
        alive += u8::from(visitor.page.has("#join"));
    }
    assert_eq!(alive, 1, "only the newest link works");
    desk.does(&["withdraw", RIVERSIDE, NINA]);
    for link in &links {
        let mut visitor = Visitor::new();
        visitor.open(link).await;
        assert_eq!(visitor.page.status, StatusCode::BAD_REQUEST);
    }
    assert!(desk.refuses(&["withdraw", RIVERSIDE, NINA]).contains("no invitation of nina@riverside.example"));
    assert_eq!(desk.events(EventKind::InvitationWithdrawn).await.len(), 1);
}

async fn an_operator_changes_a_membership_and_the_last_full_access_stays(ground: Ground) {
    let desk = desk(ground).await;
    let alice = desk.someone("Alice Nguyen").in_group_as(RIVERSIDE, AccessLevel::Full).join().await;
    let bob = desk.someone("Bob Okafor").join().await;
    let riverside = desk.group(RIVERSIDE).await;
    let place = async |person| desk.membership(person, riverside).await.map(|member| (member.state, member.access_level));
    for line in
        [&["member", "remove", RIVERSIDE, &alice.email][..], &["member", "add", RIVERSIDE, &alice.email, "--access-level", "standard"]]
    {
        assert!(desk.refuses(line).contains("last one with full access"), "{line:?}");
    }
    assert!(desk.refuses(&["member", "remove", RIVERSIDE, &bob.email]).contains("is not in Riverside Health"));
    desk.does(&["member", "add", RIVERSIDE, &bob.email]);
    assert_eq!(place(&bob).await, Some((MembershipState::Active, AccessLevel::Standard)));
    desk.does(&["member", "add", RIVERSIDE, &bob.email, "--access-level", "full"]);
    desk.does(&["member", "add", RIVERSIDE, &bob.email, "--role", "administrator"]);
    assert_eq!(place(&bob).await, Some((MembershipState::Active, AccessLevel::Full)), "what is not named stays");
    desk.does(&["member", "remove", RIVERSIDE, &alice.email]);
    assert!(desk.refuses(&["member", "remove", RIVERSIDE, &alice.email]).contains("no longer in"));
    assert!(desk.refuses(&["invite", RIVERSIDE, &alice.email]).contains("takes them back"));
    desk.does(&["member", "add", RIVERSIDE, &alice.email]);
    assert_eq!(place(&alice).await, Some((MembershipState::Active, AccessLevel::Standard)), "full access is given by itself");
    assert_eq!(desk.events(EventKind::MemberChanged).await.len(), 2);
}

async fn who_is_taken_out_of_a_practice_is_signed_out_at_once_and_the_apps_are_told(ground: Ground) {
    let desk = desk(ground).await;
    let bob = desk.someone("Bob Okafor").in_group(RIVERSIDE).join().await;
    let told = BackChannel::open().await;
    let notes = desk.app("notes").first_party().told_at(&told.uri).register().await;
    let (mut browser, errand) = (Visitor::new(), notes.begin());
    browser.open(errand.url()).await;
    browser.log_in(&bob.email, &bob.password).await;
    let tokens = notes.redeem(&errand, &notes.answer(&browser.page.location().expect("the app"))).await.granted();
    assert!(desk.knows(&browser).await);
    assert!(desk.does(&["member", "remove", RIVERSIDE, &bob.email]).contains("1 sessions were ended"));
    assert!(!desk.knows(&browser).await);
    assert_eq!(notes.userinfo(tokens.access_token()).await.status, 401);
    desk.app.back_channel.deliver_due().await.unwrap();
    assert_eq!(told.tokens().len(), 1);
}
