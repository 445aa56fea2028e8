//! Apps that are dead, slow or rude when they are told that a session has ended.

use std::time::{Duration, Instant};

use frontdesk::audit::{Filter, list};
use frontdesk::logout::back_channel::Delivered;
use frontdesk::sessions::apps::store::{NoticeFilter, notices, tell_again};
use frontdesk::sessions::apps::{Notice, NoticeState};
use frontdesk::{serve, sessions};
use tokio_util::sync::CancellationToken;

use crate::on_both_grounds;
use crate::support::{BackChannel, Desk, Ground, Manners, Person, RelyingParty, TokenAnswer, Visitor, claims_of};

on_both_grounds!(
    a_dead_app_is_told_when_it_comes_back,
    an_app_that_refuses_is_told_when_it_recovers,
    an_app_that_never_recovers_is_given_up_and_may_be_told_again,
    a_slow_app_delays_neither_the_person_nor_other_apps,
    inner_addresses_are_not_called,
    an_app_that_lost_its_address_is_given_up,
    what_a_dead_node_claimed_is_told_by_another,
    apps_are_told_in_the_background,
    many_sessions_that_end_at_once_are_each_told_once,
);

struct Scene {
    desk: Desk,
    alice: Person,
}

async fn scene(ground: Ground) -> Scene {
    scene_with(ground, Duration::from_secs(10)).await
}

/// With this much patience for an app.
async fn scene_with(ground: Ground, timeout: Duration) -> Scene {
    let desk = Desk::open_with(ground, |config| {
        config.outbound.allow_private = true;
        config.outbound.timeout = timeout;
    });
    let desk = desk.await;
    let alice = desk.someone("Alice Nguyen").join().await;
    Scene { desk, alice }
}

impl Scene {
    async fn app(&self, id: &str, uri: &str) -> RelyingParty {
        self.desk.app(id).first_party().told_at(uri).register().await
    }

    async fn sign_in(&self, app: &RelyingParty, visitor: &mut Visitor) -> TokenAnswer {
        let errand = app.begin();
        visitor.open(errand.url()).await;
        if visitor.page.location().is_none_or(|sent_to| !sent_to.as_str().starts_with(&app.redirect_uri)) {
            visitor.log_in(&self.alice.email, &self.alice.password).await;
        }
        app.redeem(&errand, &app.answer(&visitor.page.location().expect("the way back"))).await.granted()
    }

    /// A session with this app begins and ends.
    async fn come_and_go(&self, app: &RelyingParty) {
        let mut visitor = Visitor::new();
        let tokens = self.sign_in(app, &mut visitor).await;
        sign_out(app, &mut visitor, &tokens).await;
    }

    async fn deliver(&self) -> Delivered {
        self.desk.app.back_channel.deliver_due().await.expect("the notices")
    }

    async fn notices(&self) -> Vec<Notice> {
        notices(self.desk.app.storage.read(), &NoticeFilter { user: Some(self.alice.id), ..NoticeFilter::default() }, 5000).await.unwrap()
    }

    async fn events(&self, kind: &str) -> usize {
        let filter = Filter { kinds: vec![kind.parse().unwrap()], ..Filter::default() };
        list(self.desk.app.storage.read(), &filter, None, 100).await.unwrap().events.len()
    }
}

async fn sign_out(app: &RelyingParty, visitor: &mut Visitor, tokens: &TokenAnswer) {
    let mut url = app.endpoint("end_session_endpoint");
    url.query_pairs_mut().append_pair("id_token_hint", tokens.id_token());
    visitor.open(url).await;
    assert_eq!(visitor.page.status, 200, "{}", visitor.page.text());
}

const TOLD: Delivered = Delivered { told: 1, put_off: 0, given_up: 0 };
const PUT_OFF: Delivered = Delivered { told: 0, put_off: 1, given_up: 0 };
const GIVEN_UP: Delivered = Delivered { told: 0, put_off: 0, given_up: 1 };

async fn a_dead_app_is_told_when_it_comes_back(ground: Ground) {
    let scene = scene(ground).await;
    let address = BackChannel::nobody().await;
    let app = scene.app("notes", &format!("http://{address}/logout")).await;
    scene.come_and_go(&app).await;
    assert_eq!(scene.deliver().await, PUT_OFF);
    assert_eq!(scene.deliver().await, Delivered::default(), "not before its time");
    let notice = scene.notices().await.remove(0);
    assert_eq!((notice.state, notice.attempts), (NoticeState::Waiting, 1));
    assert!(notice.last_error.is_some());
    scene.desk.advance(Duration::from_secs(5));
    assert_eq!(scene.deliver().await, PUT_OFF);
    let told = BackChannel::open_at(address).await;
    scene.desk.advance(Duration::from_secs(29));
    assert_eq!(scene.deliver().await, Delivered::default(), "each pause is longer than the last");
    scene.desk.advance(Duration::from_secs(1));
    assert_eq!(scene.deliver().await, TOLD);
    assert_eq!(told.tokens().len(), 1);
    assert_eq!(scene.notices().await[0].state, NoticeState::Told);
}

async fn an_app_that_refuses_is_told_when_it_recovers(ground: Ground) {
    let scene = scene(ground).await;
    let told = BackChannel::open().await;
    let app = scene.app("notes", &told.uri).await;
    scene.come_and_go(&app).await;
    for (manners, pause) in [(400, 5), (500, 30), (302, 120), (501, 600)] {
        told.behaves(Manners::Answers(manners));
        assert_eq!(scene.deliver().await, PUT_OFF, "{manners}");
        assert!(scene.notices().await[0].last_error.as_ref().unwrap().contains(&manners.to_string()));
        scene.desk.advance(Duration::from_secs(pause));
    }
    told.behaves(Manners::Answers(204));
    assert_eq!(scene.deliver().await, TOLD);
    let tokens = told.tokens();
    let distinct: std::collections::BTreeSet<_> = tokens.iter().collect();
    assert_eq!((tokens.len(), distinct.len()), (5, 5), "a token of its own for each call");
}

async fn an_app_that_never_recovers_is_given_up_and_may_be_told_again(ground: Ground) {
    let scene = scene(ground).await;
    let told = BackChannel::open().await;
    told.behaves(Manners::Answers(400));
    let app = scene.app("notes", &told.uri).await;
    scene.come_and_go(&app).await;
    let mut done = scene.deliver().await;
    for _ in 0..40 {
        assert_eq!(done, PUT_OFF);
        scene.desk.advance(Duration::from_hours(1));
        done = scene.deliver().await;
        if done != PUT_OFF {
            break;
        }
    }
    assert_eq!(done, GIVEN_UP);
    assert_eq!(scene.events("logout_undelivered").await, 1, "the dead letter is seen");
    assert_eq!(scene.notices().await[0].state, NoticeState::GivenUp);
    scene.desk.advance(Duration::from_hours(1));
    assert_eq!(scene.deliver().await, Delivered::default());
    told.behaves(Manners::Answers(200));
    let tx = scene.desk.app.storage.write().await.unwrap();
    assert_eq!(tell_again(&tx, &NoticeFilter::default(), scene.desk.now()).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(scene.deliver().await, TOLD);
}

async fn a_slow_app_delays_neither_the_person_nor_other_apps(ground: Ground) {
    let scene = scene_with(ground, Duration::from_secs(2)).await;
    let (hangs, polite) = (BackChannel::open().await, BackChannel::open().await);
    hangs.behaves(Manners::Hangs);
    let slow = scene.app("slow", &hangs.uri).await;
    let quick = scene.app("quick", &polite.uri).await;
    let stop = CancellationToken::new();
    let background = serve::background(&scene.desk.app, &stop);
    for _ in 0..5 {
        let mut visitor = Visitor::new();
        let tokens = scene.sign_in(&slow, &mut visitor).await;
        scene.sign_in(&quick, &mut visitor).await;
        let began = Instant::now();
        sign_out(&slow, &mut visitor, &tokens).await;
        assert!(began.elapsed() < Duration::from_secs(2), "the person is signed out at once");
        polite.next_call().await;
    }
    stop.cancel();
    background.wait().await;
    assert!(scene.notices().await.iter().all(|notice| (notice.state == NoticeState::Told) == (notice.client.as_str() == "quick")));
}

async fn inner_addresses_are_not_called(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let scene = Scene { desk, alice };
    let told = BackChannel::open().await;
    for (id, uri) in
        [("plain", told.uri.clone()), ("inner", told.uri.replace("http:", "https:")), ("metadata", "https://169.254.169.254/".to_owned())]
    {
        let app = scene.app(id, &uri).await;
        scene.come_and_go(&app).await;
        assert_eq!(scene.deliver().await, GIVEN_UP, "{id}: no second try goes elsewhere");
    }
    assert!(told.tokens().is_empty());
}

async fn an_app_that_lost_its_address_is_given_up(ground: Ground) {
    let scene = scene(ground).await;
    let told = BackChannel::open().await;
    let app = scene.app("notes", &told.uri).await;
    scene.come_and_go(&app).await;
    let id = frontdesk::clients::ClientId::parse("notes").unwrap();
    let mut client = frontdesk::clients::store::find(scene.desk.app.storage.read(), &id).await.unwrap().unwrap();
    client.settings.backchannel_logout_uri = None;
    let tx = scene.desk.app.storage.write().await.unwrap();
    frontdesk::clients::store::update(&tx, &client).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(scene.deliver().await, GIVEN_UP);
    scene.come_and_go(&app).await;
    assert_eq!(scene.deliver().await, Delivered::default(), "an app without an address is owed nothing");
}

async fn what_a_dead_node_claimed_is_told_by_another(ground: Ground) {
    let scene = scene(ground).await;
    let told = BackChannel::open().await;
    told.behaves(Manners::Hangs);
    let app = scene.app("notes", &told.uri).await;
    scene.come_and_go(&app).await;
    // The node dies in the middle of its call.
    tokio::select! {
        _ = scene.deliver() => panic!("the app hangs"),
        () = told.next_call() => {}
    }
    told.behaves(Manners::Answers(200));
    assert_eq!(scene.deliver().await, Delivered::default(), "it may still be calling");
    scene.desk.advance(Duration::from_secs(41));
    assert_eq!(scene.deliver().await, TOLD);
}

async fn apps_are_told_in_the_background(ground: Ground) {
    let scene = scene(ground).await;
    let told = BackChannel::open().await;
    let app = scene.app("notes", &told.uri).await;
    let stop = CancellationToken::new();
    let background = serve::background(&scene.desk.app, &stop);
    let began = Instant::now();
    scene.come_and_go(&app).await;
    told.next_call().await;
    assert!(began.elapsed() < Duration::from_secs(10), "within seconds");
    stop.cancel();
    background.wait().await;
}

async fn many_sessions_that_end_at_once_are_each_told_once(ground: Ground) {
    const MANY: usize = 30;
    let shared = matches!(ground, Ground::Postgres(..));
    let scene = scene(ground).await;
    let told = BackChannel::open().await;
    let app = scene.app("notes", &told.uri).await;
    for _ in 0..MANY {
        scene.sign_in(&app, &mut Visitor::new()).await;
    }
    let tx = scene.desk.app.storage.write().await.unwrap();
    sessions::store::end_all_of(&tx, scene.alice.id, scene.desk.now()).await.unwrap();
    tx.commit().await.unwrap();
    let done = if shared {
        let (other, _) = scene.desk.second_node().await;
        let (here, there) = tokio::join!(scene.desk.app.back_channel.deliver_due(), other.back_channel.deliver_due());
        here.unwrap().told + there.unwrap().told + scene.deliver().await.told
    } else {
        scene.deliver().await.told
    };
    assert_eq!(done, MANY);
    let tokens = told.tokens();
    let sids: std::collections::BTreeSet<_> = tokens.iter().map(|token| claims_of(token)["sid"].to_string()).collect();
    assert_eq!((tokens.len(), sids.len()), (MANY, MANY), "each of them, and none twice");
}
