# Wo man ist
practice-groups = Praxen
practice-users = Personen
practice-invitations = Einladungen
practice-activity = Aktivität der Praxis

# Was getan wurde, und warum etwas nicht
practice-done-on = Die Zwei-Faktor-Anmeldung ist eingeschaltet. Bei der nächsten Anmeldung wird die Person gebeten, sie einzurichten.
practice-done-off = Die Zwei-Faktor-Anmeldung ist für diese Person ausgeschaltet. Sie wurde per E-Mail benachrichtigt.
practice-done-reset = Die Zwei-Faktor-Anmeldung ist zurückgesetzt. Die Person wurde überall abgemeldet und per E-Mail benachrichtigt.
practice-done-extended = Die Person hat jetzt mehr Zeit.
practice-done-signed-out = Die Person wurde überall abgemeldet.
practice-done-access = Rolle und Zugriffsstufe sind gespeichert.
practice-done-removed = Die Mitgliedschaft ist deaktiviert, und die Person wurde überall abgemeldet.
practice-done-restored = Die Mitgliedschaft ist reaktiviert.
practice-done-invited = Die Einladung ist unterwegs. Sie gilt sieben Tage.
practice-done-withdrawn = Die Einladung ist zurückgezogen. Ihr Link funktioniert nicht mehr.
practice-not-last-manager = Sonst hat niemand vollen Zugriff auf diese Praxis. Geben Sie zuerst einer anderen Person vollen Zugriff.
practice-not-yourself = Ihre eigene Zwei-Faktor-Anmeldung ändern Sie in Ihren eigenen Einstellungen.
practice-not-already = Nichts wurde geändert: Es ist schon so, oder jemand anderes hat es gerade geändert.
practice-not-demanded = Die Zwei-Faktor-Anmeldung ist für diese Person Pflicht und lässt sich nicht ausschalten.
practice-not-set-up = Es ist nichts eingerichtet, was zurückgesetzt werden könnte.
practice-not-member = Diese Person gehört schon zur Praxis. Ist ihre Mitgliedschaft deaktiviert, finden Sie sie unter den deaktivierten Personen.
practice-not-too-many = Heute gingen zu viele Einladungen hinaus. Versuchen Sie es morgen wieder.
practice-not-in-range = Wählen Sie einen Tag in der Zukunft, höchstens 30 Tage ab heute.
practice-not-deadline = Es gibt keine Frist zu verlängern: Die Zwei-Faktor-Anmeldung ist in dieser Praxis keine Pflicht.

# Wörter
role-practitioner = Behandelnde Person
role-administrator = Verwaltung
role-hint = Was die Person in der Praxis tut. Apps sehen es.
access-full = Voll
access-standard = Standard
access-read-only = Nur lesen
access-hint = Wer vollen Zugriff hat, verwaltet diese Seiten: Personen, Einladungen und die Zwei-Faktor-Einstellungen.
membership-active = Aktiv
membership-deactivated = Deaktiviert

# Die Praxen, die jemand verwaltet
groups-lead = Wählen Sie die Praxis, um die Sie sich kümmern möchten.
groups-none = Sie haben zurzeit auf keine Praxis vollen Zugriff.
groups-members =
    { $count ->
        [one] Eine Person
       *[other] { $count } Personen
    }
groups-ready =
    { $count ->
        [one] eine mit zweitem Faktor
       *[other] { $count } mit zweitem Faktor
    }

# Die Tabelle
members-lead =
    { $count ->
        [one] Eine aktive Person in dieser Praxis.
       *[other] { $count } aktive Personen in dieser Praxis.
    }
members-overdue-count =
    { $count ->
        [one] Eine überfällig
       *[other] { $count } überfällig
    }
members-add = Person hinzufügen
members-file = Als CSV herunterladen
members-narrow = Personen finden
members-search = Name oder E-Mail
members-role = Rolle
members-access = Zugriffsstufe
members-state = Mitgliedschaft
members-any = Alle
members-overdue-only = Nur Überfällige
members-overdue = Überfällig
members-by-passkey = Hat einen Passkey
members-due = Fällig
members-show = Anzeigen
members-more = Nach Rolle, Zugriffsstufe oder Mitgliedschaft
members-everybody = Alle anzeigen
members-none = Niemand passt. Ändern Sie die Suche, oder zeigen Sie alle an.
members-disabled = Gesperrt
members-pages = Seiten der Tabelle
members-first = Erste Seite
members-next = Nächste Seite

# Eine Person
member-facts = In dieser Praxis
member-since = Beigetreten
member-told-title = Apps, die es erfahren haben
member-told-means = Endet eine Anmeldung, so erfahren es ihre Apps und melden die Person ebenfalls ab.
member-told-app = App
member-told-state = Stand
member-told-when = Zuletzt
notice-told = Abgemeldet
notice-waiting = Wird benachrichtigt
notice-given-up = Nicht erreicht
member-access = Rolle und Zugriffsstufe ändern
member-own = Ihre eigenen Einstellungen
member-only-they = Nur die Person selbst kann eine Methode wählen und bestätigen oder einen Passkey hinzufügen.
member-on = Einschalten
member-sessions = Geräte und Mitgliedschaft
member-sessions-count =
    { $count ->
        [0] Nirgends angemeldet.
        [one] Auf einem Gerät angemeldet.
       *[other] Auf { $count } Geräten angemeldet.
    }
member-told = Wir sagen es der Person per E-Mail.
member-off-title = Zwei-Faktor-Anmeldung ausschalten?
member-off-methods = Alle ihre Methoden und Wiederherstellungscodes werden entfernt.
member-off-password = Ihr Passwort allein öffnet dann ihr Konto, außer sie hat einen Passkey.
member-reset-title = Zwei-Faktor-Anmeldung zurücksetzen?
member-reset-methods = Alle ihre Methoden, Wiederherstellungscodes und gemerkten Geräte werden entfernt. Bei einer Anmeldung richtet sie alles neu ein.
member-reset-sessions = Die Person wird überall abgemeldet.
member-reset-passkeys = Auch ihre Passkeys entfernen
member-reset-passkeys-hint = Sonst bleiben Passkeys bestehen. Wählen Sie das, wenn einer auf dem verlorenen Gerät war.
member-reset-button = Zurücksetzen
member-sign-out-title = Überall abmelden?
member-sign-out-devices =
    { $count ->
        [one] Ein Gerät wird abgemeldet.
       *[other] { $count } Geräte werden abgemeldet.
    }
member-sign-out-apps = Ihre Apps verlieren den Zugang, bis sie sich wieder anmeldet.
member-sign-out-button = Überall abmelden
member-remove-title = Mitgliedschaft deaktivieren?
member-remove-apps = Die Person verliert { $group } und die Apps dort sofort.
member-remove-sessions = Die Person wird überall abgemeldet.
member-remove-kept = Ihr eigenes Konto bleibt, und Sie können die Mitgliedschaft reaktivieren.
member-remove-button = Mitgliedschaft deaktivieren
member-restore-title = Mitgliedschaft reaktivieren?
member-restore-apps = Die Person bekommt { $group } und die Apps dort wieder.
member-restore-access = Voller Zugriff wird nicht zurückgegeben; Sie können ihn danach geben.
member-restore-button = Reaktivieren
member-restore = Reaktivieren
member-extend = Mehr Zeit geben
member-extend-until = Bis
member-extend-hint = Bis zum Ende dieses Tages ({ $zone }) wird die Person erinnert und kann es überspringen. Höchstens 30 Tage.
member-extend-now = Die Frist zurzeit:

# Vor dem, was sich schwer zurücknehmen lässt
manager-proof-title = Zuerst Ihr zweiter Faktor
manager-proof-why = Zurücksetzen, Zugriffsstufen und die Regeln einer Praxis ändert nur, wer gerade einen zweiten Faktor gezeigt hat.
manager-proof-nothing = Sie haben noch keinen. Richten Sie die Zwei-Faktor-Anmeldung für sich ein und kommen Sie dann zurück.
manager-proof-set-up = Zwei-Faktor-Anmeldung einrichten
manager-proof-passkey = Ihr Passkey ist Ihr zweiter Faktor. Benutzen Sie ihn jetzt statt Ihres Passworts.
manager-proof-use-passkey = Meinen Passkey benutzen

# Einladungen
invite-lead = Wir schicken eine Einladung per E-Mail. Wer neu ist, wählt ein Passwort; wer ein Konto hat, behält es.
invite-email-hint = Die der Person allein: Sie meldet sich damit an.
invite-button = Einladung senden
invitations-lead = Personen, die noch nicht geantwortet haben.
invitations-none = Niemand wartet. Fügen Sie eine Person hinzu, dann steht die Einladung hier, bis sie beantwortet ist.
invitations-sent = Gesendet
invitations-state = Stand
invitations-acts = Erneut senden oder zurückziehen
invitations-open = Offen
invitations-until = gilt bis
invitations-expired = Abgelaufen
invitations-again = Erneut senden
invitation-withdraw = Zurückziehen
invitation-withdraw-title = Diese Einladung zurückziehen?
invitation-withdraw-link = Der Link in der E-Mail funktioniert nicht mehr.

# Was geschah
group-activity-lead = Was Verwaltende und Eingeladene taten, das Neueste zuerst.
group-activity-newest = Neueste
group-event-by = Von <strong>{ $name }</strong>
group-event-by-installation = Von denen, die den Dienst betreiben
group-event-added = Die Praxis wurde hinzugefügt
group-event-changed = Die Praxis wurde geändert
group-event-member-added = Eine Person wurde hinzugefügt
group-event-member-changed = Rolle oder Zugriffsstufe wurde geändert
group-event-member-removed = Eine Mitgliedschaft wurde deaktiviert
group-event-invited = Eine Einladung wurde gesendet
group-event-accepted = Eine Einladung wurde angenommen
group-event-declined = Eine Einladung wurde abgelehnt
group-event-withdrawn = Eine Einladung wurde zurückgezogen
group-event-sessions = Eine Person wurde überall abgemeldet
group-event-on = Die Zwei-Faktor-Anmeldung wurde eingeschaltet
group-event-off = Die Zwei-Faktor-Anmeldung wurde ausgeschaltet
group-event-reset = Die Zwei-Faktor-Anmeldung wurde zurückgesetzt
group-event-passkey = Ein Passkey wurde entfernt

# Eine Einladung beantworten
join-title = Sie sind eingeladen
join-lead = <strong>{ $practice }</strong> lädt <strong>{ $email }</strong> ein.
join-means = Wer die Praxis verwaltet, sieht Ihren Namen, Ihre E-Mail-Adresse und wie Sie sich anmelden, und kann helfen, wenn Sie Ihr Telefon verlieren.
join-password = Passwort wählen
join-accept = Einladung annehmen
join-decline = Ablehnen
join-later = Nicht jetzt
join-account = Sie haben mit dieser E-Mail-Adresse schon ein Konto. Melden Sie sich damit an, um anzunehmen.
join-other = Sie sind als <strong>{ $other }</strong> angemeldet. Melden Sie sich ab und öffnen Sie den Link noch einmal, um sich als <strong>{ $email }</strong> anzumelden.
join-sign-in = Anmelden
joined-title = Willkommen
joined-lead = Ihr Konto ist bereit, und Sie gehören zu <strong>{ $practice }</strong>. Melden Sie sich an, um zu beginnen.

# Wie die Praxis steht
practice-overview = Übersicht
overview-lead = Wer einen zweiten Faktor hat, wer zu spät ist, und was die Praxis verlangt.
overview-coverage = Zweiter Faktor
overview-ring = { $ready } von { $members } Personen haben den verlangten zweiten Faktor
overview-ready = Mit zweitem Faktor
overview-members = Aktive Personen
overview-nobody-overdue = Niemand ist überfällig.
overview-trend = Die letzten zwölf Wochen
overview-trend-means = Welcher Anteil der heutigen Personen am Ende jeder Woche einen zweiten Faktor hatte, in Prozent.
overview-figures = Die Zahlen
overview-all-overdue = Alle in der Tabelle anzeigen
overview-week = Woche bis

# Die Regeln der Praxis
practice-policy = Zwei-Faktor-Einstellungen bearbeiten
rules-lead = Was Sie von allen in dieser Praxis verlangen. Nichts wird gespeichert, bevor Sie gesehen haben, wen es betrifft.
rules-mandated = Eine App dieser Praxis macht die Zwei-Faktor-Anmeldung für sie zur Pflicht. Was immer Sie hier wählen: Es bleibt Pflicht.
rules-preset = Ausgehen von
rules-preset-ato = Finanzamt (ATO DSP)
rules-preset-ato-means = Pflicht; ein Gerät wird weniger als 24 Stunden gemerkt; Abmeldung nach 30 Minuten ohne Benutzung; keine vertrauten Netze.
rules-preset-strict = Streng
rules-preset-strict-means = Pflicht; nur Passkey oder Authenticator-App.
rules-preset-custom = Eigene
rules-preset-custom-means = Wie Sie unten wählen.
rules-disabled = Ausgeschaltet
rules-prompt = Eingeschaltet – freiwillig
rules-mandatory = Eingeschaltet – Pflicht
rules-setting-disabled = Die Praxis gibt nichts vor: Alle dürfen die Zwei-Faktor-Anmeldung einrichten.
rules-setting-prompt = Alle werden bei der Anmeldung gebeten, die Zwei-Faktor-Anmeldung einzurichten, und können es überspringen.
rules-setting-mandatory = Alle müssen die Zwei-Faktor-Anmeldung einrichten, bevor sie eine App benutzen können.
rules-by-app = Eine App, die diese Praxis benutzt, macht die Zwei-Faktor-Anmeldung zur Pflicht: Alle müssen sie einrichten, bevor sie eine App benutzen können.
rules-methods = Zugelassene Methoden
rules-methods-hint = Mindestens eine. Passkeys und Authenticator-Apps sind am sichersten, Codes per E-Mail am wenigsten.
rules-passkey = Passkey
rules-passkey-counts = Die Anmeldung mit einem Passkey genügt
rules-passkey-counts-hint = Ein Passkey ist zwei Faktoren in einem: das Gerät und was es entsperrt.
rules-when = Wann und wo
rules-enforce-from = Pflicht ab dem Ende von
rules-enforce-hint = Für „Eingeschaltet – Pflicht“: Bis zum Ende dieses Tages ({ $zone }) werden alle erinnert und können es überspringen. Leer heißt sofort.
rules-ask-again-label = Wieder fragen nach, in Tagen
rules-ask-again-hint = Für „Eingeschaltet – freiwillig“: Wer überspringt, wird nach so vielen Tagen wieder gefragt.
rules-remember-label = Ein Gerät merken, in Stunden
rules-remember-hint = Von 0 (nie) bis 720. So lange wird auf dem Gerät kein Code verlangt.
rules-networks-label = Vertraute Netze
rules-networks-hint = Eines je Zeile, etwa 203.0.113.0/24. Wer dort einen zweiten Faktor hat, muss ihn nicht zeigen. Meist leer.
rules-sessions = Von selbst abgemeldet
rules-sessions-hint = Leer heißt: wie der Dienst es sonst hält. Für gemeinsam benutzte Computer sind 30 Minuten gut.
rules-idle-label = Nach Minuten ohne Benutzung
rules-absolute-label = Nach Minuten in jedem Fall
rules-preview = Ansehen, wen es betrifft
rules-preview-title = Wen es betrifft
rules-preview-lead = Noch ist nichts gespeichert.
rules-preview-members = Personen
rules-preview-ready = Bereit
rules-preview-set-up = Müssen einrichten
rules-preview-not-accepted = Haben eine Methode, die nicht zugelassen ist
rules-preview-newly =
    { $count ->
        [one] Eine der Personen, die nicht bereit sind, muss heute nichts tun; mit dieser Änderung schon.
       *[other] { $count } der Personen, die nicht bereit sind, müssen heute nichts tun; mit dieser Änderung schon.
    }
rules-preview-deadline = Sie können es aufschieben bis
rules-preview-stricter = Es ist strenger als zuvor. Wer ohne das, was es verlangt, angemeldet ist, wird abgemeldet und richtet es bei der nächsten Anmeldung ein.
rules-preview-you = Sie gehören zu denen, die handeln müssen. Wenn Sie speichern, werden Sie abgemeldet und richten bei der nächsten Anmeldung ein, was gilt.
rules-preview-conflict =
    { $count ->
        [one] Eine Person gehört auch zu <strong>{ $group }</strong>; dort ist keine dieser Methoden zugelassen, und sie braucht für beide eine.
       *[other] { $count } Personen gehören auch zu <strong>{ $group }</strong>; dort ist keine dieser Methoden zugelassen, und sie brauchen für beide eine.
    }
rules-in-words = Was die Praxis verlangt
rules-from = Bis zum Ende des { calendar-day } wird an die Zwei-Faktor-Anmeldung erinnert, und sie kann übersprungen werden.
rules-no-totp = Authenticator-Apps sind nicht zugelassen.
rules-no-sms = Codes per SMS sind nicht zugelassen.
rules-no-email = Codes per E-Mail sind nicht zugelassen.
rules-no-passkey = Ein Passkey genügt nicht.
rules-remember =
    { $hours ->
        [one] Ein Gerät kann eine Stunde gemerkt werden.
       *[other] Ein Gerät kann { $hours } Stunden gemerkt werden.
    }
rules-no-remember = Kein Gerät wird gemerkt.
rules-networks = In { $networks } wird kein Code verlangt.
rules-idle =
    { $minutes ->
        [one] Abmeldung nach einer Minute ohne Benutzung.
       *[other] Abmeldung nach { $minutes } Minuten ohne Benutzung.
    }
rules-absolute =
    { $minutes ->
        [one] Abmeldung nach einer Minute in jedem Fall.
       *[other] Abmeldung nach { $minutes } Minuten in jedem Fall.
    }
rules-saved = Geändert
rules-undo = Diese Änderung zurücknehmen
rules-wrong-setting = Wählen Sie, ob die Zwei-Faktor-Anmeldung ausgeschaltet, freiwillig oder Pflicht ist.
rules-wrong-remember = Gerät merken: Geben Sie ganze Stunden ein, von 0 bis 720.
rules-wrong-idle = Abmeldung ohne Benutzung: Geben Sie ganze Minuten ein oder nichts.
rules-wrong-absolute = Abmeldung in jedem Fall: Geben Sie ganze Minuten ein oder nichts.
rules-wrong-ask-again = Wieder fragen: Geben Sie ganze Tage ein, etwa 14.
rules-wrong-meanwhile = Inzwischen hat jemand andere Einstellungen gespeichert. Unten stehen Ihre: Vergleichen Sie sie mit „Was die Praxis verlangt“ in der Übersicht, bevor Sie fortfahren.
rules-wrong-date = Wählen Sie einen Tag, oder lassen Sie das Feld leer.
rules-wrong-network = „{ $network }“ ist kein Netz. Schreiben Sie es wie 203.0.113.0/24.
practice-done-policy = Die Einstellungen sind gespeichert. Sie können das einen Tag lang zurücknehmen.
practice-done-undone = Die Einstellungen sind wie zuvor.
practice-not-undo = Es gibt nichts zurückzunehmen: Die Einstellungen wurden wieder geändert, oder es ist länger als einen Tag her.
group-event-policy = Die Zwei-Faktor-Einstellungen wurden geändert
group-event-extended = Einer Person wurde mehr Zeit gegeben
