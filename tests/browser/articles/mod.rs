//! The two help articles, walked through as they are written: each numbered step is a step here.
//!
//! Everything around Frontdesk is real: Chromium with a virtual authenticator, `zbarimg` as the camera that reads the QR
//! code, `oathtool` as the authenticator app, a mail server that receives, an SMS gateway that records.

mod passkeys;
mod two_factor;

use crate::post::Post;
use crate::support::{Chrome, Desk, Look, PASSWORD, Person, PracticeSite};

/// A morning at the practice: Alice, her browser, and what reaches her.
struct Morning {
    chrome: Chrome,
    desk: Desk,
    alice: Person,
    site: PracticeSite,
    post: Post,
}

impl Morning {
    /// `None`, with a message, where there is no browser or no mail server. `name` is Alice's email, for one mailbox takes in
    /// the letters of all tests.
    async fn begin(name: &str, look: Look) -> Option<Self> {
        let chrome = Chrome::start_with(look).await?;
        let post = Post::open().await?;
        let desk = post.desk().await;
        let email = frontdesk::users::Email::parse(&format!("{name}@riverside.example")).expect("an email");
        let alice = desk.someone("Alice Nguyen").with(|user| user.email = email).in_group("Riverside Health").join().await;
        let site = PracticeSite::open(&desk, "notes").await;
        Some(Self { chrome, desk, alice, site, post })
    }

    /// Opens the app of the practice, which sends Alice to sign in.
    async fn open_app(&self) {
        self.chrome.goto(format!("{}/sign-in", self.site.address)).await;
    }

    async fn is_in_the_app(&self) {
        self.chrome.arrive_at(&format!("{}/callback", self.site.address)).await;
        self.chrome.see("Name: Alice Nguyen").await;
    }

    async fn enter_email_and_password(&self) {
        self.chrome.fill("Email", &self.alice.email).await;
        self.chrome.fill("Password", PASSWORD).await;
        self.chrome.press("Login").await;
    }

    /// Signs in on Frontdesk's own pages, by password, and opens Alice's own settings as the articles say.
    async fn open_own_settings(&self) {
        self.chrome.goto(self.desk.url("/login")).await;
        self.enter_email_and_password().await;
        self.put_off_the_offer().await;
        self.go_to_own_settings().await;
    }

    /// After a sign-in by password on a device that can, a passkey is offered: not now.
    async fn put_off_the_offer(&self) {
        if self.chrome.see_one_of(&["You are signed in", "Not now"]).await == 1 {
            self.chrome.press("not-now").await;
            self.chrome.see("You are signed in").await;
        }
    }

    /// Settings > Users, and the cogwheel next to one's own name.
    async fn go_to_own_settings(&self) {
        self.chrome.goto(self.desk.url("/account")).await;
        self.chrome.follow("Users").await;
        self.chrome.follow("Settings of Alice Nguyen").await;
        self.chrome.arrive_at(&self.desk.url(&format!("/settings/users/{}", self.alice.id))).await;
    }

    /// The code in the newest letter with one.
    async fn newest_code_by_email(&self) -> String {
        self.post.code_by_email(&self.desk, &self.alice.email).await
    }

    /// The code at the beginning of the newest SMS.
    async fn code_by_sms(&self) -> String {
        self.post.code_by_sms(&self.desk).await
    }
}
