//! The userinfo endpoint (OpenID Connect Core 1.0 section 5.3; RFC 6750).

use std::time::Duration;

use frontdesk::users::{User, UserState};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::on_both_grounds;
use crate::scene::{Scene, read};
use crate::support::{Ground, TokenAnswer};

on_both_grounds!(
    oidcc_userinfo_get,
    oidcc_userinfo_post_header,
    oidcc_userinfo_post_body,
    oidcc_scope_profile,
    oidcc_scope_email,
    oidcc_scope_address,
    oidcc_scope_phone,
    oidcc_scope_all,
    oidcc_claims_essential,
    groups_are_those_that_the_app_serves,
    who_shows_nothing_is_told_how,
    every_bad_token_has_its_error,
    what_has_ended_opens_nothing,
    scripts_of_registered_origins_may_call,
);

/// Everything there is to know about a person.
fn known(user: &mut User) {
    user.given_name = Some("Alice".to_owned());
    user.family_name = Some("Nguyen".to_owned());
    user.locale = Some("en-AU".to_owned());
    user.zoneinfo = Some("Australia/Sydney".to_owned());
    user.phone = Some("+61255501234".to_owned());
    user.address = Some(json!({"formatted": "1 River Street, Newtown"}));
}

async fn scene(ground: Ground) -> Scene {
    let mut scene = Scene::open(ground).await;
    scene.alice = scene.desk.someone("Anna Berg").with(known).in_group("Riverside Health").join().await;
    scene
}

async fn claims(scene: &Scene, scope: &str) -> Value {
    let tokens = scene.tokens_with(scope).await;
    let answer = scene.app.userinfo(tokens.access_token()).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.body["sub"], scene.alice.id.to_string());
    answer.body
}

fn names(claims: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = claims.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

async fn oidcc_userinfo_get(ground: Ground) {
    let scene = scene(ground).await;
    let tokens = scene.tokens_with("openid").await;
    let answer = scene.app.userinfo(tokens.access_token()).await;
    assert_eq!((answer.status.as_u16(), &answer.body), (200, &json!({"sub": scene.alice.id.to_string()})));
    assert_eq!(answer.headers["content-type"], "application/json");
    assert_eq!(answer.headers["cache-control"], "no-store");
}

async fn oidcc_userinfo_post_header(ground: Ground) {
    let scene = scene(ground).await;
    let tokens = scene.tokens().await;
    let (status, _, body) = read(scene.post("/userinfo").bearer_auth(tokens.access_token())).await;
    assert_eq!((status.as_u16(), &body["sub"]), (200, &json!(scene.alice.id.to_string())));
    let empty_form = scene.post("/userinfo").bearer_auth(tokens.access_token()).form::<[(&str, &str); 0]>(&[]);
    assert_eq!(read(empty_form).await.0, 200);
    assert!(chunked(&scene, tokens.access_token()).await.starts_with("HTTP/1.1 200"));
}

/// A POST whose length is not told ahead, as some clients send it.
async fn chunked(scene: &Scene, token: &str) -> String {
    let address = scene.desk.issuer.trim_start_matches("http://");
    let mut line = TcpStream::connect(address).await.unwrap();
    let head = format!("POST /userinfo HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n");
    line.write_all(format!("{head}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n").as_bytes()).await.unwrap();
    let mut answer = String::new();
    line.read_to_string(&mut answer).await.unwrap();
    answer
}

async fn oidcc_userinfo_post_body(ground: Ground) {
    let scene = scene(ground).await;
    let tokens = scene.tokens().await;
    let (status, _, body) = read(scene.post("/userinfo").form(&[("access_token", tokens.access_token())])).await;
    assert_eq!((status.as_u16(), &body["sub"]), (200, &json!(scene.alice.id.to_string())));
}

async fn oidcc_scope_profile(ground: Ground) {
    let scene = scene(ground).await;
    let claims = claims(&scene, "openid profile").await;
    assert_eq!(names(&claims), ["family_name", "given_name", "locale", "name", "sub", "updated_at", "zoneinfo"]);
    assert_eq!(claims["name"], "Anna Berg");
    assert_eq!(claims["updated_at"], scene.desk.now().as_secs(), "a number of seconds");
}

async fn oidcc_scope_email(ground: Ground) {
    let scene = scene(ground).await;
    let claims = claims(&scene, "openid email").await;
    assert_eq!(names(&claims), ["email", "email_verified", "sub"]);
    assert_eq!((&claims["email"], &claims["email_verified"]), (&json!("anna.berg@riverside.example"), &json!(true)));
}

async fn oidcc_scope_address(ground: Ground) {
    let scene = scene(ground).await;
    let claims = claims(&scene, "openid address").await;
    assert_eq!(claims["address"], json!({"formatted": "1 River Street, Newtown"}));
    assert_eq!(names(&claims), ["address", "sub"]);
}

async fn oidcc_scope_phone(ground: Ground) {
    let scene = scene(ground).await;
    let claims = claims(&scene, "openid phone").await;
    assert_eq!((&claims["phone_number"], &claims["phone_number_verified"]), (&json!("+61255501234"), &json!(false)));
    assert_eq!(names(&claims), ["phone_number", "phone_number_verified", "sub"]);
}

async fn oidcc_scope_all(ground: Ground) {
    let scene = scene(ground).await;
    let claims = claims(&scene, "openid profile email address phone groups").await;
    assert_eq!(names(&claims).len(), 13);
    assert_eq!(claims["groups"], json!(["Riverside Health"]));
    let bare = Scene { alice: scene.desk.someone("Bo Li").join().await, ..scene };
    let claims = self::claims(&bare, "openid profile email address phone groups").await;
    assert!(claims.as_object().unwrap().values().all(|value| !value.is_null()), "what is not known is left out");
    assert_eq!(names(&claims), ["email", "email_verified", "groups", "name", "sub", "updated_at"]);
}

async fn oidcc_claims_essential(ground: Ground) {
    let scene = scene(ground).await;
    let asked = json!({"userinfo": {"name": {"essential": true}, "nonsense": null}}).to_string();
    let errand = scene.app.begin().with("scope", "openid").with("claims", &asked);
    let tokens = scene.tokens_for(&scene.app, &errand).await;
    assert_eq!(names(&scene.app.userinfo(tokens.access_token()).await.body), ["name", "sub"]);
    let refreshed = scene.app.refresh(tokens.refresh_token()).await.granted();
    assert_eq!(names(&scene.app.userinfo(refreshed.access_token()).await.body), ["name", "sub"]);
}

async fn groups_are_those_that_the_app_serves(ground: Ground) {
    let mut scene = Scene::open(ground).await;
    scene.alice = scene.desk.someone("Cara Dunn").in_group("Riverside Health").in_group("Hillside Clinic").join().await;
    let riverside = scene.desk.group("Riverside Health").await;
    let app = scene.desk.app("riverside-only").first_party().serving(vec![riverside]).register().await;
    let tokens = scene.tokens_for(&app, &app.begin().with("scope", "openid groups")).await;
    assert_eq!(app.userinfo(tokens.access_token()).await.body["groups"], json!(["Riverside Health"]));
    let tokens = scene.tokens_with("openid groups").await;
    assert_eq!(scene.app.userinfo(tokens.access_token()).await.body["groups"].as_array().unwrap().len(), 2);
}

async fn who_shows_nothing_is_told_how(ground: Ground) {
    let scene = scene(ground).await;
    let (status, headers, _) = read(scene.get("/userinfo")).await;
    assert_eq!((status.as_u16(), headers["www-authenticate"].to_str().unwrap()), (401, "Bearer realm=\"frontdesk\""));
    let tokens = scene.tokens().await;
    let in_query = scene.get("/userinfo").query(&[("access_token", tokens.access_token())]);
    assert_eq!(read(in_query).await.0, 401, "a token in an address ends up in logs");
}

async fn every_bad_token_has_its_error(ground: Ground) {
    let scene = scene(ground).await;
    let tokens = scene.tokens_with("openid email").await;
    let token = tokens.access_token();
    let less = [("grant_type", "refresh_token"), ("refresh_token", tokens.refresh_token()), ("scope", "email")];
    let narrowed = scene.app.ask("token_endpoint", &less).await.granted();
    let get = |value: String| scene.get("/userinfo").header("authorization", value);
    let post = |form: &[(&str, &str)]| scene.post("/userinfo").form(form);
    for (what, request, status, error) in [
        ("garbage", get("Bearer x".to_owned()), 401, "invalid_token"),
        ("empty", get("Bearer ".to_owned()), 401, "invalid_token"),
        ("no scheme", get(token.to_owned()), 401, "invalid_token"),
        ("another scheme", get(format!("Basic {token}")), 401, "invalid_token"),
        ("an ID token", get(format!("Bearer {}", tokens.id_token())), 401, "invalid_token"),
        ("a refresh token", get(format!("Bearer {}", tokens.refresh_token())), 401, "invalid_token"),
        ("a changed signature", get(format!("Bearer {}AA", &token[..token.len() - 2])), 401, "invalid_token"),
        ("oversized", get(format!("Bearer {}", "a".repeat(7000))), 401, "invalid_token"),
        ("without openid", get(format!("Bearer {}", narrowed.access_token())), 403, "insufficient_scope"),
        ("in two ways", post(&[("access_token", token)]).bearer_auth(token), 400, "invalid_request"),
        ("twice in the form", post(&[("access_token", token), ("access_token", token)]), 400, "invalid_request"),
        ("garbage in the form", post(&[("access_token", "x")]), 401, "invalid_token"),
        ("oversized in the form", post(&[("access_token", &"a".repeat(20_000))]), 401, "invalid_token"),
    ] {
        let (got, headers, body) = read(request).await;
        assert_eq!((got.as_u16(), body["error"].as_str()), (status, Some(error)), "{what}");
        assert!(headers["www-authenticate"].to_str().unwrap().contains(&format!("error=\"{error}\"")), "{what}");
        assert_eq!(headers["cache-control"], "no-store", "{what}");
    }
    assert_eq!(read(get(format!("bearer {token}"))).await.0, 200, "the scheme's case does not matter");
}

async fn what_has_ended_opens_nothing(ground: Ground) {
    let scene = scene(ground).await;
    let is_open = async |tokens: &TokenAnswer| {
        let answer = scene.app.userinfo(tokens.access_token()).await;
        if answer.status != 200 {
            answer.refused("invalid_token");
        }
        answer.status == 200
    };
    let tokens = scene.tokens().await;
    scene.set_user_state(UserState::Disabled).await;
    assert!(!is_open(&tokens).await);
    scene.set_user_state(UserState::Active).await;
    assert!(is_open(&tokens).await);
    scene.set_app_active(false).await;
    assert!(!is_open(&tokens).await);
    scene.set_app_active(true).await;
    scene.desk.advance(Duration::from_secs(599));
    assert!(is_open(&tokens).await);
    scene.desk.advance(Duration::from_secs(1));
    assert!(!is_open(&tokens).await);
    scene.desk.clock.set(scene.desk.now().minus(Duration::from_hours(2)));
    assert!(!is_open(&tokens).await, "a clock set back revives nothing");
}

async fn scripts_of_registered_origins_may_call(ground: Ground) {
    let scene = scene(ground).await;
    let origin = "https://spa.example";
    let spa = scene.desk.app("spa").first_party().public().with(|settings| settings.origins = vec![origin.to_owned()]);
    let spa = spa.register().await;
    let tokens = scene.tokens_for(&spa, &spa.begin()).await;
    for path in ["/userinfo", "/token", "/revoke"] {
        let preflight = |origin: &str| {
            let request = scene.http.request(http::Method::OPTIONS, scene.desk.url(path)).header("origin", origin);
            request.header("access-control-request-method", "POST").header("access-control-request-headers", "authorization,dpop")
        };
        let (status, headers, _) = read(preflight(origin)).await;
        assert_eq!((status.as_u16(), headers["access-control-allow-origin"].to_str().unwrap()), (204, origin), "{path}");
        let allowed = headers["access-control-allow-headers"].to_str().unwrap();
        assert!(allowed.contains("authorization") && allowed.contains("dpop"), "{path}");
        assert!(headers.get("access-control-allow-credentials").is_none(), "cookies never count");
        let (_, headers, _) = read(preflight("https://evil.example")).await;
        assert!(headers.get("access-control-allow-origin").is_none(), "{path}");
        let (status, headers, _) = read(scene.post(path).header("origin", origin)).await;
        assert!(status.is_client_error(), "{path} {status}");
        assert_eq!(headers["access-control-allow-origin"], origin, "errors too: {path}");
    }
    let (status, headers, _) = read(scene.get("/userinfo").bearer_auth(tokens.access_token()).header("origin", origin)).await;
    assert_eq!((status.as_u16(), headers["access-control-allow-origin"].to_str().unwrap()), (200, origin));
    assert!(headers.get_all("vary").iter().any(|value| value == "origin"));
    let (status, headers, _) = read(scene.get("/userinfo").bearer_auth(tokens.access_token()).header("origin", "null")).await;
    assert_eq!(status, 200);
    assert!(headers.get("access-control-allow-origin").is_none());
}
