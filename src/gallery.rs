//! `frontdesk pages DIR`: every page as files, to be looked at without a server.
//!
//! The same samples are rendered by `tests/pages.rs`; a page that is missing from [`every_page`] is missing in both.

use std::path::Path;

use anyhow::Context;

use crate::account::pages as account;
use crate::authorization::pages::FormPostPage;
use crate::authorization::practice::pages::PickPracticePage;
use crate::consent::pages::ConsentPage;
use crate::factors::pages::{RecoveryCodesPage, SetUpPage, ValidatePage};
use crate::login::pages as login;
use crate::logout::pages::{LogoutPage, SignedOutPage};
use crate::practice::pages as practice;
use crate::text::LanguageTag;
use crate::web::page::{Brand, Frame, Help, Page, PageSettings, Pages, RenderError};
use crate::web::pages::ProblemPage;

/// One sample of one page in one language.
pub struct Rendered {
    /// The template's path without its ending, such as `login/login`.
    pub page: &'static str,
    pub sample: &'static str,
    pub html: String,
}

/// Every page with every one of its samples.
pub fn every_page(pages: &Pages, frame: &Frame) -> Result<Vec<Rendered>, RenderError> {
    let mut all = Vec::new();
    add::<login::LoginPage>(&mut all, pages, frame)?;
    add::<login::ForgotPasswordPage>(&mut all, pages, frame)?;
    add::<login::ForgotPasswordSentPage>(&mut all, pages, frame)?;
    add::<login::ResetPasswordPage>(&mut all, pages, frame)?;
    add::<login::ResetPasswordDonePage>(&mut all, pages, frame)?;
    add::<login::VerifyEmailPage>(&mut all, pages, frame)?;
    add::<login::VerifyEmailDonePage>(&mut all, pages, frame)?;
    add::<login::InvitationPage>(&mut all, pages, frame)?;
    add::<login::JoinedPage>(&mut all, pages, frame)?;
    add::<login::HomePage>(&mut all, pages, frame)?;
    add::<login::SecondStepPage>(&mut all, pages, frame)?;
    add::<login::ChooseMethodPage>(&mut all, pages, frame)?;
    add::<login::RecoveryCodePage>(&mut all, pages, frame)?;
    add::<login::OfferPasskeyPage>(&mut all, pages, frame)?;
    add::<SetUpPage>(&mut all, pages, frame)?;
    add::<ValidatePage>(&mut all, pages, frame)?;
    add::<RecoveryCodesPage>(&mut all, pages, frame)?;
    add::<account::ProfilePage>(&mut all, pages, frame)?;
    add::<account::ChangeEmailPage>(&mut all, pages, frame)?;
    add::<account::ConfirmEmailPage>(&mut all, pages, frame)?;
    add::<account::PasswordPage>(&mut all, pages, frame)?;
    add::<account::TwoFactorPage>(&mut all, pages, frame)?;
    add::<account::PasskeysPage>(&mut all, pages, frame)?;
    add::<account::RenamePasskeyPage>(&mut all, pages, frame)?;
    add::<account::RecoveryCodesLeftPage>(&mut all, pages, frame)?;
    add::<account::DevicesPage>(&mut all, pages, frame)?;
    add::<account::AppsPage>(&mut all, pages, frame)?;
    add::<account::ActivityPage>(&mut all, pages, frame)?;
    add::<account::DownloadPage>(&mut all, pages, frame)?;
    add::<account::UsersPage>(&mut all, pages, frame)?;
    add::<account::ConfirmItsYouPage>(&mut all, pages, frame)?;
    add::<account::AreYouSurePage>(&mut all, pages, frame)?;
    add::<account::NotMeDonePage>(&mut all, pages, frame)?;
    add::<PickPracticePage>(&mut all, pages, frame)?;
    add::<practice::GroupsPage>(&mut all, pages, frame)?;
    add::<practice::SecondFactorFirstPage>(&mut all, pages, frame)?;
    add::<practice::OverviewPage>(&mut all, pages, frame)?;
    add::<practice::RulesPage>(&mut all, pages, frame)?;
    add::<practice::RulesPreviewPage>(&mut all, pages, frame)?;
    add::<practice::MembersPage>(&mut all, pages, frame)?;
    add::<practice::MemberPage>(&mut all, pages, frame)?;
    add::<practice::AccessPage>(&mut all, pages, frame)?;
    add::<practice::ExtendPage>(&mut all, pages, frame)?;
    add::<practice::SurePage>(&mut all, pages, frame)?;
    add::<practice::InvitePage>(&mut all, pages, frame)?;
    add::<practice::InvitationsPage>(&mut all, pages, frame)?;
    add::<practice::GroupActivityPage>(&mut all, pages, frame)?;
    add::<ConsentPage>(&mut all, pages, frame)?;
    add::<FormPostPage>(&mut all, pages, frame)?;
    add::<LogoutPage>(&mut all, pages, frame)?;
    add::<SignedOutPage>(&mut all, pages, frame)?;
    add::<ProblemPage>(&mut all, pages, frame)?;
    Ok(all)
}

fn add<P: Page>(all: &mut Vec<Rendered>, pages: &Pages, frame: &Frame) -> Result<(), RenderError> {
    for (sample, page) in P::samples() {
        all.push(Rendered { page: P::TEMPLATE.trim_end_matches(".html"), sample, html: pages.render(&page, frame)? });
    }
    Ok(())
}

/// The frame in which the gallery hangs its pages.
pub fn sample_frame(language: LanguageTag) -> Frame {
    Frame {
        language,
        brand: Brand { name: "Riverside Notes".to_owned(), practice: Some("Riverside Health".to_owned()), logo_url: None, accent: None },
        csrf: "sample-csrf".to_owned(),
        request_id: "K7M2-9QXD".to_owned(),
        help: Some(Help { phone: Some("+61 3 9000 1234".to_owned()), email: Some("desk@riverside.example".to_owned()) }),
        base_path: String::new(),
    }
}

/// Writes every page × sample × language below `directory`, with an `index.html` that leads to them.
pub fn write_gallery(directory: &Path, settings: &PageSettings) -> anyhow::Result<usize> {
    let pages = Pages::load(settings)?;
    let write = |path: &str, bytes: &[u8]| -> anyhow::Result<()> {
        let path = directory.join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        std::fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))
    };
    for (name, asset) in pages.assets().all() {
        write(&format!("assets/{name}"), &asset.bytes)?;
    }
    let mut index = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Pages of Frontdesk</title><h1>Pages of Frontdesk</h1><ul>",
    );
    let mut count = 0;
    for language in pages.texts().languages() {
        for rendered in every_page(&pages, &sample_frame(language.clone()))? {
            let path = format!("{language}/{}-{}.html", rendered.page.replace('/', "-"), rendered.sample);
            // Files have no root: the assets lie one folder up.
            write(&path, rendered.html.replace("=\"/assets/", "=\"../assets/").as_bytes())?;
            index.extend(["<li><a href=\"", &path, "\">", &path, "</a></li>\n"]);
            count += 1;
        }
    }
    write("index.html", (index + "</ul></html>").as_bytes())?;
    Ok(count)
}
