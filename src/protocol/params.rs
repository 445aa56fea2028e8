//! Parameters of a query or form, in order, with repetitions still visible.

use form_urlencoded::parse;

/// The parameters of one request. RFC 6749 section 3.1: a parameter sent without a value is treated as if it were
/// omitted, and none may be included more than once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// Decodes `application/x-www-form-urlencoded` text.
    pub fn parse(encoded: &[u8]) -> Self {
        Self(parse(encoded).into_owned().collect())
    }

    /// The value of `name`, unless it is missing or empty. Of a repeated parameter the first; see [`Params::repeated`].
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// All values of a parameter that may be repeated, such as `resource` (RFC 8707).
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The first of `names` that appears more than once.
    pub fn repeated(&self, names: &[&'static str]) -> Option<&'static str> {
        names.iter().find(|name| self.0.iter().filter(|(key, _)| key == *name).count() > 1).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_parameter_counts_as_omitted_and_a_repeated_one_is_seen() {
        let params = Params::parse(b"a=1&b=&c=x%20y&a=2");
        assert_eq!(params.get("a"), Some("1"));
        assert_eq!(params.get("b"), None);
        assert_eq!(params.get("c"), Some("x y"));
        assert_eq!(params.repeated(&["b", "a"]), Some("a"));
        assert_eq!(params.repeated(&["b", "c"]), None);
    }
}
