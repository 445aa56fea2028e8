//! What the start page receives.

use serde::Serialize;

use super::web;
use crate::web::href::Href;
use crate::web::page::Page;

/// Where everything is and what to try.
#[derive(Clone, Debug, Serialize)]
pub struct StartPage {
    pub calendar: Href,
    pub billing: Href,
    pub frontdesk: Href,
    pub discovery: Href,
    pub forgot_password: Href,
    pub two_factor: Href,
    pub passkeys: Href,
    /// Managing the practice.
    pub users: Href,
    pub letters: usize,
    pub password: &'static str,
    pub people: Vec<PersonLine>,
    /// Of those who have one.
    pub authenticators: Vec<AppShown>,
    /// The day from which the practice demands two-factor authentication, while it does.
    pub deadline: Option<String>,
}

/// An authenticator app, open on the table.
#[derive(Clone, Debug, Serialize)]
pub struct AppShown {
    /// Whose it is.
    pub name: &'static str,
    /// The key in groups of four.
    pub typed: String,
    pub code: String,
}

/// One of the people.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct PersonLine {
    pub name: &'static str,
    pub email: &'static str,
    pub role: &'static str,
    pub access: &'static str,
    /// The status of two-factor authentication.
    pub second_step: &'static str,
    pub remark: &'static str,
}

impl Page for StartPage {
    const TEMPLATE: &'static str = "demo/start.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let at = |path: &str| web(&format!("http://localhost:8080{path}"));
        let app = |name, code: &str| AppShown { name, typed: "GEZD GNBV GY3T QOJQ".to_owned(), code: code.to_owned() };
        let filled = Self {
            calendar: web("http://localhost:8082/"),
            billing: web("http://localhost:8083/"),
            frontdesk: at("/"),
            discovery: at("/.well-known/openid-configuration"),
            forgot_password: at("/forgot-password"),
            two_factor: at("/account/two-factor"),
            passkeys: at("/account/passkeys"),
            users: at("/settings/users"),
            letters: 2,
            password: crate::demo::PASSWORD,
            people: crate::demo::people::PEOPLE.to_vec(),
            authenticators: vec![app("David O'Brien", "038417"), app("Ines Duarte", "771204")],
            deadline: Some("1 December 2026".to_owned()),
        };
        let empty = Self { authenticators: Vec::new(), deadline: None, ..filled.clone() };
        vec![("filled", filled), ("empty", empty)]
    }
}
