//! What came back: status, headers, body, and the page in it as a person or a browser reads it.

use http::header::{CONTENT_TYPE, LOCATION};
use http::{HeaderMap, StatusCode};
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;
use url::Url;

#[derive(Clone, Debug)]
pub struct Page {
    pub url: Url,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

/// A form as the browser would send it: where, how, and the fields that it holds before anyone types.
#[derive(Clone, Debug)]
pub struct FilledForm {
    pub method: String,
    pub action: Url,
    pub fields: Vec<(String, String)>,
}

impl Page {
    pub async fn read(answer: reqwest::Response) -> Self {
        let (url, status, headers) = (answer.url().clone(), answer.status(), answer.headers().clone());
        let body = answer.text().await.expect("a body that ends");
        Self { url, status, headers, body }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    pub fn is_html(&self) -> bool {
        self.header(CONTENT_TYPE.as_str()).is_some_and(|kind| kind.starts_with("text/html"))
    }

    /// Where the answer sends the browser, made absolute.
    pub fn location(&self) -> Option<Url> {
        let location = self.header(LOCATION.as_str())?;
        Some(self.url.join(location).unwrap_or_else(|error| panic!("Location {location}: {error}")))
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|error| panic!("{} answered {} with no JSON ({error}): {}", self.url, self.status, self.body))
    }

    /// The text that a person sees, with single spaces.
    pub fn text(&self) -> String {
        let html = self.html();
        let body = html.select(&selector("body")).next();
        let visible = |node: &scraper::node::Text, parents: &[&str]| {
            (!parents.iter().any(|name| ["script", "style", "template"].contains(name))).then(|| node.to_string())
        };
        let mut words = Vec::new();
        if let Some(body) = body {
            for node in body.descendants() {
                if let Some(text) = node.value().as_text() {
                    let parents: Vec<&str> =
                        node.ancestors().filter_map(|parent| parent.value().as_element().map(scraper::node::Element::name)).collect();
                    words.extend(visible(text, &parents));
                }
            }
        }
        words.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The page's one main heading.
    pub fn heading(&self) -> String {
        let html = self.html();
        html.select(&selector("h1")).next().map(plain_text).unwrap_or_default()
    }

    /// Whether an element matches the CSS selector.
    pub fn has(&self, css: &str) -> bool {
        self.html().select(&selector(css)).next().is_some()
    }

    /// The text of the first element that matches the CSS selector.
    pub fn text_of(&self, css: &str) -> String {
        self.html().select(&selector(css)).next().map(plain_text).unwrap_or_default()
    }

    /// An attribute of the first element that matches the CSS selector.
    pub fn attribute(&self, css: &str, name: &str) -> Option<String> {
        self.html().select(&selector(css)).next().and_then(|element| element.attr(name)).map(str::to_owned)
    }

    /// Where the link with this text leads.
    pub fn link(&self, text: &str) -> Url {
        let html = self.html();
        let link = html.select(&selector("a[href]")).find(|link| plain_text(*link) == text);
        let href = link.and_then(|link| link.attr("href")).unwrap_or_else(|| panic!("no link \"{text}\" on:\n{}", self.body));
        self.url.join(href).expect("a URL in href")
    }

    /// The form with a button of this name, id or text: what pressing it would send with these fields filled.
    ///
    /// # Panics
    /// Where there is no such button, or where the form has no such field: a person could not do it either.
    pub fn fill(&self, button: &str, typed: &[(&str, &str)]) -> FilledForm {
        let html = self.html();
        let is_pressed = |candidate: &ElementRef| {
            let names = [candidate.attr("id"), candidate.attr("name"), candidate.attr("value")];
            names.contains(&Some(button)) || plain_text(*candidate) == button
        };
        let pressed = html.select(&selector("button, input[type=submit]")).find(is_pressed);
        let pressed = pressed.unwrap_or_else(|| panic!("no button \"{button}\" on {} {}:\n{}", self.url, self.status, self.body));
        let form = pressed.ancestors().filter_map(ElementRef::wrap).find(|parent| parent.value().name() == "form");
        let form = form.unwrap_or_else(|| panic!("the button \"{button}\" is in no form:\n{}", self.body));

        let mut fields = fields_of(form);
        for (name, value) in typed {
            match fields.iter_mut().find(|field| field.0 == *name) {
                Some(field) => (*value).clone_into(&mut field.1),
                // A box is ticked by naming it.
                None if has_box(form, name) => fields.push(((*name).to_owned(), (*value).to_owned())),
                None => panic!("the form with \"{button}\" has no field \"{name}\":\n{}", self.body),
            }
        }
        if let Some(name) = pressed.attr("name") {
            fields.push((name.to_owned(), pressed.attr("value").unwrap_or("").to_owned()));
        }
        let action = pressed.attr("formaction").or(form.attr("action")).unwrap_or("");
        FilledForm {
            method: form.attr("method").unwrap_or("get").to_ascii_lowercase(),
            action: if action.is_empty() { self.url.clone() } else { self.url.join(action).expect("a URL in action") },
            fields,
        }
    }

    fn html(&self) -> Html {
        Html::parse_document(&self.body)
    }
}

/// The fields that a browser sends (HTML, "constructing the entry list"): boxes that are not ticked stay out.
fn fields_of(form: ElementRef) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for field in form.select(&selector("input[name], select[name], textarea[name]")) {
        let name = field.attr("name").unwrap_or("").to_owned();
        let kind = field.attr("type").unwrap_or("text");
        let value = match (field.value().name(), kind) {
            (_, "submit" | "button" | "image" | "reset") => continue,
            ("input", "checkbox" | "radio") if field.attr("checked").is_none() => continue,
            ("input", "checkbox" | "radio") => field.attr("value").unwrap_or("on").to_owned(),
            ("input", _) => field.attr("value").unwrap_or("").to_owned(),
            ("select", _) => {
                let chosen = field.select(&selector("option[selected]")).next().or_else(|| field.select(&selector("option")).next());
                chosen.map(|option| option.attr("value").map_or_else(|| plain_text(option), str::to_owned)).unwrap_or_default()
            }
            _ => field.text().collect(),
        };
        fields.push((name, value));
    }
    fields
}

fn has_box(form: ElementRef, name: &str) -> bool {
    form.select(&selector("input[type=checkbox], input[type=radio]")).any(|field| field.attr("name") == Some(name))
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap_or_else(|error| panic!("{css}: {error}"))
}

fn plain_text(element: ElementRef) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
