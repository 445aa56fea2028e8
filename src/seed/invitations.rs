//! Groups' invitations of a seed: sent once. After memberships, so that nobody is asked in who is there.

use super::file::{GroupSeed, InvitationSeed, repeated};
use super::{Seed, SeedError, Work};
use crate::audit::SecurityEvent;
use crate::groups::invitation::asking::{self, Asker, NotAsked};
use crate::groups::invitation::{Asking, store};
use crate::groups::{self, Group};
use crate::messages::MessageError;
use crate::text::Wishes;
use crate::users::Email;

/// What is wrong with the invitations to a group, one line each.
pub(super) fn faults(group: &GroupSeed) -> Vec<String> {
    let (mut emails, mut faults) = (Vec::new(), Vec::new());
    for wanted in &group.invitations {
        match Email::parse(&wanted.email) {
            Ok(email) => emails.push(email.to_string()),
            Err(bad) => faults.push(format!("group \"{}\": invitation \"{}\": {bad}", group.name, wanted.email)),
        }
    }
    repeated(&emails, &format!("group \"{}\": invitation", group.name), &mut faults);
    faults
}

pub(super) async fn apply(seed: &Seed, work: &mut Work<'_>) -> Result<(), SeedError> {
    for wanted in seed.groups.iter().filter(|group| !group.invitations.is_empty()) {
        let Some(group) = groups::store::find_by_name(work.tx, &wanted.name).await? else { continue };
        for invitation in &wanted.invitations {
            ask_in(&group, invitation, work).await?;
        }
    }
    Ok(())
}

async fn ask_in(group: &Group, wanted: &InvitationSeed, work: &mut Work<'_>) -> Result<(), SeedError> {
    let wrong =
        |why: &dyn std::fmt::Display| SeedError::Wrong(vec![format!("group \"{}\": invitation \"{}\": {why}", group.name, wanted.email)]);
    let email = Email::parse(&wanted.email).map_err(|bad| wrong(&bad))?;
    // Whoever declined is not asked at every start.
    if store::was_asked(work.tx, group.id, &email).await? {
        return Ok(());
    }
    let (app, actor) = (work.app, work.actor.clone());
    let asker = Asker {
        outbox: &app.outbox,
        issuer: &app.reception.issuer,
        random: &*app.random,
        event: &|kind| SecurityEvent::new(kind, actor.clone()),
        name: None,
        language: app.reception.pages.texts().negotiate(Wishes { ui_locales: None, own: None, accept_language: None }),
        from: None,
        now: work.now,
    };
    let asking = Asking { group: group.id, email, role: wanted.role, access_level: wanted.access_level, invited_by: None };
    let asked = asking::ask_in(work.tx, group, asking, &asker).await.map_err(|error| match error {
        MessageError::Storage(error) => SeedError::Storage(error),
        other => SeedError::Message(other),
    })?;
    match asked {
        Ok(_) => work.applied.invitations_sent += 1,
        // As many letters went out as may within a day: the others are asked when the seed is applied again.
        Err(NotAsked::Member(_) | NotAsked::TooManyOfTheGroup) => {}
        Err(why) => return Err(wrong(&why)),
    }
    Ok(())
}
