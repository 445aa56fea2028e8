//! A person with a browser: keeps cookies, follows redirects only when told, and submits the form the page contains.

use http::header::{ACCEPT, ACCEPT_LANGUAGE, ORIGIN, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::Value;
use url::{Origin, Url};

use super::cookies::Cookies;
use super::page::Page;

pub struct Visitor {
    pub cookies: Cookies,
    /// The page in front of the person.
    pub page: Page,
    http: reqwest::Client,
    headers: HeaderMap,
    /// The token of the last form that a page had.
    csrf: Option<String>,
}

impl Visitor {
    pub fn new() -> Self {
        let mut headers = HeaderMap::new();
        let browser = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
        headers.insert(USER_AGENT, HeaderValue::from_static(browser));
        headers.insert(ACCEPT, HeaderValue::from_static("text/html,application/xhtml+xml,*/*;q=0.8"));
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("en-AU,en;q=0.9"));
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().expect("a client");
        let blank = Page {
            url: Url::parse("about:blank").expect("a URL"),
            status: http::StatusCode::OK,
            headers: HeaderMap::new(),
            body: String::new(),
        };
        Self { cookies: Cookies::default(), page: blank, http, headers, csrf: None }
    }

    /// The same person at the same moment in another tab: the cookies are shared from here on by value only.
    pub fn another_tab(&self) -> Self {
        Self {
            cookies: self.cookies.clone(),
            page: self.page.clone(),
            http: self.http.clone(),
            headers: self.headers.clone(),
            csrf: self.csrf.clone(),
        }
    }

    /// Sends this header with every request from now on.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).expect("a header value"));
        self
    }

    #[must_use]
    pub fn speaking(self, languages: &str) -> Self {
        self.with_header("accept-language", languages)
    }

    /// Opens an address as if typed or followed from another site, and goes along redirects within that site.
    pub async fn open(&mut self, url: impl AsRef<str>) -> &Page {
        self.visit(url).await;
        self.follow().await
    }

    /// Opens an address and stays with the first answer.
    pub async fn visit(&mut self, url: impl AsRef<str>) -> &Page {
        let url = Url::parse(url.as_ref()).unwrap_or_else(|error| panic!("{}: {error}", url.as_ref()));
        self.send(Method::GET, url, None, "cross-site").await
    }

    /// Goes along redirects as long as they stay on the same site; the last answer may be a redirect to somewhere else.
    pub async fn follow(&mut self) -> &Page {
        for _ in 0..12 {
            let Some(next) = self.page.location().filter(|next| next.origin() == self.page.url.origin()) else { return &self.page };
            self.send(Method::GET, next, None, "same-origin").await;
        }
        panic!("redirects without end at {}", self.page.url);
    }

    /// Fills the form that has this button, presses it and stays with the first answer.
    pub async fn press_only(&mut self, button: &str, typed: &[(&str, &str)]) -> &Page {
        let form = self.page.fill(button, typed);
        if form.method == "post" {
            return self.send(Method::POST, form.action, Some(form.fields), "same-origin").await;
        }
        let mut url = form.action;
        url.query_pairs_mut().clear().extend_pairs(&form.fields);
        self.send(Method::GET, url, None, "same-origin").await
    }

    /// Fills the form that has this button, presses it and goes along redirects within the site.
    pub async fn press(&mut self, button: &str, typed: &[(&str, &str)]) -> &Page {
        self.press_only(button, typed).await;
        self.follow().await
    }

    /// Follows the link with this text.
    pub async fn click(&mut self, link: &str) -> &Page {
        let url = self.page.link(link);
        self.send(Method::GET, url, None, "same-origin").await;
        self.follow().await
    }

    /// Signs in on the sign-in page in front of the person.
    pub async fn log_in(&mut self, email: &str, password: &str) -> &Page {
        self.press("login", &[("email", email), ("password", password)]).await
    }

    /// Sends a form that no page gave, with this browser's cookies: what an attacker's script or a broken page would do.
    pub async fn post(&mut self, url: impl AsRef<str>, fields: &[(&str, &str)]) -> &Page {
        let url = Url::parse(url.as_ref()).unwrap_or_else(|error| panic!("{}: {error}", url.as_ref()));
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.send(Method::POST, url, Some(fields), "same-origin").await
    }

    /// Does what the script of the page does: posts JSON to one of the site's addresses, with the page's token. The page in
    /// front of the person stays; what came back is handed over.
    pub async fn call(&mut self, url: impl AsRef<str>, body: &Value) -> Page {
        let url = Url::parse(url.as_ref()).unwrap_or_else(|error| panic!("{}: {error}", url.as_ref()));
        let mut headers = self.headers.clone();
        self.cookies.send(&url, &mut headers);
        headers.entry("sec-fetch-site").or_insert(HeaderValue::from_static("same-origin"));
        headers.entry(ORIGIN).or_insert(HeaderValue::from_str(&origin_text(&url.origin())).expect("an origin"));
        if let Some(token) = &self.csrf {
            headers.entry("x-csrf-token").or_insert(HeaderValue::from_str(token).expect("a token"));
        }
        let answer = self.http.post(url.clone()).headers(headers).json(body).send().await.unwrap_or_else(|error| panic!("{url}: {error}"));
        let page = Page::read(answer).await;
        self.cookies.keep(&page.url, &page.headers);
        page
    }

    async fn send(&mut self, method: Method, url: Url, form: Option<Vec<(String, String)>>, site: &'static str) -> &Page {
        let mut headers = self.headers.clone();
        self.cookies.send(&url, &mut headers);
        headers.entry("sec-fetch-site").or_insert(HeaderValue::from_static(site));
        if method == Method::POST {
            let origin = origin_text(&url.origin());
            headers.entry(ORIGIN).or_insert(HeaderValue::from_str(&origin).expect("an origin"));
        }
        let mut request = self.http.request(method, url.clone()).headers(headers);
        if let Some(form) = form {
            request = request.form(&form);
        }
        let answer = request.send().await.unwrap_or_else(|error| panic!("{url}: {error}"));
        self.page = Page::read(answer).await;
        self.cookies.keep(&self.page.url, &self.page.headers);
        self.csrf = self.page.attribute("input[name=csrf]", "value").or(self.csrf.take());
        &self.page
    }
}

fn origin_text(origin: &Origin) -> String {
    origin.ascii_serialization()
}
