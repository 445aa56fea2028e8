//! Practice apps, as operators register them with the real program.

use std::process::{Command, Stdio};

use serde_json::Value;

use frontdesk::audit::Actor;
use frontdesk::clients::{ClientId, store};
use frontdesk::foundation::id::ClientSecretId;
use frontdesk::foundation::secret::TokenDigest;
use frontdesk::seed::{self, Ground as Soil, Seed};

use crate::on_both_grounds;
use crate::support::{Desk, Folder, Ground};

on_both_grounds![two_nodes_apply_one_seed, a_secret_and_an_assertion_are_counted_once];

async fn two_nodes_apply_one_seed(ground: Ground) {
    let desk = Desk::open(ground).await;
    let seed = Seed::parse(include_str!("../../config/seed.example.toml"), std::path::Path::new("config")).unwrap();
    let soil = || Soil { app: &desk.app, actor: Actor::System };
    let (here, there) = (soil(), soil());
    let (one, other) = tokio::join!(seed::apply(&seed, &here), seed::apply(&seed, &there));
    let users = one.unwrap().users_added + other.unwrap().users_added;
    assert_eq!(users, 2, "each person once");
    assert_eq!(store::list(desk.app.storage.read()).await.unwrap().len(), 4);
    assert!(seed::apply(&seed, &soil()).await.unwrap().is_nothing());
    desk.close().await;
}

async fn a_secret_and_an_assertion_are_counted_once(ground: Ground) {
    let desk = Desk::open(ground).await;
    let app = &desk.app;
    let seed = Seed::parse(include_str!("../../config/seed.example.toml"), std::path::Path::new("config")).unwrap();
    let soil = Soil { app, actor: Actor::System };
    seed::apply(&seed, &soil).await.unwrap();
    let notes = ClientId::parse("riverside-notes").unwrap();
    let (mut added, mut used) = (0, 0);
    let mut tries = Vec::new();
    for number in 0..8_u8 {
        let (app, notes, now) = (app.clone(), notes.clone(), desk.now());
        tries.push(tokio::spawn(async move {
            let tx = app.storage.write().await.unwrap();
            let id = ClientSecretId::new(now, &*app.random);
            let added = store::add_secret(&tx, &notes, id, TokenDigest::of(&[number]), now, None).await.unwrap().is_some();
            tx.commit().await.unwrap();
            let tx = app.storage.write().await.unwrap();
            let used = store::use_assertion(&tx, &TokenDigest::of(b"jti"), now).await.unwrap();
            tx.commit().await.unwrap();
            (added, used)
        }));
    }
    for one in tries {
        let (was_added, was_used) = one.await.unwrap();
        added += u8::from(was_added);
        used += u8::from(was_used);
    }
    assert_eq!((added, used), (1, 1), "one secret was live already, two may be; an assertion counts once");
    desk.close().await;
}

/// Types `words` in `folder`; exit code and output.
fn frontdesk(folder: &Folder, words: &[&str], stdin: &str) -> (Option<i32>, String, String) {
    use std::io::Write;
    let mut command = Command::new(env!("CARGO_BIN_EXE_frontdesk"));
    command.args(words).current_dir(folder.path()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("FRONTDESK_")) {
        command.env_remove(name);
    }
    let mut child = command.spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn done(folder: &Folder, words: &[&str]) -> String {
    let (code, out, err) = frontdesk(folder, words, "");
    assert_eq!(code, Some(0), "{words:?}: {err}");
    out
}

fn installed() -> Folder {
    let folder = Folder::new();
    done(&folder, &["init"]);
    folder
}

/// What stands behind `label` in an answer.
fn after<'a>(text: &'a str, label: &str) -> &'a str {
    text.lines().find_map(|line| line.trim().strip_prefix(label)).map_or("", str::trim)
}

#[test]
fn an_app_gets_its_secret_once_and_changes_it_without_a_gap() {
    let folder = installed();
    let said =
        done(&folder, &["app", "add", "--name", "Riverside Notes", "--redirect-uri", "https://notes.example.com/cb", "--first-party"]);
    let (id, first) = (after(&said, "client_id"), after(&said, "client_secret"));
    assert!(id.starts_with("riverside-notes-") && first.starts_with("fds_"), "{said}");
    for words in
        [vec!["app", "show", id], vec!["app", "show", id, "--json"], vec!["app", "list", "--json"], vec!["audit", "list", "--json"]]
    {
        assert!(!done(&folder, &words).contains(first), "{words:?} shows the secret again");
    }
    let shown: Value = serde_json::from_str(&done(&folder, &["app", "show", id, "--json"])).unwrap();
    assert_eq!((&shown["settings"]["party"], &shown["settings"]["pkce"]), (&"first".into(), &"required".into()));

    let second = done(&folder, &["app", "secret", "add", id, "--expires-in", "90d"]);
    let (code, _, err) = frontdesk(&folder, &["app", "secret", "add", id], "");
    assert!(code == Some(1) && err.contains("2 live secrets"), "{err}");
    for secret in [first, second.trim()] {
        assert_eq!(frontdesk(&folder, &["app", "test", id, "--secret-stdin"], secret).0, Some(0));
    }
    let live: Value = serde_json::from_str(&done(&folder, &["app", "secret", "list", id, "--json"])).unwrap();
    done(&folder, &["app", "secret", "remove", id, live[0]["id"].as_str().unwrap()]);
    assert_eq!(frontdesk(&folder, &["app", "test", id, "--secret-stdin"], first).0, Some(1), "the old one has ended");
    assert_eq!(frontdesk(&folder, &["app", "test", id, "--secret-stdin"], second.trim()).0, Some(0));
}

#[test]
fn an_app_is_disabled_and_enabled_and_its_test_says_so() {
    let folder = installed();
    done(
        &folder,
        &["app", "add", "--name", "Calendar", "--id", "calendar", "--auth-method", "none", "--redirect-uri", "https://c.example.com/cb"],
    );
    done(&folder, &["app", "disable", "calendar"]);
    let (code, out, _) = frontdesk(&folder, &["app", "test", "calendar"], "");
    assert!(code == Some(1) && out.contains("frontdesk app enable calendar"), "{out}");
    done(&folder, &["app", "enable", "calendar"]);
    let said = done(&folder, &["app", "test", "calendar"]);
    assert!(said.contains("http://localhost:8080/.well-known/openid-configuration"), "{said}");
    let (code, _, err) =
        frontdesk(&folder, &["app", "add", "--name", "Again", "--id", "calendar", "--redirect-uri", "https://c.example.com/"], "");
    assert!(code == Some(1) && err.contains("already"), "{err}");
}

#[test]
fn everything_that_is_wrong_with_an_app_is_named_at_once() {
    let folder = installed();
    std::fs::write(
        folder.file("app.toml"),
        "name = \"Notes\"\nredirect_uris = [\"http://notes.example.com/cb\", \"https://*.example.com/\"]\norigins = [\"*\"]\npkce = \"exempt\"\nauth_method = \"none\"\n",
    )
    .unwrap();
    let (code, _, err) = frontdesk(&folder, &["app", "add", "--file", "app.toml"], "");
    assert_eq!(code, Some(1));
    for field in ["http://notes.example.com/cb", "https://*.example.com/", "origins", "pkce"] {
        assert!(err.contains(field), "{field}: {err}");
    }
    std::fs::write(folder.file("app.toml"), "name = \"Notes\"\nredirect_uri = [\"https://notes.example.com/cb\"]\n").unwrap();
    let (code, _, err) = frontdesk(&folder, &["app", "add", "--file", "app.toml"], "");
    assert!(code == Some(1) && err.contains("redirect_uri"), "a misspelt key: {err}");
    assert_eq!(done(&folder, &["app", "list", "--json"]).trim(), "[]");
}
