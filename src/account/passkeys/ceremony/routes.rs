//! `/account/passkeys/…`: what `passkey.js` calls, through whichever door the person came.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::super::routes::{Me, failed, proof_needed, signed_out};
use super::super::{PAGE, Refused};
use crate::app::App;
use crate::factors::passkey::{BadPasskeyName, Begun, Ceremonies, PasskeyName, RegistrationAnswer, RegistrationRefused, names};
use crate::foundation::id::PasskeyId;
use crate::text::Text;
use crate::web::pages::Problem;
use crate::web::rate_limit::Limited;
use crate::web::script::{self, Call};
use crate::web::{Failure, Visitor};

pub fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new()
        .route("/account/passkeys/options", post(begin))
        .route("/account/passkeys/finish", post(add))
        .route("/account/passkeys/{id}/rename", post(rename))
        .layer(from_fn_with_state(Arc::clone(&app.reception), script::as_answer))
}

/// Nothing needs to be told.
#[derive(Deserialize)]
struct Nothing {}

#[derive(Deserialize)]
struct Rename {
    name: String,
}

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

async fn begin(State(app): State<Arc<App>>, visitor: Visitor, Call(Nothing {}): Call<Nothing>) -> Result<Response, Failure> {
    app.limits.admit(Limited::Passkey, &visitor, app.clock.now()).await?;
    let Some(me) = Me::find(&app, &visitor, PAGE).await? else { return signed_out(&app, &visitor, PAGE).await };
    let owner = me.owner(&app);
    match owner.begin_passkey(ceremonies(&app)?).await.map_err(failed)? {
        Ok(begun) => {
            let say = |key| script::say(&app.reception, &me.visitor, &key);
            let cancelled = say(Text::new("passkey-add-cancelled"));
            let (failed, excluded) = (say(Text::new("passkey-add-failed")), say(Text::new("passkey-add-known")));
            Ok(Json(Asked { begun, cancelled, failed, excluded }).into_response())
        }
        Err(why) => refuse(&app, &visitor, why).await,
    }
}

async fn add(State(app): State<Arc<App>>, visitor: Visitor, Call(answer): Call<RegistrationAnswer>) -> Result<Response, Failure> {
    app.limits.admit(Limited::Passkey, &visitor, app.clock.now()).await?;
    let Some(me) = Me::find(&app, &visitor, PAGE).await? else { return signed_out(&app, &visitor, PAGE).await };
    let owner = me.owner(&app);
    let ceremonies = ceremonies(&app)?;
    let unknown = script::say(&app.reception, &me.visitor, &Text::new("passkey-name-unknown"));
    match owner.add_passkey(ceremonies, &answer, &unknown).await.map_err(failed)? {
        Ok(passkey) => {
            let signal = owner.passkey_signal(ceremonies).await.map_err(failed)?;
            Ok(Json(json!({ "id": passkey.id, "name": passkey.name, "signal": signal })).into_response())
        }
        Err(why) => refuse(&app, &visitor, why).await,
    }
}

async fn rename(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    Call(Rename { name }): Call<Rename>,
) -> Result<Response, Failure> {
    let Some(me) = Me::find(&app, &visitor, PAGE).await? else { return signed_out(&app, &visitor, PAGE).await };
    let owner = me.owner(&app);
    let Some(id) = id.parse::<PasskeyId>().ok() else { return refuse(&app, &visitor, Refused::NotFound).await };
    match owner.rename_passkey(id, &name).await.map_err(failed)? {
        Ok(name) => {
            let signal = owner.passkey_signal(ceremonies(&app)?).await.map_err(failed)?;
            Ok(Json(json!({ "name": name.as_str(), "advice": advice(&app, &visitor, &name), "signal": signal })).into_response())
        }
        Err(why) => refuse(&app, &visitor, why).await,
    }
}

/// What is said about a name that was taken but will not help.
fn advice(app: &App, visitor: &Visitor, name: &PasskeyName) -> Option<String> {
    name.is_ill_advised().then(|| script::say(&app.reception, visitor, &Text::new("passkey-name-advice")))
}

async fn refuse(app: &App, visitor: &Visitor, why: Refused) -> Result<Response, Failure> {
    let longest = i64::try_from(names::LONGEST).unwrap_or(i64::MAX);
    let (status, error, message) = match why {
        Refused::ProofNeeded => return proof_needed(app, visitor, PAGE).await,
        Refused::Ceremony(RegistrationRefused::Storage(error)) => return Err(error.into()),
        Refused::Ceremony(RegistrationRefused::Expired) => (StatusCode::UNPROCESSABLE_ENTITY, "expired", Text::new("passkey-add-expired")),
        Refused::Ceremony(RegistrationRefused::NotKept) => {
            (StatusCode::UNPROCESSABLE_ENTITY, "not_kept", Text::new("passkey-add-not-kept"))
        }
        Refused::Ceremony(RegistrationRefused::Wrong(_)) => (StatusCode::UNPROCESSABLE_ENTITY, "refused", Text::new("passkey-add-failed")),
        Refused::Known => (StatusCode::CONFLICT, "known", Text::new("passkey-add-known")),
        Refused::TooMany => (StatusCode::CONFLICT, "too_many_passkeys", Text::new("passkey-add-too-many")),
        Refused::Name(BadPasskeyName::Empty) => (StatusCode::UNPROCESSABLE_ENTITY, "name_empty", Text::new("passkey-name-empty")),
        Refused::Name(BadPasskeyName::TooLong) => {
            (StatusCode::UNPROCESSABLE_ENTITY, "name_too_long", Text::new("passkey-name-too-long").with("most", longest))
        }
        Refused::Name(BadPasskeyName::Taken) => (StatusCode::UNPROCESSABLE_ENTITY, "name_taken", Text::new("passkey-name-taken")),
        Refused::NotFound => (StatusCode::NOT_FOUND, "not_found", Text::new("passkey-not-found")),
        Refused::Demanded => (StatusCode::CONFLICT, "demanded", Text::new("account-not-demanded")),
        Refused::OnlyWayIn => (StatusCode::CONFLICT, "only_way_in", Text::new("passkey-only-way-in")),
    };
    Ok(script::refuse(&app.reception, visitor, status, error, &message, json!({})))
}

pub(in crate::account) fn ceremonies(app: &App) -> Result<&Ceremonies, Failure> {
    app.passkeys.as_ref().ok_or_else(|| Failure::page(Problem::NotFound))
}
