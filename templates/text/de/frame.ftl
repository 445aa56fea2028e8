# Was jede Seite umgibt.
frame-stuck = Sie kommen nicht weiter? Wir helfen gern:
frame-or = oder
frame-note = Um diese Anmeldung kümmert sich Frontdesk.

# Formulare
form-problem = Bitte prüfen:
form-error-title = Fehler:
form-continue = Weiter
form-show = Zeigen
form-hide = Verbergen
form-show-password = Passwort zeigen
form-hide-password = Passwort verbergen

form-save = Speichern
form-back = Zurück
frame-language = Deutsch
frame-skip = Zum Inhalt

# Wann
moment-now = gerade eben
moment-minutes-ago =
    { $count ->
        [one] vor einer Minute
       *[other] vor { $count } Minuten
    }
moment-hours-ago =
    { $count ->
        [one] vor einer Stunde
       *[other] vor { $count } Stunden
    }
moment-days-ago =
    { $count ->
        [one] gestern
       *[other] vor { $count } Tagen
    }
moment-months-ago = vor { $count } Monaten
moment-years-ago = vor { $count } Jahren
moment-in-minutes =
    { $count ->
        [one] in einer Minute
       *[other] in { $count } Minuten
    }
moment-in-hours = in { $count } Stunden
moment-in-days = in { $count } Tagen
moment-tomorrow = morgen
calendar-day =
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
    } { $year }
percent = { $count } %

# Womit
device-name = { $browser } auf { $system }
device-unknown = Ein unbekanntes Gerät
