//! The authorization endpoint (OpenID Connect Core 1.0 section 3.1.2, RFC 6749 section 4.1).

use std::time::Duration;

use serde_json::{Value, json};

use crate::on_both_grounds;
use crate::support::{Desk, Errand, Ground, Person, RelyingParty, TokenAnswer, Visitor};

on_both_grounds!(
    oidcc_server,
    oidcc_ensure_request_without_nonce_succeeds_for_code_flow,
    oidcc_ensure_other_scope_order_succeeds,
    oidcc_parameters_that_never_hurt,
    oidcc_prompt_login,
    oidcc_prompt_none_not_logged_in,
    oidcc_prompt_none_logged_in,
    oidcc_max_age_1,
    oidcc_max_age_10000,
    oidcc_id_token_hint,
    oidcc_login_hint,
    oidcc_ui_locales,
    oidcc_ensure_request_with_acr_values_succeeds,
    oidcc_claims_essential,
    oidcc_ensure_post_request_succeeds,
    oidcc_redirect_uri_query_ok,
    consent_is_asked_once_and_remembered,
    a_third_party_app_gets_nothing_that_was_refused,
    a_cancelled_sign_in_goes_back_with_access_denied,
    an_app_for_other_groups_is_refused,
    a_session_needs_one_redirect,
);

/// A desk with one person and one first-party app.
struct Scene {
    desk: Desk,
    app: RelyingParty,
    alice: Person,
}

async fn scene(ground: Ground) -> Scene {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").in_group("Riverside Health").join().await;
    let app = desk.app("notes").first_party().register().await;
    Scene { desk, app, alice }
}

impl Scene {
    /// A fresh sign-in with this request; the tokens, and the visitor who now has a session.
    async fn sign_in(&self, errand: &Errand) -> (Visitor, TokenAnswer) {
        let mut visitor = Visitor::new();
        visitor.open(errand.url()).await;
        visitor.log_in(&self.alice.email, &self.alice.password).await;
        let tokens = self.tokens(&visitor, errand).await;
        (visitor, tokens)
    }

    async fn tokens(&self, visitor: &Visitor, errand: &Errand) -> TokenAnswer {
        let sent_to = visitor.page.location().unwrap_or_else(|| panic!("no way back: {} {}", visitor.page.status, visitor.page.text()));
        self.app.redeem(errand, &self.app.answer(&sent_to)).await.granted()
    }

    async fn claims(&self, tokens: &TokenAnswer, errand: &Errand) -> Value {
        self.app.verify(tokens.id_token(), errand.get("nonce")).await
    }
}

async fn oidcc_server(ground: Ground) {
    let scene = scene(ground).await;
    let errand = scene.app.begin();
    let (visitor, tokens) = scene.sign_in(&errand).await;
    let claims = scene.claims(&tokens, &errand).await;
    assert_eq!(claims["sub"], scene.alice.id.to_string());
    assert_eq!(claims["iss"], scene.desk.issuer);
    assert_eq!(claims["auth_time"], scene.desk.now().as_secs());
    assert_eq!(claims["amr"], json!(["pwd"]), "only what was really used");
    assert_eq!(visitor.page.header("cache-control"), Some("no-store"), "an address with a code in it is not kept");
    assert_eq!(visitor.page.status, 303);
}

async fn oidcc_ensure_request_without_nonce_succeeds_for_code_flow(ground: Ground) {
    let scene = scene(ground).await;
    let errand = scene.app.begin().without("nonce");
    let (_, tokens) = scene.sign_in(&errand).await;
    assert!(scene.claims(&tokens, &errand).await.get("nonce").is_none(), "none in, none out");
}

async fn oidcc_ensure_other_scope_order_succeeds(ground: Ground) {
    let scene = scene(ground).await;
    let (_, tokens) = scene.sign_in(&scene.app.begin().with("scope", "email openid")).await;
    assert_eq!(tokens.text("token_type"), "Bearer");
}

async fn oidcc_parameters_that_never_hurt(ground: Ground) {
    let scene = scene(ground).await;
    let (mut visitor, _) = scene.sign_in(&scene.app.begin()).await;
    for (name, value) in [
        ("display", "page"),
        ("display", "popup"),
        ("extra", "foobar"),
        ("claims_locales", "se"),
        ("ui_locales", "xx"),
        ("access_type", "offline"),
        ("login_hint", "nobody@nowhere.example"),
        ("acr_values", "1 2"),
        ("scope", "openid unknown_scope"),
        ("prompt", "consent"),
        ("max_age", "10000"),
    ] {
        let errand = scene.app.begin().with(name, value);
        visitor.open(errand.url()).await;
        scene.tokens(&visitor, &errand).await;
    }
}

async fn oidcc_prompt_login(ground: Ground) {
    let scene = scene(ground).await;
    let first = scene.app.begin();
    let (mut visitor, tokens) = scene.sign_in(&first).await;
    let before = scene.claims(&tokens, &first).await;
    // Not a millisecond passes, and still the new proof must be later: apps see whole seconds.
    let errand = scene.app.begin().with("prompt", "login");
    visitor.open(errand.url()).await;
    assert!(visitor.page.has("#password"), "the page again, although the session lives");
    visitor.log_in(&scene.alice.email, &scene.alice.password).await;
    let after = scene.claims(&scene.tokens(&visitor, &errand).await, &errand).await;
    assert_eq!(after["sub"], before["sub"]);
    assert!(after["auth_time"].as_i64() > before["auth_time"].as_i64(), "{} > {}", after["auth_time"], before["auth_time"]);
}

async fn oidcc_prompt_none_not_logged_in(ground: Ground) {
    let scene = scene(ground).await;
    let mut visitor = Visitor::new();
    let errand = scene.app.begin().with("prompt", "none");
    visitor.open(errand.url()).await;
    let answer = scene.app.answer(&visitor.page.location().expect("an answer, never a page"));
    assert_eq!(answer.error(), Some("login_required"));
    assert_eq!(answer.get("state"), errand.get("state"));
    assert_eq!(answer.get("iss"), Some(scene.desk.issuer.as_str()));
}

async fn oidcc_prompt_none_logged_in(ground: Ground) {
    let scene = scene(ground).await;
    let first = scene.app.begin();
    let (mut visitor, tokens) = scene.sign_in(&first).await;
    let before = scene.claims(&tokens, &first).await;
    scene.desk.advance(Duration::from_secs(60));
    let errand = scene.app.begin().with("prompt", "none");
    visitor.open(errand.url()).await;
    let after = scene.claims(&scene.tokens(&visitor, &errand).await, &errand).await;
    assert_eq!((&after["sub"], &after["auth_time"]), (&before["sub"], &before["auth_time"]));
    assert!(after["iat"].as_i64() > before["iat"].as_i64());
}

async fn oidcc_max_age_1(ground: Ground) {
    let scene = scene(ground).await;
    let first = scene.app.begin();
    let (mut visitor, tokens) = scene.sign_in(&first).await;
    let before = scene.claims(&tokens, &first).await;
    scene.desk.advance(Duration::from_secs(2));
    let errand = scene.app.begin().with("max_age", "1");
    visitor.open(errand.url()).await;
    // However slowly the person types, the proof is newer than the request.
    scene.desk.advance(Duration::from_secs(90));
    visitor.log_in(&scene.alice.email, &scene.alice.password).await;
    let after = scene.claims(&scene.tokens(&visitor, &errand).await, &errand).await;
    assert!(after["auth_time"].as_i64() > before["auth_time"].as_i64());
}

async fn oidcc_max_age_10000(ground: Ground) {
    let scene = scene(ground).await;
    let first = scene.app.begin();
    let (mut visitor, tokens) = scene.sign_in(&first).await;
    let before = scene.claims(&tokens, &first).await;
    scene.desk.advance(Duration::from_secs(30));
    let errand = scene.app.begin().with("max_age", "10000");
    visitor.open(errand.url()).await;
    let after = scene.claims(&scene.tokens(&visitor, &errand).await, &errand).await;
    assert_eq!(after["auth_time"], before["auth_time"]);
}

async fn oidcc_id_token_hint(ground: Ground) {
    let scene = scene(ground).await;
    let bob = scene.desk.someone("Bob Osei").join().await;
    let (mut visitor, tokens) = scene.sign_in(&scene.app.begin()).await;
    let errand = scene.app.begin().with("prompt", "none").with("id_token_hint", tokens.id_token());
    visitor.open(errand.url()).await;
    scene.tokens(&visitor, &errand).await;
    // Somebody else at the same browser is not the hinted person, silently or after the page.
    let silent = |visitor: &Visitor| scene.app.answer(&visitor.page.location().expect("an answer")).error().map(str::to_owned);
    let mut bobs = Visitor::new();
    bobs.open(scene.app.begin().url()).await;
    bobs.log_in(&bob.email, &bob.password).await;
    bobs.open(errand.url()).await;
    assert_eq!(silent(&bobs).as_deref(), Some("login_required"));
    bobs.open(errand.clone().without("prompt").url()).await;
    bobs.log_in(&bob.email, &bob.password).await;
    assert_eq!(silent(&bobs).as_deref(), Some("login_required"), "asked once, then told the truth");
    // A token that only looks like one of ours.
    let forged = format!("{}x", tokens.id_token());
    visitor.open(scene.app.begin().with("id_token_hint", &forged).url()).await;
    assert_eq!(silent(&visitor).as_deref(), Some("invalid_request"));
}

async fn oidcc_login_hint(ground: Ground) {
    let scene = scene(ground).await;
    let mut visitor = Visitor::new();
    visitor.open(scene.app.begin().with("login_hint", &scene.alice.email).url()).await;
    assert_eq!(visitor.page.attribute("#email", "value").as_deref(), Some(scene.alice.email.as_str()));
    let hostile = "\"><script>alert(1)</script>";
    visitor.open(scene.app.begin().with("login_hint", hostile).url()).await;
    assert!(!visitor.page.body.contains(hostile), "text from a request is inert");
}

async fn oidcc_ui_locales(ground: Ground) {
    let scene = scene(ground).await;
    let mut visitor = Visitor::new();
    visitor.open(scene.app.begin().with("ui_locales", "fr de-AT en").url()).await;
    assert_eq!(visitor.page.attribute("html", "lang").as_deref(), Some("de"));
}

async fn oidcc_ensure_request_with_acr_values_succeeds(ground: Ground) {
    let scene = scene(ground).await;
    let errand = scene.app.begin().with("acr_values", "urn:frontdesk:acr:password");
    let (_, tokens) = scene.sign_in(&errand).await;
    assert_eq!(scene.claims(&tokens, &errand).await["acr"], "urn:frontdesk:acr:password");
}

async fn oidcc_claims_essential(ground: Ground) {
    let scene = scene(ground).await;
    let wanted = json!({ "userinfo": { "name": { "essential": true } }, "id_token": { "auth_time": { "essential": true } } }).to_string();
    let errand = scene.app.begin().with("scope", "openid").with("claims", &wanted);
    let (mut visitor, tokens) = scene.sign_in(&errand).await;
    assert!(scene.claims(&tokens, &errand).await["auth_time"].is_i64());
    assert_eq!(scene.app.userinfo(tokens.access_token()).await.body["name"], "Alice Nguyen", "asked for by name, without its scope");
    // An acr that nobody here can reach is refused, not ignored.
    let out_of_reach = json!({ "id_token": { "acr": { "essential": true, "values": ["urn:example:gold"] } } }).to_string();
    visitor.open(scene.app.begin().with("claims", &out_of_reach).url()).await;
    let answer = scene.app.answer(&visitor.page.location().expect("an answer"));
    assert_eq!(answer.error(), Some("unmet_authentication_requirements"));
}

async fn oidcc_ensure_post_request_succeeds(ground: Ground) {
    let scene = scene(ground).await;
    let errand = scene.app.begin();
    let fields: Vec<(&str, &str)> = errand.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let mut visitor = Visitor::new();
    visitor.post(scene.app.endpoint("authorization_endpoint"), &fields).await;
    visitor.follow().await;
    visitor.log_in(&scene.alice.email, &scene.alice.password).await;
    scene.tokens(&visitor, &errand).await;
}

async fn oidcc_redirect_uri_query_ok(ground: Ground) {
    let Scene { desk, alice, .. } = scene(ground).await;
    let app = desk.app("old").first_party().at("https://old.example/cb?tenant=7").register().await;
    let errand = app.begin();
    let mut visitor = Visitor::new();
    visitor.open(errand.url()).await;
    visitor.log_in(&alice.email, &alice.password).await;
    let sent_to = visitor.page.location().unwrap();
    let answer = app.answer(&sent_to);
    assert_eq!(answer.get("tenant"), Some("7"), "the registered query stays");
    drop(app.redeem(&errand, &answer).await.granted());
}

async fn consent_is_asked_once_and_remembered(ground: Ground) {
    let Scene { desk, alice, .. } = scene(ground).await;
    let app = desk.app("billing").register().await;
    let errand = app.begin();
    let mut visitor = Visitor::new();
    visitor.open(errand.url()).await;
    visitor.log_in(&alice.email, &alice.password).await;
    assert!(visitor.page.has("#allow"), "a third party asks first: {}", visitor.page.text());
    assert!(visitor.page.text().contains("billing"));
    visitor.press("allow", &[]).await;
    let sent_to = visitor.page.location().expect("the way back");
    drop(app.redeem(&errand, &app.answer(&sent_to)).await.granted());
    // Remembered: silently, and with less.
    for scope in ["openid profile email", "openid"] {
        visitor.open(app.begin().with("scope", scope).with("prompt", "none").url()).await;
        assert!(app.answer(&visitor.page.location().unwrap()).error().is_none());
    }
    // More than was allowed is asked again, and so is an app that wants it so.
    visitor.open(app.begin().with("scope", "openid phone").with("prompt", "none").url()).await;
    assert_eq!(app.answer(&visitor.page.location().unwrap()).error(), Some("consent_required"));
    desk.advance(Duration::from_secs(1));
    visitor.open(app.begin().with("prompt", "consent").url()).await;
    assert!(visitor.page.has("#allow"));
}

async fn a_third_party_app_gets_nothing_that_was_refused(ground: Ground) {
    let Scene { desk, alice, .. } = scene(ground).await;
    let app = desk.app("billing").register().await;
    let mut visitor = Visitor::new();
    visitor.open(app.begin().url()).await;
    visitor.log_in(&alice.email, &alice.password).await;
    visitor.press("deny", &[]).await;
    assert_eq!(app.answer(&visitor.page.location().expect("the way back")).error(), Some("access_denied"));
    visitor.open(app.begin().with("prompt", "none").url()).await;
    assert_eq!(app.answer(&visitor.page.location().unwrap()).error(), Some("consent_required"), "a no is not remembered as a yes");
}

async fn a_cancelled_sign_in_goes_back_with_access_denied(ground: Ground) {
    let scene = scene(ground).await;
    let errand = scene.app.begin();
    let mut visitor = Visitor::new();
    visitor.open(errand.url()).await;
    let page = visitor.page.url.clone();
    visitor.press("cancel", &[]).await;
    let answer = scene.app.answer(&visitor.page.location().expect("the way back"));
    assert_eq!((answer.error(), answer.get("state")), (Some("access_denied"), errand.get("state")));
    visitor.open(page).await;
    assert_eq!(visitor.page.status, 400, "the errand is over: {}", visitor.page.text());
}

async fn an_app_for_other_groups_is_refused(ground: Ground) {
    let Scene { desk, alice, .. } = scene(ground).await;
    let hers = desk.group("Riverside Health").await;
    let others = desk.group("Hillside Physio").await;
    let mut visitor = Visitor::new();
    for (id, groups, error) in [("theirs", vec![others], Some("access_denied")), ("ours", vec![hers, others], None)] {
        let app = desk.app(id).first_party().serving(groups).register().await;
        visitor.open(app.begin().url()).await;
        if visitor.page.has("#password") {
            visitor.log_in(&alice.email, &alice.password).await;
        }
        assert_eq!(app.answer(&visitor.page.location().unwrap()).error(), error, "{id}");
        if error.is_some() {
            visitor.open(app.begin().with("prompt", "none").url()).await;
            assert_eq!(app.answer(&visitor.page.location().unwrap()).error(), Some("interaction_required"));
        }
    }
}

async fn a_session_needs_one_redirect(ground: Ground) {
    let scene = scene(ground).await;
    let (mut visitor, _) = scene.sign_in(&scene.app.begin()).await;
    let errand = scene.app.begin();
    visitor.visit(errand.url()).await;
    scene.tokens(&visitor, &errand).await;
}
