//! The token endpoint (RFC 6749 sections 4.1.3 and 5; OpenID Connect Core 1.0 section 3.1.3; RFC 9068).

use std::time::Duration;

use frontdesk::clients::PkceRule;
use frontdesk::protocol::algorithm::SigningAlgorithm;
use frontdesk::protocol::scope::ScopeSet;
use serde_json::json;

use crate::on_both_grounds;
use crate::scene::Scene;
use crate::support::{Ground, Proof, claims_of, header_of};

on_both_grounds!(
    oidcc_codereuse,
    oidcc_codereuse_30seconds,
    oidcc_server_client_secret_post,
    oidcc_idtoken_rs256_and_the_other_algorithms,
    a_code_lives_a_minute,
    a_code_is_bound_to_app_redirect_uri_and_verifier,
    pkce_cannot_be_taken_out_or_put_in,
    a_code_of_an_ended_session_is_worth_nothing,
    a_disabled_person_gets_nothing,
    what_an_access_token_says,
    what_an_id_token_says,
    claims_in_the_id_token_where_the_app_asks,
    answers_are_not_stored,
    an_app_acts_for_itself,
    only_allowed_grants,
    an_app_without_refresh_gets_none,
);

async fn oidcc_codereuse(ground: Ground) {
    let scene = Scene::open(ground).await;
    let errand = scene.app.begin();
    let (_, answer) = scene.answer_for(&scene.app, &errand).await;
    let first = scene.app.redeem(&errand, &answer).await.granted();
    assert_eq!(scene.app.userinfo(first.access_token()).await.status, 200);
    let second = scene.app.redeem(&errand, &answer).await;
    second.refused("invalid_grant");
    assert_eq!(second.status, 400);
    assert_eq!(scene.app.userinfo(first.access_token()).await.status, 401, "what the first use gave is revoked");
    scene.app.refresh(first.refresh_token()).await.refused("invalid_grant");
    assert_eq!(scene.events("code_replayed").await, 1);
}

async fn oidcc_codereuse_30seconds(ground: Ground) {
    let scene = Scene::open(ground).await;
    let errand = scene.app.begin();
    let (_, answer) = scene.answer_for(&scene.app, &errand).await;
    let first = scene.app.redeem(&errand, &answer).await.granted();
    scene.desk.advance(Duration::from_secs(30));
    scene.app.redeem(&errand, &answer).await.refused("invalid_grant");
    assert_eq!(scene.app.userinfo(first.access_token()).await.status, 401);
}

async fn oidcc_server_client_secret_post(ground: Ground) {
    let mut scene = Scene::open(ground).await;
    let Proof::Basic(secret) = scene.app.proof.clone() else { panic!("an app with a secret") };
    scene.app.proof = Proof::Post(secret.clone());
    scene.tokens().await;
    scene.app.proof = Proof::Post(format!("{secret}x"));
    let errand = scene.app.begin();
    let (_, answer) = scene.answer_for(&scene.app, &errand).await;
    let refused = scene.app.redeem(&errand, &answer).await;
    refused.refused("invalid_client");
    assert_eq!(refused.status, 401);
    scene.app.proof = Proof::Post(secret);
    let _ = scene.app.redeem(&errand, &answer).await.granted();
}

async fn oidcc_idtoken_rs256_and_the_other_algorithms(ground: Ground) {
    let scene = Scene::open(ground).await;
    for alg in SigningAlgorithm::ALL {
        let id = format!("app-{}", alg.as_str().to_lowercase());
        let app = scene.desk.app(&id).first_party().with(|settings| settings.id_token_alg = *alg).register().await;
        let errand = app.begin();
        let tokens = scene.tokens_for(&app, &errand).await;
        assert_eq!(header_of(tokens.id_token())["alg"], alg.as_str());
        // The library of the relying party checks the signature, and at_hash against the access token.
        app.verify(tokens.id_token(), errand.get("nonce")).await;
    }
}

async fn a_code_lives_a_minute(ground: Ground) {
    let scene = Scene::open(ground).await;
    let errand = scene.app.begin();
    let (_, answer) = scene.answer_for(&scene.app, &errand).await;
    scene.desk.advance(Duration::from_mins(1));
    scene.app.redeem(&errand, &answer).await.refused("invalid_grant");
    let errand = scene.app.begin();
    let (_, answer) = scene.answer_for(&scene.app, &errand).await;
    scene.desk.advance(Duration::from_secs(59));
    let _ = scene.app.redeem(&errand, &answer).await.granted();
}

async fn a_code_is_bound_to_app_redirect_uri_and_verifier(ground: Ground) {
    let scene = Scene::open(ground).await;
    let other = scene.desk.app("billing").first_party().register().await;
    let errand = scene.app.begin();
    let (_, answer) = scene.answer_for(&scene.app, &errand).await;
    let code = answer.code();
    let redeem = async |app: &crate::support::RelyingParty, redirect_uri: &str, verifier: &str| {
        let fields = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect_uri), ("code_verifier", verifier)];
        app.ask("token_endpoint", &fields).await
    };
    let (ours, verifier) = (scene.app.redirect_uri.as_str(), errand.verifier.as_str());
    redeem(&other, ours, verifier).await.refused("invalid_grant");
    redeem(&other, &other.redirect_uri, verifier).await.refused("invalid_grant");
    redeem(&scene.app, &format!("{ours}/"), verifier).await.refused("invalid_grant");
    let another = format!("{}{}", if verifier.starts_with('-') { '.' } else { '-' }, &verifier[1..]);
    redeem(&scene.app, ours, &another).await.refused("invalid_grant");
    let without = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", ours)];
    scene.app.ask("token_endpoint", &without).await.refused("invalid_grant");
    assert_eq!(scene.events("grant_refused").await, 5, "each is written down once");
    let _ = redeem(&scene.app, ours, verifier).await.granted();
    redeem(&other, ours, verifier).await.refused("invalid_grant");
    assert_eq!(scene.events("code_replayed").await, 0, "and a stranger's attempt revokes nothing");
}

async fn pkce_cannot_be_taken_out_or_put_in(ground: Ground) {
    let scene = Scene::open(ground).await;
    let old = scene.desk.app("old").first_party().with(|settings| settings.pkce = PkceRule::Exempt).register().await;
    let without = |errand: crate::support::Errand| errand.without("code_challenge").without("code_challenge_method");
    let errand = without(old.begin());
    let (_, answer) = scene.answer_for(&old, &errand).await;
    old.redeem(&errand, &answer).await.refused("invalid_grant");
    let fields = [("grant_type", "authorization_code"), ("code", answer.code()), ("redirect_uri", &old.redirect_uri)];
    let _ = old.ask("token_endpoint", &fields).await.granted();
    let errand = old.begin();
    let (_, answer) = scene.answer_for(&old, &errand).await;
    let fields = [("grant_type", "authorization_code"), ("code", answer.code()), ("redirect_uri", &old.redirect_uri)];
    old.ask("token_endpoint", &fields).await.refused("invalid_grant");
    let _ = old.redeem(&errand, &answer).await.granted();
}

async fn a_code_of_an_ended_session_is_worth_nothing(ground: Ground) {
    let scene = Scene::open(ground).await;
    let errand = scene.app.begin();
    let (mut visitor, answer) = scene.answer_for(&scene.app, &errand).await;
    visitor.open(scene.desk.url("/logout")).await;
    visitor.press("logout", &[]).await;
    scene.app.redeem(&errand, &answer).await.refused("invalid_grant");
}

async fn a_disabled_person_gets_nothing(ground: Ground) {
    let scene = Scene::open(ground).await;
    let errand = scene.app.begin();
    let (_, answer) = scene.answer_for(&scene.app, &errand).await;
    scene.set_user_state(frontdesk::users::UserState::Disabled).await;
    scene.app.redeem(&errand, &answer).await.refused("invalid_grant");
}

async fn what_an_access_token_says(ground: Ground) {
    let scene = Scene::open(ground).await;
    let errand = scene.app.begin().with("scope", "openid email");
    let tokens = scene.tokens_for(&scene.app, &errand).await;
    let (header, claims) = (header_of(tokens.access_token()), claims_of(tokens.access_token()));
    assert_eq!((header["typ"].as_str(), header["alg"].as_str()), (Some("at+jwt"), Some("ES256")));
    let now = scene.desk.now().as_secs();
    assert_eq!(claims["iss"], scene.desk.issuer);
    assert_eq!(claims["sub"], scene.alice.id.to_string());
    assert_eq!(claims["aud"], scene.desk.issuer);
    assert_eq!(claims["client_id"], "notes");
    assert_eq!(claims["scope"], "email openid");
    assert_eq!((claims["iat"].as_i64(), claims["exp"].as_i64()), (Some(now), Some(now + 600)));
    assert_eq!((claims["auth_time"].as_i64(), &claims["amr"]), (Some(now), &json!(["pwd"])));
    assert_eq!(claims["acr"], "urn:frontdesk:acr:password");
    assert_eq!(claims["sid"], claims_of(tokens.id_token())["sid"]);
    assert!(claims["jti"].as_str().is_some_and(|jti| jti.len() >= 22));
    assert!(claims.get("email").is_none() && claims.get("name").is_none(), "nothing about the person that its reader need not know");
    assert_eq!((tokens.text("token_type"), tokens.body["expires_in"].as_u64()), ("Bearer", Some(600)));

    let api = scene.desk.app("api").first_party().with(|settings| {
        settings.access_token_audience = vec!["https://api.notes.example".to_owned()];
        settings.access_token_lifetime = Some(60);
    });
    let api = api.register().await;
    let tokens = scene.tokens_for(&api, &api.begin()).await;
    let claims = claims_of(tokens.access_token());
    assert_eq!(claims["aud"], json!([scene.desk.issuer, "https://api.notes.example"]));
    assert_eq!(tokens.body["expires_in"], 60);
    assert_eq!(claims["exp"], now + 60);
}

async fn what_an_id_token_says(ground: Ground) {
    let scene = Scene::open(ground).await;
    let errand = scene.app.begin().with("scope", "openid profile email groups");
    let tokens = scene.tokens_for(&scene.app, &errand).await;
    let claims = scene.app.verify(tokens.id_token(), errand.get("nonce")).await;
    let mut names: Vec<&str> = claims.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    let expected = ["acr", "amr", "at_hash", "aud", "auth_time", "exp", "iat", "iss", "nonce", "sid", "sub"];
    assert_eq!(names, expected, "the claims of scopes belong to userinfo");
    assert_eq!(claims["aud"], "notes");
    assert_eq!(header_of(tokens.id_token())["typ"], "JWT");
}

async fn claims_in_the_id_token_where_the_app_asks(ground: Ground) {
    let scene = Scene::open(ground).await;
    let wants = scene.desk.app("wants").first_party().with(|settings| settings.claims_in_id_token = true).register().await;
    let errand = wants.begin().with("scope", "openid email groups");
    let tokens = scene.tokens_for(&wants, &errand).await;
    let claims = wants.verify(tokens.id_token(), errand.get("nonce")).await;
    assert_eq!(claims["email"], "alice.nguyen@riverside.example");
    assert_eq!(claims["groups"], json!(["Riverside Health"]));
    assert!(claims.get("name").is_none(), "no more than the scope gives");

    let asked = json!({"id_token": {"name": {"essential": true}, "email": null, "auth_time": null}}).to_string();
    let errand = scene.app.begin().with("scope", "openid").with("claims", &asked);
    let tokens = scene.tokens_for(&scene.app, &errand).await;
    let claims = scene.app.verify(tokens.id_token(), errand.get("nonce")).await;
    assert_eq!((claims["name"].as_str(), claims["email"].as_str()), (Some("Alice Nguyen"), Some("alice.nguyen@riverside.example")));

    let stranger = scene.desk.app("stranger").register().await;
    let errand = stranger.begin().with("scope", "openid").with("claims", &asked);
    let tokens = scene.tokens_for(&stranger, &errand).await;
    assert!(claims_of(tokens.id_token()).get("name").is_none(), "a third-party app gets what the person allowed, and no more");
}

async fn answers_are_not_stored(ground: Ground) {
    let scene = Scene::open(ground).await;
    let granted = scene.tokens().await;
    let refused = scene.app.refresh("rt_nothing").await;
    for answer in [granted, refused] {
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(answer.headers["pragma"], "no-cache");
        assert_eq!(answer.headers["content-type"], "application/json");
    }
}

async fn an_app_acts_for_itself(ground: Ground) {
    let scene = Scene::open(ground).await;
    let robot = scene.desk.app("robot").for_itself().with(|settings| {
        settings.scopes = ScopeSet::parse("openid email appointments.read appointments.write").unwrap();
    });
    let robot = robot.register().await;
    let ask = async |fields: &[(&str, &str)]| {
        let mut all = vec![("grant_type", "client_credentials")];
        all.extend_from_slice(fields);
        robot.ask("token_endpoint", &all).await
    };
    let tokens = ask(&[]).await.granted();
    assert_eq!(tokens.text("scope"), "appointments.read appointments.write", "scopes about people mean nothing here");
    assert!(tokens.body.get("refresh_token").is_none() && tokens.body.get("id_token").is_none());
    let claims = claims_of(tokens.access_token());
    assert_eq!((claims["sub"].as_str(), claims["client_id"].as_str()), (Some("robot"), Some("robot")));
    assert!(claims.get("sid").is_none() && claims.get("acr").is_none());
    let narrow = ask(&[("scope", "appointments.read")]).await.granted();
    assert_eq!(narrow.text("scope"), "appointments.read");
    ask(&[("scope", "openid")]).await.refused("invalid_scope");
    ask(&[("scope", "patients.read")]).await.refused("invalid_scope");
    assert_eq!(robot.userinfo(narrow.access_token()).await.status, 403, "nobody signed in");
}

async fn only_allowed_grants(ground: Ground) {
    let scene = Scene::open(ground).await;
    scene.app.ask("token_endpoint", &[("grant_type", "client_credentials")]).await.refused("unauthorized_client");
    let public = scene.desk.app("spa").public().for_itself().register().await;
    public.ask("token_endpoint", &[("grant_type", "client_credentials")]).await.refused("unauthorized_client");
    scene
        .app
        .ask("token_endpoint", &[("grant_type", "password"), ("username", "a"), ("password", "b")])
        .await
        .refused("unsupported_grant_type");
}

async fn an_app_without_refresh_gets_none(ground: Ground) {
    let scene = Scene::open(ground).await;
    let once = scene.desk.app("once").first_party().with(|settings| {
        settings.grant_types = vec![frontdesk::protocol::grant_type::GrantType::AuthorizationCode];
    });
    let once = once.register().await;
    let tokens = scene.tokens_for(&once, &once.begin().with("scope", "openid offline_access")).await;
    assert!(tokens.body.get("refresh_token").is_none());
    assert_eq!(once.userinfo(tokens.access_token()).await.status, 200);
}
