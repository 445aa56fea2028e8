//! Everybody who may not manage a practice, at every one of its addresses: what they get is what a practice that does not
//! exist gets. The addresses come from the code itself, so a new one without a rule shows.

use std::path::Path;

use frontdesk::audit::EventKind;
use frontdesk::groups::AccessLevel;
use http::StatusCode;

use super::{HILLTOP, RIVERSIDE};
use crate::on_both_grounds;
use crate::support::{Desk, Ground, Page, Person, Visitor};

on_both_grounds!(every_address_of_a_practice_is_closed_to_all_without_full_access);

/// Every address below a group with the methods that it answers to, read from the sources of the room.
fn addresses() -> Vec<(String, bool)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/practice")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|name| name == "routes.rs") {
                let source = std::fs::read_to_string(path).unwrap();
                let routes = source.split(".route(\"/settings/groups/").skip(1);
                found.extend(routes.map(|rest| {
                    let (address, rest) = rest.split_once('"').unwrap();
                    (format!("/settings/groups/{address}"), rest.split(".route(").next().unwrap().contains("post("))
                }));
            }
        }
    }
    assert!(found.len() >= 13, "{found:?}");
    found
}

/// What an answer tells, without what differs from one answer to the next by itself.
fn told(page: &Page, address: &str) -> (StatusCode, Vec<String>, String) {
    let mut names: Vec<String> = page.headers.keys().map(ToString::to_string).filter(|name| name != "content-length").collect();
    names.sort();
    let to_sign_in = page.location().map(|to| to.path().split('/').nth(1).unwrap_or_default().to_owned());
    let request = if page.has(".request-id") { page.text_of(".request-id") } else { String::new() };
    let text = if page.is_html() { page.text() } else { String::new() };
    (page.status, names, to_sign_in.unwrap_or_else(|| text.replace(address, "").replace(request.trim(), "")))
}

async fn every_address_of_a_practice_is_closed_to_all_without_full_access(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (_, alice) = desk.with_full_access("Alice Nguyen", RIVERSIDE).await;
    let bob = desk.someone("Bob Okafor").in_group(RIVERSIDE).join().await;
    let (_, elsewhere) = desk.with_full_access("Zoe Hill", HILLTOP).await;
    let standard = desk.signed_in_with_app(&bob).await;
    let reader = desk.someone("Rita Read").in_group_as(RIVERSIDE, AccessLevel::ReadOnly).join().await;
    let reader = desk.signed_in_with_app(&reader).await;
    let outsider = desk.someone("Olive Out").join().await;
    let outsider = desk.signed_in_with_app(&outsider).await;
    let riverside = desk.group(RIVERSIDE).await;
    let mut inviting = alice.another_tab();
    inviting.open(desk.practice(riverside, "/invite")).await;
    inviting.press("send", &[("email", "erin.walsh@riverside.example")]).await;
    let invitation = inviting.page.body.split("/invitations/").nth(1).and_then(|rest| rest.split('/').next()).unwrap().to_owned();
    let before = desk.events(EventKind::MemberChanged).await.len();

    let nowhere = uuid::Uuid::from_u128(7).to_string();
    let roles: [(&str, Visitor); 5] = [
        ("another practice's manager", elsewhere),
        ("standard", standard),
        ("read only", reader),
        ("in no practice", outsider),
        ("signed out", Visitor::new()),
    ];
    for (address, posts) in addresses() {
        let at = |group: &str, person: &Person| {
            let filled = address.replace("{group}", group).replace("{user}", &person.id.to_string()).replace("{id}", &invitation);
            assert!(!filled.contains('{'), "{filled}: an address of a shape that this test does not know");
            desk.url(&filled)
        };
        for (role, visitor) in &roles {
            let mut tab = visitor.another_tab();
            if role == &"signed out" {
                tab.open(desk.url("/login")).await;
            } else {
                tab.open(desk.url("/settings/groups")).await;
            }
            let csrf = tab.page.attribute("input[name=csrf]", "value").expect("a page with a form");
            let fields = [
                ("csrf", csrf.as_str()),
                ("email", "x@riverside.example"),
                ("role", "administrator"),
                ("access", "full"),
                ("passkeys", "yes"),
                ("until", "2026-03-20"),
                ("setting", "disabled"),
                ("version", "1"),
            ];
            tab.visit(at(&riverside.to_string(), &bob)).await;
            let theirs = told(&tab.page, &at(&riverside.to_string(), &bob));
            tab.visit(at(&nowhere, &bob)).await;
            let nothing = told(&tab.page, &at(&nowhere, &bob));
            assert_eq!(theirs, nothing, "GET {address} by {role}");
            assert!(
                theirs.0 == StatusCode::NOT_FOUND || theirs.0 == StatusCode::METHOD_NOT_ALLOWED || *role == "signed out",
                "GET {address} by {role}: {theirs:?}"
            );
            if posts {
                tab.post(at(&riverside.to_string(), &bob), &fields).await;
                let theirs = told(&tab.page, &at(&riverside.to_string(), &bob));
                tab.post(at(&nowhere, &bob), &fields).await;
                let nothing = told(&tab.page, &at(&nowhere, &bob));
                assert_eq!(theirs, nothing, "POST {address} by {role}");
                let is_refused = theirs.0 == StatusCode::NOT_FOUND || *role == "signed out" && theirs.2 == "login";
                assert!(is_refused, "POST {address} by {role}: {theirs:?}");
            }
        }
        // The legal twin: the manager finds something at each.
        let mut manager = alice.another_tab();
        manager.visit(at(&riverside.to_string(), &bob)).await;
        assert_ne!(manager.page.status, StatusCode::NOT_FOUND, "GET {address}");
        // Another practice's person at one's own practice is nobody, too.
        if address.contains("{user}") {
            let stranger = desk.someone_by_email("zoe.hill@riverside.example").await;
            manager.visit(at(&riverside.to_string(), &stranger)).await;
            assert!(manager.page.status == StatusCode::NOT_FOUND || manager.page.status == StatusCode::METHOD_NOT_ALLOWED, "{address}");
        }
    }
    assert!(desk.membership(&bob, riverside).await.unwrap().is_active());
    assert_eq!(desk.membership(&bob, riverside).await.unwrap().access_level, AccessLevel::Standard);
    assert_eq!(desk.events(EventKind::MemberChanged).await.len(), before);
    assert_eq!(desk.events(EventKind::TwoFactorReset).await.len(), 0);
    assert_eq!(desk.events(EventKind::UserInvited).await.len(), 1);
    assert_eq!(desk.events(EventKind::MemberRemoved).await.len(), 0);
}

impl Desk {
    async fn someone_by_email(&self, email: &str) -> Person {
        let email = frontdesk::users::Email::parse(email).unwrap();
        let user = frontdesk::users::store::find_by_email(self.app.storage.read(), &email).await.unwrap().unwrap();
        Person { id: user.id, email: email.as_str().to_owned(), password: String::new() }
    }
}
