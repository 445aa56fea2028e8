//! Name, telephone, language and time zone.

use frontdesk::audit::EventKind;
use frontdesk::users;
use http::StatusCode;

use super::{A_WHILE, asks_for_proof, detail, newcomer, notice, post};
use crate::on_both_grounds;
use crate::support::{Desk, Ground, PASSWORD};

on_both_grounds!(a_profile_is_saved, a_telephone_needs_fresh_proof_and_nothing_typed_is_lost, what_is_not_offered_is_not_taken);

async fn a_profile_is_saved(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    visitor.open(desk.url("/account")).await;
    let typed =
        [("name", "  Dr Alice\u{202e} Nguyen "), ("given_name", "Alice"), ("phone", "+61 3 9000 1234"), ("zoneinfo", "Australia/Perth")];
    visitor.press("save", &typed).await;
    assert!(notice(&visitor), "{}", visitor.page.body);
    let saved = users::store::find(desk.app.storage.read(), alice.id).await.unwrap().unwrap();
    assert_eq!(
        (&*saved.name, saved.given_name.as_deref(), saved.phone.as_deref()),
        ("Dr Alice Nguyen", Some("Alice"), Some("+61 3 9000 1234"))
    );
    assert_eq!((saved.zoneinfo.as_deref(), saved.locale, saved.email.as_str()), (Some("Australia/Perth"), None, &*alice.email));
    let events = desk.events(EventKind::UserChanged).await;
    assert_eq!(events.iter().map(|event| detail(event, "fields")).collect::<Vec<_>>(), ["name given_name phone zoneinfo"]);

    visitor.press("save", &[("name", ""), ("phone", "0412")]).await;
    assert_eq!(visitor.page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(visitor.page.has("#name[aria-invalid]") && visitor.page.has("#phone[aria-invalid][value='0412']"));
}

async fn a_telephone_needs_fresh_proof_and_nothing_typed_is_lost(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    desk.advance(A_WHILE);
    visitor.open(desk.url("/account")).await;
    visitor.press("save", &[("given_name", "Alice")]).await;
    assert!(notice(&visitor), "a name needs none");
    visitor.press("save", &[("phone", "+61 3 9000 1234"), ("family_name", "Nguyen")]).await;
    assert!(asks_for_proof(&visitor));
    visitor.press("submit", &[("password", PASSWORD)]).await;
    assert!(visitor.page.has("#phone[value='+61 3 9000 1234']") && visitor.page.has("#family_name[value=Nguyen]"), "{}", visitor.page.body);
    visitor.press("save", &[]).await;
    assert!(notice(&visitor));
    let saved = users::store::find(desk.app.storage.read(), alice.id).await.unwrap().unwrap();
    assert_eq!(saved.phone.as_deref(), Some("+61 3 9000 1234"));
}

async fn what_is_not_offered_is_not_taken(ground: Ground) {
    let desk = Desk::open(ground).await;
    let (alice, mut visitor) = newcomer(&desk, "Alice Nguyen").await;
    let fields =
        [("name", "Alice"), ("locale", "tlh"), ("zoneinfo", "Mars/Olympus"), ("email", "other@riverside.example"), ("operator", "true")];
    post(&desk, &mut visitor, "/account", &fields).await;
    let saved = users::store::find(desk.app.storage.read(), alice.id).await.unwrap().unwrap();
    assert_eq!((saved.locale, saved.zoneinfo, saved.operator, saved.email.as_str()), (None, None, false, &*alice.email));
    post(&desk, &mut visitor, "/account", &[("name", "Alice"), ("name", "Bob")]).await;
    assert_eq!(visitor.page.status, StatusCode::BAD_REQUEST);
}
