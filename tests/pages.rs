//! Every page × sample × language.

use frontdesk::gallery;
use frontdesk::web::page::{PageSettings, Pages};

#[test]
fn every_page_renders() {
    let pages = Pages::load(&PageSettings::default()).unwrap();
    for language in pages.texts().languages() {
        let rendered = gallery::every_page(&pages, &gallery::sample_frame(language.clone()));
        assert!(rendered.unwrap_or_else(|error| panic!("{error}")).len() > 40);
    }
}
