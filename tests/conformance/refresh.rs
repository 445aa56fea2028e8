//! The refresh token grant (RFC 6749 section 6; OpenID Connect Core 1.0 section 12; RFC 9700 section 4.14).

use std::time::Duration;

use frontdesk::clients::ClientId;
use frontdesk::consent;
use frontdesk::foundation::id::UserId;
use frontdesk::groups::{self, MembershipState};
use frontdesk::storage::entity::{refresh_token, revoked_access_token, token_family};
use frontdesk::users::UserState;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::on_both_grounds;
use crate::scene::Scene;
use crate::support::{Ground, claims_of};

on_both_grounds!(
    oidcc_refresh_token,
    oidcc_refresh_token_rp_key_of_another_app,
    the_same_answer_within_the_grace,
    a_used_token_ends_the_family,
    a_clock_set_back_prolongs_no_grace,
    less_scope_may_be_asked_for,
    a_refresh_token_runs_out,
    the_person_the_app_and_the_session_are_looked_at_again,
    offline_access_outlives_the_session,
    a_withdrawn_consent_ends_refreshing,
    leaving_the_group_ends_refreshing,
    ten_refreshes_at_once_have_one_answer,
    a_public_app_refreshes,
    what_has_run_out_is_removed,
);

const DAY: Duration = Duration::from_hours(24);

async fn oidcc_refresh_token(ground: Ground) {
    let scene = Scene::open(ground).await;
    let first = scene.tokens_with("openid email offline_access").await;
    scene.desk.advance(Duration::from_secs(5));
    let second = scene.app.refresh(first.refresh_token()).await.granted();
    assert_ne!(second.refresh_token(), first.refresh_token());
    assert_ne!(second.access_token(), first.access_token());
    let (old, new) = (claims_of(first.id_token()), scene.app.verify(second.id_token(), None).await);
    for same in ["iss", "sub", "aud", "auth_time", "sid", "acr"] {
        assert_eq!(old[same], new[same], "{same}");
    }
    assert_eq!(new["iat"].as_i64(), old["iat"].as_i64().map(|iat| iat + 5));
    assert!(new.get("nonce").is_none());
    assert_eq!(second.text("scope"), first.text("scope"));
    assert_eq!(scene.app.userinfo(second.access_token()).await.status, 200);
    assert_eq!(scene.events("grant_refused").await + scene.events("refresh_token_reused").await, 0);
}

async fn oidcc_refresh_token_rp_key_of_another_app(ground: Ground) {
    let scene = Scene::open(ground).await;
    let other = scene.desk.app("billing").first_party().register().await;
    let tokens = scene.tokens().await;
    other.refresh(tokens.refresh_token()).await.refused("invalid_grant");
    let _ = scene.app.refresh(tokens.refresh_token()).await.granted();
    assert_eq!(scene.events("grant_refused").await, 1);
}

async fn the_same_answer_within_the_grace(ground: Ground) {
    let scene = Scene::open(ground).await;
    let tokens = scene.tokens().await;
    let first = scene.app.refresh(tokens.refresh_token()).await.granted();
    scene.desk.advance(Duration::from_secs(20));
    let again = scene.app.refresh(tokens.refresh_token()).await.granted();
    assert_eq!(again.body, first.body);
    let other = scene.desk.app("billing").first_party().register().await;
    other.refresh(tokens.refresh_token()).await.refused("invalid_grant");
    let _ = scene.app.refresh(first.refresh_token()).await.granted();
    assert_eq!(scene.events("refresh_token_reused").await, 0);
}

async fn a_used_token_ends_the_family(ground: Ground) {
    let scene = Scene::open(ground).await;
    let tokens = scene.tokens().await;
    let first = scene.app.refresh(tokens.refresh_token()).await.granted();
    scene.desk.advance(Duration::from_secs(21));
    scene.app.refresh(tokens.refresh_token()).await.refused("invalid_grant");
    assert_eq!(scene.events("refresh_token_reused").await, 1);
    scene.app.refresh(first.refresh_token()).await.refused("invalid_grant");
    assert_eq!(scene.app.userinfo(first.access_token()).await.status, 401);
    scene.app.refresh(tokens.refresh_token()).await.refused("invalid_grant");
    assert_eq!(scene.events("refresh_token_reused").await, 1, "written down once");
    scene.tokens().await;
}

async fn a_clock_set_back_prolongs_no_grace(ground: Ground) {
    let scene = Scene::open(ground).await;
    let tokens = scene.tokens().await;
    scene.desk.advance(Duration::from_hours(1));
    // Somebody is still there, so the session lives on.
    let tokens = match scene.app.refresh(tokens.refresh_token()).await {
        answer if answer.status == 200 => answer,
        _ => scene.tokens().await,
    };
    let before = scene.desk.now();
    let _ = scene.app.refresh(tokens.refresh_token()).await.granted();
    scene.desk.clock.set(before.minus(Duration::from_mins(10)));
    scene.app.refresh(tokens.refresh_token()).await.refused("invalid_grant");
}

async fn less_scope_may_be_asked_for(ground: Ground) {
    let scene = Scene::open(ground).await;
    let tokens = scene.tokens_with("openid email profile").await;
    let ask = async |token: &str, scope: &str| {
        scene.app.ask("token_endpoint", &[("grant_type", "refresh_token"), ("refresh_token", token), ("scope", scope)]).await
    };
    ask(tokens.refresh_token(), "openid email phone").await.refused("invalid_scope");
    let less = ask(tokens.refresh_token(), "openid email").await.granted();
    assert_eq!(less.text("scope"), "email openid");
    let known = scene.app.userinfo(less.access_token()).await.body;
    assert!(known.get("email").is_some() && known.get("name").is_none());
    let none = ask(less.refresh_token(), "email").await.granted();
    assert!(none.body.get("id_token").is_none());
    let all = scene.app.refresh(none.refresh_token()).await.granted();
    assert_eq!(all.text("scope"), "email openid profile", "the refresh token keeps all that was granted");
}

async fn a_refresh_token_runs_out(ground: Ground) {
    let scene = Scene::open(ground).await;
    let tokens = scene.tokens_with("openid offline_access").await;
    scene.desk.advance(30 * DAY);
    scene.app.refresh(tokens.refresh_token()).await.refused("invalid_grant");
    let mut tokens = scene.tokens_with("openid offline_access").await;
    for _ in 0..4 {
        scene.desk.advance(20 * DAY);
        tokens = scene.app.refresh(tokens.refresh_token()).await.granted();
    }
    scene.desk.advance(10 * DAY);
    scene.app.refresh(tokens.refresh_token()).await.refused("invalid_grant");
}

async fn the_person_the_app_and_the_session_are_looked_at_again(ground: Ground) {
    let scene = Scene::open(ground).await;
    let errand = scene.app.begin();
    let (mut visitor, answer) = scene.answer_for(&scene.app, &errand).await;
    let tokens = scene.app.redeem(&errand, &answer).await.granted();
    scene.set_user_state(UserState::Disabled).await;
    scene.app.refresh(tokens.refresh_token()).await.refused("invalid_grant");
    scene.set_user_state(UserState::Active).await;
    scene.set_app_active(false).await;
    scene.app.refresh(tokens.refresh_token()).await.refused("invalid_client");
    scene.set_app_active(true).await;
    let tokens = scene.app.refresh(tokens.refresh_token()).await.granted();
    visitor.open(scene.desk.url("/logout")).await;
    visitor.press("logout", &[]).await;
    scene.app.refresh(tokens.refresh_token()).await.refused("invalid_grant");
    assert_eq!(scene.app.userinfo(tokens.access_token()).await.status, 401);
}

async fn offline_access_outlives_the_session(ground: Ground) {
    let scene = Scene::open(ground).await;
    let errand = scene.app.begin().with("scope", "openid offline_access");
    let (mut visitor, answer) = scene.answer_for(&scene.app, &errand).await;
    let tokens = scene.app.redeem(&errand, &answer).await.granted();
    visitor.open(scene.desk.url("/logout")).await;
    visitor.press("logout", &[]).await;
    scene.desk.advance(DAY);
    let _ = scene.app.refresh(tokens.refresh_token()).await.granted();
    let bound = scene.tokens().await;
    scene.desk.advance(DAY);
    scene.app.refresh(bound.refresh_token()).await.refused("invalid_grant");
}

async fn a_withdrawn_consent_ends_refreshing(ground: Ground) {
    let scene = Scene::open(ground).await;
    let stranger = scene.desk.app("stranger").register().await;
    let tokens = scene.tokens_for(&stranger, &stranger.begin().with("scope", "openid offline_access")).await;
    let tokens = stranger.refresh(tokens.refresh_token()).await.granted();
    let tx = scene.desk.app.storage.write().await.unwrap();
    assert!(consent::store::withdraw(&tx, scene.alice.id, &ClientId::parse("stranger").unwrap()).await.unwrap());
    tx.commit().await.unwrap();
    stranger.refresh(tokens.refresh_token()).await.refused("invalid_grant");
    assert_eq!(stranger.userinfo(tokens.access_token()).await.status, 401);
}

async fn leaving_the_group_ends_refreshing(ground: Ground) {
    let scene = Scene::open(ground).await;
    let riverside = scene.desk.group("Riverside Health").await;
    let app = scene.desk.app("riverside-only").first_party().serving(vec![riverside]).register().await;
    let tokens = scene.tokens_for(&app, &app.begin().with("scope", "openid groups offline_access")).await;
    let tokens = app.refresh(tokens.refresh_token()).await.granted();
    leave(&scene, scene.alice.id, riverside).await;
    assert_eq!(app.userinfo(tokens.access_token()).await.status, 401);
    app.refresh(tokens.refresh_token()).await.refused("invalid_grant");
}

async fn leave(scene: &Scene, user: UserId, group: frontdesk::foundation::id::GroupId) {
    let tx = scene.desk.app.storage.write().await.unwrap();
    let (_, membership) = groups::store::memberships_of(&tx, user).await.unwrap().into_iter().find(|(_, m)| m.group == group).unwrap();
    let gone = groups::store::change_member(&tx, user, group, membership.role, membership.access_level, MembershipState::Deactivated);
    assert!(gone.await.unwrap());
    tx.commit().await.unwrap();
}

async fn ten_refreshes_at_once_have_one_answer(ground: Ground) {
    let scene = Scene::open(ground).await;
    let tokens = scene.tokens().await;
    let all = futures_util::future::join_all((0..10).map(|_| scene.app.refresh(tokens.refresh_token()))).await;
    let successors: std::collections::BTreeSet<String> =
        all.into_iter().map(|answer| answer.granted().refresh_token().to_owned()).collect();
    assert_eq!(successors.len(), 1);
    assert_eq!(scene.events("refresh_token_reused").await, 0);
}

async fn a_public_app_refreshes(ground: Ground) {
    let scene = Scene::open(ground).await;
    let spa = scene.desk.app("spa").first_party().public().register().await;
    let tokens = scene.tokens_for(&spa, &spa.begin().with("scope", "openid offline_access")).await;
    let tokens = spa.refresh(tokens.refresh_token()).await.granted();
    let _ = spa.refresh(tokens.refresh_token()).await.granted();
}

async fn what_has_run_out_is_removed(ground: Ground) {
    let scene = Scene::open(ground).await;
    let app = &scene.desk.app;
    let tokens = scene.tokens_with("openid offline_access").await;
    let tokens = scene.app.refresh(tokens.refresh_token()).await.granted();
    assert_eq!(scene.app.revoke(tokens.access_token()).await.status, 200);
    let counts = async || {
        let c = app.storage.read();
        let answers = refresh_token::Entity::find().filter(refresh_token::Column::Answer.is_not_null()).count(c).await.unwrap();
        let (families, tokens) = (token_family::Entity::find().count(c), refresh_token::Entity::find().count(c));
        (families.await.unwrap(), tokens.await.unwrap(), answers, revoked_access_token::Entity::find().count(c).await.unwrap())
    };
    let purge = async || frontdesk::serve::purge(app, scene.desk.now()).await.unwrap();
    purge().await;
    assert_eq!(counts().await, (1, 2, 1, 1), "nothing that is still good for something");
    scene.desk.advance(Duration::from_mins(11));
    purge().await;
    assert_eq!(counts().await, (1, 2, 0, 0), "the answer's grace and the access token are over");
    scene.desk.advance(31 * DAY);
    purge().await;
    assert_eq!(counts().await, (1, 0, 0, 0));
    scene.desk.advance(60 * DAY);
    purge().await;
    assert_eq!(counts().await, (0, 0, 0, 0));
}
