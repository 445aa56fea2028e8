# Why a policy is as it is
policy-reason-nothing = Nobody demands two-factor authentication here.
policy-reason-mandatory = Mandatory, because { $group } demands it.
policy-reason-mandated = Mandatory, because { $app } demands it of every practice that connects it, { $group } among them.
policy-reason-from = Mandatory from { $date } UTC, because { $group } demands it from then on.
policy-reason-extended = Mandatory from { $date } UTC: { $group } gave this person more time.
policy-reason-prompted = Recommended by { $group }; it may be skipped.
policy-reason-required = Mandatory, because { $app } requires two factors of everybody.
policy-reason-asked = The app asks for { $acr } this time.
policy-reason-no-totp = An authenticator app is not accepted, because of { $by }.
policy-reason-no-sms = SMS is not accepted, because of { $by }.
policy-reason-no-email = Email is not accepted, because of { $by }.
policy-reason-no-passkey = A passkey alone is not accepted, because of { $by }.
policy-reason-networks = In the networks that { $group } trusts, the second step may be skipped.
policy-reason-not-remembered = No device is remembered, because of { $group }.
policy-reason-remembered =
    { $hours ->
        [one] A device is remembered for an hour at most, because of { $group }.
       *[other] A device is remembered for { $hours } hours at most, because of { $group }.
    }
policy-reason-idle =
    { $minutes ->
        [one] A session ends after a minute without use, because of { $group }.
       *[other] A session ends after { $minutes } minutes without use, because of { $group }.
    }
policy-reason-absolute =
    { $minutes ->
        [one] A session ends after a minute in any case, because of { $group }.
       *[other] A session ends after { $minutes } minutes in any case, because of { $group }.
    }

# Wishes that contradict each other
policy-wrong-nothing-accepted = Accept at least one method.
policy-wrong-passkeys = Only passkeys are accepted, and passkeys do not count. Let them count, or accept another method too.
policy-wrong-remember = A device can be remembered for 720 hours at most.
policy-wrong-idle = Signed out without use: enter 1 to 1440 minutes.
policy-wrong-absolute = Signed out in any case: enter 5 to 43200 minutes.
policy-wrong-idle-absolute = A session cannot go unused for longer than it lasts. Make the limit without use the shorter one.
policy-wrong-ask-again = Ask again: enter 1 to 365 days.
policy-wrong-network = This network is most of the internet. Enter the practice’s own, such as 203.0.113.0/24.
policy-wrong-networks = Enter 50 networks at most.
policy-wrong-deadline = Choose a day within a year.
policy-wrong-preset-mandatory = This preset is mandatory. Choose mandatory, or your own settings.
policy-wrong-ato-remember = The tax office’s rules let a device be remembered for less than 24 hours. Choose 23 hours or fewer, or your own settings.
policy-wrong-ato-idle = The tax office’s rules end a session after 30 minutes without use. Choose 30 minutes or fewer, or your own settings.
policy-wrong-ato-networks = The tax office’s rules skip the second step nowhere. Remove the trusted networks, or choose your own settings.
policy-wrong-strict = Strict accepts only a passkey or an authenticator app. Accept no other, or choose your own settings.
