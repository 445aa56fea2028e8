//! `…/passkeys`: the list, another name, deleting.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use serde::Deserialize;

use super::super::pages::{AreYouSurePage, Ending, Notice, Objection, PasskeyLine, PasskeysPage, RenamePasskeyPage, Section};
use super::super::routes::{Me, at_both_doors, failed};
use super::{PAGE, Refused, ceremony};
use crate::app::App;
use crate::factors::passkey::{self, BadPasskeyName, Passkey, names};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::PasskeyId;
use crate::text::{Moment, Text};
use crate::web::Failure;
use crate::web::form::{PageForm, Query};
use crate::web::href::Href;
use crate::web::pages::Problem;

const LIST: &str = "/passkeys";

pub fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    let pages =
        [(LIST, get(show)), ("/passkeys/{id}/name", get(ask_name).post(rename)), ("/passkeys/{id}/delete", get(ask_delete).post(delete))];
    let pages = pages.into_iter().fold(Router::new(), |router, (path, methods)| at_both_doors(router, path, methods));
    pages.merge(ceremony::routes::routes(app))
}

#[derive(Deserialize)]
struct Which {
    id: String,
}

/// The person's own passkey of this id; anybody else's is as unknown as one that never was.
async fn own(app: &App, me: &Me, which: &Which) -> Result<Passkey, Failure> {
    let not_found = || Failure::page(Problem::NotFound);
    let id: PasskeyId = which.id.parse().map_err(|_| not_found())?;
    passkey::store::find(app.storage.read(), me.user.id, id).await?.ok_or_else(not_found)
}

async fn show(State(app): State<Arc<App>>, me: Me, Query(query): Query) -> Result<Response, Failure> {
    let owner = me.owner(&app);
    let mut passkeys = owner.passkeys().await.map_err(failed)?;
    passkeys.reverse();
    let signal = match (&app.passkeys, query.get("done")) {
        (Some(ceremonies), Some(_)) => Some(owner.passkey_signal(ceremonies).await.map_err(failed)?),
        _ => None,
    };
    let now = app.clock.now();
    let page = PasskeysPage {
        place: me.place(&app, Section::Passkeys, &query),
        is_full: passkeys.len() >= passkey::MOST,
        passkeys: passkeys.into_iter().map(|passkey| line(passkey, now)).collect(),
        add: app.passkeys.as_ref().map(|_| Href::local(app.reception.issuer.local(PAGE))),
        signal: signal.map(|signal| serde_json::to_string(&signal)).transpose().map_err(|error| Failure::internal(error.to_string()))?,
    };
    app.reception.page(&me.visitor, &page)
}

fn line(passkey: Passkey, now: Timestamp) -> PasskeyLine {
    PasskeyLine {
        id: passkey.id.to_string(),
        name: passkey.name,
        shape: None,
        key: passkey.key,
        created: Moment::of(passkey.created_at, now),
        last_used: passkey.last_used_at.map(|at| Moment::of(at, now)),
    }
}

fn name_page(app: &App, me: &Me, id: PasskeyId, name: String, status: StatusCode, name_error: Option<Text>) -> Result<Response, Failure> {
    let page = RenamePasskeyPage { action: me.href(app, &format!("{LIST}/{id}/name")), name, name_error, back: me.href(app, LIST) };
    app.reception.page_with_status(&me.visitor, status, &page)
}

async fn ask_name(State(app): State<Arc<App>>, me: Me, Path(which): Path<Which>) -> Result<Response, Failure> {
    let passkey = own(&app, &me, &which).await?;
    name_page(&app, &me, passkey.id, passkey.name, StatusCode::OK, None)
}

async fn rename(State(app): State<Arc<App>>, me: Me, Path(which): Path<Which>, PageForm(form): PageForm) -> Result<Response, Failure> {
    let passkey = own(&app, &me, &which).await?;
    let typed = form.get("name").unwrap_or_default();
    let name_error = match me.owner(&app).rename_passkey(passkey.id, typed).await.map_err(failed)? {
        Ok(name) if name.is_ill_advised() => return Ok(me.done(&app, LIST, Notice::PasskeyNamedPoorly)),
        Ok(_) => return Ok(me.done(&app, LIST, Notice::PasskeyRenamed)),
        Err(Refused::Name(BadPasskeyName::Empty)) => RenamePasskeyPage::name_missing(),
        Err(Refused::Name(BadPasskeyName::TooLong)) => RenamePasskeyPage::name_too_long(i64::try_from(names::LONGEST).unwrap_or(i64::MAX)),
        Err(Refused::Name(BadPasskeyName::Taken)) => RenamePasskeyPage::name_taken(),
        Err(_) => return Err(Failure::page(Problem::NotFound)),
    };
    let typed = typed.chars().take(2 * names::LONGEST).collect();
    name_page(&app, &me, passkey.id, typed, StatusCode::UNPROCESSABLE_ENTITY, Some(name_error))
}

async fn ask_delete(State(app): State<Arc<App>>, me: Me, Path(which): Path<Which>) -> Result<Response, Failure> {
    let passkey = own(&app, &me, &which).await?;
    if me.owner(&app).fresh_proof().await?.is_none() {
        return me.prove_first(&app).await;
    }
    let action = me.href(&app, &format!("{LIST}/{}/delete", passkey.id));
    app.reception.page(&me.visitor, &AreYouSurePage::new(action, me.href(&app, LIST), Ending::Passkey { name: passkey.name }))
}

async fn delete(State(app): State<Arc<App>>, me: Me, Path(which): Path<Which>, _: PageForm) -> Result<Response, Failure> {
    let passkey = own(&app, &me, &which).await?;
    match me.owner(&app).remove_passkey(passkey.id).await.map_err(failed)? {
        Ok(()) => Ok(me.done(&app, LIST, Notice::PasskeyDeleted)),
        Err(Refused::ProofNeeded) => me.prove_first(&app).await,
        Err(Refused::OnlyWayIn) => Ok(me.not_done(&app, LIST, Objection::OnlyWayIn)),
        Err(Refused::Demanded) => Ok(me.not_done(&app, LIST, Objection::Demanded)),
        Err(_) => Err(Failure::page(Problem::NotFound)),
    }
}
