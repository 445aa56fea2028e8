//! The answer on its way to the app: parameters on the return address, or a form that posts them there.

use axum::response::{IntoResponse, Redirect, Response};
use http::{StatusCode, header};

use crate::foundation::secret::OpaqueToken;
use crate::protocol::error::OAuthError;
use crate::protocol::response::ResponseMode;
use crate::web::href::Href;
use crate::web::return_to::Interaction;
use crate::web::{Failure, Reception, Visitor};

use super::pages::FormPostPage;
use super::request::ReturnAddress;

/// Sends a code.
pub(super) fn code(
    reception: &Reception,
    visitor: &Visitor,
    to: &ReturnAddress,
    errand: &Interaction,
    code: &OpaqueToken,
) -> Result<Response, Failure> {
    send(reception, visitor, to, errand, &[("code", code.expose())])
}

/// Sends an error.
pub(super) fn error(
    reception: &Reception,
    visitor: &Visitor,
    to: &ReturnAddress,
    errand: &Interaction,
    error: &OAuthError,
) -> Result<Response, Failure> {
    send(reception, visitor, to, errand, &[("error", error.code.as_str()), ("error_description", error.description)])
}

/// Every answer carries `iss` (RFC 9207), and `state` exactly when the request did.
fn send(
    reception: &Reception,
    visitor: &Visitor,
    to: &ReturnAddress,
    errand: &Interaction,
    answer: &[(&str, &str)],
) -> Result<Response, Failure> {
    let mut parameters = answer.to_vec();
    if let Some(state) = to.state() {
        parameters.push(("state", state));
    }
    parameters.push(("iss", reception.issuer.as_str()));
    match to.response_mode() {
        ResponseMode::Query => {
            let mut response = Redirect::to(&to.redirect_uri().with_query(&parameters)).into_response();
            response.headers_mut().insert(header::CACHE_CONTROL, http::HeaderValue::from_static("no-store"));
            Ok(response)
        }
        ResponseMode::FormPost => {
            let action = Href::form_target(to.redirect_uri().as_str())
                .ok_or_else(|| Failure::internal("a form cannot post to this redirect URI"))?;
            let fields = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            let app = errand.app.as_ref().map(|app| app.name.clone()).unwrap_or_default();
            reception.page_for(visitor, errand, StatusCode::OK, &FormPostPage { action, fields, app })
        }
    }
}
