//! `/login/set-up/{id}/recovery-codes…`.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::{StatusCode, header};

use super::super::super::onward::back;
use super::super::super::routes::{desk_of, local, show, to};
use super::super::super::stage::{Standing, Step};
use super::{kept, shown};
use crate::app::App;
use crate::factors::pages::RecoveryCodesPage;
use crate::factors::recovery_code::{IN_A_SET, RecoveryCode};
use crate::web::form::PageForm;
use crate::web::href::Href;
use crate::web::{Failure, Visitor};

pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/login/set-up/{id}/recovery-codes", get(show_codes).post(codes_kept))
        .route("/login/set-up/{id}/recovery-codes/file", post(codes_as_file))
}

async fn standing(app: &App, visitor: &Visitor, id: &str) -> Result<Standing, Failure> {
    let session = app.session_of(visitor).await?;
    Standing::find(&desk_of(app, visitor), session, id, Step::SetUp).await
}

fn href(app: &App, standing: &Standing, below: &str) -> Href {
    local(app, &format!("/login/set-up/{}{below}", standing.held.id()))
}

/// Back to the errand.
fn done(app: &App, standing: &Standing) -> Response {
    to(app, &back(standing.errand.as_ref()))
}

async fn show_codes(State(app): State<Arc<App>>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, Failure> {
    let standing = standing(&app, &visitor, &id).await?;
    let Some(codes) = shown(&desk_of(&app, &visitor), &standing).await? else { return Ok(done(&app, &standing)) };
    let page = RecoveryCodesPage {
        codes,
        email: standing.person.email.to_string(),
        is_first: true,
        download: href(&app, &standing, "/recovery-codes/file"),
        action: href(&app, &standing, "/recovery-codes"),
    };
    show(&app, &visitor, standing.errand.as_ref(), StatusCode::OK, &page)
}

async fn codes_kept(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    PageForm(_): PageForm,
) -> Result<Response, Failure> {
    let standing = standing(&app, &visitor, &id).await?;
    kept(&desk_of(&app, &visitor), &standing).await?;
    Ok(done(&app, &standing))
}

/// The codes that the page sends back, as a file: nothing but what has the form of a code.
async fn codes_as_file(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(id): Path<String>,
    PageForm(form): PageForm,
) -> Result<Response, Failure> {
    let standing = standing(&app, &visitor, &id).await?;
    let codes = form.all("code").filter_map(RecoveryCode::parse).take(IN_A_SET);
    let lines: Vec<String> = codes.map(|code| code.shown().expose().to_owned()).collect();
    let name = &app.reception.brand.name;
    let text = format!("{name}\r\n{}\r\n\r\n{}\r\n", standing.person.email, lines.join("\r\n"));
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"recovery-codes.txt\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, text).into_response())
}
