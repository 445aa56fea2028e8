//! What a security event says.

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use crate::foundation::id::{GroupId, UserId};
use crate::foundation::one_line::one_line;

/// The longest text that an event keeps of what came from outside.
const LONGEST_DETAIL: usize = 300;

/// A name that is no kind of event.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a kind of event")]
pub struct UnknownKind(pub String);

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// Everything that is written down. A name never changes once it was released: people filter and alert by it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum EventKind {
            $($(#[$doc])* $variant,)*
        }

        impl EventKind {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }

        impl FromStr for EventKind {
            type Err = UnknownKind;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($name => Ok(Self::$variant),)*
                    other => Err(UnknownKind(other.to_owned())),
                }
            }
        }
    };
}

kinds! {
    // --- signing in and out
    /// A person proved who they are.
    SignedIn = "signed_in",
    /// A proof was wrong; `reason` says which.
    SignInRefused = "sign_in_refused",
    /// A proof was not even looked at, because too many wrong ones came before.
    SignInDelayed = "sign_in_delayed",
    /// A signed-in person proved once more who they are, before something changes.
    Confirmed = "confirmed",
    SignedOut = "signed_out",
    /// Sessions were ended by somebody else, or because something about the person changed.
    SessionsEnded = "sessions_ended",
    /// A session, form or sign-in was presented by a browser that it does not belong to.
    SessionRefused = "session_refused",
    /// A form came without its token or from another site.
    FormRefused = "form_refused",
    /// Too many requests from one address or for one account.
    RateLimited = "rate_limited",

    // --- passwords and emails
    PasswordResetRequested = "password_reset_requested",
    PasswordReset = "password_reset",
    PasswordChanged = "password_changed",
    /// A link that was sent by email was wrong, used, superseded or too old.
    LinkRefused = "link_refused",
    EmailVerificationSent = "email_verification_sent",
    EmailVerified = "email_verified",
    /// A link went to the address that is to become the person's, or (`taken`) that somebody has already.
    EmailChangeRequested = "email_change_requested",
    EmailChanged = "email_changed",
    /// A person took away everything that is kept about them.
    OwnDataTaken = "own_data_taken",

    // --- passkeys
    PasskeyAdded = "passkey_added",
    PasskeyRenamed = "passkey_renamed",
    PasskeyRemoved = "passkey_removed",
    /// A device's answer was wrong when a passkey was to be added; `reason` says why.
    PasskeyRefused = "passkey_refused",

    // --- the second step
    /// Two-factor authentication was turned on, by the person, a manager or (`reason`) a policy.
    TwoFactorActivated = "two_factor_activated",
    TwoFactorDeactivated = "two_factor_deactivated",
    /// A manager took everything away that was set up.
    TwoFactorReset = "two_factor_reset",
    /// A method waits for its code.
    FactorChosen = "factor_chosen",
    FactorValidated = "factor_validated",
    FactorRemoved = "factor_removed",
    PrimaryFactorChanged = "primary_factor_changed",
    CodeSent = "code_sent",
    /// A code was not sent by SMS: a budget (`reason`) is used up, or SMS may not go there.
    SmsRefused = "sms_refused",
    /// A code was wrong, used or too old; `reason` says which.
    CodeRefused = "code_refused",
    /// A code was not even looked at, because too many wrong ones came before.
    CodeDelayed = "code_delayed",
    /// The second step was taken, and the sign-in needs something more before a session begins.
    SecondStepTaken = "second_step_taken",
    RecoveryCodesRenewed = "recovery_codes_renewed",
    RecoveryCodeUsed = "recovery_code_used",
    /// The second step is skipped on a device for a while.
    DeviceTrusted = "device_trusted",
    DeviceRevoked = "device_revoked",
    /// A person signed in with a browser that they were not seen with before.
    NewDevice = "new_device",

    // --- people and practices
    UserAdded = "user_added",
    UserChanged = "user_changed",
    UserDisabled = "user_disabled",
    UserEnabled = "user_enabled",
    UserInvited = "user_invited",
    InvitationAccepted = "invitation_accepted",
    InvitationDeclined = "invitation_declined",
    InvitationWithdrawn = "invitation_withdrawn",
    OperatorAppointed = "operator_appointed",
    OperatorDismissed = "operator_dismissed",
    GroupAdded = "group_added",
    GroupChanged = "group_changed",
    /// A group's two-factor policy was saved, or (`undone`) put back as it was before.
    PolicyChanged = "policy_changed",
    /// A member was given more time to set up two-factor authentication.
    DeadlineExtended = "deadline_extended",
    MemberAdded = "member_added",
    MemberChanged = "member_changed",
    MemberRemoved = "member_removed",

    // --- practice apps
    AppAdded = "app_added",
    AppChanged = "app_changed",
    AppDisabled = "app_disabled",
    AppEnabled = "app_enabled",
    AppSecretAdded = "app_secret_added",
    AppSecretRemoved = "app_secret_removed",
    /// An app could not prove who it is.
    AppRefused = "app_refused",
    /// A request named an app or return address that is not registered, or broke another rule that protects the person.
    AuthorizationRefused = "authorization_refused",
    ConsentGiven = "consent_given",
    ConsentRefused = "consent_refused",
    ConsentWithdrawn = "consent_withdrawn",

    // --- tokens and keys
    /// An app got its first tokens of a sign-in.
    TokensIssued = "tokens_issued",
    /// A code, assertion or refresh token was refused; `reason` says why.
    GrantRefused = "grant_refused",
    /// A code was presented a second time: what it gave is revoked.
    CodeReplayed = "code_replayed",
    /// A refresh token was used a second time: its family is revoked.
    RefreshTokenReused = "refresh_token_reused",
    TokensRevoked = "tokens_revoked",
    /// An app was not told in time that a session has ended; `reason` says why.
    LogoutUndelivered = "logout_undelivered",
    /// Notices that were given up are delivered again.
    LogoutsRetried = "logouts_retried",
    KeyMade = "key_made",
    KeysRotated = "keys_rotated",
    KeyRemoved = "key_removed",

    // --- the installation
    Installed = "installed",
    /// A backup was put back; what was rotated after it stays dead.
    Restored = "restored",
    SecretsResealed = "secrets_resealed",
    SeedApplied = "seed_applied",
    AuditExported = "audit_exported",
    /// An outbound call was refused because of where it would have gone.
    OutboundCallRefused = "outbound_call_refused",
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A signed-in person.
    User(UserId),
    /// A signed-in person, for others of a group that they may manage: the group's to read, whichever room does it.
    Manager { user: UserId, group: GroupId },
    /// A practice app, by its client id.
    Client(String),
    /// Somebody with the command line, that is, with the server itself, by their account there.
    Cli(String),
    /// Frontdesk itself, on schedule.
    System,
    /// Somebody not signed in.
    Anonymous,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) | Self::Manager { user: id, .. } => write!(f, "user:{id}"),
            Self::Client(id) => write!(f, "client:{id}"),
            Self::Cli(account) => write!(f, "cli:{}", shortened(account)),
            Self::System => f.write_str("system"),
            Self::Anonymous => f.write_str("anonymous"),
        }
    }
}

/// Makes the events of whoever acts: with their actor, and with where the request came from.
pub type EventBy<'a> = &'a (dyn Fn(EventKind) -> SecurityEvent + Sync);

/// One thing that happened, before it is written down.
///
/// `SecurityEvent::new(EventKind::SignedIn, Actor::User(id)).about(id).for_app("calendar").from(address, request_id)`
#[derive(Clone, Debug)]
pub struct SecurityEvent {
    pub kind: EventKind,
    pub actor: Actor,
    pub user: Option<UserId>,
    pub client: Option<String>,
    pub group: Option<GroupId>,
    pub address: Option<IpAddr>,
    pub request_id: Option<String>,
    pub(super) details: BTreeMap<&'static str, String>,
}

impl SecurityEvent {
    pub fn new(kind: EventKind, actor: Actor) -> Self {
        let group = if let Actor::Manager { group, .. } = &actor { Some(*group) } else { None };
        Self { kind, actor, user: None, client: None, group, address: None, request_id: None, details: BTreeMap::new() }
    }

    /// The person it is about, who need not be the one who did it.
    #[must_use]
    pub fn about(mut self, user: UserId) -> Self {
        self.user = Some(user);
        self
    }

    /// The app that it happened for, by its client id.
    #[must_use]
    pub fn for_app(mut self, client: impl AsRef<str>) -> Self {
        self.client = Some(shortened(client.as_ref()));
        self
    }

    #[must_use]
    pub fn in_group(mut self, group: GroupId) -> Self {
        self.group = Some(group);
        self
    }

    /// Where the request came from, and the id that its log lines carry.
    #[must_use]
    pub fn from(mut self, address: IpAddr, request_id: &str) -> Self {
        self.address = Some(address);
        self.request_id = Some(shortened(request_id));
        self
    }

    /// A fact of this event's own. Never a secret: neither password, code, token nor link.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.details.insert(name, shortened(&value.to_string()));
        self
    }
}

/// Text from outside, without what could disturb a terminal, and short enough to keep many.
fn shortened(text: &str) -> String {
    one_line(text, LONGEST_DETAIL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read_back_by_its_name_and_no_two_share_one() {
        let names: std::collections::BTreeSet<_> = EventKind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(names.len(), EventKind::ALL.len());
        for kind in EventKind::ALL {
            assert_eq!(kind.name().parse(), Ok(*kind));
            assert!(kind.name().chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{kind}");
        }
        assert_eq!("signed in".parse::<EventKind>(), Err(UnknownKind("signed in".to_owned())));
    }

    #[test]
    fn text_from_outside_is_kept_short_and_without_control_characters() {
        let event = SecurityEvent::new(EventKind::AppRefused, Actor::Anonymous).with("reason", format!("\u{1b}[2J{}", "x".repeat(1000)));
        assert_eq!(event.details["reason"].len(), LONGEST_DETAIL);
        assert!(event.details["reason"].starts_with("[2J"));
    }
}
