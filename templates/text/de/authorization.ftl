form-post-title = Einen Augenblick
form-post-lead = Sie sind auf dem Weg zu <strong>{ $app }</strong>. Wenn nichts geschieht, geht es mit dem Knopf weiter.

# Die Wahl der Praxis
pick-title = Für welche Praxis?
pick-lead = Sie gehören zu mehreren Praxen. Wählen Sie die, für die Sie jetzt arbeiten.
pick-lead-app = Sie gehören zu mehreren Praxen. Wählen Sie die, für die Sie jetzt in <strong>{ $app }</strong> arbeiten.
pick-usual = wie beim letzten Mal
pick-remembered = Ihre Wahl wird für diese App gemerkt. Nach einer Abmeldung werden Sie wieder gefragt.
pick-practitioner = Behandelnd
pick-administrator = Verwaltung
pick-full = voller Zugriff
pick-standard = Standardzugriff
pick-read-only = nur Lesen
