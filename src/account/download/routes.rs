//! `/account/data`.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header;

use super::super::pages::{DownloadPage, Section};
use super::super::routes::{Me, failed};
use crate::app::App;
use crate::web::Failure;
use crate::web::form::{PageForm, Query};

pub fn routes() -> Router<Arc<App>> {
    Router::new().route("/account/data", get(show).post(download))
}

async fn show(State(app): State<Arc<App>>, me: Me, Query(query): Query) -> Result<Response, Failure> {
    app.reception.page(&me.visitor, &DownloadPage { place: me.place(&app, Section::Data, &query) })
}

async fn download(State(app): State<Arc<App>>, me: Me, _: PageForm) -> Result<Response, Failure> {
    let document = me.owner(&app).own_data().await.map_err(failed)?;
    let text = serde_json::to_string_pretty(&document).map_err(|error| Failure::internal(error.to_string()))?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"my-data.json\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, text).into_response())
}
