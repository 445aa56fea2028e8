form-post-title = Einen Augenblick
form-post-lead = Sie sind auf dem Weg zu <strong>{ $app }</strong>. Wenn nichts geschieht, geht es mit dem Knopf weiter.
