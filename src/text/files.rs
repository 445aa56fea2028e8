//! The files of `templates/`: embedded in the binary, and an operator's directory laid over them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rust_embed::Embed;

#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/templates"]
struct Embedded;

/// A directory of overrides that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the templates directory {path} cannot be read: {source}")]
pub struct OverrideError {
    path: PathBuf,
    source: std::io::Error,
}

/// Every file by its path below `templates/`, with forward slashes.
///
/// Built-in and overriding files stay apart, because texts merge message by message while templates replace each other.
pub struct Files {
    built_in: BTreeMap<String, Cow<'static, [u8]>>,
    overriding: BTreeMap<String, Vec<u8>>,
}

impl Files {
    /// Reads the embedded files, and those in `directory` where an operator named one.
    pub fn load(directory: Option<&Path>) -> Result<Self, OverrideError> {
        let built_in = Embedded::iter().filter_map(|path| Some((path.to_string(), Embedded::get(&path)?.data))).collect();
        let mut overriding = BTreeMap::new();
        if let Some(root) = directory {
            collect(root, root, &mut overriding)?;
        }
        Ok(Self { built_in, overriding })
    }

    /// The files under `folder` with one of these endings; an overriding file stands in place of the built-in one.
    pub fn effective<'a>(&'a self, folder: &'a str, endings: &'a [&'a str]) -> impl Iterator<Item = (&'a str, &'a [u8])> {
        let fits = move |path: &str| path.starts_with(folder) && endings.iter().any(|ending| path.ends_with(ending));
        let plain = self
            .built_in
            .iter()
            .filter(|(path, _)| !self.overriding.contains_key(*path))
            .map(|(path, data)| (path.as_str(), data.as_ref()));
        let laid_over = self.overriding.iter().map(|(path, data)| (path.as_str(), data.as_slice()));
        plain.chain(laid_over).filter(move |(path, _)| fits(path))
    }

    /// The files under `folder` with this ending: first all built-in ones, then all overriding ones.
    pub fn layered<'a>(&'a self, folder: &'a str, ending: &'a str) -> impl Iterator<Item = (&'a str, &'a [u8])> {
        let plain = self.built_in.iter().map(|(path, data)| (path.as_str(), data.as_ref()));
        let laid_over = self.overriding.iter().map(|(path, data)| (path.as_str(), data.as_slice()));
        plain.chain(laid_over).filter(move |(path, _)| path.starts_with(folder) && path.ends_with(ending))
    }
}

fn collect(root: &Path, directory: &Path, into: &mut BTreeMap<String, Vec<u8>>) -> Result<(), OverrideError> {
    let failed = |source| OverrideError { path: directory.to_owned(), source };
    for entry in std::fs::read_dir(directory).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            collect(root, &path, into)?;
        } else if let Ok(relative) = path.strip_prefix(root) {
            let name = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
            let data = std::fs::read(&path).map_err(|source| OverrideError { path: path.clone(), source })?;
            into.insert(name, data);
        }
    }
    Ok(())
}
