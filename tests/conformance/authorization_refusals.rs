//! What the authorization endpoint refuses, to whom it says so, and that nothing breaks.

use crate::on_both_grounds;
use crate::support::{Desk, Errand, Ground, Page, RelyingParty, Visitor};

on_both_grounds!(
    oidcc_ensure_registered_redirect_uri,
    every_bad_parameter_has_its_answer,
    a_started_sign_in_belongs_to_its_browser,
    two_tabs_finish_in_reverse_order
);

async fn oidcc_ensure_registered_redirect_uri(ground: Ground) {
    let desk = Desk::open(ground).await;
    let app = desk.app("notes").first_party().register().await;
    let native = desk
        .app("phone")
        .public()
        .at("http://127.0.0.1/cb")
        .with(|settings| settings.application_type = frontdesk::clients::ApplicationType::Native)
        .register()
        .await;
    let mut visitor = Visitor::new();
    for uri in [
        "https://notes.example/callback/",
        "https://notes.example/callback?added=1",
        "https://notes.example/callback/../callback",
        "https://notes.example/CALLBACK",
        "https://notes.example:443/callback",
        "https://notes.example.evil/callback",
        "https://notes.example@evil.example/callback",
        "https://notes.example/callback#x",
        "https://evil.example/",
        "//evil.example",
        "javascript:alert(1)",
        "https://notes.example/callback%0d%0aLocation:evil",
        "http://notes.example/callback",
        " https://notes.example/callback",
        "https://notes.example/callback\u{200b}",
        "data:text/html,x",
        "\\\\evil.example",
    ] {
        for mode in ["query", "form_post"] {
            visitor.open(app.begin().with("redirect_uri", uri).with("response_mode", mode).url()).await;
            is_a_page_here(&visitor.page, uri);
            visitor.open(app.begin().with("redirect_uri", uri).with("prompt", "none").url()).await;
            is_a_page_here(&visitor.page, uri);
        }
    }
    for errand in [
        app.begin().without("redirect_uri"),
        app.begin().with("client_id", "nobody"),
        app.begin().without("client_id"),
        app.begin().with("client_id", native.client_id.as_str()),
    ] {
        visitor.open(errand.url()).await;
        is_a_page_here(&visitor.page, "client or redirect URI missing or unknown");
    }
    let given_twice = [app.begin().and("redirect_uri", &app.redirect_uri), app.begin().and("client_id", &app.client_id)];
    for errand in given_twice {
        visitor.open(errand.url()).await;
        is_a_page_here(&visitor.page, "given twice");
    }
    // The legal twins: the exact string, and any port of a native app's loopback address.
    visitor.open(app.begin().url()).await;
    assert!(visitor.page.has("#password"));
    visitor.open(native.begin().with("redirect_uri", "http://127.0.0.1:51004/cb").url()).await;
    assert!(visitor.page.has("#password"));
    visitor.open(native.begin().with("redirect_uri", "http://127.0.0.1:51004/other").url()).await;
    is_a_page_here(&visitor.page, "another path");
}

fn is_a_page_here(page: &Page, why: &str) {
    assert_eq!(page.status, 400, "{why}");
    assert!(page.location().is_none(), "{why}: no redirect to an address that was not proved");
    assert!(page.is_html() && !page.heading().is_empty(), "{why}");
}

async fn every_bad_parameter_has_its_answer(ground: Ground) {
    let desk = Desk::open(ground).await;
    let app = desk.app("notes").first_party().register().await;
    let exempt = desk.app("ancient").first_party().with(|settings| settings.pkce = frontdesk::clients::PkceRule::Exempt).register().await;
    let machine = desk
        .app("machine")
        .with(|settings| settings.grant_types = vec![frontdesk::protocol::grant_type::GrantType::ClientCredentials])
        .register()
        .await;
    let endless = "x".repeat(5000);
    let b = || app.begin();
    let plain = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let rows: Vec<(&str, Errand, &str)> = vec![
        ("response_type missing", b().without("response_type"), "invalid_request"),
        ("response_type empty", b().with("response_type", ""), "invalid_request"),
        ("response_type twice", b().and("response_type", "code"), "invalid_request"),
        ("response_type unknown", b().with("response_type", "foo"), "unsupported_response_type"),
        ("response_type implicit", b().with("response_type", "id_token"), "unsupported_response_type"),
        ("response_mode unknown", b().with("response_mode", "smoke"), "invalid_request"),
        ("response_mode fragment", b().with("response_mode", "fragment"), "invalid_request"),
        ("scope missing", b().without("scope"), "invalid_scope"),
        ("scope empty", b().with("scope", ""), "invalid_scope"),
        ("scope unknown only", b().with("scope", "moon"), "invalid_scope"),
        ("scope malformed", b().with("scope", "openid \"x\""), "invalid_scope"),
        ("scope twice", b().and("scope", "openid"), "invalid_request"),
        ("nonce endless", b().with("nonce", &endless), "invalid_request"),
        ("state twice", b().and("state", "again"), "invalid_request"),
        ("state endless", b().with("state", &endless), "invalid_request"),
        ("prompt none and login", b().with("prompt", "none login"), "invalid_request"),
        ("prompt twice", b().with("prompt", "none").and("prompt", "none"), "invalid_request"),
        ("max_age text", b().with("max_age", "soon"), "invalid_request"),
        ("max_age negative", b().with("max_age", "-1"), "invalid_request"),
        ("max_age huge", b().with("max_age", "99999999999999999999"), "invalid_request"),
        ("claims no JSON", b().with("claims", "{"), "invalid_request"),
        ("claims not an object", b().with("claims", "[1]"), "invalid_request"),
        ("claims deep", b().with("claims", &"[".repeat(3000)), "invalid_request"),
        ("claims sub of nobody", b().with("claims", r#"{"id_token":{"sub":{"value":"248289761001"}}}"#), "login_required"),
        ("id_token_hint foreign", b().with("id_token_hint", "eyJhbGciOiJub25lIn0.e30."), "invalid_request"),
        ("request", b().with("request", "eyJhbGciOiJub25lIn0.e30."), "request_not_supported"),
        ("request_uri", b().with("request_uri", "https://notes.example/r"), "request_uri_not_supported"),
        ("registration", b().with("registration", "{}"), "registration_not_supported"),
        ("code_challenge missing", b().without("code_challenge").without("code_challenge_method"), "invalid_request"),
        ("code_challenge_method missing", b().without("code_challenge_method"), "invalid_request"),
        ("code_challenge_method plain", b().with("code_challenge", plain).with("code_challenge_method", "plain"), "invalid_request"),
        ("code_challenge short", b().with("code_challenge", "abc"), "invalid_request"),
        ("an exempt app that starts and does not finish", exempt.begin().without("code_challenge"), "invalid_request"),
        ("an app without the grant", machine.begin(), "unauthorized_client"),
    ];
    for (row, errand, error) in rows {
        let mut visitor = Visitor::new();
        visitor.open(errand.url()).await;
        let sent_to = visitor.page.location().unwrap_or_else(|| panic!("{row}: {} {}", visitor.page.status, visitor.page.text()));
        let told: std::collections::HashMap<_, _> = sent_to.query_pairs().into_owned().collect();
        assert_eq!(told["error"], error, "{row}");
        let sound = |c: char| matches!(c, '\x20' | '\x21' | '\x23'..='\x5B' | '\x5D'..='\x7E');
        assert!(told["error_description"].chars().all(sound), "{row}: {}", told["error_description"]);
        assert_eq!(told["iss"], desk.issuer, "{row}");
        let returns_state = !row.starts_with("state");
        assert_eq!(told.get("state").map(String::as_str), errand.get("state").filter(|_| returns_state), "{row}");
    }
    // The legal twins.
    let state = "y".repeat(128);
    for errand in
        [b(), b().with("state", &state), b().without("state"), exempt.begin().without("code_challenge").without("code_challenge_method")]
    {
        let mut visitor = Visitor::new();
        visitor.open(errand.url()).await;
        assert!(visitor.page.has("#password"), "{}", visitor.page.text());
    }
}

async fn a_started_sign_in_belongs_to_its_browser(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let app = desk.app("notes").first_party().register().await;
    let mut mallory = Visitor::new();
    mallory.open(app.begin().url()).await;
    let planted = mallory.page.url.clone();
    let mut visitor = Visitor::new();
    visitor.open(app.begin().url()).await;
    visitor.open(&planted).await;
    assert_eq!(visitor.page.status, 400, "another browser's sign-in is not mine: {}", visitor.page.text());
    visitor.open(planted.as_str().replace("/login/", "/authorize/")).await;
    assert_eq!(visitor.page.status, 400);
    mallory.log_in(&alice.email, &alice.password).await;
    assert!(mallory.page.location().is_some(), "it is still good where it began");
}

async fn two_tabs_finish_in_reverse_order(ground: Ground) {
    let desk = Desk::open(ground).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let app = desk.app("notes").first_party().register().await;
    let (first, second) = (app.begin(), app.begin());
    let mut visitor = Visitor::new();
    visitor.open(first.url()).await;
    let first_page = visitor.page.clone();
    visitor.open(second.url()).await;
    visitor.log_in(&alice.email, &alice.password).await;
    redeem(&app, &second, &visitor.page).await;
    visitor.page = first_page;
    visitor.log_in(&alice.email, &alice.password).await;
    redeem(&app, &first, &visitor.page).await;
}

async fn redeem(app: &RelyingParty, errand: &Errand, page: &Page) {
    let sent_to = page.location().unwrap_or_else(|| panic!("no way back: {}", page.text()));
    let tokens = app.redeem(errand, &app.answer(&sent_to)).await.granted();
    app.verify(tokens.id_token(), errand.get("nonce")).await;
}
