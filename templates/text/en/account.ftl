# What all account pages share
account-signed-out = You have been signed out. Please sign in again.
account-proof-needed = To change this, please sign in once more, so that we know it is you.

# Where one is
account-navigation = Your account and settings
account-menu = Menu
account-yours = Your account
account-settings = Settings
account-tabs = Settings of this user
account-profile = Profile
account-password = Password
account-two-factor = Two-factor
account-passkeys = Passkeys
account-recovery-codes = Recovery codes
account-devices = Devices and sessions
account-apps = Apps with access
account-activity = Activity
account-data = Download my data
account-users = Users

# What was done
account-done-profile = Your profile is saved.
account-done-email-link = A link is on its way to your new email. Open it, and the change is made.
account-done-password = Your password is changed. All other devices have been signed out.
account-done-on = Two-factor authentication is turned on. Choose a method to finish.
account-done-off = Two-factor authentication is turned off.
account-done-validated = The method is validated and ready for your next sign-in.
account-done-removed = The method is removed.
account-done-primary = This method is asked for first from now on.
account-done-passkey-added = The passkey is saved. You can sign in with it.
account-done-passkey-renamed = The passkey has its new name.
account-done-passkey-deleted = The passkey is deleted. It no longer opens your account.
account-done-recovery = You have new recovery codes. The old ones no longer work.
account-done-session = That device is signed out.
account-done-others = All other devices are signed out.
account-done-forgotten = That device is no longer remembered.
account-done-confirmation = A link is on its way to your email. Open it to confirm that the email is yours.
account-done-email = Your email is changed. You sign in with the new one from now on.
account-not-already-on = Two-factor authentication is turned on already.
account-not-on = Two-factor authentication is not turned on.
account-not-set-up = This method is not set up any more.
account-not-demanded = Your practice asks for it, so it stays. Set up another method that your practice accepts, then try again.
account-not-so-many-letters = We have sent several links already. Open the newest one, or try again in an hour.
account-done-withdrawn = The app no longer has access.

# Profile
profile-lead = Who you are here. Apps see of it what your practice or you allow them.
profile-email-confirmed = Confirmed
profile-email-unconfirmed = Not confirmed
profile-email-change = Change email
profile-email-confirm = Send confirmation again
profile-name = Name
profile-name-hint = As colleagues and patients know you.
profile-given-name = Given name
profile-family-name = Family name
profile-phone = Phone number
profile-phone-hint = For apps of your practice. Codes go to the number under Two-factor, not to this one.
profile-language = Language
profile-language-browser = As my browser asks
profile-zone = Time zone
profile-zone-device = As on my device
profile-error-name = Enter your name.
profile-error-phone = Enter a number with its country code, such as +61 3 9000 1234.
change-email-title = Change your email
change-email-lead = You sign in as <strong>{ $email }</strong>. We will send a link to the new email; once you open it, you sign in with that.
change-email-new = New email
change-email-told = We tell the old email about it, too.
confirm-email-title = Confirm your new email
confirm-email-lead = From now on you sign in with <strong>{ $email }</strong> instead of { $current }.
confirm-email-button = Use this email
change-email-same = This is your email already. Enter another one.

# Password
password-lead = Choose one that you use nowhere else.
password-changed = Last changed
password-current = Current password
password-error-current-missing = Enter your current password.
password-error-current-wrong = This is not your current password. Check it and try again.
password-error-missing = Enter your new password.
password-error-same = This is your current password. Choose another one.

# Two-factor authentication
two-factor-lead = Two-factor authentication asks for a code besides your password, so that nobody else gets in, even with your password.
status-title = Current status
status-not-setup = Not setup
status-activated = Activated
status-pending = Pending
status-enabled = Enabled
status-not-setup-means = Two-factor authentication has not been set up yet. Choose a method below and validate it.
status-activated-means = Two-factor authentication has been turned on. To finish, choose a method below and validate it.
status-pending-means = You have started to set it up. It is pending until you enter the code that validates your method.
status-enabled-means = Your code was entered, and two-factor authentication is enabled. You are asked for a code at each sign-in.
two-factor-met-by-passkey = Your passkey is all that your practice asks for. You can add a method below, for the day you do not have it with you.
two-factor-demanded = <strong>{ $practice }</strong> asks for two-factor authentication, so it cannot be turned off.
two-factor-on = Turn on
two-factor-off = Turn off
two-factor-methods = Your methods
two-factor-primary = Primary
two-factor-make-primary = Make primary
two-factor-since = Set up
two-factor-waits = Waits for its code
two-factor-enter-code = Enter code
two-factor-needed = Your practice needs this one
two-factor-email-weak = We recommend a stronger method beside it
two-factor-choose = Choose a method
two-factor-add = Add or replace a method
two-factor-see-codes = See recovery codes
two-factor-see-passkeys = See passkeys
two-factor-passkeys =
    { $count ->
        [0] You have no passkey yet. With one, a single gesture replaces password and code.
        [one] You have one passkey. With it, a single gesture replaces password and code.
       *[other] You have { $count } passkeys. With one, a single gesture replaces password and code.
    }
codes-left =
    { $left ->
        [0] You have no recovery code left.
        [one] You have one recovery code left.
       *[other] You have { $left } recovery codes left.
    }
line-last-used = last used
line-never-used = not used yet

# Passkeys
passkeys-lead = Sign in with your fingerprint, your face or your device's PIN, instead of a password and a code.
passkeys-yours = Your passkeys
passkeys-none = You have no passkey yet. Add one for the device that you are using now.
passkeys-synced = Synced
passkeys-bound = On one device
passkeys-created = Added
passkeys-rename = Rename
passkeys-impossible = Passkeys cannot be used at this address. Ask the people who run this installation.
passkeys-script = To add a passkey, allow scripts for this page in your browser.
passkeys-what = How passkeys work
passkeys-what-is = A passkey is a key that your device keeps for you. It never leaves your device or password manager, and it works on this site only, so no false page can take it from you.
passkeys-where = “Synced” passkeys are on all your devices that share a password manager. Those “on one device” stay there.
passkeys-several = To use several devices, sign in on each of them and add a passkey there. You can only add passkeys for your own account.

# Recovery codes
recovery-codes-lead = If you lose your phone, a recovery code lets you in. Each works once.
recovery-codes-left = Codes left
recovery-codes-of = of { $total }
recovery-codes-off = You get recovery codes when you set up two-factor authentication.
recovery-codes-set-up = Set up two-factor
recovery-codes-none = No code is left. Get new ones now, while you can still sign in.
recovery-codes-few = Only a few are left. Get new ones before you need them.
recovery-codes-made = Made
recovery-codes-shown-once = They were shown then, and cannot be shown again.

# Devices and sessions
devices-lead = Where you are signed in, and where you are not asked for a code.
devices-sessions = Signed in
devices-this = This device
devices-began = signed in
devices-seen = last used
devices-with = With
devices-end-others = Sign out all other devices
devices-remembered = Remembered devices
devices-remembered-lead = On these you are not asked for a code until the time is over. Changing your password or your methods forgets all of them.
devices-none-remembered = No device is remembered.
devices-since = since
devices-until = ends

# Apps with access
apps-lead = Apps that you allowed to know something about you. Your practice's own apps are not listed: your practice answers for them.
apps-none = You have not allowed any app anything yet. When an app asks, it will be listed here.
apps-since = Allowed

# Activity
activity-lead = What happened around your sign-in, the newest first.
activity-not-me-title = Something here was not you?
activity-not-me-lead = We sign you out everywhere, and you choose a new password.
activity-events = Events
activity-none = Nothing has happened yet.
activity-check = Was this you?
activity-by-other = by somebody else
activity-older = Older
activity-newer = Newer
activity-signed-in = You signed in
activity-refused = A sign-in was refused
activity-delayed = A sign-in was put off after wrong tries
activity-signed-out = You signed out
activity-sessions-ended = Sessions were ended
activity-reset-requested = A link for a new password was asked for
activity-reset = A new password was chosen by a link
activity-password = Your password was changed
activity-email-sent = A link to confirm your email was sent
activity-email = Your email was confirmed
activity-passkey-added = A passkey was added
activity-passkey-renamed = A passkey was renamed
activity-passkey-removed = A passkey was deleted
activity-passkey-refused = A device could not add a passkey
activity-profile = Your profile was changed
activity-disabled = Your sign-in was switched off
activity-enabled = Your sign-in was switched on again
activity-operator = You may now run this installation
activity-no-operator = You may no longer run this installation
activity-member = You were added to a practice
activity-member-changed = Your role or access in a practice was changed
activity-member-removed = Your membership in a practice was deactivated
activity-consent = You allowed an app to use your sign-in
activity-consent-refused = You did not allow an app to use your sign-in
activity-consent-withdrawn = Access of an app was withdrawn
activity-replayed = An app's access was ended because it was used twice
activity-confirmed = You proved once more that it is you
activity-new-device = A device signed in that we had not seen before
activity-email-asked = Another email was asked for
activity-email-changed = Your email was changed
activity-data = Your data was downloaded
activity-two-factor-on = Two-factor authentication was turned on
activity-two-factor-off = Two-factor authentication was turned off
activity-two-factor-reset = Two-factor authentication was reset
activity-factor-added = A method was validated
activity-factor-removed = A method was removed
activity-factor-primary = Another method became the primary one
activity-code-refused = A wrong code was entered
activity-code-delayed = Codes were put off after wrong tries
activity-codes-renewed = New recovery codes were made
activity-code-used = A recovery code was used
activity-device-trusted = A device was remembered
activity-device-forgotten = A remembered device was forgotten
not-me-done-apps = Everybody who uses your account must sign in again, and so must its apps.
not-me-done-title = You are signed out everywhere
not-me-done-lead = Nobody can use your present password any more, and apps will ask for a new sign-in.
not-me-done-link = We have sent a link to <strong>{ $email }</strong>. Open it to choose a new password.
not-me-done-tell = Tell the person who manages the users of your practice as well.

# Own data
data-lead = Everything that we keep about you, as one file (JSON).
data-what = What is in it
data-profile = Your profile, your practices and your roles there
data-factors = How you sign in: methods, passkeys by name, remembered devices
data-sessions = Where you are signed in, and the apps that you allowed something
data-activity = Your activity
data-secrets = Passwords, codes and keys are not in it: we keep them in a form that cannot be read, or not at all.

# Users
users-lead = The people whose settings you may see. The cog leads to them.
users-you = You
users-methods = Methods
users-passkeys =
    { $count ->
        [one] one passkey
       *[other] { $count } passkeys
    }
users-none = None yet
users-last = Last sign-in
users-never = Never
users-settings = Settings
users-settings-of = Settings of { $name }

# Fresh proof
confirm-title = Is it really you?
confirm-lead = Before you change something important, show once more that it is you.
confirm-passkey = Use a passkey
confirm-passkey-cancelled = No passkey was used. Try again, or choose another way.
confirm-passkey-failed = That passkey could not be used here. Try again, or choose another way.
confirm-way-password = Use my password
confirm-way-totp = Use my authenticator app
confirm-way-sms = Get a code by SMS
confirm-way-email = Get a code by email
confirm-way-recovery = Use a recovery code

# Before something ends
sure-back = Leave it as it is
sure-remove = Remove
sure-delete = Delete
sure-end = Sign out
sure-forget = Forget
sure-withdraw = Withdraw access
sure-renew = Get new codes
sure-off = Turn off
sure-everything = This wasn't me
sure-method-title = Remove this method?
sure-method-others = You can no longer get codes this way. Your other methods stay.
sure-method-last = It is your last method. From then on, your password alone lets you in.
sure-method-codes = Your recovery codes no longer work.
sure-devices = All devices that are remembered will ask for a code or your password again.
sure-pending-title = Stop setting up this method?
sure-pending = It was not validated yet. You can start again at any time.
sure-off-title = Turn off two-factor authentication?
sure-off-password = Your password alone lets you in from then on, and anybody else who knows it.
sure-off-methods = Your methods are removed. To turn it on again, you set them up anew.
sure-passkey-title = Delete this passkey?
sure-passkey = It no longer opens your account, on any device.
sure-passkey-device = If your device still shows it afterwards, remove it in the settings of the device or password manager.
sure-session-title = Sign out this device?
sure-session = Whoever uses it there must sign in again.
sure-session-apps = Apps that were opened from there lose their access.
sure-sessions-title = Sign out all other devices?
sure-sessions =
    { $count ->
        [one] One other device is signed out. This one stays signed in.
       *[other] { $count } other devices are signed out. This one stays signed in.
    }
sure-remembered-title = Forget this device?
sure-remembered = A code is asked for there at the next sign-in.
sure-access-title = Withdraw this app's access?
sure-access = It can no longer see anything about you, and its connection ends.
sure-access-again = If you open it again, it asks you again.
sure-codes-title = Get new recovery codes?
sure-codes =
    { $left ->
        [0] You have none left.
        [one] The one that you have left no longer works.
       *[other] The { $left } that you have left no longer work.
    }
sure-codes-new = You get ten new ones, which are shown once.
sure-everything-title = Was it somebody else?
sure-everything-sessions = You are signed out everywhere, here too, and apps lose their access.
sure-everything-password = Your password no longer works. We send you a link to choose a new one.
sure-everything-factors = Your methods and passkeys stay. Check them afterwards, and delete what is not yours.
