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
