//! Everything that is kept about the person, as one JSON document to take away (Art. 15 and 20 GDPR).
//!
//! Of what proves who somebody is, it says that it is there and since when: hashes, keys and codes are not in it. What
//! belongs to others (a practice's own records, who else is in it) is not either.

pub mod routes;

use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

use super::{AccountError, Owner};
use crate::audit::{self, EventKind, Filter, Recorded};
use crate::consent;
use crate::factors::{device, recovery_code};
use crate::foundation::clock::Timestamp;
use crate::groups;
use crate::storage::StorageError;
use crate::token;
use crate::users::password;

/// More than anybody has; a document without end would be of use to nobody.
const MOST: u64 = 10_000;

fn at(at: Timestamp) -> Value {
    at.to_utc().format(&Rfc3339).map_or(Value::Null, Value::String)
}

fn maybe(moment: Option<Timestamp>) -> Value {
    moment.map_or(Value::Null, at)
}

impl Owner<'_> {
    /// The document. That it was taken is written down: somebody else at the computer may have done it.
    pub async fn own_data(&self) -> Result<Value, AccountError> {
        let document = json!({
            "made_at": at(self.clock.now()),
            "profile": self.profile_part(),
            "practices": self.practices_part().await?,
            "password": self.password_part().await?,
            "two_factor": self.two_factor_part().await?,
            "passkeys": self.passkeys_part().await?,
            "remembered_devices": self.remembered_part().await?,
            "sessions": self.sessions_part().await?,
            "apps": self.apps_part().await?,
            "messages": self.messages_part().await?,
            "activity": self.activity_part().await?,
        });
        self.note(&self.event(EventKind::OwnDataTaken)).await?;
        Ok(document)
    }

    fn profile_part(&self) -> Value {
        let user = self.user;
        json!({
            "id": user.id,
            "email": user.email.as_str(),
            "email_verified": user.email_verified,
            "name": user.name,
            "given_name": user.given_name,
            "family_name": user.family_name,
            "phone": user.phone,
            "language": user.locale,
            "time_zone": user.zoneinfo,
            "address": user.address,
            "operator": user.operator,
            "created_at": at(user.created_at),
            "updated_at": at(user.updated_at),
            "last_sign_in_at": maybe(user.last_sign_in_at),
        })
    }

    async fn practices_part(&self) -> Result<Vec<Value>, StorageError> {
        let memberships = groups::store::memberships_of(self.storage.read(), self.user.id).await?;
        let part = |(group, membership): (groups::Group, groups::Membership)| {
            json!({
                "practice": group.name,
                "role": membership.role,
                "access_level": membership.access_level,
                "state": membership.state,
                "since": at(membership.created_at),
            })
        };
        Ok(memberships.into_iter().map(part).collect())
    }

    async fn password_part(&self) -> Result<Value, StorageError> {
        let changed_at = password::store::changed_at(self.storage.read(), self.user.id).await?;
        Ok(json!({ "is_set": changed_at.is_some(), "changed_at": maybe(changed_at) }))
    }

    async fn two_factor_part(&self) -> Result<Value, StorageError> {
        let enrolment = self.enrolment().await?;
        let method = |row: &crate::factors::EnrolledMethod| {
            json!({
                "method": row.method,
                "address": row.address,
                "is_primary": enrolment.state.primary() == Some(row.method) && row.validated_at.is_some(),
                "chosen_at": at(row.created_at),
                "validated_at": maybe(row.validated_at),
                "last_used_at": maybe(row.last_used_at),
            })
        };
        Ok(json!({
            "status": enrolment.status(),
            "methods": enrolment.methods.iter().map(method).collect::<Vec<_>>(),
            "recovery_codes_left": enrolment.recovery_codes_left,
            "recovery_codes_made_at": maybe(recovery_code::store::made_at(self.storage.read(), self.user.id).await?),
        }))
    }

    async fn passkeys_part(&self) -> Result<Vec<Value>, AccountError> {
        let part = |passkey: crate::factors::passkey::Passkey| {
            json!({
                "id": passkey.id,
                "name": passkey.name,
                "kept": passkey.key,
                "model": passkey.aaguid,
                "created_at": at(passkey.created_at),
                "last_used_at": maybe(passkey.last_used_at),
            })
        };
        Ok(self.passkeys().await?.into_iter().map(part).collect())
    }

    async fn remembered_part(&self) -> Result<Vec<Value>, StorageError> {
        let part = |device: device::TrustedDevice| {
            json!({
                "address": device.address,
                "user_agent": device.user_agent,
                "since": at(device.created_at),
                "last_used_at": maybe(device.last_used_at),
                "until": at(device.expires_at),
            })
        };
        Ok(device::store::list(self.storage.read(), self.user.id, self.clock.now()).await?.into_iter().map(part).collect())
    }

    async fn sessions_part(&self) -> Result<Vec<Value>, StorageError> {
        let part = |(session, origin): (crate::sessions::LoginSession, crate::sessions::Origin)| {
            let proofs = session.proofs.iter().map(|used| json!({ "factor": used.factor, "at": at(used.at) }));
            json!({
                "id": session.id,
                "address": origin.address,
                "user_agent": origin.user_agent,
                "proofs": proofs.collect::<Vec<_>>(),
                "began_at": at(session.created_at),
                "last_seen_at": at(session.last_seen_at),
                "ends_at": at(session.expires_at),
            })
        };
        Ok(self.sessions().await?.into_iter().map(part).collect())
    }

    async fn apps_part(&self) -> Result<Value, StorageError> {
        let c = self.storage.read();
        let allowed = consent::store::list_of(c, self.user.id).await?;
        let allowed = allowed.iter().map(|(client, consent)| {
            json!({ "app": client, "allowed": consent.scope.iter().collect::<Vec<_>>(), "since": at(consent.granted_at) })
        });
        let families = token::store::list_of(c, self.user.id, MOST).await?;
        let signed_in = families.iter().map(|family| {
            json!({
                "app": family.client,
                "session": family.session,
                "outlives_the_session": family.offline,
                "since": at(family.created_at),
                "until": at(family.expires_at),
                "revoked_at": maybe(family.revoked_at),
            })
        });
        Ok(json!({ "allowed": allowed.collect::<Vec<_>>(), "signed_in": signed_in.collect::<Vec<_>>() }))
    }

    async fn messages_part(&self) -> Result<Vec<Value>, StorageError> {
        let written = self.outbox.written_to(self.user.email.as_str(), MOST).await?;
        let part = |message: &crate::messages::Written| {
            json!({
                "channel": message.channel,
                "kind": message.kind,
                "state": message.state,
                "created_at": at(message.created_at),
                "finished_at": maybe(message.finished_at),
            })
        };
        Ok(written.iter().map(part).collect())
    }

    async fn activity_part(&self) -> Result<Vec<Value>, StorageError> {
        let own = Filter { user: Some(self.user.id), ..Filter::default() };
        let (mut events, mut before) = (Vec::new(), None);
        while events.len() < usize::try_from(MOST).unwrap_or(usize::MAX) {
            let page = audit::list(self.storage.read(), &own, before, 1000).await?;
            events.extend(page.events.iter().map(event_part));
            before = page.older;
            if before.is_none() {
                break;
            }
        }
        Ok(events)
    }
}

fn event_part(event: &Recorded) -> Value {
    let details: Value = serde_json::from_str(&event.details).unwrap_or_default();
    json!({ "at": at(event.at), "what": event.kind, "app": event.client, "address": event.address, "details": details })
}
