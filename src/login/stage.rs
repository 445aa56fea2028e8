//! Between two steps: who stands where in a sign-in, and what they have proved.
//!
//! | stage | session | addresses |
//! |---|---|---|
//! | [`Stage::SecondStep`] | none | `/login/second-step/{id}…` |
//! | [`Stage::StepUp`] | one that is to rise | `/login/second-step/{id}…` |
//! | [`Stage::SetUp`] | none: the set-up may not be put off | `/login/set-up/{id}…` |
//! | [`Stage::SignedIn`] | has begun | `/login/set-up/{id}…`, `/login/offer-passkey/{id}` |
//!
//! A stage is worth nothing at any other address; no step but its own takes it.

use serde::{Deserialize, Serialize};

use super::Desk;
use super::complete::SignIn;
use crate::audit::Actor;
use crate::factors::code::{Occasion, Purpose};
use crate::factors::held::Held;
use crate::factors::{self, Enrolment, Factor, FactorPassed, FactorUsed, FreshProof, passkey};
use crate::foundation::id::{SessionId, UserId};
use crate::messages::Asked;
use crate::policy::situation::Judgement;
use crate::policy::{Accepted, Shortfall};
use crate::protocol::assurance::Acr;
use crate::sessions::LoginSession;
use crate::storage::StorageError;
use crate::users::links::Purpose as LinkPurpose;
use crate::users::{self, User, password};
use crate::web::Failure;
use crate::web::href::Href;
use crate::web::pages::{Action, Problem};
use crate::web::return_to::Interaction;

/// Where in a sign-in somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum Stage {
    SecondStep,
    /// The app asks for more than the session shows.
    StepUp {
        session: SessionId,
        wanted: Acr,
    },
    SetUp,
    SignedIn {
        session: SessionId,
    },
}

/// What the steps know besides the proofs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Progress {
    pub stage: Stage,
    /// The errand that brought the person, by its id.
    pub errand: Option<String>,
    /// Whether the device says that it could make a passkey.
    pub passkey_ready: bool,
}

/// Somebody between two steps.
pub struct Standing {
    pub held: Held<Progress>,
    pub person: User,
    pub errand: Option<Interaction>,
    /// The session that the browser has: the one that the stage rests on, where it rests on one.
    pub before: Option<LoginSession>,
    account_url: String,
}

/// Which steps an address belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    SecondStep,
    SetUp,
    Offer,
}

impl Stage {
    const fn session(self) -> Option<SessionId> {
        match self {
            Self::SecondStep | Self::SetUp => None,
            Self::StepUp { session, .. } | Self::SignedIn { session } => Some(session),
        }
    }

    const fn is_of(self, step: Step) -> bool {
        match self {
            Self::SecondStep | Self::StepUp { .. } => matches!(step, Step::SecondStep),
            Self::SetUp => matches!(step, Step::SetUp),
            Self::SignedIn { .. } => matches!(step, Step::SetUp | Step::Offer),
        }
    }
}

/// The errand with this id; `None` where it is over.
pub async fn errand(desk: &Desk<'_>, id: &str) -> Result<Option<Interaction>, Failure> {
    match Interaction::find(desk.ephemeral, id, desk.visitor, desk.clock.now()).await {
        Ok(errand) => Ok(Some(errand)),
        Err(Failure::Page { .. }) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// It took too long, or is over otherwise: the page that leads back to where the errand is decided, and so to the sign-in.
pub fn begin_again(desk: &Desk<'_>, errand: Option<&Interaction>) -> Failure {
    let (problem, path) = match errand {
        Some(errand) => (Problem::StepExpired, errand.return_to.as_str()),
        None => (Problem::Expired, "/login"),
    };
    Failure::page(problem).with_action(Action::sign_in_again(Href::local(desk.reception.issuer.local(path))))
}

/// Holds what was proved so far, and gives where it is found.
pub async fn hold(
    desk: &Desk<'_>,
    user: UserId,
    proofs: &[FactorPassed],
    errand: Option<&Interaction>,
    passkey_ready: bool,
    stage: Stage,
) -> Result<Held<Progress>, StorageError> {
    let progress = Progress { stage, errand: errand.map(|errand| errand.id.clone()), passkey_ready };
    Held::hold(desk.ephemeral, desk.random, desk.visitor.browser_digest(), (user, proofs), progress, desk.clock.now()).await
}

impl Standing {
    /// Who stands here, in this browser. `session` is the one that the browser has: a stage that rests on another, or was taken
    /// by a password that was changed since, is over; then the page says how to begin again, on the same errand.
    pub async fn find(desk: &Desk<'_>, session: Option<LoginSession>, id: &str, step: Step) -> Result<Self, Failure> {
        if let Some(standing) = Self::look(desk, session, id, step).await? {
            return Ok(standing);
        }
        let was: Option<Progress> = Held::state_of(desk.ephemeral, desk.visitor.browser_digest(), id).await?;
        let errand = match was.and_then(|was| was.errand) {
            Some(id) => errand(desk, &id).await?,
            None => None,
        };
        Err(begin_again(desk, errand.as_ref()))
    }

    async fn look(desk: &Desk<'_>, session: Option<LoginSession>, id: &str, step: Step) -> Result<Option<Self>, Failure> {
        let held: Option<Held<Progress>> = Held::find(desk.ephemeral, desk.visitor.browser_digest(), id, desk.clock.now()).await?;
        let Some(held) = held.filter(|held| held.state().stage.is_of(step)) else { return Ok(None) };
        if let Some(own) = held.state().stage.session()
            && !session.as_ref().is_some_and(|session| session.id == own && session.user == held.user())
        {
            return Ok(None);
        }
        let shown = held.used().iter().find(|used| used.factor == Factor::Password);
        if let Some(shown) = shown
            && !password::store::holds(desk.storage.read(), held.user(), shown.at).await?
        {
            return Ok(None);
        }
        // What was proved by a passkey that was taken away since is not proved any more.
        let by_passkey = held.used().iter().any(|used| used.factor == Factor::Passkey);
        if by_passkey && passkey::store::of(desk.storage.read(), held.user()).await?.is_empty() {
            return Ok(None);
        }
        let errand = match &held.state().errand {
            None => None,
            Some(id) => match errand(desk, id).await? {
                // An errand that is over takes its steps with it.
                None => return Ok(None),
                errand => errand,
            },
        };
        let person = users::store::find(desk.storage.read(), held.user()).await?.filter(User::is_active);
        let account_url = desk.reception.issuer.url("/account");
        Ok(person.map(|person| Self { held, person, errand, before: session, account_url }))
    }

    /// The session that the stage rests on.
    pub fn session(&self) -> Option<&LoginSession> {
        self.before.as_ref().filter(|_| self.held.state().stage.session().is_some())
    }

    /// What the factors' verbs work with, in the person's language.
    pub fn factors<'a>(&'a self, desk: &Desk<'a>) -> factors::Desk<'a> {
        // Whoever stands before the second step has shown a password, and that it is the person is what the step proves.
        let actor = if self.session().is_some() { Actor::User(self.person.id) } else { Actor::Anonymous };
        factors::Desk {
            storage: desk.storage,
            sealer: &desk.reception.sealer,
            outbox: desk.outbox,
            clock: desk.clock,
            random: desk.random,
            issuer_name: &desk.reception.brand.name,
            account_url: &self.account_url,
            language: desk.language_of(&self.person),
            actor,
            from: Some(Asked { address: desk.visitor.address, user_agent: desk.visitor.user_agent.clone() }),
            request_id: &desk.visitor.request_id,
        }
    }

    pub fn occasion(&self, desk: &Desk<'_>, purpose: Purpose) -> Occasion {
        Occasion { user: self.person.id, purpose, browser: desk.visitor.browser_digest() }
    }

    /// Everything proved that this stage rests on.
    pub fn used(&self) -> Vec<FactorUsed> {
        let before = self.session().into_iter().flat_map(|session| &session.proofs);
        self.held.used().iter().chain(before).copied().collect()
    }

    /// Fresh enough to choose a method.
    pub fn fresh_proof(&self, desk: &Desk<'_>, enrolment: &Enrolment) -> Option<FreshProof> {
        FreshProof::of(enrolment, &self.used(), desk.clock.now())
    }

    /// What completes a sign-in with these proofs, on this errand.
    pub fn sign_in<'a>(&'a self, proofs: &'a [FactorPassed], passkey_ready: bool) -> SignIn<'a> {
        SignIn { before: self.before.clone(), proofs, passkey_ready, errand: self.errand.as_ref() }
    }

    /// What the policy says of what was shown so far.
    pub async fn judge(&self, desk: &Desk<'_>) -> Result<Judgement, StorageError> {
        desk.judge(desk.storage.read(), self.person.id, self.errand.as_ref(), self.used()).await
    }

    /// The factors that are of use now: those that the policy demands one of, where it demands any.
    pub async fn accepted(&self, desk: &Desk<'_>) -> Result<Accepted, StorageError> {
        Ok(match self.judge(desk).await?.lacks {
            Some(Shortfall::SecondStep { by, .. }) => by,
            _ => Accepted::ALL,
        })
    }

    /// For how many hours this device may be remembered; none where it may not.
    pub async fn remember_hours(&self, desk: &Desk<'_>) -> Result<Option<i64>, StorageError> {
        let longest = self.judge(desk).await?.limit.longest;
        Ok(i64::try_from(longest.as_secs() / 3600).ok().filter(|hours| *hours > 0))
    }

    /// Whether a passkey of the person's would do here.
    pub async fn takes_passkey(&self, desk: &Desk<'_>) -> Result<bool, StorageError> {
        let has_one = !passkey::store::of(desk.storage.read(), self.person.id).await?.is_empty();
        Ok(has_one && self.is_enough(Factor::Passkey) && self.accepted(desk).await?.passkey)
    }

    /// The ways of taking the second step here, the primary one first: those that can be delivered, that the policy demands one
    /// of and, where an app asks for more, are enough for it.
    pub async fn ways(&self, desk: &Desk<'_>, enrolment: &Enrolment) -> Result<Vec<Factor>, StorageError> {
        const RESET_COUNTS_FOR: std::time::Duration = std::time::Duration::from_hours(24);
        let since = desk.clock.now().minus(RESET_COUNTS_FOR);
        let reset = users::links::store::used_since(desk.storage.read(), self.person.id, LinkPurpose::ResetPassword, since).await?;
        let factors = self.factors(desk);
        let can_deliver = |factor: &Factor| factor.method().is_none_or(|method| factors.can_deliver(method));
        let accepted = self.accepted(desk).await?;
        let is_of_use = |factor: &Factor| *factor == Factor::RecoveryCode || accepted.contains(*factor);
        let offered = enrolment.offered(false).into_iter().filter(can_deliver).filter(is_of_use);
        let ways: Vec<Factor> = offered.filter(|factor| self.is_enough(*factor)).collect();
        // An email code repeats what a reset by email has shown, so it counts only where the policy leaves no other method.
        let other = ways.iter().any(|factor| !matches!(factor, Factor::Email | Factor::RecoveryCode));
        Ok(ways.into_iter().filter(|factor| !(reset && other && *factor == Factor::Email)).collect())
    }

    /// Whether a proof by this factor, with those before, is what the app asks for.
    pub fn is_enough(&self, factor: Factor) -> bool {
        let Stage::StepUp { wanted, .. } = self.held.state().stage else { return true };
        let mut used = self.used();
        used.push(FactorUsed::new(factor, self.held.at()));
        factors::assurance(&used).is_some_and(|reached| reached >= wanted)
    }
}
