//! What Frontdesk says about itself: OpenID Connect Discovery 1.0, authorization server metadata (RFC 8414), and its keys.
//!
//! Both documents are the same, rendered once. What stands here works, and what works stands here; a test walks it.
//!
//! | document | for `https://host` | for `https://host/id` |
//! |---|---|---|
//! | Discovery section 4.1 | `/.well-known/openid-configuration` | `/id/.well-known/openid-configuration` |
//! | RFC 8414 section 3.1 | `/.well-known/oauth-authorization-server` | `/.well-known/oauth-authorization-server/id` |

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Value, json};

use crate::app::App;
use crate::protocol::algorithm::SigningAlgorithm;
use crate::protocol::assurance::Acr;
use crate::protocol::grant_type::GrantType;
use crate::protocol::prompt::Prompt;
use crate::protocol::response::{ResponseMode, ResponseType};
use crate::protocol::scope;
use crate::token::ASSERTION_ALGORITHMS;
use crate::token::person::CLAIMS;
use crate::token::routes::{INTROSPECTION, REVOCATION, TOKEN};
use crate::web::document::Document;
use crate::web::{Issuer, cors};

const JWKS: &str = "/jwks.json";
const MAX_AGE: Duration = Duration::from_mins(5);

/// Below the issuer: the JWKS, and what Discovery appends to the issuer.
pub fn routes(app: &App) -> Router<Arc<App>> {
    let document = metadata(app);
    Router::new()
        .route(JWKS, get(jwks).options(may_be_read))
        .route("/.well-known/openid-configuration", get(async move |headers: HeaderMap| document.answer(&headers)).options(may_be_read))
}

/// On the host itself: what RFC 8414 puts between host and path of the issuer.
pub fn host_routes(app: &App) -> Router<Arc<App>> {
    let document = metadata(app);
    let path = format!("/.well-known/oauth-authorization-server{}", app.reception.issuer.base_path());
    Router::new().route(&path, get(async move |headers: HeaderMap| document.answer(&headers)).options(may_be_read))
}

/// These documents are public: any page's script may read them.
async fn may_be_read() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    cors::answer(response.headers_mut(), Some(HeaderValue::from_static("*")));
    response
}

async fn jwks(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    app.key_ring.jwks().answer(&headers)
}

fn metadata(app: &App) -> Document {
    let languages: Vec<String> = app.reception.pages.texts().languages().map(ToString::to_string).collect();
    Document::json(describe(&app.reception.issuer, &languages).to_string().into(), MAX_AGE)
}

fn describe(issuer: &Issuer, languages: &[String]) -> Value {
    let algorithms: Vec<&str> = SigningAlgorithm::ALL.iter().map(|alg| alg.as_str()).collect();
    let proving = ["client_secret_basic", "client_secret_post", "private_key_jwt"];
    let claims: Vec<&str> = ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", "at_hash"]
        .into_iter()
        .chain(CLAIMS.iter().map(|(claim, _)| *claim))
        .collect();
    json!({
        "issuer": issuer.as_str(),
        "authorization_endpoint": issuer.url("/authorize"),
        "token_endpoint": issuer.url(TOKEN),
        "userinfo_endpoint": issuer.url("/userinfo"),
        "jwks_uri": issuer.url(JWKS),
        "end_session_endpoint": issuer.url("/logout"),
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "introspection_endpoint": issuer.url(INTROSPECTION),
        "revocation_endpoint": issuer.url(REVOCATION),
        "scopes_supported": scope::STANDARD,
        "response_types_supported": ResponseType::SUPPORTED,
        "response_modes_supported": ResponseMode::SUPPORTED,
        "grant_types_supported": GrantType::ALL.iter().map(|grant| grant.as_str()).collect::<Vec<_>>(),
        "acr_values_supported": Acr::ALL.iter().map(|acr| acr.as_str()).collect::<Vec<_>>(),
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": algorithms,
        "token_endpoint_auth_methods_supported": [proving[0], proving[1], proving[2], "none"],
        "token_endpoint_auth_signing_alg_values_supported": ASSERTION_ALGORITHMS,
        "introspection_endpoint_auth_methods_supported": proving,
        "introspection_endpoint_auth_signing_alg_values_supported": ASSERTION_ALGORITHMS,
        "revocation_endpoint_auth_methods_supported": [proving[0], proving[1], proving[2], "none"],
        "revocation_endpoint_auth_signing_alg_values_supported": ASSERTION_ALGORITHMS,
        "claim_types_supported": ["normal"],
        "claims_supported": claims,
        "claims_parameter_supported": true,
        "request_parameter_supported": false,
        // Absent, this one would mean true.
        "request_uri_parameter_supported": false,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "prompt_values_supported": Prompt::SUPPORTED,
        "ui_locales_supported": languages,
    })
}
