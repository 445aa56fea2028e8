//! Signing in with two steps, as people do it in front of the pages; and everything that somebody who has only the password
//! tries instead.

mod codes;
mod devices;
mod going_around;
mod offering;
mod setting_up;
mod signing_in;
mod stepping_up;

use std::time::Duration;

use frontdesk::audit::Actor;
use frontdesk::factors::set_up::{self, Choice, SetUp, Validation};
use frontdesk::factors::{self, Enrolment, Factor, FactorUsed, FreshProof, Method};
use frontdesk::foundation::random::OperatingSystem;
use frontdesk::foundation::secret::{Secret, TokenDigest};
use http::StatusCode;

use crate::sign_in::is_signed_in;
use crate::support::{AuthenticatorApp, Desk, PASSWORD, Page, Person, Visitor};

/// What somebody set up, a while ago.
pub(crate) struct SecondStep {
    pub app: AuthenticatorApp,
    pub recovery_codes: Vec<String>,
}

impl Desk {
    pub(crate) fn factors(&self, person: &Person) -> factors::Desk<'_> {
        factors::Desk {
            storage: &self.app.storage,
            sealer: &self.app.sealer,
            outbox: &self.app.outbox,
            clock: &*self.clock,
            random: &OperatingSystem,
            issuer_name: "Frontdesk",
            account_url: "https://id.example.com/account",
            language: "en".parse().unwrap(),
            actor: Actor::User(person.id),
            from: None,
            request_id: "K7M2",
        }
    }

    pub(crate) async fn enrolment(&self, person: &Person) -> Enrolment {
        Enrolment::of(&self.app.storage, person.id).await.unwrap()
    }

    async fn choose(&self, person: &Person, choice: &Choice) -> SetUp {
        let passkey = [FactorUsed::new(Factor::Passkey, self.now())];
        let proof = FreshProof::of(&self.enrolment(person).await, &passkey, self.now()).unwrap();
        set_up::choose(&self.factors(person), &proof, TokenDigest::of(b"set up"), choice).await.unwrap()
    }

    async fn validate(&self, person: &Person, method: Method, code: &str) -> Vec<String> {
        let browser = TokenDigest::of(b"set up");
        match set_up::validate(&self.factors(person), person.id, browser, method, &Secret::new(code)).await.unwrap() {
            Validation::Done(done) => done.recovery_codes.iter().map(|code| code.shown().expose().to_owned()).collect(),
            Validation::Refused(refused) => panic!("{refused:?}"),
        }
    }

    /// Sets up an authenticator app for somebody, and lets its first code grow old.
    pub(crate) async fn with_app(&self, person: &Person) -> SecondStep {
        let SetUp::App(invitation) = self.choose(person, &Choice::Totp).await else { panic!("an app needs no delivery") };
        let app = AuthenticatorApp::scanned(invitation.uri.expose());
        let recovery_codes = self.validate(person, Method::Totp, &app.shows(self.now())).await;
        self.advance(Duration::from_secs(90));
        SecondStep { app, recovery_codes }
    }

    /// Sets up confirmation by email for somebody, and lets the countdown end.
    pub(crate) async fn with_email(&self, person: &Person) -> Vec<String> {
        self.choose(person, &Choice::Email).await;
        let code = self.newest_code(person).await;
        let recovery_codes = self.validate(person, Method::Email, &code).await;
        self.advance(Duration::from_secs(90));
        recovery_codes
    }

    /// The code in the newest letter that brings one.
    pub(crate) async fn newest_code(&self, person: &Person) -> String {
        let letters = self.letters_to(&person.email).await;
        letters.iter().rev().find_map(|letter| code_in(&letter.text)).expect("a letter with a code")
    }

    pub(crate) async fn count_letters(&self, person: &Person, words: &str) -> usize {
        self.letters_to(&person.email).await.iter().filter(|letter| letter.subject.contains(words) || letter.text.contains(words)).count()
    }

    /// A browser in front of the second step, after the right password.
    pub(crate) async fn between(&self, person: &Person) -> Visitor {
        let mut visitor = self.visitor().await;
        visitor.log_in(&person.email, PASSWORD).await;
        assert!(is_second_step(&visitor.page), "{} {}", visitor.page.url, visitor.page.body);
        visitor
    }

    /// Whether this browser is signed in, asked on a page of its own.
    pub(crate) async fn knows(&self, visitor: &Visitor) -> bool {
        let mut tab = visitor.another_tab();
        tab.open(self.url("/")).await;
        is_signed_in(&tab)
    }
}

fn code_in(text: &str) -> Option<String> {
    let is_code = |line: &&str| line.trim().len() == 6 && line.trim().bytes().all(|byte| byte.is_ascii_digit());
    text.lines().find(is_code).map(|line| line.trim().to_owned())
}

pub(crate) fn is_second_step(page: &Page) -> bool {
    page.status == StatusCode::OK && page.url.path().starts_with("/login/second-step/") && page.has("input[name=code]")
}

/// What the page says is wrong.
pub(crate) fn complaint(visitor: &Visitor) -> String {
    assert!(visitor.page.status.is_client_error(), "{} {}", visitor.page.status, visitor.page.body);
    visitor.page.text()
}
