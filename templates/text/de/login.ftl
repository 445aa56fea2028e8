# Anmelden
login-title = Anmelden
login-asking = Anmelden und weiter zu
login-lead = Mit E-Mail und Passwort Ihrer Praxis-Anmeldung. Sie gelten für alle ihre Apps.
login-again-title = Noch einmal anmelden
login-again-lead = Die App möchte sicher sein, dass Sie es noch sind. Bitte geben Sie Ihr Passwort noch einmal ein.
login-email = E-Mail
login-password = Passwort
login-button = Anmelden
login-forgotten = Passwort vergessen?
login-cancel = Abbrechen
login-cancel-app = Abbrechen und zurück zu { $app }
login-error-credentials = E-Mail und Passwort passen nicht zusammen. Prüfen Sie beides.
login-error-email-missing = Geben Sie Ihre E-Mail-Adresse ein.
login-error-email-malformed = Geben Sie eine Adresse wie name@example.com ein.
login-error-password-missing = Geben Sie Ihr Passwort ein.

# Passwort vergessen
forgot-title = Passwort vergessen
forgot-lead = Geben Sie Ihre E-Mail-Adresse ein. Wir schicken Ihnen einen Link, mit dem Sie ein neues Passwort wählen.
forgot-button = Link senden
forgot-back = Zurück zur Anmeldung
forgot-sent-title = Sehen Sie in Ihr Postfach
forgot-sent-lead = Wenn es für <strong>{ $email }</strong> eine Anmeldung gibt, ist eine Nachricht dorthin unterwegs.
forgot-sent-link =
    { $minutes ->
        [one] Öffnen Sie den Link darin innerhalb einer Minute. Er gilt einmal.
       *[other] Öffnen Sie den Link darin innerhalb von { $minutes } Minuten. Er gilt einmal.
    }
forgot-sent-nothing = Nach ein paar Minuten noch nichts da? Sehen Sie im Spam-Ordner nach, und prüfen Sie, ob es die Adresse ist, die Ihre Praxis kennt.
forgot-sent-again = Andere Adresse, oder noch einmal senden

# Ein neues Passwort
reset-title = Neues Passwort wählen
reset-lead = Für <strong>{ $email }</strong>
reset-password = Neues Passwort
reset-rules = Mindestens 12 Zeichen. Einige Wörter ohne Zusammenhang merkt man sich leicht.
reset-button = Speichern
reset-effect = Überall sonst werden Sie abgemeldet.
reset-error-short = Dieses Passwort ist zu kurz. Nehmen Sie mindestens 12 Zeichen.
reset-error-long = Dieses Passwort ist zu lang. Nehmen Sie höchstens 128 Zeichen.
reset-error-common = Dieses Passwort wird oft als Erstes probiert. Wählen Sie ein anderes.
reset-error-guessable = Dieses Passwort ist leicht zu erraten. Machen Sie es länger.
reset-error-personal = Dieses Passwort enthält Ihren Namen oder Ihre E-Mail. Wählen Sie ein anderes.
reset-done-title = Ihr neues Passwort ist gespeichert
reset-done-lead = Benutzen Sie es ab jetzt. Alle anderen Geräte sind abgemeldet.

# Eine E-Mail-Adresse bestätigen
verify-title = E-Mail-Adresse bestätigen
verify-lead = Gehört <strong>{ $email }</strong> Ihnen? Dann erreicht Ihre Praxis Sie dort, und Sie kommen wieder hinein, wenn Sie Ihr Passwort vergessen.
verify-button = E-Mail-Adresse bestätigen
verify-not-you = Nicht Ihre? Schließen Sie diese Seite, dann geschieht nichts.
verify-done-title = E-Mail-Adresse bestätigt
verify-done-lead = Danke. <strong>{ $email }</strong> ist jetzt bestätigt.

# Die erste Seite
home-title = Sie sind angemeldet
home-lead = Gehen Sie zurück zu Ihrer App, oder melden Sie sich hier ab, wenn Sie diesen Computer verlassen.
home-welcome = Willkommen
home-welcome-lead = Hier melden sich die Menschen Ihrer Praxis an. Meistens kommen Sie aus einer ihrer Apps hierher.

# Der zweite Schritt
login-passkey = Mit Passkey anmelden
second-step-who = Anmeldung als <strong>{ $email }</strong> ·
second-step-not-you = Nicht Sie?
second-step-title = Geben Sie Ihren Code ein
second-step-totp = Öffnen Sie Ihre Authenticator-App, und geben Sie die sechs Ziffern ein, die sie für diese Anmeldung zeigt.
second-step-sms = Wir haben sechs Ziffern per SMS an die Nummer mit dem Ende <strong>{ $to }</strong> geschickt. Sie gelten zehn Minuten.
second-step-email = Wir haben sechs Ziffern per E-Mail an <strong>{ $to }</strong> geschickt. Sie gelten zehn Minuten.
second-step-remember-hours =
    { $hours ->
        [one] Dieses Gerät eine Stunde lang merken
       *[other] Dieses Gerät { $hours } Stunden lang merken
    }
second-step-remember-days = Dieses Gerät { $days } Tage lang merken
second-step-remember-hint = Bis dahin wird hier kein Code verlangt. Nicht an einem Computer, den auch andere benutzen.
second-step-other = Andere Methode verwenden
second-step-recovery = Wiederherstellungscode verwenden

# Eine andere Methode
ways-title = Wie möchten Sie Ihren Code bekommen?
ways-totp = Die sechs Ziffern, die sie zeigt
ways-to = An <strong>{ $to }</strong>

# Ein Wiederherstellungscode
recovery-title = Geben Sie einen Wiederherstellungscode ein
recovery-lead = Das ist einer der zehn Codes, die Sie beim Einrichten der Zwei-Faktor-Anmeldung aufgehoben haben. Jeder gilt einmal.
recovery-lost = Kein Code mehr da? Bitten Sie die Person, die in Ihrer Praxis die Personen verwaltet, Ihre Zwei-Faktor-Anmeldung zurückzusetzen.

# Das Angebot eines Passkeys
offer-title = Nächstes Mal schneller anmelden?
offer-lead = Ein Passkey ist ein Schlüssel auf diesem Gerät, den Sie mit Fingerabdruck, Gesicht oder der Geräte-PIN verwenden, statt Passwort und Code.
offer-quick = Ein Handgriff
offer-quick-detail = Nichts zu merken, nichts zu tippen.
offer-safe = Sicher vor Betrug
offer-safe-detail = Er gilt nur auf dieser Seite; keine falsche Seite kann ihn Ihnen abnehmen.
offer-own = Nur Sie
offer-own-detail = Er ist für { $email }. Erstellen Sie keinen auf einem Gerät, das auch andere entsperren können.
offer-create = Passkey erstellen
offer-not-now = Jetzt nicht
offer-never = Nicht mehr fragen
