//! `/settings/groups/{group}/invite` and `…/invitations…`.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::{get, post};
use http::StatusCode;

use super::super::Refused;
use super::super::members::routes::place_typed;
use super::super::pages::{InvitationLine, InvitationsPage, InviteFields, InvitePage, Notice, Section, SurePage};
use super::super::routes::{Here, failed};
use crate::app::App;
use crate::foundation::id::InvitationId;
use crate::groups::invitation::Invitation;
use crate::groups::{AccessLevel, Role};
use crate::members::Place;
use crate::protocol::params::Params;
use crate::text::{Moment, Text};
use crate::users::Email;
use crate::web::Failure;
use crate::web::form::{PageForm, Query};
use crate::web::pages::Problem;
use crate::web::rate_limit::Limited;

pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/settings/groups/{group}/invite", get(ask).post(send))
        .route("/settings/groups/{group}/invitations", get(list))
        .route("/settings/groups/{group}/invitations/{id}/again", post(again))
        .route("/settings/groups/{group}/invitations/{id}/withdraw", get(ask_withdraw).post(withdraw))
}

/// What was typed, out of a form or out of an address that a form came back to.
fn typed(params: &Params) -> InviteFields {
    let usual = InviteFields::default();
    InviteFields {
        email: params.get("email").unwrap_or_default().chars().take(254).collect(),
        role: params.get("role").and_then(Role::parse).unwrap_or(usual.role),
        access_level: params.get("access").and_then(AccessLevel::parse).unwrap_or(usual.access_level),
    }
}

async fn ask(State(app): State<Arc<App>>, here: Here, Query(query): Query) -> Result<Response, Failure> {
    let page = InvitePage::new(here.place(&app, Section::Invitations, &query), &typed(&query), None);
    app.reception.page(&here.visitor, &page)
}

async fn send(State(app): State<Arc<App>>, here: Here, PageForm(form): PageForm) -> Result<Response, Failure> {
    app.limits.admit(Limited::Email, &here.visitor, app.clock.now()).await?;
    let fields = typed(&form);
    let place: Place = place_typed(&form).ok_or_else(|| Failure::page(Problem::BadRequest))?;
    let again = |error: Text| {
        let page = InvitePage::new(here.place(&app, Section::Invitations, &Params::default()), &fields, Some(error));
        app.reception.page_with_status(&here.visitor, StatusCode::UNPROCESSABLE_ENTITY, &page)
    };
    if fields.email.trim().is_empty() {
        return again(InvitePage::email_missing());
    }
    let Ok(email) = Email::parse(&fields.email) else { return again(InvitePage::email_wrong()) };
    // Whoever comes in with full access may do what the manager may.
    if place.access_level == AccessLevel::Full {
        let back = format!("{}?{}", here.path("/invite"), again_with(&email, place));
        if let Some(first) = here.proof_first(&app, Some(&back)).await? {
            return Ok(first);
        }
    }
    match here.practice(&app).invite(email, place).await.map_err(failed)? {
        Err(Refused::Member) => again(InvitePage::member()),
        Err(Refused::TooManyInvitations) => again(InvitePage::too_many()),
        came => here.answer(&app, came, ("/invitations", Notice::Invited), "/invitations"),
    }
}

/// The query with which the page shows again what was typed.
fn again_with(email: &Email, place: Place) -> String {
    form_urlencoded::Serializer::new(String::new())
        .append_pair("email", email.as_str())
        .append_pair("role", place.role.as_str())
        .append_pair("access", place.access_level.as_str())
        .finish()
}

async fn list(State(app): State<Arc<App>>, here: Here, Query(query): Query) -> Result<Response, Failure> {
    let now = app.clock.now();
    let line = |invitation: Invitation| {
        let (role, access) = InvitationLine::names(invitation.role, invitation.access_level);
        InvitationLine {
            email: invitation.email.to_string(),
            role,
            access,
            sent: Moment::of(invitation.created_at, now),
            ends: Moment::of(invitation.expires_at, now),
            is_expired: !invitation.is_open(now),
            root: here.href(&app, &format!("/invitations/{}", invitation.id)),
        }
    };
    let invitations = here.practice(&app).invitations().await?.into_iter().map(line).collect();
    app.reception.page(&here.visitor, &InvitationsPage { place: here.place(&app, Section::Invitations, &query), invitations })
}

async fn waiting(app: &App, here: &Here, ids: &(String, String)) -> Result<Invitation, Failure> {
    let nothing = || Failure::page(Problem::NotFound);
    let id: InvitationId = ids.1.parse().map_err(|_| nothing())?;
    here.practice(app).invitation(id).await?.ok_or_else(nothing)
}

async fn again(
    State(app): State<Arc<App>>,
    here: Here,
    Path(ids): Path<(String, String)>,
    PageForm(_): PageForm,
) -> Result<Response, Failure> {
    app.limits.admit(Limited::Email, &here.visitor, app.clock.now()).await?;
    let invitation = waiting(&app, &here, &ids).await?;
    if invitation.access_level == AccessLevel::Full
        && let Some(first) = here.proof_first(&app, None).await?
    {
        return Ok(first);
    }
    let came = here.practice(&app).invite_again(invitation.id).await.map_err(failed)?;
    here.answer(&app, came, ("/invitations", Notice::Invited), "/invitations")
}

async fn ask_withdraw(State(app): State<Arc<App>>, here: Here, Path(ids): Path<(String, String)>) -> Result<Response, Failure> {
    let invitation = waiting(&app, &here, &ids).await?;
    let hrefs = (here.href(&app, &format!("/invitations/{}/withdraw", invitation.id)), here.href(&app, "/invitations"));
    app.reception.page(&here.visitor, &SurePage::withdraw(hrefs, invitation.email.as_str()))
}

async fn withdraw(
    State(app): State<Arc<App>>,
    here: Here,
    Path(ids): Path<(String, String)>,
    PageForm(_): PageForm,
) -> Result<Response, Failure> {
    let invitation = waiting(&app, &here, &ids).await?;
    let came = here.practice(&app).withdraw(invitation.id).await.map_err(failed)?;
    here.answer(&app, came, ("/invitations", Notice::InvitationWithdrawn), "/invitations")
}
