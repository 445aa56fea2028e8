//! What happened in a group, as its managers may read it: what managers and invited people did there. What members do
//! elsewhere, and from where, is theirs.

pub mod routes;

use std::collections::HashMap;

use super::Practice;
use crate::audit::{self, EventKind, Filter, Recorded};
use crate::foundation::id::UserId;
use crate::storage::StorageError;
use crate::users;

/// Events on one page.
const PAGE: u64 = 50;

/// Some events, with the names of the people in them.
pub struct Happened {
    pub events: Vec<Recorded>,
    pub older: Option<i64>,
    names: HashMap<UserId, String>,
}

impl Happened {
    /// Whom an event is about: a person, or the email that was invited.
    pub fn about(&self, event: &Recorded) -> Option<String> {
        let email = || serde_json::from_str::<HashMap<String, String>>(&event.details).ok()?.remove("email");
        let user = event.user.filter(|_| !is_of_an_outsider(event));
        user.and_then(|user| self.names.get(&user).cloned()).or_else(email)
    }

    /// Who did it; `None` for the installation.
    pub fn by(&self, event: &Recorded) -> Option<String> {
        let by = actor(event).filter(|_| !is_of_an_outsider(event))?;
        self.names.get(&by).cloned()
    }
}

/// Whoever declined never came in: the practice knows the email that it invited, and is not told whose it is.
fn is_of_an_outsider(event: &Recorded) -> bool {
    event.kind == EventKind::InvitationDeclined.name()
}

fn actor(event: &Recorded) -> Option<UserId> {
    event.actor.strip_prefix("user:")?.parse().ok()
}

impl Practice<'_> {
    /// What happened in the group, the newest first.
    pub async fn happened(&self, kinds: Vec<EventKind>, before: Option<i64>) -> Result<Happened, StorageError> {
        let filter = Filter { kinds, group: Some(self.group()), ..Filter::default() };
        let page = audit::list(self.storage.read(), &filter, before, PAGE).await?;
        let mut names = HashMap::new();
        let mut people: Vec<UserId> = Vec::new();
        for event in &page.events {
            people.extend(event.user);
            people.extend(actor(event));
        }
        for user in people {
            if !names.contains_key(&user)
                && let Some(known) = users::store::find(self.storage.read(), user).await?
            {
                names.insert(user, known.name);
            }
        }
        Ok(Happened { events: page.events, older: page.older, names })
    }
}
