//! Lists: for people in columns that line up; for a spreadsheet or a program otherwise.

use clap::ValueEnum;
use time::macros::format_description;

use crate::foundation::clock::Timestamp;

/// How a list is written.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Format {
    Table,
    Csv,
    Json,
}

/// Rows under a heading.
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(heading: &[&str]) -> Self {
        Self { rows: vec![heading.iter().map(|&name| name.to_owned()).collect()] }
    }

    pub(super) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// Prints the rows, or `nothing` where there are none.
    pub(super) fn print(&self, nothing: &str) {
        if self.rows.len() == 1 {
            println!("{nothing}");
            return;
        }
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for row in &self.rows {
            let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
            println!("{}", cells.join("  ").trim_end());
        }
    }
}

/// A moment as people read it, in UTC.
pub(super) fn moment(at: Timestamp) -> String {
    at.to_utc().format(format_description!("[year]-[month]-[day] [hour]:[minute]Z")).unwrap_or_default()
}

/// A moment for another program (RFC 3339).
pub(super) fn rfc3339(at: Timestamp) -> String {
    at.to_utc().format(&time::format_description::well_known::Rfc3339).unwrap_or_default()
}
