# Wie sie heißen
method-totp = Authenticator-App
method-sms = SMS
method-email = E-Mail
factor-password = Passwort
factor-passkey = Passkey
factor-recovery-code = Wiederherstellungscode

# Codes
code-label = Sechsstelliger Code
code-submit = Absenden
code-send-again = Neuen Code senden
code-send-again-in = möglich in
code-send-again-now = Sie können jetzt einen neuen Code senden.
code-sent-again = Ein neuer Code ist unterwegs; der alte gilt nicht mehr.
code-error-missing = Geben Sie die sechs Ziffern Ihres Codes ein.
code-error-malformed = Der Code hat sechs Ziffern. Geben Sie alle ein, und sonst nichts.
code-error-wrong = Dieser Code stimmt nicht. Geben Sie die sechs Ziffern aus der neuesten Nachricht ein.
code-error-wrong-left =
    { $left ->
        [one] Dieser Code stimmt nicht. Sehen Sie in die neueste Nachricht; Sie haben noch einen Versuch.
       *[other] Dieser Code stimmt nicht. Sehen Sie in die neueste Nachricht; Sie haben noch { $left } Versuche.
    }
code-error-wrong-app = Dieser Code stimmt nicht oder wurde schon verwendet. Warten Sie auf den nächsten in der App.
code-error-gone = Dieser Code gilt nicht mehr. Senden Sie einen neuen, und geben Sie den ein.
code-error-wait-seconds =
    { $seconds ->
        [one] Es waren zu viele falsche Codes. Versuchen Sie es in einer Sekunde wieder, oder nehmen Sie eine andere Methode.
       *[other] Es waren zu viele falsche Codes. Versuchen Sie es in { $seconds } Sekunden wieder, oder nehmen Sie eine andere Methode.
    }
code-error-wait-minutes = Es waren zu viele falsche Codes. Versuchen Sie es in { $minutes } Minuten wieder, oder nehmen Sie eine andere Methode.
code-error-blocked = Es waren zu viele falsche Codes, deshalb ist diese Methode geschlossen. Nehmen Sie eine andere; danach können Sie diese neu einrichten.
code-error-not-sent = Mit dieser Methode können wir gerade keinen Code senden. Nehmen Sie eine andere, oder versuchen Sie es in einigen Minuten wieder.
recovery-label = Wiederherstellungscode
code-error-recovery-missing = Geben Sie einen Ihrer Wiederherstellungscodes ein.
code-error-recovery-malformed = Ein Wiederherstellungscode hat zehn Buchstaben und Ziffern, wie 7K2M9-QXD4T. Prüfen Sie Ihre Eingabe.
code-error-recovery-wrong = Dieser Code stimmt nicht oder wurde schon verwendet. Nehmen Sie den nächsten auf Ihrer Liste.

# Die Wahl
set-up-title = Zwei-Faktor-Anmeldung einrichten
set-up-prompted = Ihre Praxis empfiehlt sie.
set-up-demanded = Ihre Praxis verlangt sie.
set-up-demanded-by = Verlangt wird sie von <strong>{ $practice }</strong>.
set-up-accepts = <strong>{ $who }</strong> lässt zu:
set-up-accepts-explained = Eine Methode, die alle zulassen, genügt; sonst richten Sie für jede eine ein.
set-up-explained = Zum Passwort kommt dann ein Code, den nur Sie bekommen, damit niemand sonst hineinkommt, auch nicht mit Ihrem Passwort.
set-up-legend = Wie möchten Sie Ihre Codes bekommen?
set-up-recommended = Empfohlen
set-up-is-set-up = Eingerichtet
set-up-replaces = Wählen Sie dies, um es neu einzurichten. Bis das Neue bestätigt ist, gilt das Bisherige.
set-up-totp = Eine App auf Ihrem Telefon zeigt alle 30 Sekunden einen neuen Code, auch ohne Empfang. Google Authenticator, Microsoft Authenticator und andere sind geeignet.
set-up-sms = Ein Code kommt auf Ihr Mobiltelefon.
set-up-email = Ein Code kommt an <strong>{ $email }</strong>. Weniger sicher als die anderen: Wer Ihre E-Mails lesen kann, kann auch ihn lesen.
set-up-country = Land
set-up-phone = Mobilnummer
set-up-validate = Bestätigen
set-up-passkey = Oder mit einem Passkey: Fingerabdruck, Gesicht oder Geräte-PIN statt Passwort und Code.
set-up-later = Jetzt nicht
set-up-later-until = Sie können es aufschieben; nötig wird es
set-up-method-missing = Wählen Sie, wie Sie Ihre Codes bekommen möchten.
set-up-phone-missing = Geben Sie Ihre Mobilnummer ein.
set-up-phone-malformed = Das ist keine vollständige Mobilnummer. Prüfen Sie das Land und die Ziffern.
set-up-phone-unsuitable = Diese Nummer kann keine SMS empfangen. Geben Sie eine Mobilnummer ein.
set-up-phone-abroad = In dieses Land senden wir keine SMS. Geben Sie eine andere Nummer ein, oder wählen Sie eine andere Methode.
country-name =
    { $code ->
        [AE] Vereinigte Arabische Emirate
        [AR] Argentinien
        [AT] Österreich
        [AU] Australien
        [BE] Belgien
        [BG] Bulgarien
        [BR] Brasilien
        [CA] Kanada
        [CH] Schweiz
        [CL] Chile
        [CN] China
        [CY] Zypern
        [CZ] Tschechien
        [DE] Deutschland
        [DK] Dänemark
        [EE] Estland
        [ES] Spanien
        [FI] Finnland
        [FJ] Fidschi
        [FR] Frankreich
        [GB] Vereinigtes Königreich
        [GR] Griechenland
        [HK] Hongkong
        [HR] Kroatien
        [HU] Ungarn
        [ID] Indonesien
        [IE] Irland
        [IL] Israel
        [IN] Indien
        [IS] Island
        [IT] Italien
        [JP] Japan
        [KE] Kenia
        [KR] Südkorea
        [LI] Liechtenstein
        [LT] Litauen
        [LU] Luxemburg
        [LV] Lettland
        [MT] Malta
        [MX] Mexiko
        [MY] Malaysia
        [NG] Nigeria
        [NL] Niederlande
        [NO] Norwegen
        [NZ] Neuseeland
        [PG] Papua-Neuguinea
        [PH] Philippinen
        [PL] Polen
        [PT] Portugal
        [RO] Rumänien
        [RS] Serbien
        [SA] Saudi-Arabien
        [SE] Schweden
        [SG] Singapur
        [SI] Slowenien
        [SK] Slowakei
        [TH] Thailand
        [TR] Türkei
        [TW] Taiwan
        [UA] Ukraine
        [US] Vereinigte Staaten
        [VN] Vietnam
        [ZA] Südafrika
       *[other] { $code }
    }

# Das Bestätigen
validate-title = Geben Sie den Code ein
validate-sms = Wir haben sechs Ziffern per SMS an <strong>{ $to }</strong> geschickt. Sie gelten zehn Minuten.
validate-email = Wir haben sechs Ziffern per E-Mail an <strong>{ $to }</strong> geschickt. Sie gelten zehn Minuten.
validate-totp-title = Verbinden Sie Ihre Authenticator-App
validate-totp = Eine Authenticator-App ist eine App auf Ihrem Telefon, die Codes zeigt, zum Beispiel Google Authenticator.
validate-totp-scan = Öffnen Sie die App, fügen Sie ein Konto hinzu, und scannen Sie dieses Bild.
validate-totp-picture = QR-Code für Ihre Authenticator-App. Der Schlüssel lässt sich auch eintippen; er steht darunter.
validate-totp-cannot = Scannen geht nicht?
validate-totp-type = Geben Sie diesen Schlüssel in der App ein. Großschreibung und Leerzeichen spielen keine Rolle.
validate-totp-open = Authenticator-App auf diesem Gerät öffnen
validate-totp-enter = Geben Sie die sechs Ziffern ein, die die App jetzt zeigt.
validate-change = Andere Methode wählen
validate-change-sms = Nummer berichtigen oder andere Methode wählen

# Wiederherstellungscodes
codes-title = Heben Sie Ihre Wiederherstellungscodes auf
codes-enabled = Die Zwei-Faktor-Anmeldung ist eingerichtet. Ab der nächsten Anmeldung werden Sie nach einem Code gefragt.
codes-lead = Wenn Sie Ihr Telefon verlieren, kommen Sie mit einem dieser Codes hinein. Jeder gilt einmal. Verwahren Sie sie, wo nur Sie sie finden, und nicht nur auf dem Telefon.
codes-old = Die alten gelten nicht mehr.
codes-of = Wiederherstellungscodes von { $email }
codes-download = Herunterladen
codes-print = Drucken
codes-copy = Kopieren
codes-copied = Die Codes sind kopiert.
codes-once = Sie werden nur jetzt gezeigt.
codes-kept = Ich habe sie aufgehoben
