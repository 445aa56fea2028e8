//! OpenID Connect Discovery 1.0, authorization server metadata (RFC 8414) and the JWKS (RFC 7517).

use std::collections::BTreeSet;
use std::time::Duration;

use frontdesk::keys::Rotation;
use frontdesk::web::Issuer;
use serde_json::{Value, json};

use crate::on_both_grounds;
use crate::scene::{Scene, http, read};
use crate::support::{Desk, Ground, header_of};

on_both_grounds!(
    oidcc_discovery_endpoint_verification,
    oidcc_server_rotate_keys,
    both_documents_are_the_same,
    an_issuer_with_a_path,
    what_is_advertised_is_there,
    documents_are_cached_and_open_to_scripts,
);

async fn document(url: &str) -> Value {
    let (status, headers, body) = read(http().get(url)).await;
    assert_eq!((status.as_u16(), headers["content-type"].to_str().unwrap()), (200, "application/json"), "{url}");
    body
}

async fn oidcc_discovery_endpoint_verification(ground: Ground) {
    let desk = Desk::open(ground).await;
    let metadata = document(&desk.url("/.well-known/openid-configuration")).await;
    assert_eq!(metadata["issuer"], desk.issuer);
    for endpoint in ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "end_session_endpoint"] {
        assert!(metadata[endpoint].as_str().unwrap().starts_with(&desk.issuer), "{endpoint}");
    }
    let has = |name: &str, value: &str| metadata[name].as_array().unwrap().contains(&json!(value));
    assert!(has("id_token_signing_alg_values_supported", "RS256") && !has("id_token_signing_alg_values_supported", "none"));
    assert!(has("scopes_supported", "openid") && has("response_types_supported", "code"));
    assert!(has("subject_types_supported", "public") && has("claims_supported", "sub"));
    assert!(has("grant_types_supported", "refresh_token") && has("response_modes_supported", "form_post"));
    for method in ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"] {
        assert!(has("token_endpoint_auth_methods_supported", method), "{method}");
    }
    assert_eq!(metadata["code_challenge_methods_supported"], json!(["S256"]));
    assert_eq!(metadata["claims_parameter_supported"], true);
    for unsupported in ["request_parameter_supported", "request_uri_parameter_supported"] {
        assert_eq!(metadata[unsupported], false, "{unsupported}");
    }
    assert_eq!(
        (&metadata["backchannel_logout_supported"], &metadata["backchannel_logout_session_supported"]),
        (&json!(true), &json!(true))
    );
    // Every member is registered: OpenID Connect Discovery 1.0 section 3, RP-Initiated Logout 1.0 section 2.1, Back-Channel
    // Logout 1.0 section 2.1, Initiating User Registration 1.0, RFC 8414 section 2, RFC 9207 section 3.
    let registered: BTreeSet<&str> = "issuer authorization_endpoint token_endpoint userinfo_endpoint jwks_uri end_session_endpoint \
        introspection_endpoint revocation_endpoint scopes_supported response_types_supported response_modes_supported \
        grant_types_supported acr_values_supported subject_types_supported id_token_signing_alg_values_supported \
        token_endpoint_auth_methods_supported token_endpoint_auth_signing_alg_values_supported \
        introspection_endpoint_auth_methods_supported introspection_endpoint_auth_signing_alg_values_supported \
        revocation_endpoint_auth_methods_supported revocation_endpoint_auth_signing_alg_values_supported claim_types_supported \
        claims_supported claims_parameter_supported request_parameter_supported request_uri_parameter_supported \
        code_challenge_methods_supported authorization_response_iss_parameter_supported prompt_values_supported ui_locales_supported \
        backchannel_logout_supported backchannel_logout_session_supported"
        .split_whitespace()
        .collect();
    for member in metadata.as_object().unwrap().keys() {
        assert!(registered.contains(member.as_str()), "{member} is registered nowhere");
    }
    let keys = document(metadata["jwks_uri"].as_str().unwrap()).await;
    let keys = keys["keys"].as_array().unwrap();
    let kids: BTreeSet<&str> = keys.iter().map(|key| key["kid"].as_str().unwrap()).collect();
    assert_eq!(kids.len(), keys.len());
    for key in keys {
        assert_eq!(key["use"], "sig");
        assert!(key["alg"].is_string());
        for private in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
            assert!(key.get(private).is_none(), "{private}");
        }
    }
}

async fn oidcc_server_rotate_keys(ground: Ground) {
    let scene = Scene::open(ground).await;
    let app = &scene.desk.app;
    let before = scene.tokens_with("openid offline_access").await;
    let rotate = async |rotation| app.key_ring.rotate(&app.storage, &app.sealer, app.clock.now(), &*app.random, rotation).await.unwrap();
    assert_eq!(rotate(Rotation::AtOnce).await, 3);
    let published = scene.app.refresh(before.refresh_token()).await.granted();
    let kid = |token: &str| header_of(token)["kid"].as_str().unwrap().to_owned();
    assert_eq!(kid(published.id_token()), kid(before.id_token()), "published first");
    let keys = document(&scene.desk.url("/jwks.json")).await;
    scene.desk.advance(Duration::from_hours(25));
    let after = scene.app.refresh(published.refresh_token()).await.granted();
    assert_ne!(kid(after.id_token()), kid(before.id_token()));
    let known = |token: &str| keys["keys"].as_array().unwrap().iter().any(|key| key["kid"] == kid(token));
    assert!(known(after.id_token()) && known(after.access_token()), "whoever fetched the keys a day ago can verify it");
    scene.app.verify(after.id_token(), None).await;
    let (status, _, _) = read(scene.get("/logout").query(&[("id_token_hint", before.id_token())])).await;
    assert!(status.is_success() || status.is_redirection(), "{status}");
}

async fn both_documents_are_the_same(ground: Ground) {
    let desk = Desk::open(ground).await;
    let [one, two] = ["openid-configuration", "oauth-authorization-server"].map(|name| desk.url(&format!("/.well-known/{name}")));
    assert_eq!(document(&one).await, document(&two).await);
}

async fn an_issuer_with_a_path(ground: Ground) {
    let desk = Desk::open_with(ground, |config| {
        let issuer = format!("{}/id", config.web.issuer);
        config.web.issuer = Issuer::parse(&issuer).unwrap();
    })
    .await;
    let host = desk.issuer.strip_suffix("/id").unwrap();
    let by_discovery = document(&format!("{}/.well-known/openid-configuration", desk.issuer)).await;
    let by_metadata = document(&format!("{host}/.well-known/oauth-authorization-server/id")).await;
    assert_eq!(by_discovery, by_metadata);
    assert_eq!(by_discovery["issuer"], desk.issuer);
    assert_eq!(by_discovery["token_endpoint"], format!("{host}/id/token"));
    document(by_discovery["jwks_uri"].as_str().unwrap()).await;
    for absent in [format!("{host}/.well-known/openid-configuration"), format!("{}/.well-known/oauth-authorization-server", desk.issuer)] {
        assert_eq!(http().get(absent).send().await.unwrap().status(), 404);
    }
}

async fn what_is_advertised_is_there(ground: Ground) {
    let scene = Scene::open(ground).await;
    let metadata = &scene.app.metadata;
    for (endpoint, status) in
        [("token_endpoint", 401), ("introspection_endpoint", 401), ("revocation_endpoint", 401), ("userinfo_endpoint", 401)]
    {
        let (got, _, body) = read(http().post(scene.app.endpoint(endpoint)).form(&[("x", "y")])).await;
        assert_eq!((got.as_u16(), body["error"].is_string()), (status, true), "{endpoint}: {body}");
    }
    for page in ["authorization_endpoint", "end_session_endpoint"] {
        let (got, headers, _) = read(http().get(scene.app.endpoint(page))).await;
        assert!(headers["content-type"].to_str().unwrap().starts_with("text/html") && got != 404, "{page} {got}");
    }
    let tokens = scene.tokens_with("openid profile email address phone groups offline_access").await;
    let told = scene.app.userinfo(tokens.access_token()).await.body;
    let id_token = scene.app.verify(tokens.id_token(), claims_nonce(tokens.id_token()).as_deref()).await;
    let supported = metadata["claims_supported"].as_array().unwrap();
    for claim in told.as_object().unwrap().keys().chain(id_token.as_object().unwrap().keys()) {
        assert!(supported.contains(&json!(claim)), "{claim} is given and not advertised");
    }
    assert!(metadata["acr_values_supported"].as_array().unwrap().contains(&id_token["acr"]));
}

fn claims_nonce(id_token: &str) -> Option<String> {
    crate::support::claims_of(id_token)["nonce"].as_str().map(str::to_owned)
}

async fn documents_are_cached_and_open_to_scripts(ground: Ground) {
    let desk = Desk::open(ground).await;
    for path in ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/jwks.json"] {
        let (_, headers, _) = read(http().get(desk.url(path)).header("origin", "https://any.example")).await;
        assert_eq!(headers["access-control-allow-origin"], "*", "{path}");
        let cache = headers["cache-control"].to_str().unwrap();
        let max_age: u64 = cache.strip_prefix("public, max-age=").unwrap().parse().unwrap();
        assert!((1..=3600).contains(&max_age), "shorter than keys are published ahead: {path}");
        let again = read(http().get(desk.url(path)).header("if-none-match", headers["etag"].clone())).await;
        assert_eq!((again.0.as_u16(), again.2), (304, Value::Null), "{path}");
        assert_eq!(read(http().post(desk.url(path))).await.0, 405, "{path}");
        let asked_first = http().request(http::Method::OPTIONS, desk.url(path)).header("origin", "https://any.example");
        let (status, headers, _) = read(asked_first.header("access-control-request-method", "GET")).await;
        assert_eq!((status.as_u16(), headers["access-control-allow-origin"].to_str().unwrap()), (204, "*"), "{path}");
    }
}
