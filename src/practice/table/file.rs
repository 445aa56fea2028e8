//! The table as a file for a spreadsheet (RFC 4180).

use time::format_description::well_known::Rfc3339;

use super::Line;
use crate::factors::Method;
use crate::foundation::clock::Timestamp;

/// How many lines are read at a time.
pub const FILE_PAGE: u64 = 500;

const HEAD: &str = "name,email,role,access_level,membership,two_factor,methods,passkeys,last_sign_in,due,overdue\r\n";

/// A file that is being written.
pub struct Sheet(String);

impl Sheet {
    pub fn begin() -> Self {
        Self(HEAD.to_owned())
    }

    pub fn add(&mut self, line: &Line, now: Timestamp) {
        let methods: Vec<&str> = line.methods.iter().map(Method::as_str).collect();
        let fields = [
            line.name.as_str(),
            &line.email,
            line.role.as_str(),
            line.access_level.as_str(),
            line.state.as_str(),
            line.status.as_str(),
            &methods.join(" "),
            &line.passkeys.to_string(),
            &moment(line.last_sign_in_at),
            &moment(line.due_at),
            if line.is_overdue(now) { "yes" } else { "no" },
        ];
        self.0.push_str(&fields.map(field).join(","));
        self.0.push_str("\r\n");
    }

    pub fn done(self) -> String {
        self.0
    }
}

fn moment(at: Option<Timestamp>) -> String {
    at.and_then(|at| at.to_utc().replace_nanosecond(0).ok()?.format(&Rfc3339).ok()).unwrap_or_default()
}

/// One field. People choose their names: what a spreadsheet would take for a formula is marked as text.
fn field(text: &str) -> String {
    let text = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_formula_and_breaks_no_line() {
        assert_eq!(field("Alice Nguyen"), "Alice Nguyen");
        assert_eq!(field("=1+1"), "'=1+1");
        assert_eq!(field("@SUM(A1,\"x\")"), "\"'@SUM(A1,\"\"x\"\")\"");
        assert_eq!(field("Nguyen, \"Al\"\r\nx"), "\"Nguyen, \"\"Al\"\"\r\nx\"");
    }
}
