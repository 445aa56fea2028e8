//! Every page of the product, read by axe-core: the rules of WCAG 2.2 AA and good practice that a machine can check.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use frontdesk::demo::{Addresses, Demo, DemoOptions};
use frontdesk::gallery;
use frontdesk::web::page::{PageSettings, Pages};
use http::{StatusCode, header};
use serde_json::{Value, json};

use crate::support::{Chrome, Look, server};

/// The pages as files, on an address.
struct Gallery {
    pages: Pages,
    rendered: Vec<gallery::Rendered>,
}

impl Gallery {
    async fn open() -> (Arc<Self>, String) {
        let pages = Pages::load(&PageSettings::default()).unwrap();
        let rendered = gallery::every_page(&pages, &gallery::sample_frame("en".parse().unwrap())).unwrap();
        let gallery = Arc::new(Self { pages, rendered });
        let router = Router::new().route("/page/{number}", get(page)).route("/assets/{name}", get(asset)).with_state(Arc::clone(&gallery));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (gallery, address)
    }
}

async fn page(State(gallery): State<Arc<Gallery>>, Path(number): Path<usize>) -> Response {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], gallery.rendered[number].html.clone()).into_response()
}

async fn asset(State(gallery): State<Arc<Gallery>>, Path(name): Path<String>) -> Response {
    match gallery.pages.asset(&name) {
        Some(asset) => ([(header::CONTENT_TYPE, asset.content_type)], asset.bytes.clone()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A browser with axe-core; `None`, with a message, where one of them is not there.
struct Reader {
    chrome: Chrome,
    axe: String,
}

impl Reader {
    async fn start(look: Look) -> Option<Self> {
        let axe = server("FRONTDESK_TEST_AXE")?;
        let axe = std::fs::read_to_string(axe).expect("axe-core, which tests/run fetches");
        Some(Self { chrome: Chrome::start_with(look).await?, axe })
    }

    /// What axe-core finds on the page at `address`: the rules broken, each with the places where.
    async fn read(&self, address: &str) -> Vec<String> {
        self.chrome.goto(address).await;
        self.chrome.run(&self.axe, Vec::new()).await;
        let run = "const [rules, done] = arguments; axe.run(document, rules).then(done, error => done({ broken: String(error) }))";
        let result = self.chrome.run_and_wait(run, vec![json!({ "resultTypes": ["violations"] })]).await;
        let violations = result["violations"].as_array().unwrap_or_else(|| panic!("{result}"));
        let places = |violation: &Value| -> Vec<String> {
            violation["nodes"].as_array().into_iter().flatten().map(|node| node["html"].to_string()).collect()
        };
        violations.iter().map(|violation| format!("{}: {}", violation["id"], places(violation).join(" "))).collect()
    }

    /// Reads the pages that `wanted` lets through.
    async fn reads(&self, wanted: impl Fn(&gallery::Rendered) -> bool) {
        let (gallery, address) = Gallery::open().await;
        let mut found = Vec::new();
        for (number, rendered) in gallery.rendered.iter().enumerate().filter(|(_, rendered)| stays(rendered) && wanted(rendered)) {
            let mut offences = self.read(&format!("{address}/page/{number}")).await;
            if self.chrome.scrolls_sideways().await {
                offences.push("wider than the window".to_owned());
            }
            found.extend(offences.into_iter().map(|offence| format!("{} {}: {offence}", rendered.page, rendered.sample)));
        }
        assert!(found.is_empty(), "\n{}", found.join("\n"));
    }
}

/// A page that posts itself at once is gone before anybody reads it.
fn stays(rendered: &gallery::Rendered) -> bool {
    rendered.page != "authorization/form_post"
}

fn is_of_a_console(rendered: &gallery::Rendered) -> bool {
    rendered.html.contains("class=\"console\"")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_a_sign_in_is_accessible() {
    let Some(reader) = Reader::start(Look::default()).await else { return };
    reader.reads(|rendered| !is_of_a_console(rendered)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_a_console_is_accessible() {
    let Some(reader) = Reader::start(Look::default()).await else { return };
    reader.reads(is_of_a_console).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_accessible_on_a_dark_phone() {
    let Some(reader) = Reader::start(Look { dark: true, phone: Some((390, 844, 2.0)), ..Look::default() }).await else { return };
    let seen = std::cell::RefCell::new(BTreeSet::new());
    // Of each page its first and its longest sample.
    reader.reads(|rendered| seen.borrow_mut().insert(rendered.page) || rendered.sample == "longest").await;
}

/// The example's own pages, which are not in the gallery: where a newcomer begins.
#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_example_is_accessible() {
    for look in [Look::default(), Look { dark: true, phone: Some((390, 844, 2.0)), ..Look::default() }] {
        let Some(reader) = Reader::start(look).await else { return };
        let demo = Demo::open(&DemoOptions { folder: None, port: 0 }).await.unwrap();
        let Addresses { desk, calendar, billing, .. } = &demo.addresses;
        let mail = format!("{desk}/mail");
        reader.chrome.goto(&mail).await;
        let letter = reader.chrome.run("return document.querySelector('.demo-letters a').href", Vec::new()).await;
        let letter = letter.as_str().expect("a letter in the mailbox").to_owned();
        let mut found = Vec::new();
        for address in [desk, &mail, &letter, calendar, billing] {
            found.extend(reader.read(address).await.into_iter().map(|offence| format!("{address} {offence}")));
            if reader.chrome.scrolls_sideways().await {
                found.push(format!("{address} is wider than the window"));
            }
        }
        assert!(found.is_empty(), "\n{}", found.join("\n"));
        demo.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_are_found() {
    let Some(reader) = Reader::start(Look::default()).await else { return };
    let page =
        "data:text/html,<!doctype html><html lang=en><title>Try</title><main><h1>Try</h1><input><p style='color:%23ccc'>Pale</p></main>";
    let found = reader.read(page).await;
    assert!(found.iter().any(|offence| offence.contains("label")), "{found:?}");
    assert!(found.iter().any(|offence| offence.contains("color-contrast")), "{found:?}");
}
