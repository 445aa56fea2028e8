//! What tokens and userinfo say about a person (OpenID Connect Core 1.0 sections 5.1, 5.4 and 5.5).

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::clients::Client;
use crate::foundation::id::GroupId;
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
    ("practice", "practice"),
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

/// To which practice groups a person belongs, as far as an app may know.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Belonging {
    /// By name.
    pub groups: Vec<String>,
    /// The one that the person signed in for, with what they are there.
    practice: Option<Value>,
}

impl Belonging {
    /// What counts for `client` of these memberships.
    pub fn of(memberships: &[(Group, Membership)], client: &Client, practice: Option<GroupId>) -> Self {
        let counts = |membership: &Membership| membership.state == MembershipState::Active && client.serves(membership.group);
        let counting: Vec<_> = memberships.iter().filter(|(_, membership)| counts(membership)).collect();
        let picked = counting.iter().find(|(group, _)| Some(group.id) == practice);
        let described = picked.map(|(group, membership)| {
            json!({ "id": group.id, "name": group.name, "role": membership.role, "access_level": membership.access_level })
        });
        Self { groups: counting.iter().map(|(group, _)| group.name.clone()).collect(), practice: described }
    }
}

/// The wanted claims that are known. What is not known is left out, never null (section 5.3.2).
pub fn claims(user: &User, belonging: &Belonging, wanted: &Wanted) -> Map<String, Value> {
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
            "groups" => Some(json!(belonging.groups)),
            "practice" => belonging.practice.clone(),
            _ => None,
        };
        if let Some(value) = value {
            claims.insert((*claim).to_owned(), value);
        }
    }
    claims
}
