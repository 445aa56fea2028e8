//! What a manager asks: of the stores alone, and whole pages over HTTP.

use frontdesk::audit::{self, Filter};
use frontdesk::factors::status::Status;
use frontdesk::policy::situation::store::members;
use frontdesk::policy::{GroupPolicy, Preset, preview};
use frontdesk::practice::overview::store as figures;
use frontdesk::practice::table::file::{LONGEST_FILE, Sheet};
use frontdesk::practice::table::store::lines;
use frontdesk::practice::table::{PAGE, Sort, Wanted};
use frontdesk::storage::StorageError;

use crate::desk::{Desk, Seat};
use crate::installation::NOW;

#[derive(Clone, Copy)]
pub enum Question {
    FirstPage(Sort),
    Search,
    OneStatus,
    Overdue,
    FarPage,
    Tally,
    Trend,
    Preview,
    Activity,
    File,
    UsersOverHttp,
    OverviewOverHttp,
}

impl Question {
    pub fn all() -> impl Iterator<Item = Self> {
        use Question as Q;
        let pages = Sort::ALL.iter().copied().map(Q::FirstPage);
        let narrowed = [Q::Search, Q::OneStatus, Q::Overdue, Q::FarPage];
        let others = [Q::Tally, Q::Trend, Q::Preview, Q::Activity, Q::File, Q::UsersOverHttp, Q::OverviewOverHttp];
        pages.chain(narrowed).chain(others)
    }

    pub fn name(self) -> String {
        let name = match self {
            Self::FirstPage(sort) => return format!("users, first page by {}", sort.as_str().replace('_', " ")),
            Self::Search => "users, a search",
            Self::OneStatus => "users, one status",
            Self::Overdue => "users, the overdue ones",
            Self::FarPage => "users, a page three quarters down",
            Self::Tally => "tally of the overview",
            Self::Trend => "trend of twelve weeks",
            Self::Preview => "preview of the preset strict",
            Self::Activity => "activity, newest page",
            Self::File => "file for a spreadsheet, whole",
            Self::UsersOverHttp => "page of users, over HTTP",
            Self::OverviewOverHttp => "page of the overview, over HTTP",
        };
        name.to_owned()
    }

    /// Asks it. The answer is a figure that is the same in every installation of one seed.
    pub async fn ask(self, desk: &Desk, seat: &Seat) -> Result<u64, StorageError> {
        let (c, asked) = (desk.app.storage.read(), seat.asked.as_ref());
        let wanted = match self {
            Self::FirstPage(sort) => Wanted { sort, ..Wanted::default() },
            Self::Search => Wanted { search: Some("guye".to_owned()), ..Wanted::default() },
            Self::OneStatus => Wanted { status: Some(Status::Pending), ..Wanted::default() },
            Self::Overdue => Wanted { overdue: true, sort: Sort::LastSignIn, descending: true, ..Wanted::default() },
            Self::FarPage => Wanted { after: Some(seat.far.clone()), ..Wanted::default() },
            Self::Tally => {
                let tally = figures::tally(c, seat.group, asked, NOW).await?;
                // Some accounts are disabled.
                assert!((count(seat.members) * 9 / 10..=count(seat.members)).contains(&tally.members), "{tally:?}");
                return Ok(tally.ready * 10_000 + tally.overdue);
            }
            Self::Trend => return Ok(count(figures::beginnings(c, seat.group, asked).await?.len())),
            Self::Preview => {
                let before = frontdesk::policy::store::find(c, seat.group).await?;
                let after: GroupPolicy = before.clone().preset(Preset::Strict);
                let seen = preview(&before, &after, false, &members(c, seat.group).await?, NOW);
                return Ok(count(seen.ready * 10_000 + seen.not_accepted));
            }
            Self::Activity => {
                let filter = Filter { group: Some(seat.group), ..Filter::default() };
                return Ok(count(audit::list(c, &filter, None, 50).await?.events.len()));
            }
            Self::File => {
                let mut sheet = Sheet::begin();
                for line in &lines(c, seat.group, &Wanted::default(), asked, LONGEST_FILE, NOW).await? {
                    sheet.add(line, NOW);
                }
                let file = sheet.done();
                assert_eq!(file.lines().count(), seat.members + 1);
                return Ok(count(file.len()));
            }
            Self::UsersOverHttp => return Ok(count(seat.page("/users").await.matches("<tr").count())),
            Self::OverviewOverHttp => return Ok(count(seat.page("").await.matches("<tr").count())),
        };
        Ok(count(lines(c, seat.group, &wanted, asked, PAGE + 1, NOW).await?.len()))
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
