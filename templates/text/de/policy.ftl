# Warum eine Richtlinie so ist, wie sie ist
policy-reason-nothing = Niemand verlangt hier die Zwei-Faktor-Anmeldung.
policy-reason-mandatory = Pflicht, weil { $group } es verlangt.
policy-reason-mandated = Pflicht, weil { $app } es von jeder Praxis verlangt, die es anbindet, auch von { $group }.
policy-reason-from = Pflicht ab { $date } UTC, weil { $group } es von da an verlangt.
policy-reason-extended = Pflicht ab { $date } UTC: { $group } hat dieser Person mehr Zeit gegeben.
policy-reason-prompted = Von { $group } empfohlen; man kann es überspringen.
policy-reason-required = Pflicht, weil { $app } von allen zwei Faktoren verlangt.
policy-reason-asked = Die App verlangt dieses Mal { $acr }.
policy-reason-no-totp = Eine Authenticator-App ist nicht zugelassen, wegen { $by }.
policy-reason-no-sms = SMS ist nicht zugelassen, wegen { $by }.
policy-reason-no-email = E-Mail ist nicht zugelassen, wegen { $by }.
policy-reason-no-passkey = Ein Passkey allein ist nicht zugelassen, wegen { $by }.
policy-reason-networks = In den Netzen, denen { $group } vertraut, kann der zweite Schritt entfallen.
policy-reason-not-remembered = Kein Gerät wird gemerkt, wegen { $group }.
policy-reason-remembered =
    { $hours ->
        [one] Ein Gerät wird höchstens eine Stunde gemerkt, wegen { $group }.
       *[other] Ein Gerät wird höchstens { $hours } Stunden gemerkt, wegen { $group }.
    }
policy-reason-idle =
    { $minutes ->
        [one] Eine Sitzung endet nach einer Minute ohne Benutzung, wegen { $group }.
       *[other] Eine Sitzung endet nach { $minutes } Minuten ohne Benutzung, wegen { $group }.
    }
policy-reason-absolute =
    { $minutes ->
        [one] Eine Sitzung endet in jedem Fall nach einer Minute, wegen { $group }.
       *[other] Eine Sitzung endet in jedem Fall nach { $minutes } Minuten, wegen { $group }.
    }

# Wünsche, die einander widersprechen
policy-wrong-nothing-accepted = Lassen Sie mindestens eine Methode zu.
policy-wrong-passkeys = Nur Passkeys sind zugelassen, und Passkeys zählen nicht. Lassen Sie sie zählen, oder lassen Sie noch eine Methode zu.
policy-wrong-remember = Ein Gerät kann höchstens 720 Stunden gemerkt werden.
policy-wrong-idle = Abmeldung ohne Benutzung: Geben Sie 1 bis 1440 Minuten ein.
policy-wrong-absolute = Abmeldung in jedem Fall: Geben Sie 5 bis 43200 Minuten ein.
policy-wrong-idle-absolute = Eine Sitzung kann nicht länger unbenutzt sein, als sie dauert. Wählen Sie ohne Benutzung die kürzere Grenze.
policy-wrong-ask-again = Wieder fragen: Geben Sie 1 bis 365 Tage ein.
policy-wrong-network = Dieses Netz ist fast das ganze Internet. Geben Sie das eigene der Praxis ein, zum Beispiel 203.0.113.0/24.
policy-wrong-networks = Geben Sie höchstens 50 Netze ein.
policy-wrong-deadline = Wählen Sie einen Tag innerhalb eines Jahres.
policy-wrong-preset-mandatory = Zu dieser Vorlage gehört „Eingeschaltet – Pflicht“. Wählen Sie „Eingeschaltet – Pflicht“ oder eigene Einstellungen.
policy-wrong-ato-remember = Nach den Regeln des Finanzamts wird ein Gerät weniger als 24 Stunden gemerkt. Wählen Sie höchstens 23 Stunden oder eigene Einstellungen.
policy-wrong-ato-idle = Nach den Regeln des Finanzamts endet eine Sitzung nach 30 Minuten ohne Benutzung. Wählen Sie höchstens 30 Minuten oder eigene Einstellungen.
policy-wrong-ato-networks = Nach den Regeln des Finanzamts entfällt der zweite Schritt nirgends. Entfernen Sie die vertrauten Netze, oder wählen Sie eigene Einstellungen.
policy-wrong-strict = „Streng“ lässt nur einen Passkey oder eine Authenticator-App zu. Lassen Sie nichts anderes zu, oder wählen Sie eigene Einstellungen.
