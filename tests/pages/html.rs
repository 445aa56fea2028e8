//! One rendered page, read for what must be true of every page.

use std::collections::BTreeSet;

use frontdesk::gallery::Rendered;
use frontdesk::text::LanguageTag;
use scraper::{ElementRef, Html, Selector};

pub struct Reading {
    name: String,
    language: String,
    pub html: String,
    document: Html,
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

impl Reading {
    pub fn of(rendered: &Rendered, language: &LanguageTag) -> Self {
        Self {
            name: format!("{language} {} {}", rendered.page, rendered.sample),
            language: language.to_string(),
            document: Html::parse_document(&rendered.html),
            html: rendered.html.clone(),
        }
    }

    fn all(&self, text: &str) -> Vec<ElementRef<'_>> {
        self.document.select(&selector(text)).collect()
    }

    pub fn has(&self, text: &str) -> bool {
        !self.all(text).is_empty()
    }

    /// The values of one attribute, of every element that has it.
    pub fn attributes(&self, text: &str, name: &str) -> Vec<String> {
        self.all(text).iter().filter_map(|element| element.attr(name)).map(str::to_owned).collect()
    }

    /// Everything that must not be so, in words.
    pub fn offences(&self) -> Vec<String> {
        let checks = [Self::structure, Self::ids, Self::fields, Self::forms, Self::nothing_inline, Self::addresses, Self::hostile_text];
        checks.iter().flat_map(|check| check(self)).map(|offence| format!("{}: {offence}", self.name)).collect()
    }

    fn structure(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut expect = |holds: bool, what: &str| {
            if !holds {
                wrong.push(what.to_owned());
            }
        };
        expect(self.html.starts_with("<!doctype html>"), "no doctype at the very beginning");
        expect(self.attributes("html", "lang") == [self.language.clone()], "lang of html");
        expect(self.all("h1").len() == 1, "not exactly one h1");
        expect(self.all("main").len() == 1, "not exactly one main");
        expect(self.all("main h1").iter().all(|h1| !h1.text().collect::<String>().trim().is_empty()), "an empty h1");
        let title: String = self.all("title").iter().flat_map(ElementRef::text).collect();
        expect(title.contains(" – Riverside Notes") && !title.starts_with(" –"), "a title without subject or brand");
        expect(!self.html.contains(['\u{2068}', '\u{2069}']), "isolation marks");
        expect(
            self.all("main .button").len() <= 2 && self.all("main .button:not(.button-second)").len() <= 1,
            "more than one primary action",
        );
        expect(
            self.all("img:not([alt])").is_empty() && self.all("img:not([width]), img:not([height])").is_empty(),
            "img without alt or size",
        );
        expect(self.all("[tabindex]").iter().all(|element| element.attr("tabindex") == Some("-1")), "a tabindex that changes the order");
        expect(self.all("[autofocus]").len() <= 1, "two elements want the focus");
        wrong
    }

    fn ids(&self) -> Vec<String> {
        let ids = self.attributes("[id]", "id");
        let unique: BTreeSet<&String> = ids.iter().collect();
        let mut wrong = if unique.len() == ids.len() { Vec::new() } else { vec![format!("ids are not unique: {ids:?}")] };
        for name in ["aria-describedby", "aria-controls", "aria-labelledby", "for"] {
            for value in self.attributes(&format!("[{name}]"), name) {
                let missing = value.split_whitespace().filter(|id| !unique.contains(&(*id).to_owned()));
                wrong.extend(missing.map(|id| format!("{name} names #{id}, which is not there")));
                if value.trim().is_empty() {
                    wrong.push(format!("an empty {name}"));
                }
            }
        }
        wrong
    }

    fn fields(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for input in self.all("input:not([type=hidden]):not([aria-hidden]), select, textarea") {
            let id = input.attr("id").unwrap_or_default();
            if id.is_empty() || !self.has(&format!("label[for='{id}']")) {
                wrong.push(format!("no label for {:?}", input.attr("name")));
            }
            if input.attr("autocomplete").is_none() {
                wrong.push(format!("#{id} does not say how to be filled in"));
            }
            if input.attr("aria-invalid").is_some() && input.attr("aria-describedby").is_none() {
                wrong.push(format!("#{id} is wrong and does not say why"));
            }
        }
        for action in self.all("button, a") {
            let words: String = action.text().collect();
            if words.trim().is_empty() {
                wrong.push(format!("an action without words: {}", action.html()));
            }
        }
        wrong
    }

    fn forms(&self) -> Vec<String> {
        let ours = !self.name.contains("form_post");
        let mut wrong = Vec::new();
        for form in self.all("form") {
            let tokens = form.select(&selector("input[type=hidden][name=csrf]")).count();
            if form.attr("role") == Some("search") {
                // It changes nothing: what it asks for stands in the address.
                if form.attr("method") != Some("get") || tokens != 0 {
                    wrong.push("a search that is not asked for by GET alone".to_owned());
                }
                continue;
            }
            if form.attr("method") != Some("post") || form.attr("action").is_none_or(str::is_empty) {
                wrong.push("a form that does not post somewhere".to_owned());
            }
            if tokens != usize::from(ours) {
                wrong.push(format!("a form with {tokens} csrf tokens"));
            }
            if form.select(&selector("button[type=submit]")).next().is_none() {
                wrong.push("a form without a button".to_owned());
            }
        }
        wrong
    }

    fn nothing_inline(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for element in self.all("*") {
            for (name, value) in element.value().attrs() {
                if name.starts_with("on") || name == "style" || name == "srcdoc" {
                    wrong.push(format!("inline {name}={value:?}"));
                }
            }
        }
        let inline = self.all("style, base, iframe, object, embed, script:not([src])");
        wrong.extend(inline.iter().map(|element| format!("<{}>", element.value().name())));
        wrong.extend(
            self.all("script").iter().filter(|script| script.text().any(|text| !text.is_empty())).map(|_| "a script with text".to_owned()),
        );
        wrong
    }

    fn addresses(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for (what, name) in [("[href]", "href"), ("[src]", "src"), ("[action]", "action"), ("[formaction]", "formaction")] {
            for address in self.attributes(what, name) {
                let local = address.starts_with('/') && !address.starts_with("//") || address.starts_with('#');
                let elsewhere = ["https://", "tel:", "mailto:", "otpauth://totp/"].iter().any(|scheme| address.starts_with(scheme));
                if !local && (!elsewhere || name == "src") {
                    wrong.push(format!("{name} leads to {address:?}"));
                }
            }
        }
        wrong
    }

    /// The hostile sample shows as the text that it is.
    fn hostile_text(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let raw = ["<script>alert", "'hostile')</script>", "\"onmouseover=\"", "\" onmouseover"];
        wrong.extend(raw.iter().filter(|text| self.html.contains(**text)).map(|text| format!("unescaped {text}")));
        if self.name.ends_with("longest") {
            let seen: String = self.document.root_element().text().collect::<String>() + &self.attributes("input", "value").join(" ");
            if !seen.contains("<script>alert('hostile')</script>") || !seen.contains("{{ page }}") {
                wrong.push("the hostile text is not shown as it is".to_owned());
            }
        }
        wrong
    }
}
