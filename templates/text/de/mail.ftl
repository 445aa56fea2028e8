# Was alle Nachrichten gemeinsam haben
mail-greeting = Guten Tag { $name },
mail-moment =
    { $day }. { $month ->
        [1] Januar
        [2] Februar
        [3] März
        [4] April
        [5] Mai
        [6] Juni
        [7] Juli
        [8] August
        [9] September
        [10] Oktober
        [11] November
       *[12] Dezember
    } { $year } um { $time } Uhr (UTC)
mail-asked = Angefordert am { $when } von der Netzwerkadresse { $address }.
mail-asked-with = Angefordert am { $when } von der Netzwerkadresse { $address }, mit { $browser } auf { $system }.
mail-valid-minutes =
    { $minutes ->
        [one] Der Link gilt einmal, eine Minute lang.
       *[other] Der Link gilt einmal, { $minutes } Minuten lang.
    }
mail-valid-hours = Der Link gilt einmal, { $hours } Stunden lang.
mail-valid-days = Der Link gilt einmal, { $days } Tage lang.
mail-help = Kommen Sie nicht weiter? Wir helfen gern:
mail-or = oder
mail-automatic = Diese Nachricht wurde automatisch verschickt. Wir fragen nie per E-Mail oder Telefon nach Ihrem Passwort.

# Eine E-Mail-Adresse bestätigen
mail-verify-subject = Bestätigen Sie Ihre E-Mail-Adresse
mail-verify-opening = Bitte bestätigen Sie, dass { $email } Ihre E-Mail-Adresse ist. Dann kann { $brand } Sie erreichen, wenn sich an Ihrer Anmeldung etwas ändert.
mail-verify-button = E-Mail-Adresse bestätigen
mail-verify-otherwise = Waren Sie das nicht? Dann hat sich jemand bei der eigenen Adresse vertippt. Öffnen Sie den Link nicht; mehr ist nicht zu tun.

# Ein vergessenes Passwort
mail-reset-subject = Wählen Sie ein neues Passwort
mail-reset-opening = Jemand, hoffentlich Sie, hat angegeben, dass das Passwort von { $email } bei { $brand } vergessen wurde. Hier wählen Sie ein neues.
mail-reset-button = Neues Passwort wählen
mail-reset-otherwise = Waren Sie das nicht? Dann öffnen Sie den Link nicht und geben Sie ihn nicht weiter. Ihr Passwort bleibt, wie es ist.

# Ein erstes Passwort
mail-invitation-subject = Ihre Anmeldung ist bereit
mail-invitation-opening = Bei { $practice } wurde eine Anmeldung für Sie angelegt, mit der E-Mail-Adresse { $email }. Wählen Sie ein Passwort, dann können Sie die Apps dort nutzen.
mail-invitation-button = Passwort wählen
mail-invitation-otherwise = Sagt Ihnen { $practice } nichts? Dann öffnen Sie den Link nicht; mehr ist nicht zu tun.

# Das Passwort ist jetzt ein anderes
mail-changed-subject = Ihr Passwort wurde geändert
mail-changed-opening = Das Passwort von { $email } bei { $brand } wurde geändert.
mail-changed-button = Das war ich nicht: neues Passwort wählen
mail-changed-otherwise = Waren Sie das? Dann ist nichts zu tun. Wenn nicht, wählen Sie sofort ein neues Passwort und sagen Sie es der Person, die sich in Ihrer Praxis um die Apps kümmert.

# A passkey was added
mail-passkey-added-subject = Ein Passkey wurde hinzugefügt
mail-passkey-added-opening = Der Passkey „{ $passkey }“ wurde zu { $email } bei { $brand } hinzugefügt. Er öffnet Ihr Konto ohne Passwort.
mail-passkey-button = Meine Passkeys ansehen
mail-passkey-added-otherwise = Waren Sie das? Dann ist nichts weiter zu tun. Wenn nicht, löschen Sie den Passkey und wählen Sie sofort ein neues Passwort, und sagen Sie der Person Bescheid, die sich in Ihrer Praxis um die Apps kümmert.

# A passkey was deleted
mail-passkey-removed-subject = Ein Passkey wurde gelöscht
mail-passkey-removed-opening = Der Passkey „{ $passkey }“ von { $email } bei { $brand } wurde gelöscht. Er öffnet Ihr Konto nicht mehr.
mail-passkey-removed-otherwise = Waren Sie das? Dann ist nichts weiter zu tun. Wenn nicht, wählen Sie sofort ein neues Passwort, und sagen Sie der Person Bescheid, die sich in Ihrer Praxis um die Apps kümmert.
