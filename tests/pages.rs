//! Every page × sample × language: rendered, and read as a browser and as a careful reader would.

#![cfg(test)]

#[path = "pages/html.rs"]
mod html;
#[path = "pages/texts.rs"]
mod texts;

use std::collections::BTreeSet;
use std::path::Path;

use frontdesk::gallery::{self, Rendered};
use frontdesk::text::LanguageTag;
use frontdesk::web::accent::{Accent, Colour};
use frontdesk::web::page::{Help, PageSettings, Pages};
use html::Reading;

fn pages() -> Pages {
    Pages::load(&PageSettings::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// Every page in every language.
fn all(pages: &Pages) -> Vec<(LanguageTag, Rendered)> {
    let render = |language: &LanguageTag| gallery::every_page(pages, &gallery::sample_frame(language.clone()));
    let languages = pages.texts().languages();
    languages
        .flat_map(|language| render(language).unwrap_or_else(|error| panic!("{error}")).into_iter().map(|page| (language.clone(), page)))
        .collect()
}

fn one(pages: &Pages, page: &str, sample: &str) -> Reading {
    let found = all(pages).into_iter().find(|(_, rendered)| rendered.page == page && rendered.sample == sample);
    let (language, rendered) = found.unwrap_or_else(|| panic!("no sample {page} {sample}"));
    Reading::of(&rendered, &language)
}

#[test]
fn every_page_is_sound_in_every_language() {
    let pages = pages();
    let mut offences = Vec::new();
    for (language, rendered) in all(&pages) {
        offences.extend(Reading::of(&rendered, &language).offences());
    }
    assert!(offences.is_empty(), "\n{}", offences.join("\n"));
}

#[test]
fn every_page_template_has_a_page() {
    let rendered: BTreeSet<String> = all(&pages()).into_iter().map(|(_, rendered)| format!("{}.html", rendered.page)).collect();
    for (path, _) in texts::files(Path::new("templates"), &["html"]) {
        let elsewhere = ["components/", "mail/", "demo/", "layout"].iter().any(|start| path.starts_with(start));
        assert!(elsewhere || rendered.contains(&path), "templates/{path} is no page of the gallery");
    }
}

#[test]
fn conformance_drivers_find_what_they_press() {
    let pages = pages();
    for (page, sample, ids) in [
        ("login/login", "empty", &["email", "password", "login", "cancel"][..]),
        ("consent/consent", "filled", &["allow", "deny"]),
        ("logout/logout", "filled", &["logout", "cancel"]),
        ("login/home", "filled", &["logout"]),
    ] {
        let reading = one(&pages, page, sample);
        for id in ids {
            assert!(reading.has(&format!("#{id}")), "{page} has no #{id}");
        }
    }
    assert!(one(&pages, "login/login", "empty").has("form[method=post] input[type=hidden][name=csrf]"));
    assert!(one(&pages, "login/login", "alone").has("#login") && !one(&pages, "login/login", "alone").has("#cancel"));
}

#[test]
fn what_was_typed_comes_back_and_the_password_never() {
    let refused = one(&pages(), "login/login", "refused");
    assert!(refused.has("#email[value='alice.nguyen@riverside.example'][aria-invalid=true]"));
    assert!(refused.has("#password[aria-invalid=true]:not([value])"));
    assert!(refused.has("#summary[role=alert][tabindex='-1'][autofocus]"));
    let incomplete = one(&pages(), "login/login", "incomplete");
    assert!(incomplete.has("#summary a[href='#email']") && incomplete.has("#email[aria-describedby=email-error]"));
}

#[test]
fn an_answer_to_an_app_carries_nothing_of_ours() {
    let page = one(&pages(), "authorization/form_post", "filled");
    assert_eq!(page.attributes("main form input", "name"), ["code", "state", "iss"]);
    assert_eq!(page.attributes("main form", "action"), ["https://notes.example.com/callback"]);
    assert!(page.has("main form button[type=submit]:not([name])"));
    assert!(!page.html.contains("sample-csrf"));
}

#[test]
fn a_sign_in_page_weighs_little() {
    let pages = pages();
    let page = one(&pages, "login/login", "refused");
    let assets: usize = pages.assets().all().filter(|(name, _)| page.html.contains(name)).map(|(_, asset)| asset.bytes.len()).sum();
    let total = page.html.len() + assets;
    assert!(assets > 1000 && total <= 50 * 1024, "{total} bytes");
}

#[test]
fn assets_are_named_after_their_content() {
    let pages = pages();
    let page = one(&pages, "login/login", "empty");
    for address in page.attributes("link[href], script[src], img[src]", "href").iter().chain(&page.attributes("script[src]", "src")) {
        let name = address.strip_prefix("/assets/").unwrap_or_else(|| panic!("{address} is not one of our assets"));
        let asset = pages.asset(name).unwrap_or_else(|| panic!("{name} is not served"));
        assert!(name.contains(asset.etag.trim_matches('"')) && !asset.content_type.contains("octet"), "{name}");
    }
    for missing in ["frontdesk.css", "../Cargo.toml", "brand-.css", "brand-2a665.css", "brand-2A6652.css", "brand-#2a6652.css", ""] {
        assert!(pages.asset(missing).is_none(), "{missing}");
    }
}

/// WCAG 2.2: 4.5 : 1 for text (1.4.3), 3 : 1 for the edges of fields (1.4.11).
#[test]
fn every_pair_of_colours_can_be_read_by_day_and_at_night() {
    let (_, css) = texts::files(Path::new("templates/assets"), &["css"]).into_iter().find(|(name, _)| name == "frontdesk.css").unwrap();
    let (day, night) = css.split_once("@media (prefers-color-scheme: dark)").unwrap();
    let pairs = "ink card, ink wall, ink light, ink desk, ink error-soft, ink warning-soft, ink done-soft, quiet card, quiet wall, quiet light, \
         quiet desk, accent card, accent light, accent desk, accent-strong card, on-accent accent, on-accent accent-strong, error card, \
         error error-soft, warning warning-soft, done done-soft";
    for (mode, values) in [("day", day), ("night", night)] {
        let colour = |name: &str| {
            let hex = values.split_once(&format!("--{name}: #")).unwrap_or_else(|| panic!("{mode} has no {name}")).1;
            let channel = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
            Colour(channel(0), channel(2), channel(4))
        };
        for (front, back) in pairs.split(", ").filter_map(|pair| pair.trim().split_once(' ')) {
            let contrast = colour(front).contrast(colour(back));
            assert!(contrast >= 4.5, "{mode}: {front} on {back} is {contrast:.2}");
        }
        assert!(colour("field-line").contrast(colour("card")) >= 3.0, "{mode}: the edge of a field");
    }
}

#[test]
fn a_brand_brings_its_accent_as_a_stylesheet_and_its_prefix_everywhere() {
    let pages = pages();
    let mut frame = gallery::sample_frame(LanguageTag::default());
    frame.brand.accent = Some("#1f4fa0".parse::<Accent>().unwrap());
    frame.base_path = "/id".to_owned();
    let rendered = gallery::every_page(&pages, &frame).unwrap().remove(0);
    let page = Reading::of(&rendered, &frame.language);
    assert!(page.has("link[rel=stylesheet][href='/id/assets/brand-1f4fa0.css']"));
    let sheet = pages.asset("brand-1f4fa0.css").unwrap();
    assert_eq!(sheet.content_type, "text/css; charset=utf-8");
    assert!(std::str::from_utf8(&sheet.bytes).unwrap().contains("--accent:#1f4fa0"));
    assert!(page.attributes("script", "src").iter().all(|address| address.starts_with("/id/assets/")));
}

#[test]
fn help_is_offered_only_where_there_is_some() {
    let pages = pages();
    let mut frame = gallery::sample_frame(LanguageTag::default());
    let first =
        |frame: &frontdesk::web::page::Frame| Reading::of(&gallery::every_page(&pages, frame).unwrap().remove(0), &LanguageTag::default());
    assert!(first(&frame).has("a[href='tel:+61390001234']") && first(&frame).has("a[href='mailto:desk@riverside.example']"));
    frame.help = Some(Help { phone: None, email: Some("desk@riverside.example".to_owned()) });
    assert!(!first(&frame).has("a[href^='tel:']") && first(&frame).has("a[href^='mailto:']"));
    frame.help = None;
    assert!(!first(&frame).has("a[href^='mailto:']"));
}

/// A directory that is gone when the test is.
struct Overrides(std::path::PathBuf);

impl Overrides {
    fn with(name: &str, file: &str, content: &str) -> Self {
        let directory = std::env::temp_dir().join(format!("frontdesk-pages-{}-{name}", std::process::id()));
        let path = directory.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        Self(directory)
    }

    fn load(&self) -> Result<Pages, String> {
        Pages::load(&PageSettings { overrides: Some(self.0.clone()), ..PageSettings::default() }).map_err(|error| error.to_string())
    }
}

impl Drop for Overrides {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn an_operators_files_win() {
    let template = Overrides::with("template", "login/home.html", "<!doctype html><html lang=\"en\"><h1>Ours</h1></html>");
    assert!(one(&template.load().unwrap(), "login/home", "empty").html.contains("Ours"));
    let text = Overrides::with("text", "text/en/own.ftl", "login-title = Step inside\n");
    let page = one(&text.load().unwrap(), "login/login", "empty");
    assert!(page.html.contains("Step inside") && page.html.contains("Forgotten password?"));
    let language = Overrides::with("language", "text/fr/login.ftl", "login-title = Se connecter\n");
    assert!(language.load().unwrap().texts().languages().any(|tag| tag.to_string() == "fr"), "a language is added by adding texts");
}

#[test]
fn a_broken_override_is_refused_with_its_place() {
    let said = |name, file, content| Overrides::with(name, file, content).load().err().unwrap_or_else(|| panic!("{name} was accepted"));
    let syntax = said("syntax", "login/home.html", "<p>\n{% if page.person %}");
    assert!(syntax.contains("login/home.html") && syntax.contains(":2:"), "{syntax}");
    let function = said("function", "login/home.html", "{{ shell(command=\"ls\") }}");
    assert!(function.contains("login/home.html") && function.contains("shell"), "{function}");
    let text = said("broken-text", "text/en/own.ftl", "login-title = A\nthis is nothing\n");
    assert!(text.contains("text/en/own.ftl, line 2"), "{text}");
    let nowhere = PageSettings { overrides: Some("/does/not/exist".into()), ..PageSettings::default() };
    assert!(Pages::load(&nowhere).err().unwrap().to_string().contains("/does/not/exist"));
    let unknown = PageSettings { language: "fr".parse().unwrap(), ..PageSettings::default() };
    assert!(Pages::load(&unknown).err().unwrap().to_string().contains("speak one of: de, en"));
}
