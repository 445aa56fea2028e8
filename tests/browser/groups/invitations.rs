//! Asking people in: somebody new, and somebody with an account.

use super::colleagues::{Asked, MUST};
use super::{ANY, MANDATORY, Practice, RIVERSIDE};
use crate::support::{Letter, PASSWORD};

impl Practice {
    /// Users > Add user.
    async fn invites(&self, email: &str) -> Letter {
        self.users_of(RIVERSIDE).await;
        self.office.follow("Add user").await;
        self.office.fill("Email", email).await;
        self.office.press("Send invitation").await;
        self.office.see("The invitation is on its way").await;
        self.office.see(email).await;
        self.post.letters_to(&self.desk, email).await.pop().expect("an invitation")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_new_follows_the_link_chooses_a_password_and_signs_in() {
    let Some(practice) = Practice::opens("groups-newcomer").await else { return };
    let (office, front) = (&practice.office, &practice.front);
    practice.riverside_asks(MANDATORY, ANY).await;
    let email = format!("erin.walsh@{}", practice.domain);
    let letter = practice.invites(&email).await;

    front.goto(letter.link()).await;
    front.see("You are invited").await;
    front.see(&format!("Riverside Health invites {email}")).await;
    front.fill("Name", "Erin Walsh").await;
    front.fill("Choose a password", "password1234").await;
    front.press("Accept invitation").await;
    front.see("Choose a password").await;
    assert!(front.has("join").await, "a weak one is refused: {}", front.text().await);
    assert_eq!(front.value_of("Name").await, "Erin Walsh", "nothing else is lost");
    front.fill("Choose a password", PASSWORD).await;
    front.press("Accept invitation").await;
    front.see("you belong to Riverside Health").await;
    // The link alone signs nobody in, and works once.
    front.goto(practice.desk.url("/account")).await;
    front.arrive_at(&practice.desk.url("/login/")).await;
    front.goto(letter.link()).await;
    assert!(!front.has("join").await, "{}", front.text().await);

    let erin = practice.known_as("Erin Walsh").await;
    assert_eq!(practice.signs_in(&erin).await, MUST, "what the practice asks counts from the first sign-in on");
    practice.sets_up_an_app().await;
    practice.keeps_the_recovery_codes().await;
    practice.is_in_the_app(&erin).await;
    practice.assert_row(&erin, "Standard Enabled").await;
    office.follow("Invitations").await;
    office.see("Nobody is waiting").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_with_an_account_is_asked_at_the_next_sign_in() {
    let Some(practice) = Practice::opens("groups-account").await else { return };
    let (front, zoe) = (&practice.front, practice.stranger("Zoe Hart").await);
    assert_eq!(practice.signs_in(&zoe).await, Asked::Nothing);
    front.see("Groups: []").await;
    practice.invites(&zoe.person.email).await;

    // It can wait, the app need not.
    practice.signs_in_invited(&zoe).await;
    front.press("Not now").await;
    practice.is_in_the_app(&zoe).await;
    front.see("Groups: []").await;
    practice.users_of(RIVERSIDE).await;
    assert_eq!(practice.row_shown("Zoe Hart").await, "", "she has not answered");

    practice.signs_in_invited(&zoe).await;
    front.press("Accept invitation").await;
    practice.is_in_the_app(&zoe).await;
    front.see("Groups: [\"Riverside Health\"]").await;
    practice.assert_row(&zoe, "Not setup").await;
    assert_eq!(practice.signs_in(&zoe).await, Asked::Nothing, "she has answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_declined_or_withdrawn() {
    let Some(practice) = Practice::opens("groups-declined").await else { return };
    let (office, front, zoe) = (&practice.office, &practice.front, practice.stranger("Zoe Hart").await);
    practice.invites(&zoe.person.email).await;
    practice.signs_in_invited(&zoe).await;
    front.press("Decline").await;
    practice.is_in_the_app(&zoe).await;
    front.see("Groups: []").await;
    assert_eq!(practice.signs_in(&zoe).await, Asked::Nothing, "she has answered");

    let email = format!("erin.walsh@{}", practice.domain);
    let letter = practice.invites(&email).await;
    front.forget_everybody().await;
    front.goto(letter.link()).await;
    assert!(front.has("join").await, "the legal twin: {}", front.text().await);
    office.follow(&format!("Withdraw {email}")).await;
    office.see("The link in the email no longer works").await;
    office.press("Withdraw").await;
    office.see("The invitation is withdrawn").await;
    front.goto(letter.link()).await;
    assert!(!front.has("join").await, "{}", front.text().await);
}
