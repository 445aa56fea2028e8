//! What practices and apps demand, as the people who sign in meet it, and as the apps do.

mod at_the_token;
mod histories;
mod keeping;
mod reviewed;
mod setting_up;
mod signing_in;

use std::time::Duration;

use frontdesk::audit::{Actor, EventKind, SecurityEvent};
use frontdesk::foundation::id::{GroupId, MembershipId};
use frontdesk::groups;
use frontdesk::policy::{Accepted, GroupPolicy, Setting, change};
use serde_json::Value;

use crate::support::{AuthenticatorApp, Desk, Errand, PASSWORD, Person, RelyingParty, TokenAnswer, Visitor};

const RIVERSIDE: &str = "Riverside Health";
const HILLSIDE: &str = "Hillside Physio";
const HOUR: Duration = Duration::from_hours(1);

fn event(kind: EventKind) -> SecurityEvent {
    SecurityEvent::new(kind, Actor::Cli("story".to_owned()))
}

fn accepted(words: &str) -> Accepted {
    words.parse().unwrap()
}

/// A mandatory policy that accepts these.
fn mandatory(words: &str) -> GroupPolicy {
    GroupPolicy { setting: Setting::Mandatory, accepted: accepted(words), ..GroupPolicy::default() }
}

impl Desk {
    /// Gives a group a policy.
    async fn adopt(&self, group: &str, policy: GroupPolicy) {
        let group = self.group(group).await;
        let tx = self.app.storage.write().await.unwrap();
        change::adopt(&tx, group, &policy, &event, self.now()).await.unwrap();
        tx.commit().await.unwrap();
        // Policies and trust are compared by time.
        self.advance(Duration::from_secs(1));
    }

    /// Makes somebody a member, as an invitation that is accepted does.
    async fn take_in(&self, person: &Person, group: GroupId) {
        let membership = groups::Membership {
            id: MembershipId::new(self.now(), &*self.app.random),
            user: person.id,
            group,
            role: groups::Role::Practitioner,
            access_level: groups::AccessLevel::Standard,
            state: groups::MembershipState::Active,
            created_at: self.now(),
        };
        let tx = self.app.storage.write().await.unwrap();
        assert!(groups::store::add_member(&tx, &membership).await.unwrap());
        change::welcome(&tx, person.id, group, &event, self.now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// A browser that an app brought to the sign-in page, after the right password.
    async fn brought(&self, app: &RelyingParty, person: &Person) -> (Visitor, Errand) {
        let (mut visitor, errand) = (Visitor::new(), app.begin());
        visitor.open(errand.url()).await;
        visitor.log_in(&person.email, PASSWORD).await;
        (visitor, errand)
    }
}

/// Which page of the sign-in this is.
fn is_at(visitor: &Visitor, step: &str) -> bool {
    visitor.page.url.path().starts_with(&format!("/login/{step}/"))
}

/// What the app gets for this errand; the browser is on its way back to it.
async fn granted(app: &RelyingParty, errand: &Errand, visitor: &Visitor) -> TokenAnswer {
    let sent_to = visitor.page.location().unwrap_or_else(|| panic!("no way back: {} {}", visitor.page.url, visitor.page.text()));
    app.redeem(errand, &app.answer(&sent_to)).await.granted()
}

async fn claims(app: &RelyingParty, errand: &Errand, visitor: &Visitor) -> Value {
    let tokens = granted(app, errand, visitor).await;
    app.verify(tokens.id_token(), Some(&errand.nonce)).await
}

/// Sets an authenticator app up on the page that asks what to set up, up to the recovery codes or whatever comes next.
async fn set_app_up(desk: &Desk, visitor: &mut Visitor) -> AuthenticatorApp {
    assert!(is_at(visitor, "set-up"), "{} {}", visitor.page.url, visitor.page.body);
    visitor.press("validate", &[("method", "totp")]).await;
    let app = AuthenticatorApp::scanned(&visitor.page.attribute("#open-app", "href").expect("a key"));
    visitor.press("submit", &[("code", &app.shows(desk.now()))]).await;
    app
}

/// Sets confirmation by email up in the same way.
async fn set_email_up(desk: &Desk, visitor: &mut Visitor, person: &Person) {
    assert!(is_at(visitor, "set-up"), "{} {}", visitor.page.url, visitor.page.body);
    visitor.press("validate", &[("method", "email")]).await;
    visitor.press("submit", &[("code", &desk.newest_code(person).await)]).await;
}
