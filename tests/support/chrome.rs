//! A real Chromium without a window, driven over WebDriver. One session per test, each with a profile of its own.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder, Locator};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use url::{ParseError, Url};

use super::servers::{Folder, server};

/// How the browser is set: as most people have it, unless a story says otherwise.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    pub script: bool,
    pub language: &'static str,
    pub dark: bool,
    /// Width, height and pixel ratio of a phone instead of a desktop window.
    pub phone: Option<(u32, u32, f64)>,
}

impl Default for Look {
    fn default() -> Self {
        Self { script: true, language: "en-AU", dark: false, phone: None }
    }
}

pub struct Chrome {
    pub client: Client,
    driver: String,
    session: String,
    _profile: Folder,
}

impl Chrome {
    /// A browser as most people have it; `None`, with a message, where there is no driver.
    pub async fn start() -> Option<Self> {
        Self::start_with(Look::default()).await
    }

    pub async fn start_with(look: Look) -> Option<Self> {
        let driver = server("FRONTDESK_TEST_WEBDRIVER")?;
        let profile = Folder::new();
        let capabilities = capabilities(look, &profile);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder.capabilities(capabilities).connect(&driver).await.expect("a browser session");
        let session = client.session_id().await.expect("an answer").expect("a session id");
        let chrome = Self { client, driver, session, _profile: profile };
        if look.dark {
            chrome.cdp("Emulation.setEmulatedMedia", json!({"features": [{"name": "prefers-color-scheme", "value": "dark"}]})).await;
        }
        if let Some((width, height, ratio)) = look.phone {
            let metrics = json!({"width": width, "height": height, "deviceScaleFactor": ratio, "mobile": true});
            chrome.cdp("Emulation.setDeviceMetricsOverride", metrics).await;
            chrome.cdp("Emulation.setTouchEmulationEnabled", json!({"enabled": true})).await;
        }
        Some(chrome)
    }

    pub async fn goto(&self, url: impl AsRef<str>) {
        self.client.goto(url.as_ref()).await.unwrap_or_else(|error| panic!("{}: {error}", url.as_ref()));
    }

    pub async fn address(&self) -> Url {
        self.client.current_url().await.expect("an address")
    }

    /// The text that a person sees.
    pub async fn text(&self) -> String {
        match self.client.find(Locator::Css("body")).await {
            Ok(body) => body.text().await.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" "),
            Err(_) => String::new(),
        }
    }

    /// Waits until the page shows this text.
    pub async fn see(&self, text: &str) {
        let shown = self.wait_until(async || self.text().await.contains(text)).await;
        assert!(shown, "\"{text}\" did not appear on {}:\n{}", self.address().await, self.text().await);
    }

    /// Waits until the page shows one of these texts; tells which.
    pub async fn see_one_of(&self, texts: &[&str]) -> usize {
        let found = std::cell::Cell::new(None);
        self.wait_until(async || {
            let shown = self.text().await;
            found.set(texts.iter().position(|text| shown.contains(text)));
            found.get().is_some()
        })
        .await;
        match found.get() {
            Some(which) => which,
            None => panic!("none of {texts:?} appeared on {}:\n{}", self.address().await, self.text().await),
        }
    }

    /// Whether the page is wider than what shows it, so that a person has to move it sideways.
    pub async fn scrolls_sideways(&self) -> bool {
        let wider = "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
        self.client.execute(wider, Vec::new()).await.expect("an answer").as_bool().expect("yes or no")
    }

    /// Waits until the address begins with `start`.
    pub async fn arrive_at(&self, start: &str) {
        let arrived = self.wait_until(async || self.address().await.as_str().starts_with(start)).await;
        assert!(arrived, "still at {}, not {start}:\n{}", self.address().await, self.text().await);
    }

    /// Types into the field with this label, in place of what stands there.
    pub async fn fill(&self, label: &str, text: &str) {
        let field = self.labelled(label).await;
        field.clear().await.unwrap_or_else(|error| panic!("{label}: {error}"));
        field.send_keys(text).await.unwrap_or_else(|error| panic!("{label}: {error}"));
    }

    /// What stands in the field with this label.
    pub async fn value_of(&self, label: &str) -> String {
        self.labelled(label).await.prop("value").await.ok().flatten().unwrap_or_default()
    }

    /// Chooses the radio button or ticks the box whose label begins with this text.
    pub async fn choose(&self, label: &str) {
        let label = format!("//label[starts-with(normalize-space(), {})]", quoted(label));
        self.find(&label, "the choice").await.click().await.unwrap_or_else(|error| panic!("{label}: {error}"));
    }

    /// Clicks the button with this text or id.
    pub async fn press(&self, name: &str) {
        let name = quoted(name);
        let button = format!(
            "//button[normalize-space() = {name} or @id = {name}] | //input[@type = 'submit' and (@value = {name} or @id = {name})]"
        );
        self.find(&button, &format!("the button {name}")).await.click().await.unwrap_or_else(|error| panic!("{name}: {error}"));
    }

    /// Clicks the link with this text.
    pub async fn follow(&self, text: &str) {
        let link = format!("//a[normalize-space() = {}]", quoted(text));
        self.find(&link, &format!("the link \"{text}\"")).await.click().await.unwrap_or_else(|error| panic!("{text}: {error}"));
    }

    /// Unfolds what is folded under this text.
    pub async fn unfold(&self, text: &str) {
        let summary = format!("//summary[normalize-space() = {}]", quoted(text));
        self.find(&summary, &format!("\"{text}\"")).await.click().await.unwrap_or_else(|error| panic!("{text}: {error}"));
    }

    pub async fn reload(&self) {
        self.client.refresh().await.expect("the page again");
    }

    /// Writes what the window shows to a PNG file.
    pub async fn screenshot(&self, path: impl AsRef<std::path::Path>) {
        std::fs::write(path, self.client.screenshot().await.expect("a screenshot")).expect("a file to write to");
    }

    /// Opens a new tab, in front, and gives back the handle of the one before.
    pub async fn new_tab(&self) -> fantoccini::wd::WindowHandle {
        let before = self.client.window().await.expect("a window");
        let opened = self.client.new_window(true).await.expect("a tab");
        self.client.switch_to_window(opened.handle).await.expect("the new tab");
        before
    }

    pub async fn switch_to(&self, tab: fantoccini::wd::WindowHandle) {
        self.client.switch_to_window(tab).await.expect("the tab");
    }

    /// What the browser wrote to its console since last asked: errors of scripts and of the content security policy.
    pub async fn console(&self) -> Vec<String> {
        let entries = self.command(Method::POST, "se/log", Some(json!({"type": "browser"}))).await;
        entries.as_array().into_iter().flatten().map(|entry| entry["message"].as_str().unwrap_or("").to_owned()).collect()
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(script, arguments).await.expect("a script that runs")
    }

    /// Runs a script that gives its answer to its last argument, a function.
    pub async fn run_and_wait(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute_async(script, arguments).await.expect("a script that answers")
    }

    /// A command of Chromium's own protocol.
    pub async fn cdp(&self, command: &str, parameters: Value) -> Value {
        self.command(Method::POST, "goog/cdp/execute", Some(json!({"cmd": command, "params": parameters}))).await
    }

    /// A WebDriver command below this session's address.
    pub async fn command(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        self.try_command(method, path, body).await.unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(super) async fn try_command(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value, CmdError> {
        let command = Command { method, path: path.to_owned(), body };
        self.client.issue_cmd(command).await
    }

    async fn labelled(&self, label: &str) -> Element {
        let field = format!("//*[@id = //label[normalize-space() = {}]/@for]", quoted(label));
        self.find(&field, &format!("the field \"{label}\"")).await
    }

    async fn find(&self, xpath: &str, what: &str) -> Element {
        for _ in 0..100 {
            if let Ok(element) = self.client.find(Locator::XPath(xpath)).await {
                return element;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{what} is not on {}:\n{}", self.address().await, self.client.source().await.unwrap_or_default());
    }

    pub(super) async fn wait_until(&self, condition: impl AsyncFn() -> bool) -> bool {
        for _ in 0..100 {
            if condition().await {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        false
    }
}

impl Drop for Chrome {
    /// Ends the session over a plain connection, since the test's runtime may be ending after a failure.
    fn drop(&mut self) {
        let address = self.driver.trim_start_matches("http://").trim_end_matches('/');
        let request = format!("DELETE /session/{} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n", self.session);
        if let Ok(mut stream) = TcpStream::connect(address) {
            let _ = stream.set_read_timeout(Some(Duration::from_secs(10)));
            let _ = stream.write_all(request.as_bytes());
            let _ = stream.read_to_end(&mut Vec::new());
        }
    }
}

fn capabilities(look: Look, profile: &Folder) -> Capabilities {
    let mut arguments = vec![
        "--headless".to_owned(),
        "--no-sandbox".to_owned(), // Chromium's sandbox refuses to run as root, as tests in containers do
        "--disable-gpu".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--disable-quic".to_owned(),
        "--no-first-run".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        "--window-size=1280,900".to_owned(),
        format!("--user-data-dir={}", profile.path().display()),
    ];
    if look.dark {
        arguments.push("--blink-settings=preferredColorScheme=0".to_owned());
    }
    let script = if look.script { 1 } else { 2 };
    let preferences = json!({
        "intl.accept_languages": look.language,
        "profile.managed_default_content_settings.javascript": script,
        "credentials_enable_service": false,
        "profile.password_manager_leak_detection": false,
    });
    let Value::Object(capabilities) = json!({
        "browserName": "chrome",
        "goog:chromeOptions": {"args": arguments, "prefs": preferences},
        "goog:loggingPrefs": {"browser": "ALL"},
        "timeouts": {"pageLoad": 30_000, "script": 60_000, "implicit": 0},
    }) else {
        unreachable!("an object")
    };
    capabilities
}

/// Text as an XPath literal.
fn quoted(text: &str) -> String {
    assert!(!text.contains('"') || !text.contains('\''), "no XPath literal holds both kinds of quotes: {text}");
    if text.contains('"') { format!("'{text}'") } else { format!("\"{text}\"") }
}

#[derive(Debug)]
struct Command {
    method: Method,
    path: String,
    body: Option<Value>,
}

impl WebDriverCompatibleCommand for Command {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or(""), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (self.method.clone(), self.body.as_ref().map(Value::to_string))
    }
}
