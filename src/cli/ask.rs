//! Reading a password: unseen on the terminal, or from another program on standard input. Never from the arguments.

use std::io::{BufRead, IsTerminal, stdin};

use anyhow::{Context, Result, bail};

use crate::foundation::secret::Secret;

/// The longest line that is read, in bytes.
const LONGEST: usize = 4096;

/// A new password: asked for twice, or the first line of standard input.
pub(super) fn new_password(from_stdin: bool) -> Result<Secret> {
    if from_stdin {
        return line_of_stdin();
    }
    if !stdin().is_terminal() {
        bail!("there is no terminal to ask for the password on; give it on standard input with --password-stdin");
    }
    let typed = Secret::new(rpassword::prompt_password("Password: ").context("cannot read the password")?);
    let again = Secret::new(rpassword::prompt_password("Again: ").context("cannot read the password")?);
    if typed.expose() != again.expose() {
        bail!("the two passwords differ; nothing was changed");
    }
    Ok(typed)
}

/// The first line of standard input, without its end.
pub(super) fn line_of_stdin() -> Result<Secret> {
    let mut line = String::new();
    std::io::Read::take(stdin().lock(), LONGEST as u64).read_line(&mut line).context("cannot read standard input")?;
    let secret = Secret::new(line.trim_end_matches(['\r', '\n']));
    if secret.expose().is_empty() {
        bail!("standard input is empty; the secret must be its first line");
    }
    Ok(secret)
}
