use serde_json::json;

use super::*;

fn notes() -> AppDraft {
    AppDraft { name: "Notes".to_owned(), redirect_uris: vec!["https://notes.example.com/cb".to_owned()], ..AppDraft::default() }
}

/// The fields that are found wrong in this TOML, on top of a sound web app.
fn faults(toml: &str) -> Vec<&'static str> {
    let base = if toml.contains("redirect_uris") { "" } else { "redirect_uris = [\"https://notes.example.com/cb\"]\n" };
    let name = if toml.contains("name =") { "" } else { "name = \"Notes\"\n" };
    let draft: AppDraft = toml::from_str(&format!("{name}{base}{toml}")).unwrap();
    register(&draft).err().unwrap_or_default().into_iter().map(|problem| problem.field).collect()
}

#[test]
fn an_app_that_only_has_a_name_and_an_address_signs_people_in() {
    let (name, settings) = register(&notes()).unwrap();
    assert_eq!(name, "Notes");
    assert_eq!(settings.auth_method, AuthMethod::ClientSecret);
    assert_eq!(settings.grant_types, [GrantType::AuthorizationCode, GrantType::RefreshToken]);
    assert_eq!(settings.party, Party::Third, "nobody's data goes to an app without consent unless somebody said so");
    assert_eq!(settings.pkce, PkceRule::Required);
    assert!(settings.scopes.contains(OPENID));
}

#[test]
fn an_app_without_an_address_asks_in_its_own_name() {
    let (_, settings) = register(&AppDraft { redirect_uris: Vec::new(), ..notes() }).unwrap();
    assert_eq!(settings.grant_types, [GrantType::ClientCredentials]);
    assert!(settings.scopes.is_empty());
}

#[test]
fn a_native_app_is_public_unless_it_has_a_key_of_its_own() {
    let native = AppDraft { application_type: Some(ApplicationType::Native), ..notes() };
    assert_eq!(register(&native).unwrap().1.auth_method, AuthMethod::None);
    for right in [
        "application_type = \"native\"\nredirect_uris = [\"com.example.notes:/cb\", \"http://127.0.0.1/cb\", \"https://notes.example.com/cb\"]",
        "application_type = \"native\"\nauth_method = \"private_key_jwt\"\njwks_uri = \"https://notes.example.com/keys\"",
    ] {
        assert!(faults(right).is_empty(), "{right}: {:?}", faults(right));
    }
    assert_eq!(faults("application_type = \"native\"\nauth_method = \"client_secret\""), ["auth_method"]);
    assert_eq!(faults("redirect_uris = [\"com.example.notes:/cb\"]"), ["redirect_uris"], "a web app has no private-use scheme");
}

#[test]
fn what_is_wrong_is_named_by_its_field() {
    for (toml, fields) in [
        ("name = \" \"", vec!["name"]),
        ("redirect_uris = []\nauth_method = \"none\"", vec!["redirect_uris"]),
        ("redirect_uris = [\"https://a.example/#x\", \"http://a.example/\", \"/cb\", \"https://*.a.example\"]", vec!["redirect_uris"; 4]),
        ("redirect_uris = [\"https://a.example/\", \"https://a.example/\"]", vec!["redirect_uris"]),
        ("backchannel_logout_uri = \"http://notes.example.com/logout\"", vec!["backchannel_logout_uri"]),
        ("backchannel_logout_uri = \"https://notes.example.com/logout#now\"", vec!["backchannel_logout_uri"]),
        ("backchannel_logout_uri = \"https://me:secret@notes.example.com/logout\"", vec!["backchannel_logout_uri"]),
        ("backchannel_logout_session_required = true", vec!["backchannel_logout_session_required"]),
        (
            "backchannel_logout_uri = \"https://notes.example.com/logout\"\ngrant_types = [\"client_credentials\"]\nredirect_uris = []",
            vec!["backchannel_logout_uri"],
        ),
        ("post_logout_redirect_uris = [\"javascript:alert(1)\"]", vec!["post_logout_redirect_uris"]),
        ("grant_types = []", vec!["grant_types", "redirect_uris"]),
        ("grant_types = [\"refresh_token\"]", vec!["grant_types", "redirect_uris"]),
        ("auth_method = \"none\"\ngrant_types = [\"authorization_code\", \"client_credentials\"]", vec!["grant_types"]),
        ("auth_method = \"none\"\npkce = \"exempt\"", vec!["pkce"]),
        ("auth_method = \"private_key_jwt\"", vec!["jwks_uri"]),
        ("auth_method = \"private_key_jwt\"\njwks_uri = \"http://a.example/keys\"", vec!["jwks_uri"]),
        ("auth_method = \"private_key_jwt\"\njwks_uri = \"https://a.example/keys\"\njwks = { keys = [] }", vec!["jwks"]),
        ("auth_method = \"private_key_jwt\"\njwks = { keys = [] }", vec!["jwks"]),
        ("jwks_uri = \"https://a.example/keys\"", vec!["jwks_uri"]),
        ("secret = \"short\"", vec!["secret"]),
        ("auth_method = \"none\"\nsecret = \"a long one, with thirty-two characters\"", vec!["secret"]),
        ("scopes = \"openid \\\"x\\\"\"", vec!["scopes"]),
        ("scopes = \"openid offline_access\"\ngrant_types = [\"authorization_code\"]", vec!["scopes"]),
        ("scopes = \"openid\"\nredirect_uris = []", vec!["scopes"]),
        ("access_token_lifetime = \"10\"", vec!["access_token_lifetime"]),
        ("access_token_lifetime = \"2d\"", vec!["access_token_lifetime"]),
        ("default_max_age = \"soon\"", vec!["default_max_age"]),
        ("access_token_audience = [\"a b\", \"\"]", vec!["access_token_audience"; 2]),
        (
            "origins = [\"https://a.example/\", \"*\", \"null\", \"http://a.example\", \"https://a.example:443\", \"HTTPS://a.example\"]",
            vec!["origins"; 6],
        ),
        ("accent = \"red\"", vec!["accent"]),
        ("logo_uri = \"data:image/svg+xml,x\"", vec!["logo_uri"]),
        ("policy_uri = \"javascript:alert(1)\"", vec!["policy_uri"]),
        ("tos_uri = \"https://user:pw@a.example/\"", vec!["tos_uri"]),
    ] {
        assert_eq!(faults(toml), fields, "{toml}");
    }
}

#[test]
fn what_is_right_is_kept_as_it_was_written() {
    let toml = r#"
        name = "Riverside Notes"
        party = "first"
        redirect_uris = ["http://localhost:41019", "https://notes.example.com/cb?tenant=1"]
        post_logout_redirect_uris = ["https://notes.example.com/"]
        scopes = "openid email groups riverside.read"
        pkce = "exempt"
        access_token_lifetime = "10m"
        default_max_age = "8h"
        origins = ["https://notes.example.com", "http://127.0.0.1:3000"]
        accent = "2A6652"
        id_token_alg = "EdDSA"
        secret = "a long one, with thirty-two characters"
    "#;
    let (_, settings) = register(&toml::from_str(toml).unwrap()).unwrap();
    assert_eq!(settings.redirect_uris[0].as_str(), "http://localhost:41019");
    assert_eq!(settings.access_token_lifetime, Some(600));
    assert_eq!(settings.default_max_age, Some(28_800));
    assert_eq!(settings.origins[1], "http://127.0.0.1:3000");
    assert_eq!(settings.brand.accent.as_deref(), Some("#2a6652"));
}

#[test]
fn private_keys_do_not_get_in() {
    let key = |members: serde_json::Value| {
        let mut key = json!({ "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" });
        key.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        key
    };
    let register = |keys: Vec<serde_json::Value>| PublicKeys::register(&json!({ "keys": keys })).err().map(|bad| bad.to_string());
    assert_eq!(register(vec![key(json!({ "kid": "a" })), key(json!({ "kid": "b", "use": "sig", "alg": "ES256" }))]), None);
    assert!(register(vec![key(json!({ "d": "AA" }))]).unwrap().contains("private"));
    assert!(register(vec![json!({ "kty": "oct", "k": "AA" })]).unwrap().contains("symmetric"));
    assert!(register(vec![key(json!({ "kid": "a" })), key(json!({ "kid": "a" }))]).unwrap().contains("kid"));
    assert!(register(vec![key(json!({ "use": "enc" }))]).unwrap().contains("no key"));
    assert!(register(vec![key(json!({ "alg": "RS256" }))]).unwrap().contains("no key"), "an algorithm that is not the key's");
}
