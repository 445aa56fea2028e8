//! What an app was told, in lines for its page.

use serde_json::{Map, Value};

use super::pages::{ClaimLine, PersonShown};
use super::relying_party::SignedIn;
use crate::foundation::clock::Timestamp;

/// The person who is signed in, as the app's page shows them.
pub(super) fn person(signed_in: &SignedIn, just_renewed: bool) -> PersonShown {
    let words = |name: &str| {
        let said = signed_in.userinfo.get(name).or_else(|| signed_in.claims.get(name));
        said.and_then(Value::as_str).map(str::to_owned)
    };
    let groups = signed_in.userinfo.get("groups").or_else(|| signed_in.claims.get("groups")).and_then(Value::as_array);
    let named = |group: &Value| group.get("name").unwrap_or(group).as_str().map(str::to_owned);
    PersonShown {
        name: words("name").or_else(|| words("email")).or_else(|| words("sub")).unwrap_or_default(),
        email: words("email"),
        email_verified: signed_in.userinfo.get("email_verified").and_then(Value::as_bool).unwrap_or(false),
        groups: groups.map(|groups| groups.iter().filter_map(named).collect()).unwrap_or_default(),
        id_token: lines(&signed_in.claims),
        userinfo: lines(&signed_in.userinfo),
        scope: signed_in.scope.clone(),
        expires_in_minutes: signed_in.expires_in / 60,
        renewals: signed_in.renewals,
        can_renew: signed_in.refresh_token.is_some(),
        just_renewed,
    }
}

fn lines(claims: &Map<String, Value>) -> Vec<ClaimLine> {
    let shown = |name: &str, value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Number(seconds) if matches!(name, "exp" | "iat" | "auth_time" | "updated_at" | "nbf") => {
            let at = seconds.as_i64().map(|seconds| Timestamp::from_secs(seconds).to_utc());
            at.map_or_else(
                || seconds.to_string(),
                |at| format!("{seconds} ({} {:02}:{:02}:{:02} UTC)", at.date(), at.hour(), at.minute(), at.second()),
            )
        }
        Value::Array(_) | Value::Object(_) => serde_json::to_string_pretty(value).unwrap_or_default(),
        other => other.to_string(),
    };
    claims.iter().map(|(name, value)| ClaimLine { name: name.clone(), value: shown(name, value), meaning: meaning(name) }).collect()
}

/// What a claim is, in a line.
fn meaning(claim: &str) -> &'static str {
    match claim {
        "iss" => "Who says so",
        "sub" => "Who it is: an id that never changes and is never reused",
        "aud" => "For which app",
        "azp" => "The app that asked",
        "exp" => "Not to be believed after this",
        "iat" => "When it was said",
        "auth_time" => "When the person proved who they are",
        "nonce" => "Ties it to this sign-in",
        "at_hash" => "Ties the access token to it",
        "sid" => "Which sign-in it was; a sign-out names it",
        "acr" => "How strongly the person was recognised",
        "amr" => "By what",
        "groups" => "The practices that this app serves",
        "email_verified" => "Whether the person has proved it",
        "updated_at" => "When the profile last changed",
        _ => "",
    }
}
