//! Groups, users and memberships of a seed: added where they are missing, never changed.

use std::collections::BTreeMap;

use super::file::{MembershipSeed, UserSeed};
use super::{Ground, Seed, SeedError, Work};
use crate::audit::{EventKind, SecurityEvent};
use crate::foundation::id::{GroupId, UserId};
use crate::groups::{self, Group};
use crate::members::{self, Place};
use crate::users::password::{self, HashedPassword, NewPassword};
use crate::users::{self, Email, User};

/// The hashed passwords of people who are not there yet.
pub(super) type Passwords = BTreeMap<String, HashedPassword>;

fn email_of(seed: &UserSeed) -> Result<Email, SeedError> {
    Email::parse(&seed.email).map_err(|bad| SeedError::Wrong(vec![format!("user \"{}\": {bad}", seed.email)]))
}

fn user_from(seed: &UserSeed, email: Email, work: &Work<'_>) -> User {
    let mut user = User::new(UserId::new(work.now, &*work.app.random), email, &seed.name, work.now);
    user.email_verified = seed.email_verified;
    user.given_name.clone_from(&seed.given_name);
    user.family_name.clone_from(&seed.family_name);
    user.phone.clone_from(&seed.phone);
    user.locale.clone_from(&seed.locale);
    user.zoneinfo.clone_from(&seed.zoneinfo);
    user.address.clone_from(&seed.address);
    user.operator = seed.operator;
    user
}

pub(super) async fn hash_new_passwords(seed: &Seed, ground: &Ground<'_>) -> Result<Passwords, SeedError> {
    let mut passwords = Passwords::new();
    for user in &seed.users {
        let Some(typed) = &user.password else { continue };
        let email = email_of(user)?;
        if users::store::find_by_email(ground.app.storage.read(), &email).await?.is_some() {
            continue;
        }
        let words =
            User::new(UserId::new(ground.app.clock.now(), &*ground.app.random), email.clone(), &user.name, ground.app.clock.now()).words();
        let sound =
            NewPassword::check(typed, &words).map_err(|weak| SeedError::Wrong(vec![format!("user \"{email}\": password: {weak}")]))?;
        passwords.insert(email.as_str().to_owned(), password::hash(&ground.app.hasher, sound, &*ground.app.random).await?);
    }
    Ok(passwords)
}

pub(super) async fn apply_groups(seed: &Seed, work: &mut Work<'_>) -> Result<(), SeedError> {
    for wanted in &seed.groups {
        if groups::store::find_by_name(work.tx, &wanted.name).await?.is_some() {
            continue;
        }
        let mut group = Group::new(GroupId::new(work.now, &*work.app.random), &wanted.name, work.now);
        group.help_phone.clone_from(&wanted.help_phone);
        group.help_email.clone_from(&wanted.help_email);
        group.zoneinfo.clone_from(&wanted.zoneinfo);
        groups::store::insert_group(work.tx, &group).await?;
        work.applied.groups_added += 1;
        work.note(EventKind::GroupAdded, |event| event.in_group(group.id).with("name", &group.name));
    }
    Ok(())
}

pub(super) async fn apply_users(seed: &Seed, passwords: &Passwords, work: &mut Work<'_>) -> Result<(), SeedError> {
    for wanted in &seed.users {
        let email = email_of(wanted)?;
        if users::store::find_by_email(work.tx, &email).await?.is_none() {
            add_user(wanted, email, passwords, work).await?;
        }
    }
    Ok(())
}

pub(super) async fn apply_memberships(seed: &Seed, work: &mut Work<'_>) -> Result<(), SeedError> {
    for wanted in &seed.users {
        let Some(user) = users::store::find_by_email(work.tx, &email_of(wanted)?).await? else { continue };
        for membership in &wanted.memberships {
            add_membership(&user, membership, work).await?;
        }
    }
    Ok(())
}

async fn add_user(wanted: &UserSeed, email: Email, passwords: &Passwords, work: &mut Work<'_>) -> Result<(), SeedError> {
    let user = user_from(wanted, email, work);
    users::store::insert(work.tx, &user).await?;
    if let Some(password) = passwords.get(user.email.as_str()) {
        password::store::set(work.tx, user.id, password, work.now).await?;
    }
    work.applied.users_added += 1;
    work.note(EventKind::UserAdded, |event| event.about(user.id));
    if user.operator {
        work.note(EventKind::OperatorAppointed, |event| event.about(user.id));
    }
    Ok(())
}

async fn add_membership(user: &User, wanted: &MembershipSeed, work: &mut Work<'_>) -> Result<(), SeedError> {
    let Some(group) = groups::store::find_by_name(work.tx, &wanted.group).await? else {
        return Err(SeedError::Wrong(vec![format!("user \"{}\": there is no group \"{}\"", user.email, wanted.group)]));
    };
    // Whose membership was ended stays out.
    if groups::store::membership(work.tx, user.id, group.id).await?.is_some() {
        return Ok(());
    }
    let (place, actor) = (Place { role: wanted.role, access_level: wanted.access_level }, work.actor.clone());
    let event = |kind| SecurityEvent::new(kind, actor.clone());
    members::enter(work.tx, (user.id, group.id), place, &event, work.now, &*work.app.random).await?;
    work.applied.memberships_added += 1;
    Ok(())
}
