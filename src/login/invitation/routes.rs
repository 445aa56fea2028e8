//! `/invitation?token=…`, and `/invitations` after a sign-in.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;

use super::super::forgotten_password::routes::advice;
use super::super::onward::back;
use super::super::outcome::Outcome;
use super::super::pages::{InvitationPage, InvitationWay, JoinedPage, LoginPage};
use super::super::routes::{desk_of, errand_of, internal, local, show, to, with_errand};
use super::{Joined, answer, join, look_at, waiting};
use crate::app::App;
use crate::audit::{self, Actor, EventKind, SecurityEvent};
use crate::foundation::secret::{OpaqueToken, Secret};
use crate::groups::Group;
use crate::groups::invitation::{self, Invitation};
use crate::storage::StorageError;
use crate::text::Text;
use crate::users::{self, User};
use crate::web::form::{PageForm, Query};
use crate::web::pages::{Action, Problem};
use crate::web::rate_limit::Limited;
use crate::web::return_to::Interaction;
use crate::web::{Failure, Visitor};

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/invitation", get(open_link).post(answer_link)).route("/invitations", get(ask).post(answer_asked))
}

async fn signed_in(app: &App, visitor: &Visitor) -> Result<Option<User>, Failure> {
    let Some(session) = app.session_of(visitor).await? else { return Ok(None) };
    Ok(users::store::find(app.storage.read(), session.user).await?.filter(User::is_active))
}

/// What the link leads to; one that leads nowhere is written down.
async fn behind(app: &App, visitor: &Visitor, text: Option<&str>) -> Result<(OpaqueToken, Invitation, Group), Failure> {
    app.limits.admit(Limited::SignIn, visitor, app.clock.now()).await?;
    let Some(token) = invitation::token(text.unwrap_or_default()) else { return Err(dead(app)) };
    match look_at(&desk_of(app, visitor), &token).await? {
        Ok((invited, group)) => Ok((token, invited, group)),
        Err(why) => {
            let event = SecurityEvent::new(EventKind::LinkRefused, Actor::Anonymous).from(visitor.address, &visitor.request_id);
            let tx = app.storage.write().await?;
            audit::append(&tx, app.clock.now(), &event.with("purpose", "invitation").with("reason", why)).await?;
            tx.commit().await.map_err(StorageError::from)?;
            Err(dead(app))
        }
    }
}

/// Whether it was answered, withdrawn or sent again is between the person and the practice: the page says all three.
fn dead(app: &App) -> Failure {
    Failure::page(Problem::InvitationOver).with_action(Action::sign_in_again(local(app, "/login")))
}

async fn open_link(State(app): State<Arc<App>>, visitor: Visitor, Query(query): Query) -> Result<Response, Failure> {
    if let Some(id) = query.get("done")
        && let Some(Outcome::Joined { practice, email }) = Outcome::find(&app.ephemeral, &visitor, id).await?
    {
        let errand = to_sign_in(&app, &visitor, "/", &email).await?;
        let page = JoinedPage { practice, sign_in: local(&app, &format!("/login/{}", errand.id)) };
        return app.reception.page(&visitor, &page);
    }
    let (token, invited, group) = behind(&app, &visitor, query.get("token")).await?;
    link_page(&app, &visitor, (&token, &invited, &group), "", None).await
}

/// The page behind a link, as it fits whoever reads mail there.
async fn link_page(
    app: &App,
    visitor: &Visitor,
    (token, invited, group): (&OpaqueToken, &Invitation, &Group),
    name: &str,
    password_error: Option<Text>,
) -> Result<Response, Failure> {
    let email = invited.email.to_string();
    let known = users::store::find_by_email(app.storage.read(), &invited.email).await?;
    let status = if password_error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let way = match (known, signed_in(app, visitor).await?) {
        (Some(known), _) if !known.is_active() => return Err(dead(app)),
        (Some(known), Some(person)) if known.id == person.id => {
            InvitationWay::Answer { action: local(app, "/invitation"), field: "token", value: token.expose().to_owned(), may_wait: false }
        }
        (Some(_), other) => {
            let errand = to_sign_in(app, visitor, &format!("/invitation?token={}", token.expose()), &email).await?;
            InvitationWay::SignIn {
                sign_in: local(app, &format!("/login/{}", errand.id)),
                other: other.map(|other| other.email.to_string()),
                sign_out: local(app, "/logout/confirm"),
            }
        }
        (None, _) => InvitationWay::Join {
            action: local(app, "/invitation"),
            token: token.expose().to_owned(),
            name: name.chars().take(users::LONGEST_NAME).collect(),
            password_error,
        },
    };
    app.reception.page_with_status(visitor, status, &InvitationPage { practice: group.name.clone(), email, way })
}

async fn answer_link(State(app): State<Arc<App>>, visitor: Visitor, PageForm(form): PageForm) -> Result<Response, Failure> {
    let (token, invited, group) = behind(&app, &visitor, form.get("token")).await?;
    let desk = desk_of(&app, &visitor);
    if let Some(given) = form.get("answer") {
        let Some(person) = signed_in(&app, &visitor).await? else {
            return link_page(&app, &visitor, (&token, &invited, &group), "", None).await;
        };
        if !answer(&desk, &person, &invited, given == "accept", true).await.map_err(internal)? {
            return Err(dead(&app));
        }
        return Ok(to(&app, "/"));
    }
    let name = form.get("name").unwrap_or_default();
    let again = async |error: Text| link_page(&app, &visitor, (&token, &invited, &group), name, Some(error)).await;
    let Some(typed) = form.get("password") else { return again(LoginPage::password_missing()).await };
    match join(&desk, &token, name, &Secret::new(typed)).await.map_err(internal)? {
        Joined::Done { practice } => {
            let outcome = Outcome::Joined { practice, email: invited.email.to_string() };
            let done = outcome.keep(&app.ephemeral, &visitor, &*app.random).await?;
            Ok(to(&app, &format!("/invitation?done={done}")))
        }
        Joined::Weak(weak) => again(advice(weak)).await,
        Joined::Dead(_) => Err(dead(&app)),
        Joined::HasAccount => link_page(&app, &visitor, (&token, &invited, &group), "", None).await,
    }
}

/// After a sign-in: one invitation after the other, then on.
async fn ask(State(app): State<Arc<App>>, visitor: Visitor, Query(query): Query) -> Result<Response, Failure> {
    let errand = errand_of(&app, &visitor, &query).await?;
    let errand = errand.as_ref();
    let Some(person) = signed_in(&app, &visitor).await? else { return Ok(to(&app, "/login")) };
    let Some((invited, group)) = waiting(&desk_of(&app, &visitor), &person, None).await? else { return Ok(to(&app, &back(errand))) };
    let action = local(&app, &with_errand("/invitations", errand));
    let way = InvitationWay::Answer { action, field: "id", value: invited.id.to_string(), may_wait: true };
    let page = InvitationPage { practice: group.name, email: invited.email.to_string(), way };
    show(&app, &visitor, errand, StatusCode::OK, &page)
}

async fn answer_asked(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Query(query): Query,
    PageForm(form): PageForm,
) -> Result<Response, Failure> {
    let errand = errand_of(&app, &visitor, &query).await?;
    let Some(person) = signed_in(&app, &visitor).await? else { return Ok(to(&app, "/login")) };
    let given = form.get("answer").unwrap_or_default();
    if !["accept", "decline"].contains(&given) {
        return Ok(to(&app, &back(errand.as_ref())));
    }
    let desk = desk_of(&app, &visitor);
    let id = form.get("id").and_then(|id| id.parse().ok()).ok_or_else(|| Failure::page(Problem::BadRequest))?;
    if let Some((invited, _)) = waiting(&desk, &person, Some(id)).await? {
        answer(&desk, &person, &invited, given == "accept", false).await.map_err(internal)?;
    }
    Ok(to(&app, &with_errand("/invitations", errand.as_ref())))
}

async fn to_sign_in(app: &App, visitor: &Visitor, page: &str, email: &str) -> Result<Interaction, Failure> {
    let mut errand = Interaction::new(visitor, app.clock.now(), &*app.random);
    page.clone_into(&mut errand.return_to);
    errand.login_hint = Some(email.to_owned());
    errand.keep(&app.ephemeral).await?;
    Ok(errand)
}
