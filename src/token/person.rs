//! What tokens and userinfo say about a person (OpenID Connect Core 1.0 sections 5.1, 5.4 and 5.5).

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::clients::Client;
use crate::groups::{Group, Membership, MembershipState};
use crate::protocol::scope::ScopeSet;
use crate::users::User;

/// Every claim about a person, with the scope that gives it.
pub const CLAIMS: &[(&str, &str)] = &[
    ("name", "profile"),
    ("given_name", "profile"),
    ("family_name", "profile"),
    ("locale", "profile"),
    ("zoneinfo", "profile"),
    ("updated_at", "profile"),
    ("email", "email"),
    ("email_verified", "email"),
    ("phone_number", "phone"),
    ("phone_number_verified", "phone"),
    ("address", "address"),
    ("groups", "groups"),
];

/// Which claims an app is to get.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted(BTreeSet<&'static str>);

impl Wanted {
    /// What `scope` gives.
    #[must_use]
    pub fn by_scope(mut self, scope: &ScopeSet) -> Self {
        self.0.extend(CLAIMS.iter().filter(|(_, gives)| scope.contains(gives)).map(|(claim, _)| claim));
        self
    }

    /// What the `claims` parameter names one by one, as far as the app may know it: an app of the practice's own what its
    /// registered scopes give, a third-party app what the person allowed.
    #[must_use]
    pub fn by_name<'a>(mut self, names: impl Iterator<Item = &'a String>, client: &Client, granted: &ScopeSet) -> Self {
        let allowed = if client.is_first_party() { &client.settings.scopes } else { granted };
        for name in names {
            self.0.extend(CLAIMS.iter().filter(|(claim, scope)| claim == name && allowed.contains(scope)).map(|(claim, _)| claim));
        }
        self
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn contains(&self, claim: &str) -> bool {
        self.0.contains(claim)
    }
}

/// The practice groups of a person that `client` serves, by name.
pub fn group_names(memberships: &[(Group, Membership)], client: &Client) -> Vec<String> {
    let counts = |membership: &Membership| membership.state == MembershipState::Active && client.serves(membership.group);
    memberships.iter().filter(|(_, membership)| counts(membership)).map(|(group, _)| group.name.clone()).collect()
}

/// The wanted claims that are known. What is not known is left out, never null (section 5.3.2).
pub fn claims(user: &User, groups: &[String], wanted: &Wanted) -> Map<String, Value> {
    let mut claims = Map::new();
    for (claim, _) in CLAIMS.iter().filter(|(claim, _)| wanted.contains(claim)) {
        let value = match *claim {
            "name" => Some(json!(user.name)),
            "given_name" => user.given_name.as_ref().map(|name| json!(name)),
            "family_name" => user.family_name.as_ref().map(|name| json!(name)),
            "locale" => user.locale.as_ref().map(|locale| json!(locale)),
            "zoneinfo" => user.zoneinfo.as_ref().map(|zone| json!(zone)),
            "updated_at" => Some(json!(user.updated_at.as_secs())),
            "email" => Some(json!(user.email.as_str())),
            "email_verified" => Some(json!(user.email_verified)),
            "phone_number" => user.phone.as_ref().map(|phone| json!(phone)),
            // Nobody has proved it yet.
            "phone_number_verified" => user.phone.as_ref().map(|_| json!(false)),
            "address" => user.address.clone().filter(Value::is_object),
            "groups" => Some(json!(groups)),
            _ => None,
        };
        if let Some(value) = value {
            claims.insert((*claim).to_owned(), value);
        }
    }
    claims
}
