//! A desk, a person and a practice app, and how the person gets the app its tokens.

use frontdesk::audit::{Filter, list};
use frontdesk::clients::{self, ClientId};
use frontdesk::users::{self, UserState};
use http::StatusCode;
use reqwest::RequestBuilder;
use serde_json::Value;

use crate::support::{Answer, Desk, Errand, Ground, Person, RelyingParty, TokenAnswer, Visitor};

pub struct Scene {
    pub desk: Desk,
    pub app: RelyingParty,
    pub alice: Person,
    pub http: reqwest::Client,
}

impl Scene {
    /// Alice of Riverside Health, and "notes", an app of the practice's own that may refresh.
    pub async fn open(ground: Ground) -> Self {
        let desk = Desk::open(ground).await;
        let alice = desk.someone("Alice Nguyen").in_group("Riverside Health").join().await;
        let app = desk.app("notes").first_party().register().await;
        Self { desk, app, alice, http: http() }
    }

    /// Alice signs in to `app`; what came back to it.
    pub async fn answer_for(&self, app: &RelyingParty, errand: &Errand) -> (Visitor, Answer) {
        let mut visitor = Visitor::new();
        visitor.open(errand.url()).await;
        visitor.log_in(&self.alice.email, &self.alice.password).await;
        if visitor.page.has("#allow") {
            visitor.press("allow", &[]).await;
        }
        let sent_to = visitor.page.location().unwrap_or_else(|| panic!("no way back: {} {}", visitor.page.status, visitor.page.text()));
        let answer = app.answer(&sent_to);
        (visitor, answer)
    }

    /// Alice signs in to the scene's app, which asks for `scope`.
    pub async fn tokens_with(&self, scope: &str) -> TokenAnswer {
        self.tokens_for(&self.app, &self.app.begin().with("scope", scope)).await
    }

    pub async fn tokens(&self) -> TokenAnswer {
        self.tokens_for(&self.app, &self.app.begin()).await
    }

    pub async fn tokens_for(&self, app: &RelyingParty, errand: &Errand) -> TokenAnswer {
        let (_, answer) = self.answer_for(app, errand).await;
        app.redeem(errand, &answer).await.granted()
    }

    pub async fn set_user_state(&self, state: UserState) {
        let tx = self.desk.app.storage.write().await.unwrap();
        users::store::set_state(&tx, self.alice.id, state, self.desk.now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn set_app_active(&self, active: bool) {
        let tx = self.desk.app.storage.write().await.unwrap();
        clients::store::set_active(&tx, &ClientId::parse(&self.app.client_id).unwrap(), active, self.desk.now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// How many security events of this kind were written.
    pub async fn events(&self, kind: &str) -> usize {
        let filter = Filter { kinds: vec![kind.parse().unwrap()], ..Filter::default() };
        list(self.desk.app.storage.read(), &filter, None, 100).await.unwrap().events.len()
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(self.desk.url(path))
    }

    pub fn post(&self, path: &str) -> RequestBuilder {
        self.http.post(self.desk.url(path))
    }
}

/// A program without cookies that follows nothing.
pub fn http() -> reqwest::Client {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap()
}

pub async fn read(request: RequestBuilder) -> (StatusCode, http::HeaderMap, Value) {
    let answer = request.send().await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    let text = answer.text().await.unwrap();
    (status, headers, if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap_or(Value::String(text)) })
}
