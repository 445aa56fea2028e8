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
