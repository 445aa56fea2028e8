//! Every parameter of every endpoint for apps: missing, empty, doubled, oversized, malformed. Each has the error that the
//! specification names, and nothing breaks.

use crate::on_both_grounds;
use crate::scene::{Scene, read};
use crate::support::{Ground, RelyingParty};

on_both_grounds!(every_bad_parameter_has_its_error, every_bad_proof_has_its_error, bodies_that_are_no_forms);

/// A right request: an endpoint, its fields, and for each field the error when it is missing and when it is nonsense.
/// An empty one counts as missing (RFC 6749 section 3.1); `None` means that it may be left out.
struct Right<'a> {
    endpoint: &'static str,
    fields: Vec<(&'static str, &'a str)>,
    faults: &'static [(&'static str, Option<&'static str>, Option<&'static str>)],
}

const UNKNOWN_CODE: &str = "ac_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const UNKNOWN_TOKEN: &str = "rt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

async fn every_bad_parameter_has_its_error(ground: Ground) {
    let scene = Scene::open(ground).await;
    let app = scene.desk.app("robot").first_party().for_itself().register().await;
    let verifier = "a".repeat(43);
    let redirect_uri = app.redirect_uri.clone();
    let rights = [
        Right {
            endpoint: "token_endpoint",
            fields: vec![
                ("grant_type", "authorization_code"),
                ("code", UNKNOWN_CODE),
                ("redirect_uri", &redirect_uri),
                ("code_verifier", &verifier),
            ],
            faults: &[
                ("grant_type", Some("invalid_request"), Some("unsupported_grant_type")),
                ("code", Some("invalid_request"), Some("invalid_grant")),
                ("redirect_uri", Some("invalid_request"), Some("invalid_grant")),
                ("code_verifier", Some("invalid_grant"), Some("invalid_grant")),
            ],
        },
        Right {
            endpoint: "token_endpoint",
            fields: vec![("grant_type", "refresh_token"), ("refresh_token", UNKNOWN_TOKEN), ("scope", "openid")],
            faults: &[
                ("grant_type", Some("invalid_request"), Some("unsupported_grant_type")),
                ("refresh_token", Some("invalid_request"), Some("invalid_grant")),
                ("scope", Some("invalid_grant"), Some("invalid_scope")),
            ],
        },
        Right {
            endpoint: "token_endpoint",
            fields: vec![("grant_type", "client_credentials"), ("scope", "")],
            faults: &[("grant_type", Some("invalid_request"), Some("unsupported_grant_type")), ("scope", None, Some("invalid_scope"))],
        },
        Right {
            endpoint: "introspection_endpoint",
            fields: vec![("token", UNKNOWN_TOKEN), ("token_type_hint", "refresh_token")],
            faults: &[("token", Some("invalid_request"), None), ("token_type_hint", None, None)],
        },
        Right {
            endpoint: "revocation_endpoint",
            fields: vec![("token", UNKNOWN_TOKEN), ("token_type_hint", "refresh_token")],
            faults: &[("token", Some("invalid_request"), None), ("token_type_hint", None, None)],
        },
    ];
    for right in &rights {
        for (name, missing, nonsense) in right.faults {
            let without: Vec<(&str, &str)> = right.fields.iter().filter(|(field, _)| field != name).copied().collect();
            let with = |value: &'static str| {
                let mut fields = without.clone();
                fields.push((name, value));
                fields
            };
            expect(&app, right.endpoint, &without, *missing, &format!("{name} missing")).await;
            expect(&app, right.endpoint, &with(""), *missing, &format!("{name} empty")).await;
            let mut doubled = right.fields.clone();
            doubled.push(*right.fields.iter().find(|(field, _)| field == name).unwrap());
            expect(&app, right.endpoint, &doubled, Some("invalid_request"), &format!("{name} doubled")).await;
            let oversized: &'static str = Box::leak("x".repeat(30_000).into_boxed_str());
            for value in [oversized, "\u{0}", "ä\u{202e}\"\\", "\"' OR 1=1 --", "\r\nSet-Cookie: a=b"] {
                expect(&app, right.endpoint, &with(value), *nonsense, &format!("{name} is {:.20}", value.escape_debug().to_string())).await;
            }
        }
    }
}

/// Asks, and expects this error, or success.
async fn expect(app: &RelyingParty, endpoint: &str, fields: &[(&str, &str)], error: Option<&str>, what: &str) {
    let answer = app.ask(endpoint, fields).await;
    assert!(answer.status.as_u16() < 500, "{endpoint}: {what}: {}", answer.status);
    match error {
        Some(_) => assert_eq!((answer.error(), answer.status.as_u16()), (error, 400), "{endpoint}: {what}: {}", answer.body),
        None => assert_eq!(answer.status.as_u16(), 200, "{endpoint}: {what}: {}", answer.body),
    }
    assert_eq!(answer.headers["cache-control"], "no-store", "{endpoint}: {what}");
    if let Some(description) = answer.body["error_description"].as_str() {
        let allowed = |byte: u8| matches!(byte, 0x20 | 0x21 | 0x23..=0x5B | 0x5D..=0x7E);
        assert!(description.bytes().all(allowed), "{endpoint}: {what}: {description}");
    }
}

async fn every_bad_proof_has_its_error(ground: Ground) {
    let scene = Scene::open(ground).await;
    let form = [("grant_type", "client_credentials"), ("token", "x")];
    for path in ["/token", "/introspect", "/revoke"] {
        let post = |more: &[(&str, &str)]| {
            let mut fields = form.to_vec();
            fields.extend_from_slice(more);
            scene.post(path).form(&fields)
        };
        let long = "x".repeat(5000);
        for (what, request, status, error) in [
            ("nothing", post(&[]), 401, "invalid_client"),
            ("an unknown app", post(&[("client_id", "nobody")]), 401, "invalid_client"),
            ("only its name", post(&[("client_id", "notes")]), 401, "invalid_client"),
            ("a wrong secret", post(&[("client_id", "notes"), ("client_secret", "wrong")]), 401, "invalid_client"),
            ("an oversized secret", post(&[("client_id", "notes"), ("client_secret", &long)]), 401, "invalid_client"),
            ("an oversized name", post(&[("client_id", &long)]), 401, "invalid_client"),
            ("a name twice", post(&[("client_id", "notes"), ("client_id", "notes")]), 400, "invalid_request"),
            ("two ways", post(&[("client_id", "notes"), ("client_secret", "x")]).basic_auth("notes", Some("x")), 400, "invalid_request"),
            ("a wrong header", post(&[]).basic_auth("notes", Some("wrong")), 401, "invalid_client"),
            ("garbage in the header", post(&[]).header("authorization", "Basic !!!"), 401, "invalid_client"),
            ("another scheme", post(&[]).header("authorization", "Bearer x"), 401, "invalid_client"),
            (
                "bytes that are no text",
                post(&[]).header("authorization", http::HeaderValue::from_bytes(b"Basic \xff").unwrap()),
                401,
                "invalid_client",
            ),
            (
                "an assertion that is none",
                post(&[("client_assertion", "a.b.c"), ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")]),
                401,
                "invalid_client",
            ),
            ("an assertion of no type", post(&[("client_assertion", "a.b.c")]), 400, "invalid_request"),
        ] {
            let (got, headers, body) = read(request).await;
            assert_eq!((got.as_u16(), body["error"].as_str()), (status, Some(error)), "{path}: {what}: {body}");
            let by_header = what.contains("header") || what.contains("scheme") || what.contains("bytes");
            assert_eq!(headers.contains_key("www-authenticate"), by_header, "{path}: {what}");
        }
    }
    assert_eq!(scene.events("app_refused").await, 3 * 14, "each refusal is one event");
}

async fn bodies_that_are_no_forms(ground: Ground) {
    let scene = Scene::open(ground).await;
    for path in ["/token", "/introspect", "/revoke"] {
        for (what, request, statuses) in [
            ("nothing", scene.post(path), [400, 400]),
            ("JSON", scene.post(path).json(&serde_json::json!({"grant_type": "client_credentials"})), [400, 400]),
            ("too much", scene.post(path).header("content-type", "application/x-www-form-urlencoded").body("a".repeat(70_000)), [413, 413]),
            (
                "broken escapes",
                scene.post(path).header("content-type", "application/x-www-form-urlencoded").body("grant_type=%zz&%=%"),
                [401, 401],
            ),
            ("a GET", scene.get(path), [405, 405]),
        ] {
            let (got, _, body) = read(request).await;
            assert!(statuses.contains(&got.as_u16()), "{path}: {what}: {got} {body}");
            assert!(body["error"].is_string(), "{path}: {what}: {body}");
        }
    }
}
