# Signing in
login-title = Sign in
login-asking = Sign in to continue to
login-lead = Use the email and password of your practice sign-in. They are the same for all its apps.
login-again-title = Sign in again
login-again-lead = The app wants to be sure that it is still you. Please enter your password once more.
login-email = Email
login-password = Password
login-button = Login
login-forgotten = Forgotten password?
login-cancel = Cancel
login-cancel-app = Cancel and go back to { $app }
login-error-credentials = Email and password do not match. Check both, or choose a new password.
login-error-email-missing = Enter your email.
login-error-email-malformed = Enter an email like name@example.com.
login-error-password-missing = Enter your password.

# Forgotten password
forgot-title = Forgotten password
forgot-lead = Enter your email. We will send you a link with which you choose a new password.
forgot-button = Send link
forgot-back = Back to sign in
forgot-sent-title = Look in your inbox
forgot-sent-lead = If there is a sign-in for <strong>{ $email }</strong>, a message is on its way to it.
forgot-sent-link =
    { $minutes ->
        [one] Open the link in it within one minute. It works once.
       *[other] Open the link in it within { $minutes } minutes. It works once.
    }
forgot-sent-nothing = Nothing there after a few minutes? Look in the junk folder, and check that you typed the email that your practice knows.
forgot-sent-again = Use another email, or send again

# A new password
reset-title = Choose a new password
reset-lead = For <strong>{ $email }</strong>
reset-password = New password
reset-rules = At least 12 characters. A few unrelated words are easy to remember and hard to guess.
reset-button = Save
reset-effect = You will be signed out everywhere else.
reset-error-short = This password is too short. Use at least 12 characters.
reset-error-long = This password is too long. Use at most 128 characters.
reset-error-common = This password is among the first that are tried. Choose another.
reset-error-guessable = This password is easy to guess. Add an unrelated word or two.
reset-error-personal = This password contains your name or email. Choose one without them.
reset-done-title = Your new password is saved
reset-done-lead = Use it from now on. All other devices have been signed out.

# Confirming an email
verify-title = Confirm your email
verify-lead = Is <strong>{ $email }</strong> yours? Then your practice can reach you there, and you can get back in if you forget your password.
verify-button = Confirm email
verify-not-you = Not yours? Close this page and nothing happens.
verify-done-title = Email confirmed
verify-done-lead = Thank you. <strong>{ $email }</strong> is now confirmed.

# The first page
home-title = You are signed in
home-lead = Go back to your app, or sign out here when you leave this computer.
home-welcome = Welcome
home-welcome-lead = This is where the people of your practice sign in. Usually you come here from one of its apps.

# The second step
login-passkey = Login with Passkey
second-step-who = Signing in as <strong>{ $email }</strong> ·
second-step-not-you = Not you?
second-step-title = Enter your code
second-step-totp = Open your authenticator app and enter the six digits that it shows for this sign-in.
second-step-sms = We sent six digits by SMS to the number ending in <strong>{ $to }</strong>. They work for ten minutes.
second-step-email = We sent six digits by email to <strong>{ $to }</strong>. They work for ten minutes.
second-step-remember-hours =
    { $hours ->
        [one] Remember this device for one hour
       *[other] Remember this device for { $hours } hours
    }
second-step-remember-days = Remember this device for { $days } days
second-step-remember-hint = No code is asked for here until then. Not on a computer that others use.
second-step-other = Use another method
second-step-recovery = Use a recovery code

# Another method
ways-title = How would you like to get your code?
ways-totp = The six digits that it shows
ways-to = To <strong>{ $to }</strong>

# A recovery code
recovery-title = Enter a recovery code
recovery-lead = It is one of the ten codes that you kept when you set up two-factor authentication. Each works once.
recovery-lost = No code left? Ask the person who manages the users of your practice to reset your two-factor authentication.

# Offering a passkey
offer-title = Sign in faster next time?
offer-lead = A passkey is a key on this device that you use with your fingerprint, your face or its PIN, instead of a password and a code.
offer-quick = One gesture
offer-quick-detail = Nothing to remember and nothing to type.
offer-safe = Safe from tricks
offer-safe-detail = It works on this site only, so no false page can take it from you.
offer-own = Only you
offer-own-detail = It is for { $email }. Do not create one on a device that others can unlock.
offer-create = Create a passkey
offer-not-now = Not now
offer-never = Don't ask again
