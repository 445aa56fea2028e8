//! Apps of a seed: kept as the file says.

use super::{Seed, SeedError, Work};
use crate::audit::EventKind;
use crate::clients::{self, AppDraft, AuthMethod, Client, ClientId, GroupsServed, registration};
use crate::foundation::id::ClientSecretId;
use crate::foundation::random::Random;
use crate::foundation::secret::{Secret, TokenDigest};
use crate::groups;
use crate::policy;
use crate::storage::{StorageError, Transaction};

/// The groups of these names; the names that no group has.
pub async fn served(tx: &Transaction, names: Option<&[String]>) -> Result<Result<GroupsServed, Vec<String>>, StorageError> {
    let Some(names) = names else { return Ok(Ok(GroupsServed::All)) };
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for name in names {
        match groups::store::find_by_name(tx, name).await? {
            Some(group) => known.push(group.id),
            None => unknown.push(name.clone()),
        }
    }
    Ok(if unknown.is_empty() { Ok(GroupsServed::Only(known)) } else { Err(unknown) })
}

/// An id for an app that was given none: its name in small letters and four random characters.
pub fn fresh_client_id(name: &str, random: &dyn Random) -> String {
    let words: Vec<String> = name
        .split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let stem: String = words.join("-").chars().take(40).collect();
    let tail: String = (0..4).map(|_| char::from(b"abcdefghjkmnpqrstuvwxyz23456789"[random.below(31) as usize])).collect();
    if stem.is_empty() { format!("app-{tail}") } else { format!("{}-{tail}", stem.trim_end_matches('-')) }
}

pub(super) async fn apply(seed: &Seed, work: &mut Work<'_>) -> Result<(), SeedError> {
    for draft in &seed.apps {
        let wrong = |what: String| SeedError::Wrong(vec![format!("app \"{}\": {what}", draft.id.as_deref().unwrap_or_default())]);
        let id = ClientId::parse(draft.id.as_deref().unwrap_or_default()).map_err(|bad| wrong(bad.to_string()))?;
        let (name, settings) = registration::register(draft)
            .map_err(|problems| SeedError::Wrong(problems.iter().map(|problem| format!("app \"{id}\": {problem}")).collect()))?;
        let groups = served(work.tx, draft.groups.as_deref()).await?;
        let groups = groups.map_err(|unknown| wrong(format!("groups: there is no group \"{}\"", unknown.join("\", \""))))?;
        let known = clients::store::find(work.tx, &id).await?;
        let is_new = known.is_none();
        let client = match known {
            None => {
                let client = Client { id, name, active: true, settings, groups, created_at: work.now, updated_at: work.now };
                clients::store::insert(work.tx, &client).await?;
                policy::change::app_changed(work.tx, None, &client, work.now).await?;
                work.applied.apps_added += 1;
                work.note(EventKind::AppAdded, |event| event.for_app(client.id.as_str()).with("name", &client.name));
                client
            }
            Some(known) => {
                let wanted = Client { name, settings, groups: in_order(groups), updated_at: work.now, ..known.clone() };
                let as_it_is = Client { groups: in_order(known.groups.clone()), updated_at: work.now, ..known };
                if wanted != as_it_is {
                    clients::store::update(work.tx, &wanted).await?;
                    policy::change::app_changed(work.tx, Some(&as_it_is), &wanted, work.now).await?;
                    work.applied.apps_changed += 1;
                    work.note(EventKind::AppChanged, |event| event.for_app(wanted.id.as_str()));
                }
                wanted
            }
        };
        match &draft.secret {
            Some(secret) => keep_secret(&client.id, secret, draft, work).await?,
            None if is_new && client.settings.auth_method == AuthMethod::ClientSecret => {
                work.applied.without_secret.push(client.id.to_string());
            }
            None => {}
        }
    }
    Ok(())
}

fn in_order(groups: GroupsServed) -> GroupsServed {
    match groups {
        GroupsServed::All => GroupsServed::All,
        GroupsServed::Only(mut ids) => {
            ids.sort_unstable();
            ids.dedup();
            GroupsServed::Only(ids)
        }
    }
}

/// Makes an agreed secret one of the app's live ones.
async fn keep_secret(id: &ClientId, secret: &Secret, draft: &AppDraft, work: &mut Work<'_>) -> Result<(), SeedError> {
    let digest = TokenDigest::of(secret.expose().as_bytes());
    if clients::store::secret_matches(work.tx, id, &digest, work.now).await? {
        return Ok(());
    }
    let secret_id = ClientSecretId::new(work.now, &*work.app.random);
    if clients::store::add_secret(work.tx, id, secret_id, digest, work.now, None).await?.is_none() {
        let what = "secret: the app has two other live secrets; remove one with `frontdesk app secret remove`";
        return Err(SeedError::Wrong(vec![format!("app \"{}\": {what}", draft.id.as_deref().unwrap_or_default())]));
    }
    work.note(EventKind::AppSecretAdded, |event| event.for_app(id.as_str()).with("secret", secret_id));
    Ok(())
}
