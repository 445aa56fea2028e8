//! The one decision: what a person does next.
//!
//! A pure function over the request and what is known when it is asked. Rows are tried from the top; the first that fits
//! answers. A proof or consent is *fresh* when it was given for this very request.
//!
//! | # | when | with `prompt=none` | otherwise |
//! |---|---|---|---|
//! | 1 | nobody is signed in | `login_required` | log in |
//! | 2 | the app expects somebody else, and the proof is not fresh | `login_required` | log in |
//! | 3 | the app expects somebody else, and the proof is fresh | `login_required` | `login_required` |
//! | 4 | `prompt=login` or `select_account`, and the proof is not fresh | – | log in |
//! | 5 | the proof is older than `max_age`, and not fresh | `login_required` | log in |
//! | 6 | the person belongs to no group that the app serves | `interaction_required` | `access_denied` |
//! | 7 | an essential `acr` is asked for that the sign-in does not reach | `interaction_required` | step up where the person can; `unmet_authentication_requirements` where not |
//! | 8 | another `acr` is asked for that the sign-in does not reach, and the person can | – | step up |
//! | 9 | the app asks for scope `practice`, the person has several that it serves, and none is settled: picked for this request, named by it, or picked last | `interaction_required` | pick a practice |
//! | 10 | a third-party app asks for more than was allowed, or `prompt=consent` and the consent is not fresh | `consent_required` | ask for consent; `access_denied` once refused |
//! | 11 | nothing is left to do | issue | issue |

use crate::clients::ClientId;
use crate::consent::{Answer, Consent};
use crate::foundation::clock::Timestamp;
use crate::foundation::id::{GroupId, SessionId, UserId};
use crate::protocol::assurance::{Acr, Amr};
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::prompt::Prompt;
use crate::protocol::scope::PRACTICE;
use crate::sessions::LoginSession;

use super::practice::Practices;
use super::request::AuthorizationRequest;

/// What is known when the decision is asked for.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    pub session: Option<&'a LoginSession>,
    /// Whether the person proved who they are since the request arrived.
    pub fresh_proof: bool,
    /// The most that the person could show; known where the request asks for an `acr`.
    pub reach: Option<Acr>,
    /// Whether the app is the practice's own, so that nobody is asked for consent.
    pub first_party: bool,
    /// Whether the person belongs to a group that the app serves (an app open to all serves everybody).
    pub served: bool,
    /// What the person allowed this app before.
    pub consent: Option<&'a Consent>,
    /// What the person answered when this request asked for consent.
    pub answer: Option<Answer>,
    /// Which practice it may be for.
    pub practices: Practices,
    pub now: Timestamp,
}

/// What happens next.
#[derive(Debug, PartialEq, Eq)]
pub enum Step<'a> {
    LogIn,
    /// The person of this session shows more: at least this. They can.
    StepUp(Acr),
    PickPractice,
    /// Of the person of this session.
    AskConsent(&'a LoginSession),
    Refuse(OAuthError),
    Issue(Cleared),
}

/// Nothing stands between this person and a code for this app. Made here and nowhere else; taken by `code::issue` and
/// nowhere else.
#[derive(Debug, PartialEq, Eq)]
pub struct Cleared {
    client: ClientId,
    user: UserId,
    session: SessionId,
    acr: Acr,
    amr: Vec<Amr>,
    auth_time: Timestamp,
    practice: Option<GroupId>,
}

impl Cleared {
    pub fn client(&self) -> &ClientId {
        &self.client
    }

    pub fn user(&self) -> UserId {
        self.user
    }

    pub fn session(&self) -> SessionId {
        self.session
    }

    pub fn acr(&self) -> Acr {
        self.acr
    }

    pub fn amr(&self) -> &[Amr] {
        &self.amr
    }

    pub fn auth_time(&self) -> Timestamp {
        self.auth_time
    }

    /// The practice that the person signed in for, where the app asked for one.
    pub fn practice(&self) -> Option<GroupId> {
        self.practice
    }
}

/// Decides. See the table above.
pub fn next_step<'a>(request: &AuthorizationRequest, facts: &Facts<'a>) -> Step<'a> {
    let silent = request.prompt == Prompt::None;
    let log_in = || if silent { refuse(ErrorCode::LoginRequired, "the person has to sign in") } else { Step::LogIn };
    let Some(session) = facts.session else { return log_in() };
    if request.expected.is_some_and(|expected| expected != session.user) {
        return if facts.fresh_proof {
            refuse(ErrorCode::LoginRequired, "somebody else signed in than the app asked for")
        } else {
            log_in()
        };
    }
    let too_old = request.max_age.is_some_and(|most| facts.now.since(session.auth_time) > most);
    if !facts.fresh_proof && (request.prompt.wants_login() || too_old) {
        return log_in();
    }
    if !facts.served {
        let code = if silent { ErrorCode::InteractionRequired } else { ErrorCode::AccessDenied };
        return refuse(code, "this person belongs to no practice group that the app serves");
    }
    let Some(acr) = session.acr() else { return log_in() };
    match (missing(request, acr), facts.reach) {
        (Missing::Essential(Some(wanted)) | Missing::Wish(wanted), Some(reach)) if reach >= wanted && !silent => {
            return Step::StepUp(wanted);
        }
        (Missing::Nothing | Missing::Wish(_), _) => {}
        (Missing::Essential(_), _) => {
            let code = if silent { ErrorCode::InteractionRequired } else { ErrorCode::UnmetAuthenticationRequirements };
            return refuse(code, "the sign-in does not reach the acr that is asked for as essential");
        }
    }
    let practice = match settle_practice(request, &facts.practices) {
        Ok(practice) => practice,
        Err(Unsettled) if silent => return refuse(ErrorCode::InteractionRequired, "the person has to pick one of several practices"),
        Err(Unsettled) => return Step::PickPractice,
    };
    if !facts.first_party && needs_consent(request, facts) {
        if facts.answer == Some(Answer::Refused) {
            return refuse(ErrorCode::AccessDenied, "the person did not allow what the app asks for");
        }
        return if silent {
            refuse(ErrorCode::ConsentRequired, "the person has to allow this app what it asks for")
        } else {
            Step::AskConsent(session)
        };
    }
    Step::Issue(Cleared {
        client: request.client.clone(),
        user: session.user,
        session: session.id,
        acr,
        amr: session.amr(),
        auth_time: session.auth_time,
        practice,
    })
}

/// What a sign-in lacks of what the app asks for.
enum Missing {
    Nothing,
    /// The least that would do, where any of it is known here.
    Essential(Option<Acr>),
    Wish(Acr),
}

/// The person has to say which practice it is for.
struct Unsettled;

/// Which practice it is for; none where the app does not ask, or the person has none. `prompt=select_account` asks even who was
/// asked before.
fn settle_practice(request: &AuthorizationRequest, practices: &Practices) -> Result<Option<GroupId>, Unsettled> {
    let Practices { open, picked, hinted, remembered } = practices;
    if !request.scope.contains(PRACTICE) {
        return Ok(None);
    }
    if let [] | [_] = open[..] {
        return Ok(open.first().copied());
    }
    // A practice may have been left since it was picked.
    let still = |group: &Option<GroupId>| group.filter(|group| open.contains(group));
    let known = if request.prompt.wants_selection() { None } else { still(hinted).or_else(|| still(remembered)) };
    still(picked).or(known).map(Some).ok_or(Unsettled)
}

/// `acr_values` is a wish; only `claims` can make it essential (OpenID Connect Core 1.0 section 5.5.1.1).
fn missing(request: &AuthorizationRequest, reached: Acr) -> Missing {
    if let Some(asked) = request.claims.in_id_token("acr").filter(|asked| asked.essential) {
        let accepted = asked.accepted();
        let least = accepted.iter().filter_map(|value| value.as_str()).filter_map(Acr::parse).min();
        if !accepted.is_empty() && least.is_none_or(|least| reached < least) {
            return Missing::Essential(least);
        }
    }
    match request.acr_values.iter().min() {
        Some(least) if reached < *least => Missing::Wish(*least),
        _ => Missing::Nothing,
    }
}

fn needs_consent(request: &AuthorizationRequest, facts: &Facts<'_>) -> bool {
    let Some(given) = facts.consent else { return true };
    let fresh = facts.answer == Some(Answer::Allowed);
    !request.scope.is_subset(&given.scope) || (request.prompt.wants_consent() && !fresh)
}

fn refuse(code: ErrorCode, description: &'static str) -> Step<'static> {
    Step::Refuse(OAuthError::new(code, description))
}

#[cfg(test)]
#[path = "next_step_tests.rs"]
mod tests;
