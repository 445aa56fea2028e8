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
