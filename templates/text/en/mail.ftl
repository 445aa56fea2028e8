# What all messages share
mail-greeting = Hello { $name },
mail-moment =
    { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year } at { $time } (UTC)
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
