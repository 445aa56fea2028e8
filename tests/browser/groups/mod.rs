//! What a practice asks of its people, as its manager and they meet it: "If you have a full access account, you can set up
//! two-factor authentication for yourself, your group, and practitioners in your practice."
//!
//! Mara manages Riverside Health in her own browser ([`mara`]). Everybody else signs in to the practice's app on the computer
//! at the front desk, one after the other, and nobody leaves anything behind on it ([`colleagues`]). Letters, SMS and codes are
//! as real as in [`articles`](crate::articles).

mod apps;
mod colleagues;
mod deadlines;
mod for_the_group;
mod invitations;
mod keys_and_phones;
mod leaving;
mod lost_phone;
mod mara;
mod methods;
mod settings;
mod two_groups;

use frontdesk::groups::AccessLevel;
use frontdesk::users::Email;
use serde_json::json;

use crate::post::Post;
use crate::support::{Chrome, Desk, Look, Newcomer, PASSWORD, Person, PracticeSite};
use crate::telephone::Telephone;

const RIVERSIDE: &str = "Riverside Health";
const HILLSIDE: &str = "Hillside Physio";

const MANDATORY: &str = "Enabled – mandatory";
const OPTIONAL: &str = "Enabled – optional";
const DISABLED: &str = "Disabled";

const APP: &str = "Authenticator app";
const SMS: &str = "SMS";
const EMAIL: &str = "Email";
const PASSKEY: &str = "Passkey";
const ANY: &[&str] = &[APP, SMS, EMAIL, PASSKEY];

/// A day at the practice.
struct Practice {
    desk: Desk,
    post: Post,
    site: PracticeSite,
    /// Whose people they are: everybody's email ends with it, for one mailbox takes in the letters of all tests.
    domain: String,
    mara: Person,
    telephone: Telephone,
    /// Mara's own browser.
    office: Chrome,
    /// The browser in front of everybody else.
    front: Chrome,
}

/// Somebody who works there.
#[derive(Clone, Debug)]
struct Colleague {
    name: &'static str,
    person: Person,
}

impl Practice {
    /// Mara has an authenticator app and is signed in; nobody else has anything. `None`, with a message, where there is no
    /// browser or no mail server. `name` is this test's own.
    async fn opens(name: &str) -> Option<Self> {
        Self::opens_with(name, Look::default()).await
    }

    /// The same, with Mara's browser as she likes it.
    async fn opens_with(name: &str, look: Look) -> Option<Self> {
        let (office, front) = tokio::join!(Chrome::start_with(look), Chrome::start());
        let (office, front) = (office?, front?);
        let post = Post::open().await?;
        let desk = post.desk().await;
        let domain = format!("{name}.example");
        let mara = joining(&desk, "Mara Lind", &domain).in_group_as(RIVERSIDE, AccessLevel::Full);
        let mara = mara.in_group_as(HILLSIDE, AccessLevel::Full).join().await;
        let site = PracticeSite::open(&desk, "notes").await;
        let telephone = Telephone { key: String::new() };
        let mut practice = Self { desk, post, site, domain, mara, telephone, office, front };
        practice.mara_sets_up_an_app().await;
        Some(practice)
    }

    /// Somebody who begins to work at Riverside Health.
    async fn colleague(&self, name: &'static str) -> Colleague {
        Colleague { name, person: joining(&self.desk, name, &self.domain).in_group(RIVERSIDE).join().await }
    }

    /// Somebody who begins to work at both practices that Mara manages.
    async fn colleague_of_both(&self, name: &'static str) -> Colleague {
        let person = joining(&self.desk, name, &self.domain).in_group(RIVERSIDE).in_group(HILLSIDE).join().await;
        Colleague { name, person }
    }

    /// Somebody who has made their account themselves.
    async fn known_as(&self, name: &'static str) -> Colleague {
        let email = email_of(name, &self.domain);
        let user = frontdesk::users::store::find_by_email(self.desk.app.storage.read(), &email).await.expect("a look-up");
        let id = user.expect("an account").id;
        Colleague { name, person: Person { id, email: email.as_str().to_owned(), password: PASSWORD.to_owned() } }
    }

    /// Somebody with an account and no practice.
    async fn stranger(&self, name: &'static str) -> Colleague {
        Colleague { name, person: joining(&self.desk, name, &self.domain).join().await }
    }
}

fn joining<'d>(desk: &'d Desk, name: &str, domain: &str) -> Newcomer<'d> {
    desk.someone(name).with(|user| user.email = email_of(name, domain))
}

fn email_of(name: &str, domain: &str) -> Email {
    let email = format!("{}@{domain}", name.to_lowercase().replace(' ', "."));
    Email::parse(&email).expect("an email")
}

impl Chrome {
    /// Whether the page has something with this id.
    async fn has(&self, id: &str) -> bool {
        self.run("return document.getElementById(arguments[0]) !== null", vec![json!(id)]).await == json!(true)
    }

    /// The text of what has this id.
    async fn text_of(&self, id: &str) -> String {
        let text = self.run("return document.getElementById(arguments[0])?.textContent.trim() ?? 'nothing'", vec![json!(id)]).await;
        text.as_str().expect("text").to_owned()
    }

    /// Whether the box with this label is ticked.
    async fn is_ticked(&self, label: &str) -> bool {
        let ticked = "return [...document.querySelectorAll('label')].find(l => l.textContent.trim() === arguments[0]).control.checked";
        self.run(ticked, vec![json!(label)]).await == json!(true)
    }

    /// Follows the link with this text that can be seen, of several.
    async fn follow_shown(&self, text: &str) {
        let shown = "[...document.querySelectorAll('a')].find(a => a.textContent.trim() === arguments[0] && a.checkVisibility())";
        self.run(&format!("{shown}.click()"), vec![json!(text)]).await;
    }

    /// Picks a day (`2026-03-04`) in the field with this id. By script, for how a day is typed depends on the system's language.
    async fn pick_day(&self, id: &str, day: &str) {
        self.run("document.getElementById(arguments[0]).value = arguments[1]", vec![json!(id), json!(day)]).await;
        assert_eq!(self.run("return document.getElementById(arguments[0]).value", vec![json!(id)]).await, json!(day));
    }

    /// Forgets everybody who signed in here: somebody else sits down, or the same person comes another day.
    async fn forget_everybody(&self) {
        self.cdp("Network.clearBrowserCookies", json!({})).await;
    }
}
