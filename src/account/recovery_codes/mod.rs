//! Recovery codes: how many are left, new ones, and the sheet on which they are shown once.
//!
//! Nothing is kept here that could be shown again: the codes stand in the answer to the press that made them, and a file of
//! them is made from what the page itself sends.

pub mod routes;

use crate::factors::recovery_code::{IN_A_SET, RecoveryCode};
use crate::foundation::secret::Secret;

/// The codes that a page sent, as a text to keep; `None` for anything that is no list of codes, so that nobody's page can
/// make us hand out a file with other words in it.
fn file<'a>(codes: impl Iterator<Item = &'a str>, heading: &str) -> Option<Secret> {
    let codes: Vec<RecoveryCode> = codes.map(RecoveryCode::parse).collect::<Option<_>>()?;
    if codes.is_empty() || codes.len() > IN_A_SET {
        return None;
    }
    let mut text = format!("{heading}\r\n\r\n");
    for code in &codes {
        text.push_str(code.shown().expose());
        text.push_str("\r\n");
    }
    Some(Secret::new(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_holds_codes_and_nothing_else() {
        let of = |codes: &[&str]| file(codes.iter().copied(), "Codes of alice").map(|text| text.expose().to_owned());
        assert_eq!(of(&["7k2m9-qxd4t", "B8HNC3W5EZ"]).unwrap(), "Codes of alice\r\n\r\n7K2M9-QXD4T\r\nB8HNC-3W5EZ\r\n");
        assert_eq!(of(&[]), None);
        assert_eq!(of(&["7K2M9-QXD4T", "<script>"]), None);
        assert_eq!(of(&["7K2M9-QXD4T"; 11]), None);
    }
}
