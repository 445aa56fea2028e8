//! `/login/passkey/…` and `/login/{interaction}/passkey/…`: what `passkey.js` calls.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::onward::onward;
use super::super::routes::{desk_of, internal};
use super::{SignIn, sign_in};
use crate::app::App;
use crate::factors::passkey::sign_in::SigningIn;
use crate::factors::passkey::{Begun, Ceremonies, SignInAnswer};
use crate::sessions;
use crate::text::Text;
use crate::web::pages::Problem;
use crate::web::rate_limit::Limited;
use crate::web::return_to::Interaction;
use crate::web::script::{self, Call};
use crate::web::{Failure, Visitor};

pub fn routes(app: &App) -> Router<Arc<App>> {
    Router::new()
        .route("/login/passkey/options", post(begin))
        .route("/login/passkey/finish", post(finish))
        .route("/login/{interaction}/passkey/options", post(begin_for_app))
        .route("/login/{interaction}/passkey/finish", post(finish_for_app))
        .layer(from_fn_with_state(Arc::clone(&app.reception), script::as_answer))
}

/// Nothing needs to be told to begin.
#[derive(Deserialize)]
struct Begin {}

/// What the device is asked, and what the page says when nothing comes of it.
#[derive(Serialize)]
struct Asked {
    #[serde(flatten)]
    begun: Begun,
    cancelled: String,
    failed: String,
}

async fn begin(State(app): State<Arc<App>>, visitor: Visitor, Call(Begin {}): Call<Begin>) -> Result<Response, Failure> {
    ask(&app, &visitor, None).await
}

async fn begin_for_app(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    Call(Begin {}): Call<Begin>,
) -> Result<Response, Failure> {
    let errand = Interaction::find(&app.ephemeral, &id, &visitor, app.clock.now()).await?;
    ask(&app, &visitor, Some(&errand)).await
}

async fn ask(app: &App, visitor: &Visitor, errand: Option<&Interaction>) -> Result<Response, Failure> {
    let now = app.clock.now();
    app.limits.admit(Limited::Passkey, visitor, now).await?;
    let signing_in = SigningIn { browser: visitor.browser_digest(), errand: errand.map(|errand| errand.id.as_str()) };
    let begun = ceremonies(app)?.begin_sign_in(&app.ephemeral, signing_in, now, &*app.random).await?;
    let cancelled = script::say(&app.reception, visitor, &Text::new("passkey-sign-in-cancelled"));
    let failed = script::say(&app.reception, visitor, &Text::new("passkey-sign-in-failed"));
    Ok(Json(Asked { begun, cancelled, failed }).into_response())
}

async fn finish(State(app): State<Arc<App>>, visitor: Visitor, Call(answer): Call<SignInAnswer>) -> Result<Response, Failure> {
    judge(&app, &visitor, None, &answer).await
}

async fn finish_for_app(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    Call(answer): Call<SignInAnswer>,
) -> Result<Response, Failure> {
    let errand = Interaction::find(&app.ephemeral, &id, &visitor, app.clock.now()).await?;
    judge(&app, &visitor, Some(&errand), &answer).await
}

async fn judge(app: &App, visitor: &Visitor, errand: Option<&Interaction>, answer: &SignInAnswer) -> Result<Response, Failure> {
    app.limits.admit(Limited::Passkey, visitor, app.clock.now()).await?;
    let ceremonies = ceremonies(app)?;
    let before = app.session_of(visitor).await?;
    let desk = desk_of(app, visitor);
    let refuse = |error, message, more| {
        Ok(script::refuse(&app.reception, visitor, StatusCode::UNPROCESSABLE_ENTITY, error, &Text::new(message), more))
    };
    match sign_in(&desk, ceremonies, before, errand, answer).await.map_err(internal)? {
        SignIn::Done(done, proof) => {
            let path = onward(&desk, errand, (done.user, &[proof]), false, done.needs, Some(done.session)).await?;
            let mut response = Json(json!({ "continue": app.reception.issuer.local(&path) })).into_response();
            sessions::cookie::hand_out(response.headers_mut(), &app.reception.cookies, &done.token);
            Ok(response)
        }
        SignIn::NotYet(needs, proof) => {
            let path = onward(&desk, errand, (proof.user(), &[proof]), false, needs, None).await?;
            Ok(Json(json!({ "continue": app.reception.issuer.local(&path) })).into_response())
        }
        SignIn::Expired => refuse("expired", "passkey-sign-in-expired", json!({})),
        SignIn::Wrong => refuse("refused", "passkey-sign-in-refused", json!({})),
        // The browser tells the person's password manager, which stops offering it.
        SignIn::Unknown => {
            let gone = json!({ "rpId": ceremonies.rp_id(), "credentialId": URL_SAFE_NO_PAD.encode(&answer.credential.raw_id) });
            refuse("unknown", "passkey-sign-in-unknown", json!({ "gone": gone }))
        }
    }
}

fn ceremonies(app: &App) -> Result<&Ceremonies, Failure> {
    app.passkeys.as_ref().ok_or_else(|| Failure::page(Problem::NotFound))
}
