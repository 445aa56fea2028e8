//! The `claims` parameter (OpenID Connect Core 1.0 section 5.5).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The longest `claims` parameter that is read, in bytes.
pub const MAX_LENGTH: usize = 4096;

/// How one claim is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimRequest {
    #[serde(default)]
    pub essential: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<Value>>,
}

impl ClaimRequest {
    /// The values that the app accepts, the preferred one first; empty when it accepts any.
    pub fn accepted(&self) -> Vec<&Value> {
        self.value.iter().chain(self.values.iter().flatten()).collect()
    }
}

/// Which single claims an app asks for, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimsRequest {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub userinfo: BTreeMap<String, Option<ClaimRequest>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub id_token: BTreeMap<String, Option<ClaimRequest>>,
}

/// The `claims` parameter is not the JSON object that section 5.5 describes.
#[derive(Debug, PartialEq, Eq)]
pub struct BadClaims;

impl ClaimsRequest {
    pub fn parse(text: &str) -> Result<Self, BadClaims> {
        if text.len() > MAX_LENGTH {
            return Err(BadClaims);
        }
        serde_json::from_str(text).map_err(|_| BadClaims)
    }

    pub fn is_empty(&self) -> bool {
        self.userinfo.is_empty() && self.id_token.is_empty()
    }

    /// How `name` is asked for in the ID token, if it is.
    pub fn in_id_token(&self, name: &str) -> Option<ClaimRequest> {
        self.id_token.get(name).map(|request| request.clone().unwrap_or_default())
    }

    /// How `name` is asked for anywhere.
    pub fn anywhere(&self, name: &str) -> Option<ClaimRequest> {
        self.in_id_token(name).or_else(|| self.userinfo.get(name).map(|request| request.clone().unwrap_or_default()))
    }
}
