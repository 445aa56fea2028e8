//! A public document that is rendered once and served from memory.

use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use std::time::Duration;

use crate::foundation::secret::TokenDigest;

/// JSON that anybody may read, from any page's script too.
#[derive(Clone, Debug)]
pub struct Document {
    body: Bytes,
    etag: HeaderValue,
    cache_control: HeaderValue,
}

impl Document {
    pub fn json(body: Bytes, max_age: Duration) -> Self {
        let etag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&TokenDigest::of(&body).as_bytes()[..16]));
        let cache_control = format!("public, max-age={}", max_age.as_secs());
        let text = |text: String| HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("no-cache"));
        Self { body, etag: text(etag), cache_control: text(cache_control) }
    }

    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The document, or 304 where the reader has it already (RFC 9110 section 13.1.2).
    pub fn answer(&self, request: &HeaderMap) -> Response {
        let fixed = [
            (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (header::ETAG, self.etag.clone()),
            (header::CACHE_CONTROL, self.cache_control.clone()),
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        ];
        if self.is_known(request) { (StatusCode::NOT_MODIFIED, fixed).into_response() } else { (fixed, self.body.clone()).into_response() }
    }

    fn is_known(&self, request: &HeaderMap) -> bool {
        let known = request.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        let (Some(known), Ok(etag)) = (known, self.etag.to_str()) else { return false };
        known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_has_the_document_is_told_so() {
        let document = Document::json(Bytes::from_static(b"{}"), Duration::from_mins(5));
        let first = document.answer(&HeaderMap::new());
        assert_eq!(first.headers()[header::CACHE_CONTROL], "public, max-age=300");
        let etag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
        let ask = |value: &str| {
            let mut request = HeaderMap::new();
            request.insert(header::IF_NONE_MATCH, value.parse().unwrap());
            document.answer(&request).status()
        };
        assert_eq!(ask(&etag), StatusCode::NOT_MODIFIED);
        assert_eq!(ask(&format!("\"other\", W/{etag}")), StatusCode::NOT_MODIFIED);
        assert_eq!(ask("\"other\""), StatusCode::OK);
    }
}
