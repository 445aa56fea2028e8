//! Everything that is kept about a person, as a file.

use frontdesk::audit::EventKind;
use frontdesk::storage::entity::{factor_method, passkey, password_credential};
use sea_orm::EntityTrait;

use super::{add_passkey, newcomer, set_up_app};
use crate::on_both_grounds;
use crate::support::{Desk, Ground, SoftAuthenticator};

on_both_grounds!(a_person_takes_everything_away_but_secrets);

async fn a_person_takes_everything_away_but_secrets(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").in_group("Riverside Health").join().await;
    let mut visitor = super::signed_in(&desk, &alice).await;
    let (_, codes) = set_up_app(&desk, &mut visitor).await;
    add_passkey(&desk, &mut visitor, &SoftAuthenticator::new()).await;
    let (mallory, _) = newcomer(&desk, "Mallory Kerr").await;
    visitor.open(desk.url("/account/data")).await;
    visitor.press("download", &[]).await;
    assert_eq!(visitor.page.header("content-disposition"), Some("attachment; filename=\"my-data.json\""));
    assert_eq!((visitor.page.header("cache-control"), visitor.page.header("content-type")), (Some("no-store"), Some("application/json")));
    let data = visitor.page.json();
    assert_eq!(data["profile"]["email"], alice.email);
    assert_eq!(data["practices"][0]["practice"], "Riverside Health");
    assert_eq!((&data["two_factor"]["status"], &data["two_factor"]["methods"][0]["method"]), (&"enabled".into(), &"totp".into()));
    assert_eq!(data["two_factor"]["recovery_codes_left"], 10);
    assert_eq!(data["passkeys"].as_array().map(Vec::len), Some(1));
    assert_eq!(data["sessions"].as_array().map(Vec::len), Some(1));
    let kinds: Vec<&str> = data["activity"].as_array().unwrap().iter().filter_map(|event| event["what"].as_str()).collect();
    assert!(kinds.contains(&"signed_in") && kinds.contains(&"passkey_added"), "{kinds:?}");
    assert!(data["messages"].as_array().unwrap().iter().any(|message| message["kind"] == "passkey_added"), "{}", data["messages"]);

    let c = desk.app.storage.read();
    let phc = password_credential::Entity::find_by_id(alice.id).one(c).await.unwrap().unwrap().phc;
    let key = passkey::Entity::find().one(c).await.unwrap().unwrap().credential;
    let public: serde_json::Value = serde_json::from_str(&key).unwrap();
    let secret = factor_method::Entity::find().one(c).await.unwrap().unwrap().secret.unwrap();
    let secret: String = secret.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    let token = visitor.cookies.named("frontdesk_session").unwrap().value.clone();
    let body = &visitor.page.body;
    for kept in [&*phc, &key, &public["cred"]["cred"].to_string(), &secret, &token, &*mallory.email, &codes[0]] {
        assert!(!body.contains(kept), "{kept} is in it");
    }
    assert!(!body.contains("$argon2") && !body.contains("\"secret\""));
    assert_eq!(desk.events(EventKind::OwnDataTaken).await.len(), 1);
}
