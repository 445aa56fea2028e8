//! The browser itself, before any story trusts it: that script is really off, keys really reach the page, and the
//! virtual authenticator really makes passkeys.

use axum::Router;
use axum::response::Html;
use axum::routing::{get, post};

use crate::support::{Chrome, Key, Look, VirtualAuthenticator};

const PAGE: &str = "<!doctype html><html lang=en><title>Try</title><h1>Try</h1>
<form method=post action=/sent><label for=name>Your name</label><input id=name name=name><button>Send</button></form>
<p id=now></p><p id=languages></p>
<script>now.textContent = 'Script is on'; languages.textContent = navigator.language</script>";

async fn site() -> String {
    let sent = async |axum::Form(fields): axum::Form<Vec<(String, String)>>| Html(format!("<h1>Hello {}</h1>", fields[0].1));
    let router = Router::new().route("/", get(async || Html(PAGE))).route("/sent", post(sent));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://localhost:{}/", listener.local_addr().unwrap().port());
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

#[tokio::test]
async fn a_form_is_filled_by_its_label_and_sent_by_its_button() {
    let Some(chrome) = Chrome::start().await else { return };
    chrome.goto(site().await).await;
    chrome.see("Script is on").await;
    chrome.see("en-AU").await;
    chrome.fill("Your name", "Alice").await;
    chrome.press("Send").await;
    chrome.see("Hello Alice").await;
}

#[tokio::test]
async fn a_form_is_filled_and_sent_by_keys_alone() {
    let Some(chrome) = Chrome::start().await else { return };
    chrome.goto(site().await).await;
    chrome.strike(Key::Tab).await;
    assert_eq!(chrome.focused().await, "Your name");
    chrome.write("Bob").await;
    chrome.tab_to("Send").await;
    chrome.strike(Key::Enter).await;
    chrome.see("Hello Bob").await;
}

#[tokio::test]
async fn script_is_really_off() {
    let Some(chrome) = Chrome::start_with(Look { script: false, ..Look::default() }).await else { return };
    chrome.goto(site().await).await;
    assert!(!chrome.text().await.contains("Script is on"));
    chrome.fill("Your name", "Carol").await;
    chrome.press("Send").await;
    chrome.see("Hello Carol").await;
}

#[tokio::test]
async fn a_dark_phone_is_dark_and_narrow() {
    let look = Look { dark: true, phone: Some((320, 640, 2.0)), ..Look::default() };
    let Some(chrome) = Chrome::start_with(look).await else { return };
    chrome.goto(site().await).await;
    let script = "return [innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]";
    let seen = chrome.client.execute(script, Vec::new()).await.unwrap();
    assert!(seen[0].as_u64().is_some_and(|width| width >= 320), "{seen}");
    assert_eq!(seen[1], true);
}

#[tokio::test]
async fn the_virtual_authenticator_makes_passkeys() {
    let Some(chrome) = Chrome::start().await else { return };
    chrome.goto(site().await).await;
    let authenticator = chrome.add_authenticator(VirtualAuthenticator::default()).await;
    let script = "const [done] = arguments; navigator.credentials.create({publicKey: {
        rp: {name: 'Try'}, user: {id: new Uint8Array(8), name: 'a', displayName: 'A'}, challenge: new Uint8Array(32),
        pubKeyCredParams: [{type: 'public-key', alg: -7}],
        authenticatorSelection: {residentKey: 'required', userVerification: 'required'}}}).then(c => done(c.id), e => done('' + e))";
    let made = chrome.client.execute_async(script, Vec::new()).await.unwrap();
    let credentials = chrome.credentials(&authenticator).await;
    assert_eq!(credentials.len(), 1, "{made}");
    assert_eq!(credentials[0]["credentialId"], made);
    chrome.remove_credentials(&authenticator).await;
    chrome.add_credential(&authenticator, &credentials[0]).await;
    chrome.set_user_verified(&authenticator, false).await;
    chrome.remove_authenticator(&authenticator).await;
}
