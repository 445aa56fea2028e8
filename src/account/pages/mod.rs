//! What the templates of a person's own pages receive.
//!
//! Pages with navigation hold a [`Place`]; their links and forms lead to addresses below its root:
//!
//! | below `/account` | page |
//! |---|---|
//! | nothing (GET, POST) | [`ProfilePage`]; `email` [`ChangeEmailPage`], `email/confirm` (POST) sends its link again |
//! | `password` | [`PasswordPage`] |
//! | `two-factor` | [`TwoFactorPage`]; POST `on`, `choose`, `primary`; `off` and `{method}/remove` ask first; `validate`, `send` |
//! | `passkeys` | [`PasskeysPage`]; `{id}/name` [`RenamePasskeyPage`], `{id}/delete` asks first |
//! | `recovery-codes` | [`RecoveryCodesLeftPage`]; `renew` asks first; `file`, `kept` |
//! | `devices` | [`DevicesPage`]; `sessions/{id}/end`, `sessions/end-others`, `remembered/{id}/forget` ask first |
//! | `apps` | [`AppsPage`]; `{id}/withdraw` asks first |
//! | `activity` | [`ActivityPage`]; `not-me` asks first |
//! | `data` | [`DownloadPage`]; a POST answers with the file |
//! | `confirm` | [`ConfirmItsYouPage`], before a change that needs fresh proof |
//!
//! What asks first is an [`AreYouSurePage`] on GET, and done on POST of the same address. `/settings/users` ([`UsersPage`])
//! lists the person; the cog in their row leads to Profile, Two-factor and Passkeys below `/settings/users/{own id}`: the same
//! pages through another door ([`Door`]).

mod activity;
mod apps;
mod are_you_sure;
mod confirm;
mod devices;
mod passkeys;
mod password;
mod profile;
mod recovery_codes;
mod two_factor;
mod users;

use serde::Serialize;

pub use activity::{ActivityLine, ActivityPage, DownloadPage, NotMeDonePage, Tone};
pub use apps::{AppLine, AppsPage};
pub use are_you_sure::{AreYouSurePage, Ending};
pub use confirm::{ConfirmBy, ConfirmItsYouPage, ConfirmWay};
pub use devices::{DevicesPage, RememberedLine, SessionLine};
pub use passkeys::{PasskeyLine, PasskeysPage, RenamePasskeyPage};
pub use password::PasswordPage;
pub use profile::{ChangeEmailPage, ConfirmEmailPage, LanguageChoice, ProfileFields, ProfilePage};
pub use recovery_codes::RecoveryCodesLeftPage;
pub use two_factor::{MethodLine, TwoFactorPage};
pub use users::{UserLine, UsersPage};

use crate::foundation::id::UserId;
use crate::text::Text;
use crate::web::href::Href;
use crate::web::page::LONG_HOSTILE;
use crate::web::words::words;

/// Which page it is: the entry of the navigation that is lit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    Profile,
    Password,
    TwoFactor,
    Passkeys,
    RecoveryCodes,
    Devices,
    Apps,
    Activity,
    Data,
    Users,
}

/// Through which door the person came to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    /// `/account`.
    Account,
    /// The cog in their own row of `/settings/users`: tabs instead of the navigation's entries.
    Users,
}

/// Where a page stands, and who looks at it.
#[derive(Clone, Debug, Serialize)]
pub struct Place {
    section: Section,
    door: Door,
    /// Below it lie the addresses of the forms.
    root: Href,
    name: String,
    email: String,
    /// The person's own time zone, for the exact words of moments.
    zone: Option<String>,
    /// What has just been done.
    notice: Option<Text>,
    /// Why it was not.
    objection: Option<Text>,
}

impl Place {
    /// A page below `/account`. `base_path` is the issuer's.
    pub fn account(base_path: &str, section: Section, name: impl Into<String>, email: impl Into<String>) -> Self {
        let root = Href::local(format!("{base_path}/account"));
        Self { section, door: Door::Account, root, name: name.into(), email: email.into(), zone: None, notice: None, objection: None }
    }

    /// The same page through the person's own row of `/settings/users`.
    pub fn own_row(base_path: &str, section: Section, user: UserId, name: impl Into<String>, email: impl Into<String>) -> Self {
        let root = Href::local(format!("{base_path}/settings/users/{user}"));
        Self { door: Door::Users, root, ..Self::account(base_path, section, name, email) }
    }

    #[must_use]
    pub fn in_zone(mut self, zone: Option<String>) -> Self {
        self.zone = zone;
        self
    }

    /// Says what has just been done, above everything else.
    #[must_use]
    pub fn saying(mut self, notice: Option<Notice>) -> Self {
        self.notice = notice.map(Notice::text);
        self
    }

    /// Says why something was not done, above everything else.
    #[must_use]
    pub fn objecting(mut self, objection: Option<Objection>) -> Self {
        self.objection = objection.map(Objection::text);
        self
    }

    pub fn root(&self) -> &Href {
        &self.root
    }

    fn sample(section: Section) -> Self {
        Self::account("", section, "Alice Nguyen", "alice.nguyen@riverside.example").in_zone(Some("Australia/Melbourne".to_owned()))
    }

    fn sample_row(section: Section) -> Self {
        let user = UserId::from_uuid(uuid::Uuid::from_u128(0x0199_5a3c_7b1e_7000_8000_0000_0000_0001));
        Self::own_row("", section, user, "Alice Nguyen", "alice.nguyen@riverside.example")
    }

    fn longest(section: Section) -> Self {
        Self::account("", section, LONG_HOSTILE, LONG_HOSTILE)
    }
}

words! {
    /// What has just been done. Travels as `?done=…` over the redirect after a form, since only our own words can be said by it.
    Notice {
        ProfileSaved = "profile-saved", "account-done-profile";
        /// A link went to the new email.
        EmailLinkSent = "email-link-sent", "account-done-email-link";
        PasswordChanged = "password-changed", "account-done-password";
        TurnedOn = "turned-on", "account-done-on";
        TurnedOff = "turned-off", "account-done-off";
        MethodValidated = "method-validated", "account-done-validated";
        MethodRemoved = "method-removed", "account-done-removed";
        PrimaryChanged = "primary-changed", "account-done-primary";
        PasskeyAdded = "passkey-added", "account-done-passkey-added";
        PasskeyRenamed = "passkey-renamed", "account-done-passkey-renamed";
        PasskeyDeleted = "passkey-deleted", "account-done-passkey-deleted";
        RecoveryCodesRenewed = "recovery-codes-renewed", "account-done-recovery";
        SessionEnded = "session-ended", "account-done-session";
        OtherSessionsEnded = "other-sessions-ended", "account-done-others";
        DeviceForgotten = "device-forgotten", "account-done-forgotten";
        AccessWithdrawn = "access-withdrawn", "account-done-withdrawn";
        /// The link that proves the present email.
        ConfirmationSent = "confirmation-sent", "account-done-confirmation";
        EmailChanged = "email-changed", "account-done-email";
        /// Under a name that will not help to find the device again.
        PasskeyNamedPoorly = "passkey-named-poorly", "passkey-name-advice";
    }
}

words! {
    /// Why something was not done. Travels as `?not=…`.
    Objection {
        AlreadyOn = "already-on", "account-not-already-on";
        NotOn = "not-on", "account-not-on";
        NoSuchMethod = "no-such-method", "account-not-set-up";
        Demanded = "demanded", "account-not-demanded";
        NotDelivered = "not-delivered", "code-error-not-sent";
        /// The passkey is the only thing that opens the account.
        OnlyWayIn = "only-way-in", "passkey-only-way-in";
        TooManyLetters = "too-many-letters", "account-not-so-many-letters";
    }
}

/// Moments for samples: `seconds` before, or with a minus after, now.
fn sample_moment(seconds_ago: i64) -> crate::text::Moment {
    use crate::foundation::clock::Timestamp;
    let now = 1_789_000_000;
    crate::text::Moment::of(Timestamp::from_secs(now - seconds_ago), Timestamp::from_secs(now))
}
