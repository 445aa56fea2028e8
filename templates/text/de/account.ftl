# What all account pages share
account-signed-out = Sie sind abgemeldet. Bitte melden Sie sich wieder an.
account-proof-needed = Bitte melden Sie sich dafür noch einmal an, damit wir wissen, dass Sie es sind.

# Wo man ist
account-navigation = Ihr Konto und Einstellungen
account-menu = Menü
account-yours = Ihr Konto
account-settings = Einstellungen
account-tabs = Einstellungen dieser Person
account-profile = Profil
account-password = Passwort
account-two-factor = Zwei-Faktor
account-passkeys = Passkeys
account-recovery-codes = Wiederherstellungscodes
account-devices = Geräte und Sitzungen
account-apps = Apps mit Zugriff
account-activity = Aktivität
account-data = Meine Daten herunterladen
account-users = Personen

# Was geschehen ist
account-done-profile = Ihr Profil ist gespeichert.
account-done-email-link = Ein Link ist unterwegs an Ihre neue Adresse. Öffnen Sie ihn, dann gilt die Änderung.
account-done-password = Ihr Passwort ist geändert. Alle anderen Geräte sind abgemeldet.
account-done-on = Die Zwei-Faktor-Anmeldung ist aktiviert. Wählen Sie zum Abschluss eine Methode.
account-done-off = Die Zwei-Faktor-Anmeldung ist ausgeschaltet.
account-done-validated = Die Methode ist bestätigt und gilt ab der nächsten Anmeldung.
account-done-removed = Die Methode ist entfernt.
account-done-primary = Ab jetzt wird zuerst nach dieser Methode gefragt.
account-done-passkey-added = Der Passkey ist gespeichert. Sie können sich damit anmelden.
account-done-passkey-renamed = Der Passkey hat seinen neuen Namen.
account-done-passkey-deleted = Der Passkey ist gelöscht. Er öffnet Ihr Konto nicht mehr.
account-done-recovery = Sie haben neue Wiederherstellungscodes. Die alten gelten nicht mehr.
account-done-session = Dieses Gerät ist abgemeldet.
account-done-others = Alle anderen Geräte sind abgemeldet.
account-done-forgotten = Dieses Gerät ist nicht mehr gemerkt.
account-done-confirmation = Ein Link ist unterwegs an Ihre E-Mail-Adresse. Öffnen Sie ihn, um zu bestätigen, dass die Adresse Ihnen gehört.
account-done-email = Ihre E-Mail-Adresse ist geändert. Ab jetzt melden Sie sich mit der neuen an.
account-not-already-on = Die Zwei-Faktor-Anmeldung ist schon aktiviert.
account-not-on = Die Zwei-Faktor-Anmeldung ist nicht aktiviert.
account-not-set-up = Diese Methode ist nicht mehr eingerichtet.
account-not-demanded = Ihre Praxis verlangt es, deshalb bleibt es. Richten Sie eine andere Methode ein, die Ihre Praxis zulässt, und versuchen Sie es dann erneut.
account-not-so-many-letters = Wir haben schon mehrere Links geschickt. Öffnen Sie den neuesten, oder versuchen Sie es in einer Stunde erneut.
account-done-withdrawn = Die App hat keinen Zugriff mehr.

# Profil
profile-lead = Wer Sie hier sind. Apps sehen davon, was Ihre Praxis oder Sie ihnen erlauben.
profile-email-confirmed = Bestätigt
profile-email-unconfirmed = Nicht bestätigt
profile-email-change = E-Mail-Adresse ändern
profile-email-confirm = Bestätigung noch einmal senden
profile-name = Name
profile-name-hint = Wie Kolleginnen, Kollegen und Patienten Sie kennen.
profile-given-name = Vorname
profile-family-name = Nachname
profile-phone = Telefonnummer
profile-phone-hint = Für die Apps Ihrer Praxis. Codes gehen an die Nummer unter Zwei-Faktor, nicht an diese.
profile-language = Sprache
profile-language-browser = Wie mein Browser
profile-zone = Zeitzone
profile-zone-device = Wie auf meinem Gerät
profile-error-name = Geben Sie Ihren Namen ein.
profile-error-phone = Geben Sie eine Nummer mit Landesvorwahl ein, zum Beispiel +49 30 9000 1234.
change-email-title = E-Mail-Adresse ändern
change-email-lead = Sie melden sich als <strong>{ $email }</strong> an. Wir schicken einen Link an die neue Adresse; sobald Sie ihn öffnen, gilt diese.
change-email-new = Neue E-Mail-Adresse
change-email-told = Wir schreiben auch der alten Adresse davon.
confirm-email-title = Neue E-Mail-Adresse bestätigen
confirm-email-lead = Ab jetzt melden Sie sich mit <strong>{ $email }</strong> statt { $current } an.
confirm-email-button = Diese Adresse verwenden
change-email-same = Das ist schon Ihre Adresse. Geben Sie eine andere ein.

# Passwort
password-lead = Wählen Sie eines, das Sie nirgends sonst verwenden.
password-changed = Zuletzt geändert
password-current = Bisheriges Passwort
password-error-current-missing = Geben Sie Ihr bisheriges Passwort ein.
password-error-current-wrong = Das ist nicht Ihr bisheriges Passwort. Prüfen Sie es, und versuchen Sie es noch einmal.
password-error-missing = Geben Sie Ihr neues Passwort ein.
password-error-same = Das ist Ihr bisheriges Passwort. Wählen Sie ein anderes.

# Zwei-Faktor-Anmeldung
two-factor-lead = Die Zwei-Faktor-Anmeldung fragt neben dem Passwort nach einem Code, damit niemand sonst hineinkommt, auch nicht mit Ihrem Passwort.
status-title = Aktueller Status
status-not-setup = Nicht eingerichtet
status-activated = Aktiviert
status-pending = Ausstehend
status-enabled = Eingerichtet
status-not-setup-means = Die Zwei-Faktor-Anmeldung ist noch nicht eingerichtet. Wählen Sie unten eine Methode, und bestätigen Sie sie.
status-activated-means = Die Zwei-Faktor-Anmeldung wurde aktiviert. Wählen Sie zum Abschluss unten eine Methode, und bestätigen Sie sie.
status-pending-means = Sie haben mit dem Einrichten begonnen. Es steht aus, bis Sie den Code eingeben, der Ihre Methode bestätigt.
status-enabled-means = Ihr Code wurde eingegeben; die Zwei-Faktor-Anmeldung ist eingerichtet. Bei jeder Anmeldung werden Sie nach einem Code gefragt.
two-factor-met-by-passkey = Ihr Passkey ist alles, was Ihre Praxis verlangt. Unten können Sie eine weitere Methode einrichten, für den Tag, an dem Sie ihn nicht bei sich haben.
two-factor-demanded = <strong>{ $practice }</strong> verlangt die Zwei-Faktor-Anmeldung; deshalb lässt sie sich nicht ausschalten.
two-factor-on = Aktivieren
two-factor-off = Ausschalten
two-factor-methods = Ihre Methoden
two-factor-primary = Zuerst
two-factor-make-primary = Zuerst fragen
two-factor-since = Eingerichtet
two-factor-waits = Wartet auf ihren Code
two-factor-enter-code = Code eingeben
two-factor-needed = Ihre Praxis verlangt diese
two-factor-email-weak = Wir empfehlen daneben eine stärkere Methode
two-factor-choose = Wählen Sie eine Methode
two-factor-add = Methode hinzufügen oder ersetzen
two-factor-see-codes = Zu den Wiederherstellungscodes
two-factor-see-passkeys = Zu den Passkeys
two-factor-passkeys =
    { $count ->
        [0] Sie haben noch keinen Passkey. Mit einem ersetzt ein Handgriff Passwort und Code.
        [one] Sie haben einen Passkey. Damit ersetzt ein Handgriff Passwort und Code.
       *[other] Sie haben { $count } Passkeys. Mit einem ersetzt ein Handgriff Passwort und Code.
    }
codes-left =
    { $left ->
        [0] Sie haben keinen Wiederherstellungscode mehr.
        [one] Sie haben noch einen Wiederherstellungscode.
       *[other] Sie haben noch { $left } Wiederherstellungscodes.
    }
line-last-used = zuletzt verwendet
line-never-used = noch nicht verwendet

# Passkeys
passkeys-lead = Melden Sie sich mit Fingerabdruck, Gesicht oder Geräte-PIN an, statt mit Passwort und Code.
passkeys-yours = Ihre Passkeys
passkeys-none = Sie haben noch keinen Passkey. Fügen Sie einen für das Gerät hinzu, das Sie gerade verwenden.
passkeys-synced = Synchronisiert
passkeys-bound = Auf einem Gerät
passkeys-created = Hinzugefügt
passkeys-rename = Umbenennen
passkeys-impossible = Unter dieser Adresse lassen sich Passkeys nicht verwenden. Fragen Sie die Betreiber dieser Installation.
passkeys-script = Um einen Passkey hinzuzufügen, erlauben Sie in Ihrem Browser Skripte für diese Seite.
passkeys-what = Wie Passkeys funktionieren
passkeys-what-is = Ein Passkey ist ein Schlüssel, den Ihr Gerät für Sie aufbewahrt. Er verlässt Ihr Gerät oder Ihren Passwortmanager nie und gilt nur auf dieser Seite; keine falsche Seite kann ihn Ihnen abnehmen.
passkeys-where = „Synchronisierte“ Passkeys sind auf allen Ihren Geräten mit demselben Passwortmanager. Die „auf einem Gerät“ bleiben dort.
passkeys-several = Für mehrere Geräte melden Sie sich auf jedem an und fügen dort einen Passkey hinzu. Passkeys können Sie nur für Ihr eigenes Konto hinzufügen.

# Wiederherstellungscodes
recovery-codes-lead = Wenn Sie Ihr Telefon verlieren, kommen Sie mit einem Wiederherstellungscode hinein. Jeder gilt einmal.
recovery-codes-left = Verbleibende Codes
recovery-codes-of = von { $total }
recovery-codes-off = Wiederherstellungscodes bekommen Sie, wenn Sie die Zwei-Faktor-Anmeldung einrichten.
recovery-codes-set-up = Zwei-Faktor einrichten
recovery-codes-none = Es ist kein Code mehr da. Holen Sie sich jetzt neue, solange Sie sich noch anmelden können.
recovery-codes-few = Es sind nur noch wenige da. Holen Sie sich neue, bevor Sie sie brauchen.
recovery-codes-made = Erstellt
recovery-codes-shown-once = Damals wurden sie gezeigt; noch einmal zeigen lassen sie sich nicht.

# Geräte und Sitzungen
devices-lead = Wo Sie angemeldet sind, und wo Sie nicht nach einem Code gefragt werden.
devices-sessions = Angemeldet
devices-this = Dieses Gerät
devices-began = angemeldet
devices-seen = zuletzt verwendet
devices-with = Mit
devices-end-others = Alle anderen Geräte abmelden
devices-remembered = Gemerkte Geräte
devices-remembered-lead = Hier werden Sie bis zum Ablauf nicht nach einem Code gefragt. Ein neues Passwort oder geänderte Methoden heben das für alle auf.
devices-none-remembered = Es ist kein Gerät gemerkt.
devices-since = seit
devices-until = endet

# Apps mit Zugriff
apps-lead = Apps, denen Sie erlaubt haben, etwas über Sie zu wissen. Die eigenen Apps Ihrer Praxis stehen hier nicht: für sie steht Ihre Praxis ein.
apps-none = Sie haben noch keiner App etwas erlaubt. Wenn eine fragt, steht sie danach hier.
apps-since = Erlaubt

# Aktivität
activity-lead = Was um Ihre Anmeldung herum geschehen ist, das Neueste zuerst.
activity-not-me-title = War hier etwas nicht von Ihnen?
activity-not-me-lead = Wir melden Sie überall ab, und Sie wählen ein neues Passwort.
activity-events = Ereignisse
activity-none = Es ist noch nichts geschehen.
activity-check = Waren Sie das?
activity-by-other = durch jemand anderen
activity-older = Ältere
activity-newer = Neuere
activity-signed-in = Sie haben sich angemeldet
activity-refused = Eine Anmeldung wurde abgelehnt
activity-delayed = Eine Anmeldung wurde nach falschen Versuchen aufgeschoben
activity-signed-out = Sie haben sich abgemeldet
activity-sessions-ended = Sitzungen wurden beendet
activity-reset-requested = Ein Link für ein neues Passwort wurde angefordert
activity-reset = Ein neues Passwort wurde über einen Link gewählt
activity-password = Ihr Passwort wurde geändert
activity-email-sent = Ein Link zum Bestätigen Ihrer E-Mail-Adresse wurde gesendet
activity-email = Ihre E-Mail-Adresse wurde bestätigt
activity-passkey-added = Ein Passkey wurde hinzugefügt
activity-passkey-renamed = Ein Passkey wurde umbenannt
activity-passkey-removed = Ein Passkey wurde gelöscht
activity-passkey-refused = Ein Gerät konnte keinen Passkey hinzufügen
activity-profile = Ihr Profil wurde geändert
activity-disabled = Ihre Anmeldung wurde abgeschaltet
activity-enabled = Ihre Anmeldung wurde wieder eingeschaltet
activity-operator = Sie dürfen diese Installation jetzt betreiben
activity-no-operator = Sie dürfen diese Installation nicht mehr betreiben
activity-member = Sie wurden zu einer Praxis hinzugefügt
activity-member-changed = Ihre Rolle oder Ihre Zugriffsstufe in einer Praxis wurde geändert
activity-member-removed = Ihre Mitgliedschaft in einer Praxis wurde deaktiviert
activity-consent = Sie haben einer App erlaubt, Ihre Anmeldung zu verwenden
activity-consent-refused = Sie haben einer App nicht erlaubt, Ihre Anmeldung zu verwenden
activity-consent-withdrawn = Einer App wurde der Zugriff entzogen
activity-replayed = Der Zugriff einer App wurde beendet, weil er zweimal verwendet wurde
activity-confirmed = Sie haben erneut gezeigt, dass Sie es sind
activity-new-device = Ein Gerät hat sich angemeldet, das wir noch nicht kannten
activity-email-asked = Eine andere E-Mail-Adresse wurde angefragt
activity-email-changed = Ihre E-Mail-Adresse wurde geändert
activity-data = Ihre Daten wurden heruntergeladen
activity-two-factor-on = Die Zwei-Faktor-Anmeldung wurde eingeschaltet
activity-two-factor-off = Die Zwei-Faktor-Anmeldung wurde ausgeschaltet
activity-two-factor-reset = Die Zwei-Faktor-Anmeldung wurde zurückgesetzt
activity-factor-added = Eine Methode wurde bestätigt
activity-factor-removed = Eine Methode wurde entfernt
activity-factor-primary = Eine andere Methode wird zuerst abgefragt
activity-code-refused = Ein falscher Code wurde eingegeben
activity-code-delayed = Codes wurden nach falschen Versuchen aufgeschoben
activity-codes-renewed = Neue Wiederherstellungscodes wurden erstellt
activity-code-used = Ein Wiederherstellungscode wurde verwendet
activity-device-trusted = Ein Gerät wurde gemerkt
activity-device-forgotten = Ein gemerktes Gerät wurde vergessen
not-me-done-apps = Alle, die Ihr Konto verwenden, müssen sich neu anmelden, auch seine Apps.
not-me-done-title = Sie sind überall abgemeldet
not-me-done-lead = Ihr bisheriges Passwort kann niemand mehr verwenden, und Apps verlangen eine neue Anmeldung.
not-me-done-link = Wir haben einen Link an <strong>{ $email }</strong> geschickt. Öffnen Sie ihn, um ein neues Passwort zu wählen.
not-me-done-tell = Sagen Sie es auch der Person, die in Ihrer Praxis die Personen verwaltet.

# Eigene Daten
data-lead = Alles, was wir über Sie aufbewahren, als eine Datei (JSON).
data-what = Was darin steht
data-profile = Ihr Profil, Ihre Praxen und Ihre Rollen dort
data-factors = Wie Sie sich anmelden: Methoden, Passkeys mit Namen, gemerkte Geräte
data-sessions = Wo Sie angemeldet sind, und die Apps, denen Sie etwas erlaubt haben
data-activity = Ihre Aktivität
data-secrets = Passwörter, Codes und Schlüssel stehen nicht darin: wir bewahren sie in einer Form auf, die niemand lesen kann, oder gar nicht.

# Personen
users-lead = Die Personen, deren Einstellungen Sie sehen dürfen. Das Zahnrad führt zu ihnen.
users-you = Sie
users-methods = Methoden
users-passkeys =
    { $count ->
        [one] ein Passkey
       *[other] { $count } Passkeys
    }
users-none = Noch keine
users-last = Letzte Anmeldung
users-never = Nie
users-settings = Einstellungen
users-settings-of = Einstellungen von { $name }

# Frischer Nachweis
confirm-title = Sind Sie es wirklich?
confirm-lead = Bevor Sie etwas Wichtiges ändern, zeigen Sie noch einmal, dass Sie es sind.
confirm-passkey = Passkey verwenden
confirm-passkey-cancelled = Es wurde kein Passkey verwendet. Versuchen Sie es erneut, oder wählen Sie einen anderen Weg.
confirm-passkey-failed = Dieser Passkey konnte hier nicht verwendet werden. Versuchen Sie es erneut, oder wählen Sie einen anderen Weg.
confirm-way-password = Mein Passwort verwenden
confirm-way-totp = Meine Authenticator-App verwenden
confirm-way-sms = Code per SMS bekommen
confirm-way-email = Code per E-Mail bekommen
confirm-way-recovery = Wiederherstellungscode verwenden

# Bevor etwas endet
sure-back = Alles lassen, wie es ist
sure-remove = Entfernen
sure-delete = Löschen
sure-end = Abmelden
sure-forget = Vergessen
sure-withdraw = Zugriff entziehen
sure-renew = Neue Codes holen
sure-off = Ausschalten
sure-everything = Das war ich nicht
sure-method-title = Diese Methode entfernen?
sure-method-others = Sie bekommen so keine Codes mehr. Ihre anderen Methoden bleiben.
sure-method-last = Es ist Ihre letzte Methode. Danach kommen Sie mit dem Passwort allein hinein.
sure-method-codes = Ihre Wiederherstellungscodes gelten nicht mehr.
sure-devices = Alle gemerkten Geräte fragen wieder nach einem Code oder Ihrem Passwort.
sure-pending-title = Einrichten dieser Methode abbrechen?
sure-pending = Die Methode war noch nicht bestätigt. Sie können jederzeit neu beginnen.
sure-off-title = Zwei-Faktor-Anmeldung ausschalten?
sure-off-password = Danach kommen Sie mit dem Passwort allein hinein, und jeder andere, der es kennt.
sure-off-methods = Ihre Methoden werden entfernt. Zum Einschalten richten Sie sie neu ein.
sure-passkey-title = Diesen Passkey löschen?
sure-passkey = Er öffnet Ihr Konto nicht mehr, auf keinem Gerät.
sure-passkey-device = Zeigt Ihr Gerät ihn danach noch an, entfernen Sie ihn in den Einstellungen des Geräts oder Passwortmanagers.
sure-session-title = Dieses Gerät abmelden?
sure-session = Wer es dort verwendet, muss sich neu anmelden.
sure-session-apps = Apps, die von dort geöffnet wurden, verlieren ihren Zugriff.
sure-sessions-title = Alle anderen Geräte abmelden?
sure-sessions =
    { $count ->
        [one] Ein anderes Gerät wird abgemeldet. Dieses bleibt angemeldet.
       *[other] { $count } andere Geräte werden abgemeldet. Dieses bleibt angemeldet.
    }
sure-remembered-title = Dieses Gerät vergessen?
sure-remembered = Bei der nächsten Anmeldung wird dort nach einem Code gefragt.
sure-access-title = Dieser App den Zugriff entziehen?
sure-access = Sie kann nichts mehr über Sie sehen, und ihre Verbindung endet.
sure-access-again = Wenn Sie sie wieder öffnen, fragt sie Sie wieder.
sure-codes-title = Neue Wiederherstellungscodes holen?
sure-codes =
    { $left ->
        [0] Sie haben keinen mehr.
        [one] Der eine, den Sie noch haben, gilt dann nicht mehr.
       *[other] Die { $left }, die Sie noch haben, gelten dann nicht mehr.
    }
sure-codes-new = Sie bekommen zehn neue, die einmal gezeigt werden.
sure-everything-title = War es jemand anderes?
sure-everything-sessions = Sie werden überall abgemeldet, auch hier, und Apps verlieren ihren Zugriff.
sure-everything-password = Ihr Passwort gilt nicht mehr. Wir schicken Ihnen einen Link, um ein neues zu wählen.
sure-everything-factors = Ihre Methoden und Passkeys bleiben. Prüfen Sie sie danach, und löschen Sie, was nicht Ihres ist.
