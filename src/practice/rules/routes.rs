//! `/settings/groups/{group}/policy…`: **Edit Two-Factor Authentication Settings**.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use http::StatusCode;

use super::super::Refused;
use super::super::pages::{Notice, RulesPage, RulesPreviewPage, Section};
use super::super::routes::{Here, failed};
use super::Adopted;
use super::typed::{Typed, Wrong};
use crate::app::App;
use crate::policy::GroupPolicy;
use crate::policy::asked::store::is_mandated;
use crate::protocol::params::Params;
use crate::text::Moment;
use crate::web::Failure;
use crate::web::form::{PageForm, Query};
use crate::web::pages::Problem;

pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/settings/groups/{group}/policy", get(edit))
        .route("/settings/groups/{group}/policy/preview", post(show_preview))
        .route("/settings/groups/{group}/policy/save", post(save))
        .route("/settings/groups/{group}/policy/undo", post(undo))
}

async fn edit(State(app): State<Arc<App>>, here: Here, Query(query): Query) -> Result<Response, Failure> {
    if let Some(first) = here.proof_first(&app, None).await? {
        return Ok(first);
    }
    let policy = here.practice(&app).policy().await?;
    // Back from a preview, with what was typed.
    let (typed, version) = if query.get("setting").is_some() {
        (Typed::read(&query), version(&query)?)
    } else {
        (Typed::of(&policy, &here.calendar()), here.practice(&app).policy_version().await?)
    };
    form(&app, &here, &query, (&policy, &typed, version), Vec::new()).await
}

/// `version` is the one that this was begun from: whoever makes a mistake on the way is still told of what others saved.
async fn form(
    app: &App,
    here: &Here,
    query: &Params,
    (policy, typed, version): (&GroupPolicy, &Typed, i32),
    wrong: Vec<Wrong>,
) -> Result<Response, Failure> {
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let now = app.clock.now();
    let undo = here.practice(app).undoable().await?.map(|version| (i64::from(version), Moment::of(policy.changed_at, now)));
    let mandated = is_mandated(app.storage.read(), here.manager.group().id).await?;
    let place = here.place(app, Section::GroupPolicy, query);
    let page = RulesPage::new(place, (typed, version, &here.calendar()), wrong, undo, mandated);
    app.reception.page_with_status(&here.visitor, status, &page)
}

async fn show_preview(State(app): State<Arc<App>>, here: Here, PageForm(sent): PageForm) -> Result<Response, Failure> {
    if let Some(first) = here.proof_first(&app, None).await? {
        return Ok(first);
    }
    let version = version(&sent)?;
    let typed = Typed::read(&sent);
    let policy = here.practice(&app).policy().await?;
    let after = match typed.policy(&policy, &here.calendar()) {
        Ok(after) => after,
        Err(wrong) => return form(&app, &here, &Params::default(), (&policy, &typed, version), wrong).await,
    };
    if let Err(wrong) = after.check(app.clock.now()) {
        let wrong = wrong.into_iter().map(Wrong::of).collect();
        return form(&app, &here, &Params::default(), (&policy, &typed, version), wrong).await;
    }
    let seen = here.practice(&app).preview(&after).await?;
    let back = here.href(&app, &format!("/policy?version={version}&{}", typed.to_query()));
    let place = here.place(&app, Section::GroupPolicy, &Params::default());
    let you = here.manager.user().id;
    let touches_you = seen.deadline.is_none() && seen.touched.iter().any(|(user, _)| *user == you);
    let mandated = is_mandated(app.storage.read(), here.manager.group().id).await?;
    let page = RulesPreviewPage::new(place, (&after, version, &here.calendar(), mandated), (&seen, touches_you), back, app.clock.now());
    app.reception.page(&here.visitor, &page)
}

async fn save(State(app): State<Arc<App>>, here: Here, PageForm(sent): PageForm) -> Result<Response, Failure> {
    if let Some(first) = here.proof_first(&app, None).await? {
        return Ok(first);
    }
    let version = version(&sent)?;
    let typed = Typed::read(&sent);
    let policy = here.practice(&app).policy().await?;
    let after = match typed.policy(&policy, &here.calendar()) {
        Ok(after) => after,
        Err(wrong) => return form(&app, &here, &Params::default(), (&policy, &typed, version), wrong).await,
    };
    match here.practice(&app).adopt(&after, version).await.map_err(failed)? {
        Ok(Adopted::Saved) => here.answer(&app, Ok(()), ("", Notice::PolicySaved), ""),
        Ok(Adopted::Contradictions(wrong)) => {
            let wrong = wrong.into_iter().map(Wrong::of).collect();
            form(&app, &here, &Params::default(), (&policy, &typed, version), wrong).await
        }
        Ok(Adopted::Meanwhile) => {
            let newest = here.practice(&app).policy_version().await?;
            form(&app, &here, &Params::default(), (&policy, &typed, newest), vec![Wrong::meanwhile()]).await
        }
        Err(refused) => here.answer(&app, Err(refused), ("", Notice::PolicySaved), ""),
    }
}

async fn undo(State(app): State<Arc<App>>, here: Here, PageForm(sent): PageForm) -> Result<Response, Failure> {
    if let Some(first) = here.proof_first(&app, None).await? {
        return Ok(first);
    }
    let came: Result<(), Refused> = here.practice(&app).undo(version(&sent)?).await.map_err(failed)?;
    here.answer(&app, came, ("", Notice::PolicyUndone), "")
}

/// The version of the policy that a form was made from.
fn version(sent: &Params) -> Result<i32, Failure> {
    sent.get("version").and_then(|text| text.parse().ok()).ok_or_else(|| Failure::page(Problem::BadRequest))
}
