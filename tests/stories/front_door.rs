//! The front door: headers, cookies, addresses, limits, and built-in TLS.

use std::net::TcpListener as Probe;
use std::sync::Arc;
use std::time::Duration;

use frontdesk::app::App;
use frontdesk::foundation::clock::Clock;
use frontdesk::foundation::random::OperatingSystem;
use frontdesk::router::router;
use frontdesk::serve;
use frontdesk::web::{Issuer, TlsSettings};
use http::StatusCode;
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, SET_COOKIE};

use crate::support::{Desk, Folder, Ground, PASSWORD, Visitor};

#[tokio::test]
async fn every_answer_carries_the_headers_that_protect_it() {
    let desk = Desk::open(Ground::Sqlite).await;
    let mut visitor = Visitor::new();
    for path in ["/", "/login", "/nowhere", "/token", "/userinfo", "/jwks.json", "/healthz", "/authorize", "/forgot-password", "/logout"] {
        visitor.visit(desk.url(path)).await;
        let page = &visitor.page;
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(page.header("referrer-policy"), Some("no-referrer"), "{path}");
        assert_eq!(page.header("x-frame-options"), Some("DENY"), "{path}");
        let policy = page.header(CONTENT_SECURITY_POLICY.as_str()).unwrap_or_else(|| panic!("{path} has no policy"));
        assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{path}: {policy}");
        if page.is_html() {
            assert_eq!(page.header(CACHE_CONTROL.as_str()), Some("no-store"), "{path}");
        }
    }
}

#[tokio::test]
async fn cookies_are_locked_to_the_host_over_https_and_plain_only_for_trying_out() {
    let https =
        |config: &mut frontdesk::config::Config| config.web.issuer = Issuer::parse("https://id.riverside.example").expect("an issuer");
    let desk = Desk::open_with(Ground::Sqlite, https).await;
    let port = desk.address.rsplit(':').next().expect("a port");
    let answer = reqwest::get(format!("http://127.0.0.1:{port}/login")).await.expect("an answer");
    let cookie = answer.headers()[SET_COOKIE].to_str().expect("text").to_owned();
    assert!(cookie.starts_with("__Host-frontdesk_browser="), "{cookie}");
    for part in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
        assert!(cookie.split("; ").any(|said| said == part), "{part} in {cookie}");
    }
    assert!(answer.headers().contains_key("strict-transport-security"));

    let trying_out = Desk::open(Ground::Sqlite).await;
    let answer = reqwest::get(trying_out.url("/login")).await.expect("an answer");
    let cookie = answer.headers()[SET_COOKIE].to_str().expect("text").to_owned();
    assert!(cookie.starts_with("frontdesk_browser=") && !cookie.contains("Secure"), "{cookie}");
}

#[tokio::test]
async fn a_sign_in_works_below_a_path() {
    let below = |config: &mut frontdesk::config::Config| {
        config.web.issuer = Issuer::parse(&format!("{}/practices/id", config.web.issuer)).expect("an issuer");
    };
    let desk = Desk::open_with(Ground::Sqlite, below).await;
    assert!(desk.issuer.ends_with("/practices/id"));
    let alice = desk.someone("Alice Nguyen").in_group("Riverside Health").join().await;
    let app = desk.app("notes").register().await;
    let errand = app.begin();
    let mut visitor = Visitor::new();
    visitor.open(errand.url()).await;
    visitor.log_in(&alice.email, PASSWORD).await;
    visitor.press("allow", &[]).await;
    let sent_to = visitor.page.location().unwrap_or_else(|| panic!("no way back: {}", visitor.page.text()));
    let tokens = app.redeem(&errand, &app.answer(&sent_to)).await.granted();
    app.verify(tokens.id_token(), errand.get("nonce")).await;
    assert_eq!(app.userinfo(tokens.access_token()).await.body["name"], "Alice Nguyen");
    visitor.open(desk.url("")).await;
    let stylesheet = visitor.page.attribute("link[rel=stylesheet]", "href").expect("a stylesheet");
    visitor.visit(visitor.page.url.join(&stylesheet).expect("an address")).await;
    assert_eq!(visitor.page.status, StatusCode::OK, "{stylesheet}");
}

#[tokio::test]
async fn a_form_of_ours_counts_only_from_the_browser_that_we_gave_it_to() {
    let desk = Desk::open(Ground::Sqlite).await;
    let alice = desk.someone("Alice Nguyen").join().await;
    let fields = |csrf: &str| {
        vec![("csrf".to_owned(), csrf.to_owned()), ("email".to_owned(), alice.email.clone()), ("password".to_owned(), PASSWORD.to_owned())]
    };
    let mut mallory = Visitor::new();
    mallory.open(desk.url("/login")).await;
    let foreign = mallory.page.attribute("input[name=csrf]", "value").expect("a token");
    let mut visitor = Visitor::new();
    visitor.open(desk.url("/login")).await;
    let own = visitor.page.attribute("input[name=csrf]", "value").expect("a token");
    assert_ne!(own, foreign);
    let send = async |visitor: &mut Visitor, csrf: &str| {
        let fields = fields(csrf);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        visitor.post(desk.url("/login"), &fields).await.status
    };
    for csrf in ["", "x", &foreign] {
        assert_eq!(send(&mut visitor, csrf).await, StatusCode::FORBIDDEN, "{csrf:?}");
    }
    // The right token, sent by another site.
    for (name, value) in [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://evil.example")] {
        let mut lured = visitor.another_tab().with_header(name, value);
        assert_eq!(send(&mut lured, &own).await, StatusCode::FORBIDDEN, "{name}: {value}");
    }
    // The legal twins: our own page, also where the browser hides its origin as our pages ask it to.
    let mut hidden = visitor.another_tab().with_header("origin", "null");
    assert_eq!(send(&mut hidden, &own).await, StatusCode::SEE_OTHER);
    assert_eq!(send(&mut visitor, &own).await, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn what_is_too_much_or_not_here_is_said_so() {
    let desk = Desk::open(Ground::Sqlite).await;
    let http = reqwest::Client::new();
    let endless = "x".repeat(70_000);
    for path in ["/login", "/token", "/authorize", "/logout", "/introspect", "/revoke", "/forgot-password"] {
        let answer = http.post(desk.url(path)).form(&[("email", &endless)]).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE, "{path}");
    }
    let mut visitor = Visitor::new();
    visitor.visit(desk.url("/no/such/page")).await;
    assert_eq!(visitor.page.status, StatusCode::NOT_FOUND);
    assert!(!visitor.page.heading().is_empty(), "a page, with what to do");
    let wrong = http.delete(desk.url("/login")).send().await.expect("an answer");
    assert_eq!(wrong.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert!(wrong.headers()[ALLOW].to_str().expect("text").contains("GET"));
    let as_json = http.post(desk.url("/token")).body("{}").header("content-type", "application/json").send().await.expect("an answer");
    assert_eq!(as_json.status(), StatusCode::BAD_REQUEST);
    // Odd bytes break nothing.
    for path in [
        "/login/%00",
        "/login/%ff%fe",
        "/authorize/..%2f..",
        "/consent/%F0%9F%92%A9",
        "/assets/..%2f..%2fCargo.toml",
        "/verify-email?token=%00",
        "/reset-password?token=a&token=b",
    ] {
        let answer = http.get(desk.url(path)).send().await.expect("an answer");
        assert!(answer.status().is_client_error(), "{path}: {}", answer.status());
    }
}

#[tokio::test]
async fn only_listed_proxies_say_where_somebody_comes_from() {
    let believed = |config: &mut frontdesk::config::Config| {
        config.web.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a network")];
        config.limits.sign_ins = 1;
    };
    for (trusts, second_is_let_in) in [(true, true), (false, false)] {
        let desk = Desk::open_with(Ground::Sqlite, |config| {
            believed(config);
            if !trusts {
                config.web.trusted_proxies.clear();
            }
        })
        .await;
        let mut statuses = Vec::new();
        for address in ["203.0.113.1", "203.0.113.2"] {
            let mut visitor = Visitor::new().with_header("x-forwarded-for", address);
            visitor.open(desk.url("/login")).await;
            visitor.log_in("nobody@riverside.example", "wrong").await;
            statuses.push(visitor.page.status);
        }
        let expected = if second_is_let_in { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::TOO_MANY_REQUESTS };
        assert_eq!(statuses, [StatusCode::UNPROCESSABLE_ENTITY, expected], "proxies listed: {trusts}");
    }
}

#[tokio::test]
async fn a_node_that_leaves_says_so_before_it_goes() {
    let desk = Desk::open(Ground::Sqlite).await;
    let mut visitor = Visitor::new();
    assert_eq!(visitor.visit(desk.url("/readyz")).await.status, StatusCode::OK);
    desk.app.leave();
    assert_eq!(visitor.visit(desk.url("/readyz")).await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(visitor.visit(desk.url("/healthz")).await.status, StatusCode::OK, "alive all the same");
    assert_eq!(visitor.visit(desk.url("/login")).await.status, StatusCode::OK, "and whoever is here is served");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn https_is_served_without_a_proxy() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let folder = Folder::new();
    let issued = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
    std::fs::write(folder.file("cert.pem"), issued.cert.pem()).expect("a file");
    std::fs::write(folder.file("key.pem"), issued.signing_key.serialize_pem()).expect("a file");
    let port = Probe::bind("127.0.0.1:0").and_then(|probe| probe.local_addr()).expect("a free port").port();
    let desk = Desk::open(Ground::Sqlite).await;
    let mut config = desk.app.config.clone();
    config.web.issuer = Issuer::parse(&format!("https://localhost:{port}")).expect("an issuer");
    config.web.listen = ([127, 0, 0, 1], port).into();
    config.web.tls = Some(TlsSettings { certificate: folder.file("cert.pem"), key: folder.file("key.pem") });
    let clock: Arc<dyn Clock> = desk.clock.clone();
    let app = App::start_with(config, clock, Arc::new(OperatingSystem)).await.expect("a node");
    let handle = axum_server::Handle::new();
    let stopped = handle.clone();
    let serving = tokio::spawn(async move { serve::listen(&app, router(&app), handle).await });
    stopped.listening().await.expect("listening");
    let authority = reqwest::Certificate::from_pem(issued.cert.pem().as_bytes()).expect("a certificate");
    let http = reqwest::Client::builder().tls_certs_only([authority]).no_proxy().build().expect("a client");
    let discovery =
        http.get(format!("https://localhost:{port}/.well-known/openid-configuration")).send().await.expect("an answer over TLS");
    let discovery: serde_json::Value = discovery.json().await.expect("JSON");
    assert_eq!(discovery["issuer"], format!("https://localhost:{port}"));
    stopped.graceful_shutdown(Some(Duration::from_secs(1)));
    serving.await.expect("a task").expect("a server that stops when told");
}
