//! Every message × language, as words: the two parts say the same, and nothing in them reaches out.

use std::sync::Arc;
use std::time::Duration;

use frontdesk::foundation::clock::Timestamp;
use frontdesk::foundation::secret::Secret;
use frontdesk::messages::{Asked, Envelope, Letter, Letterhead, Letters, Message, MessageError, Recipient};
use frontdesk::text::LanguageTag;
use frontdesk::web::page::{PageSettings, Pages};
use scraper::{Html, Selector};

pub fn letters(pages: &Pages) -> Letters {
    let letterhead = Letterhead {
        name: "Riverside Health".to_owned(),
        help_phone: Some("+61 3 9000 1234".to_owned()),
        help_email: Some("desk@riverside.example".to_owned()),
    };
    Letters::new(Arc::clone(pages.texts()), Arc::clone(pages.templates()), letterhead)
}

pub fn envelope(email: &str, language: &str, message: Message) -> Envelope {
    Envelope {
        to: Recipient { email: email.to_owned(), name: "Zoë <O'Brien> & Söhne".to_owned(), language: language.parse().unwrap() },
        message,
        asked: Some(Asked {
            address: "203.0.113.7".parse().unwrap(),
            user_agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0".to_owned(),
        }),
    }
}

/// 22 November 2026, 10:03 UTC.
pub fn now() -> Timestamp {
    Timestamp::from_secs(1_795_341_780)
}

fn every_letter() -> Vec<(LanguageTag, &'static str, Letter, Message)> {
    let pages = Pages::load(&PageSettings::default()).unwrap();
    let letters = letters(&pages);
    let mut all = Vec::new();
    for language in pages.texts().languages() {
        for (sample, message) in Message::samples() {
            let letter = letters.compose(&envelope("zoe@riverside.example", &language.to_string(), message.clone()), now()).unwrap();
            all.push((language.clone(), sample, letter, message));
        }
    }
    assert!(all.len() >= 12);
    all
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(|word| word.trim_end_matches(':').to_owned()).filter(|word| word != "--").collect()
}

#[test]
fn text_and_html_say_the_same() {
    for (language, sample, letter, _) in every_letter() {
        let html = Html::parse_document(&letter.html);
        let body: String = html.select(&Selector::parse("body").unwrap()).flat_map(|body| body.text()).collect::<Vec<_>>().join(" ");
        assert_eq!(words(&letter.text), words(&body), "{language} {sample}");
        assert_eq!(html.root_element().value().attr("lang"), Some(language.to_string().as_str()));
        assert_eq!(html.select(&Selector::parse("h1").unwrap()).count(), 1);
    }
}

#[test]
fn a_message_fetches_nothing_and_links_only_where_it_says() {
    for (language, sample, letter, message) in every_letter() {
        let html = Html::parse_document(&letter.html);
        for element in html.select(&Selector::parse("*").unwrap()) {
            for (name, value) in element.value().attrs() {
                assert!(
                    !["src", "srcset", "background", "style"].contains(&name) && !name.starts_with("on"),
                    "{language} {sample}: {name}={value}"
                );
                let leads_there = message.link().is_some_and(|link| value == link.expose());
                assert!(name != "href" || leads_there, "{language} {sample}: {value}");
            }
            assert!(!["img", "script", "link", "iframe", "form", "b"].contains(&element.value().name()), "{language} {sample}");
        }
        assert!(!letter.html.contains("url("), "{language} {sample}");
        for what in message.link().into_iter().chain(message.code()) {
            assert!(letter.text.contains(what.expose()) && letter.html.contains(what.expose()), "{language} {sample}");
        }
    }
}

#[test]
fn a_subject_holds_neither_names_nor_secrets() {
    for (language, sample, letter, _) in every_letter() {
        for secret in ["rp_", "http", "Zoë", "zoe@", "Riverside", "038417"] {
            assert!(!letter.subject.contains(secret), "{language} {sample}: {}", letter.subject);
        }
        assert!(!letter.subject.is_empty() && !letter.subject.contains(char::is_control) && letter.subject.len() < 60);
    }
}

#[test]
fn a_message_says_who_asked_and_from_where() {
    for (language, sample, letter, _) in every_letter() {
        let moment = if language.to_string() == "de" { "22. November 2026 um 10:03 Uhr (UTC)" } else { "22 November 2026 at 10:03 (UTC)" };
        for fact in [moment, "203.0.113.7", "Firefox", "Windows", "zoe@riverside.example", "+61 3 9000 1234", "desk@riverside.example"] {
            assert!(letter.text.contains(fact), "{language} {sample} lacks {fact}:\n{}", letter.text);
        }
    }
}

#[test]
fn a_user_agent_is_never_repeated() {
    let pages = Pages::load(&PageSettings::default()).unwrap();
    let mut envelope = envelope("zoe@riverside.example", "en", Message::samples().remove(0).1);
    envelope.asked.as_mut().unwrap().user_agent = "Call +1 555 0100 now, Firefox/1 Windows".to_owned();
    let letter = letters(&pages).compose(&envelope, now()).unwrap();
    assert!(!letter.text.contains("555 0100") && letter.text.contains("with Firefox on Windows"));
}

#[test]
fn a_link_that_is_not_a_web_address_is_refused() {
    let pages = Pages::load(&PageSettings::default()).unwrap();
    for link in ["javascript:alert(1)", "/reset-password?token=1", "https://id.example.com/ x", ""] {
        let message = Message::ResetPassword { link: Secret::new(link), valid_for: Duration::from_mins(30) };
        let refused = letters(&pages).compose(&envelope("zoe@riverside.example", "en", message), now());
        assert!(matches!(refused, Err(MessageError::BadLink)), "{link}");
    }
}
