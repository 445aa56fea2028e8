# Was alle Nachrichten gemeinsam haben
mail-greeting = Guten Tag { $name },
mail-moment = { calendar-day } um { $time } Uhr (UTC)
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
mail-invitation-opening = Bei { $practice } wurde eine Anmeldung für Sie angelegt, mit der E-Mail-Adresse { $email }. Wählen Sie ein Passwort, dann können Sie die Apps dort benutzen.
mail-invitation-button = Passwort wählen
mail-invitation-otherwise = Sagt Ihnen { $practice } nichts? Dann öffnen Sie den Link nicht; mehr ist nicht zu tun.

# In eine Praxis eingeladen
mail-join-subject = Sie sind in eine Praxis eingeladen
mail-join-opening = { $inviter } lädt Sie mit der E-Mail-Adresse { $email } zu { $practice } ein. Öffnen Sie den Link, um anzunehmen: Sind Sie neu hier, wählen Sie ein Passwort; haben Sie ein Konto, behalten Sie es.
mail-join-opening-unsigned = Sie sind mit der E-Mail-Adresse { $email } zu { $practice } eingeladen. Öffnen Sie den Link, um anzunehmen: Sind Sie neu hier, wählen Sie ein Passwort; haben Sie ein Konto, behalten Sie es.
mail-join-button = Einladung ansehen

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

# Ein Code zum Eingeben
mail-code-subject =
    { $purpose ->
        [sign-in] Ihr Code für die Anmeldung
        [set-up] Ihr Code zum Einrichten der Zwei-Faktor-Anmeldung
       *[change] Ihr Code zum Ändern Ihres Kontos
    }
mail-code-opening =
    { $purpose ->
        [sign-in] Geben Sie diesen Code ein, um sich bei { $brand } als { $email } anzumelden.
        [set-up] Geben Sie diesen Code ein, um die Bestätigung per E-Mail für { $email } bei { $brand } einzurichten.
       *[change] Geben Sie diesen Code ein, um das Konto { $email } bei { $brand } zu ändern.
    }
mail-code-valid =
    { $minutes ->
        [one] Der Code gilt einmal, eine Minute lang, in dem Browser, der ihn angefordert hat.
       *[other] Der Code gilt einmal, { $minutes } Minuten lang, in dem Browser, der ihn angefordert hat.
    }
mail-code-otherwise =
    { $purpose ->
        [sign-in] Waren Sie das nicht? Dann kennt jemand Ihr Passwort. Geben Sie den Code niemandem und wählen Sie sofort ein neues Passwort.
       *[other] Waren Sie das nicht? Dann geben Sie den Code niemandem und wählen Sie sofort ein neues Passwort.
    }

# Womit sich jemand ausweist, hat sich geändert
mail-factor-subject =
    { $what ->
        [added] Neue Bestätigung für Ihre Anmeldung
        [removed] Eine Bestätigung Ihrer Anmeldung wurde entfernt
        [turned-off] Zwei-Faktor-Anmeldung ausgeschaltet
        [reset] Zwei-Faktor-Anmeldung zurückgesetzt
       *[renewed] Sie haben neue Wiederherstellungscodes
    }
mail-factor-opening =
    { $what ->
        [added] { $factor ->
            [totp] Für { $email } bei { $brand } wurde eine Authenticator-App eingerichtet. Nach ihr wird ab der nächsten Anmeldung gefragt.
            [sms] Für { $email } bei { $brand } wurde die Bestätigung per SMS eingerichtet. Nach ihr wird ab der nächsten Anmeldung gefragt.
           *[email] Für { $email } bei { $brand } wurde die Bestätigung per E-Mail eingerichtet. Nach ihr wird ab der nächsten Anmeldung gefragt.
        }
        [removed] { $factor ->
            [totp] Die Authenticator-App wurde von { $email } bei { $brand } entfernt.
            [sms] Die Bestätigung per SMS wurde von { $email } bei { $brand } entfernt.
           *[email] Die Bestätigung per E-Mail wurde von { $email } bei { $brand } entfernt.
        }
        [turned-off] Die Zwei-Faktor-Anmeldung von { $email } bei { $brand } wurde ausgeschaltet. Ihre Methoden und Wiederherstellungscodes sind gelöscht.
        [reset] Jemand, der Ihre Praxis verwaltet, hat die Zwei-Faktor-Anmeldung von { $email } bei { $brand } zurückgesetzt. Sie sind überall abgemeldet und richten sie bei der nächsten Anmeldung neu ein.
       *[renewed] Für { $email } bei { $brand } wurden neue Wiederherstellungscodes erstellt. Die alten gelten nicht mehr.
    }
mail-account-button = Mein Konto ansehen
mail-account-otherwise = Waren Sie das? Dann ist nichts zu tun. Wenn nicht, ändern Sie sofort Ihr Passwort und sagen Sie es der Person, die sich in Ihrer Praxis um die Apps kümmert.
mail-managed-otherwise = Haben Sie darum gebeten? Dann richten Sie sie bei der nächsten Anmeldung neu ein. Kommt das für Sie unerwartet, fragen Sie die Person, die in Ihrer Praxis die Personen verwaltet.

# Ein Wiederherstellungscode wurde benutzt
mail-recovery-subject = Ein Wiederherstellungscode wurde benutzt
mail-recovery-opening =
    { $left ->
        [0] Ein Wiederherstellungscode von { $email } bei { $brand } wurde benutzt. Es war der letzte: Bitte erstellen Sie neue.
        [one] Ein Wiederherstellungscode von { $email } bei { $brand } wurde benutzt. Einer ist noch übrig: Bitte erstellen Sie bald neue.
       *[other] Ein Wiederherstellungscode von { $email } bei { $brand } wurde benutzt. { $left } sind noch übrig.
    }

# Ein Browser, mit dem die Person noch nicht gesehen wurde
mail-device-subject = Anmeldung mit einem neuen Gerät
mail-device-opening = Jemand, hoffentlich Sie, hat sich bei { $brand } als { $email } angemeldet, mit einem Gerät oder Browser, den wir noch nicht kannten.

# Eine andere E-Mail-Adresse
mail-new-email-subject = Neue E-Mail-Adresse bestätigen
mail-new-email-opening = Sie möchten sich bei { $brand } mit { $email } anmelden. Bestätigen Sie hier, dass das Ihre E-Mail-Adresse ist, und zwar in dem Browser, in dem Sie angemeldet sind.
mail-new-email-button = Neue E-Mail-Adresse bestätigen
mail-email-subject =
    { $step ->
        [asked] Ihre E-Mail-Adresse wird bald geändert
        [done] Ihre E-Mail-Adresse wurde geändert
       *[in-use] Ihre E-Mail-Adresse wird schon verwendet
    }
mail-email-opening =
    { $step ->
        [asked] Jemand, der bei { $brand } als { $email } angemeldet ist, hoffentlich Sie, möchte sich künftig mit { $to } anmelden. Die Änderung gilt, sobald der Link geöffnet wird, den wir dorthin geschickt haben.
        [done] Die E-Mail-Adresse Ihres Kontos bei { $brand } wurde von { $email } auf { $to } geändert. Sie melden sich künftig mit der neuen an.
       *[in-use] Jemand, hoffentlich Sie, wollte { $email } für ein anderes Konto bei { $brand } verwenden. Sie gehört schon zu einem Konto, deshalb wurde nichts geändert.
    }
mail-email-otherwise =
    { $step ->
        [in-use] Waren Sie das nicht? Dann müssen Sie nichts tun.
       *[other] Waren Sie das? Dann müssen Sie nichts tun. Wenn nicht, ändern Sie sofort Ihr Passwort, und sagen Sie der Person Bescheid, die sich in Ihrer Praxis um die Apps kümmert.
    }

# Nach „Das war ich nicht“
mail-secured-subject = Sie sind überall abgemeldet
mail-secured-opening = Sie haben uns gesagt, dass jemand anderes im Konto { $email } bei { $brand } war. Alle Geräte und Apps wurden abgemeldet, und das Passwort gilt nicht mehr. Wählen Sie hier ein neues.
mail-secured-otherwise = Sehen Sie nach der Anmeldung Ihre Methoden und Passkeys durch, und löschen Sie, was Ihnen nicht gehört. Sagen Sie der Person Bescheid, die sich in Ihrer Praxis um die Apps kümmert.

# Bevor eine Praxis die Zwei-Faktor-Anmeldung verlangt
mail-due-subject =
    { $days ->
        [0] Zwei-Faktor-Anmeldung: heute ist der letzte Tag
       *[other] Die Zwei-Faktor-Anmeldung ist in { $days } Tagen nötig
    }
mail-due-opening =
    { $days ->
        [0] Heute ist der letzte Tag, an dem Sie es aufschieben können. Danach verlangt { $practice } von allen die Zwei-Faktor-Anmeldung, und für { $email } ist noch nichts eingerichtet, was dort gilt. Richten Sie sie jetzt ein, oder bei der nächsten Anmeldung.
       *[other] In { $days } Tagen beginnt { $practice }, von allen die Zwei-Faktor-Anmeldung zu verlangen, und für { $email } ist noch nichts eingerichtet, was dort gilt. Richten Sie sie in einem ruhigen Moment ein.
    }
mail-due-button = Einrichten
mail-due-otherwise = Es dauert wenige Minuten. Brauchen Sie Hilfe oder mehr Zeit? Fragen Sie die Person, die in Ihrer Praxis die Personen verwaltet.

# Was Verwaltende einmal in der Woche erfahren
mail-digest-subject =
    { $missing ->
        [one] Eine Person ohne Zwei-Faktor-Anmeldung
       *[other] { $missing } Personen ohne Zwei-Faktor-Anmeldung
    }
mail-digest-opening =
    { $overdue ->
        [0] Ohne Zwei-Faktor-Anmeldung, die in Ihrer Praxis gilt, bei { $practice }: { $missing } von { $members }. Niemand ist überfällig.
        [one] Ohne Zwei-Faktor-Anmeldung, die in Ihrer Praxis gilt, bei { $practice }: { $missing } von { $members }. Eine Person ist überfällig.
       *[other] Ohne Zwei-Faktor-Anmeldung, die in Ihrer Praxis gilt, bei { $practice }: { $missing } von { $members }. { $overdue } sind überfällig.
    }
mail-digest-button = Nachsehen, wer es ist
mail-digest-otherwise = Sie bekommen das an { $email } montags, solange jemand fehlt, weil Sie die Personen von { $practice } verwalten.
