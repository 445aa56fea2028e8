//! The file itself: its form, and what is wrong with one.

use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::{PolicySeed, SeedError, invitations, read_secret};
use crate::clients::{AppDraft, ClientId, registration};
use crate::foundation::secret::Secret;
use crate::groups::{AccessLevel, Role};
use crate::users::Email;

/// What a seed file says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Seed {
    pub groups: Vec<GroupSeed>,
    pub users: Vec<UserSeed>,
    pub apps: Vec<AppDraft>,
}

/// `[[groups]]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupSeed {
    pub name: String,
    pub help_phone: Option<String>,
    pub help_email: Option<String>,
    pub zoneinfo: Option<String>,
    /// For a group that never chose one.
    pub policy: Option<PolicySeed>,
    /// Who is asked in, once.
    #[serde(default)]
    pub invitations: Vec<InvitationSeed>,
}

/// `[[groups.invitations]]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvitationSeed {
    pub email: String,
    pub role: Role,
    pub access_level: AccessLevel,
}

/// `[[users]]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserSeed {
    pub email: String,
    #[serde(default)]
    pub email_verified: bool,
    #[serde(default)]
    pub name: String,
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    pub phone: Option<String>,
    pub locale: Option<String>,
    pub zoneinfo: Option<String>,
    pub address: Option<Value>,
    #[serde(default)]
    pub operator: bool,
    /// As a value or `file:PATH`; set when the user is new. Without one the person asks for a link ("Forgot your password?").
    pub password: Option<Secret>,
    #[serde(default)]
    pub memberships: Vec<MembershipSeed>,
}

/// `[[users.memberships]]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MembershipSeed {
    /// The group's name.
    pub group: String,
    pub role: Role,
    pub access_level: AccessLevel,
}

impl Seed {
    /// Reads a file. Relative `file:` secrets are looked for in its folder.
    pub fn read(path: &Path) -> Result<Self, SeedError> {
        let text = std::fs::read_to_string(path).map_err(|source| SeedError::File { path: path.to_owned(), source })?;
        let named = |error: SeedError| match error {
            SeedError::Toml(what) => SeedError::Toml(format!("{}: {what}", path.display())),
            other => other,
        };
        Self::parse(&text, path.parent().unwrap_or(Path::new("."))).map_err(named)
    }

    /// Reads the text of a seed file that lies in `folder`.
    pub fn parse(text: &str, folder: &Path) -> Result<Self, SeedError> {
        let mut seed: Self = toml::from_str(text).map_err(|error| SeedError::Toml(error.to_string().trim_end().to_owned()))?;
        for user in &mut seed.users {
            user.password = user.password.as_ref().map(|secret| read_secret(secret, folder)).transpose()?;
        }
        for app in &mut seed.apps {
            app.secret = app.secret.as_ref().map(|secret| read_secret(secret, folder)).transpose()?;
        }
        Ok(seed)
    }

    /// Everything that is wrong with it and can be told without looking at the database, one line each.
    pub(super) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let names: Vec<String> = self.groups.iter().map(|group| group.name.to_lowercase()).collect();
        repeated(&names, "group", &mut faults);
        if names.iter().any(|name| name.trim().is_empty()) {
            faults.push("a group has no name".to_owned());
        }
        for group in &self.groups {
            if let Some(Err(wrong)) = group.policy.as_ref().map(PolicySeed::policy) {
                faults.push(format!("group \"{}\": policy: {wrong}", group.name));
            }
            faults.extend(invitations::faults(group));
        }
        let mut emails = Vec::new();
        for user in &self.users {
            match Email::parse(&user.email) {
                Ok(email) => emails.push(email.as_str().to_owned()),
                Err(bad) => faults.push(format!("user \"{}\": {bad}", user.email)),
            }
        }
        repeated(&emails, "user", &mut faults);
        let mut ids = Vec::new();
        for app in &self.apps {
            let label = app.id.as_deref().unwrap_or(&app.name);
            match app.id.as_deref().map(ClientId::parse) {
                Some(Ok(id)) => ids.push(id.to_string()),
                Some(Err(bad)) => faults.push(format!("app \"{label}\": id: {bad}")),
                None => {
                    faults.push(format!("app \"{label}\": id: an app in a seed file needs one, so that it is recognised the next time"));
                }
            }
            for problem in registration::register(app).err().unwrap_or_default() {
                faults.push(format!("app \"{label}\": {problem}"));
            }
        }
        repeated(&ids, "app", &mut faults);
        faults
    }
}

pub(super) fn repeated(names: &[String], what: &str, faults: &mut Vec<String>) {
    for (at, name) in names.iter().enumerate() {
        if names[..at].contains(name) {
            faults.push(format!("{what} \"{name}\" is there twice"));
        }
    }
}
