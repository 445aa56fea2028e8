# What all messages share
mail-greeting = Hello { $name },
mail-moment = { calendar-day } at { $time } (UTC)
mail-asked = Asked for on { $when } from the network address { $address }.
mail-asked-with = Asked for on { $when } from the network address { $address }, with { $browser } on { $system }.
mail-valid-minutes =
    { $minutes ->
        [one] The link works once, for one minute.
       *[other] The link works once, for { $minutes } minutes.
    }
mail-valid-hours = The link works once, for { $hours } hours.
mail-valid-days = The link works once, for { $days } days.
mail-help = Stuck? We are glad to help:
mail-or = or
mail-automatic = This message was sent automatically. We never ask for your password by email or telephone.

# Confirming an email
mail-verify-subject = Confirm your email
mail-verify-opening = Please confirm that { $email } is your email, so that { $brand } can reach you when something about your sign-in changes.
mail-verify-button = Confirm email
mail-verify-otherwise = Was it not you? Then somebody mistyped their email. Do not open the link; nothing else needs to be done.

# A forgotten password
mail-reset-subject = Choose a new password
mail-reset-opening = Somebody, we hope you, said that the password of { $email } at { $brand } was forgotten. Choose a new one here.
mail-reset-button = Choose a new password
mail-reset-otherwise = Was it not you? Then do not open the link, and pass it on to nobody. Your password stays as it is.

# A first password
mail-invitation-subject = Your sign-in is ready
mail-invitation-opening = A sign-in was made for you at { $practice }, with the email { $email }. Choose a password, and you can use its apps.
mail-invitation-button = Choose a password
mail-invitation-otherwise = Does { $practice } mean nothing to you? Then do not open the link; nothing else needs to be done.

# Asked into a practice
mail-join-subject = You are invited to a practice
mail-join-opening = { $inviter } invites you, with the email { $email }, to { $practice }. Open the link to accept: if you are new here, you choose a password; if you have an account, you keep it.
mail-join-opening-unsigned = You are invited, with the email { $email }, to { $practice }. Open the link to accept: if you are new here, you choose a password; if you have an account, you keep it.
mail-join-button = Look at the invitation

# The password is another one now
mail-changed-subject = Your password was changed
mail-changed-opening = The password of { $email } at { $brand } was changed.
mail-changed-button = It was not me: choose a new password
mail-changed-otherwise = Was it you? Then nothing needs to be done. If it was not you, choose a new password at once, and tell the person who looks after the apps at your practice.

# A passkey was added
mail-passkey-added-subject = A passkey was added
mail-passkey-added-opening = The passkey “{ $passkey }” was added to { $email } at { $brand }. It opens your account without a password.
mail-passkey-button = Look at my passkeys
mail-passkey-added-otherwise = Was it you? Then nothing needs to be done. If it was not you, delete the passkey and choose a new password at once, and tell the person who looks after the apps at your practice.

# A passkey was deleted
mail-passkey-removed-subject = A passkey was deleted
mail-passkey-removed-opening = The passkey “{ $passkey }” of { $email } at { $brand } was deleted. It does not open your account any more.
mail-passkey-removed-otherwise = Was it you? Then nothing needs to be done. If it was not you, choose a new password at once, and tell the person who looks after the apps at your practice.

# A code to enter
mail-code-subject =
    { $purpose ->
        [sign-in] Your code for signing in
        [set-up] Your code for setting up two-factor authentication
       *[change] Your code for changing your account
    }
mail-code-opening =
    { $purpose ->
        [sign-in] Enter this code to sign in to { $brand } as { $email }.
        [set-up] Enter this code to set up confirmation by email for { $email } at { $brand }.
       *[change] Enter this code to change the account { $email } at { $brand }.
    }
mail-code-valid =
    { $minutes ->
        [one] The code works once, for one minute, in the browser that asked for it.
       *[other] The code works once, for { $minutes } minutes, in the browser that asked for it.
    }
mail-code-otherwise =
    { $purpose ->
        [sign-in] Was it not you? Then somebody knows your password. Tell nobody the code, and choose a new password at once.
       *[other] Was it not you? Then tell nobody the code, and choose a new password at once.
    }

# How somebody proves who they are has changed
mail-factor-subject =
    { $what ->
        [added] A way to confirm your sign-in was added
        [removed] A way to confirm your sign-in was removed
        [turned-off] Two-factor authentication was turned off
        [reset] Two-factor authentication was reset
       *[renewed] You have new recovery codes
    }
mail-factor-opening =
    { $what ->
        [added] { $factor ->
            [totp] An authenticator app was added to { $email } at { $brand }. It is asked for from the next sign-in on.
            [sms] Confirmation by SMS was added to { $email } at { $brand }. It is asked for from the next sign-in on.
           *[email] Confirmation by email was added to { $email } at { $brand }. It is asked for from the next sign-in on.
        }
        [removed] { $factor ->
            [totp] The authenticator app was removed from { $email } at { $brand }.
            [sms] Confirmation by SMS was removed from { $email } at { $brand }.
           *[email] Confirmation by email was removed from { $email } at { $brand }.
        }
        [turned-off] Two-factor authentication of { $email } at { $brand } was turned off. Its methods and recovery codes are gone.
        [reset] Somebody who manages your practice has reset two-factor authentication of { $email } at { $brand }. You are signed out everywhere, and are asked to set it up again when you sign in.
       *[renewed] New recovery codes were made for { $email } at { $brand }. The old ones no longer work.
    }
mail-account-button = Look at my account
mail-account-otherwise = Was it you? Then nothing needs to be done. If it was not you, change your password at once, and tell the person who looks after the apps at your practice.
mail-managed-otherwise = Did you ask for this? Then set it up again at your next sign-in. If you did not expect it, ask the person who manages the users of your practice.

# A recovery code was used
mail-recovery-subject = A recovery code was used
mail-recovery-opening =
    { $left ->
        [0] A recovery code of { $email } at { $brand } was used. It was the last one: please make new ones.
        [one] A recovery code of { $email } at { $brand } was used. One is left: please make new ones soon.
       *[other] A recovery code of { $email } at { $brand } was used. { $left } are left.
    }

# A browser that the person was not seen with before
mail-device-subject = A new device signed in
mail-device-opening = Somebody, we hope you, signed in to { $brand } as { $email } with a device or browser that we had not seen before.

# Another email
mail-new-email-subject = Confirm your new email
mail-new-email-opening = You would like to sign in to { $brand } with { $email }. Confirm here that it is your email, in the browser in which you are signed in.
mail-new-email-button = Confirm new email
mail-email-subject =
    { $step ->
        [asked] Your email is about to change
        [done] Your email was changed
       *[in-use] Your email is already in use
    }
mail-email-opening =
    { $step ->
        [asked] Somebody who is signed in as { $email } at { $brand }, we hope you, wants to sign in with { $to } from now on. The change is made once the link that we sent there is opened.
        [done] The email of your account at { $brand } was changed from { $email } to { $to }. You sign in with the new one from now on.
       *[in-use] Somebody, we hope you, wanted to use { $email } for another account at { $brand }. It belongs to an account already, so nothing was changed.
    }
mail-email-otherwise =
    { $step ->
        [in-use] Was it not you? Then nothing needs to be done.
       *[other] Was it you? Then nothing needs to be done. If it was not you, change your password at once, and tell the person who looks after the apps at your practice.
    }

# After "this wasn't me"
mail-secured-subject = You are signed out everywhere
mail-secured-opening = You told us that somebody else was in the account { $email } at { $brand }. All devices and apps were signed out, and the password no longer works. Choose a new one here.
mail-secured-otherwise = Once you are signed in, look at your methods and passkeys and delete what is not yours. Tell the person who looks after the apps at your practice.

# Before a practice begins to ask for two-factor authentication
mail-due-subject =
    { $days ->
        [0] Two-factor authentication: today is the last day
       *[other] Two-factor authentication is needed in { $days } days
    }
mail-due-opening =
    { $days ->
        [0] Today is the last day on which you can put it off. After that { $practice } asks everybody for two-factor authentication, and nothing that it accepts is set up for { $email } yet. Set it up now, or at your next sign-in.
       *[other] In { $days } days { $practice } begins to ask everybody for two-factor authentication, and nothing that it accepts is set up for { $email } yet. Set it up when you have a quiet moment.
    }
mail-due-button = Set it up
mail-due-otherwise = It takes a few minutes. Do you need help or more time? Ask the person who manages the users of your practice.

# What a manager is told once a week
mail-digest-subject =
    { $missing ->
        [one] One person without two-factor authentication
       *[other] { $missing } people without two-factor authentication
    }
mail-digest-opening =
    { $overdue ->
        [0] Without two-factor authentication that your practice accepts at { $practice }: { $missing } of { $members }. Nobody is overdue.
        [one] Without two-factor authentication that your practice accepts at { $practice }: { $missing } of { $members }. One person is overdue.
       *[other] Without two-factor authentication that your practice accepts at { $practice }: { $missing } of { $members }. { $overdue } are overdue.
    }
mail-digest-button = See who it is
mail-digest-otherwise = You get this at { $email } on Mondays, as long as somebody is missing, because you manage the users of { $practice }.
