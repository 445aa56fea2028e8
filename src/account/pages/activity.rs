//! What happened around the person's account, and what to do when it was somebody else. Their data, to take away.

use serde::Serialize;

use super::{Place, Section};
use crate::audit::EventKind;
use crate::text::{Device, Moment, Text};
use crate::web::href::Href;
use crate::web::page::{LONG_HOSTILE, Page};

/// Own security events, the newest first.
#[derive(Clone, Debug, Serialize)]
pub struct ActivityPage {
    pub place: Place,
    pub lines: Vec<ActivityLine>,
    pub older: Option<Href>,
    pub newer: Option<Href>,
}

/// How an event is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    Usual,
    /// Something about the account is another than before.
    Change,
    /// Somebody may have tried something.
    Warning,
}

/// One event in plain words.
#[derive(Clone, Debug, Serialize)]
pub struct ActivityLine {
    what: Text,
    icon: &'static str,
    tone: Tone,
    pub at: Moment,
    pub address: Option<String>,
    pub device: Option<Device>,
    /// The app that it happened for, by its name.
    pub app: Option<String>,
    /// Somebody else did it: a manager, or Frontdesk itself.
    pub by_other: bool,
}

impl ActivityLine {
    /// The words for an event; `None` for what concerns nobody's own account, or says nothing that another line does not say.
    pub fn of(kind: EventKind, at: Moment) -> Option<Self> {
        let (what, icon, tone) = words(kind)?;
        Some(Self { what, icon, tone, at, address: None, device: None, app: None, by_other: false })
    }
}

fn words(kind: EventKind) -> Option<(Text, &'static str, Tone)> {
    use EventKind as Kind;
    use Tone::{Change, Usual, Warning};
    Some(match kind {
        Kind::SignedIn => (Text::new("activity-signed-in"), "done", Usual),
        Kind::SignInRefused => (Text::new("activity-refused"), "alert", Warning),
        Kind::SignInDelayed => (Text::new("activity-delayed"), "alert", Warning),
        Kind::Confirmed => (Text::new("activity-confirmed"), "done", Usual),
        Kind::NewDevice => (Text::new("activity-new-device"), "computer", Warning),
        Kind::SignedOut => (Text::new("activity-signed-out"), "leave", Usual),
        Kind::SessionsEnded => (Text::new("activity-sessions-ended"), "leave", Change),
        Kind::PasswordResetRequested => (Text::new("activity-reset-requested"), "letter", Usual),
        Kind::PasswordReset => (Text::new("activity-reset"), "lock", Change),
        Kind::PasswordChanged => (Text::new("activity-password"), "lock", Change),
        Kind::EmailVerificationSent => (Text::new("activity-email-sent"), "letter", Usual),
        Kind::EmailVerified => (Text::new("activity-email"), "letter", Change),
        Kind::EmailChangeRequested => (Text::new("activity-email-asked"), "letter", Usual),
        Kind::EmailChanged => (Text::new("activity-email-changed"), "letter", Change),
        Kind::OwnDataTaken => (Text::new("activity-data"), "download", Usual),
        Kind::TwoFactorActivated => (Text::new("activity-two-factor-on"), "shield", Change),
        Kind::TwoFactorDeactivated => (Text::new("activity-two-factor-off"), "shield", Change),
        Kind::TwoFactorReset => (Text::new("activity-two-factor-reset"), "shield", Warning),
        Kind::FactorValidated => (Text::new("activity-factor-added"), "shield", Change),
        Kind::FactorRemoved => (Text::new("activity-factor-removed"), "shield", Change),
        Kind::PrimaryFactorChanged => (Text::new("activity-factor-primary"), "shield", Change),
        Kind::CodeRefused => (Text::new("activity-code-refused"), "alert", Warning),
        Kind::CodeDelayed => (Text::new("activity-code-delayed"), "alert", Warning),
        Kind::RecoveryCodesRenewed => (Text::new("activity-codes-renewed"), "list", Change),
        Kind::RecoveryCodeUsed => (Text::new("activity-code-used"), "list", Warning),
        Kind::DeviceTrusted => (Text::new("activity-device-trusted"), "computer", Change),
        Kind::DeviceRevoked => (Text::new("activity-device-forgotten"), "computer", Change),
        Kind::PasskeyAdded => (Text::new("activity-passkey-added"), "passkey", Change),
        Kind::PasskeyRenamed => (Text::new("activity-passkey-renamed"), "passkey", Change),
        Kind::PasskeyRemoved => (Text::new("activity-passkey-removed"), "passkey", Change),
        Kind::PasskeyRefused => (Text::new("activity-passkey-refused"), "alert", Warning),
        Kind::UserChanged => (Text::new("activity-profile"), "person", Change),
        Kind::UserDisabled => (Text::new("activity-disabled"), "alert", Warning),
        Kind::UserEnabled => (Text::new("activity-enabled"), "done", Change),
        Kind::OperatorAppointed => (Text::new("activity-operator"), "person", Change),
        Kind::OperatorDismissed => (Text::new("activity-no-operator"), "person", Change),
        Kind::MemberAdded => (Text::new("activity-member"), "group", Change),
        Kind::MemberChanged => (Text::new("activity-member-changed"), "group", Change),
        Kind::MemberRemoved => (Text::new("activity-member-removed"), "group", Change),
        Kind::ConsentGiven => (Text::new("activity-consent"), "app", Usual),
        Kind::ConsentRefused => (Text::new("activity-consent-refused"), "app", Usual),
        Kind::ConsentWithdrawn => (Text::new("activity-consent-withdrawn"), "app", Change),
        Kind::CodeReplayed | Kind::RefreshTokenReused => (Text::new("activity-replayed"), "alert", Warning),
        _ => return None,
    })
}

impl Page for ActivityPage {
    const TEMPLATE: &'static str = "account/activity.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
        let line = |(index, kind): (usize, &EventKind)| {
            let age = i64::try_from(index).unwrap_or(0) * 40_000;
            let usual = ActivityLine::of(*kind, super::sample_moment(age))?;
            Some(ActivityLine {
                address: Some("203.0.113.9".to_owned()),
                device: Device::of(firefox).filter(|_| index % 3 != 2),
                app: (*kind == EventKind::ConsentGiven).then(|| "Billing Bee".to_owned()),
                by_other: *kind == EventKind::MemberAdded,
                ..usual
            })
        };
        let lines: Vec<_> = EventKind::ALL.iter().enumerate().filter_map(line).collect();
        let empty = Self { place: Place::sample(Section::Activity), lines: Vec::new(), older: None, newer: None };
        let hostile = || Some(LONG_HOSTILE.to_owned());
        let longest = lines.iter().take(2).map(|line| ActivityLine { address: hostile(), app: hostile(), ..line.clone() }).collect();
        let filled = Self {
            lines,
            older: Some(Href::local("/account/activity?before=0199")),
            newer: Some(Href::local("/account/activity")),
            ..empty.clone()
        };
        let longest = Self { place: Place::longest(Section::Activity), lines: longest, ..empty.clone() };
        vec![("empty", empty), ("filled", filled), ("longest", longest)]
    }
}

/// "This wasn't me" was pressed: everything has ended, and a new password is needed.
#[derive(Clone, Debug, Serialize)]
pub struct NotMeDonePage {
    /// Where the link for a new password went; none for somebody who has none.
    pub email: Option<String>,
    pub sign_in: Href,
}

impl Page for NotMeDonePage {
    const TEMPLATE: &'static str = "account/not_me_done.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let filled = Self { email: Some("alice.nguyen@riverside.example".to_owned()), sign_in: Href::local("/login") };
        vec![
            ("filled", filled.clone()),
            ("no-password", Self { email: None, ..filled.clone() }),
            ("longest", Self { email: Some(LONG_HOSTILE.to_owned()), ..filled }),
        ]
    }
}

/// Everything that is kept of the person, as one file. A POST to `data` below the place's root answers with it.
#[derive(Clone, Debug, Serialize)]
pub struct DownloadPage {
    pub place: Place,
}

impl Page for DownloadPage {
    const TEMPLATE: &'static str = "account/data.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("filled", Self { place: Place::sample(Section::Data) }), ("longest", Self { place: Place::longest(Section::Data) })]
    }
}
