# Where one is
practice-groups = Practices
practice-users = Users
practice-invitations = Invitations
practice-activity = Activity of the practice

# What was done, and why something was not
practice-done-on = Two-factor authentication is turned on. At the next sign-in they are asked to set it up.
practice-done-off = Two-factor authentication is turned off for this user. They have been told by email.
practice-done-reset = Two-factor authentication is reset. They have been signed out everywhere and told by email.
practice-done-extended = They have more time now.
practice-done-signed-out = They have been signed out everywhere.
practice-done-access = Role and access level are saved.
practice-done-removed = Their membership is deactivated, and they have been signed out everywhere.
practice-done-restored = Their membership is reactivated.
practice-done-invited = The invitation is on its way. It works for seven days.
practice-done-withdrawn = The invitation is withdrawn. Its link no longer works.
practice-not-last-manager = Nobody else has full access to this practice. Give somebody else full access first.
practice-not-yourself = Change your own two-factor authentication under your own settings.
practice-not-already = Nothing was changed: it is so already, or somebody else changed it a moment ago.
practice-not-demanded = Two-factor authentication is mandatory for this user, so it cannot be turned off.
practice-not-set-up = Nothing is set up that could be reset.
practice-not-member = This person is in the practice already. If their membership is deactivated, you find them among the deactivated users.
practice-not-too-many = Too many invitations went out today. Try again tomorrow.
practice-not-in-range = Choose a day ahead, at most 30 days from today.
practice-not-deadline = There is no deadline to extend: two-factor authentication is not mandatory in this practice.

# Words
role-practitioner = Practitioner
role-administrator = Administrator
role-hint = What they do in the practice. Apps see it.
access-full = Full
access-standard = Standard
access-read-only = Read only
access-hint = Full access manages these pages: users, invitations and two-factor settings.
membership-active = Active
membership-deactivated = Deactivated

# The practices that somebody manages
groups-lead = Choose the practice that you want to look after.
groups-none = You have full access to no practice at the moment.
groups-members =
    { $count ->
        [one] One user
       *[other] { $count } users
    }
groups-ready =
    { $count ->
        [one] one with a second factor
       *[other] { $count } with a second factor
    }

# The table
members-lead =
    { $count ->
        [one] One active user in this practice.
       *[other] { $count } active users in this practice.
    }
members-overdue-count =
    { $count ->
        [one] One overdue
       *[other] { $count } overdue
    }
members-add = Add user
members-file = Download as CSV
members-narrow = Find users
members-search = Name or email
members-role = Role
members-access = Access level
members-state = Membership
members-any = Any
members-overdue-only = Only overdue
members-overdue = Overdue
members-by-passkey = Has a passkey
members-due = Due
members-show = Show
members-more = By role, access level or membership
members-everybody = Show everybody
members-none = Nobody fits. Change what you are looking for, or show everybody.
members-disabled = Disabled
members-pages = Pages of the table
members-first = First page
members-next = Next page

# One user
member-facts = In this practice
member-since = Joined
member-told-title = Apps that were told
member-told-means = When a sign-in ends, its apps are told, and sign the person out too.
member-told-app = App
member-told-state = State
member-told-when = Last change
notice-told = Signed out
notice-waiting = Being told
notice-given-up = Not reached
member-access = Change role and access
member-own = Your own settings
member-only-they = Only they themselves can choose and validate a method, or add a passkey.
member-on = Turn on
member-sessions = Devices and membership
member-sessions-count =
    { $count ->
        [0] Not signed in anywhere.
        [one] Signed in on one device.
       *[other] Signed in on { $count } devices.
    }
member-told = We tell them by email.
member-off-title = Turn two-factor authentication off?
member-off-methods = All their methods and recovery codes are removed.
member-off-password = Their password alone will open their account, unless they have a passkey.
member-reset-title = Reset two-factor authentication?
member-reset-methods = All their methods, recovery codes and remembered devices are removed. They set it up again at a sign-in.
member-reset-sessions = They are signed out everywhere.
member-reset-passkeys = Remove their passkeys, too
member-reset-passkeys-hint = Passkeys stay otherwise. Tick this if the lost device had one.
member-reset-button = Reset
member-sign-out-title = Sign them out everywhere?
member-sign-out-devices =
    { $count ->
        [one] One device is signed out.
       *[other] { $count } devices are signed out.
    }
member-sign-out-apps = Their apps lose access until they sign in again.
member-sign-out-button = Sign out everywhere
member-remove-title = Deactivate their membership?
member-remove-apps = They lose { $group } and its apps at once.
member-remove-sessions = They are signed out everywhere.
member-remove-kept = Their own account stays, and you can reactivate their membership.
member-remove-button = Deactivate membership
member-restore-title = Reactivate their membership?
member-restore-apps = They get { $group } and its apps again.
member-restore-access = Full access is not given back; you can give it afterwards.
member-restore-button = Reactivate
member-restore = Reactivate
member-extend = Give more time
member-extend-until = Until
member-extend-hint = Until the end of this day ({ $zone }) they are reminded and may skip. At most 30 days.
member-extend-now = The deadline now:

# Before something that is hard to undo
manager-proof-title = Your second factor first
manager-proof-why = Resets, access levels and the rules of a practice are changed only by somebody who has just shown a second factor.
manager-proof-nothing = You have none yet. Set up two-factor authentication for yourself, then come back.
manager-proof-set-up = Set up two-factor authentication
manager-proof-passkey = Your passkey is your second factor. Use it now, instead of your password.
manager-proof-use-passkey = Use my passkey

# Invitations
invite-lead = We send an invitation by email. Whoever is new chooses a password; whoever has an account keeps it.
invite-email-hint = Theirs alone: they will sign in with it.
invite-button = Send invitation
invitations-lead = People who have not answered yet.
invitations-none = Nobody is waiting. Add a user, and the invitation stands here until it is answered.
invitations-sent = Sent
invitations-state = State
invitations-acts = Send again or withdraw
invitations-open = Open
invitations-until = works until
invitations-expired = Expired
invitations-again = Send again
invitation-withdraw = Withdraw
invitation-withdraw-title = Withdraw this invitation?
invitation-withdraw-link = The link in the email no longer works.

# Activity
group-activity-lead = What managers and invited people did, the newest first.
group-activity-newest = Newest
group-event-by = By <strong>{ $name }</strong>
group-event-by-installation = By whoever runs the installation
group-event-added = The practice was added
group-event-changed = The practice was changed
group-event-member-added = A user was added
group-event-member-changed = Role or access level was changed
group-event-member-removed = A membership was deactivated
group-event-invited = An invitation was sent
group-event-accepted = An invitation was accepted
group-event-declined = An invitation was declined
group-event-withdrawn = An invitation was withdrawn
group-event-sessions = A user was signed out everywhere
group-event-on = Two-factor authentication was turned on
group-event-off = Two-factor authentication was turned off
group-event-reset = Two-factor authentication was reset
group-event-passkey = A passkey was removed

# Answering an invitation
join-title = You are invited
join-lead = <strong>{ $practice }</strong> invites <strong>{ $email }</strong>.
join-means = Its managers will see your name, your email and how you sign in, and can help you when you lose your telephone.
join-password = Choose a password
join-accept = Accept invitation
join-decline = Decline
join-later = Not now
join-account = You have an account with this email already. Sign in with it to accept.
join-other = You are signed in as <strong>{ $other }</strong>. Sign out, then open the link again to sign in as <strong>{ $email }</strong>.
join-sign-in = Sign in
joined-title = Welcome
joined-lead = Your account is ready, and you belong to <strong>{ $practice }</strong>. Sign in to begin.

# How the practice stands
practice-overview = Overview
overview-lead = Who has a second factor, who is late, and what the practice asks.
overview-coverage = Second factor
overview-ring = { $ready } of { $members } users have the second factor that is asked for
overview-ready = With a second factor
overview-members = Active users
overview-nobody-overdue = Nobody is overdue.
overview-trend = The last twelve weeks
overview-trend-means = Of today's users, the share that had a second factor at the end of each week, in per cent.
overview-figures = The figures
overview-all-overdue = Show all in the table
overview-week = Week to

# The rules of the practice
practice-policy = Edit Two-Factor Authentication Settings
rules-lead = What you ask of everybody in this practice. Nothing is saved before you have seen whom it touches.
rules-mandated = An app that this practice uses makes two-factor authentication mandatory for it. Whatever you choose here, it stays mandatory.
rules-preset = Start from
rules-preset-ato = Tax office (ATO DSP)
rules-preset-ato-means = Mandatory; a device is remembered for less than 24 hours; signed out after 30 minutes without use; no trusted networks.
rules-preset-strict = Strict
rules-preset-strict-means = Mandatory; passkey or authenticator app only.
rules-preset-custom = Your own
rules-preset-custom-means = As you choose below.
rules-disabled = Disabled
rules-prompt = Enabled – optional
rules-mandatory = Enabled – mandatory
rules-setting-disabled = The practice has no preference: everybody may set up two-factor authentication.
rules-setting-prompt = Everybody is asked at sign-in to set up two-factor authentication, and may skip.
rules-setting-mandatory = Everybody must set up two-factor authentication before they can use any app.
rules-by-app = An app that this practice uses makes two-factor authentication mandatory: everybody must set it up before they can use any app.
rules-methods = Accepted methods
rules-methods-hint = At least one. Passkeys and authenticator apps are the safest; codes by email the least.
rules-passkey = Passkey
rules-passkey-counts = Signing in with a passkey is enough
rules-passkey-counts-hint = A passkey is two factors in one: the device, and what unlocks it.
rules-when = When and where
rules-enforce-from = Mandatory from the end of
rules-enforce-hint = For “mandatory”: until the end of this day ({ $zone }) people are reminded and may skip. Leave it empty for at once.
rules-ask-again-label = Ask again after, in days
rules-ask-again-hint = For “optional”: whoever skips is asked again after so many days.
rules-remember-label = Remember a device for, in hours
rules-remember-hint = From 0 (never) to 720. For so long, no code is asked for on that device.
rules-networks-label = Trusted networks
rules-networks-hint = One per line, such as 203.0.113.0/24. There, who has a second factor need not show it. Usually empty.
rules-sessions = Signed out by itself
rules-sessions-hint = Leave empty for what the installation does anyway. For computers that several people share, 30 minutes are good.
rules-idle-label = After minutes without use
rules-absolute-label = After minutes in any case
rules-preview = See whom it touches
rules-preview-title = Whom it touches
rules-preview-lead = Nothing is saved yet.
rules-preview-members = Users
rules-preview-ready = Ready
rules-preview-set-up = Must set it up
rules-preview-not-accepted = Have a method that is not accepted
rules-preview-newly =
    { $count ->
        [one] One of those who are not ready needs to do nothing today; with this change they must act.
       *[other] { $count } of those who are not ready need do nothing today; with this change they must act.
    }
rules-preview-deadline = They may put it off until
rules-preview-stricter = It is stricter than before. Whoever is signed in without what it asks for is signed out, and sets it up at the next sign-in.
rules-preview-you = You are among those who must act. When you save, you are signed out, and set up what is accepted at your next sign-in.
rules-preview-conflict =
    { $count ->
        [one] One user is also in <strong>{ $group }</strong>, which accepts none of these methods, and will need one for each.
       *[other] { $count } users are also in <strong>{ $group }</strong>, which accepts none of these methods, and will need one for each.
    }
rules-in-words = What the practice asks
rules-from = Until the end of { calendar-day } people are reminded of two-factor authentication and may skip it.
rules-no-totp = Authenticator apps are not accepted.
rules-no-sms = Codes by SMS are not accepted.
rules-no-email = Codes by email are not accepted.
rules-no-passkey = A passkey is not enough.
rules-remember =
    { $hours ->
        [one] A device can be remembered for one hour.
       *[other] A device can be remembered for { $hours } hours.
    }
rules-no-remember = No device is remembered.
rules-networks = No code is asked for in { $networks }.
rules-idle =
    { $minutes ->
        [one] Signed out after one minute without use.
       *[other] Signed out after { $minutes } minutes without use.
    }
rules-absolute =
    { $minutes ->
        [one] Signed out after one minute in any case.
       *[other] Signed out after { $minutes } minutes in any case.
    }
rules-saved = Changed
rules-undo = Undo this change
rules-wrong-setting = Choose whether two-factor authentication is disabled, optional or mandatory.
rules-wrong-remember = Remember a device: enter whole hours, from 0 to 720.
rules-wrong-idle = Signed out without use: enter whole minutes, or nothing.
rules-wrong-absolute = Signed out in any case: enter whole minutes, or nothing.
rules-wrong-ask-again = Ask again: enter whole days, such as 14.
rules-wrong-meanwhile = Somebody else saved other settings meanwhile. The ones below are yours: compare them with "What the practice asks" in the overview before you go on.
rules-wrong-date = Choose a day, or leave it empty.
rules-wrong-network = “{ $network }” is no network. Write it like 203.0.113.0/24.
practice-done-policy = The settings are saved. You can undo this for a day.
practice-done-undone = The settings are as they were before.
practice-not-undo = There is nothing to undo: the settings were changed again, or longer than a day ago.
group-event-policy = The two-factor settings were changed
group-event-extended = A user was given more time
