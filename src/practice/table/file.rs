//! The table as a file for a spreadsheet.

use time::format_description::well_known::Rfc3339;

use super::Line;
use crate::factors::Method;
use crate::foundation::clock::Timestamp;
use crate::foundation::csv;

/// More lines than the largest practice has.
pub const LONGEST_FILE: u64 = 100_000;

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
        self.0.push_str(&csv::line(fields));
    }

    pub fn done(self) -> String {
        self.0
    }
}

fn moment(at: Option<Timestamp>) -> String {
    at.and_then(|at| at.to_utc().replace_nanosecond(0).ok()?.format(&Rfc3339).ok()).unwrap_or_default()
}
