//! Token introspection (RFC 7662) and revocation (RFC 7009).

use std::time::Duration;

use frontdesk::users::UserState;
use serde_json::json;

use crate::on_both_grounds;
use crate::scene::Scene;
use crate::support::{Ground, RelyingParty, claims_of};

on_both_grounds!(
    an_app_learns_about_its_own_tokens,
    an_app_learns_about_tokens_that_are_for_it,
    strangers_learn_nothing,
    what_does_not_count_is_inactive,
    an_access_token_is_given_back_alone,
    a_refresh_token_takes_its_family_with_it,
    only_own_tokens_can_be_given_back,
    what_does_not_exist_is_no_mistake,
    a_public_app_gives_back_but_does_not_look_into_tokens,
);

async fn is_active(app: &RelyingParty, token: &str) -> bool {
    let answer = app.introspect(token).await.granted();
    if answer.body["active"] == false {
        assert_eq!(answer.body, json!({"active": false}), "and nothing else");
    }
    assert_eq!(answer.headers["cache-control"], "no-store");
    answer.body["active"] == true
}

async fn an_app_learns_about_its_own_tokens(ground: Ground) {
    let scene = Scene::open(ground).await;
    let tokens = scene.tokens_with("openid email").await;
    let told = scene.app.introspect(tokens.access_token()).await.granted().body;
    let claims = claims_of(tokens.access_token());
    for same in ["iss", "sub", "aud", "client_id", "scope", "iat", "exp", "jti", "sid", "auth_time", "acr", "amr"] {
        assert_eq!(told[same], claims[same], "{same}");
    }
    assert_eq!((&told["active"], &told["token_type"]), (&json!(true), &json!("Bearer")));
    let told = scene.app.introspect(tokens.refresh_token()).await.granted().body;
    assert_eq!((&told["active"], &told["client_id"], &told["sub"]), (&json!(true), &json!("notes"), &json!(scene.alice.id.to_string())));
    let with_hint =
        scene.app.ask("introspection_endpoint", &[("token", tokens.refresh_token()), ("token_type_hint", "access_token")]).await;
    assert_eq!(with_hint.granted().body["active"], true, "a wrong hint is only a hint");
}

async fn an_app_learns_about_tokens_that_are_for_it(ground: Ground) {
    let scene = Scene::open(ground).await;
    let records = scene.desk.app("records").for_itself().register().await;
    let caller = scene.desk.app("caller").first_party().with(|settings| settings.access_token_audience = vec!["records".to_owned()]);
    let caller = caller.register().await;
    let tokens = scene.tokens_for(&caller, &caller.begin()).await;
    assert!(is_active(&records, tokens.access_token()).await);
    assert!(!is_active(&records, tokens.refresh_token()).await, "a refresh token is its app's alone");
}

async fn strangers_learn_nothing(ground: Ground) {
    let scene = Scene::open(ground).await;
    let stranger = scene.desk.app("stranger").register().await;
    let tokens = scene.tokens().await;
    assert!(!is_active(&stranger, tokens.access_token()).await);
    assert!(!is_active(&stranger, tokens.refresh_token()).await);
    let (status, _, body) = crate::scene::read(scene.post("/introspect").form(&[("token", tokens.access_token())])).await;
    assert_eq!((status.as_u16(), &body["error"]), (401, &json!("invalid_client")));
}

async fn what_does_not_count_is_inactive(ground: Ground) {
    let scene = Scene::open(ground).await;
    let tokens = scene.tokens().await;
    for text in ["x", "a.b.c", tokens.id_token(), "rt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        assert!(!is_active(&scene.app, text).await, "{text}");
    }
    scene.set_user_state(UserState::Disabled).await;
    assert!(!is_active(&scene.app, tokens.access_token()).await);
    assert!(!is_active(&scene.app, tokens.refresh_token()).await);
    scene.set_user_state(UserState::Active).await;
    assert!(is_active(&scene.app, tokens.access_token()).await);
    let next = scene.app.refresh(tokens.refresh_token()).await.granted();
    assert!(!is_active(&scene.app, tokens.refresh_token()).await, "used up");
    assert!(is_active(&scene.app, next.refresh_token()).await);
    scene.desk.advance(Duration::from_mins(10));
    assert!(!is_active(&scene.app, tokens.access_token()).await);
}

async fn an_access_token_is_given_back_alone(ground: Ground) {
    let scene = Scene::open(ground).await;
    let tokens = scene.tokens().await;
    assert_eq!(scene.app.revoke(tokens.access_token()).await.status, 200);
    assert_eq!(scene.app.userinfo(tokens.access_token()).await.status, 401);
    assert!(!is_active(&scene.app, tokens.access_token()).await);
    assert_eq!(scene.app.revoke(tokens.access_token()).await.status, 200, "again is no mistake");
    assert_eq!(scene.events("tokens_revoked").await, 1);
    let next = scene.app.refresh(tokens.refresh_token()).await.granted();
    assert_eq!(scene.app.userinfo(next.access_token()).await.status, 200);
}

async fn a_refresh_token_takes_its_family_with_it(ground: Ground) {
    let scene = Scene::open(ground).await;
    let (tokens, other) = (scene.tokens().await, scene.tokens().await);
    assert_eq!(scene.app.revoke(tokens.refresh_token()).await.status, 200);
    scene.app.refresh(tokens.refresh_token()).await.refused("invalid_grant");
    assert_eq!(scene.app.userinfo(tokens.access_token()).await.status, 401);
    assert_eq!(scene.app.userinfo(other.access_token()).await.status, 200, "other sign-ins live on");
    assert_eq!(scene.app.revoke(tokens.refresh_token()).await.status, 200);
    assert_eq!(scene.events("tokens_revoked").await, 1);
}

async fn only_own_tokens_can_be_given_back(ground: Ground) {
    let scene = Scene::open(ground).await;
    let stranger = scene.desk.app("stranger").register().await;
    let tokens = scene.tokens().await;
    stranger.revoke(tokens.access_token()).await.refused("unauthorized_client");
    stranger.revoke(tokens.refresh_token()).await.refused("unauthorized_client");
    assert_eq!(scene.app.userinfo(tokens.access_token()).await.status, 200);
    let _ = scene.app.refresh(tokens.refresh_token()).await.granted();
}

async fn what_does_not_exist_is_no_mistake(ground: Ground) {
    let scene = Scene::open(ground).await;
    let tokens = scene.tokens().await;
    for text in ["x", "rt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", tokens.id_token()] {
        let answer = scene.app.revoke(text).await;
        assert_eq!((answer.status.as_u16(), answer.body.is_null()), (200, true), "{text}");
    }
    scene.desk.advance(Duration::from_hours(1));
    assert_eq!(scene.app.revoke(tokens.access_token()).await.status, 200, "over already");
}

async fn a_public_app_gives_back_but_does_not_look_into_tokens(ground: Ground) {
    let scene = Scene::open(ground).await;
    let spa = scene.desk.app("spa").first_party().public().register().await;
    let tokens = scene.tokens_for(&spa, &spa.begin()).await;
    spa.introspect(tokens.access_token()).await.refused("invalid_client");
    assert_eq!(spa.revoke(tokens.refresh_token()).await.status, 200);
    spa.refresh(tokens.refresh_token()).await.refused("invalid_grant");
}
