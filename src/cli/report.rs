//! `frontdesk group report`: who of a practice has two-factor authentication, and who is late.

use anyhow::Result;
use serde_json::json;

use super::desk::Desk;
use super::group::{all_groups, find_group};
use super::print_json;
use super::table::{Format, Table, moment, rfc3339};
use crate::factors::Enrolment;
use crate::foundation::clock::Timestamp;
use crate::foundation::csv;
use crate::groups::Group;
use crate::policy::preview::Member;
use crate::policy::situation::store::members;
use crate::policy::{asked, store};
use crate::users;

/// One member's line.
struct Line {
    group: String,
    email: String,
    name: String,
    status: &'static str,
    methods: String,
    ready: bool,
    deadline: Option<Timestamp>,
    overdue: bool,
    last_sign_in: Option<Timestamp>,
}

pub(super) async fn report(group: Option<&str>, format: Format, desk: &Desk) -> Result<()> {
    let groups = match group {
        Some(named) => vec![find_group(named, desk).await?],
        None => all_groups(desk).await?,
    };
    let mut lines = Vec::new();
    for group in &groups {
        lines_of(group, &mut lines, desk).await?;
    }
    match format {
        Format::Table => print_table(lines),
        Format::Csv => print!("{}", as_csv(&lines)),
        Format::Json => print_json(&lines.iter().map(as_json).collect::<Vec<_>>())?,
    }
    Ok(())
}

async fn lines_of(group: &Group, lines: &mut Vec<Line>, desk: &Desk) -> Result<()> {
    let (read, now) = (desk.storage.read(), desk.now());
    let asked = asked::store::of_group(read, group.id).await?;
    let extensions = store::extensions_in(read, group.id).await?;
    for Member { user, enrolled, .. } in members(read, group.id).await? {
        let Some(person) = users::store::find(read, user).await? else { continue };
        let ready = asked.is_none_or(|asked| asked.accepted.meets(enrolled.all()));
        let deadline = asked.map(|asked| asked.due(extensions.get(&user).copied()));
        lines.push(Line {
            group: group.name.clone(),
            email: person.email.to_string(),
            name: person.name,
            status: Enrolment::of(&desk.storage, user).await?.status().as_str(),
            methods: enrolled.all().to_string(),
            ready,
            overdue: !ready && deadline.is_some_and(|deadline| deadline <= now),
            deadline: deadline.filter(|deadline| deadline.as_millis() > 0),
            last_sign_in: person.last_sign_in_at,
        });
    }
    Ok(())
}

const fn yes(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}

fn print_table(lines: Vec<Line>) {
    let mut table = Table::new(&["GROUP", "EMAIL", "STATUS", "METHODS", "READY", "DEADLINE", "OVERDUE", "LAST SIGN-IN"]);
    for line in lines {
        let when = |at: Option<Timestamp>| at.map_or_else(|| "-".to_owned(), moment);
        let (deadline, last) = (when(line.deadline), when(line.last_sign_in));
        let words = [line.status, &line.methods, yes(line.ready), &deadline, yes(line.overdue), &last].map(str::to_owned);
        table.row([line.group, line.email].into_iter().chain(words).collect());
    }
    table.print("Nobody belongs to it yet; add somebody with `frontdesk group member add GROUP EMAIL`.");
}

fn as_json(line: &Line) -> serde_json::Value {
    json!({
        "group": line.group, "email": line.email, "name": line.name, "status": line.status,
        "methods": line.methods.split_whitespace().collect::<Vec<_>>(), "ready": line.ready,
        "deadline": line.deadline.map(rfc3339), "overdue": line.overdue, "last_sign_in_at": line.last_sign_in.map(rfc3339),
    })
}

fn as_csv(lines: &[Line]) -> String {
    let mut file = csv::line(["group", "email", "name", "status", "methods", "ready", "deadline", "overdue", "last_sign_in_at"]);
    for line in lines {
        let when = |at: Option<Timestamp>| at.map(rfc3339).unwrap_or_default();
        let (deadline, last) = (when(line.deadline), when(line.last_sign_in));
        let cells =
            [&line.group, &line.email, &line.name, line.status, &line.methods, yes(line.ready), &deadline, yes(line.overdue), &last];
        file.push_str(&csv::line(cells));
    }
    file
}
