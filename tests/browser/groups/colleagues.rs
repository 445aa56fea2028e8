//! What everybody else does: sign in to the app of the practice, and set up what it asks for on the way.

use std::time::Duration;

use super::{APP, Colleague, EMAIL, Practice, SMS};
use crate::support::{PASSWORD, PracticeSite};
use crate::telephone::Telephone;

/// What somebody meets after the right password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// The app has its code already.
    Nothing,
    /// For the code of what they set up.
    Code,
    /// To set something up, at once or some time.
    SetUp { may_skip: bool },
}

pub(super) const MUST: Asked = Asked::SetUp { may_skip: false };
pub(super) const MAY: Asked = Asked::SetUp { may_skip: true };

impl Practice {
    /// Opens the app of the practice on a computer where nobody is signed in, and enters email and password.
    pub(super) async fn signs_in(&self, colleague: &Colleague) -> Asked {
        self.signs_in_to(&self.site, colleague).await
    }

    pub(super) async fn signs_in_to(&self, site: &PracticeSite, colleague: &Colleague) -> Asked {
        self.front.forget_everybody().await;
        // So that a code can be sent again, and an app shows another one.
        self.desk.advance(Duration::from_mins(2));
        self.front.goto(format!("{}/sign-in", site.address)).await;
        self.enters_email_and_password(colleague).await;
        self.asked_of(colleague).await
    }

    /// The same, where an invitation is open.
    pub(super) async fn signs_in_invited(&self, colleague: &Colleague) {
        self.front.forget_everybody().await;
        self.desk.advance(Duration::from_mins(2));
        self.front.goto(format!("{}/sign-in", self.site.address)).await;
        self.enters_email_and_password(colleague).await;
        self.front.see(&format!("Riverside Health invites {}", colleague.person.email)).await;
    }

    pub(super) async fn enters_email_and_password(&self, colleague: &Colleague) {
        self.front.fill("Email", &colleague.person.email).await;
        self.front.fill("Password", PASSWORD).await;
        self.front.press("Login").await;
    }

    /// What the page in front of them asks.
    pub(super) async fn asked_of(&self, colleague: &Colleague) -> Asked {
        let arrived = format!("Name: {}", colleague.name);
        match self.front.see_one_of(&[&arrived, "Enter your code", "Set up two-factor authentication"]).await {
            0 => Asked::Nothing,
            1 => Asked::Code,
            _ => Asked::SetUp { may_skip: self.front.has("later").await },
        }
    }

    /// The app got its code, right after what was asked.
    pub(super) async fn is_in_the_app(&self, colleague: &Colleague) {
        self.is_in(&self.site, colleague).await;
    }

    pub(super) async fn is_in(&self, site: &PracticeSite, colleague: &Colleague) {
        self.front.arrive_at(&format!("{}/callback", site.address)).await;
        self.front.see(&format!("Name: {}", colleague.name)).await;
    }

    pub(super) async fn enters(&self, code: &str) {
        self.front.fill("Six-digit code", code).await;
        self.front.press("Submit").await;
    }

    /// What their app shows next: each code works once.
    pub(super) async fn enters_what_it_shows(&self, telephone: &Telephone) {
        self.desk.advance(Duration::from_secs(31));
        self.enters(&telephone.shows(&self.desk)).await;
    }

    pub(super) async fn enters_the_code_by_email(&self, colleague: &Colleague) {
        self.enters(&self.post.code_by_email(&self.desk, &colleague.person.email).await).await;
    }

    pub(super) async fn enters_the_code_by_sms(&self) {
        self.enters(&self.post.code_by_sms(&self.desk).await).await;
    }

    pub(super) async fn keeps_the_recovery_codes(&self) {
        self.front.see("Keep your recovery codes").await;
        self.front.press("I have kept them").await;
    }

    /// Sets an authenticator app up on the page in front of them, up to whatever comes next.
    pub(super) async fn sets_up_an_app(&self) -> Telephone {
        self.front.choose(APP).await;
        self.front.press("Validate").await;
        let telephone = Telephone::scan(&self.front).await;
        self.enters(&telephone.shows(&self.desk)).await;
        telephone
    }

    pub(super) async fn sets_up_email(&self, colleague: &Colleague) {
        self.front.choose(EMAIL).await;
        self.front.press("Validate").await;
        self.front.see(&colleague.person.email).await;
        self.enters_the_code_by_email(colleague).await;
    }

    pub(super) async fn sets_up_sms(&self) {
        self.front.choose(SMS).await;
        self.front.fill("Mobile number", "0412 345 678").await;
        self.front.press("Validate").await;
        self.front.see("+61 412 345 678").await;
        self.enters_the_code_by_sms().await;
    }

    /// Signs in on Frontdesk's own pages, where nothing asks for a second factor yet, and opens their two-factor settings.
    pub(super) async fn opens_their_settings(&self, colleague: &Colleague) {
        self.front.forget_everybody().await;
        self.desk.advance(Duration::from_mins(2));
        self.front.goto(self.desk.url("/login")).await;
        self.enters_email_and_password(colleague).await;
        self.front.see("You are signed in").await;
        self.front.goto(self.desk.url("/account/two-factor")).await;
        self.front.see("Current status").await;
    }
}
