//! Who the person is here: names, telephone, language, time zone. The email has a way of its own ([`email`](super::email)).
//!
//! The telephone of the profile is what apps see of it; codes go to the one that was validated as a method. Apps may ring it,
//! so it is changed only with fresh proof, like everything by which somebody could be reached in the person's stead.

pub mod routes;

use std::time::Duration;

use super::pages::{ProfileFields, ProfilePage};
use super::{AccountError, Owner};
use crate::audit::{self, EventKind};
use crate::foundation::one_line::one_line;
use crate::protocol::params::Params;
use crate::storage::StorageError;
use crate::text::LanguageTag;
use crate::users::{self, LONGEST_NAME, User};

/// How long what was typed waits for a proof.
const DRAFT_LIFETIME: Duration = Duration::from_mins(15);
/// E.164: at most fifteen digits; fewer than eight belong to no telephone.
const DIGITS: std::ops::RangeInclusive<usize> = 8..=15;

/// What is wrong with what was typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mistakes {
    pub name_missing: bool,
    pub phone_malformed: bool,
}

/// The profile as it is stored.
pub fn fields_of(user: &User) -> ProfileFields {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    ProfileFields {
        name: user.name.clone(),
        given_name: text(&user.given_name),
        family_name: text(&user.family_name),
        phone: text(&user.phone),
        locale: text(&user.locale),
        zoneinfo: text(&user.zoneinfo),
    }
}

/// The profile as it was typed.
pub fn typed(form: &Params) -> ProfileFields {
    let text = |name| one_line(form.get(name).unwrap_or_default(), LONGEST_NAME);
    ProfileFields {
        name: text("name"),
        given_name: text("given_name"),
        family_name: text("family_name"),
        phone: text("phone"),
        locale: text("locale"),
        zoneinfo: text("zoneinfo"),
    }
}

/// What cannot be saved. A telephone that stays as it is may have any form.
pub fn mistakes(fields: &ProfileFields, user: &User) -> Mistakes {
    let is_kept = user.phone.as_deref() == Some(&*fields.phone);
    Mistakes { name_missing: fields.name.is_empty(), phone_malformed: !fields.phone.is_empty() && !is_kept && !is_phone(&fields.phone) }
}

/// A telephone number with its country code, however its digits are grouped.
fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    text.starts_with('+') && DIGITS.contains(&digits) && text.chars().skip(1).all(|c| c.is_ascii_digit() || " ()-./".contains(c))
}

impl Owner<'_> {
    /// The profile with these fields in it; languages and zones that are not offered stay as they were.
    fn with_fields(&self, fields: ProfileFields) -> User {
        let optional = |text: String| Some(text).filter(|text| !text.is_empty());
        let mut user = self.user.clone();
        let speaks =
            |tag: &String| tag.parse::<LanguageTag>().is_ok_and(|tag| self.reception.pages.texts().languages().any(|own| *own == tag));
        user.name = fields.name;
        (user.given_name, user.family_name, user.phone) =
            (optional(fields.given_name), optional(fields.family_name), optional(fields.phone));
        user.locale = optional(fields.locale).filter(|tag| speaks(tag) || self.user.locale.as_ref() == Some(tag));
        let knows = |zone: &String| ProfilePage::knows_zone(zone) || self.user.zoneinfo.as_ref() == Some(zone);
        user.zoneinfo = optional(fields.zoneinfo).filter(knows);
        user
    }

    /// Whether saving these fields needs fresh proof.
    pub fn needs_proof(&self, fields: &ProfileFields) -> bool {
        self.user.phone.as_deref().unwrap_or_default() != fields.phone
    }

    pub async fn save_profile(&self, fields: ProfileFields) -> Result<(), AccountError> {
        let (now, user) = (self.clock.now(), self.with_fields(fields));
        let changed: Vec<&str> = [
            ("name", user.name != self.user.name),
            ("given_name", user.given_name != self.user.given_name),
            ("family_name", user.family_name != self.user.family_name),
            ("phone", user.phone != self.user.phone),
            ("locale", user.locale != self.user.locale),
            ("zoneinfo", user.zoneinfo != self.user.zoneinfo),
        ]
        .into_iter()
        .filter_map(|(name, is_changed)| is_changed.then_some(name))
        .collect();
        if changed.is_empty() {
            return Ok(());
        }
        let tx = self.storage.write().await?;
        users::store::lock(&tx, user.id).await?;
        users::store::update_profile(&tx, &user, now).await?;
        audit::append(&tx, now, &self.event(EventKind::UserChanged).with("fields", changed.join(" "))).await?;
        tx.commit().await.map_err(StorageError::from)?;
        Ok(())
    }

    /// Keeps what was typed while the person proves who they are.
    pub async fn keep_draft(&self, fields: &ProfileFields) -> Result<(), StorageError> {
        self.ephemeral.put(&self.draft_key(), fields, DRAFT_LIFETIME).await
    }

    /// What was typed before; once.
    pub async fn take_draft(&self) -> Result<Option<ProfileFields>, StorageError> {
        self.ephemeral.take(&self.draft_key()).await
    }

    fn draft_key(&self) -> String {
        format!("profile-draft:{}", self.session.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_has_its_country_code() {
        for good in ["+61 3 9000 1234", "+49 (30) 123-45.67", "+123456789012345"] {
            assert!(is_phone(good), "{good}");
        }
        for bad in
            ["0412 345 678", "+61", "+6139000", "+61 3 9000 1234 ext 5", "+1234567890123456", "++61390001234", "+６１３９０００１２３４"]
        {
            assert!(!is_phone(bad), "{bad}");
        }
    }
}
