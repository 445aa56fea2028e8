//! The profile: `/account` and `/settings/users/{own id}`.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;

use super::super::pages::{LanguageChoice, Notice, ProfileFields, ProfilePage, Section};
use super::super::routes::{Me, at_both_doors, failed};
use super::{Mistakes, fields_of, mistakes, typed};
use crate::app::App;
use crate::protocol::params::Params;
use crate::web::Failure;
use crate::web::form::{PageForm, Query};
use crate::web::pages::Problem;

pub fn routes() -> Router<Arc<App>> {
    at_both_doors(Router::new(), "", get(show).post(save))
}

async fn show(State(app): State<Arc<App>>, me: Me, Query(query): Query) -> Result<Response, Failure> {
    let draft = if query.contains("draft") { me.owner(&app).take_draft().await? } else { None };
    answer(&app, &me, &query, draft.unwrap_or_else(|| fields_of(&me.user)), StatusCode::OK, Mistakes::default())
}

fn answer(app: &App, me: &Me, query: &Params, fields: ProfileFields, status: StatusCode, wrong: Mistakes) -> Result<Response, Failure> {
    let languages = LanguageChoice::all(app.reception.pages.texts());
    let place = me.place(app, Section::Profile, query);
    let mut page = ProfilePage::new(place, fields, me.user.email.as_str(), me.user.email_verified, languages);
    page.name_error = wrong.name_missing.then(ProfilePage::name_missing);
    page.phone_error = wrong.phone_malformed.then(ProfilePage::phone_malformed);
    app.reception.page_with_status(&me.visitor, status, &page)
}

async fn save(State(app): State<Arc<App>>, me: Me, PageForm(form): PageForm) -> Result<Response, Failure> {
    if form.repeated(&["name", "given_name", "family_name", "phone", "locale", "zoneinfo"]).is_some() {
        return Err(Failure::page(Problem::BadRequest));
    }
    let (owner, fields) = (me.owner(&app), typed(&form));
    let wrong = mistakes(&fields, &me.user);
    if wrong != Mistakes::default() {
        return answer(&app, &me, &Params::default(), fields, StatusCode::UNPROCESSABLE_ENTITY, wrong);
    }
    if owner.needs_proof(&fields) && owner.fresh_proof().await?.is_none() {
        owner.keep_draft(&fields).await?;
        return me.prove_first_for(&app, &me.path("?draft=1")).await;
    }
    owner.save_profile(fields).await.map_err(failed)?;
    Ok(me.done(&app, "", Notice::ProfileSaved))
}
