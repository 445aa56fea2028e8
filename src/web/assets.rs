//! Styles, scripts and marks: named after their content, so that a browser may keep them for ever.

use std::collections::HashMap;

use aws_lc_rs::digest::{SHA256, digest};
use bytes::Bytes;

use super::accent::Accent;
use crate::text::Files;

/// One file as it goes out. Its name changes with its content: `Cache-Control: public, max-age=31536000, immutable` is right for it.
#[derive(Clone, Debug)]
pub struct Asset {
    pub bytes: Bytes,
    pub content_type: &'static str,
    /// With its quotes, ready for the header.
    pub etag: String,
}

/// Every file of `templates/assets/`, by the name it has in pages.
pub struct Assets {
    by_public_name: HashMap<String, Asset>,
    public_names: HashMap<String, String>,
}

impl Assets {
    pub fn load(files: &Files) -> Self {
        let mut assets = Self { by_public_name: HashMap::new(), public_names: HashMap::new() };
        for (path, data) in files.effective("assets/", &[".css", ".js", ".svg", ".png", ".ico", ".woff2"]) {
            let name = path.trim_start_matches("assets/");
            let Some((stem, ending)) = name.rsplit_once('.') else { continue };
            let asset = Asset::new(Bytes::copy_from_slice(data), content_type(ending));
            let public = format!("{stem}-{}.{ending}", asset.etag.trim_matches('"'));
            assets.public_names.insert(name.to_owned(), public.clone());
            assets.by_public_name.insert(public, asset);
        }
        assets
    }

    /// The file that pages call `name`: one of ours, or the stylesheet of an accent colour, `brand-<hex>.css`.
    pub fn find(&self, name: &str) -> Option<Asset> {
        self.by_public_name.get(name).cloned().or_else(|| {
            let accent: Accent = name.strip_prefix("brand-")?.strip_suffix(".css")?.parse().ok()?;
            (name == brand_stylesheet(accent)).then(|| Asset::new(accent.stylesheet().into(), content_type("css")))
        })
    }

    /// The public name of the file `name` in `templates/assets/`.
    pub(super) fn public_name(&self, name: &str) -> Option<&str> {
        self.public_names.get(name).map(String::as_str)
    }

    /// Every file with its public name, for copying them somewhere.
    pub fn all(&self) -> impl Iterator<Item = (&str, &Asset)> {
        self.by_public_name.iter().map(|(name, asset)| (name.as_str(), asset))
    }
}

impl Asset {
    fn new(bytes: Bytes, content_type: &'static str) -> Self {
        let hash = digest(&SHA256, &bytes);
        let short = hash.as_ref().iter().take(6).fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
        Self { bytes, content_type, etag: format!("\"{short}\"") }
    }
}

/// The name of the stylesheet that brings an accent colour into a page.
pub(super) fn brand_stylesheet(accent: Accent) -> String {
    format!("brand-{}.css", accent.hex())
}

fn content_type(ending: &str) -> &'static str {
    match ending {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}
