use std::net::TcpListener;

use axum::Router;
use axum::response::Redirect;
use axum::routing::get;
use axum_server::tls_rustls::RustlsConfig;

use super::*;

fn app() -> Router {
    Router::new()
        .route("/keys", get(|| async { "{\"keys\":[]}" }))
        .route("/elsewhere", get(|| async { Redirect::temporary("/keys") }))
        .route("/large", get(|| async { vec![b' '; ANSWER_LIMIT + 1] }))
        .route("/endless", get(endless))
        .route("/silent", get(|| async { std::future::pending::<()>().await }))
}

/// A body without a length, which never ends.
async fn endless() -> axum::body::Body {
    axum::body::Body::from_stream(futures_util::stream::repeat_with(|| Ok::<_, io::Error>(vec![b' '; 16 * 1024])))
}

fn free_port() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

/// A real server on a free port, over plain http.
fn served() -> u16 {
    let (listener, port) = free_port();
    tokio::spawn(axum_server::from_tcp(listener).unwrap().serve(app().into_make_service()));
    port
}

fn outbound(allow_private: bool) -> Outbound {
    Outbound::new(&OutboundSettings { allow_private, timeout: Duration::from_millis(800), ..Default::default() }).unwrap()
}

fn at(base: &str, port: u16, path: &str) -> Url {
    Url::parse(&format!("{base}:{port}{path}")).unwrap()
}

#[tokio::test]
async fn this_machine_is_refused_until_the_switch_allows_it() {
    let port = served();
    let (guarded, open) = (outbound(false), outbound(true));
    for base in
        ["https://127.0.0.1", "https://localhost", "https://[::1]", "https://[::ffff:127.0.0.1]", "https://2130706433", "https://0x7f.1"]
    {
        let answer = guarded.fetch(&at(base, port, "/keys")).await;
        assert!(matches!(answer, Err(OutboundError::NotPublic(_))), "{base}: {answer:?}");
    }
    for base in ["http://127.0.0.1", "http://localhost"] {
        assert!(matches!(guarded.fetch(&at(base, port, "/keys")).await, Err(OutboundError::Scheme)), "{base}");
        assert_eq!(open.fetch(&at(base, port, "/keys")).await.unwrap(), b"{\"keys\":[]}", "{base}");
    }
    let with_user = Url::parse(&format!("http://user:pw@127.0.0.1:{port}/keys")).unwrap();
    assert!(matches!(open.fetch(&with_user).await, Err(OutboundError::Scheme)));
}

#[tokio::test]
async fn an_answer_is_small_soon_and_at_the_address_itself() {
    let port = served();
    let open = outbound(true);
    let fetch = async |path| open.fetch(&at("http://127.0.0.1", port, path)).await;
    assert!(matches!(fetch("/elsewhere").await, Err(OutboundError::Status(307))));
    assert!(matches!(fetch("/nowhere").await, Err(OutboundError::Status(404))));
    assert!(matches!(fetch("/large").await, Err(OutboundError::TooLarge)));
    assert!(matches!(fetch("/endless").await, Err(OutboundError::TooLarge)));
    assert!(matches!(fetch("/silent").await, Err(OutboundError::Timeout)));
}

#[tokio::test]
async fn a_private_certificate_is_trusted_only_through_its_authority() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let authority_key = rcgen::KeyPair::generate().unwrap();
    let mut authority = rcgen::CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let authority_pem = authority.self_signed(&authority_key).unwrap().pem();
    let issuer = rcgen::Issuer::new(authority, authority_key);
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    let tls = RustlsConfig::from_pem(certificate.pem().into_bytes(), key.serialize_pem().into_bytes()).await.unwrap();
    let (listener, port) = free_port();
    tokio::spawn(axum_server::from_tcp_rustls(listener, tls).unwrap().serve(app().into_make_service()));

    let url = at("https://localhost", port, "/keys");
    assert!(matches!(outbound(true).fetch(&url).await, Err(OutboundError::Failed(_))));

    let file = std::env::temp_dir().join(format!("frontdesk-ca-{port}.pem"));
    std::fs::write(&file, &authority_pem).unwrap();
    let settings = OutboundSettings { allow_private: true, extra_ca: Some(file.clone()), ..Default::default() };
    assert!(Outbound::new(&settings).unwrap().fetch(&url).await.is_ok());
    std::fs::write(&file, "no certificate").unwrap();
    assert!(matches!(Outbound::new(&settings), Err(BadOutbound::NoCertificate(_))));
    std::fs::remove_file(&file).unwrap();
    assert!(matches!(Outbound::new(&settings), Err(BadOutbound::CaFile(..))));
}
