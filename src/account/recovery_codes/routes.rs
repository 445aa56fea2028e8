//! `/account/recovery-codes`.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::header;

use super::super::pages::{AreYouSurePage, Ending, Notice, Objection, RecoveryCodesLeftPage, Section};
use super::super::routes::{Me, factors_failed};
use super::file;
use crate::app::App;
use crate::factors::pages::RecoveryCodesPage;
use crate::factors::recovery_code::{self, IN_A_SET, RecoveryCode};
use crate::factors::{FactorError, change};
use crate::text::{Moment, Text};
use crate::web::form::{PageForm, Query};
use crate::web::href::Href;
use crate::web::pages::Problem;
use crate::web::{Failure, script};

const PAGE: &str = "/recovery-codes";
const RENEW: &str = "/recovery-codes/renew";

pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/account/recovery-codes", get(show))
        .route("/account/recovery-codes/renew", get(ask).post(renew))
        .route("/account/recovery-codes/file", post(download))
        .route("/account/recovery-codes/kept", post(kept))
}

async fn show(State(app): State<Arc<App>>, me: Me, Query(query): Query) -> Result<Response, Failure> {
    let (enrolment, now) = (me.owner(&app).enrolment().await?, app.clock.now());
    let is_enabled = enrolment.is_second_step_on();
    let made = recovery_code::store::made_at(app.storage.read(), me.user.id).await?;
    let page = RecoveryCodesLeftPage {
        place: me.place(&app, Section::RecoveryCodes, &query),
        left: i64::try_from(enrolment.recovery_codes_left).unwrap_or(i64::MAX),
        total: i64::try_from(IN_A_SET).unwrap_or(i64::MAX),
        made: made.filter(|_| is_enabled).map(|at| Moment::of(at, now)),
        is_enabled,
    };
    app.reception.page(&me.visitor, &page)
}

async fn ask(State(app): State<Arc<App>>, me: Me) -> Result<Response, Failure> {
    let owner = me.owner(&app);
    let enrolment = owner.enrolment().await?;
    if !enrolment.is_second_step_on() {
        return Ok(me.on_to(&app, PAGE));
    }
    if owner.fresh_proof().await?.is_none() {
        return me.prove_first(&app).await;
    }
    let left = i64::try_from(enrolment.recovery_codes_left).unwrap_or(i64::MAX);
    let page = AreYouSurePage::new(me.href(&app, RENEW), me.href(&app, PAGE), Ending::RecoveryCodes { left });
    app.reception.page(&me.visitor, &page)
}

async fn renew(State(app): State<Arc<App>>, me: Me, _: PageForm) -> Result<Response, Failure> {
    let owner = me.owner(&app);
    let Some(proof) = owner.fresh_proof().await? else { return me.prove_first(&app).await };
    match change::renew_recovery_codes(&owner.factors(), &proof).await {
        Ok(codes) => show_codes(&app, &me, &codes, false, me.href(&app, "/recovery-codes/kept")),
        Err(FactorError::Refused(_)) => Ok(me.not_done(&app, PAGE, Objection::NotOn)),
        Err(error) => Err(factors_failed(error)),
    }
}

/// The codes, once: they stand in this answer and nowhere else.
pub(in crate::account) fn show_codes(
    app: &App,
    me: &Me,
    codes: &[RecoveryCode],
    is_first: bool,
    action: Href,
) -> Result<Response, Failure> {
    let page = RecoveryCodesPage {
        codes: codes.iter().map(|code| code.shown().expose().to_owned()).collect(),
        email: me.user.email.to_string(),
        is_first,
        download: Href::local(app.reception.issuer.local("/account/recovery-codes/file")),
        action,
    };
    app.reception.page(&me.visitor, &page)
}

async fn download(State(app): State<Arc<App>>, me: Me, PageForm(form): PageForm) -> Result<Response, Failure> {
    let heading = script::say(&app.reception, &me.visitor, &Text::new("codes-of").with("email", me.user.email.to_string()));
    let file = file(form.all("code"), &heading).ok_or_else(|| Failure::page(Problem::BadRequest))?;
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"recovery-codes.txt\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, file.expose().to_owned()).into_response())
}

async fn kept(State(app): State<Arc<App>>, me: Me, _: PageForm) -> Response {
    me.done(&app, PAGE, Notice::RecoveryCodesRenewed)
}
