//! OpenID Connect Back-Channel Logout 1.0.

use std::time::Duration;

use frontdesk::audit::{Actor, SecurityEvent};
use frontdesk::clients::ClientId;
use frontdesk::foundation::id::SessionId;
use frontdesk::logout::back_channel::Delivered;
use frontdesk::protocol::algorithm::SigningAlgorithm;
use frontdesk::storage::Transaction;
use frontdesk::{members, sessions, token};

use crate::on_both_grounds;
use crate::support::{BackChannel, Desk, Ground, Person, RelyingParty, TokenAnswer, Visitor, claims_of, header_of, verify_logout_token};

on_both_grounds!(
    oidcc_backchannel_rp_initiated_logout,
    a_logout_token_is_of_no_other_use,
    an_app_is_told_in_its_own_algorithm,
    exactly_the_apps_of_the_session_are_told,
    an_app_is_told_of_a_session_whose_tokens_are_long_over,
    every_session_of_a_person_is_told_when_all_end,
    the_others_are_told_when_one_goes_on,
    an_app_that_keeps_offline_access_is_told_again_when_that_ends_too,
    an_app_whose_access_ends_is_told,
    who_leaves_a_group_is_signed_out_of_every_app,
    somebody_else_signing_in_ends_the_session_before,
);

struct Scene {
    desk: Desk,
    alice: Person,
    app: RelyingParty,
    told: BackChannel,
}

/// A desk that may call this machine.
async fn desk(ground: Ground) -> Desk {
    Desk::open_with(ground, |config| config.outbound.allow_private = true).await
}

async fn scene(ground: Ground) -> Scene {
    let desk = desk(ground).await;
    let alice = desk.someone("Alice Nguyen").in_group("Riverside Health").join().await;
    let told = BackChannel::open().await;
    let app = desk.app("notes").first_party().told_at(&told.uri).register().await;
    Scene { desk, alice, app, told }
}

async fn sign_in(app: &RelyingParty, person: &Person, visitor: &mut Visitor) -> TokenAnswer {
    sign_in_for(app, person, visitor, "openid").await
}

async fn sign_in_for(app: &RelyingParty, person: &Person, visitor: &mut Visitor, scope: &str) -> TokenAnswer {
    let errand = app.begin().with("scope", scope);
    visitor.open(errand.url()).await;
    if visitor.page.location().is_none_or(|sent_to| !sent_to.as_str().starts_with(&app.redirect_uri)) {
        visitor.log_in(&person.email, &person.password).await;
    }
    let sent_to = visitor.page.location().unwrap_or_else(|| panic!("no way back: {}", visitor.page.text()));
    app.redeem(&errand, &app.answer(&sent_to)).await.granted()
}

async fn sign_out(app: &RelyingParty, visitor: &mut Visitor, tokens: &TokenAnswer) {
    let mut url = app.endpoint("end_session_endpoint");
    url.query_pairs_mut().append_pair("id_token_hint", tokens.id_token());
    visitor.open(url).await;
    assert_eq!(visitor.page.status, 200, "{}", visitor.page.text());
}

async fn deliver(desk: &Desk) -> Delivered {
    desk.app.back_channel.deliver_due().await.expect("the notices")
}

/// The sessions that an app was told of since the last look.
async fn ended(scene: &Scene, app: &RelyingParty, told: &BackChannel) -> Vec<String> {
    let mut sids = Vec::new();
    for token in told.tokens() {
        let claims = verify_logout_token(&scene.desk, app, &token).await;
        assert_eq!(claims["sub"], scene.alice.id.to_string());
        sids.push(claims["sid"].as_str().expect("sid").to_owned());
    }
    sids.sort();
    sids
}

fn sid(tokens: &TokenAnswer) -> String {
    claims_of(tokens.id_token())["sid"].as_str().expect("sid").to_owned()
}

impl Scene {
    async fn write(&self) -> Transaction {
        self.desk.app.storage.write().await.unwrap()
    }
}

async fn oidcc_backchannel_rp_initiated_logout(ground: Ground) {
    let scene = scene(ground).await;
    let (mut visitor, app) = (Visitor::new(), &scene.app);
    assert_eq!(app.metadata["backchannel_logout_supported"], true);
    assert_eq!(app.metadata["backchannel_logout_session_supported"], true);
    let tokens = sign_in(app, &scene.alice, &mut visitor).await;
    let claims = claims_of(tokens.id_token());
    assert_eq!(deliver(&scene.desk).await, Delivered::default(), "nothing has ended yet");
    sign_out(app, &mut visitor, &tokens).await;
    assert_eq!(deliver(&scene.desk).await, Delivered { told: 1, ..Delivered::default() });
    let sent = scene.told.tokens();
    assert_eq!(sent.len(), 1);
    let logout = verify_logout_token(&scene.desk, app, &sent[0]).await;
    assert_eq!((&logout["sub"], &logout["sid"]), (&claims["sub"], &claims["sid"]), "the sign-in that the ID token was about");
    let mut members: Vec<&str> = logout.as_object().unwrap().keys().map(String::as_str).collect();
    members.sort_unstable();
    assert_eq!(members, ["aud", "events", "exp", "iat", "iss", "jti", "sid", "sub"]);
    assert_eq!(header_of(&sent[0])["alg"], header_of(tokens.id_token())["alg"]);
    assert_eq!(deliver(&scene.desk).await, Delivered::default(), "told once");
}

async fn a_logout_token_is_of_no_other_use(ground: Ground) {
    let scene = scene(ground).await;
    let (mut visitor, app) = (Visitor::new(), &scene.app);
    let tokens = sign_in(app, &scene.alice, &mut visitor).await;
    sign_out(app, &mut visitor, &tokens).await;
    deliver(&scene.desk).await;
    let logout = scene.told.tokens().pop().unwrap();
    assert_eq!(app.userinfo(&logout).await.status, 401, "no access token");
    assert_eq!(app.introspect(&logout).await.body["active"], false);
    app.refresh(&logout).await.refused("invalid_grant");
    visitor.open(app.begin().with("prompt", "none").with("id_token_hint", &logout).url()).await;
    let answer = app.answer(&visitor.page.location().expect("an answer"));
    assert_eq!(answer.error(), Some("invalid_request"), "no ID token either");
    let again = sign_in(app, &scene.alice, &mut visitor).await;
    visitor.open(app.begin().with("prompt", "none").with("id_token_hint", again.id_token()).url()).await;
    assert_eq!(app.answer(&visitor.page.location().expect("an answer")).error(), None, "which a real one is");
}

async fn an_app_is_told_in_its_own_algorithm(ground: Ground) {
    let scene = scene(ground).await;
    for (id, alg) in [("es", SigningAlgorithm::Es256), ("ed", SigningAlgorithm::EdDsa)] {
        let told = BackChannel::open().await;
        let app = scene.desk.app(id).first_party().told_at(&told.uri).with(|settings| settings.id_token_alg = alg).register().await;
        let mut visitor = Visitor::new();
        let tokens = sign_in(&app, &scene.alice, &mut visitor).await;
        sign_out(&app, &mut visitor, &tokens).await;
        deliver(&scene.desk).await;
        let sent = told.tokens();
        verify_logout_token(&scene.desk, &app, &sent[0]).await;
        assert_eq!(header_of(&sent[0])["alg"], alg.as_str());
    }
}

async fn exactly_the_apps_of_the_session_are_told(ground: Ground) {
    let scene = scene(ground).await;
    let (other_told, unused_told) = (BackChannel::open().await, BackChannel::open().await);
    let other = scene.desk.app("other").first_party().told_at(&other_told.uri).register().await;
    let _unused = scene.desk.app("unused").first_party().told_at(&unused_told.uri).register().await;
    let quiet = scene.desk.app("quiet").first_party().register().await;
    let (mut here, mut elsewhere) = (Visitor::new(), Visitor::new());
    let tokens = sign_in(&scene.app, &scene.alice, &mut here).await;
    sign_in(&scene.app, &scene.alice, &mut here).await;
    sign_in(&other, &scene.alice, &mut here).await;
    sign_in(&quiet, &scene.alice, &mut here).await;
    let kept = sign_in(&scene.app, &scene.alice, &mut elsewhere).await;
    // A code that was never redeemed gave the app no sign-in.
    let idle_told = BackChannel::open().await;
    let idle = scene.desk.app("idle").first_party().told_at(&idle_told.uri).register().await;
    here.open(idle.begin().url()).await;
    sign_out(&scene.app, &mut here, &tokens).await;
    assert_eq!(deliver(&scene.desk).await.told, 2);
    assert_eq!(ended(&scene, &scene.app, &scene.told).await, [sid(&tokens)], "once, however often it signed in");
    assert_eq!(ended(&scene, &other, &other_told).await, [sid(&tokens)]);
    assert!(unused_told.tokens().is_empty() && idle_told.tokens().is_empty());
    sign_out(&scene.app, &mut elsewhere, &kept).await;
    deliver(&scene.desk).await;
    assert_eq!(ended(&scene, &scene.app, &scene.told).await, [sid(&kept)], "the other session when its time comes");
    assert!(other_told.tokens().is_empty());
}

async fn an_app_is_told_of_a_session_whose_tokens_are_long_over(ground: Ground) {
    let desk = Desk::open_with(ground, |config| {
        config.outbound.allow_private = true;
        config.sessions.idle = Duration::from_hours(8);
    });
    let desk = desk.await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let told = BackChannel::open().await;
    let brief = desk.app("brief").first_party().told_at(&told.uri);
    let app = brief.with(|settings| settings.grant_types.retain(|grant| grant.as_str() == "authorization_code")).register().await;
    let mut visitor = Visitor::new();
    let tokens = sign_in(&app, &alice, &mut visitor).await;
    desk.advance(Duration::from_hours(6));
    frontdesk::serve::purge(&desk.app, desk.now()).await.unwrap();
    sign_out(&app, &mut visitor, &tokens).await;
    assert_eq!(deliver(&desk).await.told, 1);
}

async fn every_session_of_a_person_is_told_when_all_end(ground: Ground) {
    let scene = scene(ground).await;
    let bob = scene.desk.someone("Bob Osei").join().await;
    let (mut one, mut two) = (Visitor::new(), Visitor::new());
    let first = sign_in(&scene.app, &scene.alice, &mut one).await;
    let second = sign_in(&scene.app, &scene.alice, &mut two).await;
    sign_in(&scene.app, &bob, &mut Visitor::new()).await;
    let tx = scene.write().await;
    sessions::store::end_all_of(&tx, scene.alice.id, scene.desk.now()).await.unwrap();
    drop(tx);
    assert_eq!(deliver(&scene.desk).await, Delivered::default(), "what was not committed did not happen");
    let tx = scene.write().await;
    assert_eq!(sessions::store::end_all_of(&tx, scene.alice.id, scene.desk.now()).await.unwrap(), 2);
    tx.commit().await.unwrap();
    assert_eq!(deliver(&scene.desk).await.told, 2);
    let mut expected = [sid(&first), sid(&second)];
    expected.sort();
    assert_eq!(ended(&scene, &scene.app, &scene.told).await, expected);
}

async fn the_others_are_told_when_one_goes_on(ground: Ground) {
    let scene = scene(ground).await;
    let (mut one, mut two) = (Visitor::new(), Visitor::new());
    let kept = sign_in(&scene.app, &scene.alice, &mut one).await;
    let lost = sign_in(&scene.app, &scene.alice, &mut two).await;
    let tx = scene.write().await;
    let but: SessionId = sid(&kept).parse().unwrap();
    sessions::store::end_others(&tx, scene.alice.id, but, scene.desk.now()).await.unwrap();
    tx.commit().await.unwrap();
    deliver(&scene.desk).await;
    assert_eq!(ended(&scene, &scene.app, &scene.told).await, [sid(&lost)]);
}

async fn an_app_that_keeps_offline_access_is_told_again_when_that_ends_too(ground: Ground) {
    let scene = scene(ground).await;
    let mut visitor = Visitor::new();
    let tokens = sign_in_for(&scene.app, &scene.alice, &mut visitor, "openid offline_access").await;
    sign_out(&scene.app, &mut visitor, &tokens).await;
    deliver(&scene.desk).await;
    assert_eq!(ended(&scene, &scene.app, &scene.told).await, [sid(&tokens)]);
    let tokens = scene.app.refresh(tokens.refresh_token()).await.granted();
    // Far beyond the session's own life.
    scene.desk.advance(Duration::from_hours(72));
    frontdesk::serve::purge(&scene.desk.app, scene.desk.now()).await.unwrap();
    let tx = scene.write().await;
    sessions::store::end_all_of(&tx, scene.alice.id, scene.desk.now()).await.unwrap();
    tx.commit().await.unwrap();
    deliver(&scene.desk).await;
    assert_eq!(ended(&scene, &scene.app, &scene.told).await, [sid(&tokens)]);
    scene.app.refresh(tokens.refresh_token()).await.refused("invalid_grant");
}

async fn an_app_whose_access_ends_is_told(ground: Ground) {
    let scene = scene(ground).await;
    let other_told = BackChannel::open().await;
    let other = scene.desk.app("other").first_party().told_at(&other_told.uri).register().await;
    let mut visitor = Visitor::new();
    let tokens = sign_in(&scene.app, &scene.alice, &mut visitor).await;
    let others = sign_in(&other, &scene.alice, &mut visitor).await;
    let tx = scene.write().await;
    token::store::revoke_all_of_app(&tx, scene.alice.id, &ClientId::parse("notes").unwrap(), scene.desk.now()).await.unwrap();
    tx.commit().await.unwrap();
    deliver(&scene.desk).await;
    assert_eq!(ended(&scene, &scene.app, &scene.told).await, [sid(&tokens)]);
    assert!(other_told.tokens().is_empty());
    assert_eq!(other.userinfo(others.access_token()).await.status, 200, "the session itself goes on");
}

async fn who_leaves_a_group_is_signed_out_of_every_app(ground: Ground) {
    let scene = scene(ground).await;
    let (riverside, hillside) = (scene.desk.group("Riverside Health").await, scene.desk.group("Hillside Clinic").await);
    let carol = scene.desk.someone("Carol Marsh").in_group("Riverside Health").in_group("Hillside Clinic").join().await;
    let (told_here, told_both) = (BackChannel::open().await, BackChannel::open().await);
    let here = scene.desk.app("here").first_party().serving(vec![riverside]).told_at(&told_here.uri).register().await;
    let both = scene.desk.app("both").first_party().serving(vec![riverside, hillside]).told_at(&told_both.uri).register().await;
    let mut visitor = Visitor::new();
    let (lost, also) = (sign_in(&here, &carol, &mut visitor).await, sign_in(&both, &carol, &mut visitor).await);
    let tx = scene.write().await;
    let event = |kind| SecurityEvent::new(kind, Actor::System);
    assert_eq!(members::leave(&tx, (carol.id, riverside), &event, scene.desk.now()).await.unwrap(), Ok(1));
    tx.commit().await.unwrap();
    deliver(&scene.desk).await;
    for (app, told) in [(&here, &told_here), (&both, &told_both)] {
        let tokens = told.tokens();
        assert_eq!(verify_logout_token(&scene.desk, app, &tokens[0]).await["sid"], sid(&lost));
    }
    here.refresh(lost.refresh_token()).await.refused("invalid_grant");
    both.refresh(also.refresh_token()).await.refused("invalid_grant");
    // The legal twin: the app of the group that is left is open to whoever signs in again.
    let again = sign_in(&both, &carol, &mut visitor).await;
    both.refresh(again.refresh_token()).await.granted();
}

async fn somebody_else_signing_in_ends_the_session_before(ground: Ground) {
    let scene = scene(ground).await;
    let bob = scene.desk.someone("Bob Osei").join().await;
    let mut visitor = Visitor::new();
    let tokens = sign_in(&scene.app, &scene.alice, &mut visitor).await;
    visitor.open(scene.app.begin().with("prompt", "login").url()).await;
    visitor.log_in(&bob.email, &bob.password).await;
    deliver(&scene.desk).await;
    assert_eq!(ended(&scene, &scene.app, &scene.told).await, [sid(&tokens)]);
}
