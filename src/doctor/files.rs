//! Who else on this machine can read what only Frontdesk should.

use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::Findings;
use crate::config::Config;
use crate::storage::shown;

/// Permission bits of everybody else, and of the group and everybody else.
const OTHERS: u32 = 0o007;
const GROUP_AND_OTHERS: u32 = 0o077;

pub(super) fn check(config: &Config, configuration: Option<&Path>, findings: &mut Findings) {
    if config.master_key.key.expose().is_empty() {
        private(&config.master_key.file, GROUP_AND_OTHERS, findings);
    }
    if let Some(database) = config.database.file() {
        private(&database, GROUP_AND_OTHERS, findings);
    }
    if let Some(tls) = &config.web.tls {
        private(&tls.key, OTHERS, findings);
    }
    let configuration = configuration.unwrap_or(Path::new("frontdesk.toml"));
    if std::fs::read_to_string(configuration).is_ok_and(|text| holds_secrets(&text)) {
        private(configuration, OTHERS, findings);
    }
}

/// Whether the text sets something that is a secret by value.
fn holds_secrets(text: &str) -> bool {
    text.lines().map(str::trim).any(|line| {
        let Some((key, value)) = line.split_once('=') else { return false };
        let secret = matches!(key.trim(), "key" | "password") || value.contains("://") && value.contains('@');
        secret && !value.trim().trim_matches('"').is_empty() && !value.contains("file:")
    })
}

fn private(file: &Path, bits: u32, findings: &mut Findings) {
    let mode = match std::fs::metadata(file) {
        Ok(found) => found.permissions().mode() & 0o777,
        // Whether it must be there is asked where it is used.
        Err(error) if error.kind() == ErrorKind::NotFound => return,
        Err(error) => {
            findings.fail("files", format!("{}: {error}", shown(file)), "run the doctor as the account that Frontdesk runs as");
            return;
        }
    };
    if mode & bits == 0 {
        findings.ok("files", format!("{} is private (mode {mode:03o})", shown(file)));
    } else {
        findings.fail(
            "files",
            format!("{} can be read by other accounts (mode {mode:03o})", shown(file)),
            format!("chmod {:03o} {}", mode & !bits, shown(file)),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_by_value_is_seen_and_a_file_or_a_comment_is_not() {
        for text in ["password = \"pw\"", "  key = \"abc\"", "url = \"postgres://frontdesk:pw@db/frontdesk\"", "[a]\nkey=\"x\""] {
            assert!(holds_secrets(text), "{text}");
        }
        for text in
            ["password = \"\"", "key = \"file:/etc/key\"", "url = \"sqlite:frontdesk.db\"", "# password = \"pw\"", "issuer = \"https://a\""]
        {
            assert!(!holds_secrets(text), "{text}");
        }
    }
}
