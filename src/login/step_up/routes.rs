//! `/login/step-up/{interaction}`.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;

use super::super::onward::back;
use super::super::routes::{desk_of, sign_in_path, to};
use super::super::second_step::path;
use super::super::stage::{Stage, Standing, Step, hold};
use crate::app::App;
use crate::factors::{Enrolment, Factor, FreshProof, Method};
use crate::policy::Shortfall;
use crate::protocol::assurance::Acr;
use crate::sessions::LoginSession;
use crate::web::form::Query;
use crate::web::pages::Problem;
use crate::web::return_to::Interaction;
use crate::web::{Failure, Visitor};

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/login/step-up/{interaction}", get(step_up)).route("/login/meet-policy/{interaction}", get(meet_policy))
}

/// Leads to the ways of showing it. Nothing is sent before somebody asks for it.
async fn step_up(State(app): State<Arc<App>>, visitor: Visitor, Path(id): Path<String>, Query(query): Query) -> Result<Response, Failure> {
    let errand = Interaction::find(&app.ephemeral, &id, &visitor, app.clock.now()).await?;
    let wanted = query.get("acr").and_then(Acr::parse).ok_or_else(|| Failure::page(Problem::BadRequest))?;
    let Some(session) = app.session_of(&visitor).await? else { return Ok(to(&app, &sign_in_path(Some(&errand)))) };
    show_ways(&app, &visitor, &errand, session, wanted).await
}

/// The policy asks for more than the session shows: the ways of showing it, or of setting it up.
async fn meet_policy(State(app): State<Arc<App>>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Failure> {
    let errand = Interaction::find(&app.ephemeral, &id, &visitor, app.clock.now()).await?;
    let Some(session) = app.session_of(&visitor).await? else { return Ok(to(&app, &sign_in_path(Some(&errand)))) };
    let desk = desk_of(&app, &visitor);
    let judged = desk.judge(desk.storage.read(), session.user, Some(&errand), session.proofs.clone()).await?;
    match judged.obstacle() {
        // It was relaxed meanwhile.
        None => Ok(to(&app, &back(Some(&errand)))),
        Some(Shortfall::SecondStep { .. } | Shortfall::OutOfReach) => show_ways(&app, &visitor, &errand, session, Acr::Password).await,
        Some(Shortfall::SetUp { .. }) => {
            let enrolment = Enrolment::of(desk.storage, session.user).await?;
            if FreshProof::of(&enrolment, &session.proofs, desk.clock.now()).is_none() {
                // Choosing a method needs fresh proof, which the sign-in asks for; the set-up follows there.
                return Ok(to(&app, &sign_in_path(Some(&errand))));
            }
            let stage = Stage::SignedIn { session: session.id };
            let held = hold(&desk, session.user, &[], Some(&errand), false, stage).await?;
            Ok(to(&app, &format!("/login/set-up/{}", held.id())))
        }
    }
}

async fn show_ways(app: &App, visitor: &Visitor, errand: &Interaction, session: LoginSession, wanted: Acr) -> Result<Response, Failure> {
    let desk = desk_of(app, visitor);
    let (user, stage) = (session.user, Stage::StepUp { session: session.id, wanted });
    let held = hold(&desk, user, &[], Some(errand), false, stage).await?;
    let standing = Standing::find(&desk, Some(session), held.id(), Step::SecondStep).await?;
    let enrolment = Enrolment::of(desk.storage, user).await?;
    Ok(match standing.ways(&desk, &enrolment).await?.first() {
        Some(Factor::Totp) => to(app, &path(&standing, Method::Totp)),
        _ => to(app, &format!("/login/second-step/{}/ways", held.id())),
    })
}
