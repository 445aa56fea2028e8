//! Managing a practice group, as its managers do it; and everything that others try instead.

mod invitations;
mod members;
mod operators;
mod rules;
mod strangers;
mod told;

use frontdesk::foundation::id::GroupId;
use frontdesk::groups::{self, AccessLevel, Membership};
use http::StatusCode;

use crate::support::{Desk, PASSWORD, Page, Person, Visitor};

pub const RIVERSIDE: &str = "Riverside Health";
pub const HILLTOP: &str = "Hilltop Physio";

impl Desk {
    /// Somebody with full access and an authenticator app, signed in with both just now.
    pub(crate) async fn with_full_access(&self, name: &str, group: &str) -> (Person, Visitor) {
        let person = self.someone(name).in_group_as(group, AccessLevel::Full).join().await;
        let visitor = self.signed_in_with_app(&person).await;
        (person, visitor)
    }

    pub(crate) async fn signed_in_with_app(&self, person: &Person) -> Visitor {
        let step = self.with_app(person).await;
        let mut visitor = self.between(person).await;
        visitor.press("submit", &[("code", &step.app.shows(self.now()))]).await;
        assert!(self.knows(&visitor).await, "{}", visitor.page.body);
        visitor
    }

    /// Somebody signed in with a password alone.
    pub(crate) async fn signed_in(&self, person: &Person) -> Visitor {
        let mut visitor = self.visitor().await;
        visitor.log_in(&person.email, PASSWORD).await;
        assert!(self.knows(&visitor).await, "{}", visitor.page.body);
        visitor
    }

    /// An address of a group's pages.
    pub(crate) fn practice(&self, group: GroupId, below: &str) -> String {
        self.url(&format!("/settings/groups/{group}{below}"))
    }

    pub(crate) async fn membership(&self, person: &Person, group: GroupId) -> Option<Membership> {
        groups::store::membership(self.app.storage.read(), person.id, group).await.unwrap()
    }
}

/// The members that the table in front of somebody shows, by name.
pub(crate) fn shown(page: &Page) -> Vec<String> {
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let names = page.body.split("<th scope=\"row\" class=\"long\"><bdi>").skip(1);
    names.map(|rest| rest.split("</bdi>").next().unwrap_or_default().to_owned()).collect()
}
