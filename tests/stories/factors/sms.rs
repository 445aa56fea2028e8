//! Codes by SMS: how they leave, where they may go, how many, and what happens when the gateway does as it likes.

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use frontdesk::audit::{self, Filter};
use frontdesk::factors::answer::CodeRefused;
use frontdesk::factors::challenge::Challenge;
use frontdesk::factors::code::Purpose;
use frontdesk::factors::set_up::{self, Choice, SetUp};
use frontdesk::factors::{Factor, FactorError, Method};
use frontdesk::foundation::id::{GroupId, UserId};
use frontdesk::foundation::phone::{BadPhoneNumber, Country, PhoneNumber};
use frontdesk::foundation::random::OperatingSystem;
use frontdesk::foundation::secret::Secret;
use frontdesk::messages::sms::{self, SmsLimits, SmsRoute};
use frontdesk::messages::{Delivered, SmsAsked, SmsRefused, SmsSettings};
use frontdesk::storage::entity::outbox_message;
use sea_orm::EntityTrait;

use super::{House, browser, on_both};
use crate::support::{Manner, RecordingGateway};

on_both!(
    a_number_is_validated_by_the_code_that_was_sent_there,
    each_budget_refuses_what_is_over_and_leads_to_another_method,
    of_many_at_once_no_more_get_through_than_the_budget_bears,
    sms_goes_to_no_country_that_is_not_listed,
    only_the_newest_code_leaves_when_the_gateway_is_back,
    a_code_leaves_when_the_gateway_is_back_in_time_and_never_after,
    a_rude_gateway_makes_no_second_code,
);

const NUMBER: &str = "+61412345678";

fn number(text: &str) -> PhoneNumber {
    PhoneNumber::international(text).unwrap()
}

fn settings(gateway: &RecordingGateway) -> SmsSettings {
    SmsSettings {
        gateway: SmsRoute::Http,
        countries: ["AU", "NZ"].iter().map(|code| Country::parse(code).unwrap()).collect(),
        url: gateway.url.clone(),
        account: "AC0123456789abcdef".to_owned(),
        password: Secret::new("a token: with a colon"),
        from: "Riverside".to_owned(),
        timeout: Duration::from_secs(1),
        ..SmsSettings::default()
    }
}

impl House {
    async fn choose_sms(&self, to: &str) -> Challenge {
        match self.choose(&Choice::Sms { number: number(to) }).await {
            SetUp::Sent(challenge) => challenge,
            SetUp::App(_) => panic!("a number is no app"),
        }
    }

    async fn with_number(&self, gateway: &RecordingGateway, to: &str) {
        let challenge = self.choose_sms(to).await;
        assert!(matches!(challenge, Challenge::Sent { is_new: true, .. }), "{challenge:?}");
        self.deliver().await;
        let code = gateway.posted().pop().expect("an SMS").code();
        self.validated(Method::Sms, &code).await;
        // The notice of it.
        self.deliver().await;
        self.advance(90);
    }

    async fn deliver(&self) -> Delivered {
        self.nodes[0].outbox.deliver_due().await.unwrap()
    }

    async fn ask(&self) -> Challenge {
        self.begin(&self.at(Purpose::SignIn, 1), Method::Sms).await
    }

    async fn reasons(&self) -> Vec<String> {
        let page = audit::list(self.storage().read(), &Filter::default(), None, 500).await.unwrap();
        let refused = page.events.into_iter().filter(|event| event.kind == "sms_refused");
        let details = refused.map(|event| serde_json::from_str::<serde_json::Value>(&event.details).unwrap());
        details.map(|details| details["reason"].as_str().unwrap().to_owned()).collect()
    }
}

async fn a_number_is_validated_by_the_code_that_was_sent_there(house: House) {
    let gateway = RecordingGateway::open().await;
    let house = house.with_sms(&settings(&gateway));
    let typed = house.desk().phone_number("AU", "0412 345 678").unwrap();
    assert_eq!(typed, number(NUMBER));
    let SetUp::Sent(Challenge::Sent { to, is_new: true, .. }) = house.choose(&Choice::Sms { number: typed }).await else {
        panic!("a code")
    };
    assert_eq!(to, "•••678");
    let rows = outbox_message::Entity::find().all(house.storage().read()).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert!(!String::from_utf8_lossy(&rows[0].body).contains("Frontdesk"), "the SMS lies open in the database");
    assert_eq!(house.deliver().await.sent, 1);

    let sent = gateway.posted();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].line, "POST /2010-04-01/Accounts/AC0123456789abcdef/Messages.json");
    let basic = STANDARD.encode("AC0123456789abcdef:a token: with a colon");
    assert_eq!(sent[0].headers["authorization"], format!("Basic {basic}"));
    assert_eq!(sent[0].headers["content-type"], "application/x-www-form-urlencoded");
    assert_eq!((sent[0].field("To").as_deref(), sent[0].field("From").as_deref()), (Some(NUMBER), Some("Riverside")));
    let code = sent[0].code();
    assert_eq!(sent[0].text(), format!("{code} is your Frontdesk code for Riverside Health. Never share it.\n\n@id.example.com #{code}"));
    assert_eq!(house.sign_in(Factor::Sms, &code).await.unwrap_err(), CodeRefused::Gone);
    assert_eq!(house.validated(Method::Sms, &code).await.recovery_codes.len(), 10);
    house.advance(90);
    assert!(matches!(house.ask().await, Challenge::Sent { is_new: true, .. }));
    house.deliver().await;
    let code = gateway.posted().pop().unwrap().code();
    let passed = house.sign_in(Factor::Sms, &code).await.unwrap();
    assert_eq!(passed.used().factor, Factor::Sms);
    assert!(house.sign_in(Factor::Sms, &code).await.is_err(), "once");
}

async fn each_budget_refuses_what_is_over_and_leads_to_another_method(mut house: House) {
    let gateway = RecordingGateway::open().await;
    let plenty = SmsLimits::default();
    let tight = [
        ("number", SmsLimits { number_per_hour: 2, ..plenty.clone() }),
        ("number", SmsLimits { number_per_day: 2, ..plenty.clone() }),
        ("person", SmsLimits { person_per_day: 2, ..plenty.clone() }),
        ("network", SmsLimits { network_per_hour: 2, ..plenty.clone() }),
        ("day", SmsLimits { all_per_day: 2, ..plenty.clone() }),
    ];
    for (index, (reason, limits)) in tight.into_iter().enumerate() {
        // Another day, so that the budgets are whole.
        house.advance(48 * 3600);
        house = house.with_sms(&SmsSettings { limits, ..settings(&gateway) });
        house.with_number(&gateway, NUMBER).await;
        assert!(matches!(house.ask().await, Challenge::Sent { is_new: true, .. }), "{reason}: the second is within the budget");
        house.deliver().await;
        let second = gateway.posted().pop().unwrap().code();
        house.advance(60);
        let before = gateway.posted().len();
        assert_eq!(house.ask().await, Challenge::NotSent { to: "•••678".to_owned(), is_waiting: true }, "{reason}");
        assert_eq!(house.deliver().await, Delivered::default());
        assert_eq!(gateway.posted().len(), before, "{reason}");
        assert_eq!(house.reasons().await.len(), index + 1, "one event for each refusal");
        assert_eq!(house.reasons().await[0], reason);
        house.sign_in(Factor::Sms, &second).await.expect("the code that was sent before still works");
        // Another method goes on working.
        house.choose(&Choice::Email).await;
        // The budget is whole again when its time is over.
        house.advance(24 * 3600);
        assert!(matches!(house.ask().await, Challenge::Sent { is_new: true, .. }), "{reason}: the next day");
    }
}

async fn of_many_at_once_no_more_get_through_than_the_budget_bears(house: House) {
    let gateway = RecordingGateway::open().await;
    let limits = SmsLimits { network_per_hour: 7, ..SmsLimits::default() };
    let house = house.with_sms(&SmsSettings { limits, ..settings(&gateway) });
    let group = GroupId::new(house.now(), &OperatingSystem);
    let spend = async |index: usize| {
        let node = &house.nodes[index % 2];
        let asked = SmsAsked {
            number: number(&format!("+614123456{index:02}")),
            person: UserId::new(house.now(), &OperatingSystem),
            network: Some("203.0.113.7".to_owned()),
            groups: vec![group],
            parts: 1,
        };
        let tx = node.storage.write().await.unwrap();
        let spent = node.outbox.sms().spend(&tx, &house.sealer, &asked, house.now()).await.unwrap();
        tx.commit().await.unwrap();
        spent
    };
    let outcomes = futures_util::future::join_all((10..40).map(spend)).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 7);
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Ok(()) | Err(SmsRefused::Network))));
    // What was refused was given back everywhere else: the other budgets hold seven too.
    let tx = house.storage().write().await.unwrap();
    sms::purge(&tx, house.now()).await.unwrap();
    tx.commit().await.unwrap();
    let rows = frontdesk::storage::entity::sms_ledger::Entity::find().all(house.storage().read()).await.unwrap();
    let of = |scope: &str| rows.iter().filter(|row| row.scope.starts_with(scope)).map(|row| row.spent).sum::<i64>();
    assert_eq!((of("network:"), of("group:"), of("all:"), of("person:")), (7, 7, 7, 7));
    assert!(rows.iter().all(|row| !row.scope.contains("6141")), "the ledger knows no numbers");
    let tx = house.storage().write().await.unwrap();
    assert!(sms::purge(&tx, house.now().plus(Duration::from_hours(25))).await.unwrap() > 7);
}

async fn sms_goes_to_no_country_that_is_not_listed(house: House) {
    let gateway = RecordingGateway::open().await;
    let house = house.with_sms(&settings(&gateway));
    let desk = house.desk();
    assert_eq!(desk.phone_number("AU", "+44 7400 123456"), Err(BadPhoneNumber::Abroad));
    assert_eq!(desk.phone_number("AU", "+1 876 555 0123"), Err(BadPhoneNumber::Abroad));
    assert_eq!(desk.phone_number("AU", "03 9000 1234"), Err(BadPhoneNumber::Unsuitable));
    assert_eq!(desk.phone_number("AU", "1900 123 456"), Err(BadPhoneNumber::Unsuitable));
    assert_eq!(desk.phone_number("XX", "0412 345"), Err(BadPhoneNumber::Malformed));
    assert_eq!(desk.phone_number("NZ", "021 123 4567"), Ok(number("+64211234567")));
    let forged = Choice::Sms { number: number("+447400123456") };
    let refused = set_up::choose(&desk, &house.fresh().await, browser(1), &forged).await;
    assert!(matches!(refused, Err(FactorError::NotDelivered)));

    // A number that was fine, and whose country was taken off the list since.
    house.with_number(&gateway, "+64211234567").await;
    let only_home = SmsSettings { countries: vec![Country::parse("AU").unwrap()], ..settings(&gateway) };
    let house = house.with_sms(&only_home);
    let before = gateway.posted().len();
    assert_eq!(house.ask().await, Challenge::NotSent { to: "•••567".to_owned(), is_waiting: false });
    assert_eq!(house.deliver().await, Delivered::default());
    assert_eq!((gateway.posted().len(), house.reasons().await.as_slice()), (before, ["unreachable".to_owned()].as_slice()));
}

async fn only_the_newest_code_leaves_when_the_gateway_is_back(house: House) {
    let gateway = RecordingGateway::open().await;
    let house = house.with_sms(&settings(&gateway));
    house.with_number(&gateway, NUMBER).await;
    let before = gateway.posted().len();
    gateway.behave(Manner::Answers(503, "{}"));
    house.ask().await;
    assert_eq!(house.deliver().await.put_off, 1);
    house.advance(31);
    assert!(matches!(house.ask().await, Challenge::Sent { is_new: true, .. }));
    house.advance(61);
    gateway.behave(Manner::Takes);
    assert_eq!(house.deliver().await.sent, 1, "the first code is worth nothing by now");
    let attempts: Vec<String> = gateway.posted()[before..].iter().map(crate::support::Posted::code).collect();
    let (old, new) = (attempts.first().unwrap(), attempts.last().unwrap());
    assert_ne!(old, new);
    assert!(house.sign_in(Factor::Sms, old).await.is_err());
    house.sign_in(Factor::Sms, new).await.unwrap();
}

async fn a_code_leaves_when_the_gateway_is_back_in_time_and_never_after(house: House) {
    let gateway = RecordingGateway::open().await;
    let house = house.with_sms(&settings(&gateway));
    house.with_number(&gateway, NUMBER).await;
    for manner in [Manner::Answers(500, "oops"), Manner::Answers(429, "{\"code\":20429}"), Manner::Hangs, Manner::Redirects] {
        gateway.behave(manner);
        assert!(matches!(house.ask().await, Challenge::Sent { is_new: true, .. }));
        assert_eq!(house.deliver().await.put_off, 1, "{manner:?}");
        house.advance(400);
        assert_eq!(house.deliver().await.put_off, 1, "{manner:?}");
        gateway.behave(Manner::Takes);
        house.advance(60);
        assert_eq!(house.deliver().await.sent, 1, "{manner:?}: within a minute of coming back");
        house.sign_in(Factor::Sms, &gateway.posted().pop().unwrap().code()).await.unwrap();
        house.advance(3600);
    }
    gateway.behave(Manner::Answers(500, "oops"));
    house.ask().await;
    house.deliver().await;
    house.advance(601);
    gateway.behave(Manner::Takes);
    let before = gateway.posted().len();
    assert_eq!(house.deliver().await.expired, 1);
    assert_eq!(gateway.posted().len(), before, "a dead code is not sent");
    // Refused for good: not tried again.
    house.advance(3600);
    gateway.behave(Manner::Answers(400, "{\"code\":21610,\"message\":\"The number said STOP\"}"));
    house.ask().await;
    assert_eq!(house.deliver().await.failed, 1);
    let rows = outbox_message::Entity::find().all(house.storage().read()).await.unwrap();
    let failed = rows.iter().find(|row| row.state == "failed").unwrap();
    assert_eq!(failed.last_error.as_deref(), Some("the SMS gateway answers with status 400, error 21610"));
}

async fn a_rude_gateway_makes_no_second_code(house: House) {
    let gateway = RecordingGateway::open().await;
    let house = house.with_sms(&settings(&gateway));
    house.with_number(&gateway, NUMBER).await;
    gateway.behave(Manner::AnswersTwice);
    house.ask().await;
    assert_eq!(house.deliver().await.sent, 1);
    house.sign_in(Factor::Sms, &gateway.posted().pop().unwrap().code()).await.unwrap();
    house.advance(3600);
    // The same SMS comes twice: the same code, and it works once.
    gateway.behave(Manner::TakesAndHangsUp);
    house.ask().await;
    assert_eq!(house.deliver().await.put_off, 1);
    let first = gateway.posted().pop().unwrap().code();
    gateway.behave(Manner::Takes);
    house.advance(10);
    assert_eq!(house.deliver().await.sent, 1);
    assert_eq!(gateway.posted().pop().unwrap().code(), first);
    house.sign_in(Factor::Sms, &first).await.unwrap();
    assert!(house.sign_in(Factor::Sms, &first).await.is_err());
    // Nothing about codes or numbers is in the log of events.
    let page = audit::list(house.storage().read(), &Filter::default(), None, 500).await.unwrap();
    assert!(page.events.iter().all(|event| !event.details.contains(&first)));
}

/// HMAC-SHA256 as RFC 2104 writes it, without the code that signs.
fn hmac_sha256(key: &[u8], message: &[u8]) -> String {
    let mut block = [0_u8; 64];
    block[..key.len()].copy_from_slice(key);
    let padded = |pad: u8| block.iter().map(|byte| byte ^ pad).collect::<Vec<u8>>();
    let inner = digest(&SHA256, &[padded(0x36), message.to_vec()].concat());
    let outer = digest(&SHA256, &[padded(0x5c), inner.as_ref().to_vec()].concat());
    outer.as_ref().iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

#[tokio::test]
async fn a_webhook_is_signed_so_that_others_can_tell() {
    let gateway = RecordingGateway::open().await;
    let secret = "sixteen letters or more";
    let webhook = SmsSettings {
        gateway: SmsRoute::Webhook,
        url: format!("{}/sms?from=frontdesk", gateway.url),
        secret: Secret::new(secret),
        ..settings(&gateway)
    };
    let house = super::on_sqlite().await.with_sms(&webhook);
    house.choose_sms(NUMBER).await;
    gateway.behave(Manner::TakesAndHangsUp);
    assert_eq!(house.deliver().await.put_off, 1);
    gateway.behave(Manner::Takes);
    house.advance(10);
    assert_eq!(house.deliver().await.sent, 1);
    let [first, second] = gateway.posted().try_into().expect("two requests");
    assert_eq!(second.line, "POST /sms?from=frontdesk");
    assert_eq!(first.headers["idempotency-key"], second.headers["idempotency-key"]);
    assert_eq!(first.body, second.body);
    let body: serde_json::Value = serde_json::from_str(&second.body).unwrap();
    assert_eq!((body["to"].as_str(), body["kind"].as_str()), (Some(NUMBER), Some("code")));
    assert_eq!(body["id"].as_str(), Some(second.headers["idempotency-key"].as_str()));
    let seconds = house.now().as_millis() / 1000;
    let expected = hmac_sha256(secret.as_bytes(), format!("{seconds}.{}", second.body).as_bytes());
    assert_eq!(second.headers["frontdesk-signature"], format!("t={seconds},v1={expected}"));
    assert_ne!(first.headers["frontdesk-signature"], second.headers["frontdesk-signature"], "the time is signed");
    house.validated(Method::Sms, &second.code()).await;
}
