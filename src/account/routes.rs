//! The account's addresses, and what they all ask first: who is signed in, and through which door did they come?

use std::sync::Arc;

use axum::Router;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::MethodRouter;
use http::request::Parts;
use http::{Method, StatusCode};
use serde_json::json;

use super::pages::{Door, Notice, Objection, Place, Section};
use super::{
    AccountError, Owner, activity, apps, confirm, devices, download, email, own_row, passkeys, password, profile, recovery_codes,
    two_factor,
};
use crate::app::{App, SignedIn};
use crate::factors::FactorError;
use crate::messages::MessageError;
use crate::protocol::params::Params;
use crate::sessions::LoginSession;
use crate::text::Text;
use crate::users::User;
use crate::users::password::HashError;
use crate::web::href::Href;
use crate::web::pages::Problem;
use crate::web::return_to::Interaction;
use crate::web::{Failure, Visitor, script};

pub fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new()
        .merge(profile::routes::routes())
        .merge(email::routes::routes())
        .merge(password::routes::routes())
        .merge(two_factor::routes::routes())
        .merge(recovery_codes::routes::routes())
        .merge(passkeys::routes::routes(app))
        .merge(devices::routes::routes())
        .merge(apps::routes::routes())
        .merge(activity::routes::routes())
        .merge(download::routes::routes())
        .merge(own_row::routes::routes())
        .merge(confirm::routes::routes(app))
}

const ACCOUNT: &str = "/account";
const USERS: &str = "/settings/users/";

/// The same page through both doors; see [`Door`].
pub(super) fn at_both_doors(router: Router<Arc<App>>, path: &str, methods: MethodRouter<Arc<App>>) -> Router<Arc<App>> {
    router.route(&format!("{ACCOUNT}{path}"), methods.clone()).route(&format!("{USERS}{{user}}{path}"), methods)
}

/// The signed-in person, at one of their own pages. Whoever is not signed in is sent to sign in, and back; whoever asks for
/// somebody else's page is told that there is none.
pub struct Me {
    /// In the person's own language.
    pub visitor: Visitor,
    pub session: LoginSession,
    pub user: User,
    pub door: Door,
    /// The page that a form belongs to, or the page itself: where the person is back after proving who they are.
    here: String,
}

impl FromRequestParts<Arc<App>> for Me {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        match Self::at_page(parts, app).await {
            Ok(found) => found,
            Err(failure) => Err(failure.into_response()),
        }
    }
}

impl Me {
    async fn at_page(parts: &Parts, app: &App) -> Result<Result<Self, Response>, Failure> {
        let visitor = parts.extensions.get::<Visitor>().cloned().ok_or_else(|| Failure::internal("a page outside the reception layer"))?;
        let path = parts.uri.path();
        let here = match parts.method {
            Method::GET | Method::HEAD => parts.uri.path_and_query().map_or(path, |whole| whole.as_str()),
            _ => section_of(path),
        };
        let Some(me) = Self::find(app, &visitor, here).await? else {
            return Ok(Err(Redirect::to(&app.sign_in_first(&visitor, here).await?).into_response()));
        };
        match row(path) {
            Some(id) if id.parse() != Ok(me.user.id) => Err(Failure::page(Problem::NotFound)),
            Some(_) => Ok(Ok(Self { door: Door::Users, ..me })),
            None => Ok(Ok(me)),
        }
    }

    /// Whoever is signed in in this browser.
    pub async fn find(app: &App, visitor: &Visitor, here: &str) -> Result<Option<Self>, Failure> {
        let signed_in = app.signed_in(visitor).await?;
        let me = |SignedIn { visitor, session, user }| Self { visitor, session, user, door: Door::Account, here: here.to_owned() };
        Ok(signed_in.map(me))
    }

    pub fn owner<'a>(&'a self, app: &'a App) -> Owner<'a> {
        Owner {
            storage: &app.storage,
            ephemeral: &app.ephemeral,
            outbox: &app.outbox,
            reception: &app.reception,
            sealer: &app.sealer,
            hasher: &app.hasher,
            clock: &*app.clock,
            random: &*app.random,
            visitor: &self.visitor,
            session: &self.session,
            user: &self.user,
            account_url: app.reception.issuer.url(ACCOUNT),
        }
    }

    /// Where this page stands, with what the query says of what was just done.
    pub fn place(&self, app: &App, section: Section, query: &Params) -> Place {
        let (base, name, email) = (app.reception.issuer.base_path(), &*self.user.name, self.user.email.as_str());
        let place = match self.door {
            Door::Account => Place::account(base, section, name, email),
            Door::Users => Place::own_row(base, section, self.user.id, name, email),
        };
        place
            .in_zone(self.user.zoneinfo.clone())
            .saying(query.get("done").and_then(Notice::parse))
            .objecting(query.get("not").and_then(Objection::parse))
    }

    /// A path below the door through which the person came.
    pub fn path(&self, below: &str) -> String {
        match self.door {
            Door::Account => format!("{ACCOUNT}{below}"),
            Door::Users => format!("{USERS}{}{below}", self.user.id),
        }
    }

    /// The same as it stands in a page.
    pub fn href(&self, app: &App, below: &str) -> Href {
        Href::local(app.reception.issuer.local(&self.path(below)))
    }

    /// On to a page below the door.
    pub fn on_to(&self, app: &App, below: &str) -> Response {
        Redirect::to(&app.reception.issuer.local(&self.path(below))).into_response()
    }

    /// On to a page that says what was done.
    pub fn done(&self, app: &App, below: &str, notice: Notice) -> Response {
        self.on_to(app, &format!("{below}?done={}", notice.as_str()))
    }

    /// On to a page that says why something was not done.
    pub fn not_done(&self, app: &App, below: &str, objection: Objection) -> Response {
        self.on_to(app, &format!("{below}?not={}", objection.as_str()))
    }

    /// To the page that asks for fresh proof, and back to the page where the person is now.
    pub async fn prove_first(&self, app: &App) -> Result<Response, Failure> {
        self.prove_first_for(app, &self.here).await
    }

    /// The same, and back to another page.
    pub async fn prove_first_for(&self, app: &App, page: &str) -> Result<Response, Failure> {
        let errand = proof_errand(app, &self.visitor, page).await?;
        Ok(Redirect::to(&app.reception.issuer.local(&confirm::path(&errand))).into_response())
    }
}

/// The id in a person's own row of the users' table.
fn row(path: &str) -> Option<&str> {
    path.strip_prefix(USERS).map(|rest| rest.split('/').next().unwrap_or_default())
}

/// The page to which a form's address belongs: `/account/two-factor` of `/account/two-factor/sms/remove`.
fn section_of(path: &str) -> &str {
    let root = match row(path) {
        Some(id) => USERS.len() + id.len(),
        None => ACCOUNT.len(),
    };
    let Some(below) = path.get(root..).and_then(|below| below.strip_prefix('/')) else { return path };
    let section = below.split('/').next().unwrap_or_default();
    path.get(..root + 1 + section.len()).unwrap_or(path)
}

/// An errand that leads back to a page of the account once the person has proved who they are.
async fn proof_errand(app: &App, visitor: &Visitor, page: &str) -> Result<Interaction, Failure> {
    Ok(app.errand_to(visitor, page, Some(section_of(page.split('?').next().unwrap_or(page)))).await?)
}

/// What a page's script is told when nobody is signed in any more, and where to sign in: afterwards they are back at `page`.
pub(super) async fn signed_out(app: &App, visitor: &Visitor, page: &str) -> Result<Response, Failure> {
    let way_on = json!({ "continue": app.sign_in_first(visitor, page).await? });
    Ok(script::refuse(&app.reception, visitor, StatusCode::UNAUTHORIZED, "signed_out", &Text::new("account-signed-out"), way_on))
}

/// What a page's script is told when the person has to prove who they are again, and where: afterwards they are back at
/// `page`.
pub(super) async fn proof_needed(app: &App, visitor: &Visitor, page: &str) -> Result<Response, Failure> {
    let errand = proof_errand(app, visitor, page).await?;
    let way_on = json!({ "continue": app.reception.issuer.local(&confirm::path(&errand)) });
    Ok(script::refuse(&app.reception, visitor, StatusCode::FORBIDDEN, "proof_needed", &Text::new("account-proof-needed"), way_on))
}

pub(super) fn failed(error: AccountError) -> Failure {
    match error {
        AccountError::Storage(error)
        | AccountError::Message(MessageError::Storage(error))
        | AccountError::Factor(FactorError::Storage(error) | FactorError::Message(MessageError::Storage(error))) => error.into(),
        AccountError::Hash(HashError::Busy { retry_after }) => Failure::busy(retry_after),
        other => Failure::internal(other.to_string()),
    }
}

/// The same for the verbs of `factors`.
pub(super) fn factors_failed(error: FactorError) -> Failure {
    failed(error.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forms_address_belongs_to_a_page() {
        for (path, page) in [
            ("/account", "/account"),
            ("/account/two-factor", "/account/two-factor"),
            ("/account/two-factor/sms/remove", "/account/two-factor"),
            ("/settings/users", "/settings/users"),
            ("/settings/users/0199", "/settings/users/0199"),
            ("/settings/users/0199/passkeys/0198/name", "/settings/users/0199/passkeys"),
        ] {
            assert_eq!(section_of(path), page, "{path}");
        }
    }
}
