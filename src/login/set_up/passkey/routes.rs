//! `/login/set-up/{id}/passkey/…`: what `passkey.js` calls.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::super::routes::{desk_of, internal};
use super::super::super::stage::{Standing, Step};
use super::{Refused, add, begin};
use crate::app::App;
use crate::factors::passkey::{Begun, Ceremonies, RegistrationAnswer, RegistrationRefused};
use crate::policy::Shortfall;
use crate::text::Text;
use crate::web::pages::Problem;
use crate::web::rate_limit::Limited;
use crate::web::script::{self, Call};
use crate::web::{Failure, Visitor};

pub fn routes(app: &App) -> Router<Arc<App>> {
    Router::new()
        .route("/login/set-up/{id}/passkey/options", post(options))
        .route("/login/set-up/{id}/passkey/finish", post(finish))
        .layer(from_fn_with_state(Arc::clone(&app.reception), script::as_answer))
}

/// Nothing needs to be told.
#[derive(Deserialize)]
struct Nothing {}

/// What the device is asked, and what the page says when nothing comes of it.
#[derive(Serialize)]
struct Asked {
    #[serde(flatten)]
    begun: Begun,
    cancelled: String,
    failed: String,
    /// The device has a passkey of this person already.
    excluded: String,
}

/// Who sets up here, where a passkey is among what is asked for.
async fn standing(app: &App, visitor: &Visitor, id: &str) -> Result<Standing, Failure> {
    let session = app.session_of(visitor).await?;
    let desk = desk_of(app, visitor);
    let standing = Standing::find(&desk, session, id, Step::SetUp).await?;
    match standing.judge(&desk).await?.lacks {
        Some(Shortfall::SetUp { accepted, .. }) if accepted.passkey => Ok(standing),
        _ => Err(Failure::page(Problem::Expired)),
    }
}

fn ceremonies(app: &App) -> Result<&Ceremonies, Failure> {
    app.passkeys.as_ref().ok_or_else(|| Failure::page(Problem::NotFound))
}

async fn options(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    Call(Nothing {}): Call<Nothing>,
) -> Result<Response, Failure> {
    app.limits.admit(Limited::Passkey, &visitor, app.clock.now()).await?;
    let standing = standing(&app, &visitor, &id).await?;
    match begin(&desk_of(&app, &visitor), &standing, ceremonies(&app)?).await.map_err(internal)? {
        Ok(begun) => {
            let say = |text: Text| script::say(&app.reception, &visitor, &text);
            let cancelled = say(Text::new("passkey-add-cancelled"));
            let (failed, excluded) = (say(Text::new("passkey-add-failed")), say(Text::new("passkey-add-known")));
            Ok(Json(Asked { begun, cancelled, failed, excluded }).into_response())
        }
        Err(why) => refuse(&app, &visitor, why),
    }
}

async fn finish(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    Call(answer): Call<RegistrationAnswer>,
) -> Result<Response, Failure> {
    app.limits.admit(Limited::Passkey, &visitor, app.clock.now()).await?;
    let standing = standing(&app, &visitor, &id).await?;
    let unknown = script::say(&app.reception, &visitor, &Text::new("passkey-name-unknown"));
    match add(&desk_of(&app, &visitor), &standing, ceremonies(&app)?, &answer, &unknown).await.map_err(internal)? {
        Ok(signal) => Ok(Json(json!({ "signal": signal })).into_response()),
        Err(why) => refuse(&app, &visitor, why),
    }
}

fn refuse(app: &App, visitor: &Visitor, why: Refused) -> Result<Response, Failure> {
    let (status, error, text) = match why {
        Refused::Stale => return Err(Failure::page(Problem::Expired)),
        Refused::TooMany => (StatusCode::CONFLICT, "too_many", Text::new("passkey-add-too-many")),
        Refused::Known => (StatusCode::CONFLICT, "known", Text::new("passkey-add-known")),
        Refused::Ceremony(RegistrationRefused::Expired) => (StatusCode::UNPROCESSABLE_ENTITY, "expired", Text::new("passkey-add-expired")),
        Refused::Ceremony(RegistrationRefused::NotKept) => {
            (StatusCode::UNPROCESSABLE_ENTITY, "not_kept", Text::new("passkey-add-not-kept"))
        }
        Refused::Ceremony(RegistrationRefused::Wrong(_) | RegistrationRefused::Storage(_)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, "refused", Text::new("passkey-add-failed"))
        }
    };
    Ok(script::refuse(&app.reception, visitor, status, error, &text, json!({})))
}
